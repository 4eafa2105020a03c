//! The JavaScript engine behind a façade: the only place that names rquickjs.
//!
//! A shard's thread owns one [`Realm`]. [`Cx`] is the handle to it, [`Value`] a strong reference into it. Native
//! functions are plain Rust functions over a [`Call`]; native objects carry a Rust value of a [`Class`].
//!
//! Invariants:
//! - A value never leaves the thread that made it, and is forgotten, not freed, after its realm.
//! - Nothing unwinds through the engine: panics in natives become errors.
//! - The cycle collector runs only when it is told to ([`Cx::collect`]).
//!
//! Absent on purpose: conversions by trait for arguments (a native reads what it needs from its `Call`), and
//! closures as natives (state lives in objects).
#![allow(unsafe_code, reason = "this is the seam to the C engine; every block says why it holds")]

mod alloc;
mod bytes;
mod call;
mod class;
mod context;
mod cx;
pub mod errno;
mod error;
mod face;
mod fields;
mod interrupt;
mod introspect;
mod lent;
mod memory;
mod module;
pub mod patch;
mod plain;
mod promise;
mod realm;
mod script;
mod text;
mod value;
mod view;

pub use call::{Binding, Call, Native, Return};
pub use class::{Class, Instance, Make, Parcel, Prototype};
pub use context::Context;
pub use cx::{Atom, Attributes, Cx, MakeLazy};
pub use error::{Error, ErrorClass, Result, SystemError};
pub use fields::Fields;
pub use interrupt::Interrupt;
pub use introspect::{ObjectClass, OwnKey, Position};
pub use memory::{Memory, SharedMemory};
pub use module::{Import, ImportCall, ImportCallHook, ImportHook, Module, ModuleStatus, Survey};
pub use promise::{PromiseEvent, PromiseHook, PromiseState, RejectionTracker, set_promise_hook, set_rejection_tracker};
pub use realm::{Realm, RealmLimits, at_end, set_buffer_prototype};
pub use script::{Goal, Origin, Script};
pub use text::Text;
pub use value::{Kind, Value};
pub use view::{View, ViewKind};

/// Borrows a descriptor that a program named by its number; `None` when it is not open.
///
/// Programs own their descriptors by number, as in C: what one closes while another uses it is theirs to know.
pub fn borrowed_fd(fd: i32) -> Option<std::os::fd::BorrowedFd<'static>> {
    // SAFETY: asks the kernel only; a closed descriptor is an error here.
    if fd < 0 || unsafe { libc::fcntl(fd, libc::F_GETFD) } < 0 {
        return None;
    }
    // SAFETY: it was open a moment ago; a program that closes it meanwhile gets EBADF, as with any number.
    Some(unsafe { std::os::fd::BorrowedFd::borrow_raw(fd) })
}

/// Copies bytes between buffers of a program, which may be the same one.
pub(crate) fn copy_overlapping(from: *const u8, to: *mut u8, count: usize) {
    // SAFETY: callers cut both pointers from slices of at least `count` bytes; `copy` allows an overlap.
    unsafe { std::ptr::copy(from, to, count) };
}

/// Takes over a descriptor that a program hands over by its number, as Node's `fd` options do.
pub fn adopt_fd(fd: i32) -> std::os::fd::OwnedFd {
    use std::os::fd::FromRawFd;
    // SAFETY: the program gives the descriptor away; closing it elsewhere as well is its own mistake, as in Node.
    unsafe { std::os::fd::OwnedFd::from_raw_fd(fd) }
}
