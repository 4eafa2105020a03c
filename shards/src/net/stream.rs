//! A byte stream: TCP, Unix, pipe or terminal.

use std::io::{self, IoSlice};
use std::net::Shutdown;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::time::Duration;

use rustix::net::{self, sockopt};
use socket2::{SockRef, TcpKeepalive};

use super::Address;
use crate::balance::Counted;
use crate::limits;

/// Owns a non-blocking fd that bytes are read from and written to. Its registration
/// with the reactor must be dropped before it.
#[derive(Debug)]
pub struct Stream {
    fd: OwnedFd,
    /// Counted among its shard's connections, as long as it is here.
    counted: Option<Counted>,
}

impl Stream {
    /// Takes over an fd that is non-blocking already (see [`Stream::set_nonblocking`]).
    pub fn from_fd(fd: OwnedFd) -> Stream {
        Stream { fd, counted: None }
    }

    pub(crate) fn count(&mut self, counted: Counted) {
        self.counted = Some(counted);
    }

    /// Gives the fd away.
    pub fn into_fd(self) -> OwnedFd {
        self.fd
    }

    /// For fds that somebody else made, such as inherited ones.
    pub fn set_nonblocking(&self, nonblocking: bool) -> io::Result<()> {
        Ok(rustix::io::ioctl_fionbio(&self.fd, nonblocking)?)
    }

    /// Reads what is there, 0 at the end of the stream. `WouldBlock` when nothing is.
    #[inline]
    pub fn read(&self, buffer: &mut [u8]) -> io::Result<usize> {
        retry(|| rustix::io::read(&self.fd, &mut *buffer))
    }

    /// Whether bytes wait to be read.
    pub fn has_unread(&self) -> bool {
        rustix::io::ioctl_fionread(&self.fd).is_ok_and(|bytes| bytes > 0)
    }

    /// Writes what fits. Broken pipes are errors: the process ignores `SIGPIPE`.
    #[inline]
    pub fn write(&self, bytes: &[u8]) -> io::Result<usize> {
        retry(|| rustix::io::write(&self.fd, bytes))
    }

    /// Writes what fits of several slices with one call; slices after the first
    /// [`limits::WRITE_SLICES_MAX`] are left for the next.
    #[inline]
    pub fn writev(&self, slices: &[IoSlice<'_>]) -> io::Result<usize> {
        let slices = &slices[..slices.len().min(limits::WRITE_SLICES_MAX)];
        retry(|| rustix::io::writev(&self.fd, slices))
    }

    /// Ends one direction, or both.
    pub fn shutdown(&self, how: Shutdown) -> io::Result<()> {
        let how = match how {
            Shutdown::Read => net::Shutdown::Read,
            Shutdown::Write => net::Shutdown::Write,
            Shutdown::Both => net::Shutdown::Both,
        };
        Ok(net::shutdown(&self.fd, how)?)
    }

    /// The error that is pending on the socket, which this clears.
    pub fn take_error(&self) -> io::Result<Option<io::Error>> {
        Ok(sockopt::socket_error(&self.fd)?.err().map(io::Error::from))
    }

    /// This end.
    pub fn local_address(&self) -> io::Result<Address> {
        Ok(Address::from_any(net::getsockname(&self.fd)?))
    }

    /// The other end.
    ///
    /// # Errors
    /// `ENOTCONN` once the peer has reset the connection.
    pub fn peer_address(&self) -> io::Result<Address> {
        match net::getpeername(&self.fd)? {
            Some(any) => Ok(Address::from_any(any)),
            None => Ok(Address::None),
        }
    }

    /// Whether small writes are sent at once instead of being gathered.
    pub fn set_nodelay(&self, nodelay: bool) -> io::Result<()> {
        Ok(sockopt::set_tcp_nodelay(&self.fd, nodelay)?)
    }

    /// Probes the peer after `idle` of silence (rounded to seconds); `None`: never. The
    /// probes themselves are as libuv sets them: one a second, ten of them.
    pub fn set_keepalive(&self, idle: Option<Duration>) -> io::Result<()> {
        let socket = SockRef::from(&self.fd);
        match idle {
            None => socket.set_keepalive(false),
            Some(idle) => socket.set_tcp_keepalive(
                &TcpKeepalive::new()
                    .with_time(idle.max(Duration::from_secs(1)))
                    .with_interval(Duration::from_secs(1))
                    .with_retries(10),
            ),
        }
    }

    /// How long closing waits for unsent bytes; `None`: it does not wait, and sends
    /// them. With zero, closing resets the connection.
    pub fn set_linger(&self, linger: Option<Duration>) -> io::Result<()> {
        Ok(sockopt::set_socket_linger(&self.fd, linger)?)
    }

    /// The type of service byte (IPv4) or traffic class (IPv6).
    pub fn set_type_of_service(&self, tos: u8) -> io::Result<()> {
        match self.local_address()?.ip() {
            Some(address) if address.is_ipv6() => {
                Ok(sockopt::set_ipv6_tclass(&self.fd, u32::from(tos))?)
            }
            _ => Ok(sockopt::set_ip_tos(&self.fd, tos)?),
        }
    }

    /// The kernel's receive buffer, in bytes (Linux reports twice what was asked).
    pub fn receive_buffer_size(&self) -> io::Result<usize> {
        Ok(sockopt::socket_recv_buffer_size(&self.fd)?)
    }

    /// Asks for a receive buffer; the kernel has bounds of its own.
    pub fn set_receive_buffer_size(&self, bytes: usize) -> io::Result<()> {
        Ok(sockopt::set_socket_recv_buffer_size(&self.fd, bytes)?)
    }

    /// The kernel's send buffer, in bytes (Linux reports twice what was asked).
    pub fn send_buffer_size(&self) -> io::Result<usize> {
        Ok(sockopt::socket_send_buffer_size(&self.fd)?)
    }

    /// Asks for a send buffer; the kernel has bounds of its own.
    pub fn set_send_buffer_size(&self, bytes: usize) -> io::Result<()> {
        Ok(sockopt::set_socket_send_buffer_size(&self.fd, bytes)?)
    }
}

impl AsFd for Stream {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.fd.as_fd()
    }
}

/// Signals interrupt slow calls, even non-blocking ones on terminals.
#[inline]
fn retry<T>(mut call: impl FnMut() -> rustix::io::Result<T>) -> io::Result<T> {
    Ok(rustix::io::retry_on_intr(&mut call)?)
}
