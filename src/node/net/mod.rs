//! `node:net`: TCP and Unix sockets and servers.

use crate::runtime::builtin::{Module, private, public, shared};

mod listener;
mod moving;
mod natives;
mod stream;

pub use listener::{ListenHandle, Taker};
pub use natives::{interface_name, listen_handle, make_stream, scope_of, stream_handle};
pub use stream::{StreamHandle, Tenant, address_object};

/// The declaration.
pub const MODULE: Module = Module {
    name: "net",
    scripts: &[
        public("net", "net.js"),
        shared("internal/net", "address.js"),
        shared("internal/socketaddress", "socket_address.js"),
        shared("internal/blocklist", "block_list.js"),
        shared("internal/net/direct", "direct.js"),
        shared("internal/net/socket", "socket.js"),
        private("internal/net/socket_facts", "socket_facts.js"),
        private("internal/net/connect", "connect.js"),
        private("internal/net/listen", "listen.js"),
        private("internal/net/server", "server.js"),
        private("internal/net/watchers", "watchers.js"),
    ],
    uses: &[
        "base", "buffer", "clone", "cluster", "diagnostics_channel", "dns", "events", "fs", "performance", "stream", "timers",
        "url",
    ],
    bindings: &[("net", natives::bind)],
    ..Module::EMPTY
};
