//! `ledger.tsv`: one line for each of Node's test files that matter: area, file, status, reason.
//!
//! The reason of a `fail` is the first line of its error, or better, `known: ` and what a person wrote; the reason of a
//! `skip` says why the file cannot pass here, and such a file is not run, unless the reason begins
//! with `itself: `: then the file is run and skips itself.

use std::collections::BTreeMap;
use std::fmt;
use std::fs;
use std::path::Path;

/// Begins a reason that a person wrote, and that no run replaces.
pub const WRITTEN_BY_HAND: &str = "known: ";
/// Begins the reason of a file that skips itself.
pub const SKIPS_ITSELF: &str = "itself: ";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    Pass,
    Fail,
    Skip,
    /// Listed, but never run: the first `--update` decides.
    New,
}

impl std::str::FromStr for Status {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "pass" => Ok(Status::Pass),
            "fail" => Ok(Status::Fail),
            "skip" => Ok(Status::Skip),
            "new" => Ok(Status::New),
            other => Err(format!("{other:?} is no status: pass, fail, skip or new")),
        }
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Status::Pass => "pass",
            Status::Fail => "fail",
            Status::Skip => "skip",
            Status::New => "new",
        })
    }
}

#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    pub area: String,
    /// Path below Node's `test/`.
    pub file: String,
    pub status: Status,
    pub reason: String,
}

impl Entry {
    pub fn must_run_alone(&self) -> bool {
        !self.file.starts_with("parallel/") && !self.file.starts_with("es-module/")
    }

    /// A `skip` that is about this runtime, not one that the file itself decides.
    pub fn is_not_run(&self) -> bool {
        self.status == Status::Skip && !self.reason.starts_with(SKIPS_ITSELF)
    }
}

impl fmt::Display for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let line = format!("{}\t{}\t{}\t{}", self.area, self.file, self.status, self.reason);
        f.write_str(line.trim_end_matches('\t'))
    }
}

pub struct Ledger {
    pub entries: Vec<Entry>,
}

impl Ledger {
    /// # Errors
    /// The file cannot be read, a line is malformed, a file is listed twice, or a failure or skip has no reason.
    pub fn read(path: &Path) -> Result<Self, String> {
        let text = fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
        Self::parse(&text).map_err(|error| format!("{}:{error}", path.display()))
    }

    fn parse(text: &str) -> Result<Self, String> {
        let mut entries: Vec<Entry> = Vec::new();
        let mut seen = BTreeMap::new();
        for (at, line) in text.lines().enumerate() {
            let entry = parse_line(line).map_err(|error| format!("{}: {error}", at + 1))?;
            if let Some(first) = seen.insert(entry.file.clone(), at + 1) {
                return Err(format!("{}: {} stands in line {first} already", at + 1, entry.file));
            }
            entries.push(entry);
        }
        Ok(Self { entries })
    }

    fn text(&self) -> String {
        self.entries.iter().map(|entry| format!("{entry}\n")).collect()
    }
}

fn parse_line(line: &str) -> Result<Entry, String> {
    let mut columns = line.split('\t').map(str::to_owned);
    let (Some(area), Some(file), Some(status)) = (columns.next(), columns.next(), columns.next()) else {
        return Err("needs area, file, status and, unless it passes, a reason".to_owned());
    };
    let entry = Entry { area, file, status: status.parse()?, reason: columns.next().unwrap_or_default() };
    let needs_reason = matches!(entry.status, Status::Fail | Status::Skip);
    if needs_reason == entry.reason.is_empty() {
        return Err(format!("a {} {} a reason", entry.status, if needs_reason { "needs" } else { "has no" }));
    }
    Ok(entry)
}

/// Writes new lines for the entries given, by file, into the ledger as it is on disk now: another run may have
/// recorded other areas meanwhile. Returns how many lines changed.
///
/// # Errors
/// The ledger cannot be read or written.
pub fn record(path: &Path, changes: Vec<Entry>) -> Result<usize, String> {
    let mut ledger = Ledger::read(path)?;
    let mut changes: BTreeMap<String, Entry> = changes.into_iter().map(|entry| (entry.file.clone(), entry)).collect();
    let mut count = 0;
    for entry in &mut ledger.entries {
        if let Some(change) = changes.remove(&entry.file).filter(|change| change != entry) {
            *entry = change;
            count += 1;
        }
    }
    let fresh = path.with_extension("tsv.new");
    fs::write(&fresh, ledger.text()).and_then(|()| fs::rename(&fresh, path)).map_err(|error| error.to_string())?;
    Ok(count)
}
