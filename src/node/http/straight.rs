//! What ordinary programs do with a body, done without the scripts: they listen for "data" and "end", and are told.
//!
//! `incoming_body.js` is the definition of what happens. A case is here only if the outcome is the same: one listener of
//! an event (or, of "end", several), nothing patched, a message that nobody has looked at as a stream. Whatever else goes
//! to the scripts' functions, before anything of it was done here. A request with 1 KiB of JSON that is read so takes
//! 102,000 instructions instead of 131,000, parsing and answering included; one whose body nobody reads 46,000 instead of
//! 138,000.

use std::cell::RefCell;
use std::rc::Rc;

use super::native_connection::HttpConnection;
use super::ordinary::{bits, keys};
use crate::engine::{Atom, Binding, Call, Cx, Error, Result, Value};

/// What is held for listeners that are not told at once is the scripts' business from this size on.
const HELD_BYTES_MAX: usize = 64 << 10;

thread_local! {
    static STRAIGHT: RefCell<Option<Rc<Straight>>> = const { RefCell::new(None) };
}

/// What the scripts told of messages.
struct Straight {
    keys: Keys,
    bits: Bits,
    /// `EventEmitter.prototype.emit` as nobody patched it.
    emit: Value,
    /// `tick(callback, argument)`
    tick: Value,
    /// Goes on with a message that has become a stream meanwhile.
    flow: Value,
    /// The scripts' functions of the same names.
    on: Value,
    start: Value,
    emit_end: Value,
    emit_close: Value,
    /// Those that stand for them.
    native_start: Value,
    native_emit_end: Value,
    native_emit_close: Value,
}

keys! {
    data = "data", end = "end", error = "error", close = "close", aborted = "aborted", resume = "resume",
    new_listener = "newListener", events = "_events", events_count = "_eventsCount", emit = "emit",
    complete = "complete", read_more = "readMore", destroy = "destroy",
    capture = "kCapture", emitting = "kEmitting", bits = "kBits", native = "kNative", state = "kState",
    held = "kHeld", decoder = "kDecoder",
}

bits! {
    complete = "kComplete", consuming = "kConsuming", dumped = "kDumped", straight = "kStraight", data = "kStraightData",
    end = "kStraightEnd", ended = "kStraightEnded", destroyed = "kStraightDestroyed", closed = "kStraightClosed",
    waits = "kStraightWaits",
}

/// Gives the binding `ordinaryBody(description)`, which returns the functions to use for `on`, `start`, `emitEnd` and
/// `emitClose`.
pub(super) fn bind(binding: &Binding) -> Result<()> {
    crate::engine::at_end(|| STRAIGHT.set(None));
    binding.function("ordinaryBody", 1, |call: &Call| -> Result<Value> {
        let (cx, given) = (call.cx(), call.arg(0));
        let get = |name: &str| cx.get(given, name);
        let straight = Straight {
            keys: Keys::new(cx, &get("symbols")?)?,
            bits: Bits::new(cx, &get("bits")?)?,
            emit: get("emit")?,
            tick: get("tick")?,
            flow: get("flow")?,
            on: get("on")?,
            start: get("start")?,
            emit_end: get("emitEnd")?,
            emit_close: get("emitClose")?,
            native_start: cx.function("start", 1, start),
            native_emit_end: cx.function("emitEnd", 1, emit_end),
            native_emit_close: cx.function("emitClose", 1, emit_close),
        };
        let natives = cx.object();
        cx.set(&natives, "on", cx.function("on", 2, on))?;
        cx.set(&natives, "start", straight.native_start.clone())?;
        cx.set(&natives, "emitEnd", straight.native_emit_end.clone())?;
        cx.set(&natives, "emitClose", straight.native_emit_close.clone())?;
        STRAIGHT.set(Some(Rc::new(straight)));
        Ok(natives)
    })
}

/// What the scripts told, if they have.
fn straight() -> Option<Rc<Straight>> {
    STRAIGHT.with_borrow(Clone::clone)
}

