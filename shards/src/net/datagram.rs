//! A UDP socket, non-blocking, every call one system call.

use std::io::{self, IoSlice};
use std::mem::MaybeUninit;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::os::fd::{AsFd, AsRawFd, BorrowedFd, OwnedFd};

use rustix::net::{self as sys, SendFlags, SocketAddrAny};
use socket2::{Domain, InterfaceIndexOrAddress, MsgHdr, Protocol, SockAddr, SockRef, Socket, Type};

use super::Address;

/// Owns a datagram socket of one family. Its registration with the reactor must be dropped before it.
#[derive(Debug)]
pub struct Datagram {
    socket: Socket,
}

/// What binding may want.
#[derive(Clone, Copy, Default, Debug)]
pub struct BindOptions {
    /// On `::`, do not take IPv4 datagrams as well.
    pub ipv6_only: bool,
    /// Others may bind the address too, and the last gets what comes (`SO_REUSEADDR`).
    pub reuse_address: bool,
    /// Others may bind the address too, and the kernel spreads what comes (`SO_REUSEPORT`).
    pub reuse_port: bool,
}

/// Whether a group is joined or left.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Membership {
    Join,
    Leave,
}

impl Datagram {
    /// A socket that is not bound yet.
    ///
    /// # Errors
    /// The kernel's: `EMFILE`, `EAFNOSUPPORT` …
    pub fn new(ipv6: bool) -> io::Result<Datagram> {
        let domain = if ipv6 { Domain::IPV6 } else { Domain::IPV4 };
        let socket = Socket::new(domain, Type::DGRAM.nonblocking().cloexec(), Some(Protocol::UDP))?;
        Ok(Datagram { socket })
    }

    /// Takes over a socket that somebody else made.
    ///
    /// # Errors
    /// When it cannot be made non-blocking.
    pub fn from_fd(fd: OwnedFd) -> io::Result<Datagram> {
        let socket = Socket::from(fd);
        socket.set_nonblocking(true)?;
        Ok(Datagram { socket })
    }

    /// # Errors
    /// `EADDRINUSE`, `EADDRNOTAVAIL`, `EINVAL` for one that is bound already …
    pub fn bind(&self, address: SocketAddr, options: BindOptions) -> io::Result<()> {
        if options.reuse_address {
            self.socket.set_reuse_address(true)?;
        }
        if options.reuse_port {
            self.socket.set_reuse_port(true)?;
        }
        if options.ipv6_only && address.is_ipv6() {
            self.socket.set_only_v6(true)?;
        }
        self.socket.bind(&address.into())
    }

    /// Gives the socket one peer: others' datagrams are not received any more.
    ///
    /// # Errors
    /// The kernel's.
    pub fn connect(&self, address: SocketAddr) -> io::Result<()> {
        self.socket.connect(&address.into())
    }

    /// Takes the peer away again.
    ///
    /// # Errors
    /// `ENOTCONN` if there is none.
    pub fn disconnect(&self) -> io::Result<()> {
        Ok(sys::connect_unspec(&self.socket)?)
    }

