//! What HTTP costs without I/O: parsing a request's head and making a response's, in
//! nanoseconds. A head that comes in two pieces takes the careful road, whose price is
//! the ratio.
//!
//! `cargo bench --bench http_codec -- 1000000`; the number is of rounds.

use std::hint::black_box;
use std::time::Instant;

use rnode::http::codec::{Event, Parser, encode};

const SHORT: &[u8] = b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n";
const USUAL: &[u8] = b"GET /user/42?full=1 HTTP/1.1\r\nHost: localhost:3000\r\nConnection: keep-alive\r\n\
    User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36\r\nAccept: text/html,*/*;q=0.9\r\n\
    Accept-Encoding: gzip, deflate, br\r\nAccept-Language: en-US,en;q=0.9\r\n\
    Cookie: session=0123456789abcdef\r\n\r\n";
const POST: &[u8] = b"POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n\
    5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n";

fn main() {
    let rounds = std::env::args().filter_map(|argument| argument.parse().ok()).next().unwrap_or(1);
    for (name, request) in [("short", SHORT), ("usual", USUAL), ("chunked", POST)] {
        let whole = time(rounds, Parser::request(), |parser| parse(parser, &[request]));
        let (front, back) = request.split_at(request.len() / 2);
        let split = time(rounds, Parser::request(), |parser| parse(parser, &[front, back]));
        println!("parse {name:8}  {whole:7.1} ns  in two pieces {split:7.1} ns  ratio {:.2}", split / whole);
    }
    let intent = encode::Intent {
        body_bytes: Some(13),
        keep_alive_timeout_s: 5,
        ..encode::Intent::response(200, true)
    };
    let head = time(rounds, Vec::new(), |out| respond(out, &intent));
    println!("encode a response's head  {head:7.1} ns");
}

/// Nanoseconds a round, with a state that stays from round to round.
fn time<S>(rounds: u32, mut state: S, mut round: impl FnMut(&mut S)) -> f64 {
    round(&mut state);
    let begin = Instant::now();
    (0..rounds).for_each(|_| round(&mut state));
    begin.elapsed().as_nanos() as f64 / f64::from(rounds)
}

fn parse(parser: &mut Parser, pieces: &[&[u8]]) {
    let mut ended = false;
    for piece in pieces {
        let mut at = 0;
        loop {
            match parser.step(black_box(piece), &mut at) {
                Ok(Event::More) => break,
                Ok(Event::Head(head)) => _ = black_box(head.fields().len()),
                Ok(Event::End { .. }) => ended = true,
                Ok(_) => {}
                Err(error) => panic!("{error}"),
            }
        }
    }
    assert!(ended);
}

fn respond(out: &mut Vec<u8>, intent: &encode::Intent) {
    out.clear();
    encode::status_line(out, 200, None);
    let fields: [(&[u8], &[u8]); 2] = [(b"Content-Type", b"text/plain"), (b"ETag", b"\"5\"")];
    let decided = encode::fields(out, intent, fields).expect("no trailers");
    assert!(!black_box(decided).last);
}
