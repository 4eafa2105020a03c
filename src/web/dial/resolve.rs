//! The system's resolver, which blocks, and its failures as libuv numbers them.

use std::net::IpAddr;

use dns_lookup::{AddrInfoHints, LookupError, LookupErrorKind, SockType, getaddrinfo};

pub const UV_EAI_AGAIN: i32 = -3001;
const UV_EAI_BADFLAGS: i32 = -3002;
pub const UV_EAI_FAIL: i32 = -3004;
const UV_EAI_FAMILY: i32 = -3005;
pub const UV_EAI_MEMORY: i32 = -3006;
pub const UV_EAI_NODATA: i32 = -3007;
const UV_EAI_NONAME: i32 = -3008;
const UV_EAI_SERVICE: i32 = -3010;
const UV_EAI_SOCKTYPE: i32 = -3011;

/// The addresses of a name, in the system's order. Blocks: for the pool.
///
/// # Errors
/// The status, as [`eai_status`] has it.
pub fn resolve(host: &str) -> Result<Vec<IpAddr>, i32> {
    let hints = AddrInfoHints { socktype: SockType::Stream.into(), ..AddrInfoHints::default() };
    let found = getaddrinfo(Some(host), None, Some(hints)).map_err(|error| eai_status(&error))?;
    let mut addresses: Vec<IpAddr> = Vec::new();
    for entry in found {
        let ip = entry.map_err(|_| UV_EAI_FAIL)?.sockaddr.ip();
        if !addresses.contains(&ip) {
            addresses.push(ip);
        }
    }
    if addresses.is_empty() { Err(UV_EAI_NODATA) } else { Ok(addresses) }
}

/// The resolver's failure as libuv numbers it, which is what programs see as `errno`.
pub fn eai_status(error: &LookupError) -> i32 {
    match error.kind() {
        LookupErrorKind::Again => UV_EAI_AGAIN,
        LookupErrorKind::Badflags => UV_EAI_BADFLAGS,
        LookupErrorKind::NoName => UV_EAI_NONAME,
        LookupErrorKind::NoData => UV_EAI_NODATA,
        LookupErrorKind::Family => UV_EAI_FAMILY,
        LookupErrorKind::Socktype => UV_EAI_SOCKTYPE,
        LookupErrorKind::Service => UV_EAI_SERVICE,
        LookupErrorKind::Memory => UV_EAI_MEMORY,
        _ => UV_EAI_FAIL,
    }
}
