//! The binding `udp_wrap`, with Node's names: `UDP`, `SendWrap`, and the flags of binding.

use std::io::{self, IoSlice};
use std::net::{IpAddr, Ipv4Addr, SocketAddr, SocketAddrV6};
use std::os::fd::{AsFd, AsRawFd};
use std::rc::Rc;

use shards::net::{Address, BindOptions, Datagram, Membership};

use super::handle::{UdpHandle, errno};
use crate::engine::{Binding, Call, Class, Cx, Error, Prototype, Result, Value, adopt_fd, borrowed_fd};
use crate::node::net;
use crate::runtime::{self, door};

/// A socket's handle.
pub struct Udp(Rc<UdpHandle>);

impl Class for Udp {
    const NAME: &'static str = "UDP";
}

/// A request of sending; the script gives it `oncomplete`.
struct SendWrap;

impl Class for SendWrap {
    const NAME: &'static str = "SendWrap";
}

const IPV6_ONLY: i32 = 1;
const REUSE_ADDRESS: i32 = 4;
const REUSE_PORT: i32 = 8;

pub(super) fn bind(binding: &Binding) -> Result<()> {
    let cx = binding.cx();
    cx.define_class::<Udp>(|proto| {
        proto.method("open", 1, open)?;
        proto.method("bind", 3, bind_socket)?;
        proto.method("bind6", 3, bind_socket)?;
        proto.method("connect", 2, connect)?;
        proto.method("connect6", 2, connect)?;
        proto.method("disconnect", 0, |call: &Call| option(call, Datagram::disconnect))?;
        proto.method("send", 6, send)?;
        proto.method("send6", 6, send)?;
        proto.method("recvStart", 0, |call: &Call| -> Result<i32> { Ok(status(udp(call)?.receive(true, call.this()))) })?;
        proto.method("recvStop", 0, |call: &Call| -> Result<i32> { Ok(status(udp(call)?.receive(false, call.this()))) })?;
        proto.method("getsockname", 1, |call: &Call| address(call, Datagram::local_address))?;
        proto.method("getpeername", 1, |call: &Call| address(call, Datagram::peer_address))?;
        proto.method("bufferSize", 3, buffer_size)?;
        proto.method("close", 1, close)?;
        proto.method("getSendQueueSize", 0, |call: &Call| -> Result<usize> { Ok(udp(call)?.queued().0) })?;
        proto.method("getSendQueueCount", 0, |call: &Call| -> Result<usize> { Ok(udp(call)?.queued().1) })?;
        proto.method("ref", 0, |call: &Call| -> Result<()> {
            udp(call)?.reference(true);
            Ok(())
        })?;
        proto.method("unref", 0, |call: &Call| -> Result<()> {
            udp(call)?.reference(false);
            Ok(())
        })?;
        proto.method("hasRef", 0, |call: &Call| -> Result<bool> { Ok(udp(call)?.is_referenced()) })?;
        proto.getter("fd", |call: &Call| -> Result<i32> {
            Ok(udp(call)?.socket().map_or(-libc::EBADF, |socket| socket.as_fd().as_raw_fd()))
        })?;
        multicast(proto)
    })?;
    cx.define_class::<SendWrap>(|_| Ok(()))?;
    binding.value("UDP", cx.constructor::<Udp, _>(0, |_: &Call| Ok(Udp(Rc::new(UdpHandle::new()))))?)?;
    binding.value("SendWrap", cx.constructor::<SendWrap, _>(0, |_: &Call| Ok(SendWrap))?)?;
    let constants = cx.object();
    cx.set(&constants, "UV_UDP_IPV6ONLY", Value::from(IPV6_ONLY))?;
    cx.set(&constants, "UV_UDP_REUSEADDR", Value::from(REUSE_ADDRESS))?;
    cx.set(&constants, "UV_UDP_REUSEPORT", Value::from(REUSE_PORT))?;
    binding.value("constants", constants)
}

fn multicast(proto: &Prototype) -> Result<()> {
    proto.method("setBroadcast", 1, |call: &Call| {
        let on = call.bool(0);
        option(call, |socket| socket.set_broadcast(on))
    })?;
    proto.method("setTTL", 1, |call: &Call| hops(call, 1, Datagram::set_ttl))?;
    proto.method("setMulticastTTL", 1, |call: &Call| hops(call, 0, Datagram::set_multicast_ttl))?;
    proto.method("setMulticastLoopback", 1, |call: &Call| {
        let on = call.bool(0);
        option(call, |socket| socket.set_multicast_loopback(on))
    })?;
    proto.method("setMulticastInterface", 1, |call: &Call| {
        let name = call.string(0)?;
        option(call, |socket| {
            let (address, index) = interface(Some(&name))?;
            socket.set_multicast_interface(address, index)
        })
    })?;
    proto.method("addMembership", 2, |call: &Call| membership(call, Membership::Join))?;
    proto.method("dropMembership", 2, |call: &Call| membership(call, Membership::Leave))?;
    proto.method("addSourceSpecificMembership", 3, |call: &Call| source_membership(call, Membership::Join))?;
    proto.method("dropSourceSpecificMembership", 3, |call: &Call| source_membership(call, Membership::Leave))
}

