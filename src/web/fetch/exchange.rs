//! One request and its response: connected, sent, and told to a JavaScript object, the sink.
//!
//! The sink's methods: `onhead(status, reason, fields)` with the fields as a flat array of names and values,
//! `ondata(bytes)`, `onend()`, `ondrain()` after a write that returned false, and `onerror(kind, status, text,
//! tried)`, with which the exchange is over. Its kinds: `resolve`, `connect`, `connect-timeout`, `io`, `socket`,
//! `parse`, of which `overflow` and `length` have names of their own, `headers-timeout`, `body-timeout`, and `tunnel`
//! with the proxy's status.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use shards::net::Stream;

use super::pool::{Origin, Pool};
use crate::engine::{Class, Cx, Value};
use crate::http::client::{Connection, RequestError};
use crate::http::codec::Head;
use crate::http::codec::encode::Intent;
use crate::runtime::{Hold, door};
use crate::web::dial::{DialError, Way, reach};

/// A request, as it will be sent.
pub struct Request {
    pub origin: Origin,
    pub method: Vec<u8>,
    pub target: Vec<u8>,
    pub fields: Vec<(Vec<u8>, Vec<u8>)>,
    pub body: RequestBody,
}

/// What follows a request's head.
pub enum RequestBody {
    None,
    Whole(Vec<u8>),
    /// By [`Exchange::write`] and [`Exchange::finish`], once the sink's `ondrain` asks for it.
    Streamed,
}

/// See the module's page.
pub struct Exchange {
    pool: Rc<Pool>,
    sink: RefCell<Option<Value>>,
    context: Value,
    hold: RefCell<Option<Hold>>,
    request: RefCell<Option<Request>>,
    way: RefCell<Option<Way>>,
    connection: RefCell<Option<Rc<Connection>>>,
    answered: Cell<bool>,
}

/// The JavaScript object.
pub struct ExchangeObject(pub Rc<Exchange>);

impl Class for ExchangeObject {
    const NAME: &'static str = "HttpExchange";
}

impl Exchange {
    /// Sends the request, on an idle connection or a new one. Nothing is told from within the call.
    pub fn start(pool: &Rc<Pool>, request: Request, sink: Value) -> Rc<Exchange> {
        let exchange = Rc::new(Exchange {
            pool: pool.clone(),
            sink: RefCell::new(Some(sink)),
            context: Cx::current().async_context(),
            hold: RefCell::new(Some(Hold::named("HTTPCLIENTREQUEST"))),
            request: RefCell::new(None),
            way: RefCell::new(None),
            connection: RefCell::new(None),
            answered: Cell::new(false),
        });
        if let Some(connection) = pool.take(&request.origin, &exchange) {
            exchange.request.replace(Some(request));
            let ready = exchange.clone();
            crate::runtime::current().on_closing(move |_| ready.connected(connection));
            return exchange;
        }
        let Origin { host, port, proxy } = request.origin.clone();
        exchange.request.replace(Some(request));
        let dialled = Rc::downgrade(&exchange);
        let way = reach(&host, port, proxy.as_deref(), move |outcome| {
            if let Some(exchange) = dialled.upgrade() {
                exchange.dialled(outcome);
            }
        });
        exchange.way.replace(Some(way));
        exchange
    }

    fn dialled(self: &Rc<Self>, outcome: Result<Stream, DialError>) {
        self.way.take();
        let Some(origin) = self.request.borrow().as_ref().map(|request| request.origin.clone()) else { return };
        let (host, port) = match &origin.proxy {
            Some(proxy) => (&proxy.host, proxy.port),
            None => (&origin.host, origin.port),
        };
        match outcome {
            Ok(stream) => match self.pool.adopt(stream, &origin, self) {
                Ok(connection) => self.connected(connection),
                Err(error) => self.fail("io", -error.raw_os_error().unwrap_or(libc::EIO), ""),
            },
            Err(DialError::Resolve(status)) => self.fail("resolve", status, host),
            Err(DialError::Timeout) => self.fail("connect-timeout", 0, &format!("{host}:{port}")),
            Err(DialError::Refused(status)) => self.fail("tunnel", i32::from(status), ""),
            Err(DialError::Io(errno)) => self.fail("io", errno, ""),
            Err(DialError::Parse(reason)) => self.fail("parse", 0, reason),
            Err(DialError::Silent) => self.fail("headers-timeout", 0, ""),
            Err(DialError::Closed) => self.fail("socket", 0, "other side closed"),
            Err(DialError::Connect(tried)) => {
                let first = tried.first().map_or(0, |(errno, _)| *errno);
                self.tell_over("onerror", |cx| {
                    let tried = tried.iter().flat_map(|(errno, address)| {
                        let text = cx.string(&address.ip().to_string());
                        [Value::from(*errno), text, Value::from(i32::from(address.port()))]
                    });
                    vec![cx.string("connect"), Value::from(first), cx.string(""), cx.array(tried)]
                });
            }
        }
    }

