//! `node:querystring`: query strings as Node has always read and written them.

use crate::runtime::builtin::{public, Module};

pub const MODULE: Module = Module {
    name: "querystring",
    scripts: &[public("querystring", "querystring.js")],
    uses: &["base", "buffer"],
    ..Module::EMPTY
};
