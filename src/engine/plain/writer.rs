//! Values into bytes.

use std::collections::HashMap;
use std::ffi::c_void;
use std::mem::MaybeUninit;

use rquickjs::qjs;

use super::tag;
use crate::engine::patch::{self, JSPlainProperty};
use crate::engine::{Cx, Value};

/// What is nested deeper is not plain: writer and reader recurse.
const DEPTH_MAX: usize = 500;
/// Up to this many properties are read without a list of their own.
const PROPERTIES_INLINE_MAX: usize = 16;

pub(super) struct Writer<'a> {
    cx: Cx,
    bytes: &'a mut Vec<u8>,
    /// The objects so far, borrowed, each with the engine's temporary mark.
    seen: Vec<qjs::JSValue>,
    /// Their numbers by address, from the first reference on.
    numbers: HashMap<usize, u32>,
    depth: usize,
}

impl Drop for Writer<'_> {
    fn drop(&mut self) {
        for object in &self.seen {
            // SAFETY: the value that is written keeps its parts alive, as nothing else has run.
            unsafe { patch::JS_SetTemporaryMark(*object, false) };
        }
    }
}

impl<'a> Writer<'a> {
    pub(super) fn new(cx: Cx, bytes: &'a mut Vec<u8>) -> Writer<'a> {
        Writer { cx, bytes, seen: Vec::new(), numbers: HashMap::new(), depth: 0 }
    }

    /// Whether an object was met twice.
    pub(super) fn has_references(&self) -> bool {
        !self.numbers.is_empty()
    }

    /// False if it is not plain.
    pub(super) fn value(&mut self, value: &Value) -> bool {
        match value.tag() {
            qjs::JS_TAG_INT => {
                // SAFETY: the tag was checked.
                let number = unsafe { qjs::JS_VALUE_GET_INT(value.0) };
                self.bytes.push(tag::INT);
                self.varint(((number << 1) ^ (number >> 31)) as u32);
            }
            qjs::JS_TAG_STRING | qjs::JS_TAG_STRING_ROPE => return self.string(value),
            qjs::JS_TAG_OBJECT => return self.object(value),
            qjs::JS_TAG_BOOL => {
                self.bytes.push(if value.as_bool() == Some(true) { tag::TRUE } else { tag::FALSE });
            }
            qjs::JS_TAG_UNDEFINED => self.bytes.push(tag::UNDEFINED),
            qjs::JS_TAG_NULL => self.bytes.push(tag::NULL),
            qjs::JS_TAG_FLOAT64 => {
                let number = value.as_f64().expect("the tag was checked");
                self.bytes.push(tag::DOUBLE);
                self.bytes.extend_from_slice(&number.to_le_bytes());
            }
            _ => return false,
        }
        true
    }

    fn string(&mut self, value: &Value) -> bool {
        let (mut length, mut is_wide) = (0, false);
        // SAFETY: the tag was checked; the characters are copied at once.
        let chars = unsafe {
            let chars = patch::JS_GetChars(self.cx.raw, value.0, &mut length, &mut is_wide);
            if chars.is_null() {
                return false;
            }
            chars_of(chars, length, is_wide)
        };
        self.bytes.push(if is_wide { tag::WIDE_STRING } else { tag::STRING });
        self.varint(length);
        self.bytes.extend_from_slice(chars);
        true
    }

    fn object(&mut self, object: &Value) -> bool {
        // SAFETY: the tag was checked; `drop` takes the mark away.
        if unsafe { patch::JS_SetTemporaryMark(object.0, true) } {
            return self.reference(object);
        }
        self.seen.push(object.0);
        self.depth += 1;
        let written = self.depth <= DEPTH_MAX && (self.properties(object) || self.elements(object));
        self.depth -= 1;
        written
    }

    fn reference(&mut self, object: &Value) -> bool {
        let known = self.numbers.len();
        let address = |object: &qjs::JSValue| {
            // SAFETY: the tag of each was checked.
            unsafe { qjs::JS_VALUE_GET_PTR(*object) as usize }
        };
        self.numbers.extend(self.seen.iter().enumerate().skip(known).map(|(at, object)| (address(object), at as u32)));
        let number = self.numbers[&object.address()];
        self.bytes.push(tag::REFERENCE);
        self.varint(number);
        true
    }

    /// False, and nothing is written, if it is no plain object; false, too, if one of the values is not plain.
    fn properties(&mut self, object: &Value) -> bool {
        let mut inline = [const { MaybeUninit::<JSPlainProperty>::uninit() }; PROPERTIES_INLINE_MAX];
        let mut list = Vec::new();
        let mut space = &mut inline[..];
        loop {
            // SAFETY: the object is alive, and there is space for that many.
            let count = unsafe {
                let max = space.len() as i32;
                patch::JS_GetPlainProperties(self.cx.raw, object.0, space.as_mut_ptr().cast(), max)
            };
            let Ok(count) = usize::try_from(count) else { return false };
            if count <= space.len() {
                // SAFETY: so many were filled in. They are borrowed, and nothing runs until they have been written.
                let properties =
                    unsafe { std::slice::from_raw_parts(space.as_ptr().cast::<JSPlainProperty>(), count) };
                return self.keys_and_values(properties);
            }
            list.resize_with(count, MaybeUninit::uninit);
            space = &mut list[..];
        }
    }

    fn keys_and_values(&mut self, properties: &[JSPlainProperty]) -> bool {
        self.bytes.push(tag::OBJECT);
        let start = self.bytes.len();
        self.bytes.extend_from_slice(&[0; size_of::<u32>()]);
        self.varint(properties.len() as u32);
        for property in properties {
            // The longest string has fewer than 2^30 characters.
            self.varint(property.key_len << 1 | u32::from(property.is_wide));
            // SAFETY: the object keeps its keys.
            let chars = unsafe { chars_of(property.key, property.key_len, property.is_wide) };
            self.bytes.extend_from_slice(chars);
        }
        let length = self.bytes.len() - start - size_of::<u32>();
        let Ok(length) = u32::try_from(length) else { return false };
        self.bytes[start..][..size_of::<u32>()].copy_from_slice(&length.to_le_bytes());
        properties.iter().all(|property| {
            // SAFETY: borrowed from the object; `Value` is transparent over it, and is not dropped.
            let value = unsafe { &*(&raw const property.value).cast::<Value>() };
            self.value(value)
        })
    }

    fn elements(&mut self, array: &Value) -> bool {
        let mut count = 0;
        // SAFETY: the elements are borrowed, and nothing runs until they have been written.
        let elements = unsafe {
            let elements = patch::JS_GetPlainElements(array.0, &mut count);
            if elements.is_null() {
                return false;
            }
            std::slice::from_raw_parts(elements.cast::<Value>(), count as usize)
        };
        self.bytes.push(tag::ARRAY);
        self.varint(count);
        elements.iter().all(|element| self.value(element))
    }

    fn varint(&mut self, mut number: u32) {
        while number >= 0x80 {
            self.bytes.push(number as u8 | 0x80);
            number >>= 7;
        }
        self.bytes.push(number as u8);
    }
}

/// # Safety
/// There are `length` characters of one byte or, if `is_wide`, of two, as long as the slice is used.
unsafe fn chars_of<'a>(chars: *const c_void, length: u32, is_wide: bool) -> &'a [u8] {
    // SAFETY: as the caller promises.
    unsafe { std::slice::from_raw_parts(chars.cast(), (length as usize) << u32::from(is_wide)) }
}
