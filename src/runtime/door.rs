//! The one door into JavaScript: every completion, timer and message goes through [`enter`].
//!
//! It calls, hands a throw to the program's `uncaughtException` handling, then drains `process.nextTick` callbacks
//! and microtasks until both are empty, and decides about unhandled rejections.

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

impl Runtime {
    /// See [`enter_with`].
    pub fn enter(&self, body: impl FnOnce(Cx) -> Result<Value, Error>) -> Option<Value> {
        if self.exit.get().is_some() {
            return None;
        }
        let cx = self.cx();
        let depth = self.depth.get();
        self.depth.set(depth + 1);
        let outcome = body(cx);
        let result = match outcome {
            Ok(value) => Some(value),
            Err(error) => {
                let error = error.into_value(cx);
                uncaught::handle(self, &error, false);
                None
            }
        };
        if depth == 0 {
            self.drain();
        }
        self.depth.set(depth);
        result
    }

    /// Runs ticks and microtasks until both queues are empty.
    pub fn drain(&self) {
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
