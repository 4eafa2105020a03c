//! Servers on loopback, talked to by blocking sockets.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::io::{self, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::rc::Rc;
use std::sync::mpsc;
use std::time::Duration;

use shards::net::{ListenOptions, Listener, listen_tcp};
use shards::{Events, Expires, Interest, Shard, ShardHandle, ShardOptions, Source, TimerKey, start};

use super::super::codec::{Expectation, Fields, Head, HeadText};
use super::{
    ClientError, Connection, Counters, Handler, Left, Meters, Options, RequestId, ResponseHead, Server, Verdict,
};

/// Answers by what the target says, and writes down what it is told.
#[derive(Default)]
struct Program {
    shard: RefCell<Option<Rc<Shard>>>,
    log: RefCell<Vec<String>>,
    stop: Cell<bool>,
    /// Requests under `/later/…`, answered last first.
    later: RefCell<Vec<(Rc<Connection>, RequestId)>>,
    echo: Cell<Option<RequestId>>,
    /// What is still to be written under `/stream`.
    stream: RefCell<VecDeque<Vec<u8>>>,
    streaming: Cell<Option<RequestId>>,
}

const PLAIN: ResponseHead<'static> = ResponseHead {
    status: 200,
    reason: None,
    date: false,
    keep_alive: true,
    chunked: false,
    removed: super::super::codec::encode::Removed {
        connection: true,
        content_length: false,
        transfer_encoding: false,
    },
    text: HeadText::Latin1,
    length_known: false,
};

impl Program {
    fn note(&self, text: impl Into<String>) {
        self.log.borrow_mut().push(text.into());
    }

    fn pump(&self, connection: &Rc<Connection>, id: RequestId) {
        loop {
            let Some(piece) = self.stream.borrow_mut().pop_front() else {
                self.streaming.set(None);
                connection.end(id, [(&b"T"[..], &b"v"[..])]).unwrap();
                return;
            };
            if !connection.write(id, &piece).unwrap() {
                return;
            }
        }
    }
}

impl Handler for Program {
    fn request(&self, connection: &Rc<Connection>, id: RequestId, head: &Head<'_>) -> Verdict {
        let target = String::from_utf8(head.target().to_vec()).unwrap();
        self.note(format!("{} {} {target}", id.0, head.method().name()));
        if head.expects() == Expectation::Continue {
            connection.write_informational(id, 100, []).unwrap();
        }
        match target.split('/').nth(1).unwrap_or("") {
            "echo" => {
                self.echo.set(Some(id));
                connection.write_head(id, &PLAIN, []).unwrap();
            }
            "later" => self.later.borrow_mut().push((connection.clone(), id)),
            "stream" => {
                self.streaming.set(Some(id));
                *self.stream.borrow_mut() = (0..64).map(|i| vec![b'a' + i % 26; 200_000]).collect();
                connection.write_head(id, &PLAIN, [(&b"Trailer"[..], &b"T"[..])]).unwrap();
                self.pump(connection, id);
            }
            "big" => {
                connection.respond(id, &PLAIN, [], &vec![b'x'; 3_000_000]).unwrap();
            }
            "slow" => {
                // Paused until the timer fires.
                connection.pause();
                let wake = Wake(connection.clone());
                let shard = self.shard.borrow().clone().unwrap();
                shard.timers().arm(shard.now_ms() + 30, Rc::new(wake));
                self.echo.set(Some(id));
                connection.write_head(id, &PLAIN, []).unwrap();
            }
            "upgrade" => return Verdict::Upgrade,
            "destroy" => connection.destroy(),
            "silent" => {}
            "stop" => {
                self.stop.set(true);
                connection.respond(id, &PLAIN, [], b"").unwrap();
            }
            _ => {
                connection.respond(id, &PLAIN, [], format!("<{target}>").as_bytes()).unwrap();
            }
        }
        Verdict::Respond
    }

    fn body(&self, connection: &Rc<Connection>, data: &[u8]) {
        if let Some(id) = self.echo.get() {
            connection.write(id, data).unwrap();
        }
    }

