//! A client's connection that an agent keeps: requests and responses without a `net.Socket`'s listeners.
//!
//! The socket exists, and so does its handle; between its second request and the moment in which somebody looks at it,
//! this is the handle's tenant. What a response brings goes to the functions of `kept.js`, which is told with
//! `prepareKept`; what is out of the ordinary (information before a response, an upgrade, an error) makes the socket an
//! ordinary one again first, and is told there.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use super::head::HeaderBlock;
use super::native_connection::with_utf8;
use super::parser::{FLAG_KEEP_ALIVE, HttpParser, OwnedHead, RESPONSE, flags_of, header_bytes_max, on_head};
use super::stored_head::{HeadStart, StoredHead, head_flag, latin1};
use super::straight;
use crate::engine::{Atom, Binding, Call, Class, Cx, Prototype, Result, Value};
use crate::http::codec::encode::{self, Body, Intent, Removed};
use crate::http::codec::{Disposition, Event, Fields, Head, ParseError, Parser};
use crate::node::net::{self, StreamHandle, Tenant};
use crate::runtime::{self, door};

/// A kept connection's JavaScript side.
pub struct KeptConnection(Rc<Kept>);

impl Class for KeptConnection {
    const NAME: &'static str = "KeptConnection";
}

impl KeptConnection {
    /// Whether it takes a request.
    pub(super) fn is_open(&self) -> bool {
        self.0.is_open()
    }

    /// A request begins, whose response is told in the async context of now.
    pub(super) fn expect(&self, cx: Cx, head_only: bool) {
        self.0.expect(cx, head_only);
    }

    /// See [`Kept::send`].
    pub(super) fn send(&self, cx: Cx, line: [&Value; 2], fields: &Value, flags: i32, body: &Value) -> Result<Option<i64>> {
        self.0.send(cx, line, fields, flags, body)
    }

    /// The loop goes on as long as it is open.
    pub(super) fn reference(&self) {
        self.0.handle.reference(true);
    }
}

