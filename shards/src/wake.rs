//! What other threads touch to wake a shard: a word that says why, a flag that
//! says whether it sleeps, and an eventfd that is written only when it does.

use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

use rustix::event::{EventfdFlags, eventfd};

/// Why a shard was woken; a bit each.
pub(crate) const NOTIFIED: u32 = 1;
pub(crate) const SIGNALLED: u32 = 2;
pub(crate) const PHASE_CHANGED: u32 = 4;
/// Of a supervisor: which signal came.
pub(crate) const TERMINATE: u32 = 8;
pub(crate) const INTERRUPT: u32 = 16;
pub(crate) const HANG_UP: u32 = 32;

/// Aligned to two cache lines (adjacent lines are prefetched in pairs), so that
/// a wake-up never invalidates a line that the shard works on.
#[repr(align(128))]
pub(crate) struct Waker {
    reasons: AtomicU32,
    sleeping: AtomicBool,
    eventfd: OwnedFd,
}

impl Waker {
    pub(crate) fn new() -> std::io::Result<Waker> {
        Ok(Waker {
            reasons: AtomicU32::new(0),
            sleeping: AtomicBool::new(false),
            eventfd: eventfd(0, EventfdFlags::CLOEXEC | EventfdFlags::NONBLOCK)?,
        })
    }

    /// From any thread and from signal handlers. Costs a system call only when
    /// the shard sleeps.
    ///
    /// Either this side's load sees `sleeping`, or [`Waker::begin_sleep`] sees the
    /// reason: both are sequentially consistent and each side writes first.
    pub(crate) fn raise(&self, reason: u32) {
        self.reasons.fetch_or(reason, Ordering::SeqCst);
        if self.sleeping.load(Ordering::SeqCst) && self.sleeping.swap(false, Ordering::SeqCst) {
            // The only possible error is a full counter, which is readable as well.
            let _ = rustix::io::write(&self.eventfd, &1u64.to_ne_bytes());
        }
    }

    /// Announces that the shard is about to block; false if it must not.
    pub(crate) fn begin_sleep(&self) -> bool {
        self.sleeping.store(true, Ordering::SeqCst);
        if self.reasons.load(Ordering::SeqCst) == 0 {
            return true;
        }
        self.end_sleep();
        false
    }

    pub(crate) fn end_sleep(&self) {
        self.sleeping.store(false, Ordering::Relaxed);
    }

    #[inline]
    pub(crate) fn is_raised(&self) -> bool {
        self.reasons.load(Ordering::Relaxed) != 0
    }

    /// Takes the reasons. What was written before a reason was raised is visible.
    #[inline]
    pub(crate) fn take(&self) -> u32 {
        if !self.is_raised() {
            return 0;
        }
        self.reasons.swap(0, Ordering::AcqRel)
    }
}

impl AsFd for Waker {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.eventfd.as_fd()
    }
}
