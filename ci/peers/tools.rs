//! Running a tool to its end under a limit of time, and looking at what it said.

use std::process::Command;

use ci_support::process::{self, End, Limits};
use ci_support::server::Server;
use ci_support::temp::TempDir;

const SECONDS_MAX: u64 = 60;

/// What a tool printed.
pub struct Said {
    pub stdout: Vec<u8>,
    pub stderr: String,
}

impl Said {
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.stdout).into_owned()
    }
}

/// Runs a tool, which must succeed.
///
/// # Errors
/// It is not installed, fails, or takes longer than a minute.
pub fn run(program: &str, arguments: &[&str]) -> Result<Said, String> {
    let scratch = TempDir::new().map_err(|error| error.to_string())?;
    let mut command = Command::new(program);
    command.args(arguments).current_dir(scratch.path());
    let outcome = process::run(command, scratch.path(), &Limits::seconds(SECONDS_MAX))
        .map_err(|error| format!("{program} cannot be run ({error}): ci/install installs it"))?;
    let stderr = String::from_utf8_lossy(&outcome.stderr).into_owned();
    match outcome.end {
        End::Code(0) => Ok(Said { stdout: outcome.stdout, stderr }),
        end => Err(format!("{program} {arguments:?}: {end:?}\n{}{stderr}", String::from_utf8_lossy(&outcome.stdout))),
    }
}

/// The address of `path` on a server.
pub fn url(server: &Server, path: &str) -> String {
    format!("http://{}{path}", server.address)
}

/// # Errors
/// `text` lacks `wanted`.
pub fn contains(text: &str, wanted: &str) -> Result<(), String> {
    if text.contains(wanted) { Ok(()) } else { Err(format!("{wanted:?} is not in:\n{text}")) }
}

/// # Errors
/// The two differ.
pub fn equal<T: PartialEq + std::fmt::Debug>(what: &str, came: T, expected: T) -> Result<(), String> {
    if came == expected { Ok(()) } else { Err(format!("{what}: {came:?}, expected {expected:?}")) }
}

/// # Errors
/// The bytes differ; it says where, as they may be many.
pub fn equal_bytes(what: &str, came: &[u8], expected: &[u8]) -> Result<(), String> {
    if came == expected {
        return Ok(());
    }
    let at = came.iter().zip(expected).position(|(a, b)| a != b).unwrap_or(came.len().min(expected.len()));
    Err(format!("{what}: {} bytes came, {} were expected, the first difference is at {at}", came.len(), expected.len()))
}

/// The number after `label` in what a tool printed.
///
/// # Errors
/// There is no such label, or no number after it.
pub fn number_after(text: &str, label: &str) -> Result<u64, String> {
    let rest = text.split_once(label).ok_or_else(|| format!("{label:?} is not in:\n{text}"))?.1;
    let digits: String = rest.trim_start().chars().take_while(char::is_ascii_digit).collect();
    digits.parse().map_err(|_| format!("no number after {label:?} in:\n{text}"))
}
