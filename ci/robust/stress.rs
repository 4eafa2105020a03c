//! Clients by the thousand: slow readers and writers, some that vanish, many in a row, and more than there are
//! descriptors for. Afterwards the server answers, and holds what it held before.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use ci_support::server::Server;
use ci_support::{pool, process, procfs};

use super::{GROWTH_BYTES_MAX, growth_kib, settled_fds};

const GET: &[u8] = b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
const PATIENCE: Duration = Duration::from_secs(10);
const WORKERS: usize = 8;

/// Runs all of them against the server; what went wrong.
pub fn run(server: &mut Server, program: (&Path, &Path)) -> Vec<String> {
    let checks: [(&str, fn(SocketAddr) -> Vec<String>); 4] = [
        ("slow readers", slow_readers),
        ("slow writers", slow_writers),
        ("clients that vanish", vanishing),
        ("connections in a row", in_a_row),
    ];
    let mut failures = Vec::new();
    // What a server keeps once it has been busy; the last comes behind the others anyway.
    for (_, check) in &checks[..checks.len() - 1] {
        failures.extend(check(server.address));
    }
    let pid = server.pid();
    for (name, check) in checks {
        let (Some(fds), Some(before)) = (settled_fds(pid), procfs::rss_bytes(pid)) else {
            return vec![format!("{name}: the server has ended")];
        };
        failures.extend(check(server.address).into_iter().map(|failure| format!("{name}: {failure}")));
        let (Some(fds_after), Some(after)) = (settled_fds(pid), procfs::rss_bytes(pid)) else {
            return vec![format!("{name}: the server has ended")];
        };
        println!("{name}: {fds_after} descriptors, {:+} KiB", growth_kib(before, after));
        if fds_after > fds {
            failures.push(format!("{name}: {fds} descriptors before, {fds_after} after"));
        }
        if after > before + GROWTH_BYTES_MAX {
            failures.push(format!("{name}: {} KiB resident before, {} KiB after", before >> 10, after >> 10));
        }
    }
    failures.extend(without_descriptors(program).err());
    failures
}

fn connect(address: SocketAddr) -> TcpStream {
    let stream = TcpStream::connect(address).expect("a server that still lives accepts");
    stream.set_read_timeout(Some(PATIENCE)).expect("the option exists");
    stream
}

/// Asks, and reads to the end: the response.
fn ask(address: SocketAddr, request: &[u8]) -> Vec<u8> {
    let mut stream = connect(address);
    let mut response = Vec::new();
    if stream.write_all(request).is_ok() {
        // What has come until it broke off is told.
        let _broken = stream.read_to_end(&mut response);
    }
    response
}

fn is_ok(response: &[u8]) -> bool {
    response.starts_with(b"HTTP/1.1 200 ")
}

fn count_failures(what: &str, outcomes: impl IntoIterator<Item = bool>) -> Vec<String> {
    let failed = outcomes.into_iter().filter(|good| !good).count();
    if failed == 0 { Vec::new() } else { vec![format!("{failed} {what}")] }
}

