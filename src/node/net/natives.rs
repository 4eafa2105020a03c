//! The binding `net`: the classes `TCP` and `Pipe` (streams), `TCPServer` and `PipeServer` (listeners).

use std::net::{IpAddr, SocketAddr};
use std::os::fd::{AsFd, AsRawFd, OwnedFd};
use std::rc::Rc;
use std::time::Duration;

use rustix::net::sockopt;
use shards::net::{ConnectError, ConnectOptions, Connecting, ListenOptions, Listener, Stream, UnixName};

use super::listener::ListenHandle;
use super::moving::{Kind, pack_listener, pack_stream};
use super::stream::{EOF, StreamHandle, address_object};
use crate::engine::{Binding, Call, Class, Cx, Error, Parcel, Prototype, Result, Value, borrowed_fd};
use crate::runtime;

/// A TCP stream's handle.
pub struct Tcp(pub Rc<StreamHandle>);
/// A Unix stream's handle.
pub struct Pipe(pub Rc<StreamHandle>);
/// A TCP listener's handle.
pub struct TcpServer(pub Rc<ListenHandle>);
/// A Unix listener's handle.
pub struct PipeServer(pub Rc<ListenHandle>);

impl Class for Tcp {
    const NAME: &'static str = "TCP";

    fn pack(&self, moved: bool) -> Result<Option<Box<dyn Parcel>>> {
        Ok(pack_stream(&self.0, Kind::Tcp, moved))
    }
}
impl Class for Pipe {
    const NAME: &'static str = "Pipe";

    fn pack(&self, moved: bool) -> Result<Option<Box<dyn Parcel>>> {
        Ok(pack_stream(&self.0, Kind::Pipe, moved))
    }
}
impl Class for TcpServer {
    const NAME: &'static str = "TCPServer";

    fn pack(&self, moved: bool) -> Result<Option<Box<dyn Parcel>>> {
        Ok(pack_listener(&self.0, Kind::TcpServer, moved))
    }
}
impl Class for PipeServer {
    const NAME: &'static str = "PipeServer";

    fn pack(&self, moved: bool) -> Result<Option<Box<dyn Parcel>>> {
        Ok(pack_listener(&self.0, Kind::PipeServer, moved))
    }
}

/// What fits a socket's address; more is `EINVAL`, as libuv has it.
const UNIX_PATH_BYTES_MAX: usize = 107;

pub(super) fn bind(binding: &Binding) -> Result<()> {
    let cx = binding.cx();
    cx.define_class::<Tcp>(|proto| {
        stream_methods(proto)?;
        proto.method("connect", 4, connect_tcp)?;
        proto.method("setNoDelay", 1, |call: &Call| option(call, |stream, on| stream.set_nodelay(on)))?;
        proto.method("setKeepAlive", 2, set_keep_alive)?;
        proto.method("setTypeOfService", 1, set_type_of_service)?;
        proto.method("getTypeOfService", 0, type_of_service)?;
        proto.method("reset", 1, |call: &Call| close(call, true))
    })?;
    cx.define_class::<Pipe>(|proto| {
        stream_methods(proto)?;
        proto.method("connect", 1, connect_unix)
    })?;
    cx.define_class::<TcpServer>(|proto| {
        listener_methods(proto)?;
        proto.method("bind", 3, bind_tcp)?;
        proto.method("listen", 4, listen_tcp)
    })?;
    cx.define_class::<PipeServer>(|proto| {
        listener_methods(proto)?;
        proto.method("bind", 1, bind_unix)?;
        proto.method("listen", 2, listen_unix)
    })?;
    binding.value("TCP", cx.constructor::<Tcp, _>(0, |_: &Call| Ok(Tcp(StreamHandle::new())))?)?;
    binding.value("Pipe", cx.constructor::<Pipe, _>(0, |_: &Call| {
        let handle = StreamHandle::new();
        handle.set_kind("PipeWrap");
        Ok(Pipe(handle))
    })?)?;
    binding.value("TCPServer", cx.constructor::<TcpServer, _>(0, |_: &Call| Ok(TcpServer(ListenHandle::new())))?)?;
    binding.value("PipeServer", cx.constructor::<PipeServer, _>(0, |_: &Call| Ok(PipeServer(ListenHandle::new())))?)?;
    binding.value("UV_EOF", EOF)?;
    binding.function("isIP", 1, |call: &Call| -> Result<i32> {
        Ok(match ip_of(&call.string(0)?) {
            Some(IpAddr::V4(_)) => 4,
            Some(IpAddr::V6(_)) => 6,
            None => 0,
        })
    })?;
    binding.function("parseAddress", 2, parse_address)
}

