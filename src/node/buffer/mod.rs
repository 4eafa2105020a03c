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
