//! The binding `v8`: figures of the heap.

use crate::engine::{Binding, Call, Result};

pub(super) fn bind(binding: &Binding) -> Result<()> {
    // Whether a string has code points up to U+00FF only.
    binding.function("isOneByte", 1, |call: &Call| -> Result<bool> {
        Ok(call.cx().utf16(call.arg(0))?.iter().all(|unit| *unit <= 0xFF))
    })
}