/// 40 clients want 16 MiB each and take a little now and then: the server must not hold the rest. Half of them read to
/// the end, half have seen enough.
fn slow_readers(address: SocketAddr) -> Vec<String> {
    const CLIENTS: usize = 40;
    const BODY_BYTES: usize = 16 << 20;
    let mut clients: Vec<TcpStream> = (0..CLIENTS).map(|_| connect(address)).collect();
    for client in &mut clients {
        let _closed = client.write_all(b"GET /much HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    }
    let mut taken = vec![0; CLIENTS];
    for _ in 0..10 {
        std::thread::sleep(Duration::from_millis(30));
        for (client, taken) in clients.iter_mut().zip(&mut taken) {
            *taken += client.read(&mut [0; 4096]).unwrap_or(0);
        }
    }
    clients.truncate(CLIENTS / 2);
    let outcomes = clients.into_iter().zip(taken).map(|(mut client, taken)| {
        let mut rest = Vec::new();
        client.read_to_end(&mut rest).is_ok() && taken + rest.len() > BODY_BYTES
    });
    count_failures("responses to slow readers were cut short", outcomes)
}

/// 100 clients send their requests a byte at a time, all at once.
fn slow_writers(address: SocketAddr) -> Vec<String> {
    const REQUEST: &[u8] = b"POST /b HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 5\r\n\r\nhello";
    let mut clients: Vec<TcpStream> = (0..100).map(|_| connect(address)).collect();
    for at in 0..REQUEST.len() {
        for client in &mut clients {
            let _closed = client.write_all(&REQUEST[at..=at]);
        }
        std::thread::sleep(Duration::from_millis(2));
    }
    let outcomes = clients.into_iter().map(|mut client| {
        let mut response = Vec::new();
        client.read_to_end(&mut response).is_ok() && is_ok(&response)
    });
    count_failures("slow writers got no answer", outcomes)
}

/// 2,000 clients are there at once, a quarter each: silent, in the midst of a head, in the midst of a body, waiting for
/// an answer; then all of them are gone without a word.
fn vanishing(address: SocketAddr) -> Vec<String> {
    const CLIENTS: usize = 2000;
    const BEGINNINGS: [&[u8]; 4] = [
        b"",
        b"GET / HTT",
        b"POST /b HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nhello",
        b"GET /stream HTTP/1.1\r\nHost: x\r\n\r\n",
    ];
    let limit = process::raise_open_files_limit().unwrap_or(1024);
    let at_once = usize::try_from(limit).unwrap_or(CLIENTS).saturating_sub(100).min(CLIENTS);
    let mut left = CLIENTS;
    while left > 0 {
        let mut clients = Vec::new();
        for number in 0..at_once.min(left) {
            let mut client = connect(address);
            // It may have been too slow for the server.
            let _closed = client.write_all(BEGINNINGS[number % BEGINNINGS.len()]);
            clients.push(client);
        }
        left -= clients.len();
        for client in &clients {
            process::reset_on_close(client).expect("a socket of ours takes the option");
        }
    }
    count_failures("requests behind them failed", [is_ok(&ask(address, GET))])
}

/// 10,000 connections, each with one request.
fn in_a_row(address: SocketAddr) -> Vec<String> {
    let numbers: Vec<usize> = (0..10_000).collect();
    let mut outcomes = Vec::new();
    pool::run(&numbers, WORKERS, |_, _| is_ok(&ask(address, GET)), |_, good| outcomes.push(good));
    count_failures("of 10,000 connections got no answer", outcomes)
}

/// A server of its own, with few descriptors: who comes when there are none is turned away at once, the others are
/// served, and so is whoever comes later.
fn without_descriptors((binary, script): (&Path, &Path)) -> Result<(), String> {
    const DESCRIPTORS: usize = 48;
    const KEPT: &[u8] = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n";
    let limited = format!("ulimit -n {DESCRIPTORS}; exec \"$0\" \"$@\"");
    let mut command = Command::new("sh");
    command.args(["-c", &limited]).arg(binary).arg(script);
    let server = Server::start(&mut command).map_err(|error| format!("few descriptors: {error}"))?;
    let mut served = Vec::new();
    let mut refused = 0;
    for _ in 0..2 * DESCRIPTORS {
        let mut client = connect(server.address);
        let mut start = [0; 12];
        if client.write_all(KEPT).is_ok() && client.read_exact(&mut start).is_ok() {
            served.push(client);
        } else {
            refused += 1;
        }
    }
    println!("few descriptors: {} served, {refused} turned away", served.len());
    if served.is_empty() || refused == 0 {
        return Err(format!("few descriptors: {} served, {refused} turned away", served.len()));
    }
    drop(served);
    settled_fds(server.pid()).ok_or("few descriptors: the server has ended")?;
    if is_ok(&ask(server.address, GET)) { Ok(()) } else { Err("few descriptors: it does not recover".to_owned()) }
}