struct Kept {
    handle: Rc<StreamHandle>,
    /// Held as long as it is the handle's tenant.
    object: RefCell<Option<Value>>,
    parser: RefCell<Parser>,
    phase: Cell<Phase>,
    /// The async context of the request, in which its response is told.
    context: RefCell<Value>,
    /// When something was last read or written, on the loop's clock.
    active_ms: Cell<u64>,
    /// Seconds that the server means to keep the connection, as the last response said.
    keep_alive_s: Cell<Option<u32>>,
    /// The program has enough of the response's body for now.
    paused: Cell<bool>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Phase {
    /// Nothing is expected.
    Quiet,
    /// A response is, in whole or in part.
    Expecting { head_only: bool },
    /// The scripts have the socket.
    Left,
}

/// How many fields a response shows, as `kHeaderPairsMax` in `common.js` has it.
const PAIRS_MAX: usize = 1000;

thread_local! {
    static TOLD: RefCell<Option<Rc<Told>>> = const { RefCell::new(None) };
    /// The fields of the head that is being written.
    static HEAD: RefCell<(StoredHead, Vec<u8>)> = RefCell::default();
}

macro_rules! told {
    ($($field:ident = $name:literal),* ; $($symbol:ident = $key:literal),* $(,)?) => {
        /// What `kept.js` told: its functions, what a response looks like, and the keys of its state.
        struct Told { $($field: Value,)* $($symbol: Atom,)* has_head: i32 }

        impl Told {
            fn new(cx: Cx, given: &Value) -> Result<Told> {
                Ok(Told {
                    $($field: cx.get(given, $name)?,)*
                    $($symbol: cx.atom_of(&cx.get(given, $key)?)?,)*
                    has_head: cx.get(given, "hasHead")?.as_i32().unwrap_or(0),
                })
            }
        }
    };
}

told! {
    response = "response", events = "events",
    onresponse = "onresponse", onbody = "onbody", onend = "onend", onwritten = "onwritten", onleave = "onleave",
    onrest = "onrest", onfailed = "onfailed", onunsolicited = "onunsolicited", ondead = "ondead";
    native = "kNative", socket = "kSocket", block = "kBlock", bits = "kBits", status_code = "statusCode",
    status_message = "statusMessage", pairs_max = "kPairsMax", own_socket = "socket", own_events = "_events",
    response_key = "responseKey",
}

fn told() -> Rc<Told> {
    TOLD.with_borrow(Clone::clone).expect("told before the first connection is kept")
}

/// Gives the binding `keep(handle)`, the kept connection of an open stream, and `prepareKept(description)`.
pub(super) fn bind(binding: &Binding) -> Result<()> {
    crate::engine::at_end(|| {
        TOLD.set(None);
    });
    binding.cx().define_class::<KeptConnection>(methods)?;
    binding.function("prepareKept", 1, |call: &Call| -> Result<Value> {
        let told = Told::new(call.cx(), call.arg(0))?;
        TOLD.set(Some(Rc::new(told)));
        call.cx().define_class::<KeptConnection>(|_| Ok(()))
    })?;
    // `keep(handle)`
    binding.function("keep", 1, |call: &Call| -> Result<Value> {
        let Some(handle) = net::stream_handle(call.arg(0)).filter(|handle| handle.is_open()) else {
            return Ok(Value::UNDEFINED);
        };
        let kept = Rc::new(Kept {
            handle: handle.clone(),
            object: RefCell::new(None),
            parser: RefCell::new(Parser::response().with_header_bytes_max(header_bytes_max(call.cx())?)),
            phase: Cell::new(Phase::Quiet),
            context: RefCell::new(Value::UNDEFINED),
            active_ms: Cell::new(now_ms()),
            keep_alive_s: Cell::new(None),
            paused: Cell::new(false),
        });
        let object = call.cx().instance(KeptConnection(kept.clone()))?;
        kept.object.replace(Some(object.clone()));
        handle.set_tenant(Some(kept));
        Ok(object)
    })
}

fn now_ms() -> u64 {
    runtime::current().shard().now_ms()
}

fn methods(proto: &Prototype) -> Result<()> {
    // `expect(headOnly)`: a request begins, whose response is told in the async context of now.
    proto.method("expect", 1, |call: &Call| -> Result<()> {
        kept(call)?.expect(call.cx(), call.bool(0));
        Ok(())
    })?;
    // The request's response was read, and nobody waits for another.
    proto.method("release", 0, |call: &Call| -> Result<()> {
        let kept = kept(call)?;
        drop(kept.context.replace(Value::UNDEFINED));
        kept.handle.reference(false);
        Ok(())
    })?;
    proto.method("write", 4, write)?;
    proto.method("send", 5, send)?;
    // `leave(parser)`: the scripts have the socket from here on, and `parser`, an `HTTPParser`, reads on if there is one.
    proto.method("leave", 1, |call: &Call| -> Result<()> {
        kept(call)?.leave(call.arg(0));
        Ok(())
    })?;
    proto.method("pause", 0, |call: &Call| -> Result<()> {
        kept(call)?.pause(true);
        Ok(())
    })?;
    proto.method("resume", 0, |call: &Call| -> Result<()> {
        kept(call)?.pause(false);
        Ok(())
    })?;
    proto.getter("isPaused", |call: &Call| -> Result<bool> { Ok(kept(call)?.paused.get()) })?;
    proto.method("ref", 0, |call: &Call| -> Result<()> {
        kept(call)?.handle.reference(true);
        Ok(())
    })?;
    proto.getter("isOpen", |call: &Call| -> Result<bool> {
        Ok(kept(call)?.is_open())
    })?;
    proto.getter("isExpecting", |call: &Call| -> Result<bool> {
        Ok(matches!(kept(call)?.phase.get(), Phase::Expecting { .. }))
    })?;
    proto.getter("writeQueueSize", |call: &Call| -> Result<usize> { Ok(kept(call)?.handle.queued()) })?;
    // For how many milliseconds nothing was read or written.
    proto.getter("idleMs", |call: &Call| -> Result<u64> {
        Ok(now_ms().saturating_sub(kept(call)?.active_ms.get()))
    })?;
    proto.getter("keepAliveSeconds", |call: &Call| -> Result<Value> {
        Ok(kept(call)?.keep_alive_s.get().map_or(Value::UNDEFINED, Value::from))
    })
}

fn kept<'a>(call: &Call<'a>) -> Result<&'a Rc<Kept>> {
    Ok(&call.this_as::<KeptConnection>()?.0)
}

