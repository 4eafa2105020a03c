//! A natively served connection becomes an ordinary socket, which the scripts serve from there on.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use super::native_connection::{Peer, peer};
use super::parser::HttpParser;
use crate::engine::{Call, Cx, Result, Value};
use crate::http::codec::encode::Body;
use crate::http::server::{Left, OpenResponse};
use crate::node::net;
use crate::runtime::door;

/// `leave()`: what is left of the connection, undefined if it is over. See [`estate`].
pub(super) fn leave(call: &Call) -> Result<Value> {
    let peer = peer(call)?;
    let Some(connection) = peer.connection() else { return Ok(Value::UNDEFINED) };
    let Some(left) = connection.leave() else { return Ok(Value::UNDEFINED) };
    let estate = estate(call.cx(), peer, left)?;
    if let Some(owner) = peer.owner.upgrade() {
        // The parser is still to be given away.
        peer.abandoned.replace(Some(connection.clone()));
        owner.remove(&connection, peer);
    }
    Ok(estate)
}

/// An object: `handle`, the stream's; `unsent`, a buffer or undefined; `open`, for each response that is not complete
/// `[response, streams, chunked, ended, last, limitReached, held, began]`; `finishing`, complete responses whose last bytes
/// are in `unsent`; `current`, the response whose request is still being read; `ending`, `paused`, `requests`.
pub(super) fn estate(cx: Cx, peer: &Rc<Peer>, left: Left) -> Result<Value> {
    let object = cx.object();
    cx.set(&object, "handle", net::make_stream(left.stream)?)?;
    if !left.unsent.is_empty() {
        cx.set(&object, "unsent", cx.buffer(left.unsent)?)?;
    }
    let owed = peer.owed.take();
    let mut open = Vec::new();
    for response in left.responses {
        if let Some((_, value)) = owed.iter().find(|(id, _)| *id == response.id) {
            open.push((response.id, entry(cx, value.clone(), response)?));
        }
    }
    let finishing: Vec<Value> =
        owed.iter().filter(|(id, _)| !open.iter().any(|(known, _)| known == id)).map(|(_, value)| value.clone()).collect();
    let reading = peer.reading.take();
    if left.in_message
        && let Some(current) = reading.or_else(|| owed.back().map(|(_, value)| value.clone()))
    {
        cx.set(&object, "current", current)?;
    }
    cx.set(&object, "open", cx.array(open.into_iter().map(|(_, entry)| entry)))?;
    cx.set(&object, "finishing", cx.array(finishing))?;
    cx.set(&object, "ending", Value::from(left.ending))?;
    cx.set(&object, "paused", Value::from(left.paused))?;
    cx.set(&object, "requests", Value::from(left.requests))?;
    Ok(object)
}

fn entry(cx: Cx, value: Value, response: OpenResponse) -> Result<Value> {
    let held = cx.buffer(response.held)?;
    let flags = [
        response.streaming.is_some(),
        response.streaming == Some(Body::Chunked),
        response.ended,
        response.last,
        response.limit_reached,
    ];
    let began = Value::from(response.began_ns as f64);
    Ok(cx.array(std::iter::once(value).chain(flags.map(Value::from)).chain([held, began])))
}

/// `bequeath(parser)`: the connection's parser goes on as `parser`, an `HTTPParser`. What was read and not parsed is
/// returned, or, if the connection is in the midst of telling something, told behind that with the server's `onrest`.
pub(super) fn bequeath(call: &Call) -> Result<Value> {
    let peer = peer(call)?;
    let Some(connection) = peer.abandoned.take() else { return Ok(Value::UNDEFINED) };
    let heir = call.arg(0).clone();
    let life = heir.native::<HttpParser>().map(HttpParser::life);
    let Some(life) = life else { return Ok(Value::UNDEFINED) };
    let at_once = Rc::new(RefCell::new(None));
    let told_now = at_once.clone();
    let owner = peer.owner.clone();
    let object = peer.object();
    let within = Rc::new(Cell::new(true));
    let is_now = within.clone();
    let waited_for = connection.request_count() == 0;
    connection.bequeath(Box::new(move |parser, rest| {
        // Freed meanwhile, it may be another connection's.
        let Some(target) = heir.native::<HttpParser>() else { return };
        let in_message = parser.in_message();
        // Without bytes only the end of a message may be due.
        if !target.adopt(parser, life, waited_for) || (rest.is_empty() && !in_message) {
            return;
        }
        if is_now.get() {
            told_now.replace(Some(rest.to_vec()));
            return;
        }
        if let Some(server) = owner.upgrade().and_then(|owner| owner.js()) {
            let rest = rest.to_vec();
            door::enter_with(|cx| cx.invoke(&server, "onrest", &[object, cx.buffer(rest)?]));
        }
    }));
    within.set(false);
    let rest = at_once.take();
    match rest {
        Some(rest) => call.cx().buffer(rest),
        None => Ok(Value::UNDEFINED),
    }
}
