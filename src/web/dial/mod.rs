//! Connections that start with a name: resolving it in the pool, and connecting to the first address that answers.
//!
//! For the clients written in Rust; `node:net` dials by itself, with its own events.

mod resolve;
mod tunnel;

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::rc::Rc;

use shards::net::{ConnectOptions, Connecting, Stream, connect_tcp};
use shards::{Events, Expires, Interest, Registration, Source, TimerKey};

pub use tunnel::{Proxy, Way, reach};
pub use resolve::{UV_EAI_AGAIN, UV_EAI_FAIL, UV_EAI_MEMORY, UV_EAI_NODATA, eai_status, resolve};

use crate::runtime;

/// The whole of it takes at most this long, as in Node's `fetch`.
const DIAL_TIMEOUT_MS: u64 = 10_000;

/// Why there is no connection.
#[derive(Debug)]
pub enum DialError {
    /// The name has no address; the resolver's status as libuv numbers it.
    Resolve(i32),
    /// Each address that was tried, with its errno.
    Connect(Vec<(i32, SocketAddr)>),
    /// It took too long.
    Timeout,
    /// The proxy answered with this status instead of a tunnel.
    Refused(u16),
    /// The proxy's connection failed, with this errno.
    Io(i32),
    /// The proxy's answer is none, for this reason.
    Parse(&'static str),
    /// The proxy said nothing.
    Silent,
    /// The proxy closed the connection.
    Closed,
}

type Done = Box<dyn FnOnce(Result<Stream, DialError>)>;

/// An attempt under way. Dropped or cancelled, it tells nobody.
pub struct Dial {
    addresses: RefCell<VecDeque<SocketAddr>>,
    current: Cell<Option<SocketAddr>>,
    failures: RefCell<Vec<(i32, SocketAddr)>>,
    // Dropped before what it watches.
    registration: RefCell<Option<Registration>>,
    connecting: RefCell<Option<Connecting>>,
    timer: Cell<Option<TimerKey>>,
    done: RefCell<Option<Done>>,
}

/// Connects to `host`, a name or an address without brackets. `done` is called from the loop, never from within the call.
pub fn dial(host: &str, port: u16, done: impl FnOnce(Result<Stream, DialError>) + 'static) -> Rc<Dial> {
    let dial = Rc::new(Dial {
        addresses: RefCell::default(),
        current: Cell::new(None),
        failures: RefCell::default(),
        registration: RefCell::new(None),
        connecting: RefCell::new(None),
        timer: Cell::new(None),
        done: RefCell::new(Some(Box::new(done))),
    });
    let shard = runtime::current().shard().clone();
    dial.timer.set(Some(shard.timers().arm(shard.now_ms() + DIAL_TIMEOUT_MS, dial.clone())));
    let resolved = dial.clone();
    if let Ok(ip) = host.parse::<IpAddr>() {
        runtime::current().on_closing(move |_| resolved.resolved(Ok(vec![ip]), port));
        return dial;
    }
    let name = host.to_owned();
    let answered = move |outcome: Result<Result<Vec<IpAddr>, i32>, shards::Panic>| {
        resolved.resolved(outcome.unwrap_or(Err(UV_EAI_FAIL)), port);
    };
    if shard.pool().run(move || resolve(&name), answered).is_err() {
        let refused = dial.clone();
        runtime::current().on_closing(move |_| refused.resolved(Err(UV_EAI_AGAIN), port));
    }
    dial
}

impl Dial {
    /// Gives up; `done` will not be called.
    pub fn cancel(&self) {
        self.done.take();
        self.stop();
    }

    fn stop(&self) {
        self.registration.take();
        self.connecting.take();
        if let Some(timer) = self.timer.take() {
            runtime::current().shard().timers().cancel(timer);
        }
    }

    fn finish(&self, outcome: Result<Stream, DialError>) {
        self.stop();
        let done = self.done.take();
        if let Some(done) = done {
            done(outcome);
        }
    }

    fn resolved(self: &Rc<Self>, outcome: Result<Vec<IpAddr>, i32>, port: u16) {
        if self.done.borrow().is_none() {
            return;
        }
        match outcome {
            Ok(addresses) => {
                self.addresses.borrow_mut().extend(addresses.into_iter().map(|ip| SocketAddr::new(ip, port)));
                self.next();
            }
            Err(status) => self.finish(Err(DialError::Resolve(status))),
        }
    }

    fn next(self: &Rc<Self>) {
        loop {
            let address = self.addresses.borrow_mut().pop_front();
            let Some(address) = address else {
                let failures = self.failures.take();
                return self.finish(Err(DialError::Connect(failures)));
            };
            self.current.set(Some(address));
            match connect_tcp(address, &ConnectOptions { local: None, nodelay: true }) {
                Ok(connecting) => match self.watch(connecting) {
                    Ok(()) => return,
                    Err(error) => self.failed(&error),
                },
                Err(error) => self.failed(&error.into()),
            }
        }
    }

    fn watch(self: &Rc<Self>, connecting: Connecting) -> io::Result<()> {
        let reactor = runtime::current().shard().reactor().clone();
        let registration = reactor.register(&connecting, Interest::WRITE, self.clone())?;
        self.registration.replace(Some(registration));
        self.connecting.replace(Some(connecting));
        Ok(())
    }

    fn failed(&self, error: &io::Error) {
        if let Some(address) = self.current.take() {
            let errno = -error.raw_os_error().unwrap_or(libc::EIO);
            self.failures.borrow_mut().push((errno, address));
        }
    }
}

impl Source for Dial {
    fn ready(self: Rc<Self>, _events: Events) {
        self.registration.take();
        let connecting = self.connecting.take();
        let Some(connecting) = connecting else { return };
        match connecting.finish() {
            Ok(stream) => self.finish(Ok(stream)),
            Err(error) => {
                self.failed(&error);
                self.next();
            }
        }
    }
}

impl Expires for Dial {
    fn expired(self: Rc<Self>, key: TimerKey, _now_ms: u64) {
        if self.timer.get() == Some(key) {
            self.timer.set(None);
            self.finish(Err(DialError::Timeout));
        }
    }
}
