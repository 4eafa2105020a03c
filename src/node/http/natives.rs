//! The binding `http_parser`: Node's, and what `node:http` leaves to Rust besides.

use super::connections::{self, ConnectionsList};
use super::head::{self, HeaderBlock};
use super::parser::{self, HttpParser};
use crate::engine::{Binding, Call, Cx, Result, Value};
use crate::http::codec::{Lenient, Method, date, is_valid_name, status};

pub(super) fn bind(binding: &Binding) -> Result<()> {
    let cx = binding.cx();
    cx.define_class::<HeaderBlock>(head::methods)?;
    cx.define_class::<ConnectionsList>(connections::methods)?;
    cx.define_class::<HttpParser>(parser::methods)?;
    let class = cx.constructor::<HttpParser, _>(0, |_: &Call| Ok(HttpParser::default()))?;
    constants(cx, &class)?;
    binding.value("HTTPParser", class)?;
    let list = cx.constructor::<ConnectionsList, _>(0, |_: &Call| Ok(ConnectionsList::default()))?;
    binding.value("ConnectionsList", list)?;

    let known = Method::ALL.iter().filter_map(|name| Method::parse(name.as_bytes()));
    binding.value("methods", cx.array(known.filter(|method| method.is_http()).map(|method| cx.string(method.name()))))?;
    binding.value("allMethods", cx.array(Method::ALL.iter().map(|name| cx.string(name))))?;
    let codes = cx.object();
    for (code, reason) in status::codes() {
        cx.set(&codes, &code.to_string(), cx.string(reason))?;
    }
    binding.value("statusCodes", codes)?;

    binding.function("utcDate", 0, |call: &Call| -> Value { call.cx().string_latin1(&date::now()) })?;
    binding.function("isHttpToken", 1, |call: &Call| -> Result<bool> {
        Ok(is_valid_name(&call.cx().text(call.arg(0))?))
    })?;
    binding.function("hasInvalidHeaderChar", 2, has_invalid_char)
}

fn constants(cx: Cx, class: &Value) -> Result<()> {
    let numbers = [
        ("REQUEST", parser::REQUEST),
        ("RESPONSE", parser::RESPONSE),
        ("kOnMessageBegin", parser::ON_MESSAGE_BEGIN as i32),
        ("kOnHeaders", parser::ON_HEADERS as i32),
        ("kOnHeadersComplete", parser::ON_HEADERS_COMPLETE as i32),
        ("kOnBody", parser::ON_BODY as i32),
        ("kOnMessageComplete", parser::ON_MESSAGE_COMPLETE as i32),
        ("kOnExecute", parser::ON_EXECUTE as i32),
        ("kOnTimeout", parser::ON_TIMEOUT as i32),
        ("kOnHead", parser::ON_HEAD as i32),
    ];
    let lenient = [
        ("kLenientNone", Lenient::NONE),
        ("kLenientHeaders", Lenient::HEADERS),
        ("kLenientChunkedLength", Lenient::CHUNKED_LENGTH),
        ("kLenientKeepAlive", Lenient::KEEP_ALIVE),
        ("kLenientTransferEncoding", Lenient::TRANSFER_ENCODING),
        ("kLenientVersion", Lenient::VERSION),
        ("kLenientDataAfterClose", Lenient::DATA_AFTER_CLOSE),
        ("kLenientOptionalLFAfterCR", Lenient::OPTIONAL_LF_AFTER_CR),
        ("kLenientOptionalCRLFAfterChunk", Lenient::OPTIONAL_CRLF_AFTER_CHUNK),
        ("kLenientOptionalCRBeforeLF", Lenient::OPTIONAL_CR_BEFORE_LF),
        ("kLenientSpacesAfterChunkSize", Lenient::SPACES_AFTER_CHUNK_SIZE),
        ("kLenientHeaderValueRelaxed", Lenient::HEADER_VALUE_RELAXED),
        ("kLenientAll", Lenient::ALL),
    ];
    for (name, number) in numbers {
        cx.set(class, name, Value::from(number))?;
    }
    for (name, Lenient(bits)) in lenient {
        cx.set(class, name, Value::from(i32::from(bits)))?;
    }
    Ok(())
}

/// `hasInvalidHeaderChar(value, lenient)`: strictly RFC 9110, 5.5; leniently what `fetch` takes.
fn has_invalid_char(call: &Call) -> Result<bool> {
    let lenient = call.bool(1);
    let text = call.cx().text(call.arg(0))?;
    let valid = |unit: u16| match unit {
        0 | 10 | 13 => false,
        _ if lenient => unit < 256,
        9 | 32..=126 | 128..=255 => true,
        _ => false,
    };
    if text.is_ascii() {
        return Ok(!text.iter().all(|byte| valid(u16::from(*byte))));
    }
    Ok(!call.cx().utf16(call.arg(0))?.into_iter().all(valid))
}
