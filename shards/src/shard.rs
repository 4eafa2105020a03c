//! One shard: a thread, its executor, its reactor and everything that hangs on them.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::os::fd::OwnedFd;
use std::rc::{Rc, Weak};
use std::sync::Arc;
use std::time::Duration;

use crate::balance::Loads;
use crate::crew::{Crew, Event};
use crate::error::Error;
use crate::executor::Tasks;
use crate::inherited;
use crate::limits;
use crate::mailbox::{Receiver, TryRecvError};
use crate::net::{
    Accepted, Address, ListenOptions, Listener, Name, ReusePort, Sharing, Stream, UnixName, listen_tcp, listen_unix,
};
use crate::notify::{Notifier, Notify};
use crate::pool::Pool;
use crate::reactor::Reactor;
use crate::remote::{Phase, Post, Remote};
use crate::signals::Signals;
use crate::timers::{TimerKey, Timers};

/// How a shard is made.
#[derive(Clone, Debug)]
pub struct ShardOptions {
    /// Its number, for names and statistics.
    pub index: usize,
    /// The thread's name (the kernel keeps 15 bytes of it).
    pub name: String,
    /// The core to pin to; `None` leaves the thread to the scheduler.
    pub core: Option<usize>,
    /// The thread's stack.
    pub stack_bytes: usize,
    /// Threads of the blocking pool, at most.
    pub blocking_threads: usize,
    /// Memory that the executor registers with its rings, in bytes.
    pub io_memory: usize,
    /// How long to look for events before sleeping. Buys latency with CPU time, and
    /// only where a core is otherwise idle; zero, the default, never spins.
    pub spin: Duration,
}

impl Default for ShardOptions {
    fn default() -> ShardOptions {
        ShardOptions {
            index: 0,
            name: "shard-0".to_owned(),
            core: None,
            stack_bytes: limits::STACK_BYTES,
            blocking_threads: limits::POOL_THREADS,
            io_memory: limits::IO_MEMORY_BYTES,
            spin: Duration::ZERO,
        }
    }
}

impl ShardOptions {
    pub(crate) fn check(&self) -> Result<(), Error> {
        let within = |what, value: usize, min, max| {
            if (min..=max).contains(&value) {
                Ok(())
            } else {
                Err(Error::Option { what, value, min, max })
            }
        };
        within("stack_bytes", self.stack_bytes, limits::STACK_BYTES_MIN, 1 << 30)?;
        within("blocking_threads", self.blocking_threads, 1, limits::POOL_THREADS_MAX)?;
        within("io_memory", self.io_memory, limits::IO_MEMORY_BYTES, 1 << 30)
    }
}

/// Called when a timer of [`Shard::timers`] is due.
pub trait Expires {
    /// The timer is due and gone.
    ///
    /// `key` is stale by now; a timer that is wanted again is armed anew.
    fn expired(self: Rc<Self>, key: TimerKey, now_ms: u64);
}

/// Takes connections that another shard has accepted: see [`Shard::take_passed`].
pub trait TakesPassed {
    /// Whether it still listens.
    fn is_open(&self) -> bool;

    /// One of them.
    fn passed(self: Rc<Self>, accepted: Accepted);
}

fn pass(to: &Remote, name: Name, from: usize, accepted: Accepted) -> Result<(), Accepted> {
    let Accepted { stream, peer } = accepted;
    // What is lost with a shard that ends meanwhile is closed, as in the queue of a listener that is.
    let fd = stream.into_fd();
    let parcel = (name, fd, peer);
    let run = move |(name, fd, peer): (Name, OwnedFd, Address)| {
        move |shard: &Rc<Shard>| shard.passed(name, from, Accepted { stream: Stream::from_fd(fd), peer })
    };
    to.post_with(parcel, run).map_err(|(_, fd, peer)| Accepted { stream: Stream::from_fd(fd), peer })
}

