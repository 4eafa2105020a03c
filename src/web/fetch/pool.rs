//! The connections of a client: those at work, and idle ones by origin, kept for the next request.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::io;
use std::rc::Rc;

use shards::net::Stream;

use super::exchange::Exchange;
use crate::http::client::{Connection, Failure, Handler, Options, Taken};
use crate::http::codec::{Code, Fields, Head};
use crate::runtime;
use crate::web::dial::Proxy;

/// How long an idle connection is kept, unless the server says otherwise. As Node's `fetch`, all three.
const IDLE_TIMEOUT_MS: u64 = 4_000;
/// A server's own limit counts this much less: a request must not cross its close.
const IDLE_MARGIN_MS: u64 = 2_000;
const IDLE_TIMEOUT_MS_MAX: u64 = 600_000;
/// Neither head nor body is waited for any longer.
const SILENCE_TIMEOUT_MS: u64 = 300_000;

/// Whose connections can serve the same requests.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Origin {
    pub host: String,
    pub port: u16,
    /// What they go through.
    pub proxy: Option<Rc<Proxy>>,
}

/// See the module's page. Idle connections do not keep the loop alive.
#[derive(Default)]
pub struct Pool {
    idle: RefCell<HashMap<Origin, Vec<(Rc<Connection>, Rc<Link>)>>>,
}

/// What a connection reports to: the exchange it serves, if any.
pub struct Link {
    pool: std::rc::Weak<Pool>,
    origin: Origin,
    exchange: RefCell<Option<Rc<Exchange>>>,
    /// From the response's `Keep-Alive` field.
    idle_timeout_ms: Cell<u64>,
    /// The response's body has no end but the connection's.
    until_close: Cell<bool>,
}

impl Pool {
    /// An idle connection to the origin, given to the exchange.
    pub fn take(&self, origin: &Origin, exchange: &Rc<Exchange>) -> Option<Rc<Connection>> {
        loop {
            let (connection, link) = self.idle.borrow_mut().get_mut(origin)?.pop()?;
            if connection.is_idle() {
                link.exchange.replace(Some(exchange.clone()));
                connection.set_timeout(SILENCE_TIMEOUT_MS);
                return Some(connection);
            }
        }
    }

    /// A fresh connection for the exchange.
    ///
    /// # Errors
    /// When the reactor cannot watch it.
    pub fn adopt(self: &Rc<Self>, stream: Stream, origin: &Origin, exchange: &Rc<Exchange>) -> io::Result<Rc<Connection>> {
        let link = Rc::new(Link {
            pool: Rc::downgrade(self),
            origin: origin.clone(),
            exchange: RefCell::new(Some(exchange.clone())),
            idle_timeout_ms: Cell::new(IDLE_TIMEOUT_MS),
            until_close: Cell::new(false),
        });
        let shard = runtime::current().shard().clone();
        let connection = Connection::new(shard, stream, Rc::new(Linked(link)), &Options::default())?;
        connection.set_timeout(SILENCE_TIMEOUT_MS);
        Ok(connection)
    }

    fn put_back(&self, connection: &Rc<Connection>, link: Rc<Link>) {
        connection.set_timeout(link.idle_timeout_ms.get());
        self.idle.borrow_mut().entry(link.origin.clone()).or_default().push((connection.clone(), link));
    }

    fn forget(&self, connection: &Rc<Connection>, origin: &Origin) {
        if let Some(idle) = self.idle.borrow_mut().get_mut(origin) {
            idle.retain(|(other, _)| !Rc::ptr_eq(other, connection));
        }
    }
}

impl Drop for Pool {
    fn drop(&mut self) {
        for (connection, _) in self.idle.take().into_values().flatten() {
            connection.destroy();
        }
    }
}

impl Link {
    fn exchange(&self) -> Option<Rc<Exchange>> {
        self.exchange.borrow().clone()
    }
}

