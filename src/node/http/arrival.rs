//! A request as the web way of serving sees it: one native object that the lazy `Request` asks for its parts, and that
//! its `Response` is sent through. Programs are handed the object itself as the second argument of their handler.

use std::cell::Cell;
use std::net::SocketAddr;
use std::rc::Rc;

use shards::net::Address;

use super::head::HeaderBlock;
use super::native_connection::{Peer, end_response, with_utf8};
use super::stored_head::{HeadStart, head_flag};
use crate::engine::{Binding, Call, Class, Cx, Error, Result, Value};
use crate::http::server::{Connection, RequestId};

/// See the module's page.
pub(super) struct Arrival {
    pub(super) peer: Rc<Peer>,
    pub(super) id: RequestId,
    pub(super) block: HeaderBlock,
    pub(super) method: Value,
    pub(super) target: Box<[u8]>,
    pub(super) is_head: bool,
    pub(super) head_sent: Cell<bool>,
}

impl Class for Arrival {
    const NAME: &'static str = "ServeInfo";
}

/// Gives the binding `http_arrival`. Its functions take the object first.
pub(super) fn bind(binding: &Binding) -> Result<()> {
    binding.cx().define_class::<Arrival>(|proto| {
        proto.getter("remoteAddress", |call: &Call| host(call, Connection::peer_address))?;
        proto.getter("remotePort", |call: &Call| port(call, Connection::peer_address))?;
        proto.getter("localAddress", |call: &Call| host(call, Connection::local_address))?;
        proto.getter("localPort", |call: &Call| port(call, Connection::local_address))
    })?;
    binding.function("method", 1, |call: &Call| -> Result<Value> { Ok(arrival(call)?.method.clone()) })?;
    binding.function("target", 1, |call: &Call| -> Result<Value> {
        Ok(call.cx().string_latin1(&arrival(call)?.target))
    })?;
    binding.function("url", 1, |call: &Call| -> Result<Value> {
        let arrival = arrival(call)?;
        Ok(plain_url(arrival).map_or(Value::UNDEFINED, |url| call.cx().string_latin1(&url)))
    })?;
    binding.function("fields", 1, |call: &Call| -> Result<Value> {
        Ok(arrival(call)?.block.flat(call.cx(), 0, usize::MAX))
    })?;
    binding.function("reply", 6, reply)?;
    binding.function("start", 5, start)?;
    binding.function("write", 2, write)?;
    binding.function("end", 1, |call: &Call| -> Result<i32> {
        let arrival = arrival(call)?;
        end_response(&arrival.peer, arrival.id.0, b"", false, &[])
    })?;
    binding.function("proceed", 1, |call: &Call| -> Result<bool> {
        let arrival = arrival(call)?;
        let connection = arrival.peer.connection();
        Ok(connection.is_some_and(|connection| connection.write_informational(arrival.id, 100, []).is_ok()))
    })?;
    binding.function("pause", 1, |call: &Call| with(call, |connection| connection.pause()))?;
    binding.function("resume", 1, |call: &Call| with(call, |connection| connection.resume()))?;
    binding.function("destroy", 1, |call: &Call| with(call, |connection| connection.destroy()))
}

fn arrival<'a>(call: &Call<'a>) -> Result<&'a Arrival> {
    call.arg_as::<Arrival>(0)
}

fn with(call: &Call, body: impl FnOnce(&Rc<Connection>)) -> Result<()> {
    if let Some(connection) = arrival(call)?.peer.connection() {
        body(&connection);
    }
    Ok(())
}

fn address(call: &Call, get: fn(&Connection) -> std::io::Result<Address>) -> Result<Option<SocketAddr>> {
    let address = call.this_as::<Arrival>()?.peer.connection().and_then(|connection| get(&connection).ok());
    Ok(match address {
        Some(Address::Ip(address)) => Some(address),
        _ => None,
    })
}

fn host(call: &Call, get: fn(&Connection) -> std::io::Result<Address>) -> Result<Value> {
    Ok(address(call, get)?.map_or(Value::UNDEFINED, |address| call.cx().string(&address.ip().to_string())))
}

fn port(call: &Call, get: fn(&Connection) -> std::io::Result<Address>) -> Result<Value> {
    Ok(address(call, get)?.map_or(Value::UNDEFINED, |address| Value::from(i32::from(address.port()))))
}

