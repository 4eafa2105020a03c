//! The binding `http_client`: requests on pooled connections.

use std::rc::Rc;

use super::exchange::{Exchange, ExchangeObject, Request, RequestBody};
use super::pool::{Origin, Pool};
use crate::engine::{Binding, Call, Class, Error, Instance, Result, Value};
use crate::http::client::RequestError;
use crate::http::codec::{is_valid_name, is_valid_value};
use crate::web::dial::Proxy;

/// A client: its connections serve any origin.
struct Client(Rc<Pool>);

impl Class for Client {
    const NAME: &'static str = "HttpClient";
}

pub(super) fn bind(binding: &Binding) -> Result<()> {
    let cx = binding.cx();
    cx.define_class::<Client>(|proto| proto.method("send", 8, send))?;
    cx.define_class::<ExchangeObject>(|proto| {
        proto.method("write", 1, |call: &Call| -> Result<bool> {
            let bytes = call.bytes(0)?;
            call.this_as::<ExchangeObject>()?.0.write(bytes).map_err(refused)
        })?;
        proto.method("end", 0, |call: &Call| call.this_as::<ExchangeObject>()?.0.finish().map_err(refused))?;
        proto.method("pause", 0, |call: &Call| -> Result<()> {
            call.this_as::<ExchangeObject>()?.0.pause(true);
            Ok(())
        })?;
        proto.method("resume", 0, |call: &Call| -> Result<()> {
            call.this_as::<ExchangeObject>()?.0.pause(false);
            Ok(())
        })?;
        proto.method("abort", 0, |call: &Call| -> Result<()> {
            call.this_as::<ExchangeObject>()?.0.abort();
            Ok(())
        })
    })?;
    binding.function("plainFields", 1, plain_fields)?;
    // `digest(algorithm, bytes)`: in base64.
    binding.function("digest", 2, |call: &Call| -> Result<String> {
        let bytes = call.bytes(1)?;
        Ok(match call.string(0)?.as_str() {
            "sha256" => openssl::base64::encode_block(&openssl::sha::sha256(bytes)),
            "sha384" => openssl::base64::encode_block(&openssl::sha::sha384(bytes)),
            "sha512" => openssl::base64::encode_block(&openssl::sha::sha512(bytes)),
            other => return Err(Error::type_error(format!("no digest of integrity metadata: {other}"))),
        })
    })?;
    binding.value("HttpClient", cx.constructor::<Client, _>(0, |_: &Call| Ok(Client(Rc::default())))?)
}

fn refused(error: RequestError) -> Error {
    Error::type_error(match error {
        RequestError::Gone => "other side closed",
        RequestError::Unfinished => "the request is not complete",
        RequestError::HeadMissing => "the request is complete",
        RequestError::TrailerInvalid => "trailers need chunks",
    })
}

/// `send(host, port, method, target, fields, body, sink, proxy)`: fields are a flat array of names and values in Latin-1;
/// the body is bytes, null for none, or true for one that follows; the proxy is null, or as [`Proxy::from_value`] takes it.
fn send(call: &Call) -> Result<Instance<ExchangeObject>> {
    let cx = call.cx();
    let latin1 = |value| -> Result<Vec<u8>> { Ok(cx.utf16(value)?.into_iter().map(|unit| unit as u8).collect()) };
    let values = cx.elements(call.arg(4))?;
    let mut fields = Vec::with_capacity(values.len() / 2);
    for pair in values.chunks_exact(2) {
        fields.push((latin1(&pair[0])?, latin1(&pair[1])?));
    }
    let body = match call.arg(5) {
        value if value.is_null() => RequestBody::None,
        value if value.as_bool() == Some(true) => RequestBody::Streamed,
        _ => RequestBody::Whole(call.bytes(5)?.to_vec()),
    };
    let request = Request {
        origin: Origin {
            host: call.string(0)?,
            port: call.u32(1)? as u16,
            proxy: Proxy::from_value(cx, call.arg(7))?.map(Rc::new),
        },
        method: latin1(call.arg(2))?,
        target: latin1(call.arg(3))?,
        fields,
        body,
    };
    let pool = &call.this_as::<Client>()?.0;
    Ok(Instance(ExchangeObject(Exchange::start(pool, request, call.arg(6).clone()))))
}

/// `plainFields(object)`: the names and values of an object as a flat array, if they can be a message's fields as they
/// are: strings, valid, each name once. Undefined for any other object, which is for the scripts to look at.
fn plain_fields(call: &Call) -> Result<Value> {
    let (cx, object) = (call.cx(), call.arg(0));
    if !object.is_object() || object.is_array() || object.is_native() || cx.proxy_parts(object).is_some() {
        return Ok(Value::UNDEFINED);
    }
    let own = cx.own_keys(object, true, true)?;
    let mut flat = Vec::with_capacity(own.len() * 2);
    let mut names: Vec<String> = Vec::with_capacity(own.len());
    for own in own {
        let (name, value) = (cx.key_value(&own.key), cx.get_atom(object, &own.key)?);
        if !name.is_string() || !value.is_string() {
            return Ok(Value::UNDEFINED);
        }
        let (text, bytes) = (cx.text(&name)?, cx.text(&value)?);
        let is_padded = [bytes.first(), bytes.last()].into_iter().flatten().any(|byte| matches!(byte, b' ' | b'\t'));
        if !is_valid_name(&text) || !bytes.is_ascii() || !is_valid_value(&bytes) || is_padded {
            return Ok(Value::UNDEFINED);
        }
        let lower = text.to_utf8().to_ascii_lowercase();
        if names.contains(&lower) {
            return Ok(Value::UNDEFINED);
        }
        names.push(lower);
        flat.extend([name, value]);
    }
    Ok(cx.array(flat))
}
