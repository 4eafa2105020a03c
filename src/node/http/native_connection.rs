//! A connection as JavaScript sees it: heads and bodies of responses, and what a `net.Socket` asks of its handle.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::io;
use std::rc::{Rc, Weak};
use std::time::Duration;

use shards::net::Stream;

use super::leaving;
use super::native_server::JsHandler;
use super::stored_head::{HeadStart, StoredHead, head_flag, latin1};
use crate::engine::{Call, Class, Cx, Error, ErrorClass, Prototype, Result, Value};
use crate::http::codec::HeadText;
use crate::http::server::{Connection, RequestId, ResponseError};
use crate::node::net;
use crate::runtime::{self, Hold};

/// Pieces of a body from this size on leave at once.
const COLLECT_BYTES_MAX: usize = 16 << 10;

/// A connection's JavaScript side.
pub struct HttpConnection(pub(super) Rc<Peer>);

impl Class for HttpConnection {
    const NAME: &'static str = "HttpConnection";
}

/// What is kept of a connection besides its state machine.
pub(super) struct Peer {
    pub(super) connection: RefCell<Option<Rc<Connection>>>,
    /// The JavaScript object; made with the first request or when somebody asks.
    pub(super) object: RefCell<Option<Value>>,
    /// The responses owed, in order.
    pub(super) owed: RefCell<VecDeque<(RequestId, Value)>>,
    /// The response whose request's body is being read.
    pub(super) reading: RefCell<Option<Value>>,
    /// A head that is stored and not yet written.
    pub(super) head: RefCell<StoredHead>,
    pub(super) hold: Hold,
    /// What is written waits for the end of the current callback.
    collecting: Cell<bool>,
    pub(super) bytes: Cell<(u64, u64)>,
    /// The last request whose response had left when its end was asked for.
    pub(super) sent: Cell<u32>,
    /// A connection that was left, whose parser is still to be given away.
    pub(super) abandoned: RefCell<Option<Rc<Connection>>>,
    /// Whose connection this is.
    pub(super) owner: Weak<JsHandler>,
}

impl Peer {
    pub(super) fn new(connection: Rc<Connection>, owner: Weak<JsHandler>) -> Peer {
        Peer {
            connection: RefCell::new(Some(connection)),
            object: RefCell::new(None),
            owed: RefCell::default(),
            reading: RefCell::new(None),
            head: RefCell::default(),
            hold: Hold::new(),
            collecting: Cell::new(false),
            bytes: Cell::new((0, 0)),
            sent: Cell::new(0),
            abandoned: RefCell::new(None),
            owner,
        }
    }

    pub(super) fn object(self: &Rc<Self>) -> Value {
        let known = self.object.borrow().clone();
        if let Some(object) = known {
            return object;
        }
        let object = Cx::current().instance(HttpConnection(self.clone())).expect("memory for a small object");
        self.object.replace(Some(object.clone()));
        object
    }

    /// Drops what it has of JavaScript, and the connection.
    pub(super) fn let_go(&self) {
        drop((self.connection.take(), self.abandoned.take()));
        drop((self.owed.take(), self.reading.take(), self.object.take()));
    }

    pub(super) fn connection(&self) -> Option<Rc<Connection>> {
        self.connection.borrow().clone()
    }
}

impl Peer {
    /// Remembers the response of `id` until it is complete, unless it is already.
    pub(super) fn owe(&self, id: RequestId, response: &Value, has_body: bool) {
        if has_body {
            self.reading.replace(Some(response.clone()));
        }
        if self.sent.get() != id.0 {
            self.owed.borrow_mut().push_back((id, response.clone()));
        }
    }

    /// Keeps the head of a response until it is written. See [`StoredHead::store`].
    pub(super) fn store_head(&self, cx: Cx, start: HeadStart, fields: &Value) -> Result<()> {
        let mut head = self.head.borrow_mut();
        head.store(cx, start, fields)?;
        if head.has_trailer
            && let Some(connection) = self.connection()
            && let Err(error) = connection.check_head(RequestId(head.id), &head.response(), head.fields())
        {
            outcome(Err(error))?;
        }
        Ok(())
    }

    /// What one callback writes leaves together: small pieces wait for its end, as Node has them wait for the next tick.
    fn collect(self: &Rc<Self>, connection: &Rc<Connection>) {
        if self.collecting.replace(true) {
            return;
        }
        connection.cork();
        let (peer, connection) = (self.clone(), connection.clone());
        runtime::current().behind_callback(move || {
            peer.collecting.set(false);
            connection.uncork();
        });
    }

