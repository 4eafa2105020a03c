//! Signals as callbacks of a shard.
//!
//! The handler sets a bit of each shard that watches the signal and wakes it; several
//! of one signal before the callback count as one, as in the kernel. While nobody
//! watches a signal it does what it does by default, whether or not somebody did
//! before. Handlers do not reach child processes: exec resets them.

use std::cell::RefCell;
use std::io;
use std::rc::Rc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use signal_hook::SigId;
use signal_hook::low_level;

use crate::reactor::Reactor;
use crate::slab::{Key, Slab};

/// Signals that a process cannot or must not handle by callback: two that cannot be
/// caught, and four that the running instruction causes, which would be repeated.
const FORBIDDEN: [i32; 6] =
    [libc::SIGKILL, libc::SIGSTOP, libc::SIGILL, libc::SIGFPE, libc::SIGSEGV, libc::SIGBUS];

/// Signals are numbered from 1 to 64; bits of one word hold those below.
const NUMBER_END: i32 = 64;

/// How many shards watch each signal. Written when a watch begins or ends.
static WATCHES: [AtomicUsize; NUMBER_END as usize] =
    [const { AtomicUsize::new(0) }; NUMBER_END as usize];

/// Whether the default action stands behind the signal's handler.
static DEFAULTED: [AtomicBool; NUMBER_END as usize] =
    [const { AtomicBool::new(false) }; NUMBER_END as usize];

/// How many [`Interception`]s of each signal there are, and how many signals they have caught.
static INTERCEPTED: [AtomicUsize; NUMBER_END as usize] =
    [const { AtomicUsize::new(0) }; NUMBER_END as usize];
static CAUGHT: [AtomicUsize; NUMBER_END as usize] =
    [const { AtomicUsize::new(0) }; NUMBER_END as usize];

/// Whether the process itself, rather than a program, deals with the signal; never undone.
static CLAIMED: [AtomicBool; NUMBER_END as usize] =
    [const { AtomicBool::new(false) }; NUMBER_END as usize];

/// Has `on` called, in the signal's handler, whenever the signal comes, which no longer does what it does by default.
/// Watches hear of it as well.
#[allow(unsafe_code, reason = "signal handlers are restricted in what they may call")]
pub(crate) fn claim(number: i32, waker: std::sync::Arc<crate::wake::Waker>, reason: u32) -> io::Result<()> {
    CLAIMED[number as usize].store(true, Ordering::SeqCst);
    let on = move || waker.raise(reason);
    // SAFETY: two atomic operations and a `write`.
    unsafe { low_level::register(number, on) }.map(drop)
}

/// Gives a signal that was claimed its default action back, at once.
pub(crate) fn act_by_default(number: i32) {
    let _ = low_level::emulate_default_handler(number);
}

/// Whether a program watches the signal.
pub(crate) fn is_watched(number: i32) -> bool {
    WATCHES[number as usize].load(Ordering::SeqCst) > 0
}

/// While it lives, the signal reaches no watch and does not do what it does by default: it is
/// counted. For a shard that is busy and must hear of it all the same.
pub struct Interception {
    number: i32,
    id: SigId,
    caught_before: usize,
}

impl Interception {
    /// Begins to intercept a signal, for the whole process.
    ///
    /// # Errors
    /// `EINVAL` for what is no signal or cannot be handled.
    #[allow(unsafe_code, reason = "signal handlers are restricted in what they may call")]
    pub fn begin(number: i32) -> io::Result<Interception> {
        if !(1..NUMBER_END).contains(&number) || FORBIDDEN.contains(&number) {
            return Err(io::Error::from_raw_os_error(libc::EINVAL));
        }
        let index = number as usize;
        let count = move || {
            if INTERCEPTED[index].load(Ordering::SeqCst) > 0 {
                CAUGHT[index].fetch_add(1, Ordering::SeqCst);
            }
        };
        INTERCEPTED[index].fetch_add(1, Ordering::SeqCst);
        // SAFETY: the closure is atomic operations only.
        match unsafe { low_level::register(number, count) } {
            Ok(id) => {
                Ok(Interception { number, id, caught_before: CAUGHT[index].load(Ordering::SeqCst) })
            }
            Err(error) => {
                INTERCEPTED[index].fetch_sub(1, Ordering::SeqCst);
                Err(error)
            }
        }
    }

    /// A handle that asks whether the signal has come, for as long as the interception lasts.
    pub fn has_come(&self) -> impl Fn() -> bool + 'static {
        let (index, before) = (self.number as usize, self.caught_before);
        move || CAUGHT[index].load(Ordering::SeqCst) != before
    }
}

