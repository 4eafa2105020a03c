//! When the cycle collector runs: when the loop is idle after the heap grew, and at a hard cap; never on a request in
//! a steady state. Acyclic garbage is freed at once, by its reference count.

use std::cell::{Cell, RefCell};

use shards::Latencies;
use shards::clock::monotonic_ns;

use crate::engine::Cx;

/// Growth since the last collection, in bytes, under which none runs.
const GROWTH_BYTES_MIN: usize = 8 << 20;
/// Growth in halves of the heap: 50 %.
const GROWTH_DIVISOR: usize = 2;
/// Growth that is not left to an idle moment, in bytes, if it also doubled the heap. A request and its response that
/// refer to each other, as in Express, are garbage that only a collection frees: at 16 MiB one takes 4 to 12 ms, at the
/// 128 MiB that were allowed first it took 100.
const CAP_BYTES_MIN: usize = 16 << 20;

/// The shard's collection policy.
#[derive(Default)]
pub(super) struct Heap {
    after_last: Cell<usize>,
    pauses: RefCell<Latencies>,
}

impl Heap {
    /// How long each collection took.
    pub(super) fn pauses(&self) -> Latencies {
        self.pauses.borrow().clone()
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

    /// Collects now. Returns the nanoseconds that it took.
    pub(super) fn collect(&self, cx: Cx) -> u64 {
        let start_ns = monotonic_ns();
        cx.collect();
        let pause_ns = monotonic_ns() - start_ns;
        self.after_last.set(cx.heap_bytes());
        self.pauses.borrow_mut().record(pause_ns);
        pause_ns
    }
}