    /// Takes the response of `id` off the list.
    pub(super) fn settle(&self, id: RequestId) -> Option<Value> {
        let mut owed = self.owed.borrow_mut();
        let at = owed.iter().position(|(owed, _)| *owed == id)?;
        owed.remove(at).map(|(_, response)| response)
    }
}

/// Gives the class its methods.
pub(super) fn methods(proto: &Prototype) -> Result<()> {
    proto.method("head", 5, store_head)?;
    proto.method("write", 3, write)?;
    proto.method("end", 4, end)?;
    proto.method("pause", 0, |call: &Call| with(call, |connection| connection.pause()))?;
    proto.method("resume", 0, |call: &Call| with(call, |connection| connection.resume()))?;
    proto.method("cork", 0, |call: &Call| with(call, |connection| connection.cork()))?;
    proto.method("uncork", 0, |call: &Call| with(call, |connection| connection.uncork()))?;
    // True if nothing is left to be written.
    proto.method("flush", 0, |call: &Call| -> Result<bool> { Ok(flush(peer(call)?)) })?;
    proto.method("setTimeout", 1, |call: &Call| -> Result<()> {
        let timeout = call.f64(0)?.max(0.0) as u64;
        with(call, |connection| connection.set_timeout(timeout))
    })?;
    proto.method("owe", 3, owe)?;
    proto.method("writeRaw", 3, write_raw)?;
    // Whether a response is not complete.
    proto.method("owes", 1, |call: &Call| -> Result<bool> {
        let (peer, id) = (peer(call)?, RequestId(call.u32(0)?));
        Ok(peer.owed.borrow().iter().any(|(owed, _)| *owed == id))
    })?;
    // Whether no other response comes before.
    proto.method("isFront", 1, |call: &Call| -> Result<bool> {
        let id = RequestId(call.u32(0)?);
        Ok(peer(call)?.connection().is_some_and(|connection| connection.is_front(id)))
    })?;
    // The connection is a socket's from here on.
    proto.method("leave", 0, leaving::leave)?;
    proto.method("bequeath", 1, leaving::bequeath)?;
    // What a `net.Socket` says about itself.
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
    // The program's server; undefined once it is gone.
    proto.getter("server", |call: &Call| -> Result<Value> {
        let native = peer(call)?.owner.upgrade().and_then(|owner| owner.js());
        native.map_or(Ok(Value::UNDEFINED), |native| call.cx().get(&native, "server"))
    })?;
    proto.getter("open", |call: &Call| -> Result<bool> {
        Ok(peer(call)?.connection().is_some_and(|connection| connection.is_open()))
    })?;
    proto.getter("ending", |call: &Call| -> Result<bool> {
        Ok(peer(call)?.connection().is_none_or(|connection| connection.is_ending()))
    })
}

pub(super) fn peer<'a>(call: &Call<'a>) -> Result<&'a Rc<Peer>> {
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
        .map_or(peer.bytes.get(), |connection| {
            // What waits to be written counts, as it does with a `net.Socket`.
            (connection.bytes_read(), connection.bytes_written() + connection.bytes_pending() as u64)
        }))
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

/// Whether nothing is left to be written, after an attempt at it.
pub(super) fn flush(peer: &Peer) -> bool {
    peer.connection().is_some_and(|connection| connection.flush())
}

/// `writeRaw(id, chunk, latin1)`: bytes in front of the response's head. -1: the connection is gone.
fn write_raw(call: &Call) -> Result<i32> {
    let Some(connection) = peer(call)?.connection() else { return Ok(-1) };
    let id = RequestId(call.u32(0)?);
    with_bytes(call, 1, call.bool(2), |bytes| outcome(connection.write_raw(id, bytes).map(|()| true)))?
}

/// `owe(id, response, hasBody)`: the response is the connection's until it is complete.
fn owe(call: &Call) -> Result<()> {
    peer(call)?.owe(RequestId(call.u32(0)?), call.arg(1), call.bool(2));
    Ok(())
}

/// Lends the bytes of a string (UTF-8, or Latin-1) or buffer argument.
fn with_bytes<T>(call: &Call, index: usize, latin1: bool, body: impl FnOnce(&[u8]) -> T) -> Result<T> {
    let value = call.arg(index);
    if latin1 && value.is_string() && !call.cx().text(value)?.is_ascii() {
        let units = call.cx().utf16(value)?;
        let bytes: Vec<u8> = units.into_iter().map(|unit| unit as u8).collect();
        return Ok(body(&bytes));
    }
    with_utf8(call.cx(), value, body)
}

