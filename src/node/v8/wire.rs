//! V8's serialisation format, version 15: its tags and its numbers. The format's own description is V8's
//! `value-serializer.cc`; what is written here was compared byte by byte with what Node 24 writes.

/// The version that is written; everything up to it is read.
pub(super) const VERSION: u32 = 15;

/// One byte before each value, and some around the parts of one.
pub(super) mod tag {
    pub(in super::super) const VERSION: u8 = 0xFF;
    pub(in super::super) const PADDING: u8 = 0;
    pub(in super::super) const VERIFY_OBJECT_COUNT: u8 = b'?';
    pub(in super::super) const HOLE: u8 = b'-';
    pub(in super::super) const UNDEFINED: u8 = b'_';
    pub(in super::super) const NULL: u8 = b'0';
    pub(in super::super) const TRUE: u8 = b'T';
    pub(in super::super) const FALSE: u8 = b'F';
    pub(in super::super) const INT32: u8 = b'I';
    pub(in super::super) const UINT32: u8 = b'U';
    pub(in super::super) const DOUBLE: u8 = b'N';
    pub(in super::super) const BIG_INT: u8 = b'Z';
    pub(in super::super) const UTF8: u8 = b'S';
    pub(in super::super) const ONE_BYTE: u8 = b'"';
    pub(in super::super) const TWO_BYTE: u8 = b'c';
    pub(in super::super) const REFERENCE: u8 = b'^';
    pub(in super::super) const OBJECT: u8 = b'o';
    pub(in super::super) const END_OBJECT: u8 = b'{';
    pub(in super::super) const SPARSE: u8 = b'a';
    pub(in super::super) const END_SPARSE: u8 = b'@';
    pub(in super::super) const DENSE: u8 = b'A';
    pub(in super::super) const END_DENSE: u8 = b'$';
    pub(in super::super) const DATE: u8 = b'D';
    pub(in super::super) const TRUE_OBJECT: u8 = b'y';
    pub(in super::super) const FALSE_OBJECT: u8 = b'x';
    pub(in super::super) const NUMBER_OBJECT: u8 = b'n';
    pub(in super::super) const BIG_INT_OBJECT: u8 = b'z';
    pub(in super::super) const STRING_OBJECT: u8 = b's';
    pub(in super::super) const REG_EXP: u8 = b'R';
    pub(in super::super) const MAP: u8 = b';';
    pub(in super::super) const END_MAP: u8 = b':';
    pub(in super::super) const SET: u8 = b'\'';
    pub(in super::super) const END_SET: u8 = b',';
    pub(in super::super) const ARRAY_BUFFER: u8 = b'B';
    pub(in super::super) const RESIZABLE: u8 = b'~';
    pub(in super::super) const TRANSFERRED: u8 = b't';
    pub(in super::super) const SHARED: u8 = b'u';
    pub(in super::super) const VIEW: u8 = b'V';
    pub(in super::super) const HOST_OBJECT: u8 = b'\\';
    pub(in super::super) const ERROR: u8 = b'r';
}

/// Tags within an error.
pub(super) mod error_tag {
    pub(in super::super) const MESSAGE: u8 = b'm';
    pub(in super::super) const CAUSE: u8 = b'c';
    pub(in super::super) const STACK: u8 = b's';
    pub(in super::super) const END: u8 = b'.';
}

/// The classes of errors that are told apart.
pub(super) const ERROR_CLASSES: &[(u8, &str)] = &[
    (b'E', "EvalError"),
    (b'R', "RangeError"),
    (b'F', "ReferenceError"),
    (b'S', "SyntaxError"),
    (b'T', "TypeError"),
    (b'U', "URIError"),
];

