//! The endpoint: a small HTTP server on a thread of its own.

use std::cell::{Cell, RefCell};
use std::fmt;
use std::io;
use std::net::SocketAddr;
use std::rc::{Rc, Weak};
use std::sync::mpsc;

use shards::net::{ListenOptions, Listener, listen_tcp};
use shards::{
    Events, Expires, Interest, Phase, Registration, Shard, ShardHandle, ShardOptions, Source, TimerKey,
};

use super::figures::{Gathered, PATIENCE};
use super::metrics::{self, Format};
use crate::http::codec::{Fields, Head};
use crate::http::server::{
    ClientError, Connection, Handler, Left, Meters, Options, RequestId, ResponseHead, Server, Verdict,
};
use crate::runtime::watch::{self, ShardFacts, Snapshot, ask_all};

/// Connections beyond are closed at once: a scraper has one.
const CONNECTIONS_MAX: usize = 64;

/// Why there is no endpoint.
#[derive(Debug)]
pub enum StartError {
    /// Its thread cannot be started.
    Shard(shards::Error),
    /// The address cannot be listened on.
    Listen(SocketAddr, io::Error),
}

impl fmt::Display for StartError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            StartError::Shard(error) => write!(out, "the metrics' thread cannot be started: {error}"),
            StartError::Listen(address, error) => write!(out, "metrics cannot be served on {address}: {error}"),
        }
    }
}

/// A running endpoint; it ends with the process.
pub struct Endpoint {
    /// Where it listens, with the port that the kernel chose if 0 was asked for.
    pub address: SocketAddr,
    _shard: ShardHandle<()>,
}

/// Serves the figures of this process on `address`.
///
/// # Errors
/// See [`StartError`].
pub fn start(address: SocketAddr) -> Result<Endpoint, StartError> {
    let (tell, told) = mpsc::channel();
    let options = ShardOptions {
        name: "metrics".to_owned(),
        stack_bytes: shards::limits::STACK_BYTES_MIN,
        ..ShardOptions::default()
    };
    let shard = shards::start(options, move |shard| serve(shard, address, tell)).map_err(StartError::Shard)?;
    match told.recv() {
        Ok(Ok(address)) => Ok(Endpoint { address, _shard: shard }),
        Ok(Err(error)) => Err(StartError::Listen(address, error)),
        // The thread ended without a word, which only a failure of its reactor can bring about.
        Err(_) => Err(StartError::Listen(address, io::ErrorKind::Other.into())),
    }
}

async fn serve(shard: Rc<Shard>, address: SocketAddr, tell: mpsc::Sender<io::Result<SocketAddr>>) {
    let handler = Rc::new(Answers { shard: shard.clone(), scrapes: RefCell::default(), next: Cell::new(0) });
    HANDLER.set(Some(Rc::downgrade(&handler)));
    let server = Server::new(shard.clone(), handler.clone(), Options::default(), Meters::new());
    let outcome = listen(&shard, address, server);
    let (told, listening) = match outcome {
        Ok((address, acceptor, registration)) => (Ok(address), Some((acceptor, registration))),
        Err(error) => (Err(error), None),
    };
    if tell.send(told).is_err() || listening.is_none() {
        return;
    }
    while shard.phase() != Phase::Stopping && shard.turn(None).await.is_ok() {}
}

fn listen(
    shard: &Rc<Shard>,
    address: SocketAddr,
    server: Server,
) -> io::Result<(SocketAddr, Rc<Acceptor>, Registration)> {
    let listener = listen_tcp(address, &ListenOptions::default())?;
    let bound = listener.local_address()?.ip().unwrap_or(address);
    let acceptor = Rc::new(Acceptor { listener, server });
    let registration = shard.reactor().register(&acceptor.listener, Interest::READ, acceptor.clone())?;
    Ok((bound, acceptor, registration))
}

struct Acceptor {
    listener: Listener,
    server: Server,
}

