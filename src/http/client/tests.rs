//! Clients on loopback, against blocking sockets that say what they are told to say.

use std::cell::{Cell, RefCell};
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::rc::Rc;
use std::time::Duration;

use shards::net::Stream;
use shards::{Shard, ShardOptions, start};

use super::super::codec::encode::Intent;
use super::super::codec::{Fields, Head};
use super::{Connection, Failure, Handler, Options, RequestError, Taken};

/// Writes down what it is told, and sends the next request when it may.
struct Program {
    log: RefCell<Vec<String>>,
    over: Cell<bool>,
    next: RefCell<Vec<Request>>,
}

#[derive(Clone, Copy)]
struct Request {
    method: &'static str,
    body: Option<&'static str>,
    intent: Intent,
}

const GET: Request = Request { method: "GET", body: None, intent: Intent::request(false, true) };

impl Program {
    fn note(&self, text: impl Into<String>) {
        self.log.borrow_mut().push(text.into());
    }

    fn send_next(&self, connection: &Rc<Connection>) -> bool {
        let Some(request) = self.next.borrow_mut().pop() else { return false };
        let body = request.body.unwrap_or("").as_bytes();
        let intent = Intent { has_body: request.body.is_some(), ..request.intent };
        connection.send(request.method.as_bytes(), b"/", &intent, [(&b"Host"[..], &b"a"[..])], body).unwrap();
        true
    }
}

fn text(bytes: &[u8]) -> String {
    bytes.escape_ascii().to_string()
}

impl Handler for Program {
    fn informational(&self, _: &Rc<Connection>, head: &Head<'_>) {
        self.note(format!("informational {}", head.status()));
    }

    fn response(&self, _: &Rc<Connection>, head: &Head<'_>) {
        self.note(format!("{} {}", head.status(), text(head.reason())));
    }

    fn body(&self, _: &Rc<Connection>, data: &[u8]) {
        let mut log = self.log.borrow_mut();
        match log.last_mut() {
            Some(line) if line.starts_with("body ") => line.push_str(&text(data)),
            _ => log.push(format!("body {}", text(data))),
        }
    }

    fn end(&self, connection: &Rc<Connection>, trailers: Fields<'_>, reusable: bool) {
        for (name, value) in trailers.iter() {
            self.note(format!("trailer {}={}", text(name), text(value)));
        }
        self.note(if reusable { "end, reusable" } else { "end" });
        if reusable && !self.send_next(connection) {
            connection.destroy_soon();
        }
    }

    fn upgrade(&self, _: &Rc<Connection>, taken: Taken, leftover: &[u8]) {
        self.note(format!("upgrade {}", text(leftover)));
        drop(taken);
        self.over.set(true);
    }

    fn drain(&self, _: &Rc<Connection>) {
        self.note("drain");
    }

    fn timeout(&self, _: &Rc<Connection>) -> bool {
        self.note("timeout");
        false
    }

    fn closed(&self, _: &Rc<Connection>, failure: Option<&Failure>) {
        self.note(match failure {
            None => "closed".to_owned(),
            Some(Failure::Parse(error)) => format!("closed: {}", error.code.name()),
            Some(Failure::Io(error)) => format!("closed: {:?}", error.kind()),
            Some(failure) => format!("closed: {failure:?}"),
        });
        self.over.set(true);
    }
}

/// Runs a client's program against `peer`, and gives back what it noted.
fn run(
    begin: impl FnOnce(&Rc<Shard>, &Rc<Connection>, &Program) + Send + 'static,
    requests: Vec<Request>,
    peer: impl FnOnce(TcpStream),
) -> Vec<String> {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let shard = start(ShardOptions::default(), move |shard| async move {
        let stream = Stream::from_fd(TcpStream::connect(address).unwrap().into());
        stream.set_nonblocking(true).unwrap();
        let program = Rc::new(Program {
            log: RefCell::default(),
            over: Cell::new(false),
            next: RefCell::new(requests.into_iter().rev().collect()),
        });
        let options = Options::default();
        let connection = Connection::new(shard.clone(), stream, program.clone(), &options).unwrap();
        program.send_next(&connection);
        begin(&shard, &connection, &program);
        while !program.over.get() {
            shard.turn(None).await.unwrap();
        }
        program.log.take()
    });
    let (stream, _) = listener.accept().unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
    peer(stream);
    shard.unwrap().join().unwrap()
}

/// Reads up to `end`.
fn read_until(stream: &mut TcpStream, end: &str) -> String {
    let mut got = Vec::new();
    while !got.ends_with(end.as_bytes()) {
        let mut byte = [0];
        stream.read_exact(&mut byte).unwrap();
        got.push(byte[0]);
    }
    String::from_utf8(got).unwrap()
}

const HEAD: &str = "GET / HTTP/1.1\r\nHost: a\r\nConnection: keep-alive\r\n\r\n";