/// The classes of views on buffers.
pub(super) const VIEWS: &[(u8, &str, usize)] = &[
    (b'b', "Int8Array", 1),
    (b'B', "Uint8Array", 1),
    (b'C', "Uint8ClampedArray", 1),
    (b'w', "Int16Array", 2),
    (b'W', "Uint16Array", 2),
    (b'd', "Int32Array", 4),
    (b'D', "Uint32Array", 4),
    (b'h', "Float16Array", 2),
    (b'f', "Float32Array", 4),
    (b'F', "Float64Array", 8),
    (b'q', "BigInt64Array", 8),
    (b'Q', "BigUint64Array", 8),
    (b'?', "DataView", 1),
];

/// The flags of a regular expression by the bits that V8 gives them.
pub(super) const REG_EXP_FLAGS: &[(u32, char)] =
    &[(1, 'g'), (2, 'i'), (4, 'm'), (8, 'y'), (16, 'u'), (32, 's'), (128, 'd'), (256, 'v')];

/// How deep values may be nested: each level takes native stack.
pub(super) const DEPTH_MAX: usize = if cfg!(debug_assertions) { 1500 } else { 6000 };

/// Appends base-128 digits, the lowest first.
pub(super) fn put_varint(bytes: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        bytes.push(value as u8 | 0x80);
        value >>= 7;
    }
    bytes.push(value as u8);
}

/// Appends a signed number with its sign in the lowest bit.
pub(super) fn put_zigzag(bytes: &mut Vec<u8>, value: i32) {
    put_varint(bytes, u64::from(((value << 1) ^ (value >> 31)) as u32));
}

/// Bytes that are read from the front.
#[derive(Default)]
pub(super) struct Reader {
    pub(super) at: usize,
}

impl Reader {
    pub(super) fn byte(&mut self, bytes: &[u8]) -> Option<u8> {
        let byte = *bytes.get(self.at)?;
        self.at += 1;
        Some(byte)
    }

    pub(super) fn take<'a>(&mut self, bytes: &'a [u8], count: usize) -> Option<&'a [u8]> {
        let end = self.at.checked_add(count)?;
        let taken = bytes.get(self.at..end)?;
        self.at = end;
        Some(taken)
    }

    pub(super) fn varint(&mut self, bytes: &[u8]) -> Option<u64> {
        let mut value = 0;
        for shift in (0..).step_by(7) {
            let byte = self.byte(bytes)?;
            if shift < u64::BITS {
                value |= u64::from(byte & 0x7F) << shift;
            }
            if byte & 0x80 == 0 {
                break;
            }
        }
        Some(value)
    }

    pub(super) fn varint32(&mut self, bytes: &[u8]) -> Option<u32> {
        self.varint(bytes).map(|value| value as u32)
    }

    pub(super) fn zigzag(&mut self, bytes: &[u8]) -> Option<i32> {
        let value = self.varint32(bytes)?;
        Some(((value >> 1) as i32) ^ -((value & 1) as i32))
    }

    pub(super) fn double(&mut self, bytes: &[u8]) -> Option<f64> {
        let eight = self.take(bytes, 8)?;
        Some(f64::from_le_bytes(eight.try_into().expect("eight bytes")))
    }

    /// The next tag, with padding before it passed over, still to be read.
    pub(super) fn peek_tag(&self, bytes: &[u8]) -> Option<u8> {
        bytes[self.at..].iter().copied().find(|byte| *byte != tag::PADDING)
    }

    pub(super) fn tag(&mut self, bytes: &[u8]) -> Option<u8> {
        loop {
            match self.byte(bytes)? {
                tag::PADDING => {}
                found => return Some(found),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_come_back() {
        for value in [0, 1, -1, 63, -64, 64, i32::MAX, i32::MIN] {
            let mut bytes = Vec::new();
            put_zigzag(&mut bytes, value);
            assert_eq!(Reader::default().zigzag(&bytes), Some(value));
        }
        for value in [0, 127, 128, 1 << 35, u64::MAX] {
            let mut bytes = Vec::new();
            put_varint(&mut bytes, value);
            assert_eq!(Reader::default().varint(&bytes), Some(value));
        }
        assert_eq!(Reader::default().varint(&[0x80]), None);
    }
}
