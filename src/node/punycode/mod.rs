//! `node:punycode`: Unicode in ASCII (RFC 3492), deprecated and kept.

use crate::runtime::builtin::{Module, public};

/// The declaration.
pub const MODULE: Module = Module {
    name: "punycode",
    scripts: &[public("punycode", "punycode.js")],
    ..Module::EMPTY
};
