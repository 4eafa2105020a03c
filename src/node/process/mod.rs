//! `node:process`, and how a program's world is set up before its first line runs.

use crate::runtime::builtin::{Module, shared};

/// The declaration.
pub const MODULE: Module = Module {
    name: "process",
    scripts: &[shared("internal/bootstrap", "bootstrap.js")],
    uses: &[],
    ..Module::EMPTY
};
