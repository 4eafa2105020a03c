//! Which bytes may stand where: one table, one bit a class.

const TOKEN: u8 = 1;
const FIELD_VALUE: u8 = 1 << 1;
const AUTHORITY: u8 = 1 << 2;
const URL: u8 = 1 << 3;
const QUOTED: u8 = 1 << 4;

static CLASSES: [u8; 256] = classes();

/// `token` of RFC 9110, 5.6.2: methods, field names, extension names.
#[inline]
pub fn is_token(byte: u8) -> bool {
    CLASSES[byte as usize] & TOKEN != 0
}

/// What a field value may hold: HTAB, SP, VCHAR and obs-text.
#[inline]
pub fn is_field_value(byte: u8) -> bool {
    CLASSES[byte as usize] & FIELD_VALUE != 0
}

/// A URL's authority, user information included, without `@`, `[` and `]`.
#[inline]
pub(super) fn is_authority(byte: u8) -> bool {
    CLASSES[byte as usize] & AUTHORITY != 0
}

/// A URL behind its authority, without `?` and `#`.
#[inline]
pub(super) fn is_url(byte: u8) -> bool {
    CLASSES[byte as usize] & URL != 0
}

/// `qdtext` of RFC 9110, 5.6.4.
#[inline]
pub(super) fn is_quoted(byte: u8) -> bool {
    CLASSES[byte as usize] & QUOTED != 0
}

/// `_checkIsHttpToken`: a field name or method that may be sent.
pub fn is_valid_name(name: &[u8]) -> bool {
    !name.is_empty() && name.iter().all(|&byte| is_token(byte))
}

/// The opposite of `_checkInvalidHeaderChar`: a field value that may be sent.
pub fn is_valid_value(value: &[u8]) -> bool {
    value.iter().all(|&byte| is_field_value(byte))
}

/// The value of a hexadecimal digit.
#[inline]
pub(super) fn hex(byte: u8) -> Option<u64> {
    (byte as char).to_digit(16).map(u64::from)
}

const fn classes() -> [u8; 256] {
    let mut table = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        let b = byte as u8;
        let alnum = b.is_ascii_alphanumeric();
        let graphic = b > b' ' && b < 0x7f;
        let text = b == b'\t' || b == b' ' || graphic || b >= 0x80;
        if alnum || is_one_of(b, b"!#$%&'*+-.^_`|~") {
            table[byte] |= TOKEN;
        }
        if text {
            table[byte] |= FIELD_VALUE;
        }
        if alnum || is_one_of(b, b"-_.!~*'()%;:&=+$,") {
            table[byte] |= AUTHORITY;
        }
        if graphic && b != b'?' && b != b'#' {
            table[byte] |= URL;
        }
        if text && b != b'"' && b != b'\\' {
            table[byte] |= QUOTED;
        }
        byte += 1;
    }
    table
}

const fn is_one_of(byte: u8, set: &[u8]) -> bool {
    let mut i = 0;
    while i < set.len() {
        if set[i] == byte {
            return true;
        }
        i += 1;
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_have_their_sizes() {
        let count = |class: fn(u8) -> bool| (0..=255).filter(|&byte| class(byte)).count();
        assert_eq!(count(is_token), 62 + 15);
        assert_eq!(count(is_field_value), 95 + 1 + 128);
        assert_eq!(count(is_authority), 62 + 17);
        assert_eq!(count(is_url), 94 - 2);
        assert_eq!(count(is_quoted), 224 - 2);
        assert!(is_valid_name(b"X-Y") && !is_valid_name(b"") && !is_valid_name(b"a b"));
        assert!(is_valid_value(b"") && is_valid_value(b"a\tb\xff") && !is_valid_value(b"a\nb"));
    }
}
