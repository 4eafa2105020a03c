//! Every limit of the engine, in one place, with the relations between them.
//!
//! A limit is the size at which a shard says no (an error that the caller can
//! answer) instead of growing until the machine does. Units come last in the name.

use std::time::Duration;

/// Shards of one process. More than any machine has cores; a bound for typos.
pub const SHARDS_MAX: usize = 1024;

/// Stack of a shard's thread. The runtime above sets its own limit below this one.
pub const STACK_BYTES: usize = 16 << 20;

/// The least stack a shard is started with.
pub const STACK_BYTES_MIN: usize = 256 << 10;

/// Stack of a thread of the blocking pool.
pub const POOL_STACK_BYTES: usize = 2 << 20;

/// Threads of one shard's blocking pool, when nothing else is asked for.
pub const POOL_THREADS: usize = 4;

/// Threads of one shard's blocking pool, at most (libuv's own limit).
pub const POOL_THREADS_MAX: usize = 1024;

/// Closures that wait for a thread of the pool; the next one is refused.
pub const POOL_QUEUE_DEPTH_MAX: usize = 1 << 16;

/// Readiness events taken out of the kernel in one call.
pub const EVENTS_PER_POLL_MAX: usize = 256;

/// Connections one listener accepts in one turn; the rest wait in the kernel, so
/// that a connection storm does not starve the connections that are there.
pub const ACCEPTS_PER_READY_MAX: usize = 64;

/// Default backlog of a listener, as in Node's `server.listen()`.
pub const LISTEN_BACKLOG: i32 = 511;

/// Messages of one mailbox, when nothing else is asked for.
pub const MAILBOX_DEPTH: usize = 1024;

/// Messages that the receiver of a mailbox takes out at once, if the mailbox is so deep that they do not matter: see
/// [`crate::mailbox::Receiver::try_recv`].
pub const MAILBOX_BATCH_MAX: usize = 64;

/// Messages of one mailbox, at most.
pub const MAILBOX_DEPTH_MAX: usize = 1 << 20;

/// Closures that wait in a shard's own mailbox ([`crate::Remote::post`]).
pub const POSTS_DEPTH_MAX: usize = 4096;

/// Posted closures that run in one turn.
pub const POSTS_PER_TURN_MAX: usize = 256;

/// Finished threads that are kept, executor included, for the next shard. As many as a program may well start at a
/// time.
pub const IDLE_THREADS_MAX: usize = 256;

/// How long a finished thread waits for the next shard.
pub const IDLE_THREAD_WAIT: Duration = Duration::from_secs(10);

/// How long a program that has run its main module and listens nowhere is waited for before it counts as ready.
pub const READY_WAIT: Duration = Duration::from_secs(1);

/// How long a program is waited for that does not listen where the one before it does.
pub const TAKE_OVER_WAIT: Duration = Duration::from_secs(10);

/// How long a program that was replaced may drain, when nothing else is asked for.
pub const RETIRE_WAIT: Duration = Duration::from_secs(30);

/// After this long, a failure of a shard is its first again.
pub const STEADY_AFTER: Duration = Duration::from_secs(10);

/// The longest pause before a shard that fails again and again is started anew.
pub const RESTART_PAUSE_MAX: Duration = Duration::from_secs(10);

/// Over this pause, connections do not wait for a shard to come back.
pub const ORPHANED_MAX: Duration = Duration::from_millis(500);

/// How long what a failed program has left in memory stays there for the sake of the one that follows.
pub const SUCCESSOR_WAIT: Duration = Duration::from_millis(500);

/// The pause before a shard is started anew that has failed so many times in a row before: none at first, then 20 ms,
/// and twice as much each time.
pub fn restart_pause(failures: u32) -> Duration {
    if failures == 0 {
        return Duration::ZERO;
    }
    let doubled = Duration::from_millis(20).saturating_mul(1 << (failures - 1).min(20));
    doubled.min(RESTART_PAUSE_MAX)
}

/// Memory that each executor registers with its rings (the executor's minimum).
pub const IO_MEMORY_BYTES: usize = 64 << 10;

/// The executor's preemption timer: never, for practical purposes.
///
/// glommio looks at this timer before it runs the first task of a round; if it has
/// expired by then (the thread was off its core for that long), the round counts as
/// idle and the executor goes to sleep with tasks that could run. With 1 ms, on a
/// machine with more threads than cores, that happens within seconds and nothing but
/// an unrelated event ends it. Without the timer, tasks yield only where they wait.
pub const PREEMPT_TIMER: Duration = Duration::from_secs(60 * 60);

/// The longest single wait in the executor's ring: what remains of the above (a late
/// wake-up from another thread in the same place) costs this much and no more.
pub const RING_PARK_MAX: Duration = Duration::from_millis(100);

/// How long a shard looks out for a message before it sleeps, where one has mostly come by then. About what falling
/// asleep and being woken costs, so that a look out in vain at worst doubles the price of one wait.
pub const LOOKOUT_NS: u64 = 20_000;

/// Sleeps that a message ended soon, in a row, before a shard looks out for one at all.
pub const LOOKOUT_ROW_MIN: u32 = 16;

/// As many as it takes at most to begin again, after looking out in vain again and again.
pub const LOOKOUT_ROW_MAX: u32 = 1 << 14;

/// How long fds that are ready wait at most, beside the turns themselves, for a shard that messages keep awake.
pub const FDS_WAIT_NS_MAX: u64 = 20_000;

/// Lockable memory without which the executor refuses to start.
pub const MEMLOCK_BYTES_MIN: u64 = 512 << 10;

/// The longest single wait in the kernel; a longer one is split by the caller's loop.
pub const PARK_MAX: Duration = Duration::from_secs(24 * 60 * 60);

/// Live timers of one [`crate::Timers`].
pub const TIMERS_MAX: usize = 1 << 24;

/// Slices handed to the kernel in one vectored write (`IOV_MAX`).
pub const WRITE_SLICES_MAX: usize = 1024;

/// The shortest duration that [`crate::Latencies`] tells from others.
pub const LATENCY_NS_MIN: u64 = 64;

/// The longest: an hour.
pub const LATENCY_NS_MAX: u64 = 3_600_000_000_000;

/// Significant digits of [`crate::Latencies`].
pub const LATENCY_DIGITS: u8 = 3;

const _: () = assert!(STACK_BYTES >= STACK_BYTES_MIN);
const _: () = assert!(POOL_THREADS <= POOL_THREADS_MAX);
const _: () = assert!(POOL_THREADS < POOL_QUEUE_DEPTH_MAX);
const _: () = assert!(ACCEPTS_PER_READY_MAX <= EVENTS_PER_POLL_MAX);
const _: () = assert!(ACCEPTS_PER_READY_MAX < LISTEN_BACKLOG as usize);
const _: () = assert!(MAILBOX_DEPTH <= MAILBOX_DEPTH_MAX);
const _: () = assert!(RING_PARK_MAX.as_nanos() < PREEMPT_TIMER.as_nanos());
const _: () = assert!(LOOKOUT_ROW_MIN > 0 && LOOKOUT_ROW_MIN <= LOOKOUT_ROW_MAX);
const _: () = assert!(POSTS_PER_TURN_MAX <= POSTS_DEPTH_MAX);
const _: () = assert!(READY_WAIT.as_nanos() < TAKE_OVER_WAIT.as_nanos());
const _: () = assert!(IO_MEMORY_BYTES >= 64 << 10, "the executor rounds anything smaller up");
// The kernel's own bound on a wait is i32 milliseconds.
const _: () = assert!(PARK_MAX.as_millis() < i32::MAX as u128);
