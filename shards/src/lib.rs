//! A thread-per-core engine: see the architecture below (written last).

pub mod clock;
mod cores;
mod error;
mod executor;
pub mod limits;
pub mod mailbox;
pub mod net;
mod notify;
mod pool;
mod probe;
mod process;
mod reactor;
mod remote;
mod shard;
mod signals;
mod slab;
mod start;
mod threads;
mod timers;
mod wake;

pub use cores::{Topology, original_affinity, restore_affinity};
pub use error::Error;
pub use executor::sleep;
pub use notify::{Notifier, Notify};
pub use pool::{Panic, Pool, RunError};
pub use probe::{Check, Verdict, probe};
pub use process::{exit_process, init_process, restore_in_child};
pub use reactor::{Events, Interest, Reactor, Registration, Source};
pub use remote::{Phase, PostError, Remote};
pub use shard::{Expires, Shard, ShardOptions};
pub use signals::{SignalWatch, Signals};
pub use start::{ShardHandle, ShardSet, run_here, start};
pub use timers::{TimerKey, Timers};
