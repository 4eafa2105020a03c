//! The shard's reactor: one epoll instance that every fd of the shard hangs on,
//! and the one place where the shard sleeps.
//!
//! A registered fd has a [`Source`], whose `ready` is called from [`Reactor::poll`]
//! with what the fd is ready for. Events carry a key with a generation: an event of
//! an fd that was deregistered earlier in the same batch finds nothing.
//!
//! `poll` may be called from within `ready`: there is one batch and one position in
//! it, so that the inner call carries on where the outer one stands, and the outer
//! one goes on behind it.

use std::cell::{Cell, RefCell};
use std::io;
use std::os::fd::{AsFd, AsRawFd, BorrowedFd, OwnedFd, RawFd};
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use rustix::buffer::spare_capacity;
use rustix::event::{Timespec, epoll};
use rustix::io::Errno;

use crate::clock;
use crate::latencies::Latencies;
use crate::limits;
use crate::lookout::Lookout;
use crate::notify::{Inbox, Notifier, Shared};
use crate::slab::{Key, Slab};

/// What an fd is watched for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Interest(u32);

impl Interest {
    /// Nothing: the fd stays registered and silent, hang-ups and errors included.
    pub const NONE: Interest = Interest(0);
    /// A read would not block.
    pub const READ: Interest = Interest(epoll::EventFlags::IN.bits());
    /// A write would not block, or a connect has finished.
    pub const WRITE: Interest = Interest(epoll::EventFlags::OUT.bits());
    /// Both.
    pub const READ_WRITE: Interest = Interest(Self::READ.0 | Self::WRITE.0);
    /// The peer's end of stream (its `shutdown(SHUT_WR)`), without reading.
    pub const PEER_CLOSED: Interest = Interest(epoll::EventFlags::RDHUP.bits());
    /// Urgent data, and what `/proc` and `/sys` files report.
    pub const PRIORITY: Interest = Interest(epoll::EventFlags::PRI.bits());

    /// Report a state when it is entered instead of as long as it lasts.
    #[must_use]
    pub const fn edge(self) -> Interest {
        Interest(self.0 | epoll::EventFlags::ET.bits())
    }

    /// This and `other`.
    #[must_use]
    pub const fn and(self, other: Interest) -> Interest {
        Interest(self.0 | other.0)
    }

    /// This less `other`.
    #[must_use]
    pub const fn without(self, other: Interest) -> Interest {
        Interest(self.0 & !other.0)
    }

    /// Whether all of `other` is in it.
    pub const fn contains(self, other: Interest) -> bool {
        self.0 & other.0 == other.0
    }

    const fn is_silent(self) -> bool {
        self.0 & !epoll::EventFlags::ET.bits() == 0
    }
}

/// What an fd is ready for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Events(u32);

impl Events {
    /// A read would not block: data, end of stream, or an error to fetch.
    pub const fn readable(self) -> bool {
        self.0 & (bits::IN | bits::RDHUP | bits::HUP | bits::ERR) != 0
    }

    /// A write would not block: room, a finished connect, or an error to fetch.
    pub const fn writable(self) -> bool {
        self.0 & (bits::OUT | bits::HUP | bits::ERR) != 0
    }

    /// The peer has sent its last byte (unread data may precede it).
    pub const fn peer_closed(self) -> bool {
        self.0 & (bits::RDHUP | bits::HUP) != 0
    }

    /// Both directions are gone.
    pub const fn hung_up(self) -> bool {
        self.0 & bits::HUP != 0
    }

    /// The fd has an error to fetch.
    pub const fn error(self) -> bool {
        self.0 & bits::ERR != 0
    }

    /// As [`Interest::PRIORITY`].
    pub const fn priority(self) -> bool {
        self.0 & bits::PRI != 0
    }
}

impl std::fmt::Debug for Events {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        std::fmt::Debug::fmt(&epoll::EventFlags::from_bits_retain(self.0), out)
    }
}

mod bits {
    use rustix::event::epoll::EventFlags;
    pub(super) const IN: u32 = EventFlags::IN.bits();
    pub(super) const OUT: u32 = EventFlags::OUT.bits();
    pub(super) const PRI: u32 = EventFlags::PRI.bits();
    pub(super) const ERR: u32 = EventFlags::ERR.bits();
    pub(super) const HUP: u32 = EventFlags::HUP.bits();
    pub(super) const RDHUP: u32 = EventFlags::RDHUP.bits();
}

/// Whoever owns a registered fd. Called from [`Reactor::poll`], on the shard.
pub trait Source {
    /// The fd is ready; a level-triggered one is reported again until it is not.
    /// Readiness is a hint: a read or write may still say `WouldBlock`.
    /// Takes the reference that the call is made through, so that the source can hand
    /// itself on; dropping the registration within the call is fine.
    fn ready(self: Rc<Self>, events: Events);

