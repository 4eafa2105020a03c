//! `node:tls`: there is no TLS yet, and whatever needs it says so. `https` and `http2` stand on what is absent here.

use crate::runtime::builtin::{Module, public, shared};

/// The declaration.
pub const MODULE: Module = Module {
    name: "tls",
    scripts: &[public("tls", "tls.js"), shared("internal/tls/absent", "absent.js")],
    uses: &["base", "buffer", "net"],
    ..Module::EMPTY
};
