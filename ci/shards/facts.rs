//! What `--shards` and its options promise, each looked at from outside.

use std::collections::HashMap;
use std::io::Read;
use std::net::{TcpListener, TcpStream};
use std::os::unix::net::UnixDatagram;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::Duration;

use ci_support::server::Server;
use rustix::thread::CpuSet;
use shards::Topology;

pub type Case = fn() -> Result<(), String>;

pub const CASES: [(&str, Case); 14] = [
    ("port 0 is one port for all", one_port),
    ("an address of another process is in use", in_use),
    ("signals reach every shard", signals),
    ("lines are whole", lines),
    ("exit ends all", exit),
    ("the last shard's end is the program's", ends),
    ("least-conn spreads evenly", least_conn),
    ("port gives each shard its own", ports),
    ("cpu serves a connection where it comes in", cpu),
    ("a service manager is told", notify),
    ("a failure is told with its shard", failure),
    ("an inherited socket is listened on", inherited),
    ("a Unix socket is shared, and its file goes with the last", unix),
    ("a game room's players are sent to its shard", game),
];

pub fn rnode(options: &[&str], code: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_rnode"));
    command.args(options).args(["-e", code]);
    command
}

fn output(options: &[&str], code: &str) -> Result<(Output, String), String> {
    let output = rnode(options, code).stdin(Stdio::null()).output().map_err(|error| error.to_string())?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    Ok((output, text))
}

pub fn check(holds: bool, told: impl std::fmt::Debug) -> Result<(), String> {
    if holds { Ok(()) } else { Err(format!("{told:?}")) }
}

fn one_port() -> Result<(), String> {
    let code = "const s = require('net').createServer().listen(0, '127.0.0.1', () => {
        console.log(s.address().port); setTimeout(() => s.close(), 1000); })";
    let (output, text) = output(&["--shards", "3"], code)?;
    let mut ports: Vec<&str> = text.lines().collect();
    let count = ports.len();
    ports.dedup();
    check(output.status.success() && count == 3 && ports.len() == 1, output)
}

fn in_use() -> Result<(), String> {
    let taken = TcpListener::bind("127.0.0.1:0").map_err(|error| error.to_string())?;
    let port = taken.local_addr().map_err(|error| error.to_string())?.port();
    let code = format!("require('net').createServer().on('error', (e) => console.log(e.code)).listen({port}, '127.0.0.1')");
    let (output, text) = output(&["--shards", "2"], &code)?;
    check(text == "EADDRINUSE\nEADDRINUSE\n", output)
}

fn signals() -> Result<(), String> {
    let code = "process.once('SIGUSR2', () => { console.log('got it'); clearInterval(t); });
        const t = setInterval(() => {}, 1000); console.log('listening 0')";
    let mut server = Server::start(&mut rnode(&["--shards", "3"], code)).map_err(|error| error.to_string())?;
    let text = |error: std::io::Error| error.to_string();
    server.line_starting_with("listening").map_err(text)?;
    server.line_starting_with("listening").map_err(text)?;
    signal(&server, libc::SIGUSR2);
    for _ in 0..3 {
        server.line_starting_with("got it").map_err(text)?;
    }
    check(server.wait().map_err(text)?.success(), "the exit code")
}

pub fn signal(server: &Server, number: i32) {
    let id = i32::try_from(server.pid()).expect("the kernel's ids are small");
    shards::posix::kill(id, number).expect("the server runs");
}

fn lines() -> Result<(), String> {
    let code = "const line = 'x'.repeat(3000); for (let i = 0; i < 200; i++) console.log(line)";
    let (output, text) = output(&["--shards", "4"], code)?;
    check(text.lines().count() == 800 && text.lines().all(|line| line.len() == 3000), output.status)
}

fn exit() -> Result<(), String> {
    let code = "setInterval(() => {}, 1000); if (require('rnode:shards').self.id === 2) setTimeout(process.exit, 50, 7)";
    let (output, _) = output(&["--shards", "3"], code)?;
    check(output.status.code() == Some(7), output)
}

fn ends() -> Result<(), String> {
    let code = "const { id } = require('rnode:shards').self; setTimeout(() => console.log(id), 400 * id)";
    let (output, text) = output(&["--shards", "3"], code)?;
    let mut ids: Vec<&str> = text.lines().collect();
    ids.sort_unstable();
    check(output.status.success() && ids == ["0", "1", "2"], output)
}

const ID_SERVER: &str = "const { self } = require('rnode:shards');
    const s = require('net').createServer((c) => { c.on('error', () => {}); c.write(`${self.id}`); });
    s.listen(0, '127.0.0.1', () => console.log('listening ' + s.address().port))";

