//! A few numbers that Rust and JavaScript both read and write, without a call.

use std::cell::Cell;

use rquickjs::qjs;

use super::{Cx, Error, Result, Value};

/// A `Uint32Array` of fixed length over memory that both sides see.
pub struct Fields {
    array: Value,
    cells: *const Cell<u32>,
    length: usize,
}

impl Fields {
    /// `length` zeros.
    pub fn new(cx: Cx, length: usize) -> Result<Fields> {
        let buffer = cx.array_buffer(vec![0; length * size_of::<u32>()])?;
        let mut args = [buffer.as_raw()];
        // SAFETY: one live argument, borrowed.
        let raw = unsafe {
            qjs::JS_NewTypedArray(cx.raw, 1, args.as_mut_ptr(), qjs::JSTypedArrayEnum_JS_TYPED_ARRAY_UINT32)
        };
        let array = cx.checked(raw)?;
        let bytes = cx.bytes(&buffer).ok_or(Error::Pending)?;
        // mimalloc aligns to 16 bytes, and the array is never detached: built-in scripts keep it to themselves.
        Ok(Fields { cells: bytes.as_ptr().cast(), array, length })
    }

    /// The array for JavaScript.
    pub fn array(&self) -> Value {
        self.array.clone()
    }

    /// One number.
    #[inline]
    pub fn get(&self, index: usize) -> u32 {
        self.cell(index).get()
    }

    /// Sets one number.
    #[inline]
    pub fn set(&self, index: usize, value: u32) {
        self.cell(index).set(value);
    }

    #[inline]
    fn cell(&self, index: usize) -> &Cell<u32> {
        assert!(index < self.length);
        // SAFETY: within the array, whose memory lives as long as `self.array`.
        unsafe { &*self.cells.add(index) }
    }
}
