//! The bindings `encoding_binding` (UTF-8) and `icu` (every other encoding, and UTF-8 in pieces).

use std::cell::RefCell;

use encoding_rs::{Decoder, DecoderResult, Encoding, REPLACEMENT};

use crate::engine::{Binding, Call, Class, Cx, Error, ErrorClass, Fields, Instance, Result, Value};

/// Where `encodeInto` leaves how many UTF-16 units it read and how many bytes it wrote.
const RESULTS: &str = "encodeIntoResults";

pub(super) fn bind(binding: &Binding) -> Result<()> {
    binding.value(RESULTS, Fields::new(binding.cx(), 2)?.array())?;
    binding.function("encodeInto", 2, encode_into)?;
    binding.function("encodeUtf8String", 1, |call: &Call| -> Result<Value> {
        let text = call.cx().text(call.arg(0))?;
        call.cx().uint8_array(text.to_utf8().into_owned().into_bytes())
    })?;
    binding.function("decodeUTF8", 3, decode_utf8)?;
    binding.function("toASCII", 1, |call: &Call| -> Result<String> { Ok(ada_url::Idna::ascii(&call.string(0)?)) })?;
    binding.function("toUnicode", 1, |call: &Call| -> Result<String> { Ok(ada_url::Idna::unicode(&call.string(0)?)) })
}

pub(super) fn bind_converters(binding: &Binding) -> Result<()> {
    binding.function("getConverter", 2, get_converter)?;
    binding.function("decode", 3, convert)
}

/// `encodeInto(text, target)`: as many whole characters as fit. The receiver is the binding.
fn encode_into(call: &Call) -> Result<()> {
    let text = call.cx().text(call.arg(0))?;
    let text = text.to_utf8();
    let target = call.bytes_mut(1)?;
    let mut count = text.len().min(target.len());
    while !text.is_char_boundary(count) {
        count -= 1;
    }
    target[..count].copy_from_slice(&text.as_bytes()[..count]);
    let read = if text.is_ascii() { count } else { text[..count].encode_utf16().count() };

    let array = call.cx().get(call.this(), RESULTS)?;
    let cells = call.cx().bytes(&array).ok_or_else(|| Error::type_error("Illegal invocation"))?;
    for (cell, number) in cells.chunks_exact_mut(size_of::<u32>()).zip([read, count]) {
        // Strings and buffers are shorter than 4 GiB in this engine.
        cell.copy_from_slice(&(number as u32).to_ne_bytes());
    }
    Ok(())
}

/// The bytes of a buffer source; none of a detached one.
fn source<'a>(call: &Call<'a>, index: usize, name: &str) -> Result<&'a [u8]> {
    let value = call.arg(index);
    if let Some(bytes) = call.cx().bytes(value) {
        return Ok(bytes);
    }
    if value.is_object() && call.cx().has(value, "byteLength")? {
        return Ok(&[]);
    }
    Err(Error::coded(
        ErrorClass::TypeError,
        "ERR_INVALID_ARG_TYPE",
        format!("The \"{name}\" argument must be an instance of SharedArrayBuffer, ArrayBuffer or ArrayBufferView."),
    ))
}

/// `decodeUTF8(bytes, ignoreBOM, fatal)`: text, or undefined where `fatal` forbids what is malformed.
fn decode_utf8(call: &Call) -> Result<Option<Value>> {
    // The argument's name is Node's, too.
    let mut bytes = source(call, 0, "list")?;
    if !call.bool(1) {
        bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    }
    Ok(match std::str::from_utf8(bytes) {
        Ok(text) => Some(call.cx().string(text)),
        Err(_) if call.bool(2) => None,
        Err(_) => Some(call.cx().string(&String::from_utf8_lossy(bytes))),
    })
}

/// What `getConverter` and `decode` are told, Node's numbers.
const FLUSH: u32 = 1;
const FATAL: u32 = 2;
const IGNORE_BOM: u32 = 4;

/// A decoder between two pieces of a stream.
struct Converter {
    encoding: &'static Encoding,
    flags: u32,
    decoder: RefCell<Decoder>,
}

impl Class for Converter {
    const NAME: &'static str = "Converter";
}

impl Converter {
    fn fresh_decoder(encoding: &'static Encoding, flags: u32) -> Decoder {
        if flags & IGNORE_BOM != 0 {
            encoding.new_decoder_without_bom_handling()
        } else {
            encoding.new_decoder_with_bom_removal()
        }
    }
}

/// `getConverter(name, flags)`; undefined for an encoding that cannot be decoded.
fn get_converter(call: &Call) -> Result<Option<Instance<Converter>>> {
    let (name, flags) = (call.string(0)?, call.u32(1)?);
    Ok(Encoding::for_label(name.as_bytes()).filter(|encoding| *encoding != REPLACEMENT).map(|encoding| {
        let decoder = RefCell::new(Converter::fresh_decoder(encoding, flags));
        Instance(Converter { encoding, flags, decoder })
    }))
}

/// `decode(converter, bytes, flags)`: text, or undefined for malformed bytes where the converter is fatal.
fn convert(call: &Call) -> Result<Option<Value>> {
    let converter = call.arg_as::<Converter>(0)?;
    let flush = call.u32(2)? & FLUSH != 0;
    let bytes = source(call, 1, "input")?;
    let mut decoder = converter.decoder.borrow_mut();
    let text = decode(&mut decoder, call.cx(), bytes, flush, converter.flags & FATAL != 0);
    // An error ends a stream as its end does.
    if flush || text.is_none() {
        *decoder = Converter::fresh_decoder(converter.encoding, converter.flags);
    }
    Ok(text)
}

fn decode(decoder: &mut Decoder, cx: Cx, bytes: &[u8], flush: bool, fatal: bool) -> Option<Value> {
    let room = decoder.max_utf16_buffer_length(bytes.len()).expect("the bytes fit in memory");
    let mut units = vec![0; room];
    let written = if fatal {
        let (result, _, written) = decoder.decode_to_utf16_without_replacement(bytes, &mut units, flush);
        match result {
            DecoderResult::InputEmpty => written,
            DecoderResult::Malformed(..) => return None,
            DecoderResult::OutputFull => unreachable!("the buffer holds the longest output"),
        }
    } else {
        let (_, _, written, _) = decoder.decode_to_utf16(bytes, &mut units, flush);
        written
    };
    Some(cx.string_utf16(&units[..written]))
}
