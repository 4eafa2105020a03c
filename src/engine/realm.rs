//! One shard's JavaScript: a runtime, its main context, and how both are bounded.

use std::cell::{Cell, RefCell};
use std::ptr;

use rquickjs::qjs;

use super::{Cx, Error, Result, Value, alloc::EngineAllocator};

thread_local! {
    static CONTEXT: Cell<*mut qjs::JSContext> = const { Cell::new(ptr::null_mut()) };
    static RUNTIME: Cell<*mut qjs::JSRuntime> = const { Cell::new(ptr::null_mut()) };
    /// What `Cx::buffer` gives its arrays as prototype: `Buffer.prototype`, once the buffer module set it.
    static BUFFER_PROTOTYPE: RefCell<Option<Value>> = const { RefCell::new(None) };
    /// What is to be called when the realm ends.
    static ENDINGS: RefCell<Vec<fn()>> = const { RefCell::new(Vec::new()) };
}

/// Has `clear` called when this thread's realm ends, once: for state of the thread that holds values. The thread may
/// have another realm later.
pub fn at_end(clear: fn()) {
    ENDINGS.with_borrow_mut(|endings| {
        if !endings.iter().any(|known| std::ptr::fn_addr_eq(*known, clear)) {
            endings.push(clear);
        }
    });
}

/// The main context of this thread's realm; null outside of one.
#[inline]
pub(super) fn current_raw() -> *mut qjs::JSContext {
    CONTEXT.get()
}

/// The runtime of this thread's realm; null outside of one.
#[inline]
pub(super) fn current_runtime_raw() -> *mut qjs::JSRuntime {
    RUNTIME.get()
}

/// Runs `body` with the prototype of buffers, if the buffer module has set it.
pub(super) fn with_buffer_prototype<R>(body: impl FnOnce(Option<&Value>) -> R) -> R {
    BUFFER_PROTOTYPE.with_borrow(|prototype| body(prototype.as_ref()))
}

/// Sets the prototype of the arrays that [`Cx::buffer`] makes.
pub fn set_buffer_prototype(prototype: Value) {
    BUFFER_PROTOTYPE.set(Some(prototype));
}

/// How large a realm may grow.
#[derive(Clone, Copy, Debug)]
pub struct RealmLimits {
    /// How much native stack JavaScript may use, in bytes. At most 16 MiB less the thread's own needs: over
    /// 16 MiB the engine silently stops checking.
    pub stack_bytes_max: usize,
    /// How much heap, in bytes; `None` for no limit. Whoever runs the program watches over it; the engine itself
    /// refuses what goes beyond it by a quarter.
    pub heap_bytes_max: Option<usize>,
}

/// For what it takes to end a program that has reached its limit.
const HEAP_SLACK_BYTES: usize = 4 << 20;

const STACK_BYTES_MIN: usize = 256 << 10;
const STACK_BYTES_MAX: usize = 15 << 20;

/// A runtime and its main context, bound to the thread that made them.
///
/// Invariant: a thread has one realm at a time; every [`Value`](super::Value) of the thread belongs to it.
pub struct Realm {
    context: Option<rquickjs::Context>,
    runtime: Option<rquickjs::Runtime>,
}

impl Realm {
    /// Makes the thread's realm.
    ///
    /// # Errors
    /// When memory does not suffice for an empty heap, or a limit is out of range.
    pub fn new(limits: RealmLimits) -> Result<Realm> {
        if !(STACK_BYTES_MIN..=STACK_BYTES_MAX).contains(&limits.stack_bytes_max) {
            return Err(Error::range_error(format!(
                "The engine's stack must be between {STACK_BYTES_MIN} and {STACK_BYTES_MAX} bytes"
            )));
        }
        assert!(current_raw().is_null(), "one realm a thread");
        let out_of_memory = |_| Error::range_error("Not enough memory for a JavaScript heap");
        let runtime = rquickjs::Runtime::new_with_alloc(EngineAllocator).map_err(out_of_memory)?;
        runtime.set_max_stack_size(limits.stack_bytes_max);
        runtime.set_gc_threshold(usize::MAX);
        if let Some(bytes) = limits.heap_bytes_max {
            runtime.set_memory_limit(bytes + bytes / 4 + HEAP_SLACK_BYTES);
        }
        let context = rquickjs::Context::full(&runtime).map_err(out_of_memory)?;
        CONTEXT.set(context.as_raw().as_ptr());
        RUNTIME.set(context.get_runtime_ptr());
        super::memory::install(RUNTIME.get());
        // SAFETY: the runtime is this thread's, and the stack is measured from here.
        unsafe { qjs::JS_UpdateStackTop(RUNTIME.get()) };
        Ok(Realm { context: Some(context), runtime: Some(runtime) })
    }

    /// The handle through which everything else is done.
    pub fn cx(&self) -> Cx {
        Cx::current()
    }
}

impl Drop for Realm {
    fn drop(&mut self) {
        for clear in ENDINGS.take() {
            clear();
        }
        super::class::release_all();
        BUFFER_PROTOTYPE.set(None);
        super::class::forget_classes();
        self.context.take();
        self.runtime.take();
        // Values dropped after this point are forgotten: their heap is gone.
        CONTEXT.set(ptr::null_mut());
        RUNTIME.set(ptr::null_mut());
    }
}
