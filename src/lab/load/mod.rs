//! The generator: what is sent, when, and what becomes of it.
//!
//! ```text
//!   plan      what a run is              request     bytes of requests, templates, weights
//!   run       shards, merging            schedule    when requests of an open loop start
//!   worker    one shard's loop           connection  one socket: send, read, count
//!   core      one shard's stages         tally       what was counted
//!   histogram how long it took           random      arrivals, weights, resampling
//!   lookout   a look before a sleep
//! ```
//! Each shard counts for itself and hands its counts over once an interval; nothing on the way of a request is shared.

mod connection;
mod core;
mod histogram;
mod lookout;
mod plan;
mod random;
mod request;
mod run;
mod schedule;
mod tally;
mod worker;

pub use histogram::Times;
pub use plan::{
    Arrivals, CONNECTIONS_MAX, DURATION_MAX, Length, MakeScript, Origin, PIPELINE_MAX, Pace, Plan, RATE_MAX, Response,
    Script, Target, Work,
};
pub use random::Random;
pub use request::{Mix, Prepared, Request};
pub use run::{Outcome, Point, Progress, run};
pub use tally::{Failure, Tally};