/// `timeout=5` of a `Keep-Alive` field.
fn idle_timeout(value: &[u8]) -> Option<u64> {
    let text = std::str::from_utf8(value).ok()?;
    let seconds = text.split(',').find_map(|part| part.trim().strip_prefix("timeout="))?;
    let timeout_ms = seconds.trim().parse::<u64>().ok()?.saturating_mul(1000);
    Some(timeout_ms.saturating_sub(IDLE_MARGIN_MS).min(IDLE_TIMEOUT_MS_MAX))
}

/// A connection's handler.
struct Linked(Rc<Link>);

impl Linked {
    fn refuse(&self, connection: &Rc<Connection>, text: &str) {
        if let Some(exchange) = self.0.exchange.take() {
            exchange.fail("socket", 0, text);
        }
        connection.destroy();
    }
}

/// What scripts call a failure to parse.
fn parse_kind(code: Code) -> &'static str {
    match code {
        Code::HeaderOverflow => "overflow",
        Code::UnexpectedContentLength => "length",
        _ => "parse",
    }
}

impl Handler for Linked {
    fn informational(&self, connection: &Rc<Connection>, head: &Head<'_>) {
        // Nobody asks whether to go on.
        if head.status() == 100 {
            self.refuse(connection, "bad response");
        }
    }

    fn response(&self, connection: &Rc<Connection>, head: &Head<'_>) {
        if head.status() == 101 {
            return self.refuse(connection, "bad upgrade");
        }
        let fields = head.fields();
        let is_framed = fields.get(b"content-length").is_some() || fields.get(b"transfer-encoding").is_some();
        self.0.until_close.set(!is_framed);
        let said = head.fields().get(b"keep-alive").and_then(idle_timeout);
        self.0.idle_timeout_ms.set(said.unwrap_or(IDLE_TIMEOUT_MS));
        if let Some(exchange) = self.0.exchange() {
            exchange.head(head);
        }
    }

    fn body(&self, _connection: &Rc<Connection>, data: &[u8]) {
        if let Some(exchange) = self.0.exchange() {
            exchange.body(data);
        }
    }

    fn end(&self, connection: &Rc<Connection>, _trailers: Fields<'_>, reusable: bool) {
        let exchange = self.0.exchange.take();
        if reusable && self.0.idle_timeout_ms.get() > 0 {
            match self.0.pool.upgrade() {
                Some(pool) => pool.put_back(connection, self.0.clone()),
                None => connection.destroy(),
            }
        } else {
            connection.destroy_soon();
        }
        if let Some(exchange) = exchange {
            exchange.end();
        }
    }

    fn upgrade(&self, _connection: &Rc<Connection>, _taken: Taken, _leftover: &[u8]) {
        if let Some(exchange) = self.0.exchange.take() {
            exchange.fail("socket", 0, "bad upgrade");
        }
    }

    fn drain(&self, _connection: &Rc<Connection>) {
        if let Some(exchange) = self.0.exchange() {
            exchange.drained();
        }
    }

    fn timeout(&self, _connection: &Rc<Connection>) -> bool {
        if let Some(exchange) = self.0.exchange.take() {
            exchange.timed_out();
        }
        false
    }

    fn closed(&self, connection: &Rc<Connection>, failure: Option<&Failure>) {
        if let Some(pool) = self.0.pool.upgrade() {
            pool.forget(connection, &self.0.origin);
        }
        let Some(exchange) = self.0.exchange.take() else { return };
        match failure {
            // As the end of what has no other one.
            Some(Failure::Io(error)) if error.raw_os_error() == Some(libc::ECONNRESET) && self.0.until_close.get() => {
                exchange.end();
            }
            Some(Failure::Io(error)) => exchange.fail("io", -error.raw_os_error().unwrap_or(libc::EIO), ""),
            Some(Failure::Parse(error)) => exchange.fail(parse_kind(error.code), 0, error.reason),
            _ => exchange.fail("socket", 0, "other side closed"),
        }
    }
}