    fn end(&self, connection: &Rc<Connection>, trailers: Fields<'_>) {
        for (name, value) in trailers.iter() {
            self.note(format!("trailer {}", String::from_utf8_lossy(&[name, b"=", value].concat())));
        }
        if let Some(id) = self.echo.take() {
            connection.end(id, []).unwrap();
        }
        // Three together, so that none waits for the next batch of reads.
        if self.later.borrow().len() == 3 {
            for (connection, id) in self.later.take().into_iter().rev() {
                connection.respond(id, &PLAIN, [], format!("later {}", id.0).as_bytes()).unwrap();
            }
        }
    }

    fn finished(&self, _: &Rc<Connection>, id: RequestId) {
        self.note(format!("finished {}", id.0));
    }

    fn drain(&self, connection: &Rc<Connection>) {
        self.note("drain");
        if let Some(id) = self.streaming.get() {
            self.pump(connection, id);
        }
    }

    fn upgrade(&self, _: &Rc<Connection>, left: Left, leftover: &[u8]) {
        assert!(left.unsent.is_empty());
        self.note(format!("upgrade {}", leftover.escape_ascii()));
        left.stream.set_nonblocking(false).unwrap();
        left.stream.write(b"tunnel:").unwrap();
        left.stream.write(leftover).unwrap();
    }

    fn client_error(&self, _: &Rc<Connection>, error: &ClientError, packet: &[u8]) -> bool {
        self.note(match error {
            ClientError::Parse(error) => format!("{} {}", error.code.name(), packet.len()),
            ClientError::RequestTimeout => "request timeout".to_owned(),
        });
        false
    }

    fn timeout(&self, _: &Rc<Connection>) -> bool {
        self.note("timeout");
        false
    }

    fn dropped(&self, _: &Rc<Connection>, head: &Head<'_>) {
        self.note(format!("dropped {}", String::from_utf8_lossy(head.target())));
    }

    fn closed(&self, _: &Rc<Connection>, error: Option<&io::Error>) {
        self.note(match error {
            None => "closed".to_owned(),
            Some(error) => format!("closed: {:?}", error.kind()),
        });
    }
}

struct Wake(Rc<Connection>);

impl Expires for Wake {
    fn expired(self: Rc<Self>, _: TimerKey, _: u64) {
        self.0.resume();
    }
}

struct Acceptor {
    listener: Listener,
    server: Server,
}

impl Source for Acceptor {
    fn ready(self: Rc<Self>, _: Events) {
        let accept = |accepted: shards::net::Accepted| self.server.accept(accepted.stream).is_ok();
        self.listener.accept(accept).unwrap();
    }
}

struct Fixture {
    address: SocketAddr,
    shard: ShardHandle<(Vec<String>, Counters)>,
}

fn serve(options: Options) -> Fixture {
    let (tell, told) = mpsc::channel();
    let shard = start(ShardOptions::default(), move |shard| async move {
        let program = Rc::new(Program::default());
        *program.shard.borrow_mut() = Some(shard.clone());
        let server = Server::new(shard.clone(), program.clone(), options, Meters::new());
        let listener = listen_tcp(([127, 0, 0, 1], 0).into(), &ListenOptions::default()).unwrap();
        tell.send(listener.local_address().unwrap().ip().unwrap()).unwrap();
        let acceptor = Rc::new(Acceptor { listener, server: server.clone() });
        let registration = shard.reactor().register(&acceptor.listener, Interest::READ, acceptor.clone());
        while !program.stop.get() {
            shard.turn(None).await.unwrap();
        }
        // The connections that were answered end by themselves; some never are.
        shard.turn(Some(Duration::from_millis(20))).await.unwrap();
        server.close_all();
        while server.connection_count() > 0 {
            shard.turn(None).await.unwrap();
        }
        drop(registration);
        program.shard.take();
        (program.log.take(), server.counters())
    });
    Fixture { address: told.recv().unwrap(), shard: shard.unwrap() }
}

impl Fixture {
    fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(self.address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
        stream
    }

    /// Sends the pieces, a moment apart, and reads to the end of the stream.
    fn exchange(&self, pieces: &[&str]) -> String {
        let mut stream = self.connect();
        for (i, piece) in pieces.iter().enumerate() {
            if i > 0 {
                std::thread::sleep(Duration::from_millis(15));
            }
            stream.write_all(piece.as_bytes()).unwrap();
        }
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        String::from_utf8(answer).unwrap()
    }

    fn stop(self) -> (Vec<String>, Counters) {
        self.exchange(&["GET /stop HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"]);
        self.shard.join().unwrap()
    }
}