    /// The shard is over. A connection is closed now: its peer is not to wait until whatever else holds the source has
    /// been taken apart.
    fn forsaken(&self) {}
}

/// A shard's reactor. A cheap handle; clones are the same reactor.
#[derive(Clone)]
pub struct Reactor {
    inner: Rc<Inner>,
}

struct Inner {
    epoll: OwnedFd,
    sources: RefCell<Slab<Rc<dyn Source>>>,
    batch: RefCell<Vec<epoll::Event>>,
    /// The first event of `batch` that was not dispatched.
    position: Cell<usize>,
    spin: Duration,
    lookout: Lookout,
    now_ns: Cell<u64>,
    /// The beginning of the turn after which the kernel was last asked for events.
    fetched_ns: Cell<u64>,
    /// When the last wait ended; 0 before the first.
    woke_ns: Cell<u64>,
    turns: RefCell<Latencies>,
    waits: Cell<u64>,
    idle_ns: Cell<u64>,
    inbox: Inbox,
}

/// How often a shard that spins asks the kernel; a message it sees at once.
const FETCH_WHILE_SPINNING_NS: u64 = 500;

/// The waker's own place in the epoll; no key is ever all ones (see `Slab`).
const WAKE: u64 = u64::MAX;

impl Reactor {
    pub(crate) fn new(shared: Arc<Shared>, spin: Duration) -> io::Result<Reactor> {
        let epoll = epoll::create(epoll::CreateFlags::CLOEXEC)?;
        // Edge-triggered and never read: every write is an edge, so that a wake-up
        // costs its writer one system call and its reader none.
        let flags = epoll::EventFlags::IN | epoll::EventFlags::ET;
        epoll::add(&epoll, shared.waker(), epoll::EventData::new_u64(WAKE), flags)?;
        Ok(Reactor {
            inner: Rc::new(Inner {
                epoll,
                sources: RefCell::new(Slab::new()),
                batch: RefCell::new(Vec::with_capacity(limits::EVENTS_PER_POLL_MAX)),
                position: Cell::new(0),
                spin,
                lookout: Lookout::new(),
                now_ns: Cell::new(clock::monotonic_ns()),
                fetched_ns: Cell::new(0),
                woke_ns: Cell::new(0),
                turns: RefCell::default(),
                waits: Cell::new(0),
                idle_ns: Cell::new(0),
                inbox: Inbox::new(shared),
            }),
        })
    }

    /// Watches `fd` until the registration is dropped, which must happen before the
    /// fd is closed. The reactor keeps `source` alive as long: a source that holds its
    /// own registration ends when that is taken out of it, not before.
    ///
    /// # Errors
    /// `EPERM` for what cannot be watched (regular files, directories), `EEXIST` for
    /// an fd that is registered already, `ENOSPC`, `ENOMEM`.
    pub fn register(
        &self,
        fd: impl AsFd,
        interest: Interest,
        source: Rc<dyn Source>,
    ) -> io::Result<Registration> {
        let fd = fd.as_fd();
        let key = self.inner.sources.borrow_mut().insert(source);
        if !interest.is_silent() {
            let flags = epoll::EventFlags::from_bits_retain(interest.0);
            let data = epoll::EventData::new_u64(key.to_bits());
            if let Err(error) = epoll::add(&self.inner.epoll, fd, data, flags) {
                let source = self.inner.sources.borrow_mut().remove(key);
                drop(source);
                return Err(error.into());
            }
        }
        Ok(Registration {
            reactor: self.inner.clone(),
            key,
            fd: fd.as_raw_fd(),
            interest: Cell::new(interest),
        })
    }

    /// Waits until something is ready, at most for `timeout` (`None`: for ever;
    /// zero: not at all), and dispatches one batch: fds first, then what other
    /// threads sent. Returns how many callbacks ran; 0 after a timeout or a signal.
    pub fn poll(&self, timeout: Option<Duration>) -> io::Result<usize> {
        // Called from within a callback: the rest of the batch comes first.
        let rest = self.dispatch();
        if rest > 0 {
            return Ok(rest);
        }
        self.wait(timeout)?;
        self.begin_turn();
        let fds = self.dispatch();
        Ok(fds + self.inner.inbox.dispatch())
    }

    /// A callback of this reactor that any thread can ask for.
    pub fn notifier(&self, callback: Rc<dyn Fn()>) -> Notifier {
        self.inner.inbox.notifier(callback)
    }

    /// Monotonic nanoseconds, as of the last turn. Compare with nothing but itself.
    #[inline]
    pub fn now_ns(&self) -> u64 {
        self.inner.now_ns.get()
    }

