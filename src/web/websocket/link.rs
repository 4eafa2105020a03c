//! One connection from its first byte: dialled, its handshake made through the HTTP client, then messages. It reports
//! to a JavaScript object, the sink.
//!
//! The sink's methods: `onhead(status, fields)` with the fields of the answer as a flat array of names and values, which
//! returns the window's bits, 0 without compression, or undefined for an answer that will not do; `onopen()`;
//! `onmessage(data)`, a string or a Uint8Array; `onping(bytes)` and `onpong(bytes)`; `onclosing(code, reason)` for the
//! peer's close frame; `onfail(code, reason)` when the peer broke the protocol; `ondrain()`; and `onclosed()`, after
//! which there is nothing more.

use std::cell::{Cell, RefCell};
use std::io;
use std::rc::{Rc, Weak};

use shards::net::Stream;

use crate::engine::{Cx, Result, Value};
use crate::http::client::{self, Failure, Options};
use crate::http::codec::encode::Intent;
use crate::http::codec::{Fields, Head};
use crate::http::client::Taken;
use crate::http::websocket::{Connection, Handler, Incoming, Limits, Opcode, Receiver};
use crate::runtime::{self, Hold, door};
use crate::web::dial::{DialError, Proxy, Way, reach};

/// The handshake's answer is waited for as long as `fetch` waits for a head.
const HANDSHAKE_TIMEOUT_MS: u64 = 300_000;

/// The request of a handshake.
pub struct Opening {
    pub host: String,
    pub port: u16,
    pub target: Vec<u8>,
    pub fields: Vec<(Vec<u8>, Vec<u8>)>,
    pub proxy: Option<Proxy>,
}

/// See the module's page. It keeps the loop alive until it is over.
pub struct Link {
    sink: RefCell<Option<Value>>,
    context: Value,
    hold: RefCell<Option<Hold>>,
    way: RefCell<Option<Way>>,
    handshake: RefCell<Option<Rc<client::Connection>>>,
    /// What the sink said of the answer.
    window_bits: Cell<Option<u8>>,
    connection: RefCell<Option<Rc<Connection>>>,
}

impl Link {
    /// Starts the handshake. Nothing is told from within the call.
    pub fn open(opening: Opening, sink: Value) -> Rc<Link> {
        let link = Rc::new(Link {
            sink: RefCell::new(Some(sink)),
            context: Cx::current().async_context(),
            hold: RefCell::new(Some(Hold::named("WEBSOCKET"))),
            way: RefCell::new(None),
            handshake: RefCell::new(None),
            window_bits: Cell::new(None),
            connection: RefCell::new(None),
        });
        let (host, port, proxy) = (opening.host.clone(), opening.port, opening.proxy.clone());
        let dialled = Rc::downgrade(&link);
        let way = reach(&host, port, proxy.as_ref(), move |outcome| {
            if let Some(link) = dialled.upgrade() {
                link.dialled(outcome, &opening);
            }
        });
        link.way.replace(Some(way));
        link
    }

    fn dialled(self: &Rc<Self>, outcome: std::result::Result<Stream, DialError>, opening: &Opening) {
        self.way.take();
        let Ok(stream) = outcome else { return self.over() };
        let shard = runtime::current().shard().clone();
        let handler = Rc::new(Handshake(Rc::downgrade(self)));
        let Ok(connection) = client::Connection::new(shard, stream, handler, &Options::default()) else {
            return self.over();
        };
        connection.set_timeout(HANDSHAKE_TIMEOUT_MS);
        self.handshake.replace(Some(connection.clone()));
        let intent = Intent { has_body: false, ..Intent::request(true, true) };
        let fields = opening.fields.iter().map(|(name, value)| (name.as_slice(), value.as_slice()));
        if connection.send(b"GET", &opening.target, &intent, fields, b"").is_err() {
            connection.destroy();
        }
    }

    /// True if all of it has left.
    pub fn send(&self, opcode: Opcode, payload: &[u8]) -> bool {
        match &*self.connection.borrow() {
            Some(connection) => connection.send(opcode, payload),
            None => true,
        }
    }

    /// Sends a close frame.
    pub fn close(&self, code: Option<u16>, reason: &[u8]) {
        if let Some(connection) = &*self.connection.borrow() {
            connection.close(code, reason);
        }
    }

    /// Ends it here. The sink is told of the end of an open connection, but of no other.
    pub fn destroy(&self) {
        let way = self.way.take();
        let handshake = self.handshake.take();
        if way.is_some() || handshake.is_some() {
            drop(self.hold.take());
            self.sink.take();
        }
        if let Some(way) = way {
            way.cancel();
        }
        if let Some(handshake) = handshake {
            handshake.destroy();
        }
        if let Some(connection) = &*self.connection.borrow() {
            connection.destroy();
        }
    }

