//! The binding `buffer`: bytes to strings and back, comparing, searching, filling.

use memchr::memmem;

use super::{codecs, numbers};
use crate::engine::{Binding, Call, Cx, Error, ErrorClass, Result, Value, set_buffer_prototype};

/// The largest buffer, in bytes, as Node 24 has it: 2^53 - 1.
const LENGTH_MAX: f64 = 9_007_199_254_740_991.0;
/// The longest string, in UTF-16 units, as Node 24 has it and the engine is patched to.
const STRING_LENGTH_MAX: i32 = 0x1fff_ffe8;

pub(super) fn bind(binding: &Binding) -> Result<()> {
    binding.value("kMaxLength", LENGTH_MAX)?;
    binding.value("kStringMaxLength", STRING_LENGTH_MAX)?;
    binding.function("setBufferPrototype", 1, |call: &Call| set_buffer_prototype(call.arg(0).clone()))?;
    binding.function("createUnsafeArrayBuffer", 1, create_array_buffer)?;
    binding.function("byteLengthUtf8", 1, |call: &Call| -> Result<usize> { Ok(call.cx().text(call.arg(0))?.len()) })?;
    binding.function("copy", 5, copy)?;
    binding.function("totalLength", 2, total_length)?;
    binding.function("copyAll", 2, copy_all)?;
    binding.function("fill", 4, fill)?;
    binding.function("compare", 2, |call: &Call| -> Result<i32> { Ok(call.bytes(0)?.cmp(call.bytes(1)?) as i32) })?;
    binding.function("compareOffset", 6, compare_offset)?;
    binding
        .function("isUtf8", 1, |call: &Call| -> Result<bool> { Ok(std::str::from_utf8(attached(call, 0)?).is_ok()) })?;
    binding.function("isAscii", 1, |call: &Call| -> Result<bool> { Ok(attached(call, 0)?.is_ascii()) })?;
    binding.function("swap16", 1, |call: &Call| swap::<2>(call))?;
    binding.function("swap32", 1, |call: &Call| swap::<4>(call))?;
    binding.function("swap64", 1, |call: &Call| swap::<8>(call))?;
    numbers::bind(binding)?;
    slices(binding)?;
    writes(binding)?;
    searches(binding)?;
    binding.function("atob", 1, atob)?;
    binding.function("btoa", 1, btoa)
}

fn attached<'a>(call: &Call<'a>, index: usize) -> Result<&'a [u8]> {
    call.bytes(index)
        .map_err(|_| Error::coded(ErrorClass::Error, "ERR_INVALID_STATE", "Cannot validate on a detached buffer"))
}

/// Above this many bytes it is tried whether there is that much memory before it is asked for.
const CAREFUL_LENGTH_MIN: usize = 1 << 20;

/// Memory that is not zeroed would show what others left there; zeroed pages come free from the kernel.
fn create_array_buffer(call: &Call) -> Result<Value> {
    let length = call.f64(0)?;
    let possible = length <= isize::MAX as f64
        && ((length as usize) < CAREFUL_LENGTH_MIN || Vec::<u8>::new().try_reserve_exact(length as usize).is_ok());
    if !possible {
        return Err(Error::range_error("Array buffer allocation failed"));
    }
    call.cx().array_buffer(vec![0; length as usize])
}

/// `copy(source, target, targetStart, sourceStart, count)`; the ranges may overlap.
fn copy(call: &Call) -> Result<()> {
    let (target_start, source_start, count) = (call.usize(2)?, call.usize(3)?, call.usize(4)?);
    let (source, target) = (call.bytes(0)?, call.bytes_mut(1)?);
    let count = count.min(source.len().saturating_sub(source_start)).min(target.len().saturating_sub(target_start));
    if count > 0 {
        let from = source[source_start..].as_ptr();
        let to = target[target_start..].as_mut_ptr();
        crate::engine::copy_overlapping(from, to, count);
    }
    Ok(())
}

