//! `node:buffer`: bytes as a `Uint8Array` subclass, with every encoding and number format Node knows.

mod codecs;
mod natives;
mod numbers;

use crate::runtime::builtin::{Module, private, public, shared};

pub const MODULE: Module = Module {
    name: "buffer",
    scripts: &[
        public("buffer", "buffer.js"),
        shared("internal/buffer", "internal.js"),
        private("internal/buffer/alloc", "alloc.js"),
        private("internal/buffer/encodings", "encodings.js"),
        private("internal/buffer/methods", "methods.js"),
        private("internal/buffer/search", "search.js"),
        private("internal/buffer/numbers", "numbers.js"),
        private("internal/buffer/transcode", "transcode.js"),
    ],
    bindings: &[("buffer", natives::bind)],
    globals: &[("atob", "buffer"), ("btoa", "buffer")],
    uses: &["base", "inspect", "clone", "blob"],
    ..Module::EMPTY
};

/// `bytes` in one of the encodings whose text is ASCII, by its usual name; `None` for any other.
pub fn ascii_text(bytes: &[u8], encoding: &str) -> Option<Vec<u8>> {
    match encoding {
        "hex" => Some(codecs::to_hex(bytes)),
        "base64" => Some(codecs::to_base64(bytes, codecs::Alphabet::Standard)),
        "base64url" => Some(codecs::to_base64(bytes, codecs::Alphabet::Url)),
        _ => None,
    }
}
