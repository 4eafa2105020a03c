//! WebSocket (RFC 6455) without JavaScript: frames, messages, and a client's connection after its handshake.
//!
//! ```text
//!   frame       heads, masks                      knows no I/O
//!   receiver    bytes -> messages, with limits    knows no I/O
//!   connection  a stream on the shard's reactor
//! ```
//!
//! Absent on purpose: the handshake, which is HTTP's, and when to close, which is the program's.

mod connection;
mod frame;
mod receiver;
#[cfg(test)]
mod tests;

pub use connection::{Connection, Handler};
pub use frame::Opcode;
pub use receiver::{Incoming, Limits, Receiver};