const LAST: &str = "Host: a\r\nConnection: close\r\n\r\n";
const HOST: &str = "Host: a\r\n\r\n";

fn get(target: &str, rest: &str) -> String {
    format!("GET {target} HTTP/1.1\r\n{rest}")
}

fn hello(body: &str) -> String {
    format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{body}", body.len())
}

#[test]
fn answers_in_order() {
    let fixture = serve(Options::default());
    let both = get("/a", HOST) + &get("/b", LAST);
    assert_eq!(fixture.exchange(&[&both]), hello("</a>") + &hello("</b>"));
    let cut = ["GET /a HT", "TP/1.1\r\nHo", "st: a\r\n\r\nGET", &get(" /b", LAST)[4..]];
    assert_eq!(fixture.exchange(&cut), hello("</a>") + &hello("</b>"));
    // Answered in the opposite order.
    let three = get("/later", HOST) + &get("/later", HOST) + &get("/later", LAST);
    let (log, counters) = {
        assert_eq!(fixture.exchange(&[&three]), hello("later 1") + &hello("later 2") + &hello("later 3"));
        fixture.stop()
    };
    assert_eq!(log.iter().filter(|line| *line == "closed").count(), 4);
    assert_eq!((counters.requests, counters.responses, counters.connections), (8, 8, 4));
    assert_eq!((counters.client_errors, counters.aborted), (0, 0));
}

#[test]
fn more_requests_than_may_wait() {
    let fixture = serve(Options::default());
    let count = super::PIPELINED_MAX * 3;
    let mut all = String::new();
    for i in 0..count {
        all += &get(&format!("/{i}"), if i + 1 == count { LAST } else { HOST });
    }
    let expected: String = (0..count).map(|i| hello(&format!("</{i}>"))).collect();
    assert_eq!(fixture.exchange(&[&all]), expected);
    // None of these is answered: the rest waits, and goes with the connection.
    let silent: String = (0..count).map(|_| get("/silent", HOST)).collect();
    let mut stream = fixture.connect();
    stream.write_all(silent.as_bytes()).unwrap();
    std::thread::sleep(Duration::from_millis(50));
    stream.shutdown(Shutdown::Both).unwrap();
    drop(stream);
    let (_, counters) = fixture.stop();
    assert_eq!(counters.requests as usize, count + super::PIPELINED_MAX + 1);
    assert_eq!(counters.aborted as usize, super::PIPELINED_MAX);
}

#[test]
fn bodies() {
    let fixture = serve(Options::default());
    let chunked = |body: &str| format!("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n{body}0\r\n\r\n");
    let post = |rest: &str| format!("POST /echo HTTP/1.1\r\nHost: a\r\n{rest}");
    let text = fixture.exchange(&[&post("Content-Length: 5\r\n\r\nhel"), "lo", &get("/a", LAST)]);
    assert_eq!(text, chunked("3\r\nhel\r\n2\r\nlo\r\n") + &hello("</a>"));
    let text = fixture.exchange(&[
        &post("Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n3\r\nabc\r\n"),
        "1;x=y\r\nd\r\n0\r\nT: v\r\n\r\n",
    ]);
    assert_eq!(text, chunked("3\r\nabc\r\n1\r\nd\r\n"));
    let text = fixture.exchange(&[
        &post("Expect: 100-continue\r\nContent-Length: 2\r\nConnection: close\r\n\r\n"),
        "ok",
    ]);
    assert_eq!(text, "HTTP/1.1 100 Continue\r\n\r\n".to_owned() + &chunked("2\r\nok\r\n"));
    // HTTP/1.0 knows no chunks: the body ends with the connection.
    let text = fixture.exchange(&["POST /echo HTTP/1.0\r\nContent-Length: 2\r\n\r\nok"]);
    assert_eq!(text, "HTTP/1.1 200 OK\r\n\r\nok");
    let text = fixture.exchange(&[&format!("HEAD /a HTTP/1.1\r\n{LAST}")]);
    assert_eq!(text, "HTTP/1.1 200 OK\r\n\r\n");
    let (log, _) = fixture.stop();
    assert!(log.contains(&"trailer T=v".to_owned()));
}