impl Source for Acceptor {
    fn ready(self: Rc<Self>, _: Events) {
        // What the kernel says no to (EMFILE and the like) is tried again with the next connection.
        let _ = self.listener.accept(|accepted| {
            if self.server.connection_count() < CONNECTIONS_MAX {
                // Refused only where the kernel cannot watch it: the peer sees it closed.
                let _ = self.server.accept(accepted.stream);
            }
            true
        });
    }
}

thread_local! {
    /// Who answers on this thread; shards' replies are posted to it.
    static HANDLER: RefCell<Option<Weak<Answers>>> = const { RefCell::new(None) };
}

/// What is asked for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Page {
    Metrics(Format),
    Stats,
    Health,
    Ready,
}

/// A request that waits for the shards.
struct Scrape {
    connection: Rc<Connection>,
    request: RequestId,
    page: Page,
    asked: Vec<ShardFacts>,
    answers: Vec<(ShardFacts, Snapshot)>,
    timer: Option<TimerKey>,
}

struct Answers {
    shard: Rc<Shard>,
    scrapes: RefCell<Vec<(u64, Scrape)>>,
    next: Cell<u64>,
}

impl Answers {
    fn begin(self: &Rc<Self>, connection: &Rc<Connection>, request: RequestId, page: Page) {
        let number = self.next.get();
        self.next.set(number + 1);
        let asker = self.shard.remote().clone();
        let asked = ask_all(move |facts, snapshot| {
            let facts = facts.clone();
            // The endpoint has as many posts as shards on the way, and lives as long as the process.
            let _ = asker.post(move |_| {
                let handler = HANDLER.with_borrow(|handler| handler.as_ref().and_then(Weak::upgrade));
                if let Some(handler) = handler {
                    handler.answered(number, facts, snapshot);
                }
            });
        });
        let is_complete = asked.is_empty();
        let scrape =
            Scrape { connection: connection.clone(), request, page, asked, answers: Vec::new(), timer: None };
        self.scrapes.borrow_mut().push((number, scrape));
        if is_complete {
            return self.finish(number);
        }
        let until_ms = self.shard.now_ms() + PATIENCE.as_millis() as u64;
        let timer = self.shard.timers().arm(until_ms, Rc::new(Patience { handler: Rc::downgrade(self), number }));
        if let Some((_, scrape)) = self.scrapes.borrow_mut().iter_mut().find(|(known, _)| *known == number) {
            scrape.timer = Some(timer);
        }
    }

    fn answered(&self, number: u64, facts: ShardFacts, snapshot: Snapshot) {
        let is_complete = {
            let mut scrapes = self.scrapes.borrow_mut();
            let Some((_, scrape)) = scrapes.iter_mut().find(|(known, _)| *known == number) else { return };
            scrape.answers.push((facts, snapshot));
            scrape.answers.len() == scrape.asked.len()
        };
        if is_complete {
            self.finish(number);
        }
    }

    fn finish(&self, number: u64) {
        let scrape = {
            let mut scrapes = self.scrapes.borrow_mut();
            let Some(at) = scrapes.iter().position(|(known, _)| *known == number) else { return };
            scrapes.remove(at).1
        };
        if let Some(timer) = scrape.timer {
            drop(self.shard.timers().cancel(timer));
        }
        let mut answers = scrape.answers;
        answers.sort_by(|(a, _), (b, _)| a.cmp(b));
        let is_missing = |facts: &&ShardFacts| !answers.iter().any(|(answered, _)| answered == *facts);
        let missing = scrape.asked.iter().filter(is_missing).cloned().collect();
        let gathered = Gathered { shards: answers, missing, ended: watch::ended() };
        let (status, kind, text) = page(scrape.page, &gathered);
        respond(&scrape.connection, scrape.request, status, kind, &text);
    }
}