/// An address without or with a zone, which must name something.
fn ip_of(text: &str) -> Option<IpAddr> {
    match text.split_once('%') {
        None => text.parse().ok(),
        Some((address, zone)) if is_zone(zone) => address.parse().ok().filter(IpAddr::is_ipv6),
        Some(_) => None,
    }
}

/// The characters that Node takes in the name of a zone.
fn is_zone(zone: &str) -> bool {
    !zone.is_empty() && zone.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-.:".contains(&byte))
}

/// `parseAddress(text, family)`: its canonical text and its 128 bits in hexadecimal, those of an IPv4 address mapped
/// into IPv6; undefined for what is no address of the family.
fn parse_address(call: &Call) -> Result<Value> {
    let ip = ip_of(&call.string(0)?);
    let wanted = ip.filter(|ip| ip.is_ipv4() == (call.arg(1).as_i32() == Some(4)));
    let Some(ip) = wanted else { return Ok(Value::UNDEFINED) };
    let bits = match ip {
        IpAddr::V4(v4) => u128::from(v4.to_ipv6_mapped()),
        IpAddr::V6(v6) => u128::from(v6),
    };
    let cx = call.cx();
    Ok(cx.array([cx.string(&ip.to_string()), cx.string(&format!("{bits:032x}"))]))
}

fn socket_address(text: &str, port: u16) -> Result<SocketAddr> {
    let (address, zone) = text.split_once('%').unwrap_or((text, ""));
    let ip: IpAddr = address.parse().map_err(|_| Error::errno(libc::EINVAL, "connect"))?;
    Ok(match ip {
        IpAddr::V4(v4) => SocketAddr::from((v4, port)),
        IpAddr::V6(v6) => SocketAddr::V6(std::net::SocketAddrV6::new(v6, port, 0, scope_of(zone))),
    })
}

/// The number of a zone: itself, or its interface's.
pub fn scope_of(zone: &str) -> u32 {
    zone.parse().ok().or_else(|| interface_index(zone)).unwrap_or(0)
}

/// The name of an interface, or its number where it has none any more.
pub fn interface_name(index: u32) -> String {
    let folders = std::fs::read_dir("/sys/class/net").into_iter().flatten().flatten();
    let mut names = folders.map(|folder| folder.file_name().to_string_lossy().into_owned());
    names.find(|name| interface_index(name) == Some(index)).unwrap_or_else(|| index.to_string())
}

fn interface_index(name: &str) -> Option<u32> {
    let text = std::fs::read_to_string(format!("/sys/class/net/{name}/ifindex")).ok()?;
    text.trim().parse().ok()
}

fn status(outcome: std::io::Result<()>) -> i32 {
    outcome.map_or_else(|error| -error.raw_os_error().unwrap_or(libc::EINVAL), |()| 0)
}

// ---- Streams

fn handle(value: &Value) -> Result<&Rc<StreamHandle>> {
    if let Some(Tcp(handle)) = value.native::<Tcp>() {
        return Ok(handle);
    }
    match value.native::<Pipe>() {
        Some(Pipe(handle)) => Ok(handle),
        None => Err(Error::type_error("Illegal invocation")),
    }
}

