//! Memory that leaves its realm: `ArrayBuffer`s that move to another thread, `SharedArrayBuffer`s that several see.

use std::alloc::Layout;
use std::cell::Cell;
use std::ffi::c_void;
use std::ptr::{self, NonNull};
use std::slice;
use std::sync::atomic::{AtomicI32, AtomicI64, AtomicUsize, Ordering};

use libmimalloc_sys as mi;
use rquickjs::qjs;

use super::{Cx, Error, Result, Value};

/// Buffers below this are copied when they move: the engine carves small blocks out of larger ones.
const MOVED_BYTES_MIN: usize = 4096;

/// The memory of an `ArrayBuffer` between two realms. Owned, of no thread.
pub struct Memory {
    /// What the allocator gave out; the bytes begin `offset` later.
    base: NonNull<u8>,
    offset: usize,
    length: usize,
    /// The length up to which it may be resized.
    max: Option<usize>,
}

// SAFETY: the memory is owned, and its allocator takes it back on any thread.
unsafe impl Send for Memory {}

impl Memory {
    fn new(bytes: Vec<u8>, max: Option<usize>) -> Memory {
        let length = bytes.len();
        let mut bytes = if bytes.capacity() == 0 { Vec::with_capacity(1) } else { bytes };
        let base = NonNull::new(bytes.as_mut_ptr()).expect("a vector with capacity has memory");
        std::mem::forget(bytes);
        Memory { base, offset: 0, length, max }
    }

    /// Its length in bytes.
    pub fn len(&self) -> usize {
        self.length
    }

    /// Whether it has no bytes.
    pub fn is_empty(&self) -> bool {
        self.length == 0
    }
}

impl Drop for Memory {
    fn drop(&mut self) {
        // SAFETY: mimalloc is the allocator of vectors and of the engine.
        unsafe { mi::mi_free(self.base.as_ptr().cast()) };
    }
}

thread_local! {
    /// While a buffer is being detached to move: what the engine would have freed.
    static CATCHING: Cell<Option<*mut u8>> = const { Cell::new(None) };
}

/// Asked before the engine frees a large block: whether that block is on the move instead.
#[inline]
pub(super) fn catch(base: *mut u8) -> bool {
    CATCHING.with(|catching| match catching.get() {
        Some(caught) if caught.is_null() => {
            catching.set(Some(base));
            true
        }
        _ => false,
    })
}

/// # Safety
/// `ptr` lies `opaque` bytes into a block of mimalloc's that was given away to the engine.
pub(super) unsafe extern "C" fn resize(
    _: *mut qjs::JSRuntime,
    opaque: *mut c_void,
    ptr: *mut c_void,
    size: qjs::size_t,
) -> *mut c_void {
    // The opaque value is the offset of the bytes in their block, not a pointer.
    let offset = opaque as usize;
    // SAFETY: the block begins there; it is mimalloc's, and the engine frees it once.
    unsafe {
        let base = ptr.cast::<u8>().sub(offset);
        if size == 0 {
            if !catch(base) {
                mi::mi_free(base.cast());
            }
            return ptr::null_mut();
        }
        let moved = mi::mi_realloc(base.cast(), offset + size as usize);
        if moved.is_null() { moved } else { moved.cast::<u8>().add(offset).cast() }
    }
}

impl Cx {
    /// Takes an `ArrayBuffer`'s memory away, without a copy, and leaves it detached.
    pub fn take_memory(self, buffer: &Value) -> Result<Memory> {
        if self.is_lent(buffer) {
            return Err(Error::type_error("Cannot take the memory of another object"));
        }
        let resizable = self.get(buffer, "resizable")?.as_bool().unwrap_or(false);
        let max = if resizable { self.get(buffer, "maxByteLength")?.as_f64().map(|max| max as usize) } else { None };
        let mut length = 0;
        // SAFETY: the value is alive, the length lands in a local.
        let data = unsafe { qjs::JS_GetArrayBuffer(self.raw, &mut length, buffer.0) };
        if data.is_null() {
            drop(self.take_exception());
            return Err(Error::type_error("Cannot perform take on a detached ArrayBuffer"));
        }
        let length = length as usize;
        if length < MOVED_BYTES_MIN {
            // SAFETY: the engine has `length` bytes there.
            let bytes = unsafe { slice::from_raw_parts(data, length) }.to_vec();
            // SAFETY: the value is an array buffer of this context.
            unsafe { qjs::JS_DetachArrayBuffer(self.raw, buffer.0) };
            return Ok(Memory::new(bytes, max));
        }
        CATCHING.set(Some(ptr::null_mut()));
        // SAFETY: as above; the block that would be freed is caught.
        unsafe { qjs::JS_DetachArrayBuffer(self.raw, buffer.0) };
        let caught = CATCHING.take().and_then(NonNull::new).expect("buffers own blocks of mimalloc's");
        Ok(Memory { base: caught, offset: data as usize - caught.as_ptr() as usize, length, max })
    }