    /// Monotonic milliseconds, as of the last turn: the time base of [`crate::Timers`].
    #[inline]
    pub fn now_ms(&self) -> u64 {
        self.inner.now_ns.get() / 1_000_000
    }

    /// Reads the clock; `poll` does so after each wait.
    pub fn update_now(&self) {
        self.inner.now_ns.set(clock::monotonic_ns());
    }

    /// When the last wait for events ended, which is when the present turn began; 0 before the first wait.
    #[inline]
    pub fn woke_ns(&self) -> u64 {
        self.inner.woke_ns.get()
    }

    /// How long the turns took so far: each from the end of one wait for events to the beginning of the next.
    pub fn turns(&self) -> Latencies {
        self.inner.turns.borrow().clone()
    }

    /// Events that were fetched and whose callbacks have not run yet.
    pub fn undispatched(&self) -> usize {
        self.inner.batch.borrow().len() - self.inner.position.get()
    }

    /// How many fds are registered.
    pub fn registered(&self) -> usize {
        self.inner.sources.borrow().len()
    }

    /// How often the reactor has entered the kernel to wait or look.
    pub fn waits(&self) -> u64 {
        self.inner.waits.get()
    }

    /// Nanoseconds that the reactor has slept, waiting for events.
    pub fn idle_ns(&self) -> u64 {
        self.inner.idle_ns.get()
    }

    pub(crate) fn inbox(&self) -> &Inbox {
        &self.inner.inbox
    }

    pub(crate) fn epoll_fd(&self) -> BorrowedFd<'_> {
        self.inner.epoll.as_fd()
    }

    /// Drops every source and callback: the shard is over. Registrations that are
    /// still around are harmless.
    pub(crate) fn clear(&self) {
        // Each is dropped outside the borrow: a source may own registrations.
        let sources = self.inner.sources.borrow_mut().take_all();
        sources.iter().for_each(|source| source.forsaken());
        drop(sources);
        self.inner.inbox.clear();
    }

    /// Fills the batch, unless other threads have something first.
    fn wait(&self, timeout: Option<Duration>) -> io::Result<()> {
        let now_ns = self.end_turn();
        let waker = self.inner.inbox.waker();
        let must_not_sleep = timeout == Some(Duration::ZERO) || waker.is_raised();
        let spins = !must_not_sleep && (!self.inner.spin.is_zero() || self.inner.lookout.is_due());
        // Messages that come one after the other keep a shard awake: fds have their turn among them.
        let asks = timeout == Some(Duration::ZERO)
            || (must_not_sleep || spins) && now_ns - self.inner.fetched_ns.get() >= limits::FDS_WAIT_NS_MAX;
        if asks && self.fetch(Some(Duration::ZERO))? || must_not_sleep {
            return Ok(());
        }
        if spins && self.spin(timeout, now_ns)? {
            return Ok(());
        }
        if !waker.begin_sleep() {
            return self.fetch(Some(Duration::ZERO)).map(drop);
        }
        // After spinning the turn's end is no longer the sleep's beginning.
        let asleep_ns = if spins { clock::monotonic_ns() } else { now_ns };
        let spun = Duration::from_nanos(asleep_ns - now_ns);
        let result = self.fetch(timeout.map(|timeout| timeout.saturating_sub(spun).min(limits::PARK_MAX)));
        let slept_ns = clock::monotonic_ns() - asleep_ns;
        let idle_ns = self.inner.idle_ns.get() + slept_ns;
        self.inner.idle_ns.set(idle_ns);
        self.inner.inbox.shared().idle_ns().store(idle_ns, std::sync::atomic::Ordering::Relaxed);
        waker.end_sleep();
        self.inner.lookout.slept(waker.is_raised(), slept_ns);
        result.map(drop)
    }

    /// A wait is over, here or in the executor's ring.
    pub(crate) fn begin_turn(&self) {
        self.update_now();
        self.inner.woke_ns.set(self.now_ns());
    }

    /// Counts the turn that ends with this wait. Returns the time.
    fn end_turn(&self) -> u64 {
        let now_ns = clock::monotonic_ns();
        let woke_ns = self.inner.woke_ns.get();
        if woke_ns != 0 {
            self.inner.turns.borrow_mut().record(now_ns - woke_ns);
        }
        now_ns
    }

    /// How long it looks for events before it sleeps: see [`crate::ShardOptions::spin`].
    pub fn spin_time(&self) -> Duration {
        self.inner.spin
    }

    /// Looks again and again for a while instead of sleeping; true if that helped.
    fn spin(&self, timeout: Option<Duration>, now_ns: u64) -> io::Result<bool> {
        let Inner { spin, lookout, .. } = &*self.inner;
        // Without being asked, it is after messages: the kernel is left alone as long as they mostly take.
        let (longest, mut fetch_at_ns) = match spin.is_zero() {
            true => (Duration::from_nanos(limits::LOOKOUT_NS), now_ns + limits::LOOKOUT_NS / 4),
            false => (*spin, now_ns),
        };
        let end_ns = now_ns + longest.min(timeout.unwrap_or(longest)).as_nanos() as u64;
        let waker = self.inner.inbox.waker();
        let found = loop {
            if waker.is_raised() {
                break true;
            }
            let now_ns = clock::monotonic_ns();
            if now_ns >= fetch_at_ns {
                if self.fetch(Some(Duration::ZERO))? {
                    break true;
                }
                fetch_at_ns = now_ns + FETCH_WHILE_SPINNING_NS;
            }
            if now_ns >= end_ns {
                break false;
            }
            std::hint::spin_loop();
        };
        lookout.looked(found);
        Ok(found)
    }

    /// Asks the kernel for events; whether there are any.
    fn fetch(&self, timeout: Option<Duration>) -> io::Result<bool> {
        let mut batch = self.inner.batch.borrow_mut();
        batch.clear();
        self.inner.position.set(0);
        self.inner.waits.set(self.inner.waits.get() + 1);
        self.inner.fetched_ns.set(self.now_ns());
        let timeout = timeout.map(whole_milliseconds);
        match epoll::wait(&self.inner.epoll, spare_capacity(&mut batch), timeout.as_ref()) {
            Ok(count) => Ok(count > 0),
            // A signal's callback is found by the caller in the inbox.
            Err(Errno::INTR) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }

    /// Dispatches what is left of the batch.
    fn dispatch(&self) -> usize {
        let mut dispatched = 0;
        loop {
            let event = {
                let batch = self.inner.batch.borrow();
                let position = self.inner.position.get();
                let Some(event) = batch.get(position) else { return dispatched };
                self.inner.position.set(position + 1);
                *event
            };
            let data = event.data.u64();
            if data == WAKE {
                continue;
            }
            let source = self.inner.sources.borrow().get(Key::from_bits(data)).cloned();
            if let Some(source) = source {
                source.ready(Events({ event.flags }.bits()));
                dispatched += 1;
            }
        }
    }
}

