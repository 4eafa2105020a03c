//! The engine's allocator: mimalloc, called directly, as the engine asks for usable sizes all the time.

use std::cell::Cell;
use std::ffi::c_void;

use libmimalloc_sys as mi;

thread_local! {
    /// Bytes in use by this thread's engine, as mimalloc rounds them.
    static IN_USE: Cell<usize> = const { Cell::new(0) };
}

/// Bytes that this thread's engine has allocated and not freed.
pub(super) fn heap_bytes() -> usize {
    IN_USE.get()
}

/// # Safety
/// `ptr` is null or from mimalloc.
unsafe fn count(ptr: *mut u8) -> *mut u8 {
    // SAFETY: the caller's promise; null has usable size 0.
    IN_USE.set(IN_USE.get() + unsafe { mi::mi_usable_size(ptr.cast::<c_void>()) });
    ptr
}

/// # Safety
/// `ptr` is null or from mimalloc.
unsafe fn discount(ptr: *mut u8) {
    // SAFETY: the caller's promise.
    IN_USE.set(IN_USE.get() - unsafe { mi::mi_usable_size(ptr.cast::<c_void>()) });
}

/// Hands the engine's requests to mimalloc.
pub struct EngineAllocator;

// SAFETY: every pointer comes from mimalloc and goes back to it; alignment is mimalloc's, 16 bytes.
unsafe impl rquickjs::allocator::Allocator for EngineAllocator {
    fn alloc(&mut self, size: usize) -> *mut u8 {
        // SAFETY: any size is allowed.
        unsafe { count(mi::mi_malloc(size).cast()) }
    }

    fn calloc(&mut self, count: usize, size: usize) -> *mut u8 {
        // SAFETY: any count and size are allowed; overflow returns null.
        unsafe { self::count(mi::mi_calloc(count, size).cast()) }
    }

    unsafe fn dealloc(&mut self, ptr: *mut u8) {
        // SAFETY: the engine frees what it got from here.
        unsafe {
            discount(ptr);
            mi::mi_free(ptr.cast::<c_void>());
        }
    }

    unsafe fn realloc(&mut self, ptr: *mut u8, new_size: usize) -> *mut u8 {
        // SAFETY: the engine resizes what it got from here.
        unsafe {
            let before = mi::mi_usable_size(ptr.cast::<c_void>());
            let moved = mi::mi_realloc(ptr.cast::<c_void>(), new_size).cast::<u8>();
            if !moved.is_null() {
                IN_USE.set(IN_USE.get() - before);
                count(moved);
            }
            moved
        }
    }

    unsafe fn usable_size(ptr: *mut u8) -> usize {
        // SAFETY: the pointer came from here.
        unsafe { mi::mi_usable_size(ptr.cast::<c_void>()) }
    }
}
