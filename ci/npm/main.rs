//! Runs small programs that use npm packages, and compares with what Node 24 did.
//!
//! ```text
//! cargo test --test npm -- [FILTER…]                   compare
//! cargo test --test npm -- --record NODE [FILTER…]     write NAME.out anew, from this Node binary
//! ```
//! `programs/NAME.js` with `NAME.requests` beside it is a server: it is sent those requests, each on a connection of
//! its own, and the status, the headers and the body of the answers are what is compared. Without, its output is.
//! `programs/NAME.services` names the databases that it needs, which are started for it. What programs share lies in
//! `programs/lib/`. `failing.tsv` names the programs that are known to differ, with the reason: one of them that does not
//! is a failure, so that the list stays true.
//!
//! The packages of `package-lock.json` are installed into `target/` by `npm ci`, once. Where that is not possible there
//! is nothing to run, and the suite says so.

mod requests;
mod services;

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::time::Duration;

use ci_support::args::{Args, selected};
use ci_support::http::{Client, Ended, Response};
use ci_support::process::{self, Limits};
use ci_support::server::Server;
use ci_support::temp::TempDir;
use ci_support::{diff, golden, npm, pool};

use requests::Request;
use services::Running;

const ANSWER_MAX: Duration = Duration::from_secs(20);
const PROGRAM_SECONDS_MAX: u64 = 60;
/// The only header that no two runs share.
const UNSTABLE_HEADER: &str = "date";

fn main() -> ExitCode {
    let mut args = Args::of_process();
    let node = args.value("--record").map(PathBuf::from);
    let filters = args.filters();
    let sources = Path::new(env!("CARGO_MANIFEST_DIR")).join("ci/npm");
    let installed = Path::new(env!("CARGO_TARGET_TMPDIR")).join("npm");
    if let Err(reason) = install(&sources, &installed) {
        println!("npm: nothing to run: the packages cannot be installed: {reason}");
        return ExitCode::SUCCESS;
    }
    let binary = node.clone().unwrap_or_else(|| PathBuf::from(env!("CARGO_BIN_EXE_rnode")));
    let programs: Vec<Program> = find(&sources.join("programs"), &installed.join("programs"), &filters);
    let needed: Vec<String> = programs.iter().flat_map(|program| program.services.iter().cloned()).collect();
    let services = match services::start(&needed) {
        Ok(services) => services,
        Err(reason) => {
            println!("npm: {reason}");
            return ExitCode::FAILURE;
        }
    };
    let failing = fs::read_to_string(sources.join("failing.tsv")).expect("the list lies beside this suite");
    let excused = |program: &Program| {
        let lines = failing.lines().filter_map(|line| line.split_once('\t'));
        lines.filter(|(name, _)| node.is_none() && *name == program.name).map(|(_, reason)| reason).next()
    };
    let (mut passed, mut failures) = (0, Vec::new());
    pool::run(
        &programs,
        pool::default_workers() / 2,
        |_, program| {
            let actual = program.run(&binary, &services)?;
            if node.is_some() { program.record(&actual) } else { program.compare(&actual) }
        },
        |program, result| match (result, excused(program)) {
            (Ok(()), None) => passed += 1,
            (Err(_), Some(reason)) => println!("{} differs, as is known: {reason}", program.name),
            (Ok(()), Some(_)) => failures.push(format!("FAILED {}: it passes: take it out of failing.tsv", program.name)),
            (Err(message), None) => failures.push(format!("FAILED {}: {message}", program.name)),
        },
    );
    failures.sort();
    failures.iter().for_each(|failure| println!("{failure}\n"));
    println!("{passed} {}, {} failed", if node.is_some() { "recorded" } else { "passed" }, failures.len());
    if failures.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Brings the packages of the lock file and copies of the programs into `target`.
fn install(sources: &Path, target: &Path) -> Result<(), String> {
    npm::install(sources, target)?;
    let io = |error: std::io::Error| error.to_string();
    for folder in ["programs", "programs/lib"] {
        fs::create_dir_all(target.join(folder)).map_err(io)?;
        for entry in fs::read_dir(sources.join(folder)).map_err(io)? {
            let entry = entry.map_err(io)?;
            if is_script(&entry.path()) {
                fs::copy(entry.path(), target.join(folder).join(entry.file_name())).map_err(io)?;
            }
        }
    }
    Ok(())
}

fn is_script(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "js" || extension == "mjs")
}

struct Program {
    name: String,
    /// Where its packages are found.
    script: PathBuf,
    requests: Option<PathBuf>,
    services: Vec<String>,
    expected: PathBuf,
}