/// The native stream behind a JavaScript handle.
pub fn stream_handle(value: &Value) -> Option<&Rc<StreamHandle>> {
    handle(value).ok()
}

fn stream_methods(proto: &Prototype) -> Result<()> {
    proto.method("readStart", 0, |call: &Call| -> Result<i32> { Ok(handle(call.this())?.read(true)) })?;
    proto.method("readStop", 0, |call: &Call| -> Result<i32> {
        let handle = handle(call.this())?;
        Ok(if handle.is_open() { handle.read(false) } else { 0 })
    })?;
    proto.method("write", 2, write)?;
    proto.method("writev", 1, writev)?;
    // `writeChunk(bytes)`: framed as a chunk of a chunked body, without a copy.
    proto.method("writeChunk", 1, |call: &Call| -> Result<i64> {
        let bytes = call.bytes(0)?;
        let size = format!("{:x}\r\n", bytes.len());
        Ok(handle(call.this())?.write(&[size.as_bytes(), bytes, b"\r\n"]))
    })?;
    proto.method("shutdown", 0, |call: &Call| -> Result<i32> { Ok(handle(call.this())?.shutdown()) })?;
    proto.method("close", 1, |call: &Call| close(call, false))?;
    proto.method("open", 1, open)?;
    proto.method("ref", 0, |call: &Call| -> Result<()> {
        handle(call.this())?.reference(true);
        Ok(())
    })?;
    proto.method("unref", 0, |call: &Call| -> Result<()> {
        handle(call.this())?.reference(false);
        Ok(())
    })?;
    proto.method("hasRef", 0, |call: &Call| -> Result<bool> { Ok(handle(call.this())?.is_referenced()) })?;
    proto.method("getpeername", 0, |call: &Call| {
        let peer = handle(call.this())?.with_stream(Stream::peer_address);
        address(call, peer)
    })?;
    proto.method("getsockname", 0, |call: &Call| {
        let local = handle(call.this())?.local_address();
        address(call, local)
    })?;
    proto.getter("bytesRead", |call: &Call| -> Result<u64> { Ok(handle(call.this())?.counts().0) })?;
    proto.getter("bytesWritten", |call: &Call| -> Result<u64> { Ok(handle(call.this())?.counts().1) })?;
    proto.getter("writeQueueSize", |call: &Call| -> Result<usize> { Ok(handle(call.this())?.queued()) })?;
    proto.getter("fd", |call: &Call| -> Result<i32> {
        Ok(handle(call.this())?.with_stream(|stream| Ok(stream.as_fd().as_raw_fd())).unwrap_or(-1))
    })
}

/// `write(chunk[, latin1])`: a buffer or a string, in UTF-8 unless the second argument is true.
fn write(call: &Call) -> Result<i64> {
    let handle = handle(call.this())?;
    if !call.arg(0).is_string() {
        return Ok(handle.write(&[call.bytes(0)?]));
    }
    let text = call.cx().text(call.arg(0))?;
    if call.bool(1) && !text.is_ascii() {
        let bytes: Vec<u8> = call.cx().utf16(call.arg(0))?.into_iter().map(|unit| unit as u8).collect();
        return Ok(handle.write(&[&bytes]));
    }
    match std::str::from_utf8(&text) {
        Ok(_) => Ok(handle.write(&[&text])),
        Err(_) => Ok(handle.write(&[text.to_utf8().as_bytes()])),
    }
}

/// `writev(chunks)`: an array of buffers.
fn writev(call: &Call) -> Result<i64> {
    let cx = call.cx();
    let values = cx.elements(call.arg(0))?;
    let mut chunks = Vec::with_capacity(values.len());
    for value in &values {
        chunks.push(&*cx.bytes(value).ok_or_else(|| Error::type_error("chunks must be buffers"))?);
    }
    Ok(handle(call.this())?.write(&chunks))
}

