//! `node:querystring`: query strings as Node has always read and written them.

use crate::runtime::builtin::{Module, public};

/// The declaration.
pub const MODULE: Module = Module {
    name: "querystring",
    scripts: &[public("querystring", "querystring.js")],
    uses: &["base", "buffer"],
    ..Module::EMPTY
};
