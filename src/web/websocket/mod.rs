//! `WebSocket`, the client, and `CloseEvent`. Frames and messages are `http::websocket`'s; what a program sees of them,
//! and when a connection is closed, is decided in the scripts.

use crate::runtime::builtin::{Module, private, shared};

mod link;
mod natives;

/// The declaration.
pub const MODULE: Module = Module {
    name: "websocket",
    scripts: &[
        shared("internal/websocket", "websocket.js"),
        shared("internal/websocket/events", "events.js"),
        private("internal/websocket/handshake", "handshake.js"),
        private("internal/websocket/arguments", "arguments.js"),
    ],
    globals: &[("CloseEvent", "internal/websocket/events"), ("WebSocket", "internal/websocket")],
    uses: &["base", "blob", "clone", "encoding", "events", "fetch", "messaging", "url"],
    bindings: &[("websocket", natives::bind)],
    ..Module::EMPTY
};
