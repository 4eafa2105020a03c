//! Promises rejected without a handler. The engine reports a rejection and, if a handler follows, its withdrawal;
//! scripts decide about what is left once ticks and microtasks have run.

use std::cell::RefCell;

use super::{Runtime, current, tick_field};
use crate::engine::{Cx, Value, set_rejection_tracker};

struct Rejected {
    promise: Value,
    reason: Value,
    context: Value,
}

#[derive(Default)]
pub(super) struct Rejections {
    unhandled: RefCell<Vec<Rejected>>,
    handled_late: RefCell<Vec<Value>>,
}

impl Rejections {
    pub(super) fn clear(&self) {
        self.unhandled.take();
        self.handled_late.take();
    }
}

pub(super) fn install(cx: Cx) {
    set_rejection_tracker(cx, |promise, reason, handled| current().track(promise, reason, handled));
}

impl Runtime {
    fn track(&self, promise: Value, reason: Value, handled: bool) {
        let mut unhandled = self.rejections.unhandled.borrow_mut();
        if !handled {
            let context = self.cx().async_context();
            unhandled.push(Rejected { promise, reason, context });
        } else if let Some(at) = unhandled.iter().rposition(|rejected| rejected.promise.address() == promise.address())
        {
            unhandled.remove(at);
        } else {
            self.rejections.handled_late.borrow_mut().push(promise);
        }
        let waiting = !unhandled.is_empty() || !self.rejections.handled_late.borrow().is_empty();
        self.tick_fields.set(tick_field::HAS_REJECTION, u32::from(waiting));
    }

    /// Takes what waits for a decision: `[[promise, reason, asyncContext]…]` and the promises handled late.
    pub fn take_rejections(&self) -> Value {
        let cx = self.cx();
        let unhandled = self.rejections.unhandled.take();
        let late = self.rejections.handled_late.take();
        self.tick_fields.set(tick_field::HAS_REJECTION, 0);
        let unhandled = unhandled
            .into_iter()
            .map(|rejected| cx.array([rejected.promise, rejected.reason, rejected.context]));
        let unhandled = cx.array(unhandled);
        cx.array([unhandled, cx.array(late)])
    }
}
