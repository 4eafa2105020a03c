//! One address, a listener on each shard.
//!
//! The kernel spreads connections over sockets that share a port. The first shard
//! that listens takes the address exclusively, so that one which another process
//! holds is in use as ever; the others join it. Port 0 is one port for all: the n-th
//! time that a shard asks for port 0, it gets the port of the n-th time of the others.
//! A Unix socket's name, and a socket that the process was started with, is one socket
//! that all accept from.
//!
//! A listener outlives its program where another one of the same shard follows: the
//! successor is given the very socket, with the connections that wait in it. Closing it
//! and opening another would reset those.
//!
//! The table of shared addresses is behind a lock. Opening and closing listeners is
//! no request path.

use std::cell::RefCell;
use std::collections::HashMap;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::os::fd::OwnedFd;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::listen::{ListenOptions, Listener, ReusePort, listen_tcp, listen_unix};
use super::{Address, UnixName};
use crate::balance::Balance;
use crate::inherited;
use crate::wake::{self, Waker};

/// The addresses that the shards of one set share.
#[derive(Default)]
pub(crate) struct SharedAddresses {
    entries: Mutex<HashMap<Name, Entry>>,
    /// Counts the changes of who listens where. Read by those that pass connections on.
    version: AtomicU64,
    /// Whoever waits for shards to listen.
    watcher: Option<Arc<Waker>>,
}

/// What was asked for: an address, and for port 0 the how-manieth of that address.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(crate) enum Name {
    Tcp {
        address: SocketAddr,
        ordinal: u64,
        /// The shard, where each has a port of its own.
        own: Option<usize>,
    },
    Unix(UnixName),
}

struct Entry {
    /// What was given.
    address: Option<SocketAddr>,
    /// The one socket of all, if they do not have one each.
    single: Option<Arc<OwnedFd>>,
    holders: Vec<Holder>,
}

struct Holder {
    shard: usize,
    /// Which of the shard's programs, in order of their starts.
    generation: u64,
    socket: Arc<OwnedFd>,
    /// Its program is gone, and the next one takes the socket over.
    orphaned: bool,
}

impl Entry {
    fn holder(&self, shard: usize, generation: u64) -> Option<&Holder> {
        self.holders.iter().find(|holder| holder.shard == shard && holder.generation == generation)
    }

    /// The shard's socket that its latest program held before `generation`.
    fn predecessor(&self, shard: usize, generation: u64) -> Option<Arc<OwnedFd>> {
        let earlier = self.holders.iter().filter(|holder| holder.shard == shard && holder.generation < generation);
        earlier.max_by_key(|holder| holder.generation).map(|holder| holder.socket.clone())
    }
}

