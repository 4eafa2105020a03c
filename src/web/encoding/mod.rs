//! TextEncoder and TextDecoder (WHATWG Encoding).

use crate::runtime::builtin::{Module, private, shared};

mod natives;

/// The declaration.
pub const MODULE: Module = Module {
    name: "encoding",
    scripts: &[
        shared("internal/encoding", "encoding.js"),
        private("internal/encoding/labels", "labels.js"),
    ],
    bindings: &[("encoding_binding", natives::bind), ("icu", natives::bind_converters)],
    globals: &[("TextEncoder", "internal/encoding"), ("TextDecoder", "internal/encoding")],
    uses: &["base", "inspect"],
    ..Module::EMPTY
};
