//! The binding `http_server`: connections that are served in Rust and reach JavaScript a request at a time.
//!
//! A `HttpServer` takes the connections of a listening handle. For each request its `onrequest` is called and returns
//! the response object, which the connection keeps until the response is complete; everything else that happens to
//! the request is told to that object. `HttpConnection` is the other direction: heads, bodies and the socket's own
//! methods, so that a `net.Socket` can stand on it when a program asks for one.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::io;
use std::rc::{Rc, Weak};
use std::time::Duration;

use shards::net::Stream;

use super::head::{self, RequestHead};
use crate::engine::{Atom, Binding, Call, Class, Cx, Error, ErrorClass, Prototype, Result, Value};
use crate::http::codec::encode::Removed;
use crate::http::codec::{Expectation, Fields, Head, Lenient, is_valid_name, is_valid_value};
use crate::http::server::{
    ClientError, Connection, Handler, Options, RequestId, ResponseError, ResponseHead, Server, Taken, Verdict,
};
use crate::node::net;
use crate::runtime::{self, Hold, door};

/// What `onrequest` is told about a request, as bits.
mod flag {
    pub(super) const KEEP_ALIVE: i32 = 1;
    pub(super) const UPGRADE: i32 = 2;
    pub(super) const HAS_BODY: i32 = 4;
    pub(super) const VERSION_1_0: i32 = 8;
    pub(super) const EXPECTS_CONTINUE: i32 = 16;
    pub(super) const EXPECTS_OTHER: i32 = 32;
    pub(super) const NO_HOST: i32 = 64;
}

/// What a response's head says besides its fields, as bits.
mod head_flag {
    pub(super) const DATE: i32 = 1;
    pub(super) const KEEP_ALIVE: i32 = 2;
    pub(super) const CHUNKED: i32 = 4;
    pub(super) const REMOVED_CONNECTION: i32 = 8;
    pub(super) const REMOVED_LENGTH: i32 = 16;
    pub(super) const REMOVED_ENCODING: i32 = 32;
}

/// A server's JavaScript side.
pub struct HttpServer(Rc<JsHandler>);

impl Class for HttpServer {
    const NAME: &'static str = "HttpServer";
}

/// A connection's JavaScript side.
pub struct HttpConnection(Rc<Peer>);

impl Class for HttpConnection {
    const NAME: &'static str = "HttpConnection";
}

/// What is kept of a connection besides its state machine.
struct Peer {
    connection: RefCell<Option<Rc<Connection>>>,
    handler: Weak<JsHandler>,
    /// The JavaScript object; made with the first request or when somebody asks.
    object: RefCell<Option<Value>>,
    /// The responses owed, in order.
    owed: RefCell<VecDeque<(RequestId, Value)>>,
    /// The response whose request's body is being read.
    reading: RefCell<Option<Value>>,
    /// A head that is stored and not yet written.
    head: RefCell<StoredHead>,
    on_close: RefCell<Option<Value>>,
    hold: Hold,
    bytes: Cell<(u64, u64)>,
    /// The last request whose response had left when its end was asked for.
    sent: Cell<u32>,
}

/// The fields of a response as the program gave them, flattened as in [`RequestHead`].
#[derive(Default)]
struct StoredHead {
    id: u32,
    status: u16,
    reason: Option<Vec<u8>>,
    flags: i32,
    fields: Vec<u8>,
    ends: Vec<(u32, u32)>,
}

impl StoredHead {
    fn response(&self) -> ResponseHead<'_> {
        let is = |bit| self.flags & bit != 0;
        ResponseHead {
            status: self.status,
            reason: self.reason.as_deref(),
            date: is(head_flag::DATE),
            keep_alive: is(head_flag::KEEP_ALIVE),
            chunked: is(head_flag::CHUNKED),
            removed: Removed {
                connection: is(head_flag::REMOVED_CONNECTION),
                content_length: is(head_flag::REMOVED_LENGTH),
                transfer_encoding: is(head_flag::REMOVED_ENCODING),
            },
        }
    }

    fn fields(&self) -> impl Iterator<Item = (&[u8], &[u8])> {
        let mut start = 0;
        self.ends.iter().map(move |(name_end, value_end)| {
            let name = &self.fields[start as usize..*name_end as usize];
            let value = &self.fields[*name_end as usize..*value_end as usize];
            start = *value_end;
            (name, value)
        })
    }

    fn push(&mut self, name: &[u8], value: &[u8]) {
        self.fields.extend_from_slice(name);
        let name_end = self.fields.len() as u32;
        self.fields.extend_from_slice(value);
        self.ends.push((name_end, self.fields.len() as u32));
    }
}

