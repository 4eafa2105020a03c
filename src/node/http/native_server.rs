//! The binding `http_server`: connections that are served in Rust and reach JavaScript a request at a time.
//!
//! A `HttpServer` takes the connections of a listening handle. For each request its `onrequest` is called and returns
//! the response object, which the connection keeps until the response is complete; everything else that happens to
//! the request is told to that object. `HttpConnection` is the other direction: heads, bodies and the socket's own
//! methods, so that a `net.Socket` can stand on it when a program asks for one.

use std::cell::{Cell, RefCell};
use std::io;
use std::rc::Rc;

use shards::clock::monotonic_ns;
use shards::net::Stream;

use super::arrival::Arrival;
use super::head::HeaderBlock;
use super::leaving;
use super::native_connection::{self, HttpConnection, Peer};
use super::ordinary::{self, Facts, Incoming};
use super::parser::{FLAG_BODY, flags_of};
use super::straight;
use crate::engine::{Atom, Binding, Call, Class, Cx, Result, Value};
use crate::http::codec::{Fields, Head, Lenient, Method};
use crate::http::server::{ClientError, Connection, Handler, Left, Meters, Options, RequestId, Server, Verdict};
use crate::node::net;
use crate::runtime::{self, door};

/// A server's JavaScript side.
pub struct HttpServer(Rc<JsHandler>);

impl Class for HttpServer {
    const NAME: &'static str = "HttpServer";
}

impl Drop for HttpServer {
    /// With its realm: until then the handler keeps the object. Handler and server keep each other.
    fn drop(&mut self) {
        let handler = &self.0;
        let server = handler.server.take();
        if let Some(server) = &server {
            server.abandon();
        }
        let peers = std::mem::take(&mut handler.peers.borrow_mut().places);
        for peer in peers.into_iter().flatten() {
            peer.let_go();
        }
        drop((handler.object.take(), handler.async_context.replace(Value::UNDEFINED), server));
    }
}

/// Calls the server object's methods.
pub(super) struct JsHandler {
    object: RefCell<Option<Value>>,
    server: RefCell<Option<Server>>,
    peers: RefCell<Peers>,
    facts: Cell<Facts>,
    /// Requests go to `onarrival`, as one object.
    web: Cell<bool>,
    /// Of the call of `listen`; its callbacks run in it.
    async_context: RefCell<Value>,
    names: Names,
}

#[derive(Default)]
struct Peers {
    places: Vec<Option<Rc<Peer>>>,
    free: Vec<usize>,
}

/// Interned names of what is called.
struct Names {
    onrequest: Atom,
    onarrival: Atom,
    onbody: Atom,
    onend: Atom,
    onfinish: Atom,
    ondrain: Atom,
    onclienterror: Atom,
    ontimeout: Atom,
    onclosed: Atom,
    onidle: Atom,
    leaves_connections: Atom,
    listeners: Atom,
    req: Atom,
    /// Method names as JavaScript strings, by the codec's number.
    methods: RefCell<Vec<Option<Value>>>,
}

/// Gives the binding's classes.
pub fn bind(binding: &Binding) -> Result<()> {
    let cx = binding.cx();
    cx.define_class::<HttpConnection>(native_connection::methods)?;
    cx.define_class::<HttpServer>(|proto| {
        proto.method("adopt", 1, adopt)?;
        proto.method("attach", 1, attach)?;
        proto.method("setOptions", 1, |call: &Call| -> Result<()> {
            let options = options(call.cx(), call.arg(0))?;
            call.this_as::<HttpServer>()?.0.server().set_options(options);
            Ok(())
        })?;
        // `setFacts(plain, joinDuplicates)`
        proto.method("setFacts", 2, |call: &Call| -> Result<()> {
            let facts = Facts { plain: call.bool(0), join_duplicates: call.bool(1) };
            call.this_as::<HttpServer>()?.0.facts.set(facts);
            Ok(())
        })?;
        // Requests are told as `onarrival(arrival, flags)`, which returns what the connection is to tell of them, if
        // there will be anything.
        proto.method("serveArrivals", 0, |call: &Call| -> Result<()> {
            call.this_as::<HttpServer>()?.0.web.set(true);
            Ok(())
        })?;
        proto.method("closeIdle", 0, |call: &Call| -> Result<()> {
            call.this_as::<HttpServer>()?.0.server().close_idle();
            Ok(())
        })?;
        // `drain(graceMs)`
        proto.method("drain", 1, |call: &Call| -> Result<()> {
            call.this_as::<HttpServer>()?.0.server().drain(call.i64(0)?.max(0) as u64);
            Ok(())
        })?;
        proto.method("closeAll", 0, |call: &Call| -> Result<()> {
            call.this_as::<HttpServer>()?.0.server().close_all();
            Ok(())
        })?;
        proto.getter("connectionPrototype", |call: &Call| call.cx().define_class::<HttpConnection>(|_| Ok(())))?;
        proto.getter("connections", |call: &Call| -> Result<usize> {
            Ok(call.this_as::<HttpServer>()?.0.server().connection_count())
        })
    })?;
    let constructor = cx.constructor::<HttpServer, _>(1, |call: &Call| {
        let cx = call.cx();
        let handler = Rc::new(JsHandler {
            object: RefCell::new(None),
            server: RefCell::new(None),
            peers: RefCell::default(),
            facts: Cell::default(),
            web: Cell::new(false),
            async_context: RefCell::new(cx.async_context()),
            names: Names::new(cx),
        });
        let shard = runtime::current().shard().clone();
        let server = Server::new(shard, handler.clone(), options(cx, call.arg(0))?, meters());
        handler.server.replace(Some(server));
        Ok(HttpServer(handler))
    })?;
    binding.value("HttpServer", constructor)?;
    scripted(binding)?;
    ordinary::bind(binding)?;
    straight::bind(binding)
}