    /// Sends one datagram made of the slices, to the peer or to `address`.
    ///
    /// # Errors
    /// `EMSGSIZE`, `ECONNREFUSED` for an earlier one, `WouldBlock` when the kernel has no room …
    pub fn send(&self, slices: &[IoSlice<'_>], address: Option<SocketAddr>) -> io::Result<usize> {
        match address {
            Some(address) => {
                let address = SockAddr::from(address);
                self.socket.sendmsg(&MsgHdr::new().with_addr(&address).with_buffers(slices), NO_FLAGS)
            }
            None => self.socket.sendmsg(&MsgHdr::new().with_buffers(slices), NO_FLAGS),
        }
    }

    /// Receives one datagram; what does not fit is lost. The sender is none for a socket that is shut down.
    ///
    /// # Errors
    /// `WouldBlock` when there is none; `ECONNREFUSED` and others that the network has told.
    pub fn receive(&self, buffer: &mut [u8]) -> io::Result<(usize, Option<SocketAddr>)> {
        let (_, length, address) = sys::recvfrom(&self.socket, buffer, sys::RecvFlags::empty())?;
        Ok((length, address.and_then(|any: SocketAddrAny| SocketAddr::try_from(any).ok())))
    }

    /// # Errors
    /// The kernel's.
    pub fn local_address(&self) -> io::Result<Address> {
        Ok(Address::from_any(sys::getsockname(&self.socket)?))
    }

    /// # Errors
    /// `ENOTCONN` without a peer.
    pub fn peer_address(&self) -> io::Result<Address> {
        Ok(sys::getpeername(&self.socket)?.map_or(Address::None, Address::from_any))
    }

    fn is_ipv6(&self) -> io::Result<bool> {
        Ok(self.socket.domain()? == Domain::IPV6)
    }

    /// # Errors
    /// The kernel's, as all that follow.
    pub fn set_broadcast(&self, on: bool) -> io::Result<()> {
        self.socket.set_broadcast(on)
    }

    /// Hops of what is sent to one host.
    pub fn set_ttl(&self, hops: u32) -> io::Result<()> {
        if self.is_ipv6()? { self.socket.set_unicast_hops_v6(hops) } else { self.socket.set_ttl_v4(hops) }
    }

    /// Hops of what is sent to a group.
    pub fn set_multicast_ttl(&self, hops: u32) -> io::Result<()> {
        if self.is_ipv6()? { self.socket.set_multicast_hops_v6(hops) } else { self.socket.set_multicast_ttl_v4(hops) }
    }

    /// Whether this host gets what it sends to a group.
    pub fn set_multicast_loopback(&self, on: bool) -> io::Result<()> {
        if self.is_ipv6()? { self.socket.set_multicast_loop_v6(on) } else { self.socket.set_multicast_loop_v4(on) }
    }

    /// Where what is sent to a group leaves: an address of IPv4, or the number of an interface.
    pub fn set_multicast_interface(&self, address: Ipv4Addr, index: u32) -> io::Result<()> {
        if self.is_ipv6()? { self.socket.set_multicast_if_v6(index) } else { self.socket.set_multicast_if_v4(&address) }
    }

    /// Joins or leaves a group on an interface, named by its address or number; unspecified: the kernel's choice.
    pub fn set_membership(&self, group: IpAddr, interface: (Ipv4Addr, u32), what: Membership) -> io::Result<()> {
        let (address, index) = interface;
        let by_address = InterfaceIndexOrAddress::Address(address);
        match (group, what) {
            (IpAddr::V4(group), Membership::Join) => self.socket.join_multicast_v4_n(&group, &by_address),
            (IpAddr::V4(group), Membership::Leave) => self.socket.leave_multicast_v4_n(&group, &by_address),
            (IpAddr::V6(group), Membership::Join) => self.socket.join_multicast_v6(&group, index),
            (IpAddr::V6(group), Membership::Leave) => self.socket.leave_multicast_v6(&group, index),
        }
    }

    /// As [`Datagram::set_membership`], for what one source sends to the group.
    ///
    /// # Errors
    /// The kernel's; `EINVAL` for a source of another family.
    pub fn set_source_membership(
        &self,
        source: IpAddr,
        group: IpAddr,
        interface: (Ipv4Addr, u32),
        what: Membership,
    ) -> io::Result<()> {
        match (source, group) {
            (IpAddr::V4(source), IpAddr::V4(group)) => match what {
                Membership::Join => self.socket.join_ssm_v4(&source, &group, &interface.0),
                Membership::Leave => self.socket.leave_ssm_v4(&source, &group, &interface.0),
            },
            (IpAddr::V6(source), IpAddr::V6(group)) => self.source_membership_v6(source, group, interface.1, what),
            _ => Err(io::Error::from_raw_os_error(libc::EINVAL)),
        }
    }

    #[allow(unsafe_code, reason = "an option that has no safe form")]
    fn source_membership_v6(&self, source: Ipv6Addr, group: Ipv6Addr, index: u32, what: Membership) -> io::Result<()> {
        let request = libc::group_source_req {
            gsr_interface: index,
            gsr_group: storage(group),
            gsr_source: storage(source),
        };
        let option = match what {
            Membership::Join => libc::MCAST_JOIN_SOURCE_GROUP,
            Membership::Leave => libc::MCAST_LEAVE_SOURCE_GROUP,
        };
        let length = size_of::<libc::group_source_req>() as libc::socklen_t;
        // SAFETY: the fd is open as long as the socket; the pointer leads to a value of the length given.
        let status = unsafe {
            libc::setsockopt(self.socket.as_raw_fd(), libc::IPPROTO_IPV6, option, (&raw const request).cast(), length)
        };
        if status == 0 { Ok(()) } else { Err(io::Error::last_os_error()) }
    }

    /// The kernel's buffer for what is received (or sent); it answers with twice what it was given.
    pub fn buffer_bytes(&self, received: bool) -> io::Result<usize> {
        if received { self.socket.recv_buffer_size() } else { self.socket.send_buffer_size() }
    }

    /// See [`Datagram::buffer_bytes`].
    pub fn set_buffer_bytes(&self, received: bool, bytes: usize) -> io::Result<()> {
        if received { self.socket.set_recv_buffer_size(bytes) } else { self.socket.set_send_buffer_size(bytes) }
    }

    /// Whether `fd` is a datagram socket.
    pub fn is_one(fd: BorrowedFd<'_>) -> bool {
        SockRef::from(&fd).r#type().is_ok_and(|kind| kind == Type::DGRAM)
    }
}

const NO_FLAGS: i32 = SendFlags::empty().bits() as i32;

#[allow(unsafe_code, reason = "fills a plain struct")]
fn storage(ip: Ipv6Addr) -> libc::sockaddr_storage {
    let address = SockAddr::from(SocketAddr::from((ip, 0)));
    let mut storage = MaybeUninit::<libc::sockaddr_storage>::zeroed();
    // SAFETY: a `sockaddr_storage` has room for any address, and zeros are a valid one; the two do not overlap.
    unsafe {
        std::ptr::copy_nonoverlapping(
            address.as_ptr().cast::<u8>(),
            storage.as_mut_ptr().cast::<u8>(),
            address.len() as usize,
        );
        storage.assume_init()
    }
}

impl AsFd for Datagram {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.socket.as_fd()
    }
}