fn close(call: &Call, reset: bool) -> Result<i32> {
    let handle = handle(call.this())?;
    let object = handle.close(reset);
    closing(call, object, handle.take_context());
    Ok(0)
}

/// Calls the callback in the closing phase, with the handle as receiver, in the handle's async context.
fn closing(call: &Call, object: Option<Value>, context: Value) {
    let (callback, this) = (call.arg(0).clone(), object.unwrap_or_else(|| call.this().clone()));
    // Without one it is a turn of the loop all the same.
    runtime::current().on_closing(move |_| {
        if callback.is_function() {
            runtime::door::enter_in(&context, |cx| cx.call(&callback, &this, &[]));
        }
    });
}

/// Takes an open descriptor over.
fn open(call: &Call) -> Result<i32> {
    let Some(fd) = owned_fd(call.i32(0)?) else { return Ok(-libc::EBADF) };
    let stream = Stream::from_fd(fd);
    let handle = handle(call.this())?;
    handle.capture_context();
    Ok(status(stream.set_nonblocking(true).and_then(|()| handle.open(stream, call.this().clone()))))
}

/// The descriptor that a program hands over by number.
fn owned_fd(fd: i32) -> Option<OwnedFd> {
    borrowed_fd(fd)?;
    Some(crate::engine::adopt_fd(fd))
}

fn address(call: &Call, found: std::io::Result<shards::net::Address>) -> Result<Value> {
    match found {
        Ok(address) => address_object(call.cx(), &address),
        Err(error) => Ok(Value::from(-error.raw_os_error().unwrap_or(libc::EIO))),
    }
}

fn option(call: &Call, set: fn(&Stream, bool) -> std::io::Result<()>) -> Result<i32> {
    let on = call.bool(0);
    Ok(status(handle(call.this())?.with_stream(|stream| set(stream, on))))
}

/// `setKeepAlive(on, delay in seconds)`.
fn set_keep_alive(call: &Call) -> Result<i32> {
    let idle = if call.bool(0) { Some(Duration::from_secs(call.usize(1)? as u64)) } else { None };
    Ok(status(handle(call.this())?.with_stream(|stream| stream.set_keepalive(idle))))
}

/// `setTypeOfService(number)`: the IPv4 field, or for an IPv6 socket its traffic class. Returns a status.
fn set_type_of_service(call: &Call) -> Result<i32> {
    let value = call.u32(0)? as u8;
    let outcome = handle(call.this())?.with_stream(|stream| {
        let six = sockopt::set_ipv6_tclass(stream, u32::from(value));
        // A socket of either family may carry the other's packets.
        Ok(sockopt::set_ip_tos(stream, value).or(six)?)
    });
    Ok(status(outcome))
}

fn type_of_service(call: &Call) -> Result<i32> {
    let read = |stream: &Stream| Ok(sockopt::ip_tos(stream).or_else(|_| sockopt::ipv6_tclass(stream).map(|class| class as u8))?);
    Ok(match handle(call.this())?.with_stream(read) {
        Ok(value) => i32::from(value),
        Err(error) => -error.raw_os_error().unwrap_or(libc::EINVAL),
    })
}

/// `connect(address, port[, localAddress[, localPort]])`: 0 and later `onconnected`; a negative errno, or a positive one
/// if it is the local address that cannot be had.
fn connect_tcp(call: &Call) -> Result<i32> {
    let to = socket_address(&call.string(0)?, call.i32(1)? as u16)?;
    let local = if call.arg(2).is_nullish() {
        None
    } else {
        Some(socket_address(&call.string(2)?, call.i32(3)? as u16)?)
    };
    let options = ConnectOptions { local, nodelay: false };
    match shards::net::connect_tcp(to, &options) {
        Ok(begun) => connecting(call, begun),
        Err(ConnectError::Bind(error)) => Ok(-status(Err(error))),
        Err(ConnectError::Connect(error)) => Ok(status(Err(error))),
    }
}

