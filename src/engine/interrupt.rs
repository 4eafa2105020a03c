//! Ending JavaScript that runs too long, or that a signal is to end.
//!
//! The engine asks every 10,000 calls or backward jumps. What it ends sees an exception that nothing catches; who started
//! it tells by [`Interrupt::fired`] and takes the exception away.

use std::cell::RefCell;
use std::ffi::c_void;
use std::ptr;
use std::rc::Rc;
use std::cell::Cell;

use rquickjs::qjs;

use super::Cx;

type Check = Box<dyn Fn() -> bool>;

struct Entry {
    check: Check,
    fired: Cell<bool>,
}

thread_local! {
    /// The checks in force, the innermost last.
    static ENTRIES: RefCell<Vec<Rc<Entry>>> = const { RefCell::new(Vec::new()) };
}

/// While it lives, the engine asks its check whether to go on. Drop them in the reverse order.
pub struct Interrupt(Rc<Entry>);

impl Interrupt {
    /// `check` says whether the JavaScript that runs is to end. It must not run JavaScript itself.
    pub fn new(cx: Cx, check: impl Fn() -> bool + 'static) -> Interrupt {
        let entry = Rc::new(Entry { check: Box::new(check), fired: Cell::new(false) });
        ENTRIES.with_borrow_mut(|entries| entries.push(entry.clone()));
        // SAFETY: the runtime is alive; the callback stays valid for ever.
        unsafe { qjs::JS_SetInterruptHandler(cx.rt(), Some(ask), ptr::null_mut()) };
        Interrupt(entry)
    }

    /// Whether its check has ended what ran.
    pub fn fired(&self) -> bool {
        self.0.fired.get()
    }
}

impl Drop for Interrupt {
    fn drop(&mut self) {
        ENTRIES.with_borrow_mut(|entries| entries.retain(|entry| !Rc::ptr_eq(entry, &self.0)));
        if Cx::exists() && ENTRIES.with_borrow(Vec::is_empty) {
            // SAFETY: the runtime is alive.
            unsafe { qjs::JS_SetInterruptHandler(Cx::current().rt(), None, ptr::null_mut()) };
        }
    }
}

/// # Safety
/// Called by the engine.
unsafe extern "C" fn ask(_: *mut qjs::JSRuntime, _: *mut c_void) -> i32 {
    ENTRIES.with_borrow(|entries| {
        // The outermost that ends ends those within it.
        let ending = entries.iter().find(|entry| (entry.check)());
        if let Some(entry) = ending {
            entry.fired.set(true);
        }
        i32::from(ending.is_some())
    })
}
