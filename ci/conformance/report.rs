//! What a run says: totals by area, what changed against the ledger, and the same as JSON.

use std::collections::BTreeMap;
use std::fmt::Write;

use ci_support::{json, stats};

use crate::ledger::{Entry, Status, WRITTEN_BY_HAND};
use crate::node_test::{TestResult, Verdict};

type Results<'a> = [(&'a Entry, TestResult)];

/// A table of the results by area, with a line of totals.
pub fn areas(results: &Results<'_>) -> String {
    let mut areas: BTreeMap<&str, [usize; 4]> = BTreeMap::new();
    let mut total = [0; 4];
    for (entry, result) in results {
        let column = match result.verdict {
            Verdict::Pass => 0,
            Verdict::Fail => 1,
            Verdict::Skip | Verdict::NotRun => 2,
            Verdict::Internals => 3,
        };
        areas.entry(&entry.area).or_default()[column] += 1;
        total[column] += 1;
    }
    let row = |name: &str, counts: &[usize; 4]| {
        let mut cells = vec![name.to_owned()];
        cells.extend(counts.iter().map(usize::to_string));
        let all: usize = counts.iter().sum();
        cells.extend([all.to_string(), format!("{:.1} %", 100.0 * counts[0] as f64 / all.max(1) as f64)]);
        cells
    };
    let mut rows = vec![["area", "pass", "fail", "skip", "internals", "files", ""].map(str::to_owned).to_vec()];
    rows.extend(areas.iter().map(|(area, counts)| row(area, counts)));
    rows.push(row("total", &total));
    stats::table(&rows)
}

/// The files that did not pass, for a run of another binary.
pub fn failures(results: &Results<'_>, verbose: bool) -> String {
    let failed = |(_, result): &&(&Entry, TestResult)| matches!(result.verdict, Verdict::Fail | Verdict::Skip);
    results.iter().filter(failed).map(|(entry, result)| describe("did not pass", entry, result, verbose)).collect()
}

/// Every result as an array of objects.
pub fn json(results: &Results<'_>) -> String {
    let result = |(entry, result): &(&Entry, TestResult)| {
        json::object([
            ("area", json::string(&entry.area)),
            ("file", json::string(&entry.file)),
            ("known", json::string(&entry.status.to_string())),
            ("result", json::string(&format!("{:?}", result.verdict).to_lowercase())),
            ("reason", json::string(&result.reason)),
            ("flaked", result.flaked.to_string()),
            ("ms", result.wall.as_millis().to_string()),
        ])
    };
    json::array(results.iter().map(result)) + "\n"
}

/// How the results differ from what the ledger says.
pub struct Changes<'a> {
    /// Passed before, does not now.
    regressions: Vec<&'a (&'a Entry, TestResult)>,
    /// Did not pass before, does now.
    passes: Vec<&'a (&'a Entry, TestResult)>,
    /// First results of files that were listed only, and failures that became skips or the other way round.
    others: Vec<&'a (&'a Entry, TestResult)>,
    flakes: Vec<&'a (&'a Entry, TestResult)>,
    still_failing: Vec<&'a (&'a Entry, TestResult)>,
}

impl<'a> Changes<'a> {
    pub fn between(results: &'a Results<'a>) -> Self {
        let mut changes =
            Self { regressions: vec![], passes: vec![], others: vec![], flakes: vec![], still_failing: vec![] };
        for pair in results {
            let (entry, result) = pair;
            let now = status_of(&result.verdict);
            if result.flaked {
                changes.flakes.push(pair);
            }
            match (entry.status, now) {
                (Status::Fail, Status::Fail) => changes.still_failing.push(pair),
                (before, now) if before == now => {}
                (Status::Pass, _) => changes.regressions.push(pair),
                (Status::Fail | Status::Skip, Status::Pass) => changes.passes.push(pair),
                _ => changes.others.push(pair),
            }
        }
        changes
    }

    pub fn has_regressions(&self) -> bool {
        !self.regressions.is_empty()
    }

    pub fn text(&self, verbose: bool) -> String {
        let mut text = String::new();
        for (what, pairs) in [
            ("flaked", &self.flakes),
            ("new result", &self.others),
            ("unexpected pass", &self.passes),
            ("REGRESSION", &self.regressions),
        ] {
            text.extend(pairs.iter().map(|(entry, result)| describe(what, entry, result, verbose)));
        }
        let (regressions, passes, others) = (self.regressions.len(), self.passes.len(), self.others.len());
        let flakes = self.flakes.len();
        let totals = format!("{regressions} regressions, {passes} unexpected passes, {others} new, {flakes} flaked");
        // Writing to a string cannot fail.
        writeln!(text, "{totals}").expect("a string takes everything");
        text
    }

    /// The lines that the ledger should have. A regression is never among them: it is mended, or a person
    /// edits the line and says why.
    /// `reasons`: failures that stay failures get the reason that was seen now, unless a person wrote the old one.
    pub fn to_record(&self, reasons: bool) -> Vec<Entry> {
        let renewed = |(entry, result): &&&(&Entry, TestResult)| Entry {
            status: status_of(&result.verdict),
            reason: result.reason.clone(),
            ..(*entry).clone()
        };
        let still =
            self.still_failing.iter().filter(|(entry, _)| reasons && !entry.reason.starts_with(WRITTEN_BY_HAND));
        self.passes.iter().chain(&self.others).chain(still).map(|pair| renewed(&pair)).collect()
    }
}

fn status_of(verdict: &Verdict) -> Status {
    match verdict {
        Verdict::Pass => Status::Pass,
        Verdict::Fail => Status::Fail,
        Verdict::Skip | Verdict::Internals | Verdict::NotRun => Status::Skip,
    }
}

fn describe(what: &str, entry: &Entry, result: &TestResult, verbose: bool) -> String {
    let separator = if result.reason.is_empty() { "" } else { ": " };
    let mut text = format!("{what}: {}{separator}{}\n", entry.file, result.reason);
    if verbose && result.verdict == Verdict::Fail {
        text.extend(result.printed.lines().map(|line| format!("    {line}\n")));
    }
    text
}