/// What scripts tell of connections that they serve themselves. Moments are nanoseconds, as a number.
fn scripted(binding: &Binding) -> Result<()> {
    binding.function("opened", 1, |call: &Call| meters().opened_elsewhere(call.bool(0)))?;
    binding.function("closed", 1, |call: &Call| -> Result<()> {
        meters().closed_elsewhere(call.u32(0)? as usize);
        Ok(())
    })?;
    // `began()`: the moment, which `ended(began)` wants.
    binding.function("began", 0, |_: &Call| -> Value {
        let now_ns = monotonic_ns();
        meters().began_elsewhere(now_ns, runtime::current().shard().reactor().woke_ns());
        Value::from(now_ns as f64)
    })?;
    binding.function("adopted", 0, |_: &Call| meters().adopted_elsewhere())?;
    binding.function("ended", 1, |call: &Call| -> Result<()> {
        meters().ended_elsewhere(call.f64(0)? as u64, monotonic_ns());
        Ok(())
    })
}

/// What this shard's servers measure; the first one adds it to the shard's figures.
fn meters() -> Rc<Meters> {
    let runtime = runtime::current();
    runtime.kept::<Meters>().unwrap_or_else(|| {
        let meters = Meters::new();
        runtime.keep(meters.clone());
        let measured = meters.clone();
        runtime.add_meters(move |snapshot| {
            let counters = measured.counters();
            snapshot.counter("http_connections", counters.connections as f64);
            snapshot.counter("http_requests", counters.requests as f64);
            snapshot.counter("http_responses", counters.responses as f64);
            snapshot.counter("http_client_errors", counters.client_errors as f64);
            snapshot.counter("http_timeouts", counters.timeouts as f64);
            snapshot.counter("http_aborted", counters.aborted as f64);
            snapshot.counter("http_received_bytes", counters.bytes_read as f64);
            snapshot.counter("http_sent_bytes", counters.bytes_written as f64);
            snapshot.gauge("http_connections_open", measured.connections_open() as f64);
            snapshot.gauge("http_requests_in_flight", measured.requests_in_flight() as f64);
            snapshot.latency("http_request", measured.latency());
            snapshot.latency("http_queueing", measured.queueing());
        });
        meters
    })
}

/// Node's option names; what is undefined keeps its default.
fn options(cx: Cx, object: &Value) -> Result<Options> {
    let mut options = Options::default();
    if !object.is_object() {
        return Ok(options);
    }
    let number = |name: &str| -> Result<Option<f64>> { Ok(cx.get(object, name)?.as_f64()) };
    let milliseconds = |name: &str, target: &mut u64| -> Result<()> {
        if let Some(value) = number(name)? {
            *target = value.max(0.0) as u64;
        }
        Ok(())
    };
    milliseconds("headersTimeout", &mut options.headers_timeout_ms)?;
    milliseconds("requestTimeout", &mut options.request_timeout_ms)?;
    milliseconds("keepAliveTimeout", &mut options.keep_alive_timeout_ms)?;
    milliseconds("keepAliveTimeoutBuffer", &mut options.keep_alive_timeout_buffer_ms)?;
    milliseconds("connectionsCheckingInterval", &mut options.connections_checking_interval_ms)?;
    milliseconds("timeout", &mut options.timeout_ms)?;
    if let Some(bytes) = number("maxHeaderSize")? {
        options.header_bytes_max = bytes.max(1.0) as u32;
    }
    if let Some(fields) = number("maxHeadersCount")? {
        options.fields_max = super::parser::fields_max(fields);
    }
    if let Some(requests) = number("maxRequestsPerSocket")? {
        options.requests_per_socket_max = requests.max(0.0) as u32;
    }
    if let Some(required) = cx.get(object, "requireHostHeader")?.as_bool() {
        options.require_host_header = required;
    }
    if let Some(flags) = number("lenient")? {
        options.lenient = Lenient(flags as u16);
    }
    if let Some(allowed) = cx.get(object, "allowHalfOpen")?.as_bool() {
        options.allow_half_open = allowed;
    }
    Ok(options)
}