/// `connect(path)`: 0 and later `onconnected`, or a negative errno for a path that cannot be one.
fn connect_unix(call: &Call) -> Result<i32> {
    let path = call.string(0)?;
    if path.len() > UNIX_PATH_BYTES_MAX {
        return Ok(-libc::EINVAL);
    }
    let name = UnixName::from_bytes(path.as_bytes());
    match shards::net::connect_unix(&name) {
        Ok(begun) => connecting(call, begun),
        Err(error) => {
            let handle = handle(call.this())?;
            handle.capture_context();
            handle.fail_to_connect(&error, call.this().clone());
            Ok(0)
        }
    }
}

fn connecting(call: &Call, begun: Connecting) -> Result<i32> {
    let handle = handle(call.this())?;
    handle.capture_context();
    Ok(status(handle.connect(begun, call.this().clone())))
}

// ---- Listeners

fn server(value: &Value) -> Result<&Rc<ListenHandle>> {
    if let Some(TcpServer(handle)) = value.native::<TcpServer>() {
        return Ok(handle);
    }
    match value.native::<PipeServer>() {
        Some(PipeServer(handle)) => Ok(handle),
        None => Err(Error::type_error("Illegal invocation")),
    }
}

/// The native listener behind a JavaScript handle.
pub fn listen_handle(value: &Value) -> Option<&Rc<ListenHandle>> {
    server(value).ok()
}

fn listener_methods(proto: &Prototype) -> Result<()> {
    proto.method("close", 1, |call: &Call| -> Result<()> {
        let server = server(call.this())?;
        let object = server.close();
        closing(call, object, server.take_context());
        Ok(())
    })?;
    proto.method("open", 1, open_listener)?;
    proto.method("startListening", 1, start_listening)?;
    proto.method("retire", 0, |call: &Call| -> Result<bool> { Ok(server(call.this())?.retire()) })?;
    proto.method("ref", 0, |call: &Call| -> Result<()> {
        server(call.this())?.reference(true);
        Ok(())
    })?;
    proto.method("unref", 0, |call: &Call| -> Result<()> {
        server(call.this())?.reference(false);
        Ok(())
    })?;
    proto.method("hasRef", 0, |call: &Call| -> Result<bool> { Ok(server(call.this())?.is_referenced()) })?;
    proto.getter("fd", |call: &Call| -> Result<i32> {
        Ok(server(call.this())?.with_socket(|socket| socket.as_raw_fd()).unwrap_or(-1))
    })?;
    proto.method("getsockname", 0, |call: &Call| -> Result<Value> {
        match server(call.this())?.with_socket(|socket| shards::net::Address::local(socket)) {
            Some(Ok(address)) => address_object(call.cx(), &address),
            Some(Err(error)) => Ok(Value::from(-error.raw_os_error().unwrap_or(libc::EIO))),
            None => Ok(Value::from(-libc::EBADF)),
        }
    })
}

/// Takes a descriptor over, which listens already or is to.
fn open_listener(call: &Call) -> Result<i32> {
    let Some(fd) = owned_fd(call.i32(0)?) else { return Ok(-libc::EBADF) };
    if sockopt::socket_acceptconn(&fd).unwrap_or(false) {
        return listening(call, Listener::from_fd(fd));
    }
    server(call.this())?.bind(fd);
    Ok(0)
}

/// `startListening(backlog)`: a socket that was bound, or came bound, listens; one that does already goes on.
fn start_listening(call: &Call) -> Result<i32> {
    let backlog = call.i32(0)?;
    let Some(socket) = server(call.this())?.take_bound() else { return Ok(0) };
    let listener = rustix::net::listen(&socket, backlog)
        .and_then(|()| rustix::io::ioctl_fionbio(&socket, true))
        .map_err(std::io::Error::from)
        .and_then(|()| Listener::from_fd(socket));
    listening(call, listener)
}

