//! A server: its options, its connections, and what is looked at now and then.

use std::cell::{Cell, RefCell};
use std::io;
use std::rc::{Rc, Weak};

use shards::net::Stream;
use shards::{Expires, Shard, TimerKey};

use super::connection::Connection;
use super::meters::Meters;
use super::{ClientError, Handler, Options};

/// What a server has done so far.
#[derive(Clone, Copy, Default, Debug, PartialEq, Eq)]
pub struct Counters {
    pub connections: u64,
    pub requests: u64,
    pub responses: u64,
    pub client_errors: u64,
    pub timeouts: u64,
    /// Responses that their peers did not wait for.
    pub aborted: u64,
    /// Of connections that are closed; open ones know their own.
    pub bytes_read: u64,
    pub bytes_written: u64,
}

impl Counters {
    pub(super) fn add(&mut self, other: &Counters) {
        self.connections += other.connections;
        self.requests += other.requests;
        self.responses += other.responses;
        self.client_errors += other.client_errors;
        self.timeouts += other.timeouts;
        self.aborted += other.aborted;
        self.bytes_read += other.bytes_read;
        self.bytes_written += other.bytes_written;
    }
}

/// A cheap handle; clones are the same server.
#[derive(Clone)]
pub struct Server {
    pub(super) inner: Rc<Inner>,
}

pub(super) struct Inner {
    pub shard: Rc<Shard>,
    pub handler: Rc<dyn Handler>,
    pub options: RefCell<Rc<Options>>,
    pub counters: Cell<Counters>,
    pub meters: Rc<Meters>,
    /// Every response is its connection's last.
    pub draining: Cell<bool>,
    connections: RefCell<Table>,
    checker: Cell<Option<TimerKey>>,
}

/// Connections by the place that each of them knows.
#[derive(Default)]
struct Table {
    places: Vec<Option<Rc<Connection>>>,
    free: Vec<usize>,
}

impl Server {
    /// A server whose requests are measured in `meters`.
    pub fn new(shard: Rc<Shard>, handler: Rc<dyn Handler>, options: Options, meters: Rc<Meters>) -> Server {
        let inner = Rc::new(Inner {
            shard,
            handler,
            options: RefCell::new(Rc::new(options)),
            counters: Cell::default(),
            meters,
            draining: Cell::new(false),
            connections: RefCell::default(),
            checker: Cell::new(None),
        });
        inner.meters.join(&inner);
        Server { inner }
    }

    /// Takes an accepted stream, whose socket options are the caller's business.
    ///
    /// # Errors
    /// If the reactor cannot watch it; it is closed then.
    pub fn accept(&self, stream: Stream) -> io::Result<Rc<Connection>> {
        self.accept_with(stream, &[])
    }

    /// The same, where `head` was read from the stream already.
    ///
    /// # Errors
    /// As [`Server::accept`].
    pub fn accept_with(&self, stream: Stream, head: &[u8]) -> io::Result<Rc<Connection>> {
        let connection = {
            let mut table = self.inner.connections.borrow_mut();
            let place = table.free.pop().unwrap_or(table.places.len());
            let connection = Connection::new(self.inner.clone(), stream, place);
            if place == table.places.len() {
                table.places.push(None);
            }
            table.places[place] = Some(connection.clone());
            connection
        };
        if let Err(error) = connection.start() {
            self.inner.forget(connection.place());
            return Err(error);
        }
        self.inner.count(|counters| counters.connections += 1);
        self.inner.arm_checker();
        if !head.is_empty() {
            connection.receive(head);
        }
        Ok(connection)
    }

    pub fn options(&self) -> Rc<Options> {
        self.inner.options.borrow().clone()
    }

    /// Options for requests to come. Parsers of open connections keep their limits.
    pub fn set_options(&self, options: Options) {
        *self.inner.options.borrow_mut() = Rc::new(options);
    }

    pub fn counters(&self) -> Counters {
        self.inner.counters.get()
    }

    /// The open connections.
    pub fn connections(&self) -> Vec<Rc<Connection>> {
        self.inner.connections()
    }

    pub fn connection_count(&self) -> usize {
        self.inner.connection_count()
    }

    /// `closeIdleConnections`: those between two requests.
    pub fn close_idle(&self) {
        for connection in self.connections() {
            if connection.is_idle() {
                // Its last response may still be on the way to the kernel.
                connection.destroy_soon();
            }
        }
    }

