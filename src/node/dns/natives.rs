//! The binding `dns`: `getaddrinfo` and `getnameinfo`, which block, on the shard's pool.

use std::net::SocketAddr;

use dns_lookup::{AddrInfoHints, SockType, getaddrinfo, getnameinfo};
use shards::{Panic, RunError};

use crate::engine::{Binding, Call, Cx, Error, Result, Value};
use crate::runtime::{Hold, current, door};
use crate::web::dial::{UV_EAI_AGAIN, UV_EAI_FAIL, UV_EAI_MEMORY, UV_EAI_NODATA, eai_status};

pub(super) fn bind(binding: &Binding) -> Result<()> {
    binding.value("ADDRCONFIG", libc::AI_ADDRCONFIG)?;
    binding.value("ALL", libc::AI_ALL)?;
    binding.value("V4MAPPED", libc::AI_V4MAPPED)?;
    binding.function("getaddrinfo", 4, get_addr_info)?;
    binding.function("getnameinfo", 3, get_name_info)?;
    super::resolver::bind(binding)
}

/// `getaddrinfo(hostname, family, hints, callback)`: `callback(0, addresses)` or `callback(status)`. Returns a status.
fn get_addr_info(call: &Call) -> Result<i32> {
    let host = call.string(0)?;
    let address = match call.i32(1)? {
        4 => libc::AF_INET,
        6 => libc::AF_INET6,
        _ => libc::AF_UNSPEC,
    };
    let hints = AddrInfoHints { flags: call.i32(2)?, address, socktype: SockType::Stream.into(), protocol: 0 };
    let find = move || -> std::result::Result<Vec<String>, i32> {
        let found = getaddrinfo(Some(&host), None, Some(hints)).map_err(|error| eai_status(&error))?;
        let mut addresses: Vec<String> = Vec::new();
        for entry in found {
            let text = entry.map_err(|_| UV_EAI_FAIL)?.sockaddr.ip().to_string();
            if !addresses.contains(&text) {
                addresses.push(text);
            }
        }
        if addresses.is_empty() { Err(UV_EAI_NODATA) } else { Ok(addresses) }
    };
    start(call, 3, find, |cx, addresses| vec![cx.array(addresses.iter().map(|text| cx.string(text)))])
}

/// `getnameinfo(address, port, callback)`: `callback(0, hostname, service)` or `callback(status)`. Returns a status.
fn get_name_info(call: &Call) -> Result<i32> {
    let ip = call.string(0)?.parse().map_err(|_| Error::errno(libc::EINVAL, "getnameinfo"))?;
    let address = SocketAddr::new(ip, call.u32(1)? as u16);
    let find = move || getnameinfo(&address, libc::NI_NAMEREQD).map_err(|error| eai_status(&error));
    start(call, 2, find, |cx, (host, service)| vec![cx.string(&host), cx.string(&service)])
}

/// Runs `find` on the pool and tells the callback, in the async context of the call.
fn start<R: Send + 'static>(
    call: &Call,
    callback: usize,
    find: impl FnOnce() -> std::result::Result<R, i32> + Send + 'static,
    values: fn(Cx, R) -> Vec<Value>,
) -> Result<i32> {
    let (callback, context, hold) = (call.arg(callback).clone(), call.cx().async_context(), Hold::new());
    let done = move |outcome: std::result::Result<std::result::Result<R, i32>, Panic>| {
        drop(hold);
        door::enter_in(&context, |cx| {
            let mut args = vec![Value::from(0)];
            match outcome.unwrap_or(Err(UV_EAI_FAIL)) {
                Ok(found) => args.extend(values(cx, found)),
                Err(status) => args[0] = Value::from(status),
            }
            cx.call(&callback, &Value::UNDEFINED, &args)
        });
    };
    Ok(match current().shard().pool().run(find, done) {
        Ok(()) => 0,
        Err(RunError::Full(..)) => UV_EAI_AGAIN,
        Err(RunError::Thread(..)) => UV_EAI_MEMORY,
    })
}