/// 100 connections that stay, then 2,000 that do not.
fn least_conn() -> Result<(), String> {
    let options = ["--shards", "2", "--balance", "least-conn"];
    let mut server = Server::start(&mut rnode(&options, ID_SERVER)).map_err(|error| error.to_string())?;
    server.line_starting_with("listening").map_err(|error| error.to_string())?;
    let connect = || -> Result<(TcpStream, u8), String> {
        let mut stream = TcpStream::connect(server.address).map_err(|error| error.to_string())?;
        let mut id = [0];
        stream.read_exact(&mut id).map_err(|error| error.to_string())?;
        Ok((stream, id[0]))
    };
    let spread = |counts: &HashMap<u8, usize>, all: usize| {
        *counts.values().max().unwrap_or(&all) as f64 * 2.0 / all as f64
    };
    let mut counts = HashMap::new();
    let mut kept = Vec::new();
    for _ in 0..100 {
        let (stream, id) = connect()?;
        *counts.entry(id).or_insert(0) += 1;
        kept.push(stream);
    }
    let long = spread(&counts, 100);
    drop(kept);
    counts.clear();
    for _ in 0..2000 {
        *counts.entry(connect()?.1).or_insert(0) += 1;
    }
    let short = spread(&counts, 2000);
    println!("least-conn: spread of 100 connections that stay {long:.2}, of 2000 that do not {short:.2}");
    check(long <= 1.1 && short <= 1.1, (long, short))
}

/// On loopback a connection comes in on the core of whoever makes it.
fn cpu() -> Result<(), String> {
    let code = ID_SERVER.replace("${self.id}", "${self.core}|");
    let mut server =
        Server::start(&mut rnode(&["--shards", "auto", "--balance", "cpu"], &code)).map_err(|error| error.to_string())?;
    let text = |error: std::io::Error| error.to_string();
    let cores = Topology::detect();
    for _ in 1..cores.auto() {
        server.line_starting_with("listening").map_err(text)?;
    }
    let own = rustix::thread::sched_getaffinity(None).map_err(|error| error.to_string())?;
    let result = (0..cores.auto()).try_for_each(|at| {
        let core = cores.core(at);
        let mut only = CpuSet::new();
        only.set(core);
        rustix::thread::sched_setaffinity(None, &only).map_err(|error| error.to_string())?;
        for _ in 0..20 {
            let mut answer = String::new();
            let mut stream = TcpStream::connect(server.address).map_err(text)?;
            while !answer.ends_with('|') {
                let mut byte = [0];
                stream.read_exact(&mut byte).map_err(text)?;
                answer.push(byte[0].into());
            }
            check(answer == format!("{core}|"), format!("from core {core}, served on {answer}"))?;
        }
        Ok(())
    });
    rustix::thread::sched_setaffinity(None, &own).map_err(|error| error.to_string())?;
    result
}

fn ports() -> Result<(), String> {
    // Two in a row that are free, below those that the kernel gives to anybody.
    let is_free = |port: u16| TcpListener::bind(("127.0.0.1", port)).is_ok();
    let first = 10_000 + (std::process::id() % 10_000) as u16;
    let port = (first..first + 1000).step_by(2).find(|port| is_free(*port) && is_free(port + 1));
    let port = port.ok_or("no ports are free")?;
    let code = format!(
        "const s = require('net').createServer().listen({port}, '127.0.0.1', () => {{
            console.log(s.address().port - {port} - require('rnode:shards').self.id); setTimeout(() => s.close(), 100); }})"
    );
    let (output, text) = output(&["--shards", "2", "--balance", "port"], &code)?;
    check(text == "0\n0\n", output)
}

fn notify() -> Result<(), String> {
    let folder = ci_support::temp::TempDir::new().map_err(|error| error.to_string())?;
    let path = folder.path().join("socket");
    let socket = UnixDatagram::bind(&path).map_err(|error| error.to_string())?;
    socket.set_read_timeout(Some(Duration::from_secs(20))).map_err(|error| error.to_string())?;
    let program = Path::new(env!("CARGO_MANIFEST_DIR")).join("ci/shards/serve/server.js");
    let mut command = Command::new(env!("CARGO_BIN_EXE_rnode"));
    command.args(["--shards", "2", "--drain-timeout-ms", "5000"]).arg(program).env("NOTIFY_SOCKET", &path);
    let mut server = Server::start(&mut command).map_err(|error| error.to_string())?;
    let told = || {
        let mut bytes = [0; 256];
        let length = socket.recv(&mut bytes).map_err(|error| error.to_string())?;
        Ok::<_, String>(String::from_utf8_lossy(&bytes[..length]).into_owned())
    };
    let ready = told()?;
    check(ready == "READY=1\n", &ready)?;
    signal(&server, libc::SIGHUP);
    let reloading = told()?;
    check(reloading.starts_with("RELOADING=1\nMONOTONIC_USEC="), &reloading)?;
    let ready = told()?;
    check(ready == "READY=1\n", &ready)?;
    signal(&server, libc::SIGTERM);
    let stopping = told()?;
    check(stopping == "STOPPING=1\n", &stopping)?;
    check(server.wait().map_err(|error| error.to_string())?.success(), "the exit code")
}