    /// An `ArrayBuffer` over memory that it takes over.
    pub fn array_buffer_of(self, memory: Memory) -> Result<Value> {
        let memory = std::mem::ManuallyDrop::new(memory);
        // SAFETY: the block is given away with the function that frees it. A maximum of 0 means a fixed length, and
        // a resizable buffer that can only be empty is the same.
        let raw = unsafe {
            qjs::JS_NewArrayBuffer(
                self.raw,
                memory.base.as_ptr().add(memory.offset),
                memory.length as _,
                memory.max.unwrap_or(0) as _,
                Some(resize),
                memory.offset as *mut c_void,
                false,
            )
        };
        self.checked(raw)
    }

    /// A resizable `ArrayBuffer` with these bytes.
    pub fn resizable_array_buffer(self, bytes: Vec<u8>, max: usize) -> Result<Value> {
        self.array_buffer_of(Memory::new(bytes, Some(max)))
    }
}

/// Memory that the `SharedArrayBuffer`s of several realms stand on; counted, freed with the last of them.
pub struct SharedMemory {
    data: NonNull<u8>,
    length: usize,
    max: Option<usize>,
}

// SAFETY: the count is atomic, and the bytes are JavaScript's to race on; Rust reads them through the realms only.
unsafe impl Send for SharedMemory {}
// SAFETY: as above.
unsafe impl Sync for SharedMemory {}

/// Before the bytes lie the count of those who share them and the size of the block.
#[repr(C, align(16))]
struct SharedHeader {
    shares: AtomicUsize,
    bytes: usize,
}

impl Clone for SharedMemory {
    fn clone(&self) -> SharedMemory {
        // SAFETY: this share keeps the memory alive.
        unsafe { share(ptr::null_mut(), self.data.as_ptr().cast()) };
        SharedMemory { ..*self }
    }
}

impl Drop for SharedMemory {
    fn drop(&mut self) {
        // SAFETY: gives back this share.
        unsafe { unshare(ptr::null_mut(), self.data.as_ptr().cast()) };
    }
}

fn shared_layout(bytes: usize) -> Option<Layout> {
    Layout::from_size_align(bytes.checked_add(size_of::<SharedHeader>())?, align_of::<SharedHeader>()).ok()
}

/// # Safety
/// Called by the engine, which has checked the size.
unsafe extern "C" fn allocate_shared(_: *mut c_void, size: qjs::size_t) -> *mut c_void {
    let Some(layout) = shared_layout(size as usize) else { return ptr::null_mut() };
    // SAFETY: the layout is not empty; the header is written before anyone sees it.
    unsafe {
        let header = std::alloc::alloc_zeroed(layout).cast::<SharedHeader>();
        if header.is_null() {
            return ptr::null_mut();
        }
        header.write(SharedHeader { shares: AtomicUsize::new(1), bytes: size as usize });
        header.add(1).cast()
    }
}

/// # Safety
/// `data` came from [`allocate_shared`] and is kept alive by a share.
unsafe extern "C" fn share(_: *mut c_void, data: *mut c_void) {
    // SAFETY: the header lies before the bytes.
    unsafe { (*data.cast::<SharedHeader>().sub(1)).shares.fetch_add(1, Ordering::Relaxed) };
}

/// # Safety
/// Gives back one share of what [`allocate_shared`] returned.
unsafe extern "C" fn unshare(_: *mut c_void, data: *mut c_void) {
    // SAFETY: the header lies before the bytes; the last share frees the block as it was allocated.
    unsafe {
        let header = data.cast::<SharedHeader>().sub(1);
        if (*header).shares.fetch_sub(1, Ordering::AcqRel) == 1 {
            let layout = shared_layout((*header).bytes).expect("it was allocated with this size");
            std::alloc::dealloc(header.cast(), layout);
        }
    }
}

/// Makes a runtime's shared buffers countable by other realms, and lets `Atomics.wait` block its thread.
pub(super) fn install(rt: *mut qjs::JSRuntime) {
    let functions = qjs::JSSharedArrayBufferFunctions {
        sab_alloc: Some(allocate_shared),
        sab_free: Some(unshare),
        sab_dup: Some(share),
        sab_opaque: ptr::null_mut(),
    };
    // SAFETY: the runtime is new; the functions are copied.
    unsafe {
        qjs::JS_SetSharedArrayBufferFunctions(rt, &functions);
        qjs::JS_SetCanBlock(rt, true);
    }
}

