//! Connecting without waiting.

use std::io;
use std::net::SocketAddr;
use std::os::fd::{AsFd, BorrowedFd};

use rustix::io::Errno;
use rustix::net::{
    AddressFamily, SocketFlags, SocketType, bind, connect, ipproto, socket_with, sockopt,
};

use super::{Address, Stream, UnixName};

/// What an outgoing connection may want.
#[derive(Clone, Default, Debug)]
pub struct ConnectOptions {
    /// The local end; port 0 for any.
    pub local: Option<SocketAddr>,
    /// Send small writes at once (`TCP_NODELAY`).
    pub nodelay: bool,
}

/// A connection that is being made. When its fd is writable, [`Connecting::finish`]
/// says how it went.
#[derive(Debug)]
pub struct Connecting {
    stream: Stream,
    done: bool,
}

/// Begins a TCP connection.
///
/// # Errors
/// Those that the kernel knows at once (`ENETUNREACH`, `EADDRNOTAVAIL`, a refusal by a
/// port of this machine); all others come from [`Connecting::finish`].
pub fn connect_tcp(address: SocketAddr, options: &ConnectOptions) -> Result<Connecting, ConnectError> {
    let family = if address.is_ipv4() { AddressFamily::INET } else { AddressFamily::INET6 };
    let fd = socket_with(family, SocketType::STREAM, FLAGS, Some(ipproto::TCP))?;
    if options.nodelay {
        sockopt::set_tcp_nodelay(&fd, true)?;
    }
    if let Some(local) = options.local {
        sockopt::set_socket_reuseaddr(&fd, true)?;
        bind(&fd, &local).map_err(|error| ConnectError::Bind(error.into()))?;
    }
    let done = in_progress(connect(&fd, &address))?;
    Ok(Connecting { stream: Stream::from_fd(fd), done })
}

/// Why a TCP connection could not even begin.
#[derive(Debug)]
pub enum ConnectError {
    /// The local address cannot be had.
    Bind(io::Error),
    /// Everything else.
    Connect(io::Error),
}

impl From<ConnectError> for io::Error {
    fn from(error: ConnectError) -> io::Error {
        match error {
            ConnectError::Bind(error) | ConnectError::Connect(error) => error,
        }
    }
}

impl From<io::Error> for ConnectError {
    fn from(error: io::Error) -> ConnectError {
        ConnectError::Connect(error)
    }
}

impl From<Errno> for ConnectError {
    fn from(error: Errno) -> ConnectError {
        ConnectError::Connect(error.into())
    }
}

/// Begins a Unix connection, which mostly is complete at once.
///
/// # Errors
/// `ENOENT`, `ECONNREFUSED`, `EACCES`; `EAGAIN` if the listener's backlog is full.
pub fn connect_unix(name: &UnixName) -> io::Result<Connecting> {
    let fd = socket_with(AddressFamily::UNIX, SocketType::STREAM, FLAGS, None)?;
    let done = in_progress(connect(&fd, &name.to_socket()?))?;
    Ok(Connecting { stream: Stream::from_fd(fd), done })
}

impl Connecting {
    /// Whether the connection was made at once; then the fd need not be waited for.
    pub fn is_done(&self) -> bool {
        self.done
    }

    /// This end, which the kernel chooses when the connection begins.
    ///
    /// # Errors
    /// The system call's.
    pub fn local_address(&self) -> io::Result<Address> {
        self.stream.local_address()
    }

    /// The connected stream, once the fd was reported writable.
    ///
    /// # Errors
    /// The connection's: `ECONNREFUSED`, `ETIMEDOUT`, `EHOSTUNREACH` …
    pub fn finish(self) -> io::Result<Stream> {
        if !self.done
            && let Some(error) = self.stream.take_error()?
        {
            return Err(error);
        }
        Ok(self.stream)
    }
}

impl AsFd for Connecting {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.stream.as_fd()
    }
}

const FLAGS: SocketFlags = SocketFlags::CLOEXEC.union(SocketFlags::NONBLOCK);

fn in_progress(result: rustix::io::Result<()>) -> io::Result<bool> {
    match result {
        Ok(()) => Ok(true),
        // After a signal the connection goes on by itself (connect(2)).
        Err(Errno::INPROGRESS | Errno::INTR) => Ok(false),
        Err(error) => Err(error.into()),
    }
}
