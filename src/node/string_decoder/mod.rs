//! `node:string_decoder`: decodes a run of chunks without breaking characters.

use crate::runtime::builtin::{Module, public};

pub const MODULE: Module = Module {
    name: "string_decoder",
    scripts: &[public("string_decoder", "string_decoder.js")],
    uses: &["base", "buffer"],
    ..Module::EMPTY
};
