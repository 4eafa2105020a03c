//! A thread-per-core engine. It knows no JavaScript and no HTTP.
//!
//! A **shard** is one thread, mostly pinned to one core, with everything that a program
//! on it needs: an executor, a reactor, timers, a blocking pool, signals. Shards share
//! nothing that two of them write, and reach one another only through bounded mailboxes.
//! The program drives its shard itself: it is one future that turns the loop.
//!
//! ```text
//!            other threads                              this shard's thread
//!  ┌──────────────────────────────┐   ┌──────────────────────────────────────────────────┐
//!  │ mailbox::Sender   Remote     │   │  program:  loop { shard.turn(timeout).await }    │
//!  │ Notify   (Send, Clone)       │   │     ▲ callbacks: Source, Expires, Fn             │
//!  └──────┬───────────────────────┘   │     │                                            │
//!         │ push, then                │  ┌──┴──────────────────────────────────────────┐ │
//!         │ raise a bit ──────────────┼─►│ Shard::poll = Reactor::poll, then Timers    │ │
//!         │ (eventfd only if asleep)  │  │  1 wait   epoll_wait, the one place to sleep│ │
//!  ┌──────┴───────┐                   │  │  2 fds    Source::ready, by key + generation│ │
//!  │ Pool threads │ results           │  │  3 inbox  signals, phase, notified callbacks│ │
//!  │ (on demand)  │                   │  │  4 timers due timeouts                      │ │
//!  └──────────────┘                   │  └──┬──────────────────────────────────────────┘ │
//!  ┌──────────────┐                   │     │ epoll fd: sockets, pipes, ttys, pidfds,    │
//!  │ signals      │ a bit each        │     │ inotify … and the waker's eventfd          │
//!  └──────────────┘                   │  ┌──┴──────────────────────────────────────────┐ │
//!                                     │  │ executor (glommio): the program's task, and │ │
//!                                     │  │ tasks of Shard::spawn with ring I/O         │ │
//!                                     │  └─────────────────────────────────────────────┘ │
//!                                     └──────────────────────────────────────────────────┘
//! ```
//!
//! # Where things are
//! - [`start()`], [`run_here`], [`ShardSet`]: a shard on a new thread, on this one, a set
//!   of them that know one another ([`Shard::peers`]). [`init_process`] comes first.
//! - [`supervise()`]: a set that is looked after: failed programs start anew, all can be replaced or asked to finish.
//!   [`Balance`]: which shard serves a connection. [`Manager`]: what a service manager is told.
//! - [`Shard`]: what a program is handed. [`Shard::turn`] waits and dispatches.
//! - [`Reactor`], [`Source`], [`Registration`]: readiness of fds.
//! - [`net`]: listeners, streams and connecting, each call one system call.
//! - [`Timers`]: many coarse timeouts; pushing one back is a store.
//! - [`child`]: processes that a program launches. [`Pool`]: blocking calls. [`Signals`]: signals as callbacks.
//! - [`mailbox`], [`Notify`], [`Remote`]: what crosses threads.
//! - [`Latencies`]: durations as a histogram. A shard keeps one of its turns ([`Reactor::turns`]).
//! - [`Topology`], [`probe()`]: cores and quotas; whether shards can run here at all.
//! - [`limits`]: every limit. [`Error`]: what keeps a shard from running.
//!
//! # Invariants
//! - Connections are state machines that readiness drives; there is no task per socket.
//! - A callback runs in the loop, on its shard, outside every borrow of the engine: it
//!   may register, drop, arm, post, and poll again. A nested poll carries on with the
//!   outer batch, so that no event is lost.
//! - An event whose fd was deregistered, even earlier in the same batch, is dropped.
//! - Every queue has a limit, and whoever meets it gets back what did not fit.
//! - Nothing on the way of a shard's own requests takes a lock or writes a cache line
//!   that another core reads. What crosses threads takes one short lock for a message that is
//!   sent, and one for a batch of them that is taken.
//! - A wake-up that is raised before a shard sleeps, or while it does, ends that sleep; it
//!   costs a system call only in the latter case.
//! - What panics ends its own: a blocking closure its call, a task or program its shard.
//! - When a program's future is done, everything it left registered is dropped, and the
//!   thread with its executor waits for the next shard.
//!
//! # Who follows whom
//! A supervisor sits on the process's main thread, and each program of a shard is a thread of its own, one after the
//! other. Listening sockets belong to the shard, not to its program: a successor is given the very socket. A new one
//! with `SO_REUSEPORT` would not do, as the kernel resets what waits in the queue of a socket that is closed. Before a
//! listener closes for good, a packet filter keeps new connections out, and those under way are accepted
//! ([`net::Listener::refuse_new`]).
//!
//! Connections are passed on ([`Balance::LeastConn`]) by the shard that accepted them, which reads how many each shard
//! has from cache lines that only that shard writes. A connection that is passed on costs a message; a request nothing.
//!
//! # Parking
//! A shard sleeps in `epoll_wait`, called by the program's own task, and everything that
//! can wake it is an fd in that epoll. The executor stands still meanwhile, which is
//! right as long as it has nothing to do. While tasks of [`Shard::spawn`] live, the shard
//! sleeps in the executor's ring instead, which waits for the epoll fd.
//!
//! Measured with `benches/parking.rs` (two-core VM, kernel 6.18, other load on the
//! machine; server CPU per request, medians):
//!
//! | | 1 | 8 | 50 | 200 connections |
//! |---|---|---|---|---|
//! | asleep before each request, epoll | 37 us | 39 us | 44 us | 46 us |
//! | … ring | 73 us | 69 us | 73 us | 75 us |
//! | one request a connection on the way, epoll | 48 us | 5.2 us | 5.2 us | 5.1 us |
//! | … ring | 63 us | 5.3 us | 5.2 us | 5.1 us |
//!
//! A sleep and wake-up with its read and write takes 3 system calls in the one, 11 in the
//! other (six `io_uring_enter`, `membarrier`, the `recv` that tells readiness, two looks
//! into the epoll less what the request needs), of which `membarrier` interrupts every
//! core that runs the process. Under load nobody sleeps, and both are the same.
//! [`ShardOptions::spin`] halves the latency of a lone connection where both cores are
//! idle, and doubles the CPU time of a shard that waits longer than it spins. Without it, a
//! shard looks out for messages only, and only where the last ones came at once (`lookout`).
//!
//! # No lock and no shared write on the way of a request
//! `strace -f -e trace=futex -p PID` on a server of two shards (`examples/hello.js`), loaded by `wrk -t2 -c50` for six
//! seconds: 246,808 requests, no call. `strace -f -c` on the same: 225,178 requests, 225,276 reads, 225,225 writes, 9,323
//! waits, and nothing else but what 51 connections take to open and close.
//!
//! What a contended lock would not show in, a reading does; what a request touches that is not its connection's:
//! - the reactor, timers and histograms, in `Rc`s of the shard; scratch buffers, the date, the realm: thread-locals;
//! - the heap: mimalloc's, one for each thread; JavaScript's reference counts are plain, as nothing of it is shared;
//! - the waker's `sleeping` flag and the time spent asleep: atomics written by the shard alone, once for each sleep, in
//!   lines of their own that another thread looks at when it has a message or is asked how busy the shard is;
//! - a phase and reasons to wake: lines that others write when they want something, and the shard reads;
//! - with [`Balance::LeastConn`], once for each connection and not for its requests: counters that the shard alone
//!   writes, read by the one that accepts.
//!
//! Process-wide state is read only after the start (`OnceLock`, tables), or behind locks that are taken when a shard, a
//! listener, a thread or a watch of signals comes or goes.
//!
//! # glommio, as it is
//! - Its preemption timer is off ([`limits::PREEMPT_TIMER`]). If it expires between being
//!   set and the first task of a round, the executor takes the round for idle and sleeps
//!   with its tasks ready to run. At 1 ms, a shard that slept in the ring on a busy
//!   machine was lost within seconds.
//! - Its blocking pool has no threads; [`Pool`] is ours. Four eager threads cost 0.2 ms and
//!   0.1 MB a shard (64 shards: 321 threads instead of 65), and their results wake
//!   only the ring, in which the shard does not sleep.
//! - It never closes the eventfd of an executor that it destroys; we do, once the thread ends.
//! - Making an executor takes 0.1 ms; 64 shards are up within 30 ms.
//!
//! # Absent on purpose
//! - Streams, buffers, protocols: the layers above have them.
//! - `ref` and `unref`: whether a loop goes on is the program's affair.
//! - Work stealing, shared queues, a global executor: a shard's work is its own.
//! - Sockets on io_uring. The reactor is the seam behind which they would come.
//! - Timers finer than a millisecond, and cron-like ones.

