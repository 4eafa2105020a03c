//! Listening and accepting.

use std::cell::RefCell;
use std::io;
use std::net::SocketAddr;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::sync::Arc;

use rustix::fs::{CWD, Mode, OFlags, openat};
use rustix::io::Errno;
use rustix::net::{
    self, AddressFamily, SocketFlags, SocketType, acceptfrom_with, bind, ipproto, socket_with,
    sockopt,
};

use super::shared::Lease;
use super::{Address, Stream, UnixName};
use crate::{limits, posix};

/// How several listeners share one address.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub enum ReusePort {
    /// They don't.
    #[default]
    Off,
    /// The first of several: the address must be free, also of other processes'
    /// listeners that would share it; shared from then on.
    First,
    /// One of several, after the first or without one.
    Join,
}

/// What a listener may want.
#[derive(Clone, Debug)]
pub struct ListenOptions {
    /// Connections that wait to be accepted, at most.
    pub backlog: i32,
    /// Whether the address is shared with other listeners.
    pub reuse_port: ReusePort,
    /// On `::`, do not take IPv4 connections as well.
    pub ipv6_only: bool,
}

impl Default for ListenOptions {
    fn default() -> ListenOptions {
        ListenOptions {
            backlog: limits::LISTEN_BACKLOG,
            reuse_port: ReusePort::Off,
            ipv6_only: false,
        }
    }
}

/// Opens a TCP listener.
///
/// # Errors
/// `EADDRINUSE`, `EACCES`, `EADDRNOTAVAIL`, `EAFNOSUPPORT` …
pub fn listen_tcp(address: SocketAddr, options: &ListenOptions) -> io::Result<Listener> {
    let fd = bind_tcp(address, options)?;
    net::listen(&fd, options.backlog)?;
    Listener::from_fd(fd)
}

/// A TCP socket that has the address and does not listen yet.
///
/// # Errors
/// As [`listen_tcp`].
pub fn bind_tcp(address: SocketAddr, options: &ListenOptions) -> io::Result<OwnedFd> {
    let family = if address.is_ipv4() { AddressFamily::INET } else { AddressFamily::INET6 };
    let fd = socket_with(family, SocketType::STREAM, FLAGS, Some(ipproto::TCP))?;
    // Linux: only says that connections in TIME_WAIT do not hold the address.
    sockopt::set_socket_reuseaddr(&fd, true)?;
    if address.is_ipv6() {
        sockopt::set_ipv6_v6only(&fd, options.ipv6_only)?;
    }
    if options.reuse_port == ReusePort::Join {
        sockopt::set_socket_reuseport(&fd, true)?;
    }
    bind(&fd, &address)?;
    if options.reuse_port == ReusePort::First {
        // After bind: an address that sharers hold is in use to a socket that does not
        // share; the kernel looks at the option again whenever another one binds.
        sockopt::set_socket_reuseport(&fd, true)?;
    }
    Ok(fd)
}

/// Opens a Unix listener. A path is created, and stays when the listener is closed.
///
/// # Errors
/// `EADDRINUSE` also for a path that a dead process has left behind.
pub fn listen_unix(name: &UnixName, backlog: i32) -> io::Result<Listener> {
    let fd = bind_unix(name)?;
    net::listen(&fd, backlog)?;
    Listener::from_fd(fd)
}

/// A Unix socket that has the name and does not listen yet.
///
/// # Errors
/// As [`listen_unix`].
pub fn bind_unix(name: &UnixName) -> io::Result<OwnedFd> {
    let fd = socket_with(AddressFamily::UNIX, SocketType::STREAM, FLAGS, None)?;
    bind(&fd, &name.to_socket()?)?;
    Ok(fd)
}

const FLAGS: SocketFlags = SocketFlags::CLOEXEC.union(SocketFlags::NONBLOCK);

/// A connection, and who has made it.
#[derive(Debug)]
pub struct Accepted {
    /// The connection.
    pub stream: Stream,
    /// Its other end.
    pub peer: Address,
}

/// A listening socket. Its registration must be dropped before it.
#[derive(Debug)]
pub struct Listener {
    /// Shared with listeners of other shards, or with one that follows.
    fd: Arc<OwnedFd>,
    /// An fd to give up when there are no more (see [`Listener::accept`]).
    reserve: RefCell<Option<OwnedFd>>,
    /// Declared last: the address is given up after the socket is closed.
    pub(crate) lease: Option<Lease>,
}

impl Listener {
    /// Takes over a socket that listens already, such as an inherited one.
    pub fn from_fd(fd: OwnedFd) -> io::Result<Listener> {
        Listener::over(Arc::new(fd))
    }

