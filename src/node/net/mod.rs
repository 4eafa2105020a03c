//! `node:net`: TCP and Unix sockets and servers.

use crate::runtime::builtin::{Module, private, public, shared};

mod listener;
mod natives;
mod stream;

pub use listener::{ListenHandle, Taker};
pub use natives::{listen_handle, make_tcp, stream_handle};
pub use stream::{StreamHandle, address_object};

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
    uses: &["base", "buffer", "dns", "events", "fs", "stream", "timers"],
    bindings: &[("net", natives::bind)],
    ..Module::EMPTY
};
