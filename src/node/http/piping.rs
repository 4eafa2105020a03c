//! A pipe from one message to another, as proxies have them both ways, without the scripts.
//!
//! `message_pipe.js` stays the definition of what happens. Here is the case that almost every pipe is: nobody patched the
//! destination, nobody else listens for its ends, and the source has no stream's state. Then to begin a pipe, to pass a
//! piece on and to end it cost one call each instead of five to ten; whatever else is found goes to the scripts' own
//! functions.

use std::cell::RefCell;
use std::rc::Rc;

use super::native_connection::{HttpConnection, write_piece};
use super::ordinary::{bits, has_own_functions, keys};
use super::straight;
use crate::engine::{Atom, Binding, Call, Cx, Error, Result, Value};

thread_local! {
    static PIPES: RefCell<Option<Rc<Pipes>>> = const { RefCell::new(None) };
}

keys! {
    events = "_events", events_count = "_eventsCount",
    emit = "emit", on = "on", once = "once", prepend_listener = "prependListener", remove_listener = "removeListener",
    write = "write", end = "end", data = "data", error = "error", close = "close", finish = "finish", unpipe = "unpipe",
    pipe_event = "pipe", new_listener = "newListener", drain = "drain", pause = "pause",
    bits = "kBits", state = "kState", pipe = "kPipe", source = "kSource", emitting = "kEmitting",
    transport = "kTransport", dest_bits = "kDestBits", dest_native = "kDestNative", head = "kHead", id = "kId",
    corked = "kCorked",
}

bits! {
    straight_end = "kStraightEnd", straight_paused = "kStraightPaused",
    destroyed = "kDestroyed", finished = "kFinished", wants_drain = "kWantsDrain", header_sent = "kHeaderSent",
    has_body = "kHasBody", strict_length = "kStrictContentLength",
}

macro_rules! functions {
    ($($field:ident = $name:literal),* $(,)?) => {
        /// The scripts' functions.
        struct Functions { $($field: Value),* }

        impl Functions {
            fn new(cx: Cx, given: &Value) -> Result<Functions> {
                Ok(Functions { $($field: cx.get(given, $name)?),* })
            }
        }
    };
}

functions! {
    emit = "emit", on = "on", once = "once", prepend_listener = "prependListener", remove_listener = "removeListener",
    write = "write",
    // A pipe's listeners, and the tables of those of a source and of a destination that have no others.
    onerror = "onerror", onclose = "onclose", onunpipe = "onunpipe", source_events = "sourceEvents", dest_events = "destEvents",
    // What is done here only in the usual case.
    pipe = "pipe", pass_on = "passOn", finished = "finished", wait_for_drain = "waitForDrain",
}

struct Pipes {
    keys: Keys,
    bits: Bits,
    functions: Functions,
    onend: Value,
    ondata: Value,
    onfinish: Value,
}

fn pipes() -> Rc<Pipes> {
    PIPES.with_borrow(Clone::clone).expect("prepared with the first pipe")
}

/// Gives the binding `preparePipes(description)`, which returns the function to use for
/// `pipeMessage`, and the listeners that every pipe has.
pub(super) fn bind(binding: &Binding) -> Result<()> {
    let cx = binding.cx();
    crate::engine::at_end(|| {
        PIPES.set(None);
    });
    // Listeners, which find their pipe by their receiver.
    binding.value("onend", cx.function("onend", 0, |call: &Call| pipes().end(call.cx(), call.this())))?;
    binding.value("ondata", cx.function("ondata", 1, |call: &Call| {
        pipes().pass_on(call.cx(), call.this(), call.arg(0))
    }))?;
    binding.value("onfinish", cx.function("onfinish", 0, |call: &Call| pipes().finished(call.cx(), call.this())))?;
    binding.function("preparePipes", 1, |call: &Call| -> Result<Value> {
        let (cx, given) = (call.cx(), call.arg(0));
        let made = Pipes {
            keys: Keys::new(cx, &cx.get(given, "symbols")?)?,
            bits: Bits::new(cx, &cx.get(given, "bits")?)?,
            functions: Functions::new(cx, &cx.get(given, "functions")?)?,
            onend: cx.get(given, "onend")?,
            ondata: cx.get(given, "ondata")?,
            onfinish: cx.get(given, "onfinish")?,
        };
        PIPES.set(Some(Rc::new(made)));
        Ok(cx.function("pipeMessage", 2, |call: &Call| pipes().connect(call.cx(), call.arg(0), call.arg(1))))
    })
}