/// Calls the server object's methods.
struct JsHandler {
    object: RefCell<Option<Value>>,
    server: RefCell<Option<Server>>,
    peers: RefCell<Peers>,
    names: Names,
}

#[derive(Default)]
struct Peers {
    places: Vec<Option<Rc<Peer>>>,
    free: Vec<usize>,
}

/// Interned names of what is called for every request.
struct Names {
    onrequest: Atom,
    events: Atom,
    /// Method names as JavaScript strings, by the codec's number.
    methods: RefCell<Vec<Option<Value>>>,
}

/// Gives the binding's classes.
pub fn bind(binding: &Binding) -> Result<()> {
    let cx = binding.cx();
    cx.define_class::<RequestHead>(head::furnish)?;
    cx.define_class::<HttpConnection>(connection_methods)?;
    cx.define_class::<HttpServer>(|proto| {
        proto.method("attach", 1, attach)?;
        proto.method("setOptions", 1, |call: &Call| -> Result<()> {
            let options = options(call.cx(), call.arg(0))?;
            call.this_as::<HttpServer>()?.0.server().set_options(options);
            Ok(())
        })?;
        proto.method("closeIdle", 0, |call: &Call| -> Result<()> {
            call.this_as::<HttpServer>()?.0.server().close_idle();
            Ok(())
        })?;
        proto.method("closeAll", 0, |call: &Call| -> Result<()> {
            call.this_as::<HttpServer>()?.0.server().close_all();
            Ok(())
        })?;
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
            names: Names { onrequest: cx.atom("onrequest"), events: cx.atom("_events"), methods: RefCell::default() },
        });
        let shard = runtime::current().shard().clone();
        let server = Server::new(shard, handler.clone(), options(cx, call.arg(0))?);
        handler.server.replace(Some(server));
        Ok(HttpServer(handler))
    })?;
    binding.value("HttpServer", constructor)
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

/// `attach(listeningHandle)`: its connections are this server's from now on.
fn attach(call: &Call) -> Result<bool> {
    let handler = call.this_as::<HttpServer>()?.0.clone();
    let Some(listening) = net::listen_handle(call.arg(0)) else { return Ok(false) };
    // The object lives as long as it listens or has connections.
    handler.object.replace(Some(call.this().clone()));
    let weak = Rc::downgrade(&handler);
    listening.set_taker(Some(Rc::new(move |accepted| {
        let Some(handler) = weak.upgrade() else { return Some(accepted) };
        handler.accept(accepted.stream);
        None
    })));
    Ok(true)
}

impl JsHandler {
    fn server(&self) -> Server {
        self.server.borrow().clone().expect("set when the handler was made")
    }

    fn accept(self: &Rc<Self>, stream: Stream) {
        // Small responses must not wait for the peer's acknowledgements; refused only for what is no TCP.
        let _ = stream.set_nodelay(true);
        let Ok(connection) = self.server().accept(stream) else { return };
        let peer = Rc::new(Peer {
            connection: RefCell::new(Some(connection.clone())),
            handler: Rc::downgrade(self),
            object: RefCell::new(None),
            owed: RefCell::default(),
            reading: RefCell::new(None),
            head: RefCell::default(),
            on_close: RefCell::new(None),
            hold: Hold::new(),
            bytes: Cell::new((0, 0)),
            sent: Cell::new(0),
        });
        let mut peers = self.peers.borrow_mut();
        let place = peers.free.pop().unwrap_or(peers.places.len());
        if place == peers.places.len() {
            peers.places.push(None);
        }
        peers.places[place] = Some(peer.clone());
        connection.set_tag(place);
        drop(peers);
        self.tell("onconnection", || vec![peer.object()]);
    }

    fn peer(&self, connection: &Connection) -> Option<Rc<Peer>> {
        self.peers.borrow().places.get(connection.tag()).cloned().flatten()
    }

