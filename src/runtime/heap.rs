//! When the cycle collector runs: when the loop is idle after the heap grew, and at a hard cap; never on a request in
//! a steady state. Acyclic garbage is freed at once, by its reference count.

use std::cell::Cell;
use std::time::{Duration, Instant};

use crate::engine::Cx;

/// Growth since the last collection, in bytes, under which none runs.
const GROWTH_BYTES_MIN: usize = 8 << 20;
/// Growth in halves of the heap: 50 %.
const GROWTH_DIVISOR: usize = 2;
/// Growth that is not left to an idle moment, in bytes, if it also doubled the heap. A request and its response that
/// refer to each other, as in Express, are garbage that only a collection frees: at 16 MiB one takes 4 to 12 ms, at the
/// 128 MiB that were allowed first it took 100.
const CAP_BYTES_MIN: usize = 16 << 20;

/// What collections cost so far.
#[derive(Clone, Copy, Debug, Default)]
pub struct HeapStats {
    /// Collections.
    pub collections: u64,
    /// The time they took together.
    pub pause_total: Duration,
    /// The longest of them.
    pub pause_max: Duration,
}

/// The shard's collection policy.
#[derive(Default)]
pub(super) struct Heap {
    after_last: Cell<usize>,
    stats: Cell<HeapStats>,
}

impl Heap {
    pub(super) fn stats(&self) -> HeapStats {
        self.stats.get()
    }

    /// Whether the heap has grown enough since the last collection for an idle loop to run one.
    pub(super) fn has_grown(&self, cx: Cx) -> bool {
        let base = self.after_last.get();
        cx.heap_bytes().saturating_sub(base) >= GROWTH_BYTES_MIN.max(base / GROWTH_DIVISOR)
    }

    /// Whether the heap has grown so much that waiting for an idle moment would be worse.
    pub(super) fn is_over_cap(&self, cx: Cx) -> bool {
        let base = self.after_last.get();
        cx.heap_bytes().saturating_sub(base) >= CAP_BYTES_MIN.max(base)
    }

    /// Collects now.
    pub(super) fn collect(&self, cx: Cx) {
        let start = Instant::now();
        cx.collect();
        let pause = start.elapsed();
        self.after_last.set(cx.heap_bytes());
        let before = self.stats.get();
        self.stats.set(HeapStats {
            collections: before.collections + 1,
            pause_total: before.pause_total + pause,
            pause_max: before.pause_max.max(pause),
        });
    }
}