/// The shard that a program runs on. Handed to the program as an `Rc`; never leaves
/// its thread ([`Shard::remote`] does).
pub struct Shard {
    remote: Remote,
    peers: Vec<Remote>,
    /// Alone, a shard shares nothing.
    sharing: Option<Sharing>,
    crew: Option<Arc<Crew>>,
    /// Who takes connections that another shard has accepted, by what it listens on.
    takers: RefCell<HashMap<Name, Weak<dyn TakesPassed>>>,
    /// The shards that listen where this one does, as of a version of the table of addresses.
    listening: RefCell<HashMap<Name, (u64, Vec<usize>)>>,
    reactor: Reactor,
    timers: Timers<Rc<dyn Expires>>,
    pool: Pool,
    signals: Signals,
    tasks: Tasks,
    posts: Receiver<Post>,
    posts_notifier: Cell<Option<Notifier>>,
}

impl Shard {
    pub(crate) fn new(
        options: &ShardOptions,
        remote: Remote,
        posts: Receiver<Post>,
        peers: Vec<Remote>,
        sharing: Option<Sharing>,
        crew: Option<Arc<Crew>>,
    ) -> Result<Rc<Shard>, Error> {
        let reactor =
            Reactor::new(remote.shared().clone(), options.spin).map_err(Error::Reactor)?;
        let shard = Rc::new(Shard {
            timers: Timers::new(reactor.now_ms()),
            pool: Pool::new(&reactor, &options.name, options.blocking_threads),
            signals: Signals::new(&reactor),
            tasks: Tasks::new(),
            posts_notifier: Cell::new(None),
            remote,
            peers,
            sharing,
            crew,
            takers: RefCell::default(),
            listening: RefCell::default(),
            reactor,
            posts,
        });
        shard.receive_posts();
        Ok(shard)
    }

    /// The shard's number.
    pub fn index(&self) -> usize {
        self.remote.index()
    }

    /// How many programs this shard had before this one.
    pub fn generation(&self) -> u64 {
        self.sharing.as_ref().map_or(0, Sharing::generation)
    }

    /// The shard's name.
    pub fn name(&self) -> &str {
        self.remote.name()
    }

    /// This shard for other threads.
    pub fn remote(&self) -> &Remote {
        &self.remote
    }

    /// The shards that were started together, this one included, in order.
    pub fn peers(&self) -> &[Remote] {
        &self.peers
    }

    /// Where the shard's fds are registered.
    pub fn reactor(&self) -> &Reactor {
        &self.reactor
    }

    /// Timeouts that [`Shard::poll`] and [`Shard::turn`] wait for and fire.
    pub fn timers(&self) -> &Timers<Rc<dyn Expires>> {
        &self.timers
    }

    /// Threads for calls that block.
    pub fn pool(&self) -> &Pool {
        &self.pool
    }

    /// Signals as callbacks.
    pub fn signals(&self) -> &Signals {
        &self.signals
    }

    /// A callback of this shard that other threads can ask for.
    pub fn notifier(&self, callback: Rc<dyn Fn()>) -> Notifier {
        self.reactor.notifier(callback)
    }

    /// Opens a TCP listener on an address that the shards of a set share: each has its
    /// own socket, and the kernel spreads the connections. Port 0 is the same port for
    /// all shards that ask for it equally often. Alone, a shard shares nothing.
    ///
    /// # Errors
    /// As [`listen_tcp`]; `EADDRINUSE` also if this very shard listens there already.
    pub fn listen_shared(
        &self,
        address: SocketAddr,
        options: &ListenOptions,
    ) -> io::Result<Listener> {
        if let Some(sharing) = &self.sharing {
            return sharing.listen(address, options);
        }
        match inherited::tcp(address) {
            Some(socket) => Listener::over(socket),
            None => listen_tcp(address, &ListenOptions { reuse_port: ReusePort::Off, ..options.clone() }),
        }
    }

    /// Opens a Unix listener on a name that the shards of a set share: all accept from one socket.
    ///
    /// # Errors
    /// As [`listen_unix`]; `EADDRINUSE` also if this very shard listens there already.
    pub fn listen_unix_shared(&self, name: &UnixName, backlog: i32) -> io::Result<Listener> {
        if let Some(sharing) = &self.sharing {
            return sharing.listen_unix(name, backlog);
        }
        match inherited::unix(name) {
            Some(socket) => Listener::over(socket),
            None => listen_unix(name, backlog),
        }
    }