/// Tells a request of a piece of its body, or holds it for the listeners. False, and nothing was done, if a script has to.
pub(super) fn deliver(cx: Cx, request: &Value, data: &[u8]) -> Result<bool> {
    let Some(straight) = straight().filter(|_| request.is_object()) else { return Ok(false) };
    let (keys, bits) = (&straight.keys, &straight.bits);
    let flags = straight.flags(cx, request)?;
    if flags & bits.straight == 0 || !cx.get_atom(request, &keys.state)?.is_null() {
        return Ok(false);
    }
    if flags & bits.dumped != 0 {
        return Ok(true);
    }
    if flags & bits.waits != 0 {
        if data.len() >= HELD_BYTES_MAX || !cx.get_atom(request, &keys.held)?.is_null() {
            return Ok(false);
        }
        // Text that is whole may as well be held as text.
        let Some(piece) = straight.piece(cx, request, data)? else { return Ok(false) };
        cx.set_atom(request, &keys.held, cx.array([piece]))?;
        return Ok(true);
    }
    let Some(listener) = straight.listener(cx, request, &keys.data)?.filter(Value::is_function) else { return Ok(false) };
    let Some(piece) = straight.piece(cx, request, data)? else { return Ok(false) };
    straight.set_flags(cx, request, flags | bits.data)?;
    cx.call(&listener, request, &[piece])?;
    Ok(true)
}

/// Tells a request of its body's end, without trailers. False, and nothing was done, if a script has to.
pub(super) fn deliver_end(cx: Cx, request: &Value) -> Result<bool> {
    let Some(straight) = straight().filter(|_| request.is_object()) else { return Ok(false) };
    let (keys, bits) = (&straight.keys, &straight.bits);
    let flags = straight.flags(cx, request)?;
    let is_plain = flags & bits.straight != 0
        && cx.get_atom(request, &keys.state)?.is_null()
        && straight.has_no_rest(cx, request)?
        && !cx.has_own(request, &keys.complete)?;
    if !is_plain {
        return Ok(false);
    }
    straight.set_flags(cx, request, flags | bits.complete | bits.end)?;
    if flags & bits.waits == 0 {
        straight.tick(cx, &straight.native_emit_end, request)?;
    }
    Ok(true)
}

/// Lets a message that somebody has just begun to listen to flow from the next tick on.
pub(super) fn begin(cx: Cx, message: &Value) -> Result<()> {
    straight().ok_or_else(|| Error::type_error("Illegal invocation"))?.begin(cx, message)
}

impl Straight {
    fn begin(&self, cx: Cx, message: &Value) -> Result<()> {
        let (flags, bits) = (self.flags(cx, message)?, &self.bits);
        // Without a body there is nobody to tell of its end.
        let end = if flags & bits.complete != 0 { bits.end } else { 0 };
        self.set_flags(cx, message, flags | bits.straight | bits.consuming | bits.waits | end)?;
        self.tick(cx, &self.native_start, message).map(drop)
    }

    fn flags(&self, cx: Cx, message: &Value) -> Result<i32> {
        Ok(cx.get_atom(message, &self.keys.bits)?.as_i32().unwrap_or(0))
    }

    fn set_flags(&self, cx: Cx, message: &Value, flags: i32) -> Result<()> {
        cx.set_atom(message, &self.keys.bits, Value::from(flags))
    }

    fn tick(&self, cx: Cx, callback: &Value, message: &Value) -> Result<Value> {
        cx.call(&self.tick, &Value::UNDEFINED, &[callback.clone(), message.clone()])
    }

    /// The listeners of a message that has no stream's state and emits as all do: an object or undefined.
    fn events(&self, cx: Cx, message: &Value) -> Result<Option<Value>> {
        let keys = &self.keys;
        let is_plain = message.is_object()
            && cx.get_atom(message, &keys.state)?.is_null()
            && cx.get_atom(message, &keys.emit)?.is(&self.emit)
            && cx.get_atom(message, &keys.capture)?.as_bool() == Some(false);
        if is_plain { cx.get_atom(message, &keys.events).map(Some) } else { Ok(None) }
    }

    /// What listens for an event on such a message.
    fn listener(&self, cx: Cx, message: &Value, event: &Atom) -> Result<Option<Value>> {
        match self.events(cx, message)? {
            Some(events) => of(cx, &events, event).map(Some),
            None => Ok(None),
        }
    }

    /// Calls one listener or several, as `emit` does.
    fn tell(&self, cx: Cx, message: &Value, listeners: &Value) -> Result<()> {
        if listeners.is_function() {
            return cx.call(listeners, message, &[]).map(drop);
        }
        let emitting = |change: i32| -> Result<()> {
            let count = cx.get_atom(listeners, &self.keys.emitting)?.as_i32().unwrap_or(0);
            cx.set_atom(listeners, &self.keys.emitting, Value::from(count + change))
        };
        emitting(1)?;
        let mut told = Ok(());
        let mut at = 0;
        while told.is_ok() && at < cx.length(listeners)? {
            told = cx.call(&cx.get_index(listeners, at)?, message, &[]).map(drop);
            at += 1;
        }
        emitting(-1)?;
        told
    }

