//! `node:diagnostics_channel`: named channels that libraries publish to and tools listen on.

use crate::runtime::builtin::{Module, public};

/// The declaration.
pub const MODULE: Module = Module {
    name: "diagnostics_channel",
    scripts: &[public("diagnostics_channel", "diagnostics_channel.js")],
    uses: &["base", "console", "loader"],
    ..Module::EMPTY
};
