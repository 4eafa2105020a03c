//! When the cycle collector runs.
//!
//! Garbage that is in no cycle is freed at once, by its reference count; only cycles need the collector, which stops the
//! program and goes over the whole heap: 3 to 4 ms for 10⁵ objects, 50 to 75 for 10⁶. So it runs when the heap has grown,
//! for a heap that does not grow holds no new cycles worth a pause: never on a request in a steady state, but for the last
//! kind below, which is short.
//!
//! - By half and at least 8 MiB: as soon as the loop has nothing to do, if that will take less than 10 ms. What takes
//!   longer waits until nothing has happened for eight times as long: who is idle for a moment between two requests is
//!   not idle.
//! - To twice its size and by at least 16 MiB: now, once the events that are there have been dealt with.
//! - What the program's script itself has made is mostly what it lives on, and a server is asked as soon as it listens: it
//!   counts as the heap's size to begin with, and is looked through once the loop is idle.
//! - Of what was made since the last collection alone, whenever the heap has grown by 1 MiB: a request whose objects refer
//!   to each other, as Koa's do, is freed while its memory is still in the processor's cache, and the heap does not grow.
//!   These do come in a steady state. They look at 2¹⁵ objects at the most, which takes 1 to 3 ms however large the heap
//!   is: what is made while so many wait to be looked at is left to a collection of everything. Two in a row that took
//!   time and were for nothing are the last ones until the next one of everything.
//! - A collection that frees less than a quarter of what was added was for nothing: the heap is growing, not full of
//!   cycles. The least growth of both kinds doubles then, up to eight times; one that frees more sets it back.

use std::cell::{Cell, RefCell};
use std::time::Duration;

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
/// One that takes longer wants a loop that is idle for longer.
const SHORT_NS: u64 = 10_000_000;
/// For so many times what the collection will take.
const IDLE_FACTOR: u64 = 8;
/// The least idle time before what a program starts with is looked through.
const START_IDLE_NS: u64 = 100_000_000;
/// What the first collection is expected to take for each byte, in nanoseconds.
const NS_PER_BYTE: f64 = 0.5;
/// Of what was added, this part has to be freed for a collection to have been worth it.
const WORTH_DIVISOR: usize = 4;
/// The most that growth is multiplied with while collections are for nothing.
const BACK_OFF_MAX: usize = 8;

/// Growth since the last collection of any kind after which what was made since is looked through.
const YOUNG_BYTES: usize = 1 << 20;
/// More than this in one turn is nothing that a server makes for its requests: that it stays says nothing of those.
const YOUNG_BYTES_MAX: usize = 8 << 20;
/// So many in a row may be for nothing.
const YOUNG_IN_VAIN_MAX: u32 = 2;
/// What takes less was for buffers or strings that come and go, and costs nothing to repeat.
const YOUNG_CHEAP_NS: u64 = 100_000;

/// What the heap asks the loop for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Due {
    /// A collection once nothing has happened for so long.
    AfterIdle(Duration),
    /// A collection now.
    Now,
}

/// The shard's collection policy.
pub(super) struct Heap {
    after_last: Cell<usize>,
    ns_per_byte: Cell<f64>,
    back_off: Cell<usize>,
    /// The heap's size after the last collection of any kind, or the least since.
    after_young: Cell<usize>,
    young_in_vain: Cell<u32>,
    /// There was none since the loop began.
    is_new: Cell<bool>,
    pauses: RefCell<Latencies>,
    /// Collections that were for nothing.
    fruitless: Cell<u64>,
}

impl Default for Heap {
    fn default() -> Heap {
        Heap {
            after_last: Cell::new(0),
            ns_per_byte: Cell::new(NS_PER_BYTE),
            back_off: Cell::new(1),
            after_young: Cell::new(0),
            young_in_vain: Cell::new(0),
            is_new: Cell::new(false),
            pauses: RefCell::default(),
            fruitless: Cell::new(0),
        }
    }
}

impl Heap {
    /// How long each collection took.
    pub(super) fn pauses(&self) -> Latencies {
        self.pauses.borrow().clone()
    }

    /// Collections that found next to no garbage.
    pub(super) fn fruitless(&self) -> u64 {
        self.fruitless.get()
    }

