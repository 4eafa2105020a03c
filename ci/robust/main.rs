//! Abuses an HTTP server: malformed heads, conflicting lengths, floods, slow senders, half-closed connections,
//! pipelines, connections that are dropped at every byte of a request, and clients by the thousand.
//!
//! ```text
//! cargo test --test http_abuse -- [FILTER…]          compare
//! cargo test --test http_abuse -- --record NODE      write http_abuse.out anew, from this Node binary
//! ```
//! What the server answers is compared with what Node 24 answered. Afterwards it must still answer, and
//! hold no more descriptors and hardly more memory than before.

mod aborts;
mod cases;
mod stress;

use std::collections::BTreeMap;
use std::fs;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::time::{Duration, Instant};

use ci_support::args::{Args, selected};
use ci_support::http::{Client, Ended};
use ci_support::server::Server;
use ci_support::{diff, pool, process, procfs};

use cases::{Case, Step};

/// Longer than any timeout of the server.
const SILENCE_MAX: Duration = Duration::from_secs(8);
const WORKERS: usize = 12;
/// What an allocator and a collector may keep after a few thousand connections.
const GROWTH_BYTES_MAX: u64 = 32 << 20;
const SETTLE_MAX: Duration = Duration::from_secs(10);

fn main() -> ExitCode {
    let mut args = Args::of_process();
    let node = args.value("--record").map(PathBuf::from);
    let filters = args.filters();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("ci/robust");
    let golden = folder.join("http_abuse.out");
    let binary = node.clone().unwrap_or_else(|| PathBuf::from(env!("CARGO_BIN_EXE_rnode")));

    // The server has the same.
    if let Err(error) = process::raise_open_files_limit() {
        println!("the limit of open files stays as it is: {error}");
    }
    let script = folder.join("server.js");
    let mut server = match Server::start(Command::new(&binary).arg(&script)) {
        Ok(server) => server,
        Err(error) => {
            println!("the server does not start: {error}");
            return ExitCode::FAILURE;
        }
    };
    let cases: Vec<Case> = cases::all().into_iter().filter(|case| selected(&filters, case.name)).collect();
    let answers = run(&cases, server.address);
    let mut failures = if node.is_some() {
        let text: String = cases.iter().map(|case| block(case.name, &answers[case.name])).collect();
        fs::write(&golden, text).expect("the recorded answers can be written");
        Vec::new()
    } else {
        compare(&cases, &answers, &fs::read_to_string(&golden).expect("the recorded answers lie beside this suite"))
    };
    failures.extend(check_leaks(&mut server));
    if filters.is_empty() {
        failures.extend(stress::run(&mut server, (&binary, &script)));
    }
    failures.iter().for_each(|failure| println!("FAILED {failure}\n"));
    println!("{} cases, {} failed", cases.len(), failures.len());
    if failures.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// What came back for each case: a line for each response, and one for how the connection ended.
fn run(cases: &[Case], address: SocketAddr) -> BTreeMap<&'static str, Vec<String>> {
    let mut answers = BTreeMap::new();
    pool::run(
        cases,
        WORKERS,
        |_, case| play(case, address),
        |case, lines| {
            answers.insert(case.name, lines);
        },
    );
    answers
}

fn play(case: &Case, address: SocketAddr) -> Vec<String> {
    let mut client = match Client::connect(address, SILENCE_MAX) {
        Ok(client) => client,
        Err(error) => return vec![format!("cannot connect: {error}")],
    };
    for step in &case.steps {
        match step {
            // A server that closes early may make this fail: what it answered is still there to read.
            Step::Send(bytes) => {
                let _closed = client.send(bytes);
            }
            Step::Pause(time) => std::thread::sleep(*time),
            Step::Finish => client.finish(),
        }
    }
    let mut lines = Vec::new();
    loop {
        // The body is that of a HEAD for one target only.
        let to_head = case.name == "other: head" && lines.is_empty();
        match client.response(to_head) {
            Ok(response) => {
                let connection = response.header("connection").unwrap_or("-");
                let fields = response.header("x-headers").map_or(String::new(), |count| format!(" {count} fields"));
                let body = String::from_utf8_lossy(&response.body);
                let body: String = body.chars().take(60).collect();
                lines.push(format!("{} connection={connection}{fields} {body}", response.status).trim_end().to_owned());
            }
            // Which of the two a peer sees depends on what the kernel had not delivered yet.
            Err(Ended::Closed | Ended::Reset) => {
                lines.push("closed".to_owned());
                return lines;
            }
            Err(ended) => {
                lines.push(ended.to_string());
                return lines;
            }
        }
    }
}