    /// Bytes as the program wants them, if that takes no decoder.
    fn piece(&self, cx: Cx, message: &Value, data: &[u8]) -> Result<Option<Value>> {
        let decoder = cx.get_atom(message, &self.keys.decoder)?;
        if decoder.is_null() {
            return cx.buffer(data.to_vec()).map(Some);
        }
        let text = if decoder.is_string() { std::str::from_utf8(data).ok() } else { None };
        Ok(text.map(|text| cx.string(text)))
    }

    /// Whether no decoder may have kept the beginning of a character.
    fn has_no_rest(&self, cx: Cx, message: &Value) -> Result<bool> {
        let decoder = cx.get_atom(message, &self.keys.decoder)?;
        Ok(decoder.is_null() || decoder.is_string())
    }

    /// Reads on behind what was held.
    fn read_more(&self, cx: Cx, message: &Value, flags: i32) -> Result<()> {
        let native = cx.get_atom(message, &self.keys.native)?;
        match native.native::<HttpConnection>() {
            Some(peer) if flags & self.bits.complete == 0 => {
                if let Some(connection) = peer.0.connection() {
                    connection.resume();
                }
            }
            _ => {
                let read_more = cx.get_atom(&native, &self.keys.read_more)?;
                cx.call(&read_more, &native, &[message.clone()])?;
            }
        }
        Ok(())
    }
}

/// A property of what may be undefined.
fn of(cx: Cx, object: &Value, key: &Atom) -> Result<Value> {
    if object.is_object() { cx.get_atom(object, key) } else { Ok(Value::UNDEFINED) }
}

fn scripted(call: &Call, pick: fn(&Straight) -> &Value) -> Result<Value> {
    let straight = straight().ok_or_else(|| Error::type_error("Illegal invocation"))?;
    call.cx().call(pick(&straight), call.this(), call.args())
}

/// `message.on(event, listener)`.
fn on(call: &Call) -> Result<Value> {
    if try_on(call)? { Ok(call.this().clone()) } else { scripted(call, |straight| &straight.on) }
}

fn try_on(call: &Call) -> Result<bool> {
    let (cx, message, event, listener) = (call.cx(), call.this(), call.arg(0), call.arg(1));
    let Some(straight) = straight() else { return Ok(false) };
    if !message.is_object() || !event.is_string() || !listener.is_function() {
        return Ok(false);
    }
    let keys = &straight.keys;
    let has_no_state = cx.get_atom(message, &keys.state)?.is_null() && cx.get_atom(message, &keys.native)?.is_object();
    let key = cx.key(event);
    let is_known = [&keys.data, &keys.end, &keys.error, &keys.close, &keys.aborted].contains(&&key);
    if !has_no_state || !is_known {
        return Ok(false);
    }
    let events = cx.get_atom(message, &keys.events)?;
    if events.is_undefined() {
        let events = cx.null_object();
        cx.define_atom(&events, &key, listener.clone())?;
        cx.set_atom(message, &keys.events, events)?;
        cx.set_atom(message, &keys.events_count, Value::from(1))?;
    } else {
        let is_first = events.is_object()
            && cx.get_atom(&events, &key)?.is_undefined()
            && cx.get_atom(&events, &keys.new_listener)?.is_undefined();
        let Some(count) = cx.get_atom(message, &keys.events_count)?.as_i32().filter(|_| is_first) else {
            return Ok(false);
        };
        cx.set_atom(&events, &key, listener.clone())?;
        cx.set_atom(message, &keys.events_count, Value::from(count + 1))?;
    }
    if key == keys.data && straight.flags(cx, message)? & straight.bits.straight == 0 {
        straight.begin(cx, message)?;
    }
    Ok(true)
}

/// The tick in which a message begins to flow.
fn start(call: &Call) -> Result<Value> {
    if try_start(call)? { Ok(Value::UNDEFINED) } else { scripted(call, |straight| &straight.start) }
}