fn udp<'a>(call: &Call<'a>) -> Result<&'a Rc<UdpHandle>> {
    Ok(&call.this_as::<Udp>()?.0)
}

fn status(outcome: io::Result<()>) -> i32 {
    outcome.map_or_else(|error| errno(&error), |()| 0)
}

fn option(call: &Call, set: impl FnOnce(&Datagram) -> io::Result<()>) -> Result<i32> {
    Ok(status(udp(call)?.socket().and_then(|socket| set(&socket))))
}

fn invalid() -> io::Error {
    io::Error::from_raw_os_error(libc::EINVAL)
}

/// libuv's range of hops.
fn hops(call: &Call, least: i32, set: fn(&Datagram, u32) -> io::Result<()>) -> Result<i32> {
    let hops = call.i32(0)?;
    if !(least..=255).contains(&hops) {
        return Ok(-libc::EINVAL);
    }
    option(call, |socket| set(socket, hops as u32))
}

fn ip(text: &str) -> io::Result<(IpAddr, u32)> {
    let (address, zone) = text.split_once('%').unwrap_or((text, ""));
    Ok((address.parse().map_err(|_| invalid())?, net::scope_of(zone)))
}

fn socket_address(text: &str, port: u16) -> io::Result<SocketAddr> {
    Ok(match ip(text)? {
        (IpAddr::V4(v4), _) => SocketAddr::from((v4, port)),
        (IpAddr::V6(v6), scope) => SocketAddr::V6(SocketAddrV6::new(v6, port, 0, scope)),
    })
}

/// An interface as programs name it: by an address of IPv4, or as the zone of one of IPv6. Without a name, any.
fn interface(name: Option<&str>) -> io::Result<(Ipv4Addr, u32)> {
    Ok(match name.map(ip).transpose()? {
        Some((IpAddr::V4(address), _)) => (address, 0),
        Some((IpAddr::V6(_), scope)) => (Ipv4Addr::UNSPECIFIED, scope),
        None => (Ipv4Addr::UNSPECIFIED, 0),
    })
}

/// Groups and their interfaces are of one family.
fn group(text: &str, name: Option<&str>) -> io::Result<(IpAddr, (Ipv4Addr, u32))> {
    let (group, interface_of) = (ip(text)?.0, interface(name)?);
    match name.map(ip).transpose()? {
        Some((interface, _)) if interface.is_ipv4() != group.is_ipv4() => Err(invalid()),
        _ => Ok((group, interface_of)),
    }
}

fn optional(call: &Call, index: usize) -> Result<Option<String>> {
    if call.arg(index).is_nullish() { Ok(None) } else { call.string(index).map(Some) }
}

/// `addMembership(group, interface)`. Like libuv's, it binds a socket that is not bound.
fn membership(call: &Call, what: Membership) -> Result<i32> {
    let (text, name) = (call.string(0)?, optional(call, 1)?);
    let udp = udp(call)?;
    Ok(status(group(&text, name.as_deref()).and_then(|(group, interface)| {
        udp.shared_socket(group.is_ipv6())?.set_membership(group, interface, what)
    })))
}

/// `addSourceSpecificMembership(source, group, interface)`.
fn source_membership(call: &Call, what: Membership) -> Result<i32> {
    let (source, text, name) = (call.string(0)?, call.string(1)?, optional(call, 2)?);
    let udp = udp(call)?;
    Ok(status(group(&text, name.as_deref()).and_then(|(group, interface)| {
        let source = ip(&source)?.0;
        udp.shared_socket(group.is_ipv6())?.set_source_membership(source, group, interface, what)
    })))
}

/// Takes over a bound socket by its descriptor.
fn open(call: &Call) -> Result<i32> {
    let fd = call.i32(0)?;
    match borrowed_fd(fd) {
        Some(borrowed) if Datagram::is_one(borrowed) => Ok(status(udp(call)?.open(adopt_fd(fd)))),
        Some(_) => Ok(-libc::EINVAL),
        None => Ok(-libc::EBADF),
    }
}

