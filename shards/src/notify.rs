//! The way from any thread into a shard: "run that callback of yours".
//!
//! Mailboxes, the blocking pool and shutdown stand on this. The list of callbacks to
//! run is behind a lock that is held for one push or one swap. It is not on a request
//! path: a shard's own requests never touch it, only messages and finished blocking
//! calls do, each of which costs a context switch besides.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::Rc;
use std::sync::atomic::{AtomicBool, AtomicU8, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::remote::Phase;
use crate::slab::{Key, Slab};
use crate::wake::{self, Waker};

/// The part of a shard that other threads see.
pub(crate) struct Shared {
    waker: Waker,
    notified: Mutex<Vec<Key>>,
    /// Bit n: signal n arrived (see `signals`).
    signals: AtomicU64,
    phase: AtomicU8,
    /// When the shard's program began to turn its loop, and how long the shard has slept since: written by the shard
    /// when it begins and when it wakes up, read by whoever asks how busy it is.
    began_ns: AtomicU64,
    idle_ns: AtomicU64,
}

impl Shared {
    pub(crate) fn new() -> std::io::Result<Shared> {
        Ok(Shared {
            waker: Waker::new()?,
            notified: Mutex::new(Vec::new()),
            signals: AtomicU64::new(0),
            phase: AtomicU8::new(Phase::Running as u8),
            began_ns: AtomicU64::new(0),
            idle_ns: AtomicU64::new(0),
        })
    }

    pub(crate) fn waker(&self) -> &Waker {
        &self.waker
    }

    /// Async-signal-safe: two atomic operations and perhaps a `write`.
    pub(crate) fn signal(&self, number: i32) {
        self.signals.fetch_or(1 << number, Ordering::SeqCst);
        self.waker.raise(wake::SIGNALLED);
    }

    pub(crate) fn began_ns(&self) -> &AtomicU64 {
        &self.began_ns
    }

    pub(crate) fn idle_ns(&self) -> &AtomicU64 {
        &self.idle_ns
    }

    pub(crate) fn phase(&self) -> Phase {
        Phase::from_u8(self.phase.load(Ordering::SeqCst))
    }

    /// Phases only go forward.
    pub(crate) fn advance(&self, phase: Phase) {
        if self.phase.fetch_max(phase as u8, Ordering::SeqCst) < phase as u8 {
            self.waker.raise(wake::PHASE_CHANGED);
        }
    }

    fn notified(&self) -> MutexGuard<'_, Vec<Key>> {
        // No callback runs under the lock, so a poisoned list is a whole list.
        self.notified.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Asks for a callback on another shard, from any thread, without blocking.
#[derive(Clone)]
pub struct Notify {
    cell: Arc<NotifyCell>,
}

struct NotifyCell {
    shared: Arc<Shared>,
    key: Key,
    /// Asked for and not yet run: further requests are one with it.
    queued: AtomicBool,
}

impl Notify {
    /// The callback runs soon; once, however often it is asked for until then.
    /// What was written before the call is visible to the callback. Does nothing
    /// once the [`Notifier`] is gone.
    pub fn notify(&self) {
        let cell = &*self.cell;
        if !cell.queued.swap(true, Ordering::AcqRel) {
            cell.shared.notified().push(cell.key);
            cell.shared.waker.raise(wake::NOTIFIED);
        }
    }

    /// Whether both reach the same callback.
    pub fn same(&self, other: &Notify) -> bool {
        Arc::ptr_eq(&self.cell, &other.cell)
    }
}

/// A callback of this shard that other threads can ask for, until this is dropped.
pub struct Notifier {
    inbox: Rc<InboxInner>,
    notify: Notify,
}

impl Notifier {
    /// What is given to other threads.
    pub fn handle(&self) -> Notify {
        self.notify.clone()
    }

    /// As [`Notify::notify`]: the callback runs in a later dispatch, not within this call.
    pub fn notify(&self) {
        self.notify.notify();
    }
}

impl Drop for Notifier {
    fn drop(&mut self) {
        let slot = self.inbox.slots.borrow_mut().remove(self.notify.cell.key);
        drop(slot);
    }
}

/// The shard's end of it all; part of the reactor.
pub(crate) struct Inbox {
    inner: Rc<InboxInner>,
}

/// Called with the signals that arrived, a bit each.
type OnSignals = Rc<dyn Fn(u64)>;
type OnPhase = Rc<dyn Fn(Phase)>;

struct InboxInner {
    shared: Arc<Shared>,
    slots: RefCell<Slab<Slot>>,
    /// Taken from `shared` and not yet run. Nested dispatches carry on with it.
    pending: RefCell<VecDeque<Key>>,
    scratch: Cell<Vec<Key>>,
    on_signals: RefCell<Option<OnSignals>>,
    on_phase: RefCell<Option<OnPhase>>,
}

#[derive(Clone)]
struct Slot {
    callback: Rc<dyn Fn()>,
    cell: Option<Arc<NotifyCell>>,
}

impl Inbox {
    pub(crate) fn new(shared: Arc<Shared>) -> Inbox {
        Inbox {
            inner: Rc::new(InboxInner {
                shared,
                slots: RefCell::new(Slab::new()),
                pending: RefCell::new(VecDeque::new()),
                scratch: Cell::new(Vec::new()),
                on_signals: RefCell::new(None),
                on_phase: RefCell::new(None),
            }),
        }
    }

    pub(crate) fn waker(&self) -> &Waker {
        &self.inner.shared.waker
    }

    pub(crate) fn shared(&self) -> &Arc<Shared> {
        &self.inner.shared
    }

    pub(crate) fn notifier(&self, callback: Rc<dyn Fn()>) -> Notifier {
        let mut slots = self.inner.slots.borrow_mut();
        let key = slots.insert(Slot { callback, cell: None });
        let shared = self.inner.shared.clone();
        let cell = Arc::new(NotifyCell { shared, key, queued: AtomicBool::new(false) });
        slots.get_mut(key).expect("inserted above").cell = Some(cell.clone());
        Notifier { inbox: self.inner.clone(), notify: Notify { cell } }
    }

    pub(crate) fn on_signals(&self, callback: OnSignals) {
        let _previous = self.inner.on_signals.replace(Some(callback));
    }

    /// Tells `callback` of each new phase; at once if there has been one.
    pub(crate) fn on_phase(&self, callback: OnPhase) {
        let _previous = self.inner.on_phase.replace(Some(callback));
        if self.inner.shared.phase() != Phase::Running {
            self.inner.shared.waker.raise(wake::PHASE_CHANGED);
        }
    }

    /// Runs what was asked for before this call; what callbacks ask for meanwhile
    /// waits for the next turn.
    pub(crate) fn dispatch(&self) -> usize {
        let inner = &*self.inner;
        let reasons = inner.shared.waker.take();
        let mut ran = 0;
        if reasons & wake::SIGNALLED != 0 {
            let signals = inner.shared.signals.swap(0, Ordering::SeqCst);
            let callback = inner.on_signals.borrow().clone();
            if let Some(callback) = callback {
                callback(signals);
                ran += 1;
            }
        }
        if reasons & wake::PHASE_CHANGED != 0 {
            let callback = inner.on_phase.borrow().clone();
            if let Some(callback) = callback {
                callback(inner.shared.phase());
                ran += 1;
            }
        }
        if reasons & wake::NOTIFIED != 0 {
            self.collect();
        }
        let mut due = inner.pending.borrow().len();
        while due > 0 {
            due -= 1;
            let Some(key) = inner.pending.borrow_mut().pop_front() else { break };
            let slot = inner.slots.borrow().get(key).cloned();
            if let Some(slot) = slot {
                // Cleared first: what is asked for while the callback runs counts.
                if let Some(cell) = &slot.cell {
                    cell.queued.swap(false, Ordering::AcqRel);
                }
                (slot.callback)();
                ran += 1;
            }
        }
        ran
    }

    pub(crate) fn clear(&self) {
        let slots = self.inner.slots.borrow_mut().take_all();
        drop(slots);
        let callbacks = (self.inner.on_signals.take(), self.inner.on_phase.take());
        drop(callbacks);
        self.inner.pending.borrow_mut().clear();
    }

    fn collect(&self) {
        let inner = &*self.inner;
        let mut taken = inner.scratch.take();
        std::mem::swap(&mut *inner.shared.notified(), &mut taken);
        inner.pending.borrow_mut().extend(taken.drain(..));
        inner.scratch.set(taken);
    }
}