/// Lends the bytes of a string, as UTF-8, or of a buffer; none for `undefined` and `null`.
pub(super) fn with_utf8<T>(cx: Cx, value: &Value, body: impl FnOnce(&[u8]) -> T) -> Result<T> {
    if value.is_nullish() {
        return Ok(body(&[]));
    }
    if !value.is_string() {
        return match cx.bytes(value) {
            Some(bytes) => Ok(body(bytes)),
            None => Err(Error::type_error("argument must be a buffer")),
        };
    }
    let text = cx.text(value)?;
    if text.is_ascii() { Ok(body(&text)) } else { Ok(body(text.to_utf8().as_bytes())) }
}

/// `head(id, status, reason, fields, flags)`: stores a response's head. `fields` is an object, a flat array of names
/// and values, or undefined. Names and values are checked, as `setHeader` would have.
fn store_head(call: &Call) -> Result<()> {
    let cx = call.cx();
    let reason = call.arg(2);
    let start = HeadStart {
        id: call.u32(0)?,
        status: call.i32(1)? as u16,
        reason: if reason.is_undefined() { None } else { Some(latin1(cx, reason)?) },
        flags: call.i32(4)?,
    };
    peer(call)?.store_head(cx, start, call.arg(3))
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
        // A head alone is to leave now.
        if !bytes.is_empty() && bytes.len() < COLLECT_BYTES_MAX {
            peer.collect(&connection);
        }
        if with_head {
            if !is_latin1 && call.arg(1).is_string() {
                // Nothing is sent alone only by who wants the head to leave.
                let text = if bytes.is_empty() { HeadText::Utf8 } else { HeadText::Utf8UnlessChunked };
                peer.head.borrow().set_text(text);
            }
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

/// A piece of the body, as [`write`] does it: the same outcome, or `None` for a response that is not the connection's first.
pub(super) fn write_piece(peer: &Rc<Peer>, id: u32, bytes: &[u8], with_head: bool) -> Result<Option<i32>> {
    let (Some(connection), id) = (peer.connection(), RequestId(id)) else { return Ok(Some(-1)) };
    if !connection.is_front(id) {
        return Ok(None);
    }
    if bytes.len() < COLLECT_BYTES_MAX {
        peer.collect(&connection);
    }
    connection.cork();
    let headed = if with_head {
        let head = peer.head.borrow();
        connection.write_head(id, &head.response(), head.fields()).map(drop)
    } else {
        Ok(())
    };
    let result = headed.and_then(|()| connection.write(id, bytes));
    connection.uncork();
    outcome(result).map(Some)
}

/// `end(id, chunk, latin1, withHead, trailers)`: the rest of the body. 1: all has left; 0: `onfinish` follows if
/// anybody listens by then; -1: the connection is gone.
fn end(call: &Call) -> Result<i32> {
    let peer = peer(call)?;
    let (id, is_latin1, with_head) = (call.u32(0)?, call.bool(2), call.bool(3));
    let trailers = trailers(call)?;
    if with_head && !is_latin1 && call.arg(1).is_string() {
        peer.head.borrow().set_text(HeadText::Utf8UnlessChunked);
    }
    with_bytes(call, 1, is_latin1, |bytes| end_response(peer, id, bytes, with_head, &trailers))?
}

/// See [`end`].
pub(super) fn end_response(
    peer: &Peer,
    id: u32,
    bytes: &[u8],
    with_head: bool,
    trailers: &[OwnedField],
) -> Result<i32> {
    let Some(connection) = peer.connection() else { return Ok(-1) };
    let fields = trailers.iter().map(|(name, value)| (name.as_slice(), value.as_slice()));
    let outcome = outcome(put_end(peer, &connection, RequestId(id), bytes, with_head, fields))?;
    if outcome == 1 {
        peer.sent.set(id);
        drop(peer.settle(RequestId(id)));
    }
    Ok(outcome)
}

fn put_end<'a>(
    peer: &Peer,
    connection: &Rc<Connection>,
    id: RequestId,
    bytes: &[u8],
    with_head: bool,
    trailers: impl Iterator<Item = (&'a [u8], &'a [u8])>,
) -> std::result::Result<bool, ResponseError> {
    if !with_head && bytes.is_empty() {
        return connection.end(id, trailers);
    }
    let head = peer.head.borrow();
    let mut trailers = trailers.peekable();
    // Trailers come behind chunks, and those come where a field tells of trailers.
    let has_trailers = head.has_trailer && trailers.peek().is_some();
    if with_head && head.flags & head_flag::WHOLE != 0 && !has_trailers {
        return connection.respond(id, &head.response(), head.fields(), bytes);
    }
    connection.cork();
    // Stored before the body was known, so its length is not in it, as in Node.
    let headed = if with_head { connection.write_head(id, &head.response(), head.fields()).map(drop) } else { Ok(()) };
    drop(head);
    let result = headed.and_then(|()| connection.write(id, bytes)).and_then(|_| connection.end(id, trailers));
    connection.uncork();
    result
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
