//! Text encodings of bytes, with Node's leniencies.

use crate::engine::{Cx, Value};

/// Bytes as UTF-8 text, each malformed sequence as one U+FFFD (WHATWG Encoding, "UTF-8 decode").
pub(super) fn utf8_string(cx: Cx, bytes: &[u8]) -> Value {
    match std::str::from_utf8(bytes) {
        Ok(text) => cx.string(text),
        Err(_) => cx.string(&String::from_utf8_lossy(bytes)),
    }
}

/// How many bytes at the end are the beginning of a character whose rest is not there.
pub(super) fn utf8_tail(bytes: &[u8]) -> usize {
    for (back, byte) in bytes.iter().rev().take(3).enumerate() {
        let length = match byte {
            0xC0..=0xDF => 2,
            0xE0..=0xEF => 3,
            0xF0..=0xF7 => 4,
            0x80..=0xBF => continue,
            _ => return 0,
        };
        return if length > back + 1 { back + 1 } else { 0 };
    }
    0
}

/// Writes as many whole characters of WTF-8 `text` as fit; lone surrogates become U+FFFD, which is as long.
pub(super) fn write_utf8(text: &[u8], target: &mut [u8]) -> usize {
    let mut count = text.len().min(target.len());
    if count < text.len() {
        while count > 0 && text[count] & 0xC0 == 0x80 {
            count -= 1;
        }
    }
    let target = &mut target[..count];
    target.copy_from_slice(&text[..count]);
    if !target.is_ascii() {
        for at in memchr::memchr_iter(0xED, &text[..count]) {
            if text.get(at + 1).is_some_and(|next| *next >= 0xA0) {
                target[at..at + 3].copy_from_slice("\u{FFFD}".as_bytes());
            }
        }
    }
    count
}

pub(super) fn to_hex(bytes: &[u8]) -> Vec<u8> {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    bytes.iter().flat_map(|byte| [DIGITS[usize::from(byte >> 4)], DIGITS[usize::from(byte & 15)]]).collect()
}

/// Writes pairs of digits until one is none.
pub(super) fn from_hex(text: &[u8], target: &mut [u8]) -> usize {
    let digit = |byte: u8| (byte as char).to_digit(16).map(|digit| digit as u8);
    let mut written = 0;
    for (pair, byte) in text.chunks_exact(2).zip(target) {
        let (Some(high), Some(low)) = (digit(pair[0]), digit(pair[1])) else { break };
        *byte = high << 4 | low;
        written += 1;
    }
    written
}

/// The two alphabets of RFC 4648; the second has no padding in Node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Alphabet {
    Standard,
    Url,
}

pub(super) fn to_base64(bytes: &[u8], alphabet: Alphabet) -> Vec<u8> {
    const STANDARD: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const URL: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let table = if alphabet == Alphabet::Url { URL } else { STANDARD };
    let mut text = Vec::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let group = chunk.iter().fold(0u32, |group, byte| group << 8 | u32::from(*byte)) << (8 * (3 - chunk.len()));
        for place in 0..4 {
            if place <= chunk.len() {
                text.push(table[(group >> (18 - 6 * place)) as usize & 63]);
            } else if alphabet == Alphabet::Standard {
                text.push(b'=');
            }
        }
    }
    text
}

/// What each byte stands for in either alphabet; 255 for nothing.
const SEXTETS: [u8; 256] = {
    let mut table = [255; 256];
    let mut value = 0;
    while value < 26 {
        table[b'A' as usize + value] = value as u8;
        table[b'a' as usize + value] = value as u8 + 26;
        value += 1;
    }
    let mut digit = 0;
    while digit < 10 {
        table[b'0' as usize + digit] = digit as u8 + 52;
        digit += 1;
    }
    table[b'+' as usize] = 62;
    table[b'-' as usize] = 62;
    table[b'/' as usize] = 63;
    table[b'_' as usize] = 63;
    table
};