    fn js(&self) -> Option<Value> {
        self.object.borrow().clone()
    }

    /// Calls a method of the server object, if it has it; what it returned.
    fn tell(&self, name: &str, args: impl FnOnce() -> Vec<Value>) -> Option<Value> {
        let object = self.js()?;
        let cx = Cx::current();
        let method = cx.get(&object, name).ok().filter(Value::is_function)?;
        let args = args();
        door::enter(&method, &object, &args)
    }
}

impl Peer {
    fn object(self: &Rc<Self>) -> Value {
        let known = self.object.borrow().clone();
        if let Some(object) = known {
            return object;
        }
        let object = Cx::current().instance(HttpConnection(self.clone())).expect("memory for a small object");
        self.object.replace(Some(object.clone()));
        object
    }

    fn connection(&self) -> Option<Rc<Connection>> {
        self.connection.borrow().clone()
    }
}

impl Handler for JsHandler {
    fn request(&self, connection: &Rc<Connection>, id: RequestId, head: &Head<'_>) -> Verdict {
        let (Some(peer), Some(server)) = (self.peer(connection), self.js()) else { return Verdict::Respond };
        let outcome = door::enter_with(|cx| {
            let method = cx.get_atom(&server, &self.names.onrequest)?;
            let args = [
                peer.object(),
                Value::from(id.0),
                cx.instance(RequestHead::new(head.fields()))?,
                self.names.method(cx, head),
                cx.string_latin1(head.target()),
                Value::from(flags(head)),
            ];
            cx.call(&method, &server, &args)
        });
        match outcome {
            Some(response) if response.is_object() => {
                if flags(head) & flag::HAS_BODY != 0 {
                    peer.reading.replace(Some(response.clone()));
                }
                if peer.sent.get() != id.0 {
                    peer.owed.borrow_mut().push_back((id, response));
                }
                Verdict::Respond
            }
            Some(taken) if taken.as_bool() == Some(true) => Verdict::Upgrade,
            _ => Verdict::Respond,
        }
    }

    fn body(&self, connection: &Rc<Connection>, data: &[u8]) {
        let Some(peer) = self.peer(connection) else { return };
        let response = peer.reading.borrow().clone();
        if let Some(response) = response {
            let data = data.to_vec();
            self.tell("onbody", || {
                let buffer = Cx::current().buffer(data).unwrap_or(Value::UNDEFINED);
                vec![response, buffer]
            });
        }
    }

    fn end(&self, connection: &Rc<Connection>, trailers: Fields<'_>) {
        let Some(peer) = self.peer(connection) else { return };
        let response = peer.reading.take();
        if let Some(response) = response {
            let trailers =
                if trailers.is_empty() { Value::UNDEFINED } else { head::flat(Cx::current(), trailers) };
            self.tell("onend", || vec![response, trailers]);
        }
    }

    fn finished(&self, connection: &Rc<Connection>, id: RequestId) {
        let Some(peer) = self.peer(connection) else { return };
        let Some(response) = peer.settle(id) else { return };
        let cx = Cx::current();
        // Nobody listens on most responses: then nothing has to be told.
        let listened = cx.get_atom(&response, &self.names.events).is_ok_and(|events| !events.is_undefined());
        if listened {
            self.tell("onfinish", || vec![response]);
        }
    }

    fn drain(&self, connection: &Rc<Connection>) {
        let Some(peer) = self.peer(connection) else { return };
        let response = peer.owed.borrow().front().map(|(_, response)| response.clone());
        if let Some(response) = response {
            self.tell("ondrain", || vec![response]);
        }
    }

    fn upgrade(&self, connection: &Rc<Connection>, taken: Taken, leftover: &[u8]) {
        let Some(peer) = self.peer(connection) else { return };
        self.remove(connection, &peer);
        let leftover = leftover.to_vec();
        door::enter_with(|cx| {
            let handle = net::StreamHandle::new();
            let object = net::make_tcp(handle.clone())?;
            handle.open(taken.stream, object.clone()).map_err(|error| Error::system(&error, "accept"))?;
            if !taken.unsent.is_empty() {
                handle.write(&[&taken.unsent]);
            }
            let Some(server) = self.js() else { return Ok(Value::UNDEFINED) };
            cx.invoke(&server, "onupgrade", &[peer.object(), object, cx.buffer(leftover)?])
        });
    }

