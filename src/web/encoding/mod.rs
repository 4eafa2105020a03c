//! TextEncoder and TextDecoder (WHATWG Encoding).

use crate::runtime::builtin::{private, shared, Module};

pub const MODULE: Module = Module {
    name: "encoding",
    scripts: &[
        shared("internal/encoding", "encoding.js"),
        private("internal/encoding/labels", "labels.js"),
    ],
    globals: &[("TextEncoder", "internal/encoding"), ("TextDecoder", "internal/encoding")],
    uses: &["base", "inspect"],
    ..Module::EMPTY
};
