//! `node:dgram`: UDP sockets.

use crate::runtime::builtin::{Module, public, shared};

mod handle;
mod natives;

/// The declaration.
pub const MODULE: Module = Module {
    name: "dgram",
    scripts: &[
        public("dgram", "dgram.js"),
        shared("internal/dgram", "internal.js"),
        shared("internal/dgram/send", "send.js"),
    ],
    uses: &["base", "buffer", "cluster", "diagnostics_channel", "dns", "events", "net"],
    bindings: &[("udp_wrap", natives::bind)],
    ..Module::EMPTY
};