    /// `closeAllConnections`.
    pub fn close_all(&self) {
        for connection in self.connections() {
            connection.destroy();
        }
    }

    /// Closes every connection where it stands, and tells nobody.
    pub fn abandon(&self) {
        let table = self.inner.connections.take();
        table.places.iter().flatten().for_each(|connection| connection.abandon());
    }

    /// From now on each response is its connection's last. A connection that sends no request for `grace_ms` is closed;
    /// at once it could be cut while one is arriving.
    pub fn drain(&self, grace_ms: u64) {
        if !self.inner.draining.replace(true) {
            Rc::new(Sweeper { server: Rc::downgrade(&self.inner), grace_ms, silent: RefCell::default() }).sweep();
        }
    }
}

impl Inner {
    pub(super) fn options(&self) -> Rc<Options> {
        self.options.borrow().clone()
    }

    pub(super) fn count(&self, change: impl FnOnce(&mut Counters)) {
        let mut counters = self.counters.get();
        change(&mut counters);
        self.counters.set(counters);
    }

    pub(super) fn connections(&self) -> Vec<Rc<Connection>> {
        self.connections.borrow().places.iter().flatten().cloned().collect()
    }

    pub(super) fn connection_count(&self) -> usize {
        let table = self.connections.borrow();
        table.places.len() - table.free.len()
    }

    pub(super) fn forget(&self, place: usize) {
        let connection = {
            let mut table = self.connections.borrow_mut();
            table.free.push(place);
            table.places[place].take()
        };
        drop(connection);
    }

    /// Looks for requests that take too long as long as there are connections.
    fn arm_checker(self: &Rc<Self>) {
        let interval_ms = self.options.borrow().connections_checking_interval_ms;
        if self.checker.get().is_some() || interval_ms == 0 {
            return;
        }
        let checker = Rc::new(Checker(Rc::downgrade(self)));
        self.checker.set(Some(self.shard.timers().arm(self.shard.now_ms() + interval_ms, checker)));
    }

    fn check(self: &Rc<Self>, now_ms: u64) {
        self.checker.set(None);
        let options = self.options();
        let connections = self.connections();
        let (mut headers_ms, mut request_ms) = (options.headers_timeout_ms, options.request_timeout_ms);
        if request_ms > 0 && headers_ms > request_ms {
            std::mem::swap(&mut headers_ms, &mut request_ms);
        }
        for connection in &connections {
            if connection.takes_too_long(now_ms, headers_ms, request_ms) {
                self.count(|counters| counters.timeouts += 1);
                connection.client_error(&ClientError::RequestTimeout, &[]);
            }
        }
        if !connections.is_empty() {
            self.arm_checker();
        }
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        if let Some(key) = self.checker.take() {
            drop(self.shard.timers().cancel(key));
        }
        self.meters.leave(&self.counters.get());
    }
}

/// Armed in the shard's timers; does not keep its server alive.
struct Checker(Weak<Inner>);

impl Expires for Checker {
    fn expired(self: Rc<Self>, _key: TimerKey, now_ms: u64) {
        if let Some(server) = self.0.upgrade() {
            server.check(now_ms);
        }
    }
}

/// Closes connections that are silent while a server drains.
struct Sweeper {
    server: Weak<Inner>,
    grace_ms: u64,
    /// Those that waited for a request at the last look, with what had been read of them.
    silent: RefCell<Vec<(Weak<Connection>, u64)>>,
}

impl Sweeper {
    fn sweep(self: Rc<Self>) {
        let Some(server) = self.server.upgrade() else { return };
        for (connection, bytes_read) in self.silent.take() {
            let Some(connection) = connection.upgrade() else { continue };
            if waits(&connection) && connection.bytes_read() == bytes_read && !connection.has_unread() {
                connection.destroy_soon();
            }
        }
        let connections = server.connections();
        if connections.is_empty() {
            return;
        }
        let silent = connections.iter().filter(|connection| waits(connection));
        self.silent.replace(silent.map(|connection| (Rc::downgrade(connection), connection.bytes_read())).collect());
        let due_ms = server.shard.now_ms() + self.grace_ms;
        server.shard.timers().arm(due_ms, self);
    }
}

fn waits(connection: &Connection) -> bool {
    connection.is_open() && (connection.is_idle() || connection.is_fresh())
}

impl Expires for Sweeper {
    fn expired(self: Rc<Self>, _key: TimerKey, _now_ms: u64) {
        self.sweep();
    }
}
