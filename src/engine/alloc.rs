//! The engine's allocator: mimalloc, called directly, as the engine asks for usable sizes all the time.

use std::ffi::c_void;

use libmimalloc_sys as mi;

/// Hands the engine's requests to mimalloc.
pub struct EngineAllocator;

// SAFETY: every pointer comes from mimalloc and goes back to it; alignment is mimalloc's, 16 bytes.
unsafe impl rquickjs::allocator::Allocator for EngineAllocator {
    fn alloc(&mut self, size: usize) -> *mut u8 {
        // SAFETY: any size is allowed.
        unsafe { mi::mi_malloc(size).cast() }
    }

    fn calloc(&mut self, count: usize, size: usize) -> *mut u8 {
        // SAFETY: any count and size are allowed; overflow returns null.
        unsafe { mi::mi_calloc(count, size).cast() }
    }

    /// # Safety
    /// As in the trait: `ptr` came from here.
    unsafe fn dealloc(&mut self, ptr: *mut u8) {
        if !super::memory::catch(ptr) {
            // SAFETY: the engine frees what it got from here.
            unsafe { mi::mi_free(ptr.cast::<c_void>()) }
        }
    }

    /// # Safety
    /// As in the trait: `ptr` came from here.
    unsafe fn realloc(&mut self, ptr: *mut u8, new_size: usize) -> *mut u8 {
        // SAFETY: the engine resizes what it got from here.
        unsafe { mi::mi_realloc(ptr.cast::<c_void>(), new_size).cast() }
    }

    /// # Safety
    /// As in the trait: `ptr` came from here.
    unsafe fn usable_size(ptr: *mut u8) -> usize {
        // SAFETY: the pointer came from here.
        unsafe { mi::mi_usable_size(ptr.cast::<c_void>()) }
    }
}