impl Pipes {
    fn bits_of(&self, cx: Cx, message: &Value, key: &Atom) -> Result<i32> {
        Ok(cx.get_atom(message, key)?.as_i32().unwrap_or(0))
    }

    /// `source.pipe(dest)`: true if that was done.
    fn connect(&self, cx: Cx, source: &Value, dest: &Value) -> Result<Value> {
        if let Some(events) = self.takes(cx, source, dest)? {
            self.listen(cx, source, dest, &events)?;
            return Ok(Value::from(true));
        }
        cx.call(&self.functions.pipe, &Value::UNDEFINED, &[source.clone(), dest.clone()])
    }

    /// The destination's table of listeners, undefined if it has none, where everything is as usual.
    fn takes(&self, cx: Cx, source: &Value, dest: &Value) -> Result<Option<Value>> {
        let (keys, functions) = (&self.keys, &self.functions);
        if !dest.is_object() || !cx.get_atom(dest, &keys.transport)?.is_object() {
            return Ok(None);
        }
        if !cx.get_atom(source, &keys.pipe)?.is_null() || !cx.get_atom(dest, &keys.source)?.is_null() {
            return Ok(None);
        }
        let own = [
            (&keys.emit, &functions.emit),
            (&keys.on, &functions.on),
            (&keys.once, &functions.once),
            (&keys.prepend_listener, &functions.prepend_listener),
            (&keys.remove_listener, &functions.remove_listener),
        ];
        if !has_own_functions(cx, dest, &own)? {
            return Ok(None);
        }
        let bits = self.bits_of(cx, dest, &keys.dest_bits)?;
        if bits & (self.bits.destroyed | self.bits.finished | self.bits.wants_drain) != 0 {
            return Ok(None);
        }
        let events = cx.get_atom(dest, &keys.events)?;
        if events.is_object() {
            for key in [&keys.new_listener, &keys.unpipe, &keys.close, &keys.finish, &keys.pipe_event] {
                if !cx.get_atom(&events, key)?.is_undefined() {
                    return Ok(None);
                }
            }
            let error = cx.get_atom(&events, &keys.error)?;
            if !error.is_undefined() && !error.is_function() {
                return Ok(None);
            }
        }
        let listeners = cx.get_atom(source, &keys.events)?;
        if listeners.is_object() {
            let end = cx.get_atom(&listeners, &keys.end)?;
            let is_usual = cx.get_atom(&listeners, &keys.new_listener)?.is_undefined()
                && cx.get_atom(&listeners, &keys.data)?.is_undefined()
                && (end.is_undefined() || end.is_function());
            if !is_usual {
                return Ok(None);
            }
        }
        Ok(Some(events))
    }