/// Rounded up: a timer must be due when its wait is over. Whole milliseconds are
/// also what the oldest of the kernel's calls takes.
fn whole_milliseconds(timeout: Duration) -> Timespec {
    let ms = timeout.as_nanos().div_ceil(1_000_000) as i64;
    Timespec { tv_sec: ms / 1000, tv_nsec: (ms % 1000 * 1_000_000) as _ }
}

/// An fd's place in the reactor; dropped, the fd is watched no more.
pub struct Registration {
    reactor: Rc<Inner>,
    key: Key,
    fd: RawFd,
    interest: Cell<Interest>,
}

impl Registration {
    /// What the fd is watched for at present.
    pub fn interest(&self) -> Interest {
        self.interest.get()
    }

    /// Watches the fd for something else; free if nothing changes.
    pub fn modify(&self, interest: Interest) -> io::Result<()> {
        let before = self.interest.get();
        if before == interest {
            return Ok(());
        }
        let epoll = &self.reactor.epoll;
        let flags = epoll::EventFlags::from_bits_retain(interest.0);
        let data = epoll::EventData::new_u64(self.key.to_bits());
        // A silent fd is taken out: epoll reports hang-ups whether asked or not,
        // and a level-triggered one that nobody handles would keep the shard awake.
        match (before.is_silent(), interest.is_silent()) {
            (true, true) => {}
            (true, false) => epoll::add(epoll, self.fd(), data, flags)?,
            (false, true) => epoll::delete(epoll, self.fd())?,
            (false, false) => epoll::modify(epoll, self.fd(), data, flags)?,
        }
        self.interest.set(interest);
        Ok(())
    }

    #[allow(unsafe_code, reason = "a raw fd is kept so that its owner stays free to move")]
    fn fd(&self) -> BorrowedFd<'_> {
        // SAFETY: the number is handed to epoll_ctl and nothing else, and `register`
        // demands that the fd be open as long as its registration exists.
        unsafe { BorrowedFd::borrow_raw(self.fd) }
    }
}

impl Drop for Registration {
    fn drop(&mut self) {
        let source = self.reactor.sources.borrow_mut().remove(self.key);
        if !self.interest.get().is_silent() {
            // EBADF or ENOENT: the fd was closed first, and has left the epoll by itself.
            let _ = epoll::delete(&self.reactor.epoll, self.fd());
        }
        // Outside the borrow: the source may own registrations.
        drop(source);
    }
}

