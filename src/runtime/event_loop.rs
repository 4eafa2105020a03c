//! The event loop: Node's phases, in Node's order.

use std::cell::Cell;
use std::time::Duration;

use shards::clock::monotonic_ns;

use super::heap::Due;
use super::watch::stall::{Detector, Phase};
use super::{Runtime, immediate_field};
use crate::engine::{Cx, Value};

/// How often what completes may complete more before the loop goes on; as in libuv.
const COMPLETION_ROUNDS_MAX: usize = 8;

/// The one native timer, on which the scripts' timer lists hang.
pub(super) struct TimerState {
    /// Loop time at the start of the program, in milliseconds: JavaScript's loop time counts from here.
    origin_ms: u64,
    deadline_ms: Cell<Option<u64>>,
    referenced: Cell<bool>,
}

impl TimerState {
    pub(super) fn new(now_ms: u64) -> TimerState {
        TimerState { origin_ms: now_ms, deadline_ms: Cell::new(None), referenced: Cell::new(false) }
    }

    pub(super) fn is_referenced(&self) -> bool {
        self.referenced.get() && self.deadline_ms.get().is_some()
    }
}

impl Runtime {
    /// Milliseconds since the program started, as of this turn.
    pub fn loop_now_ms(&self) -> u64 {
        self.shard.now_ms() - self.timer.origin_ms
    }

    /// Sets the native timer to fire in `after_ms`, at least 1.
    pub fn schedule_timer(&self, after_ms: u64) {
        self.shard.reactor().update_now();
        self.timer.deadline_ms.set(Some(self.shard.now_ms() + after_ms.max(1)));
    }

    /// Makes the native timer keep the loop alive, or not.
    pub fn reference_timer(&self, referenced: bool) {
        self.timer.referenced.set(referenced);
    }

    fn run_timers(&self) {
        let due = |deadline| deadline <= self.shard.now_ms();
        if !self.timer.deadline_ms.get().is_some_and(due) {
            return;
        }
        self.timer.deadline_ms.set(None);
        let Some(hook) = self.hooks.borrow().timers.clone() else { return };
        // The hook is called again after a callback threw: the rest of the due timers must run.
        loop {
            let now = Value::from(self.loop_now_ms());
            let process = self.builtins.process();
            // The next deadline is set before ticks and microtasks run: what they schedule comes on top of it.
            let processed = self.enter(|cx| {
                let next = cx.call(&hook, process, &[now])?;
                self.timer_processed(next.as_f64().unwrap_or(0.0));
                Ok(next)
            });
            if processed.is_some() || self.exit.get().is_some() {
                return;
            }
        }
    }

    /// `next` is the loop time of the next due timer: negative when none of them is referenced, 0 for none at all.
    fn timer_processed(&self, next: f64) {
        if next == 0.0 {
            return;
        }
        self.shard.reactor().update_now();
        let at = self.timer.origin_ms + next.abs() as u64;
        self.timer.deadline_ms.set(Some(at.max(self.shard.now_ms() + 1)));
        self.timer.referenced.set(next > 0.0);
    }

    fn run_completed(&self) {
        for _ in 0..COMPLETION_ROUNDS_MAX {
            if self.completed.borrow().is_empty() {
                return;
            }
            for callback in self.completed.take() {
                if self.exit.get().is_some() {
                    return;
                }
                callback(self);
            }
        }
    }

    fn run_immediates(&self) {
        let fields = &self.immediate_fields;
        if fields.get(immediate_field::COUNT) == 0 {
            return;
        }
        let Some(hook) = self.hooks.borrow().immediates.clone() else { return };
        // Called again after a callback threw. Ticks wait for the first of the rest then, as in Node.
        let run = |cx: Cx| cx.call(&hook, self.builtins.process(), &[]);
        while self.enter_undrained(run).is_none()
            && fields.get(immediate_field::OUTSTANDING) != 0
            && self.exit.get().is_none()
        {}
        self.enter(|_| Ok(Value::UNDEFINED));
    }

    fn run_closing(&self) {
        if !self.is_ending() {
            return;
        }
        let ending = self.ending.take();
        for callback in ending.into_iter().chain(self.closing.take().into_iter().rev()) {
            if self.exit.get().is_some() {
                return;
            }
            callback(self);
        }
    }

    /// Runs the cycle collector, if the heap has grown so much since the last time that a busy loop would: for natives
    /// that are about to take much memory.
    pub fn collect_if_grown(&self) {
        if self.heap.due(self.cx().heap_bytes()) == Some(Due::Now) {
            self.collect();
        }
    }

    /// Runs the cycle collector, and counts it among the shard's pauses.
    pub fn collect(&self) {
        let pause_ns = self.heap.collect(self.cx());
        self.tell_pause(pause_ns);
    }

    fn tell_pause(&self, pause_ns: u64) {
        if let Some(detector) = self.stalls() {
            detector.collected(pause_ns);
        }
        if let Some(profiler) = self.profiler.borrow().as_ref() {
            profiler.collected(pause_ns);
        }
    }

    fn collect_young(&self) {
        let pause_ns = self.heap.collect_young(self.cx());
        self.tell_pause(pause_ns);
        self.run_finalizers();
    }

    /// Calls what `FinalizationRegistry` owes after a collection: no event may follow for long.
    fn run_finalizers(&self) {
        if self.cx().has_jobs() {
            self.enter(|_| Ok(Value::UNDEFINED));
        }
    }