/// `totalLength(list, sample)`: bytes in all buffers of a list; or, at the first element that is not of the class of
/// the sample, which is a `Uint8Array`, -1 less its index.
fn total_length(call: &Call) -> Result<i64> {
    let cx = call.cx();
    let mut total = 0;
    for index in 0..cx.length(call.arg(0))? {
        let part = cx.get_index(call.arg(0), index)?;
        match cx.bytes(&part).filter(|_| part.class() == call.arg(1).class()) {
            Some(bytes) => total += bytes.len() as i64,
            None => return Ok(-1 - i64::from(index)),
        }
    }
    Ok(total)
}

/// `copyAll(target, list)`: the buffers one after the other, as far as there is room. Gives the bytes copied.
fn copy_all(call: &Call) -> Result<usize> {
    let cx = call.cx();
    let mut used = 0;
    for index in 0..cx.length(call.arg(1))? {
        let part = cx.get_index(call.arg(1), index)?;
        // Getting an element may run the program's code, so the target is looked at anew.
        let (Some(source), Some(rest)) = (cx.bytes(&part), call.bytes_mut(0)?.get_mut(used..)) else { break };
        let count = source.len().min(rest.len());
        crate::engine::copy_overlapping(source.as_ptr(), rest.as_mut_ptr(), count);
        used += count;
    }
    Ok(used)
}

/// `fill(buf, value, start, end, encoding)`: repeats the bytes of a string or buffer, or a number's low byte.
/// -1 when there are no bytes, -2 out of range.
fn fill(call: &Call) -> Result<i32> {
    let (start, end) = (call.i64(2)?, call.i64(3)?);
    let pattern = if call.arg(1).is_string() {
        encoded(call.cx(), call.arg(1), &call.string(4)?)?
    } else if let Some(bytes) = call.cx().bytes(call.arg(1)) {
        bytes.to_vec()
    } else {
        vec![call.u32(1)? as u8]
    };
    let target = call.bytes_mut(0)?;
    if start < 0 || end > target.len() as i64 {
        return Ok(-2);
    }
    if start >= end {
        return Ok(0);
    }
    if pattern.is_empty() {
        return Ok(-1);
    }
    let target = &mut target[start as usize..end as usize];
    for chunk in target.chunks_mut(pattern.len()) {
        chunk.copy_from_slice(&pattern[..chunk.len()]);
    }
    Ok(0)
}

/// A string's bytes in the encoding of that name; UTF-8 for a name that is none.
fn encoded(cx: Cx, value: &Value, encoding: &str) -> Result<Vec<u8>> {
    Ok(match encoding.to_ascii_lowercase().as_str() {
        "ucs2" | "ucs-2" | "utf16le" | "utf-16le" => needle_bytes(cx, value, UTF16LE)?,
        "latin1" | "binary" | "ascii" => needle_bytes(cx, value, LATIN1)?,
        "hex" => {
            let text = cx.text(value)?;
            let mut bytes = vec![0; text.len() / 2];
            let length = codecs::from_hex(&text, &mut bytes);
            bytes.truncate(length);
            bytes
        }
        "base64" | "base64url" => {
            let text = cx.text(value)?;
            let mut bytes = vec![0; text.len()];
            let length = codecs::from_base64(&text, &mut bytes);
            bytes.truncate(length);
            bytes
        }
        _ => needle_bytes(cx, value, UTF8)?,
    })
}

/// `compareOffset(source, target, targetStart, sourceStart, targetEnd, sourceEnd)`.
fn compare_offset(call: &Call) -> Result<i32> {
    let (target_start, source_start) = (call.usize(2)?, call.usize(3)?);
    let (target_end, source_end) = (call.usize(4)?, call.usize(5)?);
    let (source, target) = (call.bytes(0)?, call.bytes(1)?);
    let out_of_range = |what: &str| {
        Error::coded(ErrorClass::RangeError, "ERR_OUT_OF_RANGE", format!("The value of \"{what}\" is out of range."))
    };
    if source_start > source.len() {
        return Err(out_of_range("sourceStart"));
    }
    if target_start > target.len() {
        return Err(out_of_range("targetStart"));
    }
    let source = &source[source_start..source_end.clamp(source_start, source.len())];
    let target = &target[target_start..target_end.clamp(target_start, target.len())];
    Ok(source.cmp(target) as i32)
}

