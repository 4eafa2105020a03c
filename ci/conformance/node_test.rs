//! One of Node's test files, run the way Node's own driver runs it: own process, own temporary folder, the flags
//! and environment that its comments ask for; exit code 0 is a pass.

use std::fs;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use ci_support::peers;
use ci_support::process::{self, Limits, Outcome};
use ci_support::temp::TempDir;

use crate::ledger::{Entry, SKIPS_ITSELF};

/// Flags that open a door to Node's or V8's insides: a file that needs one is no test of Node's API.
const INTERNALS_FLAGS: &[&str] =
    &["expose-internals", "allow-natives-syntax", "expose-externalize-string", "expose-trigger-failure"];
const REASON_CHARS_MAX: usize = 160;

pub struct Runner {
    pub binary: PathBuf,
    /// Node's `test/`.
    pub tests: PathBuf,
    pub limits: Limits,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Verdict {
    Pass,
    Fail,
    /// The file skipped itself.
    Skip,
    /// Not run: it needs the flag named in the reason.
    Internals,
    /// Not run: the ledger says so.
    NotRun,
}

pub struct TestResult {
    pub verdict: Verdict,
    /// Why it did not pass, in one line; empty if it did.
    pub reason: String,
    pub printed: String,
    pub wall: Duration,
    /// It failed beside others and passed alone.
    pub flaked: bool,
}

impl Runner {
    /// Runs the file of `entry`; `worker` is the number of the thread if others run at the same time.
    pub fn run(&self, entry: &Entry, worker: Option<usize>) -> TestResult {
        let path = self.tests.join(&entry.file);
        let source = match fs::read(&path) {
            Ok(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
            Err(error) => return not_run(Verdict::Fail, format!("the file cannot be read: {error}")),
        };
        let flags = header(&source, "// Flags:");
        if let Some(flag) = flags.iter().find(|flag| needs_internals(flag)) {
            return not_run(Verdict::Internals, format!("needs {flag}"));
        }
        if entry.is_not_run() {
            return not_run(Verdict::NotRun, entry.reason.clone());
        }
        match self.run_process(&path, &flags, &header(&source, "// Env:"), worker) {
            Ok((outcome, scratch)) => self.judge(&outcome, &scratch),
            Err(error) => not_run(Verdict::Fail, format!("cannot be run: {error}")),
        }
    }

    fn run_process(
        &self,
        path: &std::path::Path,
        flags: &[String],
        variables: &[String],
        worker: Option<usize>,
    ) -> std::io::Result<(Outcome, String)> {
        static SERIAL: AtomicU32 = AtomicU32::new(0);
        let scratch = TempDir::new()?;
        let folder = scratch.path().join("t");
        fs::create_dir(&folder)?;
        let mut command = peers::command(&self.binary);
        // Some files take for granted that they run where Node's own driver does: beside `test/`.
        command.args(flags).arg(path).current_dir(self.tests.parent().expect("a folder with files in it has a parent"));
        command.env("NODE_TEST_DIR", &folder).env("TEST_SERIAL_ID", SERIAL.fetch_add(1, Ordering::Relaxed).to_string());
        command.env("TEST_THREAD_ID", worker.unwrap_or(0).to_string());
        if worker.is_some() {
            command.env("TEST_PARALLEL", "1");
        }
        for name in ["NODE_OPTIONS", "NODE_PATH", "NODE_DEBUG", "FORCE_COLOR", "NO_COLOR", "NODE_REPL_EXTERNAL_MODULE"]
        {
            command.env_remove(name);
        }
        command.envs(variables.iter().filter_map(|variable| variable.split_once('=')));
        let outcome = process::run(command, scratch.path(), &self.limits)?;
        Ok((outcome, scratch.path().display().to_string()))
    }

    fn judge(&self, outcome: &Outcome, scratch: &str) -> TestResult {
        let plain = |bytes: &[u8]| {
            // Reasons go into the ledger: they must not tell where on this machine the files lay.
            let text = String::from_utf8_lossy(bytes).into_owned();
            text.replace(scratch, "TMP").replace(&format!("{}/", self.tests.display()), "")
        };
        let (stdout, stderr) = (plain(&outcome.stdout), plain(&outcome.stderr));
        let own_skip = stdout.lines().find_map(|line| line.strip_prefix("1..0 # Skipped:"));
        let (verdict, reason) = match own_skip {
            _ if !outcome.end.is_success() => (Verdict::Fail, failure_reason(outcome, &stderr, &stdout)),
            Some(why) => (Verdict::Skip, format!("{SKIPS_ITSELF}{}", why.trim())),
            None => (Verdict::Pass, String::new()),
        };
        TestResult { verdict, reason, printed: stdout + &stderr, wall: outcome.wall, flaked: false }
    }
}

fn not_run(verdict: Verdict, reason: String) -> TestResult {
    TestResult { verdict, reason, printed: String::new(), wall: Duration::ZERO, flaked: false }
}

/// The words after a comment near the top of a file, such as `// Flags: --a --b`.
fn header(source: &str, name: &str) -> Vec<String> {
    // As far as Node's own helper looks: licences come first.
    const HEADER_LINES: usize = 40;
    let lines = source.lines().take(HEADER_LINES);
    lines.filter_map(|line| line.strip_prefix(name)).flat_map(str::split_whitespace).map(str::to_owned).collect()
}

fn needs_internals(flag: &str) -> bool {
    let name = flag.trim_start_matches('-').replace('_', "-");
    INTERNALS_FLAGS.contains(&name.as_str())
}

/// The line that says most: the first that looks like an error's headline, else the last outside a stack trace.
fn failure_reason(outcome: &Outcome, stderr: &str, stdout: &str) -> String {
    let lines: Vec<&str> =
        stderr.lines().chain(stdout.lines()).map(str::trim).filter(|line| !line.is_empty()).collect();
    let line = match lines.iter().position(|line| is_headline(line)) {
        // The values that were compared follow the headline.
        Some(at) if lines[at].ends_with(':') => lines[at..].iter().take(4).copied().collect::<Vec<_>>().join(" "),
        Some(at) => lines[at].to_owned(),
        None => lines.iter().rfind(|line| !line.starts_with("at ")).copied().unwrap_or_default().to_owned(),
    };
    let text = match outcome.end {
        process::End::Code(_) if !line.is_empty() => line,
        end if line.is_empty() => end.to_string(),
        end => format!("{end}: {line}"),
    };
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).take(REASON_CHARS_MAX).collect()
}

/// `TypeError: …`, `AssertionError [ERR_ASSERTION]: …`, `Uncaught …`; `Mismatched …` is what Node's helpers print
/// about a callback that was not called as often as it must be.
fn is_headline(line: &str) -> bool {
    if line.starts_with("Mismatched ") {
        return true;
    }
    let line = line.strip_prefix("Uncaught ").unwrap_or(line);
    let name_end = line.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(line.len());
    let (name, rest) = line.split_at(name_end);
    (name.ends_with("Error") || name.ends_with("Exception")) && (rest.is_empty() || rest.starts_with([':', ' ', '[']))
}
