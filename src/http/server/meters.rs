//! How long requests take, and what all servers of a shard have done: kept by the shard itself, read by nobody else.

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
    /// What servers that are gone have done.
    gone: Cell<Counters>,
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
        self.servers().iter().map(|server| server.connection_count()).sum()
    }

    /// Requests whose responses are not complete.
    pub fn requests_in_flight(&self) -> usize {
        let connections = self.servers().into_iter().flat_map(|server| server.connections());
        connections.map(|connection| connection.exchanges.borrow().len()).sum()
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
        let mut gone = self.gone.get();
        gone.add(counters);
        self.gone.set(gone);
    }
}
