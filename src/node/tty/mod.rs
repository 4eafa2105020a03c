//! `node:tty`: streams of terminals.

use crate::runtime::builtin::{Module, public, shared};

mod natives;

pub use natives::restore_terminals;

/// The declaration.
pub const MODULE: Module = Module {
    name: "tty",
    scripts: &[
        public("tty", "tty.js"),
        shared("internal/tty", "colors.js"),
        shared("internal/tty/handles", "handles.js"),
    ],
    uses: &["base", "buffer", "net", "readline"],
    bindings: &[("tty_wrap", natives::bind)],
    ..Module::EMPTY
};