fn swap<const N: usize>(call: &Call) -> Result<Value> {
    for chunk in call.bytes_mut(0)?.chunks_exact_mut(N) {
        chunk.reverse();
    }
    Ok(call.arg(0).clone())
}

// ---- Bytes to strings: slice(buf, start, end)

/// An argument as an offset or a length: whole, NaN as 0, and refused below it.
fn index(call: &Call, at: usize, otherwise: usize) -> Result<usize> {
    if call.arg(at).is_undefined() {
        return Ok(otherwise);
    }
    let number = match call.arg(at).as_i32() {
        Some(number) => f64::from(number),
        None => call.f64(at)?.trunc(),
    };
    if number < 0.0 { Err(out_of_range()) } else { Ok(number as usize) }
}

fn out_of_range() -> Error {
    Error::coded(ErrorClass::RangeError, "ERR_OUT_OF_RANGE", "Index out of range")
}

fn range<'a>(call: &Call<'a>) -> Result<&'a [u8]> {
    if call.bytes(0)?.is_empty() {
        return Ok(&[]);
    }
    let (start, end) = (index(call, 1, 0)?, index(call, 2, usize::MAX)?);
    // Only now: the conversions may have run the program's code.
    let bytes = call.bytes(0)?;
    let end = if call.arg(2).is_undefined() { bytes.len() } else { end };
    if start >= end {
        return Ok(&[]);
    }
    bytes.get(start..end).ok_or_else(out_of_range)
}

fn checked(units: usize) -> Result<()> {
    if units > STRING_LENGTH_MAX as usize {
        return Err(Error::coded(
            ErrorClass::Error,
            "ERR_STRING_TOO_LONG",
            format!("Cannot create a string longer than 0x{STRING_LENGTH_MAX:x} characters"),
        ));
    }
    Ok(())
}

fn slices(binding: &Binding) -> Result<()> {
    binding.function("utf8Slice", 3, |call: &Call| -> Result<Value> {
        let bytes = range(call)?;
        checked(bytes.len())?;
        Ok(codecs::utf8_string(call.cx(), bytes))
    })?;
    // `utf8Whole(bytes)`: all of them as text, or undefined where the last character is not complete.
    binding.function("utf8Whole", 1, |call: &Call| -> Result<Value> {
        let bytes = call.bytes(0)?;
        if codecs::utf8_tail(bytes) > 0 {
            return Ok(Value::UNDEFINED);
        }
        checked(bytes.len())?;
        Ok(codecs::utf8_string(call.cx(), bytes))
    })?;
    binding.function("latin1Slice", 3, |call: &Call| -> Result<Value> {
        let bytes = range(call)?;
        checked(bytes.len())?;
        Ok(call.cx().string_latin1(bytes))
    })?;
    binding.function("asciiSlice", 3, |call: &Call| -> Result<Value> {
        let bytes = range(call)?;
        checked(bytes.len())?;
        if bytes.is_ascii() {
            return Ok(call.cx().string_latin1(bytes));
        }
        let bytes: Vec<u8> = bytes.iter().map(|byte| byte & 0x7F).collect();
        Ok(call.cx().string_latin1(&bytes))
    })?;
    binding.function("ucs2Slice", 3, |call: &Call| -> Result<Value> {
        let bytes = range(call)?;
        checked(bytes.len() / 2)?;
        let units: Vec<u16> = bytes.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]])).collect();
        Ok(call.cx().string_utf16(&units))
    })?;
    binding.function("hexSlice", 3, |call: &Call| -> Result<Value> {
        let bytes = range(call)?;
        checked(bytes.len() * 2)?;
        Ok(call.cx().string_latin1(&codecs::to_hex(bytes)))
    })?;
    binding.function("base64Slice", 3, |call: &Call| base64_slice(call, codecs::Alphabet::Standard))?;
    binding.function("base64urlSlice", 3, |call: &Call| base64_slice(call, codecs::Alphabet::Url))
}

fn base64_slice(call: &Call, alphabet: codecs::Alphabet) -> Result<Value> {
    let bytes = range(call)?;
    checked(bytes.len().div_ceil(3) * 4)?;
    Ok(call.cx().string_latin1(&codecs::to_base64(bytes, alphabet)))
}

