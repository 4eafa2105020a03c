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
        let index = number as usize;
        if !DEFAULTED[index].swap(true, Ordering::SeqCst) {
            let default = move || {
                if WATCHES[index].load(Ordering::SeqCst) == 0 {
                    // An error means that the signal has no default to emulate.
                    let _ = low_level::emulate_default_handler(number);
                }
            };
            // SAFETY: the closure loads an atomic and calls a function that is
            // documented to be async-signal-safe. It stays for good.
            if let Err(error) = unsafe { low_level::register(number, default) } {
                DEFAULTED[index].store(false, Ordering::SeqCst);
                return Err(error);
            }
        }
        let shared = self.inner.reactor.inbox().shared().clone();
        // SAFETY: `Shared::signal` is two atomic operations and a `write`.
        unsafe { low_level::register(number, move || shared.signal(number)) }
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
