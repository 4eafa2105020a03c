//! Connections that end before their time: at every byte of a request, by FIN and by RST, and inside an answer.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};

use ci_support::{pool, process};

const REQUEST: &str = "POST /b?x=1 HTTP/1.1\r\nHost: example.com\r\nX-One: 1\r\nExpect: 100-continue\r\n\
    Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n1;a=b\r\n!\r\n0\r\nT: v\r\n\r\n";
/// Of an answer that never ends.
const STREAM: &str = "GET /stream HTTP/1.1\r\nHost: x\r\n\r\n";
const STREAMS: usize = 40;
/// How many connections one call of [`run`] makes.
pub const COUNT: usize = 2 * (REQUEST.len() + STREAMS);

/// Makes and drops the connections, a few at a time.
pub fn run(address: SocketAddr) {
    const WORKERS: usize = 8;
    let plans: Vec<usize> = (0..COUNT).collect();
    pool::run(&plans, WORKERS, |_, plan| abort(address, *plan), |_, ()| {});
}

fn abort(address: SocketAddr, plan: usize) {
    let mut stream = TcpStream::connect(address).expect("a server that still lives accepts");
    let (at, reset) = (plan / 2, plan % 2 == 1);
    // What fails here is what is asked for: the server may have closed first.
    if at < REQUEST.len() {
        let _closed = stream.write_all(&REQUEST.as_bytes()[..at]);
    } else {
        let _closed = stream.write_all(STREAM.as_bytes()).and_then(|()| stream.read(&mut [0; 700]));
    }
    if reset {
        process::reset_on_close(&stream).expect("a socket of ours takes the option");
    }
}