// ---- Requests

/// `write(head, chunk, latin1, framing)`: a stored head's text or undefined, and a piece of the body: as it is (0), as a
/// chunk (1), as the last one (2). How many bytes are left to be written, or a negative errno.
fn write(call: &Call) -> Result<i64> {
    let (cx, kept) = (call.cx(), kept(call)?);
    let head = if call.arg(0).is_string() { latin1(cx, call.arg(0))? } else { Vec::new() };
    kept.touch();
    let framing = call.i32(3)?;
    let put = |bytes: &[u8]| {
        let mut start = head.clone();
        if framing == RAW {
            return kept.handle.write(&[&start, bytes]);
        }
        if !bytes.is_empty() {
            encode::chunk_start(&mut start, bytes.len());
        }
        kept.handle.write(&[&start, bytes, chunk_tail(framing == LAST_CHUNK, bytes)])
    };
    if call.bool(2) && call.arg(1).is_string() {
        return Ok(put(&latin1(cx, call.arg(1))?));
    }
    with_utf8(cx, call.arg(1), put)
}

/// `send(method, path, fields, flags, chunk)`: see [`Kept::send`]; undefined for fields that a script has to write.
fn send(call: &Call) -> Result<Value> {
    let left = kept(call)?.send(call.cx(), [call.arg(0), call.arg(1)], call.arg(2), call.i32(3)?, call.arg(4))?;
    Ok(left.map_or(Value::UNDEFINED, Value::from))
}

impl Kept {
    /// A whole request: its method and path, its fields, which are those set one by one, and its body. How many bytes are
    /// left to be written, or a negative errno; `None`, and nothing was done, for fields that a script has to write.
    fn send(&self, cx: Cx, line: [&Value; 2], fields: &Value, flags: i32, body: &Value) -> Result<Option<i64>> {
        let is = |bit: i32| flags & bit != 0;
        let start = HeadStart { id: 0, status: 0, reason: None, flags: head_flag::ENTRIES };
        HEAD.with_borrow_mut(|(head, out)| {
            head.store(cx, start, fields)?;
            // What is not ASCII is encoded as the text behind it.
            let (method, path) = (cx.text(line[0])?, cx.text(line[1])?);
            if !head.is_ascii() || !path.is_ascii() {
                return Ok(None);
            }
            self.touch();
            with_utf8(cx, body, |body| {
                let mut intent = Intent::request(is(send_flag::CHUNKS), is(head_flag::KEEP_ALIVE));
                intent.has_body = is(send_flag::BODY);
                intent.body_bytes = Some(body.len() as u64);
                intent.removed = Removed {
                    connection: is(head_flag::REMOVED_CONNECTION),
                    content_length: is(head_flag::REMOVED_LENGTH),
                    transfer_encoding: is(head_flag::REMOVED_ENCODING),
                };
                out.clear();
                encode::request_line(out, &method, &path);
                let Ok(decided) = encode::fields(out, &intent, head.fields()) else { return Ok(None) };
                let body = if intent.has_body { body } else { b"" };
                if decided.body != Body::Chunked {
                    return Ok(Some(self.handle.write(&[out, body])));
                }
                if !body.is_empty() {
                    encode::chunk_start(out, body.len());
                }
                Ok(Some(self.handle.write(&[out, body, chunk_tail(true, body)])))
            })?
        })
    }
}

const RAW: i32 = 0;
const LAST_CHUNK: i32 = 2;

/// What stands behind a chunk's bytes.
fn chunk_tail(is_last: bool, bytes: &[u8]) -> &'static [u8] {
    match (is_last, bytes.is_empty()) {
        (false, true) => b"",
        (false, false) => encode::CHUNK_END,
        (true, true) => b"0\r\n\r\n",
        (true, false) => b"\r\n0\r\n\r\n",
    }
}

/// Of `send`, besides those of [`head_flag`].
pub(super) mod send_flag {
    /// `useChunkedEncodingByDefault`
    pub const CHUNKS: i32 = 1 << 10;
    /// A body is allowed.
    pub const BODY: i32 = 1 << 11;
}

// ---- Responses

