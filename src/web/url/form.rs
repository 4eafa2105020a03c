//! application/x-www-form-urlencoded (WHATWG URL, section 5), on whole query strings.

use crate::engine::{Call, Result, Value};

/// `parseQuery(text)`: a flat list of names and values, `[name, value, name, value, …]`.
pub(super) fn parse_query(call: &Call) -> Result<Value> {
    let cx = call.cx();
    let text = cx.text(call.arg(0))?;
    let mut values = Vec::new();
    for pair in text.to_utf8().as_bytes().split(|byte| *byte == b'&').filter(|pair| !pair.is_empty()) {
        let (name, value) = match memchr::memchr(b'=', pair) {
            Some(at) => (&pair[..at], &pair[at + 1..]),
            None => (pair, &[][..]),
        };
        for part in [name, value] {
            let bytes = decode(part, true);
            values.push(cx.string(&String::from_utf8_lossy(&bytes)));
        }
    }
    Ok(cx.array(values))
}

/// `serializeQuery(list)`: the query string of such a list.
pub(super) fn serialize_query(call: &Call) -> Result<Value> {
    let cx = call.cx();
    let mut query = Vec::new();
    for index in 0..cx.length(call.arg(0))? {
        if index > 0 {
            query.push(if index % 2 == 0 { b'&' } else { b'=' });
        }
        let part = cx.text(&cx.get_index(call.arg(0), index)?)?;
        encode(part.to_utf8().as_bytes(), &mut query);
    }
    Ok(cx.string_latin1(&query))
}

/// `percentDecode(text)`: the UTF-8 bytes of the text with every well-formed `%XX` replaced by its byte.
pub(super) fn percent_decode(call: &Call) -> Result<Value> {
    let text = call.cx().text(call.arg(0))?;
    call.cx().uint8_array(decode(text.to_utf8().as_bytes(), false))
}

fn decode(text: &[u8], plus_is_space: bool) -> Vec<u8> {
    let digit = |byte: Option<&u8>| char::from(*byte?).to_digit(16);
    let mut bytes = Vec::with_capacity(text.len());
    let mut at = 0;
    while at < text.len() {
        let byte = text[at];
        at += 1;
        bytes.push(match byte {
            b'+' if plus_is_space => b' ',
            b'%' => match (digit(text.get(at)), digit(text.get(at + 1))) {
                (Some(high), Some(low)) => {
                    at += 2;
                    (high << 4 | low) as u8
                }
                _ => byte,
            },
            _ => byte,
        });
    }
    bytes
}

fn encode(text: &[u8], query: &mut Vec<u8>) {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    for byte in text {
        match byte {
            b' ' => query.push(b'+'),
            b'*' | b'-' | b'.' | b'_' | b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' => query.push(*byte),
            _ => query.extend([b'%', DIGITS[usize::from(byte >> 4)], DIGITS[usize::from(byte & 15)]]),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_escape_stays() {
        assert_eq!(decode(b"a%41%4%zz+%2B%", true), b"aA%4%zz +%");
        assert_eq!(decode(b"a+%ff", false), b"a+\xFF");
    }

    #[test]
    fn only_a_few_characters_go_unescaped() {
        let mut query = Vec::new();
        encode("az AZ09*-._~!'()é".as_bytes(), &mut query);
        assert_eq!(query, b"az+AZ09*-._%7E%21%27%28%29%C3%A9");
    }
}
