//! Byte buffers that Rust and JavaScript share without a copy.

use std::slice;

use rquickjs::qjs;

use super::memory::resize;
use super::{Cx, Error, ObjectClass, Result, Value, realm};

/// The bytes behind a typed array, `DataView` or `ArrayBuffer`; `None` for anything else or a detached buffer.
pub fn view<'a>(cx: Cx, value: &'a Value) -> Option<&'a mut [u8]> {
    if !value.is_object() {
        return None;
    }
    // SAFETY: the engine returns the address and length of live memory that the value keeps alive; the caller
    // holds the value for `'a`. JavaScript may alias it, as it may any of its buffers.
    unsafe {
        let mut length = 0;
        if qjs::JS_GetTypedArrayType(value.0) >= 0 {
            let mut offset = 0;
            let mut byte_length = 0;
            let mut element = 0;
            let raw = qjs::JS_GetTypedArrayBuffer(cx.raw, value.0, &mut offset, &mut byte_length, &mut element);
            let buffer = cx.checked(raw).map_err(|_| drop(cx.take_exception())).ok()?;
            return slice_of(cx, &buffer, offset as usize, byte_length as usize);
        }
        if matches!(value.class(), ObjectClass::ARRAY_BUFFER | ObjectClass::SHARED_ARRAY_BUFFER) {
            let start = qjs::JS_GetArrayBuffer(cx.raw, &mut length, value.0);
            if start.is_null() {
                drop(cx.take_exception());
                return (length == 0).then_some(&mut []);
            }
            return Some(slice::from_raw_parts_mut(start, length as usize));
        }
        if qjs::JS_IsDataView(value.0) {
            let number = |name| cx.get(value, name).ok().and_then(|v| v.as_f64()).map(|n| n as usize);
            let buffer = cx.get(value, "buffer").ok()?;
            return slice_of(cx, &buffer, number("byteOffset")?, number("byteLength")?);
        }
    }
    None
}

/// # Safety
/// `buffer` is kept alive by the view it belongs to for `'a`.
unsafe fn slice_of<'a>(cx: Cx, buffer: &Value, offset: usize, length: usize) -> Option<&'a mut [u8]> {
    let mut total = 0;
    // SAFETY: the buffer is alive.
    let start = unsafe { qjs::JS_GetArrayBuffer(cx.raw, &mut total, buffer.0) };
    if start.is_null() {
        drop(cx.take_exception());
        return (length == 0).then_some(&mut []);
    }
    let end = offset.checked_add(length)?;
    // SAFETY: the range lies within the buffer's memory.
    (end <= total as usize).then(|| unsafe { slice::from_raw_parts_mut(start.add(offset), length) })
}

impl Cx {
    /// An `ArrayBuffer` that takes the bytes over, without a copy.
    pub fn array_buffer(self, bytes: Vec<u8>) -> Result<Value> {
        if bytes.capacity() == 0 {
            // SAFETY: copies nothing.
            let raw = unsafe { qjs::JS_NewArrayBufferCopy(self.raw, std::ptr::NonNull::dangling().as_ptr(), 0) };
            return self.checked(raw);
        }
        let mut bytes = std::mem::ManuallyDrop::new(bytes);
        // SAFETY: the memory is given away with a function that frees it.
        let raw = unsafe {
            qjs::JS_NewArrayBuffer(
                self.raw,
                bytes.as_mut_ptr(),
                bytes.len() as _,
                0,
                Some(resize),
                std::ptr::null_mut(),
                false,
            )
        };
        self.checked(raw)
    }

    /// A `Uint8Array` over bytes taken over without a copy.
    pub fn uint8_array(self, bytes: Vec<u8>) -> Result<Value> {
        let length = bytes.len();
        let buffer = self.array_buffer(bytes)?;
        self.uint8_array_over(&buffer, 0, length)
    }

    /// A `Uint8Array` over part of an `ArrayBuffer`.
    pub fn uint8_array_over(self, buffer: &Value, offset: usize, length: usize) -> Result<Value> {
        let mut args = [buffer.0, Value::from(offset).0, Value::from(length).0];
        // SAFETY: three live arguments, borrowed.
        let raw = unsafe {
            qjs::JS_NewTypedArray(self.raw, 3, args.as_mut_ptr(), qjs::JSTypedArrayEnum_JS_TYPED_ARRAY_UINT8)
        };
        self.checked(raw)
    }

    /// A `Buffer` over bytes taken over without a copy. Its prototype is the one that the buffer module set.
    pub fn buffer(self, bytes: Vec<u8>) -> Result<Value> {
        let array = self.uint8_array(bytes)?;
        realm::with_buffer_prototype(|prototype| match prototype {
            Some(prototype) => self.set_prototype(&array, prototype),
            None => Err(Error::type_error("the buffer module is not loaded")),
        })?;
        Ok(array)
    }

    /// The bytes behind a buffer value; see [`view`].
    pub fn bytes<'a>(self, value: &'a Value) -> Option<&'a mut [u8]> {
        view(self, value)
    }
}