impl Cx {
    /// A share of a `SharedArrayBuffer`'s memory.
    pub fn share_memory(self, buffer: &Value) -> Result<SharedMemory> {
        let growable = self.get(buffer, "growable")?.as_bool().unwrap_or(false);
        let max = if growable { self.get(buffer, "maxByteLength")?.as_f64().map(|max| max as usize) } else { None };
        let mut length = 0;
        // SAFETY: the value is alive, the length lands in a local.
        let data = unsafe { qjs::JS_GetArrayBuffer(self.raw, &mut length, buffer.0) };
        let Some(data) = NonNull::new(data) else { return Err(Error::Pending) };
        // SAFETY: the buffer keeps the memory alive during the call.
        unsafe { share(ptr::null_mut(), data.as_ptr().cast()) };
        Ok(SharedMemory { data, length: length as usize, max })
    }

    /// A `SharedArrayBuffer` over shared memory.
    pub fn shared_array_buffer(self, memory: &SharedMemory) -> Result<Value> {
        // SAFETY: the engine takes a share of its own.
        let raw = unsafe {
            qjs::JS_NewArrayBuffer(
                self.raw,
                memory.data.as_ptr(),
                memory.length as _,
                memory.max.unwrap_or(0) as _,
                None,
                ptr::null_mut(),
                true,
            )
        };
        self.checked(raw)
    }
}

impl Cx {
    /// An element of a typed array over shared memory, read as `Atomics.load` does: an `Int32Array`'s, or with `wide` a
    /// `BigInt64Array`'s. `None` for an index that is out of range.
    pub fn load_shared(self, array: &Value, index: usize, wide: bool) -> Option<i64> {
        let bytes = self.bytes(array)?;
        let size = if wide { 8 } else { 4 };
        let at = bytes.get_mut(index * size..(index + 1) * size)?.as_mut_ptr();
        // SAFETY: the element lies within the array, whose memory the array keeps alive, and is aligned, as typed arrays
        // are; other threads write to it with atomic operations.
        unsafe {
            Some(if wide {
                AtomicI64::from_ptr(at.cast()).load(Ordering::SeqCst)
            } else {
                i64::from(AtomicI32::from_ptr(at.cast()).load(Ordering::SeqCst))
            })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::{Realm, RealmLimits};

    fn realm() -> Realm {
        Realm::new(RealmLimits { stack_bytes_max: 512 << 10, heap_bytes_max: None }).unwrap()
    }

    #[test]
    fn buffers_move_without_a_copy() {
        let realm = realm();
        let cx = realm.cx();
        for source in ["new ArrayBuffer(8)", "new ArrayBuffer(100000)", "new ArrayBuffer(5000, { maxByteLength: 9000 })"] {
            let buffer = cx.eval(source, "test").unwrap();
            let bytes = cx.bytes(&buffer).unwrap();
            bytes[3] = 7;
            let (address, length) = (bytes.as_ptr(), bytes.len());
            let memory = cx.take_memory(&buffer).unwrap();
            assert_eq!(cx.get(&buffer, "detached").unwrap().as_bool(), Some(true));
            let moved = std::thread::spawn(move || memory).join().unwrap();
            let arrived = cx.array_buffer_of(moved).unwrap();
            let bytes = cx.bytes(&arrived).unwrap();
            assert_eq!((bytes.len(), bytes[3]), (length, 7));
            assert_eq!(bytes.as_ptr() == address, length >= MOVED_BYTES_MIN);
        }
    }

    #[test]
    fn a_vector_moves_on() {
        let realm = realm();
        let cx = realm.cx();
        let buffer = cx.array_buffer(vec![9; 70000]).unwrap();
        let arrived = cx.array_buffer_of(cx.take_memory(&buffer).unwrap()).unwrap();
        let again = cx.array_buffer_of(cx.take_memory(&arrived).unwrap()).unwrap();
        assert_eq!(cx.bytes(&again).unwrap(), vec![9; 70000].as_slice());
    }

    #[test]
    fn shared_memory_outlives_its_first_buffer() {
        let realm = realm();
        let cx = realm.cx();
        let buffer = cx.eval("new SharedArrayBuffer(16)", "test").unwrap();
        let memory = cx.share_memory(&buffer).unwrap();
        cx.bytes(&buffer).unwrap()[0] = 5;
        drop(buffer);
        let second = cx.shared_array_buffer(&memory.clone()).unwrap();
        drop(memory);
        assert_eq!(cx.bytes(&second).unwrap()[0], 5);
    }
}