/// Decodes either alphabet, skips what belongs to neither, ends at padding.
pub(super) fn from_base64(text: &[u8], target: &mut [u8]) -> usize {
    let (mut group, mut bits, mut written) = (0u32, 0, 0);
    for byte in text {
        if *byte == b'=' || written == target.len() {
            break;
        }
        let sextet = SEXTETS[usize::from(*byte)];
        if sextet == 255 {
            continue;
        }
        group = group << 6 | u32::from(sextet);
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            target[written] = (group >> bits) as u8;
            written += 1;
        }
    }
    written
}

/// What is wrong with the argument of `atob`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Base64Problem {
    SingleCharacter = -1,
    InvalidCharacter = -2,
}

/// "Forgiving-base64 decode" of the WHATWG Infra standard.
pub(super) fn forgiving_base64(text: &[u8]) -> Result<Vec<u8>, Base64Problem> {
    let mut sextets: Vec<u8> =
        text.iter().copied().filter(|byte| !matches!(byte, b'\t' | b'\n' | b'\x0C' | b'\r' | b' ')).collect();
    if sextets.len() % 4 == 0 {
        for _ in 0..2 {
            if sextets.last() == Some(&b'=') {
                sextets.pop();
            }
        }
    }
    let valid = |byte: &u8| SEXTETS[usize::from(*byte)] != 255 && !matches!(byte, b'-' | b'_');
    if !sextets.iter().all(valid) {
        return Err(Base64Problem::InvalidCharacter);
    }
    if sextets.len() % 4 == 1 {
        return Err(Base64Problem::SingleCharacter);
    }
    let mut bytes = vec![0; sextets.len() * 3 / 4];
    let written = from_base64(&sextets, &mut bytes);
    debug_assert_eq!(written, bytes.len());
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_that_are_not_complete() {
        for text in ["", "a", "ä", "€", "😀", "a😀"] {
            assert_eq!(utf8_tail(text.as_bytes()), 0, "{text}");
        }
        for (text, tail) in [("aä", 1), ("€", 1), ("€", 2), ("😀", 1), ("😀", 2), ("😀", 3)] {
            let whole = text.len() - text.chars().last().unwrap().len_utf8();
            assert_eq!(utf8_tail(&text.as_bytes()[..whole + tail]), tail, "{tail} bytes of {text}");
        }
        assert_eq!(utf8_tail(b"\xff"), 0);
        assert_eq!(utf8_tail(b"\x80\x80\x80\x80"), 0);
    }

    #[test]
    fn base64_both_ways() {
        for (plain, standard, url) in
            [("", "", ""), ("f", "Zg==", "Zg"), ("fo", "Zm8=", "Zm8"), ("foo", "Zm9v", "Zm9v")]
        {
            assert_eq!(to_base64(plain.as_bytes(), Alphabet::Standard), standard.as_bytes());
            assert_eq!(to_base64(plain.as_bytes(), Alphabet::Url), url.as_bytes());
            let mut bytes = [0; 8];
            let written = from_base64(standard.as_bytes(), &mut bytes);
            assert_eq!(&bytes[..written], plain.as_bytes());
        }
        let mut bytes = [0; 8];
        let written = from_base64(b"Z m\n8-_", &mut bytes);
        assert_eq!(&bytes[..written], b"fo>");
    }

    #[test]
    fn partial_characters_are_not_written() {
        let mut target = [0; 4];
        assert_eq!(write_utf8("a€€".as_bytes(), &mut target), 4);
        assert_eq!(write_utf8("€€".as_bytes(), &mut target), 3);
        assert_eq!(write_utf8(b"\xED\xA0\x80", &mut target), 3);
        assert_eq!(&target[..3], "\u{FFFD}".as_bytes());
    }

    #[test]
    fn hex_stops_at_the_first_bad_pair() {
        let mut target = [0; 4];
        assert_eq!(from_hex(b"01abxx02", &mut target), 2);
        assert_eq!(&target[..2], &[1, 0xAB]);
    }
}