    /// Listeners that are closed from now on are kept for the program that follows on this shard: the connections that
    /// wait in them are its.
    pub(crate) fn leave_listeners(&self) {
        if let (Some(sharing), Some(_)) = (&self.sharing, &self.crew) {
            sharing.leave();
        }
    }

    /// Says to the supervisor that the program has failed: the next one is given its listeners. Returns when that one
    /// serves, or is clearly late: a large heap takes a while to be taken apart, and both would share the core.
    pub fn program_has_failed(&self, code: i32) {
        self.leave_listeners();
        if let (Some(crew), Some(sharing)) = (&self.crew, &self.sharing) {
            let (shard, generation) = (self.index(), sharing.generation());
            crew.push(Event::Failed { shard, generation, code });
            crew.wait_for_successor(shard, generation, limits::SUCCESSOR_WAIT);
        }
    }

    /// The supervisor's side of this shard, if it has one.
    pub fn crew(&self) -> Option<&Arc<Crew>> {
        self.crew.as_ref()
    }

    /// Says to the supervisor, if there is one, that the program has run its main module and turns its loop.
    pub fn program_has_run(&self) {
        if let (Some(crew), Some(sharing)) = (&self.crew, &self.sharing) {
            crew.push(Event::Run { shard: self.index(), generation: sharing.generation() });
        }
    }

    /// Says who takes connections that others of the set have accepted for this listener.
    pub fn take_passed(&self, listener: &Listener, taker: Weak<dyn TakesPassed>) {
        if let (Some(lease), Some(_)) = (&listener.lease, self.loads()) {
            self.takers.borrow_mut().insert(lease.name.clone(), taker);
        }
    }

    /// Which shard is to have a connection that this one has accepted: comes back if it is this one, and counts among
    /// its connections then.
    pub fn place(&self, listener: &Listener, mut accepted: Accepted) -> Option<Accepted> {
        let (Some(lease), Some((crew, loads))) = (&listener.lease, self.loads()) else { return Some(accepted) };
        let own = self.index();
        // Whoever drains keeps what it accepts last: others may be at it, too.
        let to = if self.phase() != Phase::Running {
            own
        } else {
            let mut listening = self.listening.borrow_mut();
            let version = lease.version();
            let known = listening.entry(lease.name.clone()).or_insert_with(|| (version, lease.shards()));
            if known.0 != version {
                *known = (version, lease.shards());
            }
            loads.least(own, &known.1)
        };
        if to != own {
            loads.pass(own, to);
            match pass(&crew.remote(to), lease.name.clone(), own, accepted) {
                Ok(()) => return None,
                Err(back) => {
                    loads.keep(own, to);
                    accepted = back;
                }
            }
        }
        accepted.stream.count(loads.count(own));
        Some(accepted)
    }

    fn loads(&self) -> Option<(&Arc<Crew>, &Arc<Loads>)> {
        let crew = self.crew.as_ref()?;
        Some((crew, crew.loads()?))
    }

    /// A connection that shard `from` has accepted for this one.
    fn passed(&self, name: Name, from: usize, mut accepted: Accepted) {
        let Some((crew, loads)) = self.loads() else { return };
        let taker = self.takers.borrow().get(&name).and_then(Weak::upgrade);
        if let Some(taker) = taker.filter(|taker| taker.is_open()) {
            loads.take(self.index(), from);
            accepted.stream.count(loads.count(self.index()));
            return taker.passed(accepted);
        }
        // The program that drains here gives it to the one that follows. Where none does, nobody listens any more.
        let next = crew.remote(self.index());
        if next.is(&self.remote) || pass(&next, name, from, accepted).is_err() {
            loads.take(self.index(), from);
        }
    }

    /// What was asked of the shard from outside.
    pub fn phase(&self) -> Phase {
        self.remote.phase()
    }

    /// Closures that other threads have posted ([`Remote::post`]) and that have not run.
    pub fn posts_waiting(&self) -> usize {
        self.posts.len()
    }

