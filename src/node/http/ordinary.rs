//! What ordinary handlers do with a request, done without the scripts.
//!
//! Messages are made from templates, and `setHeader`, `writeHead` and `end` are carried out here whenever nothing
//! about them is special: no callback, no trailers, nobody who listens for "prefinish", nothing patched in between.
//! Whatever is goes to the scripts' own functions (`outgoing_headers.js`, `response.js`, `outgoing_body.js`), which stay
//! the definition of what happens: a case is here only if the outcome is the same. A request for `hello` takes a third of
//! the instructions this way: 16,000 instead of 47,000.

use std::cell::RefCell;
use std::rc::Rc;

use super::head::HeaderBlock;
use super::kept_request;
use super::native_connection::{HttpConnection, end_response, flush, with_utf8};
use super::parser::{FLAG_EXPECT_CONTINUE, FLAG_EXPECT_OTHER, FLAG_KEEP_ALIVE, FLAG_BODY, FLAG_UPGRADE};
use super::stored_head::{HeadStart, head_flag};
use crate::engine::{Atom, Binding, Call, Cx, Error, Result, Value};
use crate::http::codec::{HeadText, is_valid_name, is_valid_value, status};

thread_local! {
    static ORDINARY: RefCell<Option<Rc<Ordinary>>> = const { RefCell::new(None) };
    static SCRIPTED: RefCell<Scripted> = RefCell::default();
}

/// The scripts' functions.
#[derive(Default, Clone)]
struct Scripted {
    set_header: Option<Value>,
    write_head: Option<Value>,
    end: Option<Value>,
}

/// What the scripts told of their messages.
pub(super) struct Ordinary {
    keys: Keys,
    bits: Bits,
    request: Value,
    response: Value,
    /// Stands for a head without fields.
    no_fields: Value,
    /// The text of no trailers.
    no_trailer: Value,
    /// `EventEmitter.prototype.emit`, `ServerResponse.prototype.writeHead` and `._implicitHeader` as nobody patched them.
    emit: Value,
    write_head: Value,
    implicit_header: Value,
    /// Tells a response, not within this call, that all of it has left.
    finish_later: Value,
    watchers: Watchers,
}

