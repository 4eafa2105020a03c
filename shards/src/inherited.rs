//! Sockets that the process was started with, by systemd's rules (sd_listen_fds(3)): the descriptors from 3 on, as many
//! as `LISTEN_FDS` says, if `LISTEN_PID` is this process. A program that listens where one of them does is given that.
//! A program gets at them by address alone; names (`LISTEN_FDNAMES`) are not looked at.

use std::net::SocketAddr;
use std::os::fd::{BorrowedFd, FromRawFd, OwnedFd};
use std::sync::{Arc, OnceLock};

use rustix::io::FdFlags;
use rustix::net::sockopt;

use crate::net::{Address, UnixName};

const FIRST: i32 = 3;
/// More are not looked at.
const COUNT_MAX: i32 = 64;

static SOCKETS: OnceLock<Vec<(Address, Arc<OwnedFd>)>> = OnceLock::new();

/// Takes them into care, before anything else opens descriptors: they are not for children.
pub(crate) fn adopt() {
    SOCKETS.get_or_init(find);
}

fn find() -> Vec<(Address, Arc<OwnedFd>)> {
    let number = |name| std::env::var(name).ok().and_then(|text| text.parse::<i32>().ok());
    let is_ours = number("LISTEN_PID") == i32::try_from(std::process::id()).ok();
    let Some(count) = number("LISTEN_FDS").filter(|_| is_ours) else { return Vec::new() };
    (FIRST..FIRST + count.clamp(0, COUNT_MAX)).filter_map(listening).collect()
}

/// The descriptor, if it is a stream socket that listens.
#[allow(unsafe_code, reason = "descriptors that the process was started with have no owner yet")]
fn listening(fd: i32) -> Option<(Address, Arc<OwnedFd>)> {
    // SAFETY: looked at only; for what is not open the first call fails.
    let borrowed = unsafe { BorrowedFd::borrow_raw(fd) };
    if !sockopt::socket_acceptconn(borrowed).ok()? {
        return None;
    }
    let address = Address::local(borrowed).ok()?;
    // SAFETY: whoever started this process has given the descriptor to it, and nothing else here knows of it.
    let owned = unsafe { OwnedFd::from_raw_fd(fd) };
    rustix::io::fcntl_setfd(&owned, FdFlags::CLOEXEC).ok()?;
    rustix::io::ioctl_fionbio(&owned, true).ok()?;
    Some((address, Arc::new(owned)))
}

/// The socket that listens at an address; one that listens on every address is good for any request for every address
/// of either family.
pub(crate) fn tcp(address: SocketAddr) -> Option<Arc<OwnedFd>> {
    let fits = |known: &Address| {
        known.ip().is_some_and(|known| {
            let both_any = known.ip().is_unspecified() && address.ip().is_unspecified();
            known.port() == address.port() && (known.ip() == address.ip() || both_any)
        })
    };
    find_by(|known| address.port() != 0 && fits(known))
}

/// The socket of a name.
pub(crate) fn unix(name: &UnixName) -> Option<Arc<OwnedFd>> {
    find_by(|known| matches!(known, Address::Unix(known) if known == name))
}

fn find_by(fits: impl Fn(&Address) -> bool) -> Option<Arc<OwnedFd>> {
    SOCKETS.get()?.iter().find(|(address, _)| fits(address)).map(|(_, socket)| socket.clone())
}

/// Whether the process was started with sockets.
pub fn has_inherited() -> bool {
    SOCKETS.get().is_some_and(|sockets| !sockets.is_empty())
}