    fn connected(self: &Rc<Self>, connection: Rc<Connection>) {
        let Some(request) = self.request.take() else { return connection.destroy() };
        self.connection.replace(Some(connection.clone()));
        let fields = || request.fields.iter().map(|(name, value)| (name.as_slice(), value.as_slice()));
        let intent = Intent { has_body: true, ..Intent::request(true, true) };
        let sent = match &request.body {
            RequestBody::None => {
                let intent = Intent { has_body: false, ..intent };
                connection.send(&request.method, &request.target, &intent, fields(), b"")
            }
            RequestBody::Whole(body) => connection.send(&request.method, &request.target, &intent, fields(), body),
            // Its head leaves with the first piece: a body that fails before is no request.
            RequestBody::Streamed => {
                self.request.replace(Some(request));
                return self.drained();
            }
        };
        if sent.is_err() {
            self.fail("socket", 0, "other side closed");
        }
    }

    /// The head of a streamed request, in front of its first piece, or of the end of an empty body.
    fn write_head(&self, connection: &Rc<Connection>) -> Result<(), RequestError> {
        let Some(request) = self.request.take() else { return Ok(()) };
        let intent = Intent { has_body: true, ..Intent::request(true, true) };
        let fields = request.fields.iter().map(|(name, value)| (name.as_slice(), value.as_slice()));
        connection.write_head(&request.method, &request.target, &intent, fields).map(drop)
    }

    /// A piece of a streamed body. False: `ondrain` will ask for the next.
    ///
    /// # Errors
    /// The connection takes no body now.
    pub fn write(&self, data: &[u8]) -> Result<bool, RequestError> {
        match &*self.connection.borrow() {
            Some(connection) => {
                connection.cork();
                let written = self.write_head(connection).and_then(|()| connection.write(data));
                connection.uncork();
                written
            }
            None => Ok(false),
        }
    }

    /// The end of a streamed body.
    ///
    /// # Errors
    /// As [`Exchange::write`].
    pub fn finish(&self) -> Result<(), RequestError> {
        match &*self.connection.borrow() {
            Some(connection) => {
                connection.cork();
                let ended = self.write_head(connection).and_then(|()| connection.end([]));
                connection.uncork();
                ended
            }
            None => Ok(()),
        }
    }

    /// Stops reading the response, or goes on. A response that nobody reads does not keep the loop alive.
    pub fn pause(&self, paused: bool) {
        if let Some(hold) = &*self.hold.borrow() {
            hold.set_referenced(!paused);
        }
        if let Some(connection) = &*self.connection.borrow() {
            if paused {
                connection.pause();
            } else {
                connection.resume();
            }
        }
    }

    /// Ends it here; the sink is told nothing more.
    pub fn abort(&self) {
        self.over();
        self.request.take();
        let way = self.way.take();
        if let Some(way) = way {
            way.cancel();
        }
        let connection = self.connection.take();
        if let Some(connection) = connection {
            connection.destroy();
        }
    }

    fn over(&self) -> Option<Value> {
        drop(self.hold.take());
        self.sink.take()
    }

    fn tell(&self, name: &str, args: impl FnOnce(Cx) -> Vec<Value>) {
        let sink = self.sink.borrow().clone();
        if let Some(sink) = sink {
            door::enter_in(&self.context, |cx| cx.invoke(&sink, name, &args(cx)));
        }
    }

    fn tell_over(&self, name: &str, args: impl FnOnce(Cx) -> Vec<Value>) {
        self.connection.take();
        if let Some(sink) = self.over() {
            door::enter_in(&self.context, |cx| cx.invoke(&sink, name, &args(cx)));
        }
    }

    pub(super) fn head(&self, head: &Head<'_>) {
        self.answered.set(true);
        self.tell("onhead", |cx| {
            let fields = head.fields();
            let flat = fields.iter().flat_map(|(name, value)| [cx.string_latin1(name), cx.string_latin1(value)]);
            let flat = cx.array(flat);
            vec![Value::from(i32::from(head.status())), cx.string_latin1(head.reason()), flat]
        });
    }

    pub(super) fn body(&self, data: &[u8]) {
        let sink = self.sink.borrow().clone();
        if let Some(sink) = sink {
            door::enter_in(&self.context, |cx| {
                let bytes = cx.uint8_array(data.to_vec())?;
                cx.invoke(&sink, "ondata", &[bytes])
            });
        }
    }

    pub(super) fn end(&self) {
        self.tell_over("onend", |_| Vec::new());
    }

    pub(super) fn drained(&self) {
        self.tell("ondrain", |_| Vec::new());
    }

    pub(super) fn timed_out(&self) {
        self.fail(if self.answered.get() { "body-timeout" } else { "headers-timeout" }, 0, "");
    }

    pub(super) fn fail(&self, kind: &str, status: i32, text: &str) {
        self.tell_over("onerror", |cx| vec![cx.string(kind), Value::from(status), cx.string(text)]);
    }
}