/// Whether an object's properties are the functions beside them: nobody has put others in their place.
pub(super) fn has_own_functions(cx: Cx, object: &Value, functions: &[(&Atom, &Value)]) -> Result<bool> {
    for (key, function) in functions {
        if !cx.get_atom(object, key)?.is(function) {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Who may watch messages from outside.
pub(super) struct Watchers {
    /// Diagnostics channels, and the prototype that they have without subscribers.
    channels: Vec<Value>,
    idle_channel: Value,
    /// How many performance observers want entries of a type.
    observed: Value,
    http: Atom,
}

impl Watchers {
    /// From an object with `channels`, `idleChannel` and `observed`.
    pub(super) fn new(cx: Cx, given: &Value) -> Result<Watchers> {
        Ok(Watchers {
            channels: cx.elements(&cx.get(given, "channels")?)?,
            idle_channel: cx.get(given, "idleChannel")?,
            observed: cx.get(given, "observed")?,
            http: cx.atom("http"),
        })
    }

    /// Whether anybody does.
    pub(super) fn are_there(&self, cx: Cx) -> Result<bool> {
        for channel in &self.channels {
            if !cx.prototype(channel)?.is(&self.idle_channel) {
                return Ok(true);
            }
        }
        Ok(cx.get_atom(&self.observed, &self.http)?.as_i32().is_some_and(|observers| observers > 0))
    }
}

macro_rules! keys {
    ($($field:ident = $name:literal),* $(,)?) => {
        /// Property keys: the scripts' symbols, and names.
        struct Keys { $($field: Atom),* }

        impl Keys {
            /// From an object that has the symbols under their names; any other is the name of a property.
            fn new(cx: Cx, symbols: &Value) -> Result<Keys> {
                Ok(Keys { $($field: {
                    let symbol = cx.get(symbols, $name)?;
                    if symbol.is_undefined() { cx.atom($name) } else { cx.atom_of(&symbol)? }
                }),* })
            }
        }
    };
}

pub(super) use keys;

keys! {
    server = "server", events = "_events", request = "request", emit = "emit", capture = "kCapture",
    events_count = "_eventsCount", prefinish = "prefinish", method = "method", url = "url", req = "req",
    status_code = "statusCode", content_length = "_contentLength", trailer = "_trailer", write_head = "writeHead",
    implicit_header = "_implicitHeader",
    native = "kNative", request_native = "kRequestNative", block = "kBlock", request_bits = "kRequestBits",
    bits = "kBits", id = "kId", head = "kHead", out_headers = "kOutHeaders", reason = "kReason",
}

macro_rules! bits {
    ($($field:ident = $name:literal),* $(,)?) => {
        /// The scripts' flags of a message.
        struct Bits { $($field: i32),* }

        impl Bits {
            fn new(cx: Cx, bits: &Value) -> Result<Bits> {
                Ok(Bits { $($field: cx.get(bits, $name)?.as_i32()
                    .ok_or_else(|| Error::type_error(concat!($name, " is no number")))?),* })
            }
        }
    };
}

pub(super) use bits;

bits! {
    initial = "kInitial", send_date = "kSendDate", should_keep_alive = "kShouldKeepAlive", has_body = "kHasBody",
    chunked = "kChunked", removed_connection = "kRemovedConnection", removed_length = "kRemovedContLen",
    removed_encoding = "kRemovedTE", finished = "kFinished", destroyed = "kDestroyed", header_sent = "kHeaderSent",
    strict_length = "kStrictContentLength", expect_continue = "kExpectContinue",
    has_head = "kHasHead", complete = "kComplete", consuming = "kConsuming", join_duplicates = "kJoinDuplicates",
}

/// What a server lets its messages be.
#[derive(Clone, Copy, Default)]
pub(super) struct Facts {
    /// The classes are Node's own, without options.
    pub(super) plain: bool,
    pub(super) join_duplicates: bool,
}

/// Gives the binding `ordinary(name, scripted)`, which returns the function to use for one of the scripts', and
/// `prepareOrdinary(description)`, without which the scripts do everything.
pub(super) fn bind(binding: &Binding) -> Result<()> {
    crate::engine::at_end(|| {
        ORDINARY.set(None);
        SCRIPTED.take();
    });
    binding.function("ordinary", 2, |call: &Call| -> Result<Value> {
        let cx = call.cx();
        let name = call.string(0)?;
        let scripted = Some(call.arg(1).clone());
        SCRIPTED.with_borrow_mut(|known| match name.as_str() {
            "setHeader" => {
                known.set_header = scripted;
                Ok(cx.function("setHeader", 2, set_header))
            }
            "writeHead" => {
                known.write_head = scripted;
                Ok(cx.function("writeHead", 1, write_head))
            }
            "end" => {
                known.end = scripted;
                Ok(cx.function("end", 3, end))
            }
            other => Err(Error::type_error(format!("{other} is always done by a script"))),
        })
    })?;
    binding.function("prepareOrdinary", 1, |call: &Call| -> Result<()> {
        let (cx, given) = (call.cx(), call.arg(0));
        let get = |name: &str| cx.get(given, name);
        let ordinary = Ordinary {
            keys: Keys::new(cx, &get("symbols")?)?,
            bits: Bits::new(cx, &get("bits")?)?,
            request: get("request")?,
            response: get("response")?,
            no_fields: get("noFields")?,
            no_trailer: cx.string(""),
            emit: get("emit")?,
            write_head: get("writeHead")?,
            implicit_header: get("implicitHeader")?,
            finish_later: get("finishLater")?,
            watchers: Watchers::new(cx, given)?,
        };
        ORDINARY.with_borrow_mut(|known| *known = Some(Rc::new(ordinary)));
        Ok(())
    })
}

/// What the scripts told, if they have.
pub(super) fn ordinary() -> Option<Rc<Ordinary>> {
    ORDINARY.with_borrow(Clone::clone)
}

/// A request as it comes from the connection.
pub(super) struct Incoming<'a> {
    pub(super) connection: Value,
    pub(super) id: u32,
    pub(super) block: HeaderBlock,
    pub(super) method: Value,
    pub(super) target: &'a [u8],
    pub(super) flags: i32,
    pub(super) is_head: bool,
}

impl Ordinary {
    /// The one function that takes the requests of `native`'s server, if nothing else has a say.
    pub(super) fn listener(&self, cx: Cx, native: &Value, facts: Facts, flags: i32) -> Result<Option<(Value, Value)>> {
        let asks_for_more = flags & (FLAG_UPGRADE | FLAG_EXPECT_CONTINUE | FLAG_EXPECT_OTHER) != 0;
        if !facts.plain || asks_for_more || self.watchers.are_there(cx)? {
            return Ok(None);
        }
        let server = cx.get_atom(native, &self.keys.server)?;
        let listener = cx.get_atom(&cx.get_atom(&server, &self.keys.events)?, &self.keys.request)?;
        let takes = listener.is_function()
            && cx.get_atom(&server, &self.keys.emit)?.is(&self.emit)
            && cx.get_atom(&server, &self.keys.capture)?.as_bool() == Some(false);
        Ok(takes.then_some((server, listener)))
    }

    /// The request and its response.
    pub(super) fn messages(&self, cx: Cx, facts: Facts, incoming: Incoming<'_>) -> Result<(Value, Value)> {
        let Incoming { connection, id, block, method, target, flags, is_head } = incoming;
        let (keys, bits) = (&self.keys, &self.bits);
        let mut request_bits = flags | bits.has_head;
        if flags & FLAG_BODY == 0 {
            request_bits |= bits.complete;
        }
        if facts.join_duplicates {
            request_bits |= bits.join_duplicates;
        }
        let request = cx.clone_template(&self.request)?;
        cx.set_atom(&request, &keys.request_native, connection.clone())?;
        cx.set_atom(&request, &keys.block, cx.instance(block)?)?;
        cx.set_atom(&request, &keys.request_bits, Value::from(request_bits))?;
        cx.set_atom(&request, &keys.method, method)?;
        cx.set_atom(&request, &keys.url, cx.string_latin1(target))?;

        let mut response_bits = bits.initial | bits.send_date;
        if is_head {
            response_bits &= !bits.has_body;
        }
        if flags & FLAG_KEEP_ALIVE == 0 {
            response_bits &= !bits.should_keep_alive;
        }
        let response = cx.clone_template(&self.response)?;
        cx.set_atom(&response, &keys.req, request.clone())?;
        cx.set_atom(&response, &keys.native, connection)?;
        cx.set_atom(&response, &keys.id, Value::from(id))?;
        cx.set_atom(&response, &keys.bits, Value::from(response_bits))?;
        Ok((request, response))
    }

    /// A message's flags.
    fn bits_of(&self, cx: Cx, message: &Value) -> Result<i32> {
        Ok(cx.get_atom(message, &self.keys.bits)?.as_i32().unwrap_or(0))
    }

    fn head_flags(&self, bits: i32) -> i32 {
        let pairs = [
            (self.bits.send_date, head_flag::DATE),
            (self.bits.should_keep_alive, head_flag::KEEP_ALIVE),
            (self.bits.chunked, head_flag::CHUNKED),
            (self.bits.removed_connection, head_flag::REMOVED_CONNECTION),
            (self.bits.removed_length, head_flag::REMOVED_LENGTH),
            (self.bits.removed_encoding, head_flag::REMOVED_ENCODING),
        ];
        pairs.iter().fold(0, |flags, (bit, flag)| if bits & bit != 0 { flags | flag } else { flags })
    }

    /// Fixes the head of a response: the status and `fields`, or those that were set one by one. False, and nothing was
    /// done, if a script has to.
    fn store_head(
        &self,
        cx: Cx,
        response: &Value,
        peer: &HttpConnection,
        status: i32,
        fields: &Value,
        bits: i32,
        length: Option<usize>,
    ) -> Result<bool> {
        let keys = &self.keys;
        let is_special = !(200..=999).contains(&status)
            || status::is_bodiless(status as u16)
            || bits & self.bits.expect_continue != 0
            || fields.is_array();
        if is_special {
            return Ok(false);
        }
        let reason = cx.get_atom(response, &keys.reason)?;
        let reason = if reason.is_undefined() {
            None
        } else {
            if !reason.is_string() {
                return Ok(false);
            }
            let text = cx.text(&reason)?;
            if text.is_empty() || !text.is_ascii() || !is_valid_value(&text) {
                return Ok(false);
            }
            Some(text.to_vec())
        };
        let one_by_one = cx.get_atom(response, &keys.out_headers)?;
        let mut flags = self.head_flags(bits);
        if let Some(length) = length {
            flags |= if length == 0 { head_flag::WHOLE } else { head_flag::WHOLE | head_flag::LENGTH_KNOWN };
        }
        let fields = match (one_by_one.is_nullish(), fields.is_nullish()) {
            (true, _) => fields,
            (false, true) => {
                flags |= head_flag::ENTRIES;
                &one_by_one
            }
            (false, false) => return Ok(false),
        };
        let id = cx.get_atom(response, &keys.id)?.as_f64().unwrap_or(0.0) as u32;
        let start = HeadStart { id, status: status as u16, reason, flags };
        peer.0.store_head(cx, start, fields)?;
        let stored = if fields.is_nullish() { &self.no_fields } else { fields };
        cx.set_atom(response, &keys.head, stored.clone())?;
        Ok(true)
    }
}

fn scripted(call: &Call, pick: fn(&Scripted) -> &Option<Value>) -> Result<Value> {
    let function = SCRIPTED.with_borrow(|known| pick(known).clone());
    let function = function.ok_or_else(|| Error::type_error("Illegal invocation"))?;
    call.cx().call(&function, call.this(), call.args())
}

/// `response.writeHead(statusCode[, headers])`.
fn write_head(call: &Call) -> Result<Value> {
    if try_write_head(call)? { Ok(call.this().clone()) } else { scripted(call, |known| &known.write_head) }
}

fn try_write_head(call: &Call) -> Result<bool> {
    let (cx, response) = (call.cx(), call.this());
    let Some(ordinary) = ordinary() else { return Ok(false) };
    let (Some(status), true) = (call.arg(0).as_i32(), call.len() <= 2 && response.is_object()) else { return Ok(false) };
    let fields = call.arg(1);
    let keys = &ordinary.keys;
    let native = cx.get_atom(response, &keys.native)?;
    let Some(connection) = native.native::<HttpConnection>() else { return Ok(false) };
    if fields.is_string() || !cx.get_atom(response, &keys.head)?.is_null() {
        return Ok(false);
    }
    let bits = ordinary.bits_of(cx, response)?;
    let length = cx.get_atom(response, &keys.content_length)?.as_f64().map(|length| length as usize);
    // As in the script, the status is the response's even if a field turns out to be wrong.
    if (200..=999).contains(&status) && cx.get_atom(response, &keys.status_code)?.as_i32() != Some(status) {
        cx.set_atom(response, &keys.status_code, Value::from(status))?;
    }
    ordinary.store_head(cx, response, connection, status, fields, bits, length)
}

/// `response.end([chunk[, encoding]])`.
fn end(call: &Call) -> Result<Value> {
    if try_end(call)? { Ok(call.this().clone()) } else { scripted(call, |known| &known.end) }
}

fn try_end(call: &Call) -> Result<bool> {
    let (cx, response, chunk) = (call.cx(), call.this(), call.arg(0));
    let Some(ordinary) = ordinary() else { return Ok(false) };
    let is_plain = response.is_object()
        && call.arg(2).is_nullish()
        && is_utf8(cx, call.arg(1))?
        && (chunk.is_nullish() || chunk.is_string() || chunk.is_uint8_array());
    if !is_plain {
        return Ok(false);
    }
    let keys = &ordinary.keys;
    let native = cx.get_atom(response, &keys.native)?;
    let Some(connection) = native.native::<HttpConnection>() else {
        return if chunk.is_nullish() { kept_request::end(cx, response, &native) } else { Ok(false) };
    };
    let flags = &ordinary.bits;
    let bits = ordinary.bits_of(cx, response)?;
    let is_special = bits & (flags.finished | flags.destroyed | flags.strict_length) != 0
        || bits & flags.has_body == 0
        || !cx.get_atom(response, &keys.trailer)?.same(&ordinary.no_trailer);
    if is_special {
        return Ok(false);
    }
    let is_heard = cx.get_atom(response, &keys.events_count)?.as_i32() != Some(0);
    if is_heard {
        let is_told_before = !cx.get_atom(response, &keys.emit)?.is(&ordinary.emit)
            || !cx.get_atom(&cx.get_atom(response, &keys.events)?, &keys.prefinish)?.is_undefined();
        if is_told_before {
            return Ok(false);
        }
    }
    with_utf8(cx, chunk, |body| {
        if cx.get_atom(response, &keys.head)?.is_null() {
            let is_patched = !cx.get_atom(response, &keys.write_head)?.is(&ordinary.write_head)
                || !cx.get_atom(response, &keys.implicit_header)?.is(&ordinary.implicit_header);
            let status = cx.get_atom(response, &keys.status_code)?.as_i32().unwrap_or(0);
            if is_patched || !ordinary.store_head(cx, response, connection, status, &Value::UNDEFINED, bits, Some(body.len()))? {
                return Ok(false);
            }
            cx.set_atom(response, &keys.content_length, Value::from(body.len()))?;
        }
        let id = cx.get_atom(response, &keys.id)?.as_f64().unwrap_or(0.0) as u32;
        let with_head = bits & flags.header_sent == 0;
        if with_head && chunk.is_string() && !body.is_empty() {
            connection.0.head.borrow().set_text(HeadText::Utf8UnlessChunked);
        }
        let outcome = end_response(&connection.0, id, body, with_head, &[])?;
        cx.set_atom(response, &keys.bits, Value::from(bits | flags.finished | flags.header_sent))?;
        // Nobody is told of what nobody can see; otherwise not within this call, and not before it is written.
        let has_left = outcome == 1
            || outcome == 0 && is_heard && flush(&connection.0);
        if has_left {
            cx.call(&ordinary.finish_later, &Value::UNDEFINED, &[response.clone()])?;
        }
        let request = cx.get_atom(response, &keys.req)?;
        let request_bits = cx.get_atom(&request, &keys.request_bits)?.as_i32().unwrap_or(0);
        if request_bits & (flags.complete | flags.consuming) == 0 {
            cx.invoke(&request, "_dump", &[])?;
        }
        Ok(true)
    })?
}

/// Whether an encoding is the default one, by the name that lets a head go with the text behind it.
fn is_utf8(cx: Cx, encoding: &Value) -> Result<bool> {
    Ok(encoding.is_nullish() || (encoding.is_string() && &*cx.text(encoding)? == b"utf8"))
}

/// `message.setHeader(name, value)`.
fn set_header(call: &Call) -> Result<Value> {
    if try_set_header(call)? { Ok(call.this().clone()) } else { scripted(call, |known| &known.set_header) }
}

fn try_set_header(call: &Call) -> Result<bool> {
    let (cx, message, name, value) = (call.cx(), call.this(), call.arg(0), call.arg(1));
    let Some(ordinary) = ordinary() else { return Ok(false) };
    let is_number = value.as_f64().is_some();
    if !message.is_object() || !name.is_string() || !(value.is_string() || is_number) {
        return Ok(false);
    }
    if !cx.get_atom(message, &ordinary.keys.head)?.is_null() {
        return Ok(false);
    }
    let text = cx.text(name)?;
    if !is_valid_name(&text) {
        return Ok(false);
    }
    if !is_number {
        let value = cx.text(value)?;
        if !value.is_ascii() || !is_valid_value(&value) {
            return Ok(false);
        }
    }
    let mut headers = cx.get_atom(message, &ordinary.keys.out_headers)?;
    if headers.is_nullish() {
        headers = cx.null_object();
        cx.set_atom(message, &ordinary.keys.out_headers, headers.clone())?;
    }
    let entry = cx.array([name.clone(), value.clone()]);
    let key = cx.atom(&String::from_utf8_lossy(&text).to_ascii_lowercase());
    cx.define_atom(&headers, &key, entry)?;
    Ok(true)
}