    /// What every pipe listens for, where everybody sees it.
    fn listen(&self, cx: Cx, source: &Value, dest: &Value, dest_events: &Value) -> Result<()> {
        let (keys, functions) = (&self.keys, &self.functions);
        cx.set_atom(source, &keys.pipe, dest.clone())?;
        cx.set_atom(dest, &keys.source, source.clone())?;
        let events = cx.get_atom(source, &keys.events)?;
        if events.is_object() {
            let end = cx.get_atom(&events, &keys.end)?;
            let count = self.bits_of(cx, source, &keys.events_count)?;
            let (end, more) = if end.is_undefined() {
                (self.onend.clone(), 2)
            } else {
                (self.list(cx, [end, self.onend.clone()])?, 1)
            };
            cx.set_atom(&events, &keys.end, end)?;
            cx.set_atom(&events, &keys.data, self.ondata.clone())?;
            cx.set_atom(source, &keys.events_count, Value::from(count + more))?;
        } else {
            cx.set_atom(source, &keys.events, cx.clone_template(&functions.source_events)?)?;
            cx.set_atom(source, &keys.events_count, Value::from(2))?;
        }
        if dest_events.is_object() {
            let count = self.bits_of(cx, dest, &keys.events_count)?;
            let error = cx.get_atom(dest_events, &keys.error)?;
            let (error, more) = if error.is_undefined() {
                (functions.onerror.clone(), 4)
            } else {
                (self.list(cx, [functions.onerror.clone(), error])?, 3)
            };
            cx.set_atom(dest_events, &keys.unpipe, functions.onunpipe.clone())?;
            cx.set_atom(dest_events, &keys.error, error)?;
            cx.set_atom(dest_events, &keys.close, functions.onclose.clone())?;
            cx.set_atom(dest_events, &keys.finish, self.onfinish.clone())?;
            cx.set_atom(dest, &keys.events_count, Value::from(count + more))?;
        } else {
            cx.set_atom(dest, &keys.events, cx.clone_template(&functions.dest_events)?)?;
            cx.set_atom(dest, &keys.events_count, Value::from(4))?;
        }
        straight::begin(cx, source)
    }

    /// Two listeners for one event.
    fn list(&self, cx: Cx, listeners: [Value; 2]) -> Result<Value> {
        let list = cx.array(listeners);
        cx.set_atom(&list, &self.keys.emitting, Value::from(0))?;
        Ok(list)
    }

    /// Writes to a destination as its `write` does: whether it takes more. `None` if that takes the scripts.
    fn put(&self, cx: Cx, dest: &Value, piece: &[u8]) -> Result<Option<bool>> {
        let (keys, bits) = (&self.keys, &self.bits);
        let native = cx.get_atom(dest, &keys.dest_native)?;
        let Some(connection) = native.native::<HttpConnection>() else { return Ok(None) };
        let dest_bits = self.bits_of(cx, dest, &keys.dest_bits)?;
        let is_usual = dest_bits & (bits.finished | bits.destroyed | bits.strict_length | bits.has_body) == bits.has_body
            && !cx.get_atom(dest, &keys.head)?.is_null()
            && cx.get_atom(dest, &keys.corked)?.as_i32() == Some(0)
            && cx.get_atom(dest, &keys.write)?.is(&self.functions.write);
        if !is_usual {
            return Ok(None);
        }
        let id = cx.get_atom(dest, &keys.id)?.as_f64().unwrap_or(0.0) as u32;
        let Some(status) = write_piece(&connection.0, id, piece, dest_bits & bits.header_sent == 0)? else {
            return Ok(None);
        };
        let mut dest_bits = dest_bits | bits.header_sent;
        if status == 0 {
            dest_bits |= bits.wants_drain;
        }
        cx.set_atom(dest, &keys.dest_bits, Value::from(dest_bits))?;
        Ok(Some(status != 0))
    }

    /// The source's listener for "data".
    fn pass_on(&self, cx: Cx, source: &Value, chunk: &Value) -> Result<Value> {
        let dest = cx.get_atom(source, &self.keys.pipe)?;
        if dest.is_object()
            && let Some(bytes) = cx.bytes(chunk)
            && let Some(takes_more) = self.put(cx, &dest, bytes)?
        {
            if !takes_more {
                cx.call(&self.functions.wait_for_drain, &Value::UNDEFINED, &[source.clone(), dest])?;
            }
            return Ok(Value::UNDEFINED);
        }
        cx.call(&self.functions.pass_on, source, &[chunk.clone()])
    }