/// `adopt(handle)`: takes a connection that somebody else accepted; false for what is no open stream.
fn adopt(call: &Call) -> Result<bool> {
    let handler = call.this_as::<HttpServer>()?.0.clone();
    let Some(stream) = net::stream_handle(call.arg(0)).and_then(|handle| handle.take_stream()) else { return Ok(false) };
    handler.accept(stream);
    Ok(true)
}

/// `attach(listeningHandle)`: its connections are this server's from now on; false for a handle whose connections are
/// to be given to `adopt`.
fn attach(call: &Call) -> Result<bool> {
    let handler = call.this_as::<HttpServer>()?.0.clone();
    // The object lives as long as it listens or has connections.
    handler.object.replace(Some(call.this().clone()));
    let Some(listening) = net::listen_handle(call.arg(0)) else { return Ok(false) };
    let weak = Rc::downgrade(&handler);
    listening.set_taker(Some(Rc::new(move |accepted| {
        match weak.upgrade() {
            Some(handler) if !handler.leaves_connections() => {
                handler.accept(accepted.stream);
                None
            }
            _ => Some(accepted),
        }
    })));
    Ok(true)
}

impl JsHandler {
    fn server(&self) -> Server {
        self.server.borrow().clone().expect("set when the handler was made")
    }

    /// Whether the program does what only the scripts' connections can serve.
    fn leaves_connections(&self) -> bool {
        self.tell(&self.names.leaves_connections, Vec::new).is_some_and(|value| value.as_bool() == Some(true))
    }

    fn accept(self: &Rc<Self>, stream: Stream) {
        // Small responses must not wait for the peer's acknowledgements; refused only for what is no TCP.
        let _ = stream.set_nodelay(true);
        let Ok(connection) = self.server().accept(stream) else { return };
        let peer = Rc::new(Peer::new(connection.clone(), Rc::downgrade(self)));
        let mut peers = self.peers.borrow_mut();
        let place = peers.free.pop().unwrap_or(peers.places.len());
        if place == peers.places.len() {
            peers.places.push(None);
        }
        peers.places[place] = Some(peer.clone());
        connection.set_tag(place);
    }

    fn peer(&self, connection: &Connection) -> Option<Rc<Peer>> {
        self.peers.borrow().places.get(connection.tag()).cloned().flatten()
    }

    pub(super) fn js(&self) -> Option<Value> {
        self.object.borrow().clone()
    }

    /// Calls a method of the server object, if it has it; what it returned.
    fn tell(&self, name: &Atom, args: impl FnOnce() -> Vec<Value>) -> Option<Value> {
        let object = self.js()?;
        let method = Cx::current().get_atom(&object, name).ok().filter(Value::is_function)?;
        let args = args();
        let context = self.async_context.borrow().clone();
        door::enter_in(&context, |cx| cx.call(&method, &object, &args))
    }

    /// The same, with ticks and microtasks left for what follows.
    fn tell_undrained(&self, name: &Atom, args: &[Value]) -> Option<Value> {
        let object = self.js()?;
        let method = Cx::current().get_atom(&object, name).ok().filter(Value::is_function)?;
        let context = self.async_context.borrow().clone();
        door::enter_undrained_in(&context, |cx| cx.call(&method, &object, args))
    }
}

