//! How programs are asked to finish, and what becomes of connections that are no longer HTTP's.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::os::unix::process::ExitStatusExt;
use std::time::{Duration, Instant};

use ci_support::server::Server;

use crate::facts::{Case, check, rnode, signal};

pub const CASES: [(&str, Case); 4] = [
    ("upgraded connections end as the program wants when it drains", told),
    ("upgraded connections that nobody ends are waited for", waited_for),
    ("upgraded connections outlive a reload until the program ends them", reloaded),
    ("--no-reload leaves SIGHUP what it is", no_reload),
];

/// Upgrades whatever asks for it, echoes, and says goodbye when it is told to.
const UPGRADING: &str = "const http = require('http'); const { onDrain, self } = require('rnode:shards');
    const open = new Set();
    const s = http.createServer((q, r) => r.end('plain'));
    s.on('upgrade', (q, c) => {
        open.add(c);
        c.on('error', () => {}).on('close', () => open.delete(c)).on('data', (d) => c.write(d));
        c.write('HTTP/1.1 101 Switching Protocols\\r\\nConnection: Upgrade\\r\\nUpgrade: echo\\r\\n\\r\\n');
    });
    if (process.argv[1] !== 'deaf') onDrain(async ({ ending, timeoutMs }) => {
        await new Promise((resolve) => setTimeout(resolve, 100));
        for (const c of open) c.end(`goodbye ${ending} ${timeoutMs}`);
    });
    s.listen(0, '127.0.0.1', () => console.log('listening ' + s.address().port));";

fn text(error: std::io::Error) -> String {
    error.to_string()
}

fn start(options: &[&str], arguments: &[&str]) -> Result<Server, String> {
    let mut server = Server::start(rnode(options, UPGRADING).args(arguments)).map_err(text)?;
    // The other shard.
    server.line_starting_with("listening ").map_err(text)?;
    Ok(server)
}

fn upgraded(server: &Server) -> Result<TcpStream, String> {
    let mut stream = TcpStream::connect(server.address).map_err(text)?;
    stream.set_read_timeout(Some(Duration::from_secs(20))).map_err(text)?;
    let head = b"GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n";
    stream.write_all(head).map_err(text)?;
    let mut answer = Vec::new();
    while !answer.ends_with(b"\r\n\r\n") {
        let mut byte = [0];
        stream.read_exact(&mut byte).map_err(text)?;
        answer.push(byte[0]);
    }
    check(answer.starts_with(b"HTTP/1.1 101 "), String::from_utf8_lossy(&answer))?;
    Ok(stream)
}

fn echoes(stream: &mut TcpStream) -> Result<(), String> {
    stream.write_all(b"ping").map_err(text)?;
    let mut bytes = [0; 4];
    stream.read_exact(&mut bytes).map_err(text)?;
    check(&bytes == b"ping", bytes)
}

fn rest(stream: &mut TcpStream) -> Result<String, String> {
    let mut rest = String::new();
    stream.read_to_string(&mut rest).map_err(text)?;
    Ok(rest)
}

fn told() -> Result<(), String> {
    let mut server = start(&["--shards", "2", "--drain-timeout-ms", "20000"], &[])?;
    let mut streams = (0..8).map(|_| upgraded(&server)).collect::<Result<Vec<_>, _>>()?;
    streams.iter_mut().try_for_each(echoes)?;
    signal(&server, libc::SIGTERM);
    for stream in &mut streams {
        let goodbye = rest(stream)?;
        check(goodbye == "goodbye true 20000", goodbye)?;
    }
    drop(streams);
    let status = server.wait().map_err(text)?;
    check(status.code() == Some(0), status)
}

fn waited_for() -> Result<(), String> {
    let mut server = start(&["--shards", "2", "--drain-timeout-ms", "1500"], &["deaf"])?;
    let mut stream = upgraded(&server)?;
    let begun = Instant::now();
    signal(&server, libc::SIGTERM);
    std::thread::sleep(Duration::from_millis(500));
    echoes(&mut stream)?;
    let status = server.wait().map_err(text)?;
    check(status.code() == Some(1) && begun.elapsed() >= Duration::from_millis(1500), (status, begun.elapsed()))?;
    // One that ends in time is no reason to wait longer.
    let mut server = start(&["--shards", "2", "--drain-timeout-ms", "20000"], &["deaf"])?;
    let mut stream = upgraded(&server)?;
    signal(&server, libc::SIGTERM);
    std::thread::sleep(Duration::from_millis(300));
    echoes(&mut stream)?;
    drop(stream);
    let status = server.wait().map_err(text)?;
    check(status.code() == Some(0), status)
}

fn reloaded() -> Result<(), String> {
    let mut server = start(&["--shards", "2"], &[])?;
    let mut stream = upgraded(&server)?;
    signal(&server, libc::SIGHUP);
    let goodbye = rest(&mut stream)?;
    check(goodbye == "goodbye false 30000", goodbye)?;
    server.line_starting_with("listening ").map_err(text)?;
    server.line_starting_with("listening ").map_err(text)?;
    echoes(&mut upgraded(&server)?)
}

fn no_reload() -> Result<(), String> {
    let mut server = start(&["--shards", "2", "--no-reload"], &[])?;
    signal(&server, libc::SIGHUP);
    let status = server.wait().map_err(text)?;
    check(status.signal() == Some(libc::SIGHUP), status)
}
