//! What ends a program from outside of it: its memory limit, or whoever may stop its shard.
//!
//! The engine asks now and then whether to go on, also in the middle of a loop without end. A heap over its limit is
//! collected first, as cycles are left to idle moments otherwise; what is over it even then ends the program, which
//! cannot catch that. What one call would take far beyond the limit is refused as an exception, which can be caught.

use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};

use shards::{Phase, Remote};

use super::{End, Runtime};
use crate::engine::{Cx, Error, Interrupt, Value};

/// Watches over a program as long as it lives.
pub struct Guard {
    watch: Rc<Watch>,
    // Dropped before the watch that it asks.
    _interrupt: Interrupt,
}

struct Watch {
    runtime: Weak<Runtime>,
    remote: Remote,
    heap_bytes_max: Option<usize>,
    /// Making the stack runs the engine, which asks again.
    looking: Cell<bool>,
    /// Where the program was when its memory ran out.
    stack: RefCell<String>,
    exit_code: i32,
}

impl Guard {
    /// Watches over the runtime's program, which ends with this exit code if it must.
    pub fn new(runtime: &Rc<Runtime>, exit_code: i32) -> Guard {
        let watch = Rc::new(Watch {
            runtime: Rc::downgrade(runtime),
            remote: runtime.shard().remote().clone(),
            heap_bytes_max: runtime.options().limits.heap_bytes_max,
            looking: Cell::new(false),
            stack: RefCell::default(),
            exit_code,
        });
        let asked = watch.clone();
        let interrupt = Interrupt::new(runtime.cx(), move || asked.must_end());
        Guard { watch, _interrupt: interrupt }
    }

    /// Looks whether the program must end, and ends it then.
    pub fn must_end(&self) -> bool {
        self.watch.must_end()
    }

    /// The stack of what took the last memory, as an error's, for a program that ended so.
    pub fn stack(&self) -> String {
        self.watch.stack.borrow().clone()
    }
}

impl Watch {
    fn must_end(&self) -> bool {
        let Some(runtime) = self.runtime.upgrade() else { return true };
        let end = if self.remote.phase() == Phase::Stopping {
            End::Stopped
        } else if self.is_out_of_memory(&runtime) {
            End::OutOfMemory
        } else {
            return false;
        };
        runtime.request_end(self.exit_code, end);
        true
    }

    fn is_out_of_memory(&self, runtime: &Runtime) -> bool {
        let (cx, Some(max)) = (runtime.cx(), self.heap_bytes_max) else { return false };
        if cx.heap_bytes() <= max || self.looking.replace(true) {
            return false;
        }
        runtime.heap.collect(cx);
        let is_over = cx.heap_bytes() > max;
        if is_over {
            self.stack.replace(stack_here(cx));
        }
        self.looking.set(false);
        is_over
    }
}

/// The frames of what runs, a line each.
fn stack_here(cx: Cx) -> String {
    let error = Error::range_error("here").into_value(cx);
    let stack = cx.get(&error, "stack").unwrap_or(Value::UNDEFINED);
    let text = if stack.is_string() { cx.describe(&stack) } else { String::new() };
    text.lines().filter(|line| line.trim_start().starts_with("at ")).collect::<Vec<_>>().join("\n")
}

/// Whether an exception says that the engine was refused memory.
pub(super) fn is_refusal(cx: Cx, error: &Value) -> bool {
    if error.is_null() {
        return true;
    }
    let text = |name| error.is_object().then(|| cx.get(error, name).ok()).flatten().map(|value| cx.describe(&value));
    text("name").is_some_and(|name| name == "InternalError") && text("message").is_some_and(|text| text == "out of memory")
}
