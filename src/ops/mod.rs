//! For those who operate a server: its figures over HTTP, and a live view of them.
//!
//! ```text
//!   rnode --metrics ADDR server.js                       rnode top ADDR
//!   shards ◄─ ask ── a shard of its own: endpoint ◄─ HTTP ── view
//!                     /metrics  /healthz  /readyz  /stats.json
//! ```
//!
//! The endpoint has a thread of its own, on no core in particular, so that it answers while every other shard is
//! stalled, and says so.

mod endpoint;
mod figures;
mod metrics;
pub mod top;

pub use endpoint::{Endpoint, StartError, start};
