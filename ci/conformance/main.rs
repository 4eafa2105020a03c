//! Runs Node's own test files and compares with the ledger of what is known to pass.
//!
//! ```text
//! cargo test --test conformance -- --tests DIR [FILTER…]
//!     --tests DIR      the folder that holds Node's `test/` files (or RNODE_NODE_TESTS); without it nothing runs
//!     --area A[,B]     only these areas            --status S[,T]   only these statuses: pass, fail, skip, new
//!     --filter TEXT    only files containing TEXT (as the bare arguments)
//!     -j N             this many at a time (default: the number of cores)
//!     --timeout S      seconds for one file (60)   --memory-mb N    resident size of one file's processes (2048)
//!     --bin B          another runtime, a path or a name in PATH, instead of rnode: the ledger is not touched
//!     --update         record new results and unexpected passes; a file that used to pass stays an error
//!     --reasons        with --update, renew the reasons of failures too, but for those that begin with `known: `
//!     --json FILE      every result, for tools     --verbose        print what a failing file printed
//! ```
//! A file that passed before and fails now is run once more, alone; only if it fails again is it an error.

mod ledger;
mod node_test;
mod report;

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, Instant};

use ci_support::args::{Args, selected, usage};
use ci_support::process::Limits;
use ci_support::{peers, pool};

use ledger::{Entry, Ledger, Status};
use node_test::{Runner, TestResult, Verdict};

fn main() -> ExitCode {
    let options = Options::parse();
    let Some(tests) = &options.tests else {
        println!("conformance: nothing to run: name the folder of Node's test files with --tests or RNODE_NODE_TESTS");
        return ExitCode::SUCCESS;
    };
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let ledger_path = root.join("ci/conformance/ledger.tsv");
    let ledger = Ledger::read(&ledger_path).unwrap_or_else(|error| usage(&error));
    let chosen: Vec<&Entry> = ledger.entries.iter().filter(|entry| options.wants(entry)).collect();
    let own = PathBuf::from(env!("CARGO_BIN_EXE_rnode"));
    let runner = Runner { binary: options.binary.clone().unwrap_or(own), tests: tests.clone(), limits: options.limits };

    let started = Instant::now();
    let mut results = run_all(&runner, &chosen, options.workers);
    if options.binary.is_none() {
        retry_regressions(&runner, &mut results);
    }
    results.sort_by(|(a, _), (b, _)| (&a.area, &a.file).cmp(&(&b.area, &b.file)));

    print!("{}", report::areas(&results));
    println!("{} files in {:.0} s", results.len(), started.elapsed().as_secs_f64());
    if let Some(path) = &options.json {
        std::fs::write(path, report::json(&results)).unwrap_or_else(|error| usage(&format!("{path}: {error}")));
    }
    if options.binary.is_some() {
        print!("{}", report::failures(&results, options.verbose));
        return ExitCode::SUCCESS;
    }
    let changes = report::Changes::between(&results);
    print!("{}", changes.text(options.verbose));
    if options.update {
        let count =
            ledger::record(&ledger_path, changes.to_record(options.reasons)).unwrap_or_else(|error| usage(&error));
        println!("{count} lines of the ledger changed");
    }
    if changes.has_regressions() { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}

struct Options {
    tests: Option<PathBuf>,
    areas: Option<Vec<String>>,
    statuses: Option<Vec<Status>>,
    filters: Vec<String>,
    workers: usize,
    limits: Limits,
    binary: Option<PathBuf>,
    update: bool,
    reasons: bool,
    json: Option<String>,
    verbose: bool,
}

impl Options {
    fn parse() -> Self {
        let mut args = Args::of_process();
        let list = |text: String| text.split(',').map(str::to_owned).collect::<Vec<_>>();
        let tests = args.value("--tests").map(PathBuf::from);
        let tests = tests.or_else(|| std::env::var_os("RNODE_NODE_TESTS").map(PathBuf::from));
        let areas = args.value("--area").map(list);
        let statuses =
            args.value("--status").map(list).map(|names| names.iter().map(|name| parse_status(name)).collect());
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        let workers = args.parsed("-j").unwrap_or(cores);
        let limits = Limits {
            wall: Duration::from_secs(args.parsed("--timeout").unwrap_or(60)),
            rss_bytes: args.parsed::<u64>("--memory-mb").unwrap_or(2048) << 20,
            ..Limits::seconds(0)
        };
        let binary = args.value("--bin").map(|name| find_binary(&name));
        let (update, reasons, verbose) = (args.flag("--update"), args.flag("--reasons"), args.flag("--verbose"));
        let json = args.value("--json");
        let filter = args.value("--filter");
        let mut filters = args.filters();
        filters.extend(filter);
        let tests = tests.map(|path| test_folder(&path));
        Self { tests, areas, statuses, filters, workers, limits, binary, update, reasons, json, verbose }
    }

    fn wants(&self, entry: &Entry) -> bool {
        self.areas.as_ref().is_none_or(|areas| areas.contains(&entry.area))
            && self.statuses.as_ref().is_none_or(|statuses| statuses.contains(&entry.status))
            && selected(&self.filters, &entry.file)
    }
}

fn parse_status(name: &str) -> Status {
    name.parse().unwrap_or_else(|error: String| usage(&error))
}

/// The folder with `common/` and `parallel/` in it, whether it was named itself or its parent was.
fn test_folder(path: &Path) -> PathBuf {
    let folder =
        [path.to_path_buf(), path.join("test")].into_iter().find(|folder| folder.join("common/index.js").is_file());
    let folder = folder.unwrap_or_else(|| usage(&format!("{}: no Node test files there", path.display())));
    folder.canonicalize().expect("a folder in which a file was just seen has a path")
}

fn find_binary(name: &str) -> PathBuf {
    let path = if name.contains('/') { Some(PathBuf::from(name)) } else { peers::find_in_path(name) };
    path.filter(|path| path.is_file()).unwrap_or_else(|| usage(&format!("--bin {name}: not found")))
}

fn run_all<'a>(runner: &Runner, chosen: &[&'a Entry], workers: usize) -> Vec<(&'a Entry, TestResult)> {
    const PROGRESS_EVERY: usize = 100;
    // Files outside `parallel/` share ports and folders with others of their kind: one at a time, at the end.
    let (parallel, alone): (Vec<&Entry>, Vec<&Entry>) = chosen.iter().partition(|entry| !entry.must_run_alone());
    let mut results = Vec::with_capacity(chosen.len());
    let mut done = |entry: &&'a Entry, result| {
        results.push((*entry, result));
        if results.len() % PROGRESS_EVERY == 0 {
            eprintln!("{} of {}", results.len(), chosen.len());
        }
    };
    pool::run(&parallel, workers, |worker, entry| runner.run(entry, Some(worker)), &mut done);
    pool::run(&alone, 1, |_, entry| runner.run(entry, None), &mut done);
    results
}

/// What fails only while others run beside it is a flake of the machine, and is reported as one.
fn retry_regressions(runner: &Runner, results: &mut [(&Entry, TestResult)]) {
    for (entry, result) in results {
        if entry.status == Status::Pass && result.verdict != Verdict::Pass {
            let again = runner.run(entry, None);
            if again.verdict == Verdict::Pass {
                *result = TestResult { flaked: true, ..again };
            }
        }
    }
}