/// `bind(address, port, flags)`.
fn bind_socket(call: &Call) -> Result<i32> {
    let flags = call.i32(2)?;
    let options = BindOptions {
        ipv6_only: flags & IPV6_ONLY != 0,
        reuse_address: flags & REUSE_ADDRESS != 0,
        reuse_port: flags & REUSE_PORT != 0,
    };
    let (text, port) = (call.string(0)?, call.i32(1)? as u16);
    let udp = udp(call)?;
    Ok(status(socket_address(&text, port).and_then(|address| udp.bind(address, options))))
}

/// `connect(address, port)`.
fn connect(call: &Call) -> Result<i32> {
    let (text, port) = (call.string(0)?, call.i32(1)? as u16);
    let udp = udp(call)?;
    Ok(status(socket_address(&text, port).and_then(|address| udp.connect(address))))
}

/// `send(request, list, length, port, address, hasCallback)`, or `send(request, list, length, hasCallback)` on a connected
/// socket: the number of bytes and one more if they have left, 0 if `request.oncomplete` follows, or a negative errno.
fn send(call: &Call) -> Result<i64> {
    let cx = call.cx();
    let values = cx.elements(call.arg(1))?;
    let mut slices = Vec::with_capacity(values.len());
    for value in &values {
        let bytes = cx.bytes(value).ok_or_else(|| Error::type_error("list must hold buffers"))?;
        slices.push(IoSlice::new(bytes));
    }
    let connected = call.len() <= 4;
    let address = if connected {
        Ok(None)
    } else {
        socket_address(&call.string(4)?, call.i32(3)? as u16).map(Some)
    };
    let udp = udp(call)?;
    let sent = address.and_then(|address| udp.send(&slices, address, call.arg(0)));
    Ok(match sent {
        Ok(Some(bytes)) => bytes as i64 + 1,
        Ok(None) => {
            let total: usize = slices.iter().map(|slice| slice.len()).sum();
            cx.set(call.arg(0), "length", Value::from(total))?;
            0
        }
        Err(error) => i64::from(errno(&error)),
    })
}

/// Puts `{ address, family, port }` onto an object.
pub fn describe(cx: Cx, object: &Value, address: SocketAddr) -> Result<()> {
    let text = match address {
        SocketAddr::V6(v6) if v6.scope_id() != 0 => format!("{}%{}", v6.ip(), net::interface_name(v6.scope_id())),
        other => other.ip().to_string(),
    };
    cx.set(object, "address", cx.string(&text))?;
    cx.set(object, "family", cx.string(if address.is_ipv4() { "IPv4" } else { "IPv6" }))?;
    cx.set(object, "port", Value::from(i32::from(address.port())))
}

/// `getsockname(object)`: fills the object; a status.
fn address(call: &Call, get: fn(&Datagram) -> io::Result<Address>) -> Result<i32> {
    Ok(match udp(call)?.socket().and_then(|socket| get(&socket)) {
        Ok(Address::Ip(ip)) => {
            describe(call.cx(), call.arg(0), ip)?;
            0
        }
        Ok(_) => -libc::ENOTCONN,
        Err(error) => errno(&error),
    })
}

/// `bufferSize(size, received, context)`: sets it unless 0, and returns it. On failure undefined, and the context tells.
fn buffer_size(call: &Call) -> Result<Value> {
    let (size, received) = (call.f64(0)?, call.bool(1));
    let outcome = udp(call)?.socket().and_then(|socket| {
        if size > f64::from(i32::MAX) {
            return Err(invalid());
        }
        if size > 0.0 {
            socket.set_buffer_bytes(received, size as usize)?;
            return Ok(size as usize);
        }
        socket.buffer_bytes(received)
    });
    match outcome {
        Ok(bytes) => Ok(Value::from(bytes)),
        Err(error) => {
            let cx = call.cx();
            let status = errno(&error);
            cx.set(call.arg(2), "errno", Value::from(status))?;
            let syscall = if received { "uv_recv_buffer_size" } else { "uv_send_buffer_size" };
            cx.set(call.arg(2), "syscall", cx.string(syscall))?;
            Ok(Value::UNDEFINED)
        }
    }
}

/// `close(callback)`.
fn close(call: &Call) -> Result<()> {
    let (object, context) = udp(call)?.close();
    let (callback, this) = (call.arg(0).clone(), object.unwrap_or_else(|| call.this().clone()));
    if callback.is_function() {
        runtime::current().on_closing(move |_| {
            door::enter_in(&context, |cx| cx.call(&callback, &this, &[]));
        });
    }
    Ok(())
}