#[test]
fn one_request_after_another() {
    let head = Request { method: "HEAD", ..GET };
    let post = Request { method: "POST", body: Some("abc"), intent: Intent::request(true, true) };
    let log = run(|_, _, _| (), vec![GET, head, post, GET], |mut stream| {
        assert_eq!(read_until(&mut stream, "\r\n\r\n"), HEAD);
        stream.write_all(b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n").unwrap();
        stream.write_all(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nab").unwrap();
        std::thread::sleep(Duration::from_millis(10));
        stream.write_all(b"c\r\n0\r\nT: v\r\n\r\n").unwrap();
        assert_eq!(read_until(&mut stream, "\r\n\r\n"), HEAD.replace("GET", "HEAD"));
        stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n").unwrap();
        let sent = "POST / HTTP/1.1\r\nHost: a\r\nConnection: keep-alive\r\nContent-Length: 3\r\n\r\nabc";
        assert_eq!(read_until(&mut stream, "abc"), sent);
        stream.write_all(b"HTTP/1.1 204 No Content\r\n\r\n").unwrap();
        assert_eq!(read_until(&mut stream, "\r\n\r\n"), HEAD);
        stream.write_all(b"HTTP/1.1 200 \r\n\r\nto the end").unwrap();
    });
    let expected = [
        "informational 100", "informational 103", "200 OK", "body abc", "trailer T=v", "end, reusable",
        "200 OK", "end, reusable", "204 No Content", "end, reusable", "200 ", "body to the end", "end", "closed",
    ];
    assert_eq!(log, expected);
}

#[test]
fn pipelined() {
    let two = |_: &Rc<Shard>, connection: &Rc<Connection>, program: &Program| {
        assert!(program.send_next(connection));
        assert!(!connection.is_idle());
    };
    let log = run(two, vec![GET, GET], |mut stream| {
        assert_eq!(read_until(&mut stream, &(HEAD.to_owned() + HEAD)), HEAD.to_owned() + HEAD);
        let one = "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n";
        stream.write_all(format!("{one}a{one}b").as_bytes()).unwrap();
        assert_eq!(stream.read(&mut [0]).unwrap(), 0);
    });
    let expected = ["200 OK", "body a", "end, reusable", "closed"];
    assert_eq!(log, expected, "the program ends with the first that lets it");
}

#[test]
fn streamed() {
    let stream_it = |_: &Rc<Shard>, connection: &Rc<Connection>, _: &Program| {
        let intent = Intent::request(true, true);
        assert_eq!(connection.write(b"x"), Err(RequestError::HeadMissing));
        let decided = connection.write_head(b"PUT", b"/p", &intent, [(&b"Trailer"[..], &b"T"[..])]).unwrap();
        assert!(!decided.last);
        let again = connection.write_head(b"PUT", b"/p", &intent, []);
        assert_eq!(again, Err(RequestError::Unfinished));
        assert_eq!(connection.write(b"abc"), Ok(true));
        assert_eq!(connection.write(&[b'z'; 10_000]), Ok(true));
        connection.end([(&b"T"[..], &b"v"[..])]).unwrap();
    };
    let log = run(stream_it, vec![], |mut stream| {
        let got = read_until(&mut stream, "\r\nT: v\r\n\r\n");
        assert!(got.starts_with("PUT /p HTTP/1.1\r\nTrailer: T\r\n"), "{got}");
        assert!(got.contains("\r\n\r\n3\r\nabc\r\n2710\r\nzzz"), "{got}");
        stream.write_all(b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n").unwrap();
        assert_eq!(stream.read(&mut [0]).unwrap(), 0);
    });
    assert_eq!(log, ["200 OK", "end", "closed"]);
}

#[test]
fn upgrades() {
    let answer = |answer: &'static str| {
        move |mut stream: TcpStream| {
            read_until(&mut stream, "\r\n\r\n");
            stream.write_all(answer.as_bytes()).unwrap();
        }
    };
    let log = run(|_, _, _| (), vec![GET], answer("HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\nabc"));
    assert_eq!(log, ["101 Switching Protocols", "upgrade abc"]);
    let connect = Request { method: "CONNECT", ..GET };
    let log = run(|_, _, _| (), vec![connect], answer("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n"));
    assert_eq!(log, ["200 OK", "upgrade "]);
}

#[test]
fn failures() {
    let answer = |answer: &'static str| {
        move |mut stream: TcpStream| {
            read_until(&mut stream, "\r\n\r\n");
            stream.write_all(answer.as_bytes()).unwrap();
        }
    };
    let log = run(|_, _, _| (), vec![GET], answer(""));
    assert_eq!(log, ["closed: HungUp"]);
    let log = run(|_, _, _| (), vec![GET], answer("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nab"));
    assert_eq!(log, ["200 OK", "body ab", "closed: HungUp"]);
    let log = run(|_, _, _| (), vec![GET], answer("HTTP/1.1 2x"));
    assert_eq!(log, ["closed: HPE_INVALID_STATUS"]);
    let log = run(|_, _, _| (), vec![], |mut stream| stream.write_all(b"HTTP/1.1 408 x\r\n\r\n").unwrap());
    assert_eq!(log, ["closed: Unsolicited"]);
    let hurry = |_: &Rc<Shard>, connection: &Rc<Connection>, _: &Program| connection.set_timeout(20);
    let log = run(hurry, vec![GET], |mut stream| {
        read_until(&mut stream, "\r\n\r\n");
        assert_eq!(stream.read(&mut [0]).unwrap(), 0);
    });
    assert_eq!(log, ["timeout", "closed"]);
}
