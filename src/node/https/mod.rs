//! `node:https`: there is no TLS yet, and whatever needs it says so.

use crate::runtime::builtin::{Module, public};

/// The declaration.
pub const MODULE: Module = Module {
    name: "https",
    scripts: &[public("https", "https.js")],
    uses: &["http", "tls"],
    ..Module::EMPTY
};
