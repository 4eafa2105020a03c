//! `node:os`: what the operating system says of itself and of the machine.

use crate::runtime::builtin::{public, Module};

pub const MODULE: Module = Module {
    name: "os",
    scripts: &[public("os", "os.js")],
    uses: &["base", "constants"],
    ..Module::EMPTY
};