impl SharedAddresses {
    pub(crate) fn watched_by(watcher: Arc<Waker>) -> SharedAddresses {
        SharedAddresses { watcher: Some(watcher), ..SharedAddresses::default() }
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Name, Entry>> {
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn changed(&self) {
        self.version.fetch_add(1, Ordering::Release);
        if let Some(watcher) = &self.watcher {
            watcher.raise(wake::NOTIFIED);
        }
    }

    /// Whether a program of the shard listens anywhere.
    pub(crate) fn is_listening(&self, shard: usize, generation: u64) -> bool {
        self.lock().values().any(|entry| entry.holder(shard, generation).is_some())
    }

    /// Whether a program has taken over every socket that an earlier one of its shard left or holds.
    pub(crate) fn has_taken_over(&self, shard: usize, generation: u64) -> bool {
        self.lock().values().all(|entry| {
            entry.predecessor(shard, generation).is_none() || entry.holder(shard, generation).is_some()
        })
    }

    /// Whether sockets wait for the shard's next program.
    pub(crate) fn has_orphans(&self, shard: usize) -> bool {
        let entries = self.lock();
        entries.values().flat_map(|entry| &entry.holders).any(|holder| holder.orphaned && holder.shard == shard)
    }

    /// Closes what programs of the shard before `generation` left behind and nobody took.
    pub(crate) fn drop_orphans(&self, shard: usize, generation: u64) {
        let mut entries = self.lock();
        for entry in entries.values_mut() {
            entry.holders.retain(|holder| {
                !(holder.orphaned && holder.shard == shard && holder.generation < generation)
            });
        }
        entries.retain(|_, entry| !entry.holders.is_empty());
        drop(entries);
        self.changed();
    }
}

/// One shard's part in it, while one program runs there.
pub(crate) struct Sharing {
    shard: usize,
    generation: u64,
    addresses: Arc<SharedAddresses>,
    /// With one shard the address is nobody else's.
    alone: bool,
    pub(crate) balance: Balance,
    /// The core that this shard runs on, where connections are to be taken where they come in.
    core: Option<usize>,
    /// Sockets that are closed from now on stay for the shard's next program.
    leaving: Arc<AtomicBool>,
    /// How often this shard has asked for port 0 of an address.
    asked: RefCell<HashMap<IpAddr, u64>>,
}

impl Sharing {
    pub(crate) fn new(
        shard: usize,
        generation: u64,
        addresses: Arc<SharedAddresses>,
        alone: bool,
        balance: Balance,
        core: Option<usize>,
    ) -> Sharing {
        Sharing {
            shard,
            generation,
            addresses,
            alone,
            balance,
            core,
            leaving: Arc::default(),
            asked: RefCell::default(),
        }
    }

    pub(crate) fn generation(&self) -> u64 {
        self.generation
    }

    /// See [`crate::Shard::leave_listeners`].
    pub(crate) fn leave(&self) {
        self.leaving.store(true, Ordering::Relaxed);
    }

    pub(crate) fn listen(&self, address: SocketAddr, options: &ListenOptions) -> io::Result<Listener> {
        let mut address = address;
        if self.balance == Balance::Port && address.port() != 0 {
            let port = u16::try_from(usize::from(address.port()) + self.shard)
                .map_err(|_| io::Error::from_raw_os_error(libc::EINVAL))?;
            address.set_port(port);
        }
        let ordinal = if address.port() == 0 { self.next(address.ip()) } else { 0 };
        let alone = self.alone || self.balance == Balance::Port;
        let name = Name::Tcp { address, ordinal, own: alone.then_some(self.shard) };
        let single = inherited::tcp(address);
        self.hold(name, |entry| {
            let with = |reuse_port| ListenOptions { reuse_port, ..options.clone() };
            let listener = match (entry, &single) {
                (Some(entry), _) => {
                    listen_tcp(entry.address.expect("a TCP socket has one"), &with(ReusePort::Join))?
                }
                (None, Some(socket)) => Listener::over(socket.clone())?,
                (None, None) => {
                    listen_tcp(address, &with(if alone { ReusePort::Off } else { ReusePort::First }))?
                }
            };
            if let (Balance::Cpu, Some(core)) = (self.balance, self.core) {
                listener.prefer_core(core)?;
            }
            Ok((listener, single.clone()))
        })
    }

    pub(crate) fn listen_unix(&self, name: &UnixName, backlog: i32) -> io::Result<Listener> {
        self.hold(Name::Unix(name.clone()), |_| {
            let listener = match inherited::unix(name) {
                Some(socket) => Listener::over(socket)?,
                None => listen_unix(name, backlog)?,
            };
            let socket = listener.socket().clone();
            Ok((listener, Some(socket)))
        })
    }

    /// The shard's listener of that name: its last program's, the one of all, or what `open` makes.
    fn hold(
        &self,
        name: Name,
        open: impl FnOnce(Option<&Entry>) -> io::Result<(Listener, Option<Arc<OwnedFd>>)>,
    ) -> io::Result<Listener> {
        let mut entries = self.addresses.lock();
        let known = entries.get(&name);
        if known.is_some_and(|entry| entry.holder(self.shard, self.generation).is_some()) {
            return Err(io::Error::from_raw_os_error(libc::EADDRINUSE));
        }
        let handed = known.and_then(|entry| {
            entry.predecessor(self.shard, self.generation).or_else(|| entry.single.clone())
        });
        let (mut listener, single) = match handed {
            Some(socket) => (Listener::over(socket)?, None),
            None => open(known)?,
        };
        let holder = Holder {
            shard: self.shard,
            generation: self.generation,
            socket: listener.socket().clone(),
            orphaned: false,
        };
        match entries.get_mut(&name) {
            Some(entry) => entry.holders.push(holder),
            None => {
                let address = match listener.local_address()? {
                    Address::Ip(address) => Some(address),
                    _ => None,
                };
                entries.insert(name.clone(), Entry { address, single, holders: vec![holder] });
            }
        }
        drop(entries);
        self.addresses.changed();
        listener.lease = Some(Lease {
            name,
            shard: self.shard,
            generation: self.generation,
            addresses: self.addresses.clone(),
            leaving: self.leaving.clone(),
        });
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
pub(crate) struct Lease {
    pub(crate) name: Name,
    shard: usize,
    generation: u64,
    addresses: Arc<SharedAddresses>,
    leaving: Arc<AtomicBool>,
}

impl Lease {
    /// Changes whenever [`Lease::shards`] may.
    pub(crate) fn version(&self) -> u64 {
        self.addresses.version.load(Ordering::Acquire)
    }

    /// The shards whose programs listen there.
    pub(crate) fn shards(&self) -> Vec<usize> {
        let entries = self.addresses.lock();
        let holders = entries.get(&self.name).into_iter().flat_map(|entry| &entry.holders);
        let mut shards: Vec<usize> =
            holders.filter(|holder| !holder.orphaned).map(|holder| holder.shard).collect();
        shards.sort_unstable();
        shards.dedup();
        shards
    }

    /// Whether no other program listens there, or will.
    pub(crate) fn is_last(&self) -> bool {
        let entries = self.addresses.lock();
        !self.leaving.load(Ordering::Relaxed)
            && entries.get(&self.name).is_none_or(|entry| entry.holders.len() <= 1)
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        let mut entries = self.addresses.lock();
        if let Some(entry) = entries.get_mut(&self.name) {
            let is_own =
                |holder: &Holder| holder.shard == self.shard && holder.generation == self.generation;
            if self.leaving.load(Ordering::Relaxed) {
                entry.holders.iter_mut().filter(|holder| is_own(holder)).for_each(|holder| holder.orphaned = true);
            } else {
                entry.holders.retain(|holder| !is_own(holder));
            }
            if entry.holders.is_empty() {
                entries.remove(&self.name);
            }
        }
        drop(entries);
        self.addresses.changed();
    }
}

impl std::fmt::Debug for Lease {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "Lease({:?} of shard {})", self.name, self.shard)
    }
}