fn failure() -> Result<(), String> {
    let code = "if (require('rnode:shards').self.id === 1) setTimeout(() => { throw new Error('mine') }, 20);
        setInterval(() => {}, 1000)";
    let (failed, _) = output(&["--shards", "2"], code)?;
    let told = String::from_utf8_lossy(&failed.stderr).into_owned();
    check(failed.status.code() == Some(1) && told.contains("Error: mine") && told.contains(", shard 1\n"), &failed)?;
    let code = "const a = []; while (true) a.push({ a: [a.length] })";
    let (failed, _) = output(&["--max-heap-mb", "32"], code)?;
    let told = String::from_utf8_lossy(&failed.stderr).into_owned();
    let is_clear = told.contains("JavaScript heap out of memory") && told.contains("--max-heap-mb");
    check(failed.status.code() == Some(134) && is_clear && told.contains("[eval]:1"), &failed)
}

fn inherited() -> Result<(), String> {
    let listener = TcpListener::bind("127.0.0.1:0").map_err(|error| error.to_string())?;
    let port = listener.local_addr().map_err(|error| error.to_string())?.port();
    let program = Path::new(env!("CARGO_MANIFEST_DIR")).join("ci/shards/serve/server.js");
    // The shell knows the id that the program will have.
    let script = "exec 3<&0 </dev/null; LISTEN_FDS=1 LISTEN_PID=$$ exec \"$@\"";
    let mut command = Command::new("sh");
    command.args(["-c", script, "sh", env!("CARGO_BIN_EXE_rnode"), "--shards", "2"]).arg(program);
    command.env("PORT", port.to_string()).stdin(Stdio::from(std::os::fd::OwnedFd::from(listener)));
    let output = command.stdout(Stdio::piped()).spawn().map_err(|error| error.to_string())?;
    let mut program = Ended(output);
    let text = (|| -> std::io::Result<String> {
        let mut stream = TcpStream::connect(("127.0.0.1", port))?;
        stream.set_read_timeout(Some(Duration::from_secs(20)))?;
        std::io::Write::write_all(&mut stream, b"GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")?;
        let mut text = String::new();
        stream.read_to_string(&mut text)?;
        Ok(text)
    })();
    let is_running = program.0.try_wait().is_ok_and(|status| status.is_none());
    check(is_running && text.as_ref().is_ok_and(|text| text.starts_with("HTTP/1.1 200")), text)
}

/// A program that does not outlive its test.
struct Ended(std::process::Child);

impl Drop for Ended {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn unix() -> Result<(), String> {
    let folder = ci_support::temp::TempDir::new().map_err(|error| error.to_string())?;
    let path = folder.path().join("socket");
    let code = format!(
        "const fs = require('fs'), net = require('net'); const {{ id }} = require('rnode:shards').self;
        const path = {:?}; const s = net.createServer((c) => c.end());
        s.listen(path, () => setTimeout(() => s.close(), 100 + 400 * id));
        s.on('close', () => console.log(fs.existsSync(path)));",
        path.to_string_lossy()
    );
    let (output, text) = output(&["--shards", "2"], &code)?;
    check(output.status.success() && text == "true\nfalse\n", output)
}

fn game() -> Result<(), String> {
    let text = |error: std::io::Error| error.to_string();
    let mut command = Command::new(env!("CARGO_BIN_EXE_rnode"));
    command.arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/game_shards.js")).env("PORT", "0");
    let mut server = Server::spawn(&mut command).map_err(text)?;
    let line = server.line_starting_with("Listening on 127.0.0.1:").map_err(text)?;
    let port: u16 = line.split(',').next().and_then(|port| port.parse().ok()).ok_or(line)?;
    let enter = || -> std::io::Result<TcpStream> {
        let mut player = TcpStream::connect(("127.0.0.1", port))?;
        player.set_read_timeout(Some(Duration::from_secs(20)))?;
        std::io::Write::write_all(&mut player, b"castle\nhello\n")?;
        Ok(player)
    };
    let mut first = enter().map_err(text)?;
    let mut heard = String::new();
    hear(&mut first, &mut heard, "move 1: hello\n")?;
    let _second = enter().map_err(text)?;
    hear(&mut first, &mut heard, "move 2: hello\n")
}

/// Reads on until `wanted` has come.
fn hear(stream: &mut TcpStream, heard: &mut String, wanted: &str) -> Result<(), String> {
    let mut bytes = [0; 1024];
    while !heard.contains(wanted) {
        let length = stream.read(&mut bytes).map_err(|error| format!("{error} after {heard:?}"))?;
        if length == 0 {
            return Err(format!("closed after {heard:?}"));
        }
        heard.push_str(&String::from_utf8_lossy(&bytes[..length]));
    }
    Ok(())
}