    fn tell(&self, body: impl FnOnce(Cx, &Value) -> Result<Value>) -> Option<Value> {
        let sink = self.sink.borrow().clone()?;
        door::enter_in(&self.context, |cx| body(cx, &sink))
    }

    fn over(&self) {
        drop(self.hold.take());
        let sink = self.sink.take();
        if let Some(sink) = sink {
            door::enter_in(&self.context, |cx| cx.invoke(&sink, "onclosed", &[]));
        }
    }
}

/// What the HTTP client reports to.
struct Handshake(Weak<Link>);

impl Handshake {
    fn over(&self) {
        if let Some(link) = self.0.upgrade() {
            link.handshake.take();
            link.over();
        }
    }
}

impl client::Handler for Handshake {
    fn informational(&self, _connection: &Rc<client::Connection>, _head: &Head<'_>) {}

    fn response(&self, connection: &Rc<client::Connection>, head: &Head<'_>) {
        let Some(link) = self.0.upgrade() else { return connection.destroy() };
        let agreed = link.tell(|cx, sink| {
            let fields = head.fields();
            let flat = fields.iter().flat_map(|(name, value)| [cx.string_latin1(name), cx.string_latin1(value)]);
            let flat = cx.array(flat);
            cx.invoke(sink, "onhead", &[Value::from(i32::from(head.status())), flat])
        });
        match agreed.and_then(|bits| bits.as_i32()) {
            Some(bits) => link.window_bits.set(Some(bits as u8)),
            None => connection.destroy(),
        }
    }

    fn body(&self, _connection: &Rc<client::Connection>, _data: &[u8]) {}

    fn end(&self, connection: &Rc<client::Connection>, _trailers: Fields<'_>, _reusable: bool) {
        connection.destroy();
    }

    fn upgrade(&self, _connection: &Rc<client::Connection>, taken: Taken, leftover: &[u8]) {
        let Some(link) = self.0.upgrade() else { return };
        link.handshake.take();
        let Some(bits) = link.window_bits.get() else { return link.over() };
        let receiver = Receiver::new(Limits::default(), (bits > 0).then_some(bits));
        let handler = Rc::new(Messages(Rc::downgrade(&link)));
        let shard = runtime::current().shard().clone();
        let Ok(connection) = Connection::new(shard, taken, receiver, handler) else { return link.over() };
        link.connection.replace(Some(connection.clone()));
        link.tell(|cx, sink| cx.invoke(sink, "onopen", &[]));
        connection.take(leftover);
    }

    fn drain(&self, _connection: &Rc<client::Connection>) {}

    fn timeout(&self, _connection: &Rc<client::Connection>) -> bool {
        false
    }

    fn closed(&self, _connection: &Rc<client::Connection>, _failure: Option<&Failure>) {
        self.over();
    }
}

/// What an open connection reports to.
struct Messages(Weak<Link>);

impl Handler for Messages {
    fn incoming(&self, connection: &Rc<Connection>, incoming: Vec<Incoming>) {
        let Some(link) = self.0.upgrade() else { return };
        // One entry for all that one read brought: between two messages nothing else runs, as in Node.
        link.tell(|cx, sink| {
            for one in incoming {
                tell_one(cx, sink, connection, one)?;
            }
            Ok(Value::UNDEFINED)
        });
    }

    fn drained(&self, _connection: &Rc<Connection>) {
        if let Some(link) = self.0.upgrade() {
            link.tell(|cx, sink| cx.invoke(sink, "ondrain", &[]));
        }
    }

    fn closed(&self, _connection: &Rc<Connection>, _error: Option<&io::Error>) {
        if let Some(link) = self.0.upgrade() {
            link.connection.take();
            link.over();
        }
    }
}

fn tell_one(cx: Cx, sink: &Value, connection: &Rc<Connection>, incoming: Incoming) -> Result<Value> {
    let text = |bytes: &[u8]| cx.string(std::str::from_utf8(bytes).expect("checked when it was received"));
    match incoming {
        Incoming::Text(bytes) => {
            // As a TextDecoder reads it.
            let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&bytes);
            cx.invoke(sink, "onmessage", &[text(bytes)])
        }
        Incoming::Binary(bytes) => cx.invoke(sink, "onmessage", &[cx.uint8_array(bytes)?]),
        Incoming::Ping(bytes) => cx.invoke(sink, "onping", &[cx.uint8_array(bytes)?]),
        Incoming::Pong(bytes) => cx.invoke(sink, "onpong", &[cx.uint8_array(bytes)?]),
        Incoming::Close { code, reason } => {
            let code = code.map_or(Value::UNDEFINED, |code| Value::from(i32::from(code)));
            cx.invoke(sink, "onclosing", &[code, text(&reason)])
        }
        Incoming::Failed { code, reason } => {
            connection.close(Some(code), reason.as_bytes());
            let told = cx.invoke(sink, "onfail", &[Value::from(i32::from(code)), cx.string(&reason)]);
            connection.destroy();
            told
        }
    }
}