    /// The source's listener for "end". One in front of it may have undone the pipe.
    fn end(&self, cx: Cx, source: &Value) -> Result<Value> {
        let dest = cx.get_atom(source, &self.keys.pipe)?;
        if dest.is_object() {
            cx.call(&cx.get_atom(&dest, &self.keys.end)?, &dest, &[])?;
        }
        Ok(Value::UNDEFINED)
    }

    /// The destination's listener for "finish": the pipe is over.
    fn finished(&self, cx: Cx, dest: &Value) -> Result<Value> {
        let keys = &self.keys;
        let source = cx.get_atom(dest, &keys.source)?;
        if source.is_object() && cx.get_atom(&source, &keys.state)?.is_null() {
            let bits = self.bits_of(cx, &source, &keys.bits)?;
            let events = cx.get_atom(dest, &keys.events)?;
            if bits & self.bits.straight_end != 0 && self.detach(cx, &source, dest, &events)? {
                cx.set_atom(&source, &keys.bits, Value::from(bits | self.bits.straight_paused))?;
                return Ok(Value::UNDEFINED);
            }
        }
        cx.call(&self.functions.finished, dest, &[])
    }

    /// Takes the pipe's listeners off both ends, where they are as they were given; false, and nothing was done, if not.
    fn detach(&self, cx: Cx, source: &Value, dest: &Value, dest_events: &Value) -> Result<bool> {
        let (keys, functions) = (&self.keys, &self.functions);
        let events = cx.get_atom(source, &keys.events)?;
        if !events.is_object() {
            return Ok(false);
        }
        let own = [
            (&keys.unpipe, &functions.onunpipe),
            (&keys.close, &functions.onclose),
            (&keys.finish, &self.onfinish),
        ];
        if !has_own_functions(cx, dest_events, &own)? || !cx.get_atom(&events, &keys.data)?.is(&self.ondata) {
            return Ok(false);
        }
        for (table, key) in [
            (dest_events, &keys.remove_listener),
            (dest_events, &keys.drain),
            (&events, &keys.remove_listener),
            (&events, &keys.pause),
        ] {
            if !cx.get_atom(table, key)?.is_undefined() {
                return Ok(false);
            }
        }
        let (error, end) = (cx.get_atom(dest_events, &keys.error)?, cx.get_atom(&events, &keys.end)?);
        let (Some(error), Some(end)) =
            (self.without(cx, &error, &functions.onerror)?, self.without(cx, &end, &self.onend)?)
        else {
            return Ok(false);
        };
        let gone = |value: &Value| i32::from(value.is_undefined());
        let counts = [(dest, 3 + gone(&error)), (source, 1 + gone(&end))];
        for key in [&keys.unpipe, &keys.close, &keys.finish] {
            cx.set_atom(dest_events, key, Value::UNDEFINED)?;
        }
        cx.set_atom(dest_events, &keys.error, error)?;
        cx.set_atom(&events, &keys.data, Value::UNDEFINED)?;
        cx.set_atom(&events, &keys.end, end)?;
        for (emitter, fewer) in counts {
            let count = self.bits_of(cx, emitter, &keys.events_count)?;
            cx.set_atom(emitter, &keys.events_count, Value::from(count - fewer))?;
        }
        cx.set_atom(source, &keys.pipe, Value::NULL)?;
        cx.set_atom(dest, &keys.source, Value::NULL)?;
        Ok(true)
    }

    /// What is listened for without `listener`, of at most one other; `None` if there are more.
    fn without(&self, cx: Cx, listeners: &Value, listener: &Value) -> Result<Option<Value>> {
        if listeners.is(listener) {
            return Ok(Some(Value::UNDEFINED));
        }
        if !listeners.is_array() || cx.length(listeners)? != 2 {
            return Ok(None);
        }
        let (first, second) = (cx.get_index(listeners, 0)?, cx.get_index(listeners, 1)?);
        Ok(if first.is(listener) {
            Some(second)
        } else if second.is(listener) {
            Some(first)
        } else {
            None
        })
    }
}