    fn client_error(&self, connection: &Rc<Connection>, error: &ClientError, packet: &[u8]) -> bool {
        let Some(peer) = self.peer(connection) else { return false };
        let cx = Cx::current();
        let packet = packet.to_vec();
        let taken = self.tell("onclienterror", || {
            let packet = cx.buffer(packet).unwrap_or(Value::UNDEFINED);
            let mut args = vec![peer.object(), packet];
            if let ClientError::Parse(error) = error {
                args.push(cx.string(error.code.name()));
                args.push(cx.string(error.reason));
                args.push(Value::from(error.bytes_parsed as usize));
            }
            args
        });
        taken.and_then(|taken| taken.as_bool()).unwrap_or(false)
    }

    fn timeout(&self, connection: &Rc<Connection>) -> bool {
        let Some(peer) = self.peer(connection) else { return false };
        let response = peer.owed.borrow().front().map_or(Value::UNDEFINED, |(_, response)| response.clone());
        let taken = self.tell("ontimeout", || vec![peer.object(), response]);
        taken.and_then(|taken| taken.as_bool()).unwrap_or(false)
    }

    fn dropped(&self, connection: &Rc<Connection>, _head: &Head<'_>) {
        let Some(peer) = self.peer(connection) else { return };
        self.tell("ondropped", || vec![peer.object()]);
    }

    fn closed(&self, connection: &Rc<Connection>, error: Option<&io::Error>) {
        let Some(peer) = self.peer(connection) else { return };
        self.remove(connection, &peer);
        let owed: Vec<Value> = peer.owed.take().into_iter().map(|(_, response)| response).collect();
        let on_close = peer.on_close.take();
        let object = peer.object.take();
        // Nobody knows the connection and nothing is owed: there is nobody to tell.
        if owed.is_empty() && on_close.is_none() && object.is_none() {
            return;
        }
        let status = error.and_then(io::Error::raw_os_error).map_or(0, |errno| -errno);
        let object = object.unwrap_or(Value::UNDEFINED);
        self.tell("onclosed", || {
            let owed = Cx::current().array(owed);
            vec![object.clone(), owed, Value::from(status)]
        });
        if let Some(on_close) = on_close {
            door::enter(&on_close, &object, &[]);
        }
    }
}

impl JsHandler {
    fn remove(&self, connection: &Connection, peer: &Peer) {
        peer.bytes.set((connection.bytes_read(), connection.bytes_written()));
        peer.connection.take();
        peer.reading.take();
        peer.hold.set_referenced(false);
        let mut peers = self.peers.borrow_mut();
        let place = connection.tag();
        peers.places[place] = None;
        peers.free.push(place);
    }
}

impl Names {
    fn method(&self, cx: Cx, head: &Head<'_>) -> Value {
        let number = usize::from(head.method().number());
        let mut methods = self.methods.borrow_mut();
        if methods.len() <= number {
            methods.resize_with(number + 1, || None);
        }
        methods[number].get_or_insert_with(|| cx.string(head.method().name())).clone()
    }
}

fn flags(head: &Head<'_>) -> i32 {
    let mut flags = 0;
    let mut set = |bit, on| flags |= if on { bit } else { 0 };
    set(flag::KEEP_ALIVE, head.keep_alive());
    set(flag::UPGRADE, head.upgrade());
    set(flag::HAS_BODY, head.chunked() || head.content_length().is_some_and(|length| length > 0));
    set(flag::VERSION_1_0, head.version() == (1, 0));
    set(flag::NO_HOST, !head.has_host());
    match head.expects() {
        Expectation::None => {}
        Expectation::Continue => set(flag::EXPECTS_CONTINUE, true),
        Expectation::Other => set(flag::EXPECTS_OTHER, true),
    }
    flags
}

impl Peer {
    /// Takes the response of `id` off the list.
    fn settle(&self, id: RequestId) -> Option<Value> {
        let mut owed = self.owed.borrow_mut();
        let at = owed.iter().position(|(owed, _)| *owed == id)?;
        owed.remove(at).map(|(_, response)| response)
    }
}