    /// As [`Runtime::collect`], as nothing else is to do or the heap is past its cap; and tells the program.
    fn collect_and_tell(&self) {
        let began_ns = monotonic_ns();
        self.collect();
        let hook = self.hooks.borrow().collection.clone();
        if let Some(hook) = hook {
            let args = [began_ns, monotonic_ns() - began_ns].map(|ns| Value::from(ns as f64));
            self.enter(|cx| cx.call(&hook, &Value::UNDEFINED, &args));
        }
        self.run_finalizers();
    }

    /// Reports a turn that took too long, and tells the program.
    fn end_turn(&self, detector: &Detector) {
        let Some(stall) = detector.end_turn(monotonic_ns()) else { return };
        let Some(listener) = detector.listener() else { return };
        self.enter(|cx| {
            let object = cx.object();
            let ms = |ns: u64| Value::from(ns as f64 / 1e6);
            cx.set(&object, "duration", ms(stall.length_ns))?;
            cx.set(&object, "collecting", ms(stall.collecting_ns))?;
            cx.set(&object, "phase", cx.string(stall.phase.name()))?;
            cx.set(&object, "eventsWaiting", Value::from(stall.events_waiting))?;
            cx.set(&object, "immediatesWaiting", Value::from(stall.immediates_waiting))?;
            cx.set(&object, "stack", cx.string(&stall.stack))?;
            cx.call(&listener, self.builtins.process(), &[object])
        });
    }

    /// How long the shard may sleep; `None` for as long as nothing happens.
    fn patience(&self) -> Option<Duration> {
        let busy = self.is_ending()
            || !self.completed.borrow().is_empty()
            || self.immediate_fields.get(immediate_field::REFERENCED) > 0
            || self.immediate_fields.get(immediate_field::OUTSTANDING) > 0;
        if busy || !self.is_alive() {
            return Some(Duration::ZERO);
        }
        let deadline = self.timer.deadline_ms.get()?;
        self.shard.reactor().update_now();
        Some(Duration::from_millis(deadline.saturating_sub(self.shard.now_ms())))
    }
}

/// Runs the loop until nothing holds it or an exit was asked for.
///
/// # Errors
/// When the reactor itself fails, which leaves the shard unable to wait.
pub async fn run_loop(runtime: &Runtime) -> std::io::Result<()> {
    runtime.shard.reactor().update_now();
    if runtime.loop_started_ns.get() == 0 {
        let now_ns = monotonic_ns();
        runtime.loop_started_ns.set(now_ns);
        runtime.shard.remote().begin(now_ns);
        runtime.heap.begin(runtime.cx().heap_bytes());
        runtime.cx().track_young();
    }
    runtime.run_timers();
    while runtime.is_alive() && runtime.exit.get().is_none() {
        runtime.run_completed();
        if runtime.heap.is_young_due(runtime.cx().heap_bytes()) {
            runtime.collect_young();
        }
        if runtime.exit.get().is_some() {
            break;
        }
        let mut patience = runtime.patience();
        // What a collection waits for: that nothing happens for so long.
        let mut quiet = None;
        match runtime.heap.due(runtime.cx().heap_bytes()) {
            None => {}
            Some(Due::AfterIdle(wanted)) if !wanted.is_zero() => {
                if patience.is_none_or(|patience| patience > wanted) {
                    quiet = Some(wanted);
                    patience = quiet;
                }
            }
            Some(due) => {
                let idle = patience != Some(Duration::ZERO) && runtime.shard.poll(Some(Duration::ZERO))? == 0;
                if idle || due == Due::Now {
                    runtime.collect_and_tell();
                }
                // What ran meanwhile may have left immediates, or timers, or an exit.
                let may_sleep = idle && runtime.exit.get().is_none();
                patience = if may_sleep { runtime.patience() } else { Some(Duration::ZERO) };
            }
        }
        if let Some(detector) = runtime.stalls() {
            runtime.end_turn(&detector);
        }
        runtime.phase.set(Phase::Events);
        let mut counts = runtime.loop_counts.get();
        counts.turns += 1;
        runtime.loop_counts.set(counts);
        let began_ns = quiet.map(|_| monotonic_ns());
        let events = runtime.shard.turn(patience).await? as u64;
        if let (Some(wanted), Some(began_ns), 0) = (quiet, began_ns, events)
            && u128::from(monotonic_ns() - began_ns) >= wanted.as_nanos()
        {
            runtime.collect_and_tell();
        }
        counts.events += events;
        counts.events_waiting += if patience == Some(Duration::ZERO) { events } else { 0 };
        runtime.loop_counts.set(counts);
        runtime.run_completed();
        runtime.phase.set(Phase::Immediates);
        let had_immediates = runtime.immediates_waiting() > 0;
        runtime.run_immediates();
        runtime.phase.set(Phase::Closing);
        runtime.run_closing();
        runtime.shard.reactor().update_now();
        if let Some(detector) = runtime.stalls() {
            // Native code alone, or many short callbacks: which of the two phases it was is told by what there was to do.
            let phase = if events == 0 && had_immediates { Phase::Immediates } else { Phase::Events };
            detector.come_to_timers(runtime.shard.reactor().now_ns(), phase);
        }
        runtime.phase.set(Phase::Timers);
        runtime.run_timers();
    }
    if let Some(detector) = runtime.stalls() {
        runtime.end_turn(&detector);
    }
    runtime.loop_ended_ns.set(shards::clock::monotonic_ns());
    Ok(())
}
