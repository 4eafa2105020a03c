//! JavaScript strings as Rust text.

use std::borrow::Cow;
use std::ops::Deref;
use std::slice;

use rquickjs::qjs;

use super::{Cx, Error, Result, Value, realm};

/// A string's bytes, borrowed from the engine: UTF-8, with lone surrogates as three bytes each (WTF-8).
/// ASCII strings are not copied.
pub struct Text {
    bytes: *const u8,
    length: usize,
}

impl Text {
    /// The text, with each lone surrogate replaced by U+FFFD, as Node writes strings to the outside.
    pub fn to_utf8(&self) -> Cow<'_, str> {
        match std::str::from_utf8(self) {
            Ok(text) => Cow::Borrowed(text),
            Err(_) => Cow::Owned(replace_surrogates(self)),
        }
    }
}

/// WTF-8 differs from UTF-8 by three-byte sequences ED A0..BF xx; each becomes one U+FFFD.
fn replace_surrogates(bytes: &[u8]) -> String {
    let mut fixed = bytes.to_vec();
    let mut at = 0;
    while at + 2 < fixed.len() {
        if fixed[at] == 0xED && fixed[at + 1] >= 0xA0 {
            fixed[at..at + 3].copy_from_slice("\u{FFFD}".as_bytes());
            at += 3;
        } else {
            at += 1;
        }
    }
    String::from_utf8_lossy(&fixed).into_owned()
}

impl Deref for Text {
    type Target = [u8];

    #[inline]
    fn deref(&self) -> &[u8] {
        // SAFETY: the engine keeps `length` bytes there until `JS_FreeCString`.
        unsafe { slice::from_raw_parts(self.bytes, self.length) }
    }
}

impl Drop for Text {
    fn drop(&mut self) {
        let rt = realm::current_runtime_raw();
        if !rt.is_null() {
            // SAFETY: the pointer came from `JS_ToCStringLen` of this runtime.
            unsafe { qjs::JS_FreeCStringRT(rt, self.bytes.cast()) };
        }
    }
}

impl Cx {
    /// The value as a string, converted as `String(value)` would.
    #[inline]
    pub fn text(self, value: &Value) -> Result<Text> {
        let mut length = 0usize;
        // SAFETY: the value is alive; the length lands in a local.
        let bytes = unsafe { qjs::JS_ToCStringLen(self.raw, &mut length, value.0) };
        if bytes.is_null() { Err(Error::Pending) } else { Ok(Text { bytes: bytes.cast(), length }) }
    }

    /// The value as an owned string, converted as `String(value)` would; lone surrogates become U+FFFD.
    pub fn to_string(self, value: &Value) -> Result<String> {
        Ok(self.text(value)?.to_utf8().into_owned())
    }

    /// The string's UTF-16 code units.
    pub fn utf16(self, value: &Value) -> Result<Vec<u16>> {
        let mut length = 0;
        // SAFETY: the value is alive; the units are copied out before they are given back.
        unsafe {
            let units = qjs::JS_ToCStringLenUTF16(self.raw, &mut length, value.0);
            if units.is_null() {
                return Err(Error::Pending);
            }
            let copy = slice::from_raw_parts(units, length as usize).to_vec();
            qjs::JS_FreeCStringUTF16(self.raw, units);
            Ok(copy)
        }
    }

    /// A symbol's or string's property key text, for messages.
    pub fn describe(self, value: &Value) -> String {
        self.to_string(value).unwrap_or_else(|_| {
            drop(self.take_exception());
            "[object]".to_owned()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lone_surrogates_become_replacement_characters() {
        assert_eq!(replace_surrogates(b"a\xED\xA0\x80b"), "a\u{FFFD}b");
        assert_eq!(replace_surrogates(b"\xED\xBF\xBF"), "\u{FFFD}");
    }
}