fn block(name: &str, lines: &[String]) -> String {
    let lines: String = lines.iter().map(|line| format!("    {}\n", line.escape_debug())).collect();
    format!("{name}\n{lines}")
}

fn compare(cases: &[Case], answers: &BTreeMap<&'static str, Vec<String>>, golden: &str) -> Vec<String> {
    let mut expected: BTreeMap<&str, String> = BTreeMap::new();
    let mut name = "";
    for line in golden.lines() {
        if !line.starts_with("    ") {
            name = line;
        }
        expected.entry(name).or_default().push_str(&format!("{line}\n"));
    }
    let mut failures = Vec::new();
    for case in cases {
        match expected.get(case.name) {
            None => failures.push(format!("{}: is not recorded", case.name)),
            Some(expected) => {
                let diff = diff::lines(expected, &block(case.name, &answers[case.name]));
                if !diff.is_empty() {
                    failures.push(format!("{} (- expected, + came)\n{diff}", case.name));
                }
            }
        }
    }
    failures
}

/// Drops connections in every way there is, then looks at what the server still holds.
fn check_leaks(server: &mut Server) -> Vec<String> {
    const PASSES: usize = 4;
    let mut failures = Vec::new();
    // The first pass fills the pools and caches that any server has.
    aborts::run(server.address);
    let fds = settled_fds(server.pid());
    let before = procfs::rss_bytes(server.pid());
    for _ in 0..PASSES {
        aborts::run(server.address);
    }
    let (Some(fds), Some(before)) = (fds, before) else {
        return vec!["the server has ended".to_owned()];
    };
    match settled_fds(server.pid()) {
        Some(after) if after > fds => failures.push(format!("{fds} descriptors before the aborts, {after} after")),
        Some(_) => {}
        None => failures.push("the server has ended".to_owned()),
    }
    let after = procfs::rss_bytes(server.pid()).unwrap_or_default();
    if after > before + GROWTH_BYTES_MAX {
        failures.push(format!("{} KiB resident before the aborts, {} KiB after", before >> 10, after >> 10));
    }
    println!(
        "after {} aborted connections: {fds} descriptors, {:+} KiB",
        PASSES * aborts::COUNT,
        growth_kib(before, after)
    );
    let good = Case { name: "afterwards", steps: vec![Step::Send(b"GET / HTTP/1.0\r\n\r\n".to_vec())] };
    let lines = play(&good, server.address);
    if !lines[0].starts_with("200 ") {
        failures.push(format!("it does not answer any more: {lines:?}"));
    }
    failures
}

fn growth_kib(before: u64, after: u64) -> i64 {
    (after as i64 - before as i64) / 1024
}

/// The number of descriptors once it has not changed for longer than any timeout of the server.
fn settled_fds(pid: u32) -> Option<usize> {
    const QUIET: Duration = Duration::from_millis(1500);
    let started = Instant::now();
    let (mut count, mut since) = (procfs::fd_count(pid)?, Instant::now());
    while since.elapsed() < QUIET && started.elapsed() < SETTLE_MAX {
        std::thread::sleep(Duration::from_millis(50));
        let now = procfs::fd_count(pid)?;
        if now != count {
            (count, since) = (now, Instant::now());
        }
    }
    Some(count)
}