mod balance;
pub mod child;
pub mod clock;
mod cores;
mod crew;
mod error;
mod executor;
mod inherited;
mod latencies;
pub mod limits;
mod lookout;
pub mod mailbox;
pub mod net;
mod notify;
mod pool;
pub mod posix;
mod probe;
mod process;
mod reactor;
mod remote;
mod service;
mod shard;
mod signals;
mod slab;
mod start;
mod supervise;
mod terminal;
mod threads;
mod timers;
mod wake;

pub use balance::Balance;
pub use cores::{Topology, original_affinity, restore_affinity};
pub use crew::Crew;
pub use error::Error;
pub use executor::sleep;
pub use inherited::has_inherited;
pub use latencies::Latencies;
pub use notify::{Notifier, Notify};
pub use pool::{Panic, Pool, RunError};
pub use probe::{Check, Verdict, probe};
pub use process::{exit_process, init_process, restore_in_child};
pub use reactor::{Events, Interest, Reactor, Registration, Source};
pub use remote::{Phase, PostError, Remote};
pub use service::Manager;
pub use shard::{Expires, Shard, ShardOptions, TakesPassed};
pub use signals::{Interception, SignalWatch, Signals};
pub use start::{ShardHandle, ShardSet, run_here, start};
pub use supervise::{Ended, Report, Supervision, supervise};
pub use timers::{TimerKey, Timers};