/// The request's URL, where a parser would leave host and target as they are; that is nearly always.
fn plain_url(arrival: &Arrival) -> Option<Vec<u8>> {
    let host = arrival.block.first(b"host")?;
    let is_name = |byte: &u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b".-:".contains(byte);
    // A port of its own keeps; the scheme's is left out. What looks like an address is the parser's to read.
    let (name, port) = match host.iter().position(|byte| *byte == b':') {
        Some(at) => (&host[..at], Some(&host[at + 1..])),
        None => (host, None),
    };
    let is_plain_port = port.is_none_or(|port| {
        (1..=5).contains(&port.len()) && port[0] != b'0' && port != b"80" && port.iter().all(u8::is_ascii_digit)
            && (port.len() < 5 || port <= b"65535".as_slice())
    });
    let is_address = name.rsplit(|byte| *byte == b'.').next().is_none_or(|last| {
        last.first().is_none_or(u8::is_ascii_digit)
    });
    let is_plain_address = is_address && is_dotted(name);
    let target = &*arrival.target;
    // `.` after a slash may be a step of a path, `%2e` too.
    let keeps = |byte: &u8| byte.is_ascii_alphanumeric() || b"/?&=-_~+,;:@!$*()".contains(byte) || *byte == b'.';
    let is_plain = host.iter().all(is_name)
        && !name.starts_with(b"xn--") && memchr::memmem::find(name, b".xn--").is_none()
        && (!is_address || is_plain_address)
        && is_plain_port
        && target.first() == Some(&b'/')
        && target.iter().all(keeps)
        && memchr::memmem::find(target, b"/.").is_none();
    if !is_plain {
        return None;
    }
    let mut url = Vec::with_capacity(7 + host.len() + target.len());
    url.extend_from_slice(b"http://");
    url.extend_from_slice(host);
    url.extend_from_slice(target);
    Some(url)
}

/// Four numbers as a parser writes them.
fn is_dotted(name: &[u8]) -> bool {
    let text = std::str::from_utf8(name).unwrap_or_default();
    text.parse::<std::net::Ipv4Addr>().is_ok_and(|address| address.to_string() == text)
}

/// Stores a response's head in the connection. `fields` is a flat array of checked names and values, or undefined;
/// `media_type` is added unless there is one.
fn store(cx: Cx, arrival: &Arrival, call: &Call, flags: i32) -> Result<()> {
    let reason = call.arg(2);
    let reason = if reason.is_undefined() { None } else { Some(latin1(cx, reason)?) };
    let start = HeadStart { id: arrival.id.0, status: call.i32(1)? as u16, reason, flags };
    let mut head = arrival.peer.head.borrow_mut();
    head.store(cx, start, call.arg(3))?;
    let media_type = call.arg(4);
    if media_type.is_string() && !head.has(b"content-type") {
        head.push(b"content-type", &latin1(cx, media_type)?);
    }
    Ok(())
}

fn latin1(cx: Cx, value: &Value) -> Result<Vec<u8>> {
    let text = cx.text(value)?;
    if text.is_ascii() {
        return Ok(text.to_vec());
    }
    Ok(cx.utf16(value)?.into_iter().map(|unit| unit as u8).collect())
}

/// `reply(arrival, status, reason, fields, type, body)`: a whole response. 1: all of it has left.
fn reply(call: &Call) -> Result<i32> {
    let (cx, arrival) = (call.cx(), arrival(call)?);
    if arrival.head_sent.replace(true) {
        return Ok(-1);
    }
    store(cx, arrival, call, head_flag::DATE | head_flag::KEEP_ALIVE | head_flag::WHOLE)?;
    with_utf8(cx, call.arg(5), |body| {
        if arrival.is_head && !body.is_empty() {
            let mut head = arrival.peer.head.borrow_mut();
            if !head.has(b"content-length") {
                head.push(b"content-length", body.len().to_string().as_bytes());
            }
        }
        end_response(&arrival.peer, arrival.id.0, body, true, &[])
    })?
}

/// `start(arrival, status, reason, fields, type)`: the head of a response whose body follows.
fn start(call: &Call) -> Result<bool> {
    let (cx, arrival) = (call.cx(), arrival(call)?);
    if arrival.head_sent.replace(true) {
        return Ok(false);
    }
    store(cx, arrival, call, head_flag::DATE | head_flag::KEEP_ALIVE)?;
    let Some(connection) = arrival.peer.connection() else { return Ok(false) };
    let head = arrival.peer.head.borrow();
    Ok(connection.write_head(arrival.id, &head.response(), head.fields()).is_ok())
}

/// `write(arrival, bytes)`. 1: go on; 0: `ondrain` will tell; -1: the connection is gone.
fn write(call: &Call) -> Result<i32> {
    let arrival = arrival(call)?;
    let Some(connection) = arrival.peer.connection() else { return Ok(-1) };
    let bytes = call.cx().bytes(call.arg(1)).ok_or_else(|| Error::type_error("a body is made of bytes"))?;
    Ok(connection.write(arrival.id, bytes).map_or(-1, i32::from))
}