impl Handler for JsHandler {
    fn request(&self, connection: &Rc<Connection>, id: RequestId, head: &Head<'_>) -> Verdict {
        let (Some(peer), Some(server)) = (self.peer(connection), self.js()) else { return Verdict::Respond };
        let context = self.async_context.borrow().clone();
        let mut taken = false;
        // As in Node, several requests that came at once are all told before anything that they put off.
        door::enter_undrained_in(&context, |cx| {
            let flags = flags_of(head);
            let block = HeaderBlock::new(head.fields());
            let method = self.names.method(cx, head);
            if self.web.get() {
                let target = head.target().into();
                let (is_head, head_sent) = (head.method() == Method::HEAD, Cell::new(false));
                let arrival = Arrival { peer: peer.clone(), id, block, method, target, is_head, head_sent };
                let onarrival = cx.get_atom(&server, &self.names.onarrival)?;
                let told = cx.call(&onarrival, &server, &[cx.instance(arrival)?, Value::from(flags)])?;
                if told.is_object() {
                    peer.owe(id, &told, flags & FLAG_BODY != 0);
                }
                return Ok(Value::UNDEFINED);
            }
            let facts = self.facts.get();
            if let Some(ordinary) = ordinary::ordinary()
                && let Some((server, listener)) = ordinary.listener(cx, &server, facts, flags)?
            {
                let is_head = head.method().name() == "HEAD";
                let target = head.target();
                let connection = peer.object();
                let incoming = Incoming { connection, id: id.0, block, method, target, flags, is_head };
                let (request, response) = ordinary.messages(cx, facts, incoming)?;
                peer.owe(id, &response, flags & FLAG_BODY != 0);
                return cx.call(&listener, &server, &[request, response]);
            }
            let onrequest = cx.get_atom(&server, &self.names.onrequest)?;
            let args = [
                peer.object(),
                Value::from(id.0),
                cx.instance(block)?,
                method,
                cx.string_latin1(head.target()),
                Value::from(flags),
            ];
            let response = cx.call(&onrequest, &server, &args)?;
            taken = response.as_bool() == Some(true);
            Ok(Value::UNDEFINED)
        });
        if taken { Verdict::Upgrade } else { Verdict::Respond }
    }

    fn body(&self, connection: &Rc<Connection>, data: &[u8]) {
        let Some(peer) = self.peer(connection) else { return };
        let response = peer.reading.borrow().clone();
        let (Some(response), Some(server)) = (response, self.js()) else { return };
        let context = self.async_context.borrow().clone();
        door::enter_in(&context, |cx| {
            let request = cx.get_atom(&response, &self.names.req)?;
            if straight::deliver(cx, &request, data)? {
                return Ok(Value::UNDEFINED);
            }
            let onbody = cx.get_atom(&server, &self.names.onbody)?;
            cx.call(&onbody, &server, &[response, cx.buffer(data.to_vec())?])
        });
    }

    fn end(&self, connection: &Rc<Connection>, trailers: Fields<'_>) {
        let Some(peer) = self.peer(connection) else { return };
        let response = peer.reading.take();
        let (Some(response), Some(server)) = (response, self.js()) else { return };
        let context = self.async_context.borrow().clone();
        door::enter_undrained_in(&context, |cx| {
            let request = cx.get_atom(&response, &self.names.req)?;
            if trailers.is_empty() && straight::deliver_end(cx, &request)? {
                return Ok(Value::UNDEFINED);
            }
            let trailers = if trailers.is_empty() { Value::UNDEFINED } else { flat(cx, trailers) };
            let onend = cx.get_atom(&server, &self.names.onend)?;
            cx.call(&onend, &server, &[response, trailers])
        });
    }

    fn told(&self, _connection: &Rc<Connection>) {
        door::drain();
    }

    fn finished(&self, connection: &Rc<Connection>, id: RequestId) {
        let Some(peer) = self.peer(connection) else { return };
        let Some(response) = peer.settle(id) else { return };
        let cx = Cx::current();
        // Nobody listens on most messages: then nothing has to be told.
        let listened =
            |message: &Value| cx.get_atom(message, &self.names.listeners).is_ok_and(|count| count.as_i32() != Some(0));
        if listened(&response) || cx.get_atom(&response, &self.names.req).is_ok_and(|request| listened(&request)) {
            self.tell(&self.names.onfinish, || vec![response]);
        }
    }

    fn drain(&self, connection: &Rc<Connection>) {
        let Some(peer) = self.peer(connection) else { return };
        let response = peer.owed.borrow().front().map(|(_, response)| response.clone());
        if let Some(response) = response {
            self.tell(&self.names.ondrain, || vec![response]);
        }
    }

