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

/// What a promise hook hears of; the numbers are the engine's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PromiseEvent {
    /// A promise was made.
    Init = 0,
    /// A reaction whose result settles the promise, or that awaits, is about to run.
    Before = 1,
    /// It has run.
    After = 2,
    /// The promise was resolved or rejected.
    Resolve = 3,
}

/// Called for each event with the promise, and for `Init` with the one that it was made from, if any.
pub type PromiseHook = fn(PromiseEvent, Value, Value);

thread_local! {
    static HOOK: Cell<Option<PromiseHook>> = const { Cell::new(None) };
}

/// # Safety
/// Called by the engine with live values.
unsafe extern "C" fn hear(
    _: *mut qjs::JSContext,
    event: qjs::JSPromiseHookType,
    promise: qjs::JSValue,
    parent: qjs::JSValue,
    _: *mut c_void,
) {
    let Some(hook) = HOOK.get() else { return };
    let event = match event {
        0 => PromiseEvent::Init,
        1 => PromiseEvent::Before,
        2 => PromiseEvent::After,
        _ => PromiseEvent::Resolve,
    };
    // SAFETY: both are alive; each gets a reference of its own.
    let own = |raw| unsafe { Value::from_raw(qjs::JS_DupValue(ptr::null_mut(), raw)) };
    hook(event, own(promise), own(parent));
}

/// Sets this thread's promise hook, or removes it. Promises cost more while there is one.
pub fn set_promise_hook(cx: Cx, hook: Option<PromiseHook>) {
    HOOK.set(hook);
    let callback: qjs::JSPromiseHook = hook.and(Some(hear));
    // SAFETY: the runtime is alive; the callback stays valid for ever.
    unsafe { qjs::JS_SetPromiseHook(cx.rt(), callback, ptr::null_mut()) };
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