#[test]
fn the_end_of_a_chunk_goes_with_the_next() {
    let fixture = serve(Options::default());
    let head = "POST /echo HTTP/1.1\r\nTransfer-Encoding: chunked\r\nHost: a\r\nConnection: close\r\n\r\n";
    let run = |letter: &str, count: usize| letter.repeat(count);
    let answer = |pieces: &[String]| {
        let chunks = pieces.iter().map(|piece| format!("{:x}\r\n{piece}\r\n", piece.len())).collect::<String>();
        format!("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n{chunks}0\r\n\r\n")
    };
    // Cut in the midst of the first chunk, with a whole one behind it.
    let first = format!("{head}9\r\naaaaa");
    let text = fixture.exchange(&[&first, &format!("aaaa\r\n1388\r\n{}\r\n0\r\n\r\n", run("b", 5000))]);
    assert_eq!(text, answer(&[run("a", 5), run("a", 4) + &run("b", 5000)]));
    // Behind it another is cut.
    let text = fixture.exchange(&[
        &first,
        &format!("aaaa\r\n1388\r\n{}", run("b", 4900)),
        &format!("{}\r\n0\r\n\r\n", run("b", 100)),
    ]);
    assert_eq!(text, answer(&[run("a", 5), run("a", 4) + &run("b", 4900), run("b", 100)]));
    // What is not a chunk comes behind what was there.
    let text = fixture.exchange(&[&first, &format!("aaaa\r\n1x{}", run("b", 5000))]);
    assert!(text.contains("4\r\naaaa\r\n"), "{text}");
    // Whole chunks stay what they are, small ones too.
    let text = fixture.exchange(&[&first, &format!("aaaa\r\n1\r\nb\r\n1388\r\n{}\r\n0\r\n\r\n", run("c", 5000))]);
    assert_eq!(text, answer(&[run("a", 5), run("a", 4) + "b", run("c", 5000)]));
    fixture.stop();
}

#[test]
fn backpressure() {
    let fixture = serve(Options::default());
    let mut stream = fixture.connect();
    stream.write_all((get("/stream", HOST) + &get("/big", HOST) + &get("/a", LAST)).as_bytes()).unwrap();
    std::thread::sleep(Duration::from_millis(50));
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).unwrap();
    let text = String::from_utf8(answer).unwrap();
    assert!(text.starts_with("HTTP/1.1 200 OK\r\nTrailer: T\r\nTransfer-Encoding: chunked\r\n\r\n30d40\r\naaaa"));
    let (first, rest) = text.split_once("0\r\nT: v\r\n\r\n").unwrap();
    assert_eq!(first.matches("\r\n30d40\r\n").count(), 64);
    assert_eq!(rest.len(), 3_000_000 + hello("").len() + 6 + hello("</a>").len());
    assert!(rest.ends_with(&hello("</a>")));
    let (log, counters) = fixture.stop();
    assert!(log.contains(&"drain".to_owned()) && log.contains(&"finished 3".to_owned()), "{log:?}");
    assert_eq!(counters.responses, 4);
}

#[test]
fn a_paused_program_is_not_read_for() {
    let fixture = serve(Options::default());
    let mut stream = fixture.connect();
    let body = "y".repeat(400_000);
    write!(stream, "POST /slow HTTP/1.1\r\nContent-Length: {}\r\n{LAST}", body.len()).unwrap();
    let mut writer = stream.try_clone().unwrap();
    let writing = std::thread::spawn(move || writer.write_all(body.as_bytes()).unwrap());
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    writing.join().unwrap();
    assert_eq!(answer.matches('y').count(), 400_000);
    fixture.stop();
}