// ---- What JavaScript does with a connection

fn connection_methods(proto: &Prototype) -> Result<()> {
    proto.method("head", 5, store_head)?;
    proto.method("write", 3, write)?;
    proto.method("end", 4, end)?;
    proto.method("informational", 3, informational)?;
    proto.method("pause", 0, |call: &Call| with(call, |connection| connection.pause()))?;
    proto.method("resume", 0, |call: &Call| with(call, |connection| connection.resume()))?;
    proto.method("cork", 0, |call: &Call| with(call, |connection| connection.cork()))?;
    proto.method("uncork", 0, |call: &Call| with(call, |connection| connection.uncork()))?;
    proto.method("setTimeout", 1, |call: &Call| -> Result<()> {
        let timeout = call.f64(0)?.max(0.0) as u64;
        with(call, |connection| connection.set_timeout(timeout))
    })?;
    proto.method("destroySoon", 0, |call: &Call| with(call, |connection| connection.destroy_soon()))?;
    // What a `net.Socket` asks of its handle.
    proto.method("writeRaw", 2, write_raw)?;
    proto.method("close", 1, close)?;
    proto.method("readStart", 0, |_: &Call| 0)?;
    proto.method("readStop", 0, |_: &Call| 0)?;
    proto.method("ref", 0, |call: &Call| reference(call, true))?;
    proto.method("unref", 0, |call: &Call| reference(call, false))?;
    proto.method("hasRef", 0, |call: &Call| -> Result<bool> {
        Ok(call.this_as::<HttpConnection>()?.0.hold.is_referenced())
    })?;
    proto.method("getpeername", 0, |call: &Call| address(call, Connection::peer_address))?;
    proto.method("getsockname", 0, |call: &Call| address(call, Connection::local_address))?;
    proto.method("setNoDelay", 1, |call: &Call| -> Result<i32> {
        let on = call.bool(0);
        option(call, |stream| stream.set_nodelay(on))
    })?;
    proto.method("setKeepAlive", 2, |call: &Call| -> Result<i32> {
        let idle = if call.bool(0) { Some(Duration::from_secs(call.usize(1)? as u64)) } else { None };
        option(call, |stream| stream.set_keepalive(idle))
    })?;
    proto.getter("bytesRead", |call: &Call| -> Result<u64> { counts(call).map(|counts| counts.0) })?;
    proto.getter("bytesWritten", |call: &Call| -> Result<u64> { counts(call).map(|counts| counts.1) })?;
    proto.getter("writeQueueSize", |call: &Call| -> Result<usize> {
        Ok(peer(call)?.connection().map_or(0, |connection| connection.bytes_pending()))
    })?;
    proto.getter("open", |call: &Call| -> Result<bool> {
        Ok(peer(call)?.connection().is_some_and(|connection| connection.is_open()))
    })
}

fn peer<'a>(call: &Call<'a>) -> Result<&'a Rc<Peer>> {
    Ok(&call.this_as::<HttpConnection>()?.0)
}

fn with(call: &Call, body: impl FnOnce(&Rc<Connection>)) -> Result<()> {
    if let Some(connection) = peer(call)?.connection() {
        body(&connection);
    }
    Ok(())
}

fn reference(call: &Call, referenced: bool) -> Result<()> {
    peer(call)?.hold.set_referenced(referenced);
    Ok(())
}

fn counts(call: &Call) -> Result<(u64, u64)> {
    let peer = peer(call)?;
    Ok(peer
        .connection()
        .map_or(peer.bytes.get(), |connection| (connection.bytes_read(), connection.bytes_written())))
}

fn address(call: &Call, get: fn(&Connection) -> io::Result<shards::net::Address>) -> Result<Value> {
    match peer(call)?.connection().map(|connection| get(&connection)) {
        Some(Ok(address)) => net::address_object(call.cx(), &address),
        Some(Err(error)) => Ok(Value::from(-error.raw_os_error().unwrap_or(libc::EIO))),
        None => Ok(Value::from(-libc::EBADF)),
    }
}

fn option(call: &Call, set: impl FnOnce(&Stream) -> io::Result<()>) -> Result<i32> {
    let outcome = peer(call)?.connection().and_then(|connection| connection.with_stream(set));
    Ok(match outcome {
        Some(Ok(())) => 0,
        Some(Err(error)) => -error.raw_os_error().unwrap_or(libc::EIO),
        None => -libc::EBADF,
    })
}

