//! What the host sees of promises, and the async context that the engine carries along with them.

use std::cell::Cell;
use std::ffi::c_void;
use std::ptr;

use rquickjs::qjs;

use super::{Cx, Value, patch};

/// Called when a promise is rejected without a handler (`handled` false), and when such a promise gets one after
/// all (`handled` true). It must not run JavaScript.
pub type RejectionTracker = fn(promise: Value, reason: Value, handled: bool);

thread_local! {
    static TRACKER: Cell<Option<RejectionTracker>> = const { Cell::new(None) };
}

/// # Safety
/// Called by the engine with live values.
unsafe extern "C" fn track(
    _: *mut qjs::JSContext,
    promise: qjs::JSValue,
    reason: qjs::JSValue,
    handled: bool,
    _: *mut c_void,
) {
    if let Some(tracker) = TRACKER.get() {
        // SAFETY: both are alive; each gets a reference of its own.
        let own = |raw| unsafe { Value::from_raw(qjs::JS_DupValue(ptr::null_mut(), raw)) };
        tracker(own(promise), own(reason), handled);
    }
}

/// Sets this thread's tracker of unhandled rejections.
pub fn set_rejection_tracker(cx: Cx, tracker: RejectionTracker) {
    TRACKER.set(Some(tracker));
    // SAFETY: the runtime is alive; the callback stays valid for ever.
    unsafe { qjs::JS_SetHostPromiseRejectionTracker(cx.rt(), Some(track), ptr::null_mut()) };
}

/// A promise's state.
#[derive(Clone, Debug)]
#[allow(missing_docs, reason = "the names are ECMAScript's own")]
pub enum PromiseState {
    Pending,
    Fulfilled(Value),
    Rejected(Value),
}

impl Cx {
    /// The state of a promise; `None` for anything else.
    pub fn promise_state(self, value: &Value) -> Option<PromiseState> {
        // SAFETY: asks a live value.
        unsafe {
            if !qjs::JS_IsPromise(value.as_raw()) {
                return None;
            }
            let result = || Value::from_raw(qjs::JS_PromiseResult(self.raw, value.as_raw()));
            Some(match qjs::JS_PromiseState(self.raw, value.as_raw()) {
                qjs::JSPromiseStateEnum_JS_PROMISE_FULFILLED => PromiseState::Fulfilled(result()),
                qjs::JSPromiseStateEnum_JS_PROMISE_REJECTED => PromiseState::Rejected(result()),
                _ => PromiseState::Pending,
            })
        }
    }

    /// The current async context (AsyncLocalStorage's frame); `undefined` when there is none.
    pub fn async_context(self) -> Value {
        // SAFETY: the runtime is alive; the reference is handed over.
        unsafe { Value::from_raw(patch::JS_GetAsyncContext(self.rt())) }
    }

    /// Makes `context` the current async context and returns the one before.
    #[inline]
    pub fn swap_async_context(self, context: Value) -> Value {
        // SAFETY: the runtime is alive; both references are handed over.
        unsafe { Value::from_raw(patch::JS_SwapAsyncContext(self.rt(), context.into_raw())) }
    }
}
