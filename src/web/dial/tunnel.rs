//! Connections through an HTTP proxy: it is dialled, and asked with CONNECT for a tunnel (RFC 9110, section 9.3.6).

use std::cell::RefCell;
use std::rc::{Rc, Weak};

use shards::net::Stream;

use super::{Dial, DialError, Done, dial};
use crate::engine::{Cx, Error, Value};
use crate::http::client::{Connection, Failure, Handler, Options, Taken};
use crate::http::codec::encode::Intent;
use crate::http::codec::{Fields, Head};
use crate::runtime;

/// The proxy's answer is waited for as long as any other's.
const ANSWER_TIMEOUT_MS: u64 = 300_000;
const TUNNEL_STATUS: u16 = 200;
const DEFAULT_PORT: u16 = 80;

/// A proxy, spoken to without TLS.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Proxy {
    pub host: String,
    pub port: u16,
    /// The field `Proxy-Authorization`.
    pub authorization: Option<String>,
}

impl Proxy {
    /// From `[host, port, authorization]`, the last of which may be null; from anything else than an array none.
    ///
    /// # Errors
    /// The array holds something else.
    pub fn from_value(cx: Cx, value: &Value) -> Result<Option<Self>, Error> {
        if !value.is_array() {
            return Ok(None);
        }
        let parts = cx.elements(value)?;
        let [host, port, authorization] = parts.as_slice() else {
            return Err(Error::type_error("a proxy is a host, a port and an authorization"));
        };
        let text = |value| -> Result<String, Error> { Ok(cx.text(value)?.to_utf8().into_owned()) };
        Ok(Some(Proxy {
            host: text(host)?,
            port: port.as_i32().and_then(|port| u16::try_from(port).ok()).unwrap_or_default(),
            authorization: if authorization.is_null() { None } else { Some(text(authorization)?) },
        }))
    }
}

/// A connection under way, straight or through a proxy.
pub enum Way {
    Direct(Rc<Dial>),
    Tunnel(Rc<Tunnel>),
}

impl Way {
    /// Gives up; nobody is told.
    pub fn cancel(&self) {
        match self {
            Way::Direct(dial) => dial.cancel(),
            Way::Tunnel(tunnel) => tunnel.cancel(),
        }
    }
}

/// Connects to `host`, a name or an address without brackets, through `proxy` if there is one. `done` is called from
/// the loop, never from within the call.
pub fn reach(host: &str, port: u16, proxy: Option<&Proxy>, done: impl FnOnce(Result<Stream, DialError>) + 'static) -> Way {
    let Some(proxy) = proxy else { return Way::Direct(dial(host, port, done)) };
    let tunnel = Rc::new(Tunnel {
        host: if host.contains(':') { format!("[{host}]") } else { host.to_owned() },
        port,
        authorization: proxy.authorization.clone(),
        dial: RefCell::new(None),
        connection: RefCell::new(None),
        done: RefCell::new(Some(Box::new(done))),
    });
    let dialled = Rc::downgrade(&tunnel);
    let dial = dial(&proxy.host, proxy.port, move |outcome| {
        if let Some(tunnel) = dialled.upgrade() {
            tunnel.dialled(outcome);
        }
    });
    tunnel.dial.replace(Some(dial));
    Way::Tunnel(tunnel)
}

/// See the module's page.
pub struct Tunnel {
    host: String,
    port: u16,
    authorization: Option<String>,
    dial: RefCell<Option<Rc<Dial>>>,
    connection: RefCell<Option<Rc<Connection>>>,
    done: RefCell<Option<Done>>,
}

impl Tunnel {
    fn cancel(&self) {
        self.done.take();
        let dial = self.dial.take();
        if let Some(dial) = dial {
            dial.cancel();
        }
        let connection = self.connection.take();
        if let Some(connection) = connection {
            connection.destroy();
        }
    }

    fn dialled(self: &Rc<Self>, outcome: Result<Stream, DialError>) {
        self.dial.take();
        let stream = match outcome {
            Ok(stream) => stream,
            Err(error) => return self.finish(Err(error)),
        };
        let shard = runtime::current().shard().clone();
        let handler = Rc::new(Asking(Rc::downgrade(self)));
        let connection = match Connection::new(shard, stream, handler, &Options::default()) {
            Ok(connection) => connection,
            Err(error) => return self.finish(Err(DialError::Io(-error.raw_os_error().unwrap_or(libc::EIO)))),
        };
        connection.set_timeout(ANSWER_TIMEOUT_MS);
        self.connection.replace(Some(connection.clone()));
        let authority = format!("{}:{}", self.host, self.port);
        let host = if self.port == DEFAULT_PORT { &self.host } else { &authority };
        let authorization = self.authorization.as_deref().map(|value| ("proxy-authorization", value));
        let fields = [("host", host.as_str()), ("connection", "close")]
            .into_iter()
            .chain(authorization)
            .chain([("proxy-connection", "keep-alive")])
            .map(|(name, value)| (name.as_bytes(), value.as_bytes()));
        let intent = Intent { has_body: false, ..Intent::request(true, true) };
        if connection.send(b"CONNECT", authority.as_bytes(), &intent, fields, b"").is_err() {
            connection.destroy();
        }
    }

    fn finish(&self, outcome: Result<Stream, DialError>) {
        self.connection.take();
        let done = self.done.take();
        if let Some(done) = done {
            done(outcome);
        }
    }
}

/// What the connection to the proxy reports to.
struct Asking(Weak<Tunnel>);

impl Asking {
    fn finish(&self, outcome: Result<Stream, DialError>) {
        if let Some(tunnel) = self.0.upgrade() {
            tunnel.finish(outcome);
        }
    }
}

impl Handler for Asking {
    fn informational(&self, _connection: &Rc<Connection>, _head: &Head<'_>) {}

    fn response(&self, connection: &Rc<Connection>, head: &Head<'_>) {
        // Any answer to a CONNECT is told as an upgrade, too.
        if head.status() != TUNNEL_STATUS {
            self.finish(Err(DialError::Refused(head.status())));
            connection.destroy();
        }
    }

    fn body(&self, _connection: &Rc<Connection>, _data: &[u8]) {}

    fn end(&self, _connection: &Rc<Connection>, _trailers: Fields<'_>, _reusable: bool) {}

    fn upgrade(&self, _connection: &Rc<Connection>, taken: Taken, leftover: &[u8]) {
        // The origin speaks second.
        self.finish(if leftover.is_empty() { Ok(taken.stream) } else { Err(DialError::Closed) });
    }

    fn drain(&self, _connection: &Rc<Connection>) {}

    fn timeout(&self, _connection: &Rc<Connection>) -> bool {
        self.finish(Err(DialError::Silent));
        false
    }

    fn closed(&self, _connection: &Rc<Connection>, failure: Option<&Failure>) {
        self.finish(Err(match failure {
            Some(Failure::Io(error)) => DialError::Io(-error.raw_os_error().unwrap_or(libc::EIO)),
            Some(Failure::Parse(error)) => DialError::Parse(error.reason),
            _ => DialError::Closed,
        }));
    }
}