    /// The loop begins to turn, with a heap of so many bytes.
    pub(super) fn begin(&self, bytes: usize) {
        self.after_last.set(bytes);
        self.after_young.set(bytes);
        self.is_new.set(true);
    }

    /// Whether what was made since the last collection is to be looked through, now.
    #[inline]
    pub(super) fn is_young_due(&self, bytes: usize) -> bool {
        let base = self.after_young.get().min(bytes);
        self.after_young.set(base);
        bytes - base >= YOUNG_BYTES && self.young_in_vain.get() < YOUNG_IN_VAIN_MAX
    }

    /// Whether a heap of so many bytes is to be collected.
    #[inline]
    pub(super) fn due(&self, bytes: usize) -> Option<Due> {
        let (base, back_off) = (self.after_last.get(), self.back_off.get());
        let growth = bytes.saturating_sub(base);
        let is_grown = growth >= (GROWTH_BYTES_MIN * back_off).max(base / GROWTH_DIVISOR);
        if !is_grown && !(self.is_new.get() && bytes >= GROWTH_BYTES_MIN) {
            return None;
        }
        if growth >= (CAP_BYTES_MIN * back_off).max(base) {
            return Some(Due::Now);
        }
        let expected_ns = (bytes as f64 * self.ns_per_byte.get()) as u64;
        let idle_ns = if expected_ns <= SHORT_NS { 0 } else { expected_ns.saturating_mul(IDLE_FACTOR) };
        let idle_ns = if is_grown { idle_ns } else { idle_ns.max(START_IDLE_NS) };
        Some(Due::AfterIdle(Duration::from_nanos(idle_ns)))
    }

    /// Looks through what was made since the last collection. Returns the nanoseconds that it took.
    pub(super) fn collect_young(&self, cx: Cx) -> u64 {
        let before = cx.heap_bytes();
        let start_ns = monotonic_ns();
        cx.collect_young();
        let pause_ns = monotonic_ns() - start_ns;
        self.young_collected(before, cx.heap_bytes(), pause_ns);
        self.pauses.borrow_mut().record(pause_ns);
        pause_ns
    }

    fn young_collected(&self, before: usize, after: usize, pause_ns: u64) {
        let growth = before.saturating_sub(self.after_young.get());
        if before.saturating_sub(after) >= growth / WORTH_DIVISOR {
            self.young_in_vain.set(0);
        } else if growth < YOUNG_BYTES_MAX && pause_ns >= YOUNG_CHEAP_NS {
            self.young_in_vain.set(self.young_in_vain.get() + 1);
        }
        self.after_young.set(after);
    }

    /// Collects now. Returns the nanoseconds that it took.
    pub(super) fn collect(&self, cx: Cx) -> u64 {
        let before = cx.heap_bytes();
        let start_ns = monotonic_ns();
        cx.collect();
        let pause_ns = monotonic_ns() - start_ns;
        self.collected(before, cx.heap_bytes(), pause_ns);
        pause_ns
    }