    /// Tells `callback` of each change of [`Shard::phase`], in the shard's loop.
    pub fn on_phase(&self, callback: Rc<dyn Fn(Phase)>) {
        self.reactor.inbox().on_phase(callback);
    }

    /// Monotonic milliseconds as of this turn.
    #[inline]
    pub fn now_ms(&self) -> u64 {
        self.reactor.now_ms()
    }

    /// One turn without tasks: waits for at most `timeout` (less if a timer of
    /// [`Shard::timers`] is due earlier), dispatches one batch of events, then due
    /// timers. Returns how many callbacks ran. May be called from a callback.
    pub fn poll(&self, timeout: Option<Duration>) -> io::Result<usize> {
        let events = self.reactor.poll(self.bound(timeout))?;
        Ok(events + self.fire_timers())
    }

    /// As [`Shard::poll`], and lets spawned tasks run; also returns when one finishes.
    /// While there are none, this never gives the thread to the executor.
    pub async fn turn(&self, timeout: Option<Duration>) -> io::Result<usize> {
        if self.tasks.live() == 0 {
            return self.poll(timeout);
        }
        // What is ready already comes first, and spares the ring.
        let ready = self.poll(Some(Duration::ZERO))?;
        let timeout = if ready > 0 { Some(Duration::ZERO) } else { self.bound(timeout) };
        let waker = self.reactor.inbox().waker();
        let timeout = if waker.begin_sleep() { timeout } else { Some(Duration::ZERO) };
        self.tasks.wait(&self.reactor, timeout).await;
        waker.end_sleep();
        self.reactor.begin_turn();
        Ok(ready + self.poll(Some(Duration::ZERO))?)
    }

    /// Starts a task on the shard's executor. It runs when the program next waits in
    /// [`Shard::turn`], and is cancelled when the program ends. A task tells the
    /// program of its results through a callback or a [`Notifier`]. If it panics,
    /// the program's [`Shard::turn`] does.
    pub fn spawn(&self, task: impl Future<Output = ()> + 'static) {
        self.tasks.spawn(task);
    }

    /// Spawned tasks that have not finished.
    pub fn tasks(&self) -> usize {
        self.tasks.live()
    }

    fn bound(&self, timeout: Option<Duration>) -> Option<Duration> {
        if timeout == Some(Duration::ZERO) || self.timers.next_deadline().is_none() {
            return timeout;
        }
        // The turn may have taken a while since the clock was read.
        self.reactor.update_now();
        self.timers.bound(self.reactor.now_ms(), timeout)
    }

    fn fire_timers(&self) -> usize {
        let now_ms = self.reactor.now_ms();
        self.timers.expire(now_ms, |key, target| target.expired(key, now_ms))
    }

    fn receive_posts(self: &Rc<Self>) {
        let shard = Rc::downgrade(self);
        let notifier = self.notifier(Rc::new(move || {
            if let Some(shard) = shard.upgrade() {
                shard.run_posts();
            }
        }));
        self.posts.bind(notifier.handle());
        self.posts_notifier.set(Some(notifier));
    }

    fn run_posts(self: &Rc<Self>) {
        for _ in 0..limits::POSTS_PER_TURN_MAX {
            match self.posts.try_recv() {
                Ok(post) => post(self),
                Err(TryRecvError::Empty | TryRecvError::Closed) => return,
            }
        }
        // The rest in the next turn; events come in between.
        let notifier = self.posts_notifier.take();
        let again: Option<Notify> = notifier.as_ref().map(Notifier::handle);
        self.posts_notifier.set(notifier);
        if let Some(again) = again {
            again.notify();
        }
    }

    /// Ends the shard's tasks and drops whatever its program has registered. Happens by itself when the program is
    /// done; one whose callbacks must go before something else of its own asks for it earlier. It can only end then.
    pub async fn shed(&self) {
        self.posts.close();
        self.tasks.cancel_all().await;
        self.timers.clear();
        self.signals.clear();
        self.pool.close();
        drop(self.posts_notifier.take());
        self.reactor.clear();
    }
}
