//! Runs every program in the `tests/` folders of `src/` under rnode and compares what it prints with what Node 24
//! printed, which lies beside it: `NAME.js` and `NAME.out`.
//!
//! ```text
//! cargo test --test goldens -- [FILTER…]                  compare
//! cargo test --test goldens -- --record NODE [FILTER…]    write NAME.out anew, from this Node binary
//! cargo test --test goldens -- --record-own [FILTER…]     … from rnode, for programs that Node cannot run
//! ```
//! Programs that do not behave as Node yet stand in `failing.tsv` with the reason; one of them that passes is an error,
//! so that the list only shrinks.
//! A program runs in its own folder with an empty stdin and `NO_COLOR=1`. Two comments at the top of one are
//! heeded: `// Flags: --a --b` are passed to the runtime, and `// Only rnode: why` marks a program whose expected
//! output cannot come from Node; `--record` leaves those alone.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use ci_support::args::{Args, selected};
use ci_support::process::{self, End, Limits};
use ci_support::temp::TempDir;
use ci_support::{diff, golden, pool};

const SECONDS_MAX: u64 = 20;
const KNOWN_FAILURES: &str = "ci/goldens/failing.tsv";
/// The folders of `src/` that know JavaScript from the outside.
const PROGRAM_LAYERS: &[&str] = &["cli", "loader", "node", "runtime", "web"];
const PROGRAM_EXTENSIONS: &[&str] = &["js", "mjs", "cjs", "ts", "mts", "cts"];
/// The comments that the driver heeds stand within the first lines.
const HEADER_LINES: usize = 10;