/// What a step found. Nothing of it is borrowed: what is called may do anything to the connection.
enum Found {
    More,
    /// The response, and its flags.
    Response(Value, i32),
    /// A head that the scripts have to see to.
    Special(Box<OwnedHead>),
    Body(Vec<u8>),
    /// Trailers, or undefined.
    End(Value),
    Failed(ParseError),
}

impl Kept {
    /// Stops and starts reading, while the handle is its own.
    fn pause(&self, on: bool) {
        if self.is_open() && self.paused.replace(on) != on {
            self.handle.read(!on);
        }
    }

    fn expect(&self, cx: Cx, head_only: bool) {
        drop(self.context.replace(cx.async_context()));
        self.keep_alive_s.set(None);
        self.phase.set(Phase::Expecting { head_only });
    }

    fn touch(&self) {
        self.active_ms.set(now_ms());
    }

    fn object(&self) -> Value {
        self.object.borrow().clone().unwrap_or(Value::UNDEFINED)
    }

    fn is_open(&self) -> bool {
        self.phase.get() != Phase::Left && self.handle.is_open()
    }

    /// Whether bytes are expected now.
    fn expects(&self) -> bool {
        matches!(self.phase.get(), Phase::Expecting { .. })
    }

    fn leave(&self, heir: &Value) {
        if self.phase.replace(Phase::Left) == Phase::Left {
            return;
        }
        self.handle.set_tenant(None);
        drop(self.object.take());
        let context = self.context.replace(Value::UNDEFINED);
        if let Some(heir) = heir.native::<HttpParser>() {
            heir.read_on(self.parser.replace(Parser::response()), context);
        }
    }

    /// Tells of what came. Whatever is told may make the socket an ordinary one, whose parser has read up to there.
    fn run(&self, cx: Cx, data: &[u8]) -> Result<()> {
        let (told, object) = (told(), self.object());
        let mut at = 0;
        let Err(error) = self.run_from(cx, &told, &object, data, &mut at) else { return Ok(()) };
        let thrown = error.into_value(cx);
        if at < data.len() && self.phase.get() != Phase::Left {
            cx.call(&told.ondead, &object, &[])?;
        }
        Err(cx.throw(thrown))
    }

    fn run_from(&self, cx: Cx, told: &Told, object: &Value, data: &[u8], at: &mut usize) -> Result<()> {
        loop {
            if self.phase.get() == Phase::Left {
                // The end of the response may be due though no byte of it is left.
                return rest(cx, told, object, &data[*at..]);
            }
            if !self.expects() {
                while matches!(data.get(*at), Some(b'\r' | b'\n')) && *at > 0 {
                    *at += 1;
                }
                if *at < data.len() {
                    cx.call(&told.onunsolicited, object, &[cx.buffer(data[*at..].to_vec())?])?;
                }
                return Ok(());
            }
            match self.step(cx, told, object, data, at)? {
                Found::More => return Ok(()),
                Found::Response(response, flags) => {
                    cx.call(&told.onresponse, object, &[response, Value::from(flags & FLAG_KEEP_ALIVE != 0)])?;
                }
                Found::Special(head) => {
                    let parser = cx.call(&told.onleave, object, &[])?;
                    if let Some(heir) = parser.native::<HttpParser>() {
                        let life = heir.life();
                        let disposition = on_head(cx, &parser, *head, RESPONSE)?;
                        heir.dispose(life, disposition);
                    }
                    return rest(cx, told, object, &data[*at..]);
                }
                Found::Body(piece) => {
                    if straight::deliver(cx, &cx.get_atom(object, &told.response_key)?, &piece)? {
                        continue;
                    }
                    let piece = cx.buffer(piece)?;
                    cx.call(&told.onbody, object, &[piece])?;
                }
                Found::End(trailers) => {
                    self.phase.set(Phase::Quiet);
                    // A response that is complete needs no more reading to be read to its end.
                    self.pause(false);
                    if trailers.is_undefined() && straight::deliver_end(cx, &cx.get_atom(object, &told.response_key)?)? {
                        continue;
                    }
                    cx.call(&told.onend, object, &[trailers])?;
                }
                Found::Failed(error) => {
                    let args = [
                        cx.buffer(data.to_vec())?,
                        cx.string(error.code.name()),
                        cx.string(error.reason),
                        Value::from(error.bytes_parsed),
                    ];
                    cx.call(&told.onfailed, &object, &args)?;
                    return Ok(());
                }
            }
        }
    }