impl Drop for Interception {
    fn drop(&mut self) {
        low_level::unregister(self.id);
        INTERCEPTED[self.number as usize].fetch_sub(1, Ordering::SeqCst);
        // Without a handler of ours the library's own stays and swallows the signal.
        if WATCHES[self.number as usize].load(Ordering::SeqCst) == 0 {
            let _ = keep_default(self.number);
        }
    }
}

/// Makes the default action stand behind the signal's handler, once for the process.
#[allow(unsafe_code, reason = "signal handlers are restricted in what they may call")]
fn keep_default(number: i32) -> io::Result<()> {
    let index = number as usize;
    if DEFAULTED[index].swap(true, Ordering::SeqCst) {
        return Ok(());
    }
    let default = move || {
        let is_free = |counts: &[AtomicUsize]| counts[index].load(Ordering::SeqCst) == 0;
        let is_claimed = CLAIMED[index].load(Ordering::SeqCst);
        if is_free(&WATCHES) && is_free(&INTERCEPTED) && !is_claimed {
            // An error means that the signal has no default to emulate.
            let _ = low_level::emulate_default_handler(number);
        }
    };
    // SAFETY: the closure loads atomics and calls a function that is documented to be
    // async-signal-safe. It stays for good.
    if let Err(error) = unsafe { low_level::register(number, default) } {
        DEFAULTED[index].store(false, Ordering::SeqCst);
        return Err(error);
    }
    Ok(())
}

/// A shard's signal watches.
#[derive(Clone)]
pub struct Signals {
    inner: Rc<Inner>,
}

struct Inner {
    reactor: Reactor,
    watches: RefCell<Slab<Watch>>,
}

/// Called with the signal's number.
type Callback = Rc<dyn Fn(i32)>;

struct Watch {
    number: i32,
    id: SigId,
    callback: Callback,
}

impl Signals {
    pub(crate) fn new(reactor: &Reactor) -> Signals {
        let inner =
            Rc::new(Inner { reactor: reactor.clone(), watches: RefCell::new(Slab::new()) });
        let weak = Rc::downgrade(&inner);
        reactor.inbox().on_signals(Rc::new(move |set| {
            if let Some(inner) = weak.upgrade() {
                inner.dispatch(set);
            }
        }));
        Signals { inner }
    }

    /// Calls `callback` with `number`, in the shard's loop, whenever the signal comes,
    /// until the watch is dropped.
    ///
    /// # Errors
    /// `EINVAL` for what is no signal or cannot be handled, as libuv has it.
    pub fn watch(&self, number: i32, callback: Rc<dyn Fn(i32)>) -> io::Result<SignalWatch> {
        if !(1..NUMBER_END).contains(&number) || FORBIDDEN.contains(&number) {
            return Err(io::Error::from_raw_os_error(libc::EINVAL));
        }
        let index = number as usize;
        WATCHES[index].fetch_add(1, Ordering::SeqCst);
        match self.register(number) {
            Ok(id) => {
                let watch = Watch { number, id, callback };
                let key = self.inner.watches.borrow_mut().insert(watch);
                Ok(SignalWatch { inner: self.inner.clone(), key })
            }
            Err(error) => {
                WATCHES[index].fetch_sub(1, Ordering::SeqCst);
                Err(error)
            }
        }
    }

    #[allow(unsafe_code, reason = "signal handlers are restricted in what they may call")]
    fn register(&self, number: i32) -> io::Result<SigId> {
        keep_default(number)?;
        let shared = self.inner.reactor.inbox().shared().clone();
        let signal = move || {
            if INTERCEPTED[number as usize].load(Ordering::SeqCst) == 0 {
                shared.signal(number);
            }
        };
        // SAFETY: `Shared::signal` is two atomic operations and a `write`.
        unsafe { low_level::register(number, signal) }
    }

    /// Ends every watch.
    pub(crate) fn clear(&self) {
        let watches = self.inner.watches.borrow_mut().take_all();
        watches.iter().for_each(Watch::end);
    }
}

impl Watch {
    fn end(&self) {
        low_level::unregister(self.id);
        WATCHES[self.number as usize].fetch_sub(1, Ordering::SeqCst);
    }
}

impl Inner {
    fn dispatch(&self, set: u64) {
        let due: Vec<(i32, Callback)> = {
            let watches = self.watches.borrow();
            watches
                .iter()
                .filter(|watch| set & (1 << watch.number) != 0)
                .map(|watch| (watch.number, watch.callback.clone()))
                .collect()
        };
        for (number, callback) in due {
            callback(number);
        }
    }
}

/// A watched signal; dropped, the watch ends.
pub struct SignalWatch {
    inner: Rc<Inner>,
    key: Key,
}

impl Drop for SignalWatch {
    fn drop(&mut self) {
        let watch = self.inner.watches.borrow_mut().remove(self.key);
        if let Some(watch) = watch {
            watch.end();
        }
    }
}
