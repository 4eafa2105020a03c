//! `node:http`: servers and clients over any duplex stream.
//!
//! ```text
//!   Server ── connection.js ─┐                     ┌─ ClientRequest ── Agent
//!                            ├─ HTTPParser (Rust) ─┤
//!            IncomingMessage ┘                     └─ OutgoingMessage ── transport.js
//! ```
//!
//! `transport.js` is the one place where a message becomes bytes; an `IncomingMessage` asks a [`head::HeaderBlock`]
//! for its fields when a program asks for them.
//!
//! That is how everything can go. How almost everything goes is shorter, with the same outcome: a server's connections are
//! served natively (`native_server.rs`, `ordinary.rs`), an agent's are native from their second request on (`kept.rs`,
//! `kept_request.rs`), and what one message is piped to another goes past the scripts (`piping.rs`). Whatever is out of the
//! ordinary, or looked at, falls back to the way above, in the midst of a message if need be.

use crate::runtime::builtin::{Module, private, public, shared};

mod arrival;
mod connections;
pub mod head;
mod kept;
mod kept_request;
mod leaving;
mod native_connection;
mod native_server;
mod natives;
mod ordinary;
pub mod parser;
mod piping;
mod stored_head;
mod straight;

/// The declaration.
pub const MODULE: Module = Module {
    name: "http",
    scripts: &[
        public("http", "http.js"),
        public("_http_common", "common.js"),
        public("_http_incoming", "incoming.js"),
        public("_http_outgoing", "outgoing.js"),
        public("_http_server", "server.js"),
        public("_http_client", "client.js"),
        public("_http_agent", "agent.js"),
        shared("internal/http", "internal.js"),
        shared("internal/freelist", "freelist.js"),
        shared("internal/http/observers", "observers.js"),
        shared("internal/http/native_server", "native_server.js"),
        private("internal/http/native_transport", "native_transport.js"),
        private("internal/http/server_socket", "server_socket.js"),
        private("internal/http/takeover", "takeover.js"),
        private("internal/http/proxy", "proxy.js"),
        private("internal/http/validate", "validate.js"),
        shared("internal/http/incoming_state", "incoming_state.js"),
        shared("internal/http/incoming_body", "incoming_body.js"),
        private("internal/http/message_pipe", "message_pipe.js"),
        shared("internal/http/outgoing_state", "outgoing_state.js"),
        shared("internal/http/outgoing_headers", "outgoing_headers.js"),
        shared("internal/http/outgoing_body", "outgoing_body.js"),
        shared("internal/http/transport", "transport.js"),
        shared("internal/http/response", "response.js"),
        shared("internal/http/server_options", "server_options.js"),
        shared("internal/http/connection", "connection.js"),
        shared("internal/http/request_cycle", "request_cycle.js"),
        private("internal/http/client_options", "client_options.js"),
        private("internal/http/client_proxy", "client_proxy.js"),
        private("internal/http/client_socket", "client_socket.js"),
        private("internal/http/agent_sockets", "agent_sockets.js"),
        shared("internal/http/originals", "originals.js"),
        private("internal/http/kept", "kept.js"),
        private("internal/http/kept_socket", "kept_socket.js"),
    ],
    uses: &[
        "base", "buffer", "diagnostics_channel", "events", "fetch", "inspect", "net", "performance", "process", "stream",
        "timers", "tls", "url",
    ],
    bindings: &[
        ("http_parser", natives::bind),
        ("http_server", native_server::bind),
        ("http_arrival", arrival::bind),
        ("http_kept", kept::bind),
        ("http_kept_request", kept_request::bind),
        ("http_piping", piping::bind),
    ],
    ..Module::EMPTY
};