    fn collected(&self, before: usize, after: usize, pause_ns: u64) {
        let growth = before.saturating_sub(self.after_last.get());
        // Small growth says nothing: a program has asked for this collection.
        if growth >= GROWTH_BYTES_MIN {
            let is_worth_it = before.saturating_sub(after) >= growth / WORTH_DIVISOR;
            self.back_off.set(if is_worth_it { 1 } else { (self.back_off.get() * 2).min(BACK_OFF_MAX) });
            self.fruitless.set(self.fruitless.get() + u64::from(!is_worth_it));
        }
        self.is_new.set(false);
        self.ns_per_byte.set(pause_ns as f64 / before.max(1) as f64);
        self.after_last.set(after);
        self.after_young.set(after);
        self.young_in_vain.set(0);
        self.pauses.borrow_mut().record(pause_ns);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MIB: usize = 1 << 20;

    #[test]
    fn a_steady_heap_is_never_collected() {
        let heap = Heap::default();
        heap.collected(230 * MIB, 230 * MIB, 330_000_000);
        assert_eq!(heap.due(230 * MIB), None);
        assert_eq!(heap.due(300 * MIB), None);
    }

    #[test]
    fn what_a_program_starts_with_waits_for_an_idle_loop() {
        let heap = Heap::default();
        heap.begin(2 * MIB);
        assert_eq!(heap.due(3 * MIB), None);
        heap.begin(9 * MIB);
        assert_eq!(heap.due(9 * MIB), Some(Due::AfterIdle(Duration::from_millis(100))));
        heap.begin(200 * MIB);
        let Some(Due::AfterIdle(idle)) = heap.due(201 * MIB) else { panic!("it was never looked through") };
        assert!(idle.as_millis() > 500, "{idle:?}");
        heap.collected(201 * MIB, 200 * MIB, 100_000_000);
        assert_eq!(heap.due(201 * MIB), None);
    }

    #[test]
    fn what_takes_long_waits_for_a_long_idle_time() {
        let heap = Heap::default();
        assert_eq!(heap.due(9 * MIB), Some(Due::AfterIdle(Duration::ZERO)));
        heap.collected(200 * MIB, 100 * MIB, 100_000_000);
        let Some(Due::AfterIdle(idle)) = heap.due(160 * MIB) else { panic!("it has grown by half") };
        assert!((600..700).contains(&idle.as_millis()), "eight times 80 ms, not {idle:?}");
        assert_eq!(heap.due(200 * MIB), Some(Due::Now));
    }

    #[test]
    fn collections_for_nothing_become_rare() {
        let heap = Heap::default();
        assert_eq!(heap.due(16 * MIB), Some(Due::Now));
        heap.collected(16 * MIB, 16 * MIB, 4_000_000);
        assert_eq!((heap.due(31 * MIB), heap.due(48 * MIB)), (None, Some(Due::Now)));
        heap.collected(48 * MIB, 48 * MIB, 12_000_000);
        assert_eq!((heap.due(79 * MIB), heap.due(112 * MIB)), (None, Some(Due::Now)));
        heap.collected(112 * MIB, 48 * MIB, 12_000_000);
        assert_eq!(heap.due(96 * MIB), Some(Due::Now), "this one was worth it");
        assert_eq!(heap.fruitless(), 2);
    }

    #[test]
    fn what_is_young_is_looked_through_while_that_helps() {
        let heap = Heap::default();
        heap.begin(5 * MIB);
        assert!(!heap.is_young_due(5 * MIB + MIB / 2));
        assert!(heap.is_young_due(6 * MIB));
        heap.young_collected(6 * MIB, 5 * MIB, 1_000_000);
        assert!(!heap.is_young_due(5 * MIB + MIB / 2));
        heap.young_collected(6 * MIB, 6 * MIB, 1_000_000);
        heap.young_collected(7 * MIB, 7 * MIB, 1_000_000);
        assert!(!heap.is_young_due(9 * MIB), "the heap is growing");
        heap.collected(32 * MIB, 20 * MIB, 4_000_000);
        assert!(heap.is_young_due(21 * MIB));
    }

    #[test]
    fn a_jump_of_the_heap_does_not_end_young_collections() {
        let heap = Heap::default();
        heap.begin(5 * MIB);
        for base in [5, 25, 45] {
            assert!(heap.is_young_due((base + 20) * MIB));
            heap.young_collected((base + 20) * MIB, (base + 20) * MIB, 3_000_000);
        }
        assert!(!heap.is_young_due(65 * MIB + MIB / 2));
        assert!(heap.is_young_due(66 * MIB));
    }

    #[test]
    fn growth_is_measured_from_where_the_heap_has_shrunk_to() {
        let heap = Heap::default();
        heap.begin(40 * MIB);
        assert!(!heap.is_young_due(5 * MIB));
        assert!(heap.is_young_due(6 * MIB));
    }

    #[test]
    fn buffers_that_come_and_go_do_not_end_young_collections() {
        let heap = Heap::default();
        heap.begin(5 * MIB);
        for _ in 0..5 {
            assert!(heap.is_young_due(7 * MIB));
            heap.young_collected(7 * MIB, 7 * MIB, 20_000);
            assert!(!heap.is_young_due(5 * MIB));
        }
        heap.young_collected(6 * MIB, 6 * MIB, 1_000_000);
        heap.young_collected(7 * MIB, 7 * MIB, 1_000_000);
        assert!(!heap.is_young_due(8 * MIB));
    }

    #[test]
    fn what_a_program_asks_for_says_nothing_of_growth() {
        let heap = Heap::default();
        (0..4).for_each(|_| heap.collected(2 * MIB, 2 * MIB, 1_000_000));
        assert_eq!(heap.due(18 * MIB), Some(Due::Now));
    }
}