#[test]
fn refusals() {
    let fixture = serve(Options { requests_per_socket_max: 2, keep_alive_timeout_ms: 0, ..Options::default() });
    let refused = |status: &str| format!("HTTP/1.1 {status}\r\nConnection: close\r\n\r\n");
    assert_eq!(fixture.exchange(&["BAD\r\n\r\n"]), refused("400 Bad Request"));
    let long = get("/", &format!("A: {}\r\n\r\n", "x".repeat(17_000)));
    assert_eq!(fixture.exchange(&[&long]), refused("431 Request Header Fields Too Large"));
    let text = fixture.exchange(&["GET / HTTP/1.1\r\n\r\n"]);
    assert!(text.starts_with("HTTP/1.1 400 Bad Request\r\nConnection: close\r\nDate: "), "{text}");
    assert!(text.ends_with("\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"), "{text}");
    assert_eq!(fixture.exchange(&[&format!("CONNECT a:1 HTTP/1.1\r\n{HOST}")]), "");
    assert_eq!(fixture.exchange(&[&get("/destroy", HOST)]), "");
    // The third is too many; its refusal does not end the connection, the peer does.
    let mut stream = fixture.connect();
    let three = get("/a", HOST) + &get("/b", HOST) + &get("/c", HOST);
    stream.write_all(three.as_bytes()).unwrap();
    std::thread::sleep(Duration::from_millis(30));
    stream.shutdown(Shutdown::Write).unwrap();
    let mut text = String::new();
    stream.read_to_string(&mut text).unwrap();
    assert!(text.starts_with(&(hello("</a>") + &hello("</b>") + "HTTP/1.1 503 Service Unavailable\r\n")), "{text}");
    let (log, counters) = fixture.stop();
    assert!(log.contains(&"dropped /c".to_owned()));
    assert!(log.contains(&"HPE_INVALID_METHOD 7".to_owned()), "{log:?}");
    assert_eq!(counters.client_errors, 2);
}

#[test]
fn upgrades() {
    let fixture = serve(Options::default());
    let upgrade = "Host: a\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n";
    assert_eq!(fixture.exchange(&[&(get("/upgrade", upgrade) + "abc")]), "tunnel:abc");
    assert_eq!(fixture.exchange(&[&format!("CONNECT /upgrade HTTP/1.1\r\n{HOST}")]), "tunnel:");
    // Not wanted: HTTP goes on.
    let text = fixture.exchange(&[&(get("/a", upgrade) + &get("/b", LAST))]);
    assert_eq!(text, hello("</a>") + &hello("</b>"));
    fixture.stop();
}

#[test]
fn bytes_of_connections_that_left_are_counted() {
    let fixture = serve(Options::default());
    let request = get("/upgrade", "Host: a\r\nConnection: upgrade\r\nUpgrade: tunnel\r\n\r\n");
    assert_eq!(fixture.exchange(&[&(request.clone() + "abc")]), "tunnel:abc");
    let (_, counters) = fixture.stop();
    assert!(counters.bytes_read >= request.len() as u64, "{counters:?}");
}

#[test]
fn timeouts() {
    let fixture = serve(Options {
        headers_timeout_ms: 30,
        request_timeout_ms: 60,
        connections_checking_interval_ms: 10,
        keep_alive_timeout_ms: 20,
        keep_alive_timeout_buffer_ms: 5,
        ..Options::default()
    });
    let refused = "HTTP/1.1 408 Request Timeout\r\nConnection: close\r\n\r\n";
    assert_eq!(fixture.exchange(&[""]), refused);
    assert_eq!(fixture.exchange(&["GET / HTTP/1.1\r\n"]), refused);
    let text = fixture.exchange(&["POST /silent HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nab"]);
    assert_eq!(text, refused);
    assert_eq!(fixture.exchange(&[&get("/a", HOST)]), hello("</a>"));
    let (log, counters) = fixture.stop();
    assert_eq!(log.iter().filter(|line| *line == "request timeout").count(), 3);
    assert_eq!((log.iter().filter(|line| *line == "timeout").count(), counters.timeouts), (1, 4));
}

#[test]
fn half_closed_peers() {
    let half_open = |allow| serve(Options { allow_half_open: allow, ..Options::default() });
    let ask = |fixture: &Fixture, text: &str| {
        let mut stream = fixture.connect();
        stream.write_all(text.as_bytes()).unwrap();
        stream.shutdown(Shutdown::Write).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    };
    let fixture = half_open(true);
    assert_eq!(ask(&fixture, &get("/a", HOST)), hello("</a>"));
    let error = ask(&fixture, "GET /a HTTP");
    assert_eq!(error, "HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n");
    fixture.stop();
    let fixture = half_open(false);
    assert_eq!(ask(&fixture, &get("/a", HOST)), hello("</a>"));
    assert_eq!(ask(&fixture, &get("/silent", HOST)), "");
    let (log, counters) = fixture.stop();
    assert!(log.iter().all(|line| !line.starts_with("HPE")), "{log:?}");
    assert_eq!(counters.aborted, 1);
}
