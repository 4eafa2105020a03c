//! The one door into JavaScript: every completion, timer and message goes through [`enter`].
//!
//! It calls, hands a throw to the program's `uncaughtException` handling, then drains `process.nextTick` callbacks
//! and microtasks until both are empty, and decides about unhandled rejections.
//!
//! The async context is `undefined` outside of every entry. A callback that belongs to a request or a handle runs in
//! the context in which that was made: see [`enter_in`]. Whatever a callback leaves as its context ends with it.

use super::{Runtime, current, tick_field, uncaught};
use crate::engine::{Cx, Error, Value};

/// Calls `function` from outside of JavaScript. `None` when it threw; the throw has been dealt with.
pub fn enter(function: &Value, this: &Value, args: &[Value]) -> Option<Value> {
    enter_with(|cx| cx.call(function, this, args))
}

/// As [`enter`], for a body that makes the arguments or several calls.
pub fn enter_with(body: impl FnOnce(Cx) -> Result<Value, Error>) -> Option<Value> {
    let runtime = current();
    runtime.enter(body)
}

/// As [`enter_with`], in the async context that the caller captured.
pub fn enter_in(context: &Value, body: impl FnOnce(Cx) -> Result<Value, Error>) -> Option<Value> {
    current().enter(|cx| {
        cx.swap_async_context(context.clone());
        body(cx)
    })
}

/// As [`enter_in`], for a caller that enters again, or calls [`drain`], before it lets the loop go on: ticks and
/// microtasks are left for then.
pub fn enter_undrained_in(context: &Value, body: impl FnOnce(Cx) -> Result<Value, Error>) -> Option<Value> {
    current().enter_undrained(|cx| {
        cx.swap_async_context(context.clone());
        body(cx)
    })
}

/// Runs the ticks and microtasks that [`enter_undrained_in`] left.
pub fn drain() {
    current().drain_if_outside();
}

impl Runtime {
    /// See [`enter_with`].
    pub fn enter(&self, body: impl FnOnce(Cx) -> Result<Value, Error>) -> Option<Value> {
        let result = self.enter_undrained(body);
        self.drain_if_outside();
        result
    }

    fn drain_if_outside(&self) {
        if self.depth.get() == 0 {
            self.depth.set(1);
            self.drain();
            self.depth.set(0);
        }
    }

    /// As [`Runtime::enter`], for a caller that enters again at once: ticks and microtasks are left for then.
    pub(super) fn enter_undrained(&self, body: impl FnOnce(Cx) -> Result<Value, Error>) -> Option<Value> {
        if self.exit.get().is_some() {
            return None;
        }
        let cx = self.cx();
        let depth = self.depth.get();
        self.depth.set(depth + 1);
        let outer = cx.async_context();
        let outcome = body(cx);
        let result = match outcome {
            Ok(value) => Some(value),
            Err(error) => {
                let error = error.into_value(cx);
                uncaught::handle(self, &error, false);
                None
            }
        };
        // Only now: handlers of an uncaught exception run in the context of what threw.
        cx.swap_async_context(outer);
        self.depth.set(depth);
        result
    }

    /// Runs ticks and microtasks until both queues are empty, then what waits for that.
    pub fn drain(&self) {
        self.drain_queues();
        while !self.behind.borrow().is_empty() {
            let due = self.behind.take();
            due.into_iter().for_each(|work| work());
        }
    }

    fn drain_queues(&self) {
        let cx = self.cx();
        loop {
            if self.exit.get().is_some() {
                return;
            }
            if self.tick_fields.get(tick_field::HAS_TICK) == 0 {
                self.run_microtasks();
            }
            let pending =
                self.tick_fields.get(tick_field::HAS_TICK) != 0 || self.tick_fields.get(tick_field::HAS_REJECTION) != 0;
            if !pending {
                return;
            }
            let Some(ticks) = self.hooks.borrow().ticks.clone() else { return };
            // The hook drains ticks, microtasks and rejections; a throw of a callback ends its pass early.
            if let Err(error) = cx.call(&ticks, self.builtins.process(), &[]) {
                let error = error.into_value(cx);
                uncaught::handle(self, &error, false);
            }
            cx.swap_async_context(Value::UNDEFINED);
        }
    }

    /// Runs microtasks until none is left. What one throws is an uncaught exception.
    pub fn run_microtasks(&self) {
        let cx = self.cx();
        while cx.has_jobs() && self.exit.get().is_none() {
            if let Err(error) = cx.run_job() {
                let error = error.into_value(cx);
                uncaught::handle(self, &error, false);
            }
        }
    }
}