    /// Accepts from a socket that others accept from as well.
    pub(crate) fn over(fd: Arc<OwnedFd>) -> io::Result<Listener> {
        let reserve = RefCell::new(Some(open_reserve()?));
        Ok(Listener { fd, reserve, lease: None })
    }

    /// Where it listens; for port 0 with the port that the kernel chose.
    pub fn local_address(&self) -> io::Result<Address> {
        Ok(Address::from_any(net::getsockname(&self.fd)?))
    }

    pub(crate) fn socket(&self) -> &Arc<OwnedFd> {
        &self.fd
    }

    /// Whether the address is given up with this listener: no other shard has it, and none of the same shard follows.
    pub fn is_last(&self) -> bool {
        self.lease.as_ref().is_none_or(Lease::is_last)
    }

    /// Of the sockets that share the port, has the kernel prefer this one for what comes in on `core`.
    pub(super) fn prefer_core(&self, core: usize) -> io::Result<()> {
        let core = u32::try_from(core).map_err(|_| io::Error::from_raw_os_error(libc::EINVAL))?;
        Ok(sockopt::set_socket_incoming_cpu(&self.fd, core)?)
    }

    /// Before a listener closes for good: from now on no further connection is begun. The kernel leaves the first packet
    /// of each unanswered, which the peer repeats a second later, and those that are under way can be accepted to the
    /// last; closing the socket would reset them. False, and nothing is done, where another program goes on accepting
    /// from the very same socket. Unix sockets' connections are there at once, and nothing is to be done.
    ///
    /// # Errors
    /// The kernel's, of `setsockopt(SO_ATTACH_FILTER)`.
    pub fn refuse_new(&self) -> io::Result<bool> {
        if self.local_address()?.ip().is_none() {
            return Ok(true);
        }
        // This listener, and its entry in the table of addresses.
        if Arc::strong_count(&self.fd) > 1 + usize::from(self.lease.is_some()) {
            return Ok(false);
        }
        posix::drop_syn(self.fd.as_fd())?;
        Ok(true)
    }

    /// Hands waiting connections to `take`, at most [`limits::ACCEPTS_PER_READY_MAX`],
    /// until there are none or `take` says false. Level-triggered readiness reports
    /// the rest. Returns how many there were.
    ///
    /// When the process or the system has run out of fds, the waiting connections are
    /// closed instead, with the fd that the listener keeps for this purpose: left
    /// where they are they would keep the shard busy.
    ///
    /// # Errors
    /// Such as concern the listener. Those of single connections (reset before they
    /// were accepted) are skipped.
    pub fn accept(&self, mut take: impl FnMut(Accepted) -> bool) -> io::Result<usize> {
        for count in 0..limits::ACCEPTS_PER_READY_MAX {
            match acceptfrom_with(&self.fd, FLAGS) {
                Ok((fd, peer)) => {
                    let peer = peer.map_or(Address::None, Address::from_any);
                    if !take(Accepted { stream: Stream::from_fd(fd), peer }) {
                        return Ok(count + 1);
                    }
                }
                Err(Errno::AGAIN) => return Ok(count),
                Err(Errno::MFILE | Errno::NFILE) => {
                    self.turn_away();
                    return Ok(count);
                }
                Err(error) if is_the_connections(error) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Ok(limits::ACCEPTS_PER_READY_MAX)
    }

    /// Closes connections that there are no fds for.
    fn turn_away(&self) {
        drop(self.reserve.take());
        for _ in 0..limits::ACCEPTS_PER_READY_MAX {
            match acceptfrom_with(&self.fd, FLAGS) {
                Ok(connection) => drop(connection),
                // None left, or somebody else took the fd: the next readiness tries again.
                Err(_) => break,
            }
        }
        self.reserve.replace(open_reserve().ok());
    }
}

impl AsFd for Listener {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.fd.as_fd()
    }
}

fn open_reserve() -> io::Result<OwnedFd> {
    Ok(openat(CWD, c"/dev/null", OFlags::RDONLY | OFlags::CLOEXEC, Mode::empty())?)
}

/// Errors of the connection rather than the listener (accept(2), "Error handling").
fn is_the_connections(error: Errno) -> bool {
    matches!(
        error,
        Errno::CONNABORTED
            | Errno::INTR
            | Errno::PROTO
            | Errno::PERM
            | Errno::NETDOWN
            | Errno::NOPROTOOPT
            | Errno::HOSTDOWN
            | Errno::NONET
            | Errno::HOSTUNREACH
            | Errno::OPNOTSUPP
            | Errno::NETUNREACH
    )
}