fn close(call: &Call) -> Result<()> {
    let peer = peer(call)?;
    let callback = call.arg(0);
    match peer.connection() {
        Some(connection) => {
            peer.on_close.replace(callback.is_function().then(|| callback.clone()));
            connection.destroy();
        }
        None if callback.is_function() => {
            let (callback, this) = (callback.clone(), call.this().clone());
            runtime::current().on_closing(move |_| {
                door::enter(&callback, &this, &[]);
            });
        }
        None => {}
    }
    Ok(())
}

/// `writeRaw(chunk)`: bytes outside of any response; what is left for later.
fn write_raw(call: &Call) -> Result<i64> {
    let Some(connection) = peer(call)?.connection() else { return Ok(i64::from(-libc::EPIPE)) };
    with_bytes(call, 0, call.bool(1), |bytes| connection.write_raw(bytes))?;
    Ok(0)
}

/// Lends the bytes of a string (UTF-8, or Latin-1) or buffer argument.
fn with_bytes<T>(call: &Call, index: usize, latin1: bool, body: impl FnOnce(&[u8]) -> T) -> Result<T> {
    let value = call.arg(index);
    if !value.is_string() {
        return Ok(if value.is_nullish() { body(&[]) } else { body(call.bytes(index)?) });
    }
    let text = call.cx().text(value)?;
    if text.is_ascii() {
        return Ok(body(&text));
    }
    if latin1 {
        let bytes: Vec<u8> = call.cx().utf16(value)?.into_iter().map(|unit| unit as u8).collect();
        return Ok(body(&bytes));
    }
    Ok(body(text.to_utf8().as_bytes()))
}

/// `head(id, status, reason, fields, flags)`: stores a response's head. `fields` is a flat array of names and values,
/// or undefined. Names and values are checked, as `setHeader` would have.
fn store_head(call: &Call) -> Result<()> {
    let (id, status, flags) = (call.u32(0)?, call.i32(1)?, call.i32(4)?);
    let cx = call.cx();
    let reason = call.arg(2);
    let reason = if reason.is_undefined() { None } else { Some(latin1(cx, reason)?) };
    let mut head = peer(call)?.head.borrow_mut();
    head.id = id;
    head.status = status as u16;
    head.reason = reason;
    head.flags = flags;
    head.fields.clear();
    head.ends.clear();
    let fields = call.arg(3);
    if fields.is_undefined() {
        return Ok(());
    }
    for index in (0..cx.length(fields)?).step_by(2) {
        let name = cx.text(&cx.get_index(fields, index)?)?;
        if !is_valid_name(&name) {
            return Err(invalid_name(&name.to_utf8()));
        }
        let value = cx.get_index(fields, index + 1)?;
        if value.is_array() {
            for element in cx.elements(&value)? {
                push_field(cx, &mut head, &name, &element)?;
            }
        } else {
            push_field(cx, &mut head, &name, &value)?;
        }
    }
    Ok(())
}

fn push_field(cx: Cx, head: &mut StoredHead, name: &[u8], value: &Value) -> Result<()> {
    if value.is_undefined() {
        return Err(Error::coded(
            ErrorClass::TypeError,
            "ERR_HTTP_INVALID_HEADER_VALUE",
            format!("Invalid value \"undefined\" for header \"{}\"", String::from_utf8_lossy(name)),
        ));
    }
    let text = cx.text(value)?;
    if text.is_ascii() && is_valid_value(&text) {
        head.push(name, &text);
        return Ok(());
    }
    let bytes = latin1(cx, value)?;
    if !is_valid_value(&bytes) || !fits_latin1(cx, value)? {
        return Err(Error::coded(
            ErrorClass::TypeError,
            "ERR_INVALID_CHAR",
            format!("Invalid character in header content [\"{}\"]", String::from_utf8_lossy(name)),
        ));
    }
    head.push(name, &bytes);
    Ok(())
}

fn latin1(cx: Cx, value: &Value) -> Result<Vec<u8>> {
    Ok(cx.utf16(value)?.into_iter().map(|unit| unit as u8).collect())
}