fn try_start(call: &Call) -> Result<bool> {
    let (cx, message) = (call.cx(), call.arg(0));
    let Some(straight) = straight() else { return Ok(false) };
    let (keys, bits) = (&straight.keys, &straight.bits);
    let Some(events) = straight.events(cx, message)? else { return Ok(false) };
    let held = cx.get_atom(message, &keys.held)?;
    let is_plain = of(cx, &events, &keys.resume)?.is_undefined()
        && straight.has_no_rest(cx, message)?
        && (held.is_null() || held.is_array() && cx.length(&held)? == 1);
    if !is_plain {
        return Ok(false);
    }
    let flags = straight.flags(cx, message)? & !bits.waits;
    if held.is_null() {
        straight.set_flags(cx, message, flags)?;
        if flags & bits.end != 0 {
            straight.tick(cx, &straight.native_emit_end, message)?;
        }
        return Ok(true);
    }
    let listener = of(cx, &events, &keys.data)?;
    let piece = cx.get_index(&held, 0)?;
    let wants_text = !cx.get_atom(message, &keys.decoder)?.is_null();
    if !listener.is_function() || piece.is_string() != wants_text {
        return Ok(false);
    }
    straight.set_flags(cx, message, flags | bits.data)?;
    cx.set_atom(message, &keys.held, Value::NULL)?;
    if let Err(error) = cx.call(&listener, message, &[piece]) {
        let thrown = error.into_value(cx);
        // What comes behind is told all the same, in a tick of its own.
        if cx.get_atom(message, &keys.state)?.is_null() {
            cx.set_atom(message, &keys.held, cx.array([]))?;
            straight.set_flags(cx, message, straight.flags(cx, message)? | bits.waits)?;
            straight.tick(cx, &straight.native_start, message)?;
        }
        return Err(cx.throw(thrown));
    }
    // Somebody looked: the rest is the stream's, which goes on as streams do.
    if !cx.get_atom(message, &keys.state)?.is_null() {
        cx.call(&straight.flow, &Value::UNDEFINED, &[message.clone()])?;
        return Ok(true);
    }
    let flags = straight.flags(cx, message)?;
    if flags & bits.end != 0 {
        straight.tick(cx, &straight.native_emit_end, message)?;
    } else {
        straight.read_more(cx, message, flags)?;
    }
    Ok(true)
}

/// The tick in which a message tells of its end.
fn emit_end(call: &Call) -> Result<Value> {
    if try_emit_end(call)? { Ok(Value::UNDEFINED) } else { scripted(call, |straight| &straight.emit_end) }
}

fn try_emit_end(call: &Call) -> Result<bool> {
    let (cx, message) = (call.cx(), call.arg(0));
    let Some(straight) = straight() else { return Ok(false) };
    let (keys, bits) = (&straight.keys, &straight.bits);
    let Some(listener) = straight.listener(cx, message, &keys.end)? else { return Ok(false) };
    straight.set_flags(cx, message, straight.flags(cx, message)? | bits.ended)?;
    if !listener.is_undefined() {
        straight.tell(cx, message, &listener)?;
        if !cx.get_atom(message, &keys.state)?.is_null() {
            cx.call(&cx.get_atom(message, &keys.destroy)?, message, &[])?;
            return Ok(true);
        }
    }
    straight.set_flags(cx, message, straight.flags(cx, message)? | bits.destroyed)?;
    straight.tick(cx, &straight.native_emit_close, message)?;
    Ok(true)
}

/// The tick in which a message that nobody listens to any more is over.
fn emit_close(call: &Call) -> Result<Value> {
    if try_emit_close(call)? { Ok(Value::UNDEFINED) } else { scripted(call, |straight| &straight.emit_close) }
}

fn try_emit_close(call: &Call) -> Result<bool> {
    let (cx, message) = (call.cx(), call.arg(0));
    let Some(straight) = straight() else { return Ok(false) };
    let (keys, bits) = (&straight.keys, &straight.bits);
    let Some(events) = straight.events(cx, message)? else { return Ok(false) };
    if !of(cx, &events, &keys.close)?.is_undefined() {
        return Ok(false);
    }
    straight.set_flags(cx, message, straight.flags(cx, message)? | bits.closed)?;
    // Listeners refer to the request as a rule: without them it is freed at once.
    let mut own = 0;
    for event in [&keys.data, &keys.end, &keys.error, &keys.aborted] {
        own += i32::from(!of(cx, &events, event)?.is_undefined());
    }
    if events.is_object() && cx.get_atom(message, &keys.events_count)?.as_i32() == Some(own) {
        cx.set_atom(message, &keys.events, Value::UNDEFINED)?;
        cx.set_atom(message, &keys.events_count, Value::from(0))?;
    }
    Ok(true)
}
