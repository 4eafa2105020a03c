//! HTTP/1.1 without JavaScript: for `node:http`, `fetch` and load generators.
//!
//! ```text
//!   codec    bytes <-> heads, bodies, trailers          knows no I/O
//!   wire     a stream on the shard's reactor, with what could not be written yet
//!   server   requests in, responses out, in order       one state machine a connection
//!   client   requests out, responses in
//!   websocket  messages, on a stream that was upgraded
//! ```
//!
//! Absent on purpose: listening and connecting (`shards::net`), routing, and every
//! policy that `node:http` writes in JavaScript.

pub mod client;
pub mod codec;
mod deadline;
pub mod server;
pub mod websocket;
mod wire;
