//! The binding `message_port`.

use std::rc::Rc;

use super::port::{Port, PortHooks, hooks, open_port, open_with, queue_full};
use super::groups::broadcast;
use super::seat::{QUEUE_DEPTH_MAX, channel, channel_of, join};
use crate::engine::{Binding, Call, Result, Value};
use crate::runtime;
use crate::web::clone::Message;

pub(super) fn bind(binding: &Binding) -> Result<()> {
    let cx = binding.cx();
    cx.define_class::<Port>(|_| Ok(()))?;
    binding.function("setHooks", 5, |call: &Call| {
        let value = |index: usize| call.arg(index).clone();
        runtime::current().keep(Rc::new(PortHooks {
            prototype: value(0),
            initialise: value(1),
            emit: value(2),
            closed: value(3),
            post_with: value(4),
            message: call.cx().string("message"),
            message_error: call.cx().string("messageerror"),
        }));
    })?;
    binding.function("createChannel", 0, |call: &Call| -> Result<Value> {
        let cx = call.cx();
        let (first, second) = channel();
        Ok(cx.array([open_port(cx, first)?, open_port(cx, second)?]))
    })?;
    binding.function("joinGroup", 3, |call: &Call| -> Result<Value> {
        open_with(call.cx(), join(&call.string(0)?), call.arg(1), call.arg(2))
    })?;
    // `createLink(depth, prototype, initialise)`: an object with that prototype, and a port to be sent away.
    binding.function("createLink", 3, |call: &Call| -> Result<Value> {
        let cx = call.cx();
        let (near, far) = channel_of(call.usize(0)?.clamp(1, QUEUE_DEPTH_MAX));
        Ok(cx.array([open_with(cx, near, call.arg(1), call.arg(2))?, open_port(cx, far)?]))
    })?;
    // `adopt(port, prototype, initialise)`: the port as an object with that prototype.
    binding.function("adopt", 3, |call: &Call| -> Result<Option<Value>> {
        let seat = port(call)?.0.leave();
        seat.map(|seat| open_with(call.cx(), seat, call.arg(1), call.arg(2))).transpose()
    })?;
    // `tryPost(port, value, transfers, label)`: how many messages wait, this one included; -1 if it was not taken.
    binding.function("tryPost", 4, |call: &Call| -> Result<i64> {
        let (cx, port) = (call.cx(), port(call)?);
        let transfer = transfers(call)?;
        let label = call.i32(3)?;
        let moves = !transfer.is_empty();
        let make = || {
            let mut message = Message::write(cx, call.arg(1), transfer)?;
            message.label = label;
            Ok(message)
        };
        let waiting = if moves { port.0.make_and_send(make)? } else { port.0.try_send(make()?).ok() };
        Ok(waiting.map_or(-1, |waiting| waiting as i64))
    })?;
    // `receiveWith(port, receiver)`: each message is `receiver(value, label)` from now on.
    binding.function("receiveWith", 2, |call: &Call| -> Result<()> {
        port(call)?.0.set_receiver(call.arg(1).clone());
        Ok(())
    })?;
    binding.function("whenFree", 2, |call: &Call| -> Result<()> {
        port(call)?.0.when_free(call.arg(1).clone());
        Ok(())
    })?;
    // `broadcast(group, value)`: how many members hear it; -1 if one of them does not take more.
    binding.function("broadcast", 2, |call: &Call| -> Result<i64> {
        let message = Message::write(call.cx(), call.arg(1), Vec::new())?;
        Ok(broadcast(&call.string(0)?, 0, &message).map_or(-1, |reached| reached as i64))
    })?;
    binding.function("isPort", 1, |call: &Call| call.arg(0).native::<Port>().is_some())?;
    binding.function("isOpen", 1, |call: &Call| -> Result<bool> { Ok(port(call)?.0.is_open()) })?;
    // `MessagePort.prototype.postMessage(message, options)`: mostly there are no options.
    binding.function("postMessage", 0, |call: &Call| -> Result<Value> {
        let (cx, port) = (call.cx(), call.this_as::<Port>()?);
        if call.is_empty() || !call.arg(1).is_undefined() {
            return cx.call(&hooks(cx)?.post_with, call.this(), call.args());
        }
        port.0.send(Message::write(cx, call.arg(0), Vec::new())?)?;
        Ok(Value::UNDEFINED)
    })?;
    binding.function("post", 3, post)?;
    binding.function("start", 1, |call: &Call| -> Result<()> {
        port(call)?.0.start();
        Ok(())
    })?;
    binding.function("stop", 1, |call: &Call| -> Result<()> {
        port(call)?.0.stop();
        Ok(())
    })?;
    binding.function("close", 1, |call: &Call| -> Result<()> {
        port(call)?.0.close();
        Ok(())
    })?;
    binding.function("drain", 1, |call: &Call| -> Result<()> {
        port(call)?.0.drain();
        Ok(())
    })?;
    binding.function("reference", 2, |call: &Call| -> Result<()> {
        port(call)?.0.reference(call.bool(1));
        Ok(())
    })?;
    binding.function("hasRef", 1, |call: &Call| -> Result<bool> { Ok(port(call)?.0.is_referenced()) })?;
    binding.function("receive", 2, |call: &Call| -> Result<Value> {
        match port(call)?.0.receive() {
            Some(message) => message.read(call.cx()),
            None => Ok(call.arg(1).clone()),
        }
    })
}

fn port<'a>(call: &'a Call) -> Result<&'a Port> {
    call.arg_as::<Port>(0)
}

/// The third argument: a list of objects, or undefined.
fn transfers(call: &Call) -> Result<Vec<Value>> {
    if call.arg(2).is_undefined() { Ok(Vec::new()) } else { call.cx().elements(call.arg(2)) }
}

/// `post(port, value, transfers)`: false when the other end itself was sent, so that the channel is lost.
fn post(call: &Call) -> Result<bool> {
    let (cx, port) = (call.cx(), port(call)?);
    let transfer = transfers(call)?;
    let id = port.0.seat_id();
    let sends_peer = transfer
        .iter()
        .filter_map(Value::native::<Port>)
        .any(|other| id.is_some() && other.0.seat_id() == id && !Rc::ptr_eq(&other.0, &port.0));
    if !transfer.is_empty() && !sends_peer {
        let sent = port.0.make_and_send(|| Message::write(cx, call.arg(1), transfer))?;
        return sent.map(|_| true).ok_or_else(queue_full);
    }
    let message = Message::write(cx, call.arg(1), transfer)?;
    if sends_peer {
        // Nobody can receive it any more: the port closes, and the message with its port is dropped.
        drop(message);
        port.0.close();
        return Ok(false);
    }
    port.0.send(message)?;
    Ok(true)
}
