//! Where sockets are and lead to.

use std::io;
use std::net::SocketAddr;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

use rustix::net::{AddressFamily, SocketAddrAny, SocketAddrUnix};

/// An end of a stream.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Address {
    /// TCP over IPv4 or IPv6.
    Ip(SocketAddr),
    /// A named Unix socket.
    Unix(UnixName),
    /// The end has no address, or one of another family.
    None,
}

impl Address {
    /// The address, if it is one of IP.
    pub fn ip(&self) -> Option<SocketAddr> {
        match self {
            Address::Ip(address) => Some(*address),
            _ => None,
        }
    }

    /// That of a socket's own end.
    ///
    /// # Errors
    /// The kernel's, for what is no socket.
    pub fn local(socket: impl std::os::fd::AsFd) -> std::io::Result<Address> {
        Ok(Address::from_any(rustix::net::getsockname(socket)?))
    }

    pub(crate) fn from_any(any: SocketAddrAny) -> Address {
        match any.address_family() {
            AddressFamily::INET | AddressFamily::INET6 => {
                SocketAddr::try_from(any).map_or(Address::None, Address::Ip)
            }
            AddressFamily::UNIX => {
                let Ok(unix) = SocketAddrUnix::try_from(any) else { return Address::None };
                if let Some(name) = unix.abstract_name() {
                    Address::Unix(UnixName::Abstract(name.to_vec()))
                } else if let Some(path) = unix.path() {
                    let path = std::ffi::OsStr::from_bytes(path.to_bytes());
                    Address::Unix(UnixName::Path(path.into()))
                } else {
                    Address::None
                }
            }
            _ => Address::None,
        }
    }
}

/// The name of a Unix socket.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum UnixName {
    /// A file.
    Path(PathBuf),
    /// Without its leading zero byte.
    Abstract(Vec<u8>),
}

impl UnixName {
    /// The name that is a path.
    pub fn path(path: impl AsRef<Path>) -> UnixName {
        UnixName::Path(path.as_ref().to_owned())
    }

    /// A name as Node's `net` writes it: a leading zero byte makes it abstract.
    pub fn from_bytes(name: &[u8]) -> UnixName {
        match name.split_first() {
            Some((0, name)) => UnixName::Abstract(name.to_vec()),
            _ => UnixName::Path(std::ffi::OsStr::from_bytes(name).into()),
        }
    }

    /// # Errors
    /// `ENAMETOOLONG` over 107 bytes, `EINVAL` for a zero byte within a path.
    pub(crate) fn to_socket(&self) -> io::Result<SocketAddrUnix> {
        Ok(match self {
            UnixName::Path(path) => SocketAddrUnix::new(path.as_path())?,
            UnixName::Abstract(name) => SocketAddrUnix::new_abstract_name(name)?,
        })
    }
}