/// `bind(address, port, flags)`, with the flags of `listen`.
fn bind_tcp(call: &Call) -> Result<i32> {
    let address = socket_address(&call.string(0)?, call.i32(1)? as u16)?;
    let options = listen_options(0, call.i32(2)?);
    let handle = server(call.this())?;
    Ok(status(shards::net::bind_tcp(address, &options).map(|socket| handle.bind(socket))))
}

/// `bind(path)`.
fn bind_unix(call: &Call) -> Result<i32> {
    let path = call.string(0)?;
    if path.len() > UNIX_PATH_BYTES_MAX {
        return Ok(-libc::EINVAL);
    }
    let handle = server(call.this())?;
    let bound = shards::net::bind_unix(&UnixName::from_bytes(path.as_bytes()));
    own_file(handle, &path, bound.is_ok());
    Ok(without_folder(status(bound.map(|socket| handle.bind(socket)))))
}

fn own_file(handle: &ListenHandle, path: &str, made: bool) {
    if made && !path.starts_with('\0') {
        handle.own_file(path.into());
    }
}

fn listen_options(backlog: i32, flags: i32) -> ListenOptions {
    ListenOptions {
        backlog,
        ipv6_only: flags & 1 != 0,
        reuse_port: if flags & 2 != 0 { shards::net::ReusePort::Join } else { shards::net::ReusePort::Off },
    }
}

/// `listen(address, port, backlog, flags)`; flags: 1 for IPv6 only, 2 for an address shared with other processes.
fn listen_tcp(call: &Call) -> Result<i32> {
    let address = socket_address(&call.string(0)?, call.i32(1)? as u16)?;
    let flags = call.i32(3)?;
    let options = listen_options(call.i32(2)?, flags);
    let listener = if flags & 2 != 0 {
        shards::net::listen_tcp(address, &options)
    } else {
        runtime::current().shard().listen_shared(address, &options)
    };
    listening(call, listener)
}

/// `listen(path, backlog)`.
fn listen_unix(call: &Call) -> Result<i32> {
    let path = call.string(0)?;
    if path.len() > UNIX_PATH_BYTES_MAX {
        return Ok(-libc::EINVAL);
    }
    let name = UnixName::from_bytes(path.as_bytes());
    let listener = runtime::current().shard().listen_unix_shared(&name, call.i32(1)?);
    own_file(server(call.this())?, &path, listener.is_ok());
    listening(call, listener).map(without_folder)
}

/// A folder that is missing is as good as one that may not be written to: so libuv.
fn without_folder(status: i32) -> i32 {
    if status == -libc::ENOENT { -libc::EACCES } else { status }
}

fn listening(call: &Call, listener: std::io::Result<Listener>) -> Result<i32> {
    let make = if call.this().native::<TcpServer>().is_some() { make_tcp } else { make_pipe };
    let handle = server(call.this())?;
    Ok(status(listener.and_then(|listener| handle.open(listener, call.this().clone(), make))))
}

/// The JavaScript handle of an open stream, by its kind.
///
/// # Errors
/// When the reactor cannot watch it.
pub fn make_stream(stream: Stream) -> Result<Value> {
    let is_unix = matches!(stream.local_address(), Ok(shards::net::Address::Unix(_)));
    let handle = StreamHandle::new();
    let object = if is_unix { make_pipe(handle.clone()) } else { make_tcp(handle.clone()) }?;
    handle.open(stream, object.clone()).map_err(|error| Error::system(&error, "accept"))?;
    Ok(object)
}

/// The JavaScript handle of an accepted TCP connection.
pub(super) fn make_tcp(handle: Rc<StreamHandle>) -> Result<Value> {
    Cx::current().instance(Tcp(handle))
}

/// The JavaScript handle of an accepted Unix connection.
pub fn make_pipe(handle: Rc<StreamHandle>) -> Result<Value> {
    handle.set_kind("PipeWrap");
    Cx::current().instance(Pipe(handle))
}
