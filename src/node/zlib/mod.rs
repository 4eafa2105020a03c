//! `node:zlib`: deflate in its three framings, Brotli and Zstandard, at once, as streams, and on the blocking pool.
//!
//! A [`handle::Handle`] owns one coder. Its work is a step (`write`: fill one output buffer) or a whole buffer (`all`: run
//! to the end), each either here or on the pool; JavaScript decides which, and starts one at a time.

use crate::engine::{Binding, Call, Result};
use crate::runtime::builtin::{Module, private, public, shared};

mod brotli;
mod coder;
mod deflate;
mod handle;
mod inflate;
mod zstd;

/// The declaration.
pub const MODULE: Module = Module {
    name: "zlib",
    scripts: &[
        public("zlib", "zlib.js"),
        shared("internal/webstreams/compression", "compression.js"),
        private("internal/zlib/base", "base.js"),
        private("internal/zlib/classes", "classes.js"),
        private("internal/zlib/constants", "constants.js"),
        private("internal/zlib/whole", "whole.js"),
    ],
    bindings: &[("zlib", bind)],
    globals: &[
        ("CompressionStream", "internal/webstreams/compression"),
        ("DecompressionStream", "internal/webstreams/compression"),
    ],
    uses: &["base", "buffer", "stream", "streams"],
    ..Module::EMPTY
};

fn bind(binding: &Binding) -> Result<()> {
    binding.function("crc32", 2, |call: &Call| -> Result<f64> {
        let start = call.u32(1)?;
        let sum = if call.arg(0).is_string() {
            zlib_rs::crc32::crc32(start, call.cx().text(call.arg(0))?.to_utf8().as_bytes())
        } else {
            zlib_rs::crc32::crc32(start, call.bytes(0)?)
        };
        Ok(f64::from(sum))
    })?;
    handle::bind(binding)
}
