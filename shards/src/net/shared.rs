//! One address, a listener on each shard.
//!
//! The kernel spreads connections over sockets that share a port. The first shard
//! that listens takes the address exclusively, so that one which another process
//! holds is in use as ever; the others join it. Port 0 is one port for all: the n-th
//! time that a shard asks for port 0, it gets the port of the n-th time of the others.
//!
//! The table of shared addresses is behind a lock. Opening and closing listeners is
//! no request path.

use std::cell::RefCell;
use std::collections::HashMap;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::listen::{ListenOptions, Listener, ReusePort, listen_tcp};

/// The addresses that the shards of one set share.
#[derive(Default)]
pub(crate) struct SharedAddresses {
    entries: Mutex<HashMap<Name, Entry>>,
}

/// What was asked for: an address, and for port 0 the how-manieth of that address.
type Name = (SocketAddr, u64);

struct Entry {
    /// What was given.
    address: SocketAddr,
    holders: Vec<usize>,
}

impl SharedAddresses {
    fn lock(&self) -> MutexGuard<'_, HashMap<Name, Entry>> {
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// One shard's part in it.
pub(crate) struct Sharing {
    shard: usize,
    addresses: Arc<SharedAddresses>,
    /// How often this shard has asked for port 0 of an address.
    asked: RefCell<HashMap<IpAddr, u64>>,
}

impl Sharing {
    pub(crate) fn new(shard: usize, addresses: Arc<SharedAddresses>) -> Sharing {
        Sharing { shard, addresses, asked: RefCell::default() }
    }

    pub(crate) fn listen(
        &self,
        address: SocketAddr,
        options: &ListenOptions,
    ) -> io::Result<Listener> {
        let ordinal = if address.port() == 0 { self.next(address.ip()) } else { 0 };
        let name = (address, ordinal);
        let mut entries = self.addresses.lock();
        let with = |reuse_port| ListenOptions { reuse_port, ..options.clone() };
        let mut listener = match entries.get_mut(&name) {
            Some(entry) if entry.holders.contains(&self.shard) => {
                return Err(io::Error::from_raw_os_error(libc::EADDRINUSE));
            }
            Some(entry) => {
                let listener = listen_tcp(entry.address, &with(ReusePort::Join))?;
                entry.holders.push(self.shard);
                listener
            }
            None => {
                let listener = listen_tcp(address, &with(ReusePort::First))?;
                let address = listener.local_address()?.ip().expect("a TCP socket has one");
                entries.insert(name, Entry { address, holders: vec![self.shard] });
                listener
            }
        };
        let addresses = self.addresses.clone();
        listener.lease = Some(Lease { name, shard: self.shard, addresses });
        Ok(listener)
    }

    fn next(&self, ip: IpAddr) -> u64 {
        let mut asked = self.asked.borrow_mut();
        let count = asked.entry(ip).or_default();
        *count += 1;
        *count
    }
}

/// A shard's place in the table; the address is free when the last one is gone.
pub(super) struct Lease {
    name: Name,
    shard: usize,
    addresses: Arc<SharedAddresses>,
}

impl Drop for Lease {
    fn drop(&mut self) {
        let mut entries = self.addresses.lock();
        if let Some(entry) = entries.get_mut(&self.name) {
            entry.holders.retain(|holder| *holder != self.shard);
            if entry.holders.is_empty() {
                entries.remove(&self.name);
            }
        }
    }
}

impl std::fmt::Debug for Lease {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "Lease({} of shard {})", self.name.0, self.shard)
    }
}
