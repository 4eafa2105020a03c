//! How long requests take, and what all servers of a shard have done: kept by the shard itself, read by nobody else.
//!
//! Connections that these servers have let go are served by somebody else, who tells of it here.

use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};

use shards::Latencies;

use super::servers::{Counters, Inner};

/// The measurements of one shard's servers.
#[derive(Default)]
pub struct Meters {
    /// From a request's head to its response's last byte being the kernel's.
    pub(super) latency: RefCell<Latencies>,
    /// From the connection's readiness to the call of the handler.
    pub(super) queueing: RefCell<Latencies>,
    servers: RefCell<Vec<Weak<Inner>>>,
    /// What servers that are gone have done, and what was done elsewhere.
    gone: Cell<Counters>,
    /// Connections that are served elsewhere, and requests there whose responses are not complete.
    elsewhere: Cell<(usize, usize)>,
}

impl Meters {
    /// Measurements of servers to come.
    pub fn new() -> Rc<Meters> {
        Rc::default()
    }

    /// From a request's head having been read to its response's last byte being given to the kernel.
    pub fn latency(&self) -> Latencies {
        self.latency.borrow().clone()
    }

    /// From the connection's readiness being seen to the call of the handler.
    pub fn queueing(&self) -> Latencies {
        self.queueing.borrow().clone()
    }

    /// The counters of all servers so far, bytes of open connections included.
    pub fn counters(&self) -> Counters {
        let mut total = self.gone.get();
        for server in self.servers() {
            total.add(&server.counters.get());
            for connection in server.connections() {
                total.bytes_read += connection.bytes_read();
                total.bytes_written += connection.bytes_written();
            }
        }
        total
    }

    /// Connections that are open.
    pub fn connections_open(&self) -> usize {
        self.servers().iter().map(|server| server.connection_count()).sum::<usize>() + self.elsewhere.get().0
    }

    /// Requests whose responses are not complete.
    pub fn requests_in_flight(&self) -> usize {
        let connections = self.servers().into_iter().flat_map(|server| server.connections());
        connections.map(|connection| connection.exchanges.borrow().len()).sum::<usize>() + self.elsewhere.get().1
    }

    /// A connection is served elsewhere from here on; `is_new` if none of these servers has accepted it.
    pub fn opened_elsewhere(&self, is_new: bool) {
        let (open, in_flight) = self.elsewhere.get();
        self.elsewhere.set((open + 1, in_flight));
        self.count(|counters| counters.connections += u64::from(is_new));
    }

    /// It is over, and with it `aborted` requests.
    pub fn closed_elsewhere(&self, aborted: usize) {
        let (open, in_flight) = self.elsewhere.get();
        self.elsewhere.set((open.saturating_sub(1), in_flight.saturating_sub(aborted)));
        self.count(|counters| counters.aborted += aborted as u64);
    }

    /// The head of a request on such a connection was read now, in a turn that began at `woke_ns`.
    pub fn began_elsewhere(&self, now_ns: u64, woke_ns: u64) {
        self.queueing.borrow_mut().record(now_ns.saturating_sub(woke_ns));
        self.adopted_elsewhere();
        self.count(|counters| counters.requests += 1);
    }

    /// A request that was counted already goes on elsewhere.
    pub fn adopted_elsewhere(&self) {
        let (open, in_flight) = self.elsewhere.get();
        self.elsewhere.set((open, in_flight + 1));
    }

    /// The kernel has the last byte of the response to a request that began then.
    pub fn ended_elsewhere(&self, began_ns: u64, now_ns: u64) {
        self.latency.borrow_mut().record(now_ns.saturating_sub(began_ns));
        let (open, in_flight) = self.elsewhere.get();
        self.elsewhere.set((open, in_flight.saturating_sub(1)));
        self.count(|counters| counters.responses += 1);
    }

    fn count(&self, change: impl FnOnce(&mut Counters)) {
        let mut gone = self.gone.get();
        change(&mut gone);
        self.gone.set(gone);
    }

    fn servers(&self) -> Vec<Rc<Inner>> {
        self.servers.borrow().iter().filter_map(Weak::upgrade).collect()
    }

    pub(super) fn join(&self, server: &Rc<Inner>) {
        let mut servers = self.servers.borrow_mut();
        servers.retain(|server| server.strong_count() > 0);
        servers.push(Rc::downgrade(server));
    }

    pub(super) fn leave(&self, counters: &Counters) {
        self.count(|gone| gone.add(counters));
    }
}
