//! What happens to requests while a shard fails, while programs are replaced, and while they drain.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use ci_support::server::Server;

use crate::load::{Failure, Load};

/// What is under test, and how hard.
pub struct Effort {
    pub connections: usize,
    pub rounds: usize,
}

pub const CASES: [(&str, fn(&Effort) -> Result<String, String>); 5] = [
    ("throws", |effort| fails_alone(effort, "/throw")),
    ("memory", |effort| fails_alone(effort, "/memory")),
    ("spins", |effort| fails_alone(effort, "/spin")),
    ("reload", reload),
    ("drain", drain),
];

fn start(options: &[&str]) -> Result<Server, String> {
    let program = Path::new(env!("CARGO_MANIFEST_DIR")).join("ci/shards/serve/server.js");
    let mut command = Command::new(env!("CARGO_BIN_EXE_rnode"));
    command.args(["--shards", "2"]).args(options).arg(program);
    let mut server = Server::start(&mut command).map_err(|error| error.to_string())?;
    // The other shard.
    server.line_starting_with("listening ").map_err(|error| error.to_string())?;
    Ok(server)
}

/// One shard is made to fail under load: no request to the other does, and the failed one is back soon.
fn fails_alone(effort: &Effort, way: &str) -> Result<String, String> {
    let server = start(&["--on-crash", "restart", "--max-heap-mb", "48"])?;
    let load = Load::start(server.address, effort.connections.min(100));
    load.more(2000)?;
    let before = [load.take_longest(0), load.take_longest(1)];
    load.more(2000)?;
    let before = [before[0].max(load.take_longest(0)), before[1].max(load.take_longest(1))];
    let (failed, back_after) = make_fail(&server, way)?;
    load.more(2000)?;
    let other = 1 - failed;
    let waited = load.take_longest(other);
    let failures = load.stop();
    let others: Vec<&Failure> = failures.iter().filter(|failure| failure.shard == Some(other)).collect();
    if !others.is_empty() {
        return Err(format!("{} requests to the other shard failed: {:?}", others.len(), others[0]));
    }
    if way == "/spin" && !failures.is_empty() {
        return Err(format!("{} requests failed: {:?}", failures.len(), failures[0]));
    }
    Ok(format!(
        "shard {failed} back after {back_after:?}; the other's longest wait {:?} before, {waited:?} meanwhile",
        before[other]
    ))
}

/// Asks some shard to fail; which one did, and how long it took until it answered again.
fn make_fail(server: &Server, way: &str) -> Result<(usize, Duration), String> {
    let mut stream = TcpStream::connect(server.address).map_err(|error| error.to_string())?;
    let shard = ask(&mut stream, "/").ok_or("no answer before the failure")?;
    let answer = ask(&mut stream, way);
    let failed_at = Instant::now();
    if way == "/spin" {
        return answer.map(|shard| (shard, Duration::ZERO)).ok_or("no answer from a shard that was busy".to_owned());
    }
    while failed_at.elapsed() < Duration::from_secs(10) {
        let mut stream = TcpStream::connect(server.address).map_err(|error| error.to_string())?;
        if ask(&mut stream, "/") == Some(shard) {
            return Ok((shard, failed_at.elapsed()));
        }
    }
    Err(format!("shard {shard} does not come back"))
}

fn ask(stream: &mut TcpStream, path: &str) -> Option<usize> {
    stream.write_all(format!("GET {path} HTTP/1.1\r\nHost: shards\r\n\r\n").as_bytes()).ok()?;
    let mut bytes = [0; 1024];
    let length = stream.read(&mut bytes).ok()?;
    let text = std::str::from_utf8(&bytes[..length]).ok()?;
    text.split_once("\r\n\r\n")?.1.parse().ok()
}

fn signal(server: &Server, number: i32) {
    let id = i32::try_from(server.pid()).expect("the kernel's ids are small");
    shards::posix::kill(id, number).expect("the server runs");
}

fn none(failures: &[Failure]) -> Result<(), String> {
    match failures.first() {
        None => Ok(()),
        Some(first) => Err(format!("{} requests failed, the first: {first:?}", failures.len())),
    }
}

/// `SIGHUP` under load, again and again: no request fails.
fn reload(effort: &Effort) -> Result<String, String> {
    let mut server = start(&[])?;
    let load = Load::start(server.address, effort.connections);
    load.more(1000)?;
    let mut took = Vec::new();
    for _ in 0..effort.rounds {
        let begun = Instant::now();
        signal(&server, libc::SIGHUP);
        for _ in 0..2 {
            server.line_starting_with("listening ").map_err(|error| error.to_string())?;
        }
        took.push(begun.elapsed());
        load.more(500)?;
    }
    let requests = load.requests();
    none(&load.stop())?;
    took.sort_unstable();
    Ok(format!("{} reloads, {requests} requests, the median reload {:?}", effort.rounds, took[took.len() / 2]))
}

/// `SIGTERM` under load: every request that was sent is answered, and the program ends with exit code 0.
fn drain(effort: &Effort) -> Result<String, String> {
    let mut took = Vec::new();
    for _ in 0..effort.rounds {
        let mut server = start(&["--drain-timeout-ms", "20000"])?;
        let load = Load::start(server.address, effort.connections);
        load.more(1000)?;
        let begun = Instant::now();
        signal(&server, libc::SIGTERM);
        none(&load.wait())?;
        let status = server.wait().map_err(|error| error.to_string())?;
        if status.code() != Some(0) {
            return Err(format!("ended with {status}"));
        }
        took.push(begun.elapsed());
    }
    took.sort_unstable();
    Ok(format!("{} drains, the median {:?}", effort.rounds, took[took.len() / 2]))
}
