//! The binding `websocket`.

use std::rc::Rc;

use super::link::{Link, Opening};
use crate::engine::{Binding, Call, Class, Error, ErrorClass, Instance, Result};
use crate::http::websocket::Opcode;
use crate::web::dial::Proxy;

/// The JavaScript side of a connection.
struct LinkObject(Rc<Link>);

impl Class for LinkObject {
    const NAME: &'static str = "WebSocketLink";
}

/// What RFC 6455, section 1.3, puts behind the key.
const GUID: &str = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

pub(super) fn bind(binding: &Binding) -> Result<()> {
    binding.cx().define_class::<LinkObject>(|proto| {
        // `send(data)`: a string, or bytes. True if all of it has left; otherwise the sink's `ondrain` will tell.
        proto.method("send", 1, |call: &Call| -> Result<bool> {
            let link = &call.this_as::<LinkObject>()?.0;
            let data = call.arg(0);
            if !data.is_string() {
                return Ok(link.send(Opcode::Binary, call.bytes(0)?));
            }
            let text = call.cx().text(data)?;
            if text.is_ascii() {
                return Ok(link.send(Opcode::Text, &text));
            }
            Ok(link.send(Opcode::Text, text.to_utf8().as_bytes()))
        })?;
        proto.method("ping", 1, |call: &Call| -> Result<bool> {
            Ok(call.this_as::<LinkObject>()?.0.send(Opcode::Ping, call.bytes(0)?))
        })?;
        // `close(code, reason)`; the code may be null.
        proto.method("close", 2, |call: &Call| -> Result<()> {
            let code = call.arg(0).as_i32().map(|code| code as u16);
            call.this_as::<LinkObject>()?.0.close(code, call.string(1)?.as_bytes());
            Ok(())
        })?;
        proto.method("destroy", 0, |call: &Call| -> Result<()> {
            call.this_as::<LinkObject>()?.0.destroy();
            Ok(())
        })
    })?;
    binding.function("open", 6, open)?;
    // A fresh `Sec-WebSocket-Key`, and what its answer has to be.
    binding.function("key", 0, |call: &Call| -> Result<_> {
        let mut bytes = [0; 16];
        rustix::rand::getrandom(&mut bytes[..], rustix::rand::GetRandomFlags::empty())
            .map_err(|errno| Error::errno(errno.raw_os_error(), "getrandom"))?;
        let key = openssl::base64::encode_block(&bytes);
        let digest = openssl::sha::sha1(format!("{key}{GUID}").as_bytes());
        let cx = call.cx();
        Ok(cx.array([cx.string(&key), cx.string(&openssl::base64::encode_block(&digest))]))
    })
}

/// `open(host, port, target, fields, sink, proxy)`: fields are a flat array of names and values in Latin-1; the proxy is
/// null, or as [`Proxy::from_value`] takes it.
fn open(call: &Call) -> Result<Instance<LinkObject>> {
    let cx = call.cx();
    let latin1 = |value| -> Result<Vec<u8>> { Ok(cx.utf16(value)?.into_iter().map(|unit| unit as u8).collect()) };
    let values = cx.elements(call.arg(3))?;
    let mut fields = Vec::with_capacity(values.len() / 2);
    for pair in values.chunks_exact(2) {
        fields.push((latin1(&pair[0])?, latin1(&pair[1])?));
    }
    let port = u16::try_from(call.u32(1)?)
        .map_err(|_| Error::coded(ErrorClass::RangeError, "ERR_OUT_OF_RANGE", "a port has 16 bits"))?;
    let proxy = Proxy::from_value(cx, call.arg(5))?;
    let opening = Opening { host: call.string(0)?, port, target: latin1(call.arg(2))?, fields, proxy };
    Ok(Instance(LinkObject(Link::open(opening, call.arg(4).clone()))))
}