fn page(page: Page, gathered: &Gathered) -> (u16, &'static [u8], String) {
    const PLAIN: &[u8] = b"text/plain; charset=utf-8";
    match page {
        Page::Metrics(format) => (200, format.content_type(), metrics::text(gathered, format)),
        Page::Stats => {
            let text = serde_json::to_string(&gathered.document()).expect("figures are plain data");
            (200, b"application/json", text)
        }
        Page::Health if gathered.missing.is_empty() => (200, PLAIN, "ok\n".to_owned()),
        Page::Health => {
            let labels: Vec<String> = gathered.missing.iter().map(ShardFacts::label).collect();
            (503, PLAIN, format!("no answer within a second from shard {}\n", labels.join(", ")))
        }
        Page::Ready => match unready() {
            None => (200, PLAIN, "ready\n".to_owned()),
            Some(reason) => (503, PLAIN, format!("{reason}\n")),
        },
    }
}

/// Why requests should not be sent here; `None` if they should.
fn unready() -> Option<String> {
    let shards: Vec<_> = watch::shards().into_iter().filter(|(facts, _)| facts.thread_id == 0).collect();
    if shards.is_empty() {
        return Some("no shard runs the program".to_owned());
    }
    shards.iter().find_map(|(facts, remote)| match remote.phase() {
        Phase::Draining | Phase::Stopping => Some(format!("shard {} is ending", facts.label())),
        Phase::Running if remote.began_ns() == 0 => Some(format!("shard {} is starting", facts.label())),
        Phase::Running => None,
    })
}

fn respond(connection: &Rc<Connection>, request: RequestId, status: u16, kind: &[u8], text: &str) {
    let head = ResponseHead { status, ..ResponseHead::default() };
    let fields: [(&[u8], &[u8]); 1] = [(b"Content-Type", kind)];
    // A peer that has gone needs no answer.
    let _ = connection.respond(request, &head, fields, text.as_bytes());
}

struct Patience {
    handler: Weak<Answers>,
    number: u64,
}

impl Expires for Patience {
    fn expired(self: Rc<Self>, _: TimerKey, _: u64) {
        if let Some(handler) = self.handler.upgrade() {
            handler.finish(self.number);
        }
    }
}

impl Handler for Answers {
    fn request(&self, connection: &Rc<Connection>, id: RequestId, head: &Head<'_>) -> Verdict {
        let Some(this) = HANDLER.with_borrow(|handler| handler.as_ref().and_then(Weak::upgrade)) else {
            return Verdict::Respond;
        };
        let target = head.target().split(|byte| *byte == b'?').next().unwrap_or_default();
        let accept = head.fields().iter().find(|(name, _)| name.eq_ignore_ascii_case(b"accept"));
        let page = match target {
            b"/metrics" => Page::Metrics(Format::wanted(accept.map_or(b"", |(_, value)| value))),
            b"/stats.json" => Page::Stats,
            b"/healthz" => Page::Health,
            b"/readyz" => Page::Ready,
            _ => {
                respond(connection, id, 404, b"text/plain", "there are /metrics, /stats.json, /healthz and /readyz\n");
                return Verdict::Respond;
            }
        };
        if matches!(head.method().name(), "GET" | "HEAD") {
            this.begin(connection, id, page);
        } else {
            respond(connection, id, 405, b"text/plain", "only GET and HEAD\n");
        }
        Verdict::Respond
    }

    // Bodies are read and forgotten; everything else is as the connection does it by itself.
    fn body(&self, _: &Rc<Connection>, _: &[u8]) {}
    fn end(&self, _: &Rc<Connection>, _: Fields<'_>) {}
    fn finished(&self, _: &Rc<Connection>, _: RequestId) {}
    fn drain(&self, _: &Rc<Connection>) {}
    fn upgrade(&self, _: &Rc<Connection>, _: Left, _: &[u8]) {}
    fn client_error(&self, _: &Rc<Connection>, _: &ClientError, _: &[u8]) -> bool {
        false
    }
    fn timeout(&self, _: &Rc<Connection>) -> bool {
        false
    }
    fn dropped(&self, _: &Rc<Connection>, _: &Head<'_>) {}
    fn closed(&self, _: &Rc<Connection>, _: Option<&io::Error>) {}
}