    fn upgrade(&self, connection: &Rc<Connection>, left: Left, leftover: &[u8]) {
        let Some(peer) = self.peer(connection) else { return };
        let leftover = leftover.to_vec();
        door::enter_with(|cx| {
            let estate = leaving::estate(cx, &peer, left)?;
            let Some(server) = self.js() else { return Ok(Value::UNDEFINED) };
            cx.invoke(&server, "onupgrade", &[peer.object(), estate, cx.buffer(leftover)?])
        });
        // Not before the socket is counted: a server that was closed waits for the last.
        self.remove(connection, &peer);
    }

    fn client_error(&self, connection: &Rc<Connection>, error: &ClientError, packet: &[u8]) -> bool {
        let Some(peer) = self.peer(connection) else { return false };
        let cx = Cx::current();
        let packet = packet.to_vec();
        let packet = cx.buffer(packet).unwrap_or(Value::UNDEFINED);
        let mut args = vec![peer.object(), packet];
        if let ClientError::Parse(error) = error {
            args.push(cx.string(error.code.name()));
            args.push(cx.string(error.reason));
            args.push(Value::from(error.bytes_parsed as usize));
        }
        let taken = self.tell_undrained(&self.names.onclienterror, &args);
        taken.and_then(|taken| taken.as_bool()).unwrap_or(false)
    }

    fn timeout(&self, connection: &Rc<Connection>) -> bool {
        let Some(peer) = self.peer(connection) else { return false };
        let response = peer.owed.borrow().front().map_or(Value::UNDEFINED, |(_, response)| response.clone());
        let taken = self.tell(&self.names.ontimeout, || vec![peer.object(), response]);
        taken.and_then(|taken| taken.as_bool()).unwrap_or(false)
    }

    // A program that listens for it has its connections served by the scripts.
    fn dropped(&self, _connection: &Rc<Connection>, _head: &Head<'_>) {}

    fn closed(&self, connection: &Rc<Connection>, error: Option<&io::Error>) {
        let Some(peer) = self.peer(connection) else { return };
        self.remove(connection, &peer);
        // A request whose response is complete is told nothing, even in the middle of its body: as in Node.
        let owed: Vec<Value> = peer.owed.take().into_iter().map(|(_, response)| response).collect();
        let object = peer.object.take();
        // Nobody knows the connection and nothing is owed: there is nobody to tell.
        if owed.is_empty() && object.is_none() && error.is_none() {
            return;
        }
        let status = error.and_then(io::Error::raw_os_error).map_or(0, |errno| -errno);
        // Who listens for errors gets a socket that had one.
        let object = object.unwrap_or_else(|| peer.object());
        self.tell(&self.names.onclosed, || {
            let owed = Cx::current().array(owed);
            vec![object.clone(), owed, Value::from(status)]
        });
    }
}

impl JsHandler {
    pub(super) fn remove(&self, connection: &Connection, peer: &Peer) {
        peer.bytes.set((connection.bytes_read(), connection.bytes_written()));
        peer.connection.take();
        peer.reading.take();
        peer.hold.set_referenced(false);
        let mut peers = self.peers.borrow_mut();
        let place = connection.tag();
        peers.places[place] = None;
        peers.free.push(place);
        let idle = peers.free.len() == peers.places.len();
        drop(peers);
        if idle {
            // A server that was closed waits for this.
            self.tell(&self.names.onidle, Vec::new);
        }
    }
}

impl Names {
    fn new(cx: Cx) -> Names {
        Names {
            onrequest: cx.atom("onrequest"),
            onarrival: cx.atom("onarrival"),
            onbody: cx.atom("onbody"),
            onend: cx.atom("onend"),
            onfinish: cx.atom("onfinish"),
            ondrain: cx.atom("ondrain"),
            onclienterror: cx.atom("onclienterror"),
            ontimeout: cx.atom("ontimeout"),
            onclosed: cx.atom("onclosed"),
            onidle: cx.atom("onidle"),
            leaves_connections: cx.atom("leavesConnections"),
            listeners: cx.atom("_eventsCount"),
            req: cx.atom("req"),
            methods: RefCell::default(),
        }
    }

    fn method(&self, cx: Cx, head: &Head<'_>) -> Value {
        let number = usize::from(head.method().number());
        let mut methods = self.methods.borrow_mut();
        if methods.len() <= number {
            methods.resize_with(number + 1, || None);
        }
        methods[number].get_or_insert_with(|| cx.string(head.method().name())).clone()
    }
}

/// Fields as a flat array, for trailers.
fn flat(cx: Cx, fields: Fields<'_>) -> Value {
    cx.array(fields.iter().flat_map(|(name, value)| [cx.string_latin1(name), cx.string_latin1(value)]))
}
