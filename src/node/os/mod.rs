//! `node:os`: what the operating system says of itself and of the machine.

use crate::runtime::builtin::{Module, public};

mod natives;

/// The declaration.
pub const MODULE: Module = Module {
    name: "os",
    scripts: &[public("os", "os.js")],
    bindings: &[("os", natives::bind)],
    uses: &["base", "constants", "buffer"],
    ..Module::EMPTY
};