    fn step(&self, cx: Cx, told: &Told, object: &Value, data: &[u8], at: &mut usize) -> Result<Found> {
        let mut parser = self.parser.borrow_mut();
        let Phase::Expecting { head_only } = self.phase.get() else { return Ok(Found::More) };
        let event = match parser.step(data, at) {
            Ok(event) => event,
            Err(error) => return Ok(Found::Failed(error)),
        };
        Ok(match event {
            Event::More => Found::More,
            Event::Head(head) if head.upgrade() || head.status() < 200 => {
                Found::Special(Box::new(OwnedHead::new(&head, false)))
            }
            Event::Head(head) => {
                self.keep_alive_s.set(keep_alive_seconds(&head));
                let flags = flags_of(&head);
                let response = self.response(cx, told, object, &head, flags)?;
                if head_only {
                    parser.dispose(Disposition::NoBody);
                }
                Found::Response(response, flags)
            }
            Event::Body(piece) => Found::Body(piece.to_vec()),
            Event::End { trailers, .. } => Found::End(flat(cx, trailers)),
            // Only behind a head that asked for it, which is another's by now.
            Event::Upgrade => Found::More,
        })
    }

    /// An `IncomingMessage`.
    fn response(&self, cx: Cx, told: &Told, object: &Value, head: &Head<'_>, flags: i32) -> Result<Value> {
        let response = cx.clone_template(&told.response)?;
        cx.set_atom(&response, &told.native, object.clone())?;
        cx.set_atom(&response, &told.socket, cx.get_atom(object, &told.own_socket)?)?;
        if head.fields().len() > PAIRS_MAX {
            cx.set_atom(&response, &told.pairs_max, Value::from(PAIRS_MAX))?;
        }
        cx.set_atom(&response, &told.block, cx.instance(HeaderBlock::new(head.fields()))?)?;
        cx.set_atom(&response, &told.bits, Value::from(flags | told.has_head))?;
        cx.set_atom(&response, &told.status_code, Value::from(i32::from(head.status())))?;
        cx.set_atom(&response, &told.status_message, cx.string_latin1(head.reason()))?;
        cx.set_atom(&response, &told.own_events, cx.clone_template(&told.events)?)?;
        Ok(response)
    }
}

fn rest(cx: Cx, told: &Told, object: &Value, bytes: &[u8]) -> Result<()> {
    cx.call(&told.onrest, object, &[cx.buffer(bytes.to_vec())?]).map(drop)
}

fn flat(cx: Cx, fields: Fields<'_>) -> Value {
    if fields.is_empty() { Value::UNDEFINED } else { HeaderBlock::new(fields).flat(cx, 0, usize::MAX) }
}

/// `Keep-Alive: timeout=5`
fn keep_alive_seconds(head: &Head<'_>) -> Option<u32> {
    let (_, value) = head.fields().iter().find(|(name, _)| name.eq_ignore_ascii_case(b"keep-alive"))?;
    let digits = value.strip_prefix(b"timeout=")?;
    let end = digits.iter().position(|byte| !byte.is_ascii_digit()).unwrap_or(digits.len());
    std::str::from_utf8(&digits[..end]).ok()?.parse().ok()
}

impl Tenant for Kept {
    fn data(&self, data: &[u8]) {
        self.touch();
        let context = self.context.borrow().clone();
        door::enter_in(&context, |cx| self.run(cx, data).map(|()| Value::UNDEFINED));
    }

    fn ended(&self) {
        let context = self.context.borrow().clone();
        door::enter_undrained_in(&context, |cx| cx.call(&told().onleave, &self.object(), &[]));
    }

    fn written(&self, status: i32) {
        self.touch();
        let context = self.context.borrow().clone();
        door::enter_in(&context, |cx| cx.call(&told().onwritten, &self.object(), &[Value::from(status)]));
    }

    fn closed(&self) {
        self.phase.set(Phase::Left);
        drop((self.object.take(), self.context.replace(Value::UNDEFINED)));
    }
}