fn main() -> ExitCode {
    let mut args = Args::of_process();
    let node = args.value("--record").map(PathBuf::from);
    let own = args.flag("--record-own");
    let filters = args.filters();
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let rnode = Path::new(env!("CARGO_BIN_EXE_rnode"));

    let (mut goldens, mut failed) = find(root, &filters);
    let recording = node.is_some() || own;
    if recording {
        goldens.retain(|golden| golden.only_rnode == own);
    }
    let binary = node.as_deref().unwrap_or(rnode);
    // Only what is compared with rnode as a whole can tell that a known failure has gone.
    let known = if recording { BTreeMap::new() } else { known_failures(root) };
    let mut still_failing = 0;
    let scratch: Vec<TempDir> =
        (0..pool::default_workers()).map(|_| TempDir::new().expect("a temporary folder")).collect();
    let mut passed = 0;
    pool::run(
        &goldens,
        scratch.len(),
        |worker, golden| {
            let actual = golden.run(binary, scratch[worker].path())?;
            if recording { golden.record(&actual) } else { golden.compare(&actual) }
        },
        |golden, result| match (result, known.get(&golden.name)) {
            (Ok(()), None) => passed += 1,
            (Ok(()), Some(_)) => failed.push(format!("{}: passes now: take it off {KNOWN_FAILURES}", golden.name)),
            (Err(_), Some(_)) => still_failing += 1,
            (Err(message), None) => failed.push(format!("{}: {message}", golden.name)),
        },
    );
    if filters.is_empty() {
        let exists = |name: &&String| !root.join(name).exists();
        failed.extend(known.keys().filter(exists).map(|name| format!("{name}: in {KNOWN_FAILURES}, but not there")));
    }

    failed.sort();
    for failure in &failed {
        println!("FAILED {failure}\n");
    }
    if still_failing > 0 {
        println!("{still_failing} known failures, with their reasons in {KNOWN_FAILURES}");
    }
    println!("{passed} {}, {} failed", if recording { "recorded" } else { "passed" }, failed.len());
    if failed.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// The programs that do not behave as Node yet, by name, each with its reason: `NAME<tab>REASON`.
fn known_failures(root: &Path) -> BTreeMap<String, String> {
    let text = fs::read_to_string(root.join(KNOWN_FAILURES)).expect("the list is part of the project");
    let rows = text.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    rows.map(|row| {
        let (name, reason) = row.split_once('\t').unwrap_or_else(|| panic!("{KNOWN_FAILURES}: no reason in {row:?}"));
        (name.to_owned(), reason.to_owned())
    })
    .collect()
}

struct Golden {
    /// Path from the root of the project.
    name: String,
    program: PathBuf,
    expected: PathBuf,
    flags: Vec<String>,
    only_rnode: bool,
}

impl Golden {
    fn new(root: &Path, program: &Path) -> Result<Self, String> {
        let name = program.strip_prefix(root).expect("it was found under the root").display().to_string();
        let source = fs::read_to_string(program).map_err(|error| format!("{name}: {error}"))?;
        let header = || source.lines().take(HEADER_LINES);
        let flags = header().find_map(|line| line.strip_prefix("// Flags:")).unwrap_or_default();
        Ok(Self {
            name,
            program: program.to_path_buf(),
            expected: program.with_extension("out"),
            flags: flags.split_whitespace().map(str::to_owned).collect(),
            only_rnode: header().any(|line| line.starts_with("// Only rnode:")),
        })
    }

    fn run(&self, binary: &Path, scratch: &Path) -> Result<Vec<u8>, String> {
        let folder = self.program.parent().expect("a program lies in a folder");
        let mut command = Command::new(binary);
        command.args(&self.flags).arg(self.program.file_name().expect("a program has a name")).current_dir(folder);
        command.env("NO_COLOR", "1").env_remove("FORCE_COLOR").env_remove("NODE_OPTIONS").env_remove("NODE_PATH");
        let outcome =
            process::run(command, scratch, &Limits::seconds(SECONDS_MAX)).map_err(|error| error.to_string())?;
        if matches!(outcome.end, End::Code(_) | End::Signal(_)) {
            return Ok(golden::of_outcome(&outcome));
        }
        let printed = String::from_utf8_lossy(&golden::of_outcome(&outcome)).into_owned();
        Err(format!("{}\n{}", outcome.end, diff::lines(&self.expected_text(), &printed)))
    }

    fn record(&self, actual: &[u8]) -> Result<(), String> {
        fs::write(&self.expected, actual).map_err(|error| error.to_string())
    }

    fn compare(&self, actual: &[u8]) -> Result<(), String> {
        let expected = fs::read(&self.expected).map_err(|error| match error.kind() {
            std::io::ErrorKind::NotFound => "no .out beside it: record it with `--record NODE`".to_owned(),
            _ => error.to_string(),
        })?;
        if expected == actual {
            return Ok(());
        }
        let diff = diff::lines(&self.expected_text(), &String::from_utf8_lossy(actual));
        Err(format!("output differs (- expected, + came)\n{diff}"))
    }

    /// For people only: what is not UTF-8 is replaced, and a missing file is empty.
    fn expected_text(&self) -> String {
        String::from_utf8_lossy(&fs::read(&self.expected).unwrap_or_default()).into_owned()
    }
}

/// The selected programs, and what is wrong with the folders they lie in.
fn find(root: &Path, filters: &[String]) -> (Vec<Golden>, Vec<String>) {
    let mut programs = Vec::new();
    for layer in PROGRAM_LAYERS {
        collect(&root.join("src").join(layer), &mut programs);
    }
    programs.sort();
    let (mut goldens, mut wrong) = (Vec::new(), Vec::new());
    let mut owners: BTreeMap<PathBuf, String> = BTreeMap::new();
    for program in programs {
        match Golden::new(root, &program) {
            Ok(golden) => {
                if let Some(other) = owners.insert(golden.expected.clone(), golden.name.clone()) {
                    wrong.push(format!("{}: shares its .out with {other}; rename one of them", golden.name));
                } else if selected(filters, &golden.name) {
                    goldens.push(golden);
                }
            }
            Err(message) => wrong.push(message),
        }
    }
    (goldens, wrong)
}

/// Programs lie directly in a folder named `tests`; what they need beside them lies in folders below it.
fn collect(folder: &Path, programs: &mut Vec<PathBuf>) {
    let entries = fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let is_tests = folder.ends_with("tests");
    for entry in entries.map(|entry| entry.expect("a folder that was opened can be read")) {
        let path = entry.path();
        if path.is_dir() {
            if !is_tests {
                collect(&path, programs);
            }
        } else if is_tests && path.extension().is_some_and(|ext| PROGRAM_EXTENSIONS.iter().any(|known| ext == *known)) {
            programs.push(path);
        }
    }
}
