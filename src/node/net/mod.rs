//! `node:net`: TCP and Unix sockets and servers.

use crate::runtime::builtin::{Module, private, public, shared};

pub mod listener;
mod natives;
pub mod stream;

/// The declaration.
pub const MODULE: Module = Module {
    name: "net",
    scripts: &[
        public("net", "net.js"),
        shared("internal/net", "address.js"),
        private("internal/net/socket", "socket.js"),
        private("internal/net/connect", "connect.js"),
        private("internal/net/server", "server.js"),
    ],
    uses: &["base", "inspect", "events", "timers", "stream", "buffer", "process", "async_hooks", "dns", "util"],
    bindings: &[("net", natives::bind)],
    ..Module::EMPTY
};