// ---- Strings to bytes: write(buf, string, offset, length), the number of bytes written

fn target<'a>(call: &Call<'a>) -> Result<&'a mut [u8]> {
    let offset = index(call, 2, 0)?;
    if offset > call.bytes(0)?.len() {
        return Err(outside_bounds());
    }
    let length = index(call, 3, usize::MAX)?;
    // Only now: the conversions may have run the program's code.
    let rest = call.bytes_mut(0)?.get_mut(offset..).ok_or_else(outside_bounds)?;
    let length = length.min(rest.len());
    Ok(&mut rest[..length])
}

fn outside_bounds() -> Error {
    Error::coded(ErrorClass::RangeError, "ERR_BUFFER_OUT_OF_BOUNDS", "\"offset\" is outside of buffer bounds")
}

fn string_argument(call: &Call) -> Result<()> {
    if call.arg(1).is_string() {
        return Ok(());
    }
    Err(Error::coded(ErrorClass::TypeError, "ERR_INVALID_ARG_TYPE", "argument must be a string"))
}

fn writes(binding: &Binding) -> Result<()> {
    binding.function("utf8WriteStatic", 4, |call: &Call| -> Result<usize> {
        string_argument(call)?;
        let text = call.cx().text(call.arg(1))?;
        Ok(codecs::write_utf8(&text, target(call)?))
    })?;
    binding.function("latin1WriteStatic", 4, write_latin1)?;
    binding.function("asciiWriteStatic", 4, write_latin1)?;
    binding.function("ucs2Write", 4, |call: &Call| -> Result<usize> {
        string_argument(call)?;
        let units = call.cx().utf16(call.arg(1))?;
        let target = target(call)?;
        let mut written = 0;
        for (pair, unit) in target.chunks_exact_mut(2).zip(units) {
            pair.copy_from_slice(&unit.to_le_bytes());
            written += 2;
        }
        Ok(written)
    })?;
    binding.function("hexWrite", 4, |call: &Call| -> Result<usize> {
        string_argument(call)?;
        let text = call.cx().text(call.arg(1))?;
        Ok(codecs::from_hex(&text, target(call)?))
    })?;
    let base64 = |call: &Call| -> Result<usize> {
        string_argument(call)?;
        let text = call.cx().text(call.arg(1))?;
        Ok(codecs::from_base64(&text, target(call)?))
    };
    // Decoding takes either alphabet, as Node's does.
    binding.function("base64Write", 4, base64)?;
    binding.function("base64urlWrite", 4, base64)
}

fn write_latin1(call: &Call) -> Result<usize> {
    string_argument(call)?;
    let text = call.cx().text(call.arg(1))?;
    let target = target(call)?;
    if text.is_ascii() {
        let count = text.len().min(target.len());
        target[..count].copy_from_slice(&text[..count]);
        return Ok(count);
    }
    let units = call.cx().utf16(call.arg(1))?;
    let count = units.len().min(target.len());
    for (byte, unit) in target.iter_mut().zip(&units) {
        *byte = *unit as u8;
    }
    Ok(count)
}

// ---- Searching

fn searches(binding: &Binding) -> Result<()> {
    binding.function("indexOfNumber", 5, index_of_number)?;
    binding.function("indexOfBuffer", 6, |call: &Call| -> Result<i64> {
        let (offset, wide, forward) = (call.i64(2)?, call.i32(3)? == UTF16LE, call.bool(4));
        let end = call.i64(5)?;
        index_of(call.bytes(0)?, call.bytes(1)?, offset, wide, forward, end)
    })?;
    binding.function("indexOfString", 6, |call: &Call| -> Result<i64> {
        let (offset, encoding, forward) = (call.i64(2)?, call.i32(3)?, call.bool(4));
        let end = call.i64(5)?;
        let needle = needle_bytes(call.cx(), call.arg(1), encoding)?;
        index_of(call.bytes(0)?, &needle, offset, encoding == UTF16LE, forward, end)
    })
}

/// The encodings' numbers, as scripts know them (`encodingsMap`).
const UTF8: i32 = 1;
const UTF16LE: i32 = 3;
const LATIN1: i32 = 4;