fn find(sources: &Path, installed: &Path, filters: &[String]) -> Vec<Program> {
    let entries = fs::read_dir(sources).expect("the programs were just copied from there");
    let paths = entries.map(|entry| entry.expect("a folder that was opened can be read").path());
    let scripts = paths.filter(|path| is_script(path));
    let mut programs: Vec<Program> = scripts
        .map(|path| {
            let file_name = path.file_name().expect("an entry has a name");
            Program {
                name: path.file_stem().expect("an entry has a name").to_string_lossy().into_owned(),
                script: installed.join(file_name),
                // Most need none, and have no such file.
                services: fs::read_to_string(path.with_extension("services"))
                    .map(|text| text.split_whitespace().map(str::to_owned).collect())
                    .unwrap_or_default(),
                requests: Some(path.with_extension("requests")).filter(|requests| requests.exists()),
                expected: path.with_extension("out"),
            }
        })
        .filter(|program| selected(filters, &program.name))
        .collect();
    programs.sort_by(|a, b| a.name.cmp(&b.name));
    programs
}

impl Program {
    fn run(&self, binary: &Path, services: &BTreeMap<String, Running>) -> Result<String, String> {
        let scratch = TempDir::new().map_err(|error| error.to_string())?;
        let mut command = Command::new(binary);
        command.arg(&self.script).current_dir(scratch.path());
        // Servers make their files in the temporary folder, which goes away with them.
        command.env("TMPDIR", scratch.path()).env("NO_COLOR", "1").env("NODE_ENV", "test").env_remove("NODE_OPTIONS");
        for service in &self.services {
            command.envs(services[service].environment.iter().map(|(name, value)| (name, value)));
        }
        match &self.requests {
            None => {
                let limits = Limits::seconds(PROGRAM_SECONDS_MAX);
                let outcome = process::run(command, scratch.path(), &limits).map_err(|error| error.to_string())?;
                Ok(String::from_utf8_lossy(&golden::of_outcome(&outcome)).into_owned())
            }
            Some(requests) => {
                let text = fs::read_to_string(requests).map_err(|error| error.to_string())?;
                let requests = requests::parse(&text)?;
                let log = scratch.path().join("stderr");
                command.stderr(File::create(&log).map_err(|error| error.to_string())?);
                let said = || fs::read_to_string(&log).unwrap_or_default();
                let mut server = Server::start(&mut command).map_err(|error| format!("{error}\n{}", said()))?;
                let answers = answers(&requests, server.address);
                if server.is_running().map_err(|error| error.to_string())? {
                    Ok(answers)
                } else {
                    Err(format!("the server has ended\n{}", said()))
                }
            }
        }
    }

    fn record(&self, actual: &str) -> Result<(), String> {
        fs::write(&self.expected, actual).map_err(|error| error.to_string())
    }

    fn compare(&self, actual: &str) -> Result<(), String> {
        let expected = fs::read_to_string(&self.expected).map_err(|error| format!("its .out: {error}"))?;
        let diff = diff::lines(&expected, actual);
        if diff.is_empty() { Ok(()) } else { Err(format!("differs (- expected, + came)\n{diff}")) }
    }
}

fn answers(requests: &[Request], address: SocketAddr) -> String {
    let mut text = String::new();
    let mut before: Option<Response> = None;
    for request in requests {
        text.push_str(&format!("### {}\n", request.name));
        match exchange(request, before.as_ref(), address) {
            Ok(responses) => {
                responses.iter().for_each(|response| describe(response, &mut text));
                before = responses.into_iter().last();
            }
            Err(reason) => text.push_str(&format!("{reason}\n\n")),
        }
    }
    text
}

/// Interim responses, then the final one.
fn exchange(request: &Request, before: Option<&Response>, address: SocketAddr) -> Result<Vec<Response>, String> {
    let mut client = Client::connect(address, ANSWER_MAX).map_err(|error| format!("cannot connect: {error}"))?;
    // A server may answer and close before it has read everything: the answer counts.
    let _unread = client.send(&request.bytes(before));
    let mut responses = Vec::new();
    loop {
        let response = client.response(request.is_head()).map_err(|ended: Ended| format!("no answer: {ended}"))?;
        responses.push(response);
        if responses.last().is_some_and(|response| response.status >= 200) {
            return Ok(responses);
        }
    }
}

fn describe(response: &Response, text: &mut String) {
    text.push_str(&response.line);
    text.push('\n');
    for (name, value) in response.headers.iter().filter(|(name, _)| !name.eq_ignore_ascii_case(UNSTABLE_HEADER)) {
        text.push_str(&format!("{name}: {value}\n"));
    }
    text.push('\n');
    match std::str::from_utf8(&response.body) {
        Ok("") => {}
        Ok(body) => text.push_str(&format!("{}\n\n", body.trim_end_matches('\n'))),
        Err(_) => text.push_str(&format!("{}\n\n", response.body.escape_ascii())),
    }
    for (name, value) in &response.trailers {
        text.push_str(&format!("trailer {name}: {value}\n\n"));
    }
}