fn fits_latin1(cx: Cx, value: &Value) -> Result<bool> {
    Ok(cx.utf16(value)?.into_iter().all(|unit| unit <= 0xFF))
}

fn invalid_name(name: &str) -> Error {
    Error::coded(
        ErrorClass::TypeError,
        "ERR_INVALID_HTTP_TOKEN",
        format!("Header name must be a valid HTTP token [\"{name}\"]"),
    )
}

/// What became of a call: 1 all of it has left, 0 more may follow or must wait, -1 the connection is gone.
fn outcome(result: std::result::Result<bool, ResponseError>) -> Result<i32> {
    match result {
        Ok(done) => Ok(i32::from(done)),
        Err(ResponseError::TrailerInvalid) => Err(Error::coded(
            ErrorClass::Error,
            "ERR_HTTP_TRAILER_INVALID",
            "Trailers are invalid with this transfer encoding",
        )),
        Err(ResponseError::Gone | ResponseError::HeadSent | ResponseError::HeadMissing) => Ok(-1),
    }
}

/// `write(id, chunk, latin1, withHead)`: a piece of the body, behind the stored head the first time. 1: go on; 0: wait
/// for `ondrain`.
fn write(call: &Call) -> Result<i32> {
    let peer = peer(call)?;
    let Some(connection) = peer.connection() else { return Ok(-1) };
    let (id, is_latin1, with_head) = (RequestId(call.u32(0)?), call.bool(2), call.bool(3));
    with_bytes(call, 1, is_latin1, |bytes| {
        if with_head {
            connection.cork();
            let head = peer.head.borrow();
            let written = connection.write_head(id, &head.response(), head.fields());
            drop(head);
            let result = written.and_then(|_| connection.write(id, bytes));
            connection.uncork();
            return outcome(result);
        }
        outcome(connection.write(id, bytes))
    })?
}

/// `end(id, chunk, latin1, withHead, trailers)`: the rest of the body. 1: all has left; 0: `onfinish` follows if
/// anybody listens by then.
fn end(call: &Call) -> Result<i32> {
    let peer = peer(call)?;
    let Some(connection) = peer.connection() else { return Ok(-1) };
    let (id, is_latin1, with_head) = (RequestId(call.u32(0)?), call.bool(2), call.bool(3));
    let trailers = trailers(call)?;
    let fields = trailers.iter().map(|(name, value)| (name.as_slice(), value.as_slice()));
    let result = with_bytes(call, 1, is_latin1, |bytes| {
        if with_head {
            let head = peer.head.borrow();
            return connection.respond(id, &head.response(), head.fields(), bytes);
        }
        if bytes.is_empty() {
            return connection.end(id, fields);
        }
        connection.cork();
        let result = connection.write(id, bytes).and_then(|_| connection.end(id, fields));
        connection.uncork();
        result
    })?;
    let outcome = outcome(result)?;
    if outcome == 1 {
        peer.sent.set(id.0);
        drop(peer.settle(id));
    }
    Ok(outcome)
}

type OwnedField = (Vec<u8>, Vec<u8>);

fn trailers(call: &Call) -> Result<Vec<OwnedField>> {
    let cx = call.cx();
    if !call.arg(4).is_object() {
        return Ok(Vec::new());
    }
    let flat = cx.elements(call.arg(4))?;
    flat.chunks_exact(2).map(|pair| Ok((latin1(cx, &pair[0])?, latin1(cx, &pair[1])?))).collect()
}

/// `informational(id, status, fields)`: a 1xx head in front of the response.
fn informational(call: &Call) -> Result<i32> {
    let peer = peer(call)?;
    let Some(connection) = peer.connection() else { return Ok(-1) };
    let (id, status) = (RequestId(call.u32(0)?), call.i32(1)? as u16);
    let cx = call.cx();
    let mut fields = Vec::new();
    if call.arg(2).is_object() {
        for pair in cx.elements(call.arg(2))?.chunks_exact(2) {
            fields.push((latin1(cx, &pair[0])?, latin1(cx, &pair[1])?));
        }
    }
    let fields = fields.iter().map(|(name, value)| (name.as_slice(), value.as_slice()));
    outcome(connection.write_informational(id, status, fields).map(|()| true))
}