fn needle_bytes(cx: Cx, needle: &Value, encoding: i32) -> Result<Vec<u8>> {
    Ok(match encoding {
        UTF16LE => cx.utf16(needle)?.into_iter().flat_map(u16::to_le_bytes).collect(),
        LATIN1 => cx.utf16(needle)?.into_iter().map(|unit| unit as u8).collect(),
        _ => cx.text(needle)?.to_utf8().into_owned().into_bytes(),
    })
}

/// Where a search starts: negative offsets count from the end. `None` when nothing can be found from there.
fn start_of(length: i64, offset: i64, needle: i64, forward: bool) -> Option<i64> {
    let start = if offset < 0 { offset + length } else { offset };
    if start < 0 {
        // Before the first byte: a forward search begins there, a backward one has nothing.
        return if forward || needle == 0 { Some(0) } else { None };
    }
    if start + needle <= length || (start <= length && needle == 0) {
        return Some(start);
    }
    if needle == 0 {
        return Some(length);
    }
    if forward { None } else { (length - needle >= 0).then_some(length - needle) }
}

fn index_of(bytes: &[u8], needle: &[u8], offset: i64, wide: bool, forward: bool, end: i64) -> Result<i64> {
    let length = bytes.len() as i64;
    let bytes = &bytes[..end.clamp(0, length) as usize];
    let length = bytes.len() as i64;
    let Some(start) = start_of(length, offset, needle.len() as i64, forward) else { return Ok(-1) };
    if needle.is_empty() {
        return Ok(start);
    }
    if needle.len() > bytes.len() || (wide && (needle.len() < 2 || bytes.len() < 2)) {
        return Ok(-1);
    }
    let start = start as usize;
    let found = if wide {
        find_wide(bytes, needle, start, forward)
    } else if forward {
        memmem::find(&bytes[start..], needle).map(|at| at + start)
    } else {
        memmem::rfind(&bytes[..(start + needle.len()).min(bytes.len())], needle)
    };
    Ok(found.map_or(-1, |at| at as i64))
}

/// UTF-16 is found at even distances from the start of the buffer only.
fn find_wide(bytes: &[u8], needle: &[u8], start: usize, forward: bool) -> Option<usize> {
    let needle = &needle[..needle.len() & !1];
    let last = bytes.len().checked_sub(needle.len())?;
    let matches = |at: &usize| &bytes[*at..*at + needle.len()] == needle;
    if forward {
        (start & !1..=last).step_by(2).find(matches)
    } else {
        (0..=start.min(last) / 2).rev().map(|unit| unit * 2).find(matches)
    }
}

fn index_of_number(call: &Call) -> Result<i64> {
    let (number, offset, forward, end) = (call.u32(1)? as u8, call.i64(2)?, call.bool(3), call.i64(4)?);
    let bytes = call.bytes(0)?;
    let bytes = &bytes[..end.clamp(0, bytes.len() as i64) as usize];
    let Some(start) = start_of(bytes.len() as i64, offset, 1, forward) else { return Ok(-1) };
    let start = start as usize;
    let found = if forward {
        memchr::memchr(number, &bytes[start..]).map(|at| at + start)
    } else {
        memchr::memrchr(number, &bytes[..(start + 1).min(bytes.len())])
    };
    Ok(found.map_or(-1, |at| at as i64))
}

// ---- atob and btoa

/// The text, or a number that says what is wrong: -1 for a character too few, -2 for a wrong one.
fn atob(call: &Call) -> Result<Value> {
    let text = call.cx().text(call.arg(0))?;
    Ok(match codecs::forgiving_base64(&text) {
        Ok(bytes) => call.cx().string_latin1(&bytes),
        Err(problem) => Value::from(problem as i32),
    })
}

/// The text, or -1 when a character is past U+00FF.
fn btoa(call: &Call) -> Result<Value> {
    let units = call.cx().utf16(call.arg(0))?;
    let bytes: std::result::Result<Vec<u8>, _> = units.into_iter().map(u8::try_from).collect();
    Ok(match bytes {
        Ok(bytes) => call.cx().string_latin1(&codecs::to_base64(&bytes, codecs::Alphabet::Standard)),
        Err(_) => Value::from(-1),
    })
}
