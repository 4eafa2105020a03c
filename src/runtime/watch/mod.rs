//! What a shard knows about itself, and how somebody else asks for it.
//!
//! ```text
//!   reader (any thread)                      each shard, in its own loop
//!   ask_all(reply) ── Remote::post ────────► snapshot() ── reply(facts, snapshot) ──► reader merges
//! ```
//!
//! A shard's histograms and counters are plain memory of its own: nobody else reads them. Whoever wants them sends a
//! closure, which runs between two callbacks and hands a copy back. Modules add what they know with
//! [`Runtime::add_meters`](crate::runtime::Runtime::add_meters).

mod ask;
pub mod profile;
mod snapshot;
pub mod stack;
pub mod stall;

pub use ask::{Registration, ShardFacts, ask_all, ended, register, remember, shards};
pub use snapshot::Snapshot;
