//! The native side of a socket: a stream on the shard's reactor whose readiness becomes calls of its JavaScript handle.
//!
//! A handle is created empty, and becomes a stream by connecting, by being accepted or by opening a descriptor. Its
//! callbacks are properties of the JavaScript object: `onread(status, buffer)`, `onwritten(status)`,
//! `onshutdown(status)`, `onconnected(status)`. A status is 0 or a negative errno; the end of the stream is `UV_EOF`.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::io::{self, ErrorKind, IoSlice};
use std::net::{Shutdown, SocketAddr};
use std::rc::Rc;
use std::time::Duration;

use shards::net::{Address, Connecting, Stream};
use shards::{Events, Interest, Registration, Source};

use crate::engine::{Cx, Result, Value};
use crate::runtime::{self, Handle, Hold, OpenHandle, door};

/// `UV_EOF`: the end of a stream as scripts see it.
pub const EOF: i32 = -4095;

/// One read takes at most this much, as libuv's streams do.
const READ_BYTES_MAX: usize = 64 << 10;
/// Reads of one readiness before other sockets get their turn.
const READS_PER_READY_MAX: usize = 4;

thread_local! {
    static SCRATCH: Cell<Vec<u8>> = const { Cell::new(Vec::new()) };
}

/// The state of a handle.
pub struct StreamHandle {
    /// The JavaScript handle, held as long as the stream is open: its callbacks may come at any time.
    object: RefCell<Option<Value>>,
    /// The async context in which a program connected or opened the stream: its callbacks run in it. None for an
    /// accepted connection, as in Node.
    context: RefCell<Value>,
    hold: RefCell<Option<Hold>>,
    known: RefCell<Option<OpenHandle>>,
    referenced: Cell<bool>,
    /// What Node calls such a handle.
    kind: Cell<&'static str>,
    // Dropped before the stream that it watches.
    registration: RefCell<Option<Registration>>,
    connecting: RefCell<Option<Connecting>>,
    stream: RefCell<Option<Stream>>,
    reading: Cell<bool>,
    unwritten: RefCell<VecDeque<Vec<u8>>>,
    /// Bytes of the first chunk of `unwritten` that were written.
    written: Cell<usize>,
    /// A write or shutdown waits for its completion.
    write_pending: Cell<bool>,
    shutdown_pending: Cell<bool>,
    bytes_read: Cell<u64>,
    bytes_written: Cell<u64>,
    tenant: RefCell<Option<Rc<dyn Tenant>>>,
}

/// Who reads and writes in the scripts' place, while nobody looks at the socket.
pub trait Tenant {
    /// Bytes came.
    fn data(&self, data: &[u8]);
    /// Nothing more will come. The tenant leaves, and the scripts are told of the status.
    fn ended(&self);
    /// What waited to be written has left, or failed with a negative errno.
    fn written(&self, status: i32);
    /// The handle was closed.
    fn closed(&self);
}

fn errno(error: &io::Error) -> i32 {
    -error.raw_os_error().unwrap_or(libc::EIO)
}

impl StreamHandle {
    /// A handle without a stream.
    pub fn new() -> Rc<StreamHandle> {
        Rc::new(StreamHandle {
            object: RefCell::new(None),
            context: RefCell::new(Value::UNDEFINED),
            hold: RefCell::new(None),
            known: RefCell::new(None),
            referenced: Cell::new(true),
            kind: Cell::new("TCPSocketWrap"),
            registration: RefCell::new(None),
            connecting: RefCell::new(None),
            stream: RefCell::new(None),
            reading: Cell::new(false),
            unwritten: RefCell::default(),
            written: Cell::new(0),
            write_pending: Cell::new(false),
            shutdown_pending: Cell::new(false),
            bytes_read: Cell::new(0),
            bytes_written: Cell::new(0),
            tenant: RefCell::new(None),
        })
    }

    /// Takes a connected stream over; `object` is the handle's JavaScript side.
    ///
    /// # Errors
    /// When the reactor cannot watch it.
    pub fn open(self: &Rc<Self>, stream: Stream, object: Value) -> io::Result<()> {
        let reactor = runtime::current().shard().reactor().clone();
        let registration = reactor.register(&stream, Interest::NONE, self.clone())?;
        self.registration.replace(Some(registration));
        self.stream.replace(Some(stream));
        self.begin(object);
        self.update_hold();
        Ok(())
    }

    /// Waits for a connection attempt to succeed or fail.
    ///
    /// # Errors
    /// When the reactor cannot watch it.
    pub fn connect(self: &Rc<Self>, connecting: Connecting, object: Value) -> io::Result<()> {
        let reactor = runtime::current().shard().reactor().clone();
        let registration = reactor.register(&connecting, Interest::WRITE, self.clone())?;
        self.registration.replace(Some(registration));
        self.connecting.replace(Some(connecting));
        self.begin(object);
        self.update_hold();
        Ok(())
    }

    /// Tells of an attempt that failed at once, as of any other.
    pub fn fail_to_connect(&self, error: &io::Error, object: Value) {
        let (context, status) = (self.context(), errno(error));
        runtime::current().on_completed(move |_| call(&context, &object, "onconnected", &[Value::from(status)]));
    }

    fn begin(self: &Rc<Self>, object: Value) {
        self.object.replace(Some(object));
        if self.known.borrow().is_none() {
            let handle: Rc<dyn Handle> = self.clone();
            self.known.replace(Some(OpenHandle::new(Rc::downgrade(&handle))));
        }
    }

    /// Whether there is a stream or an attempt at one.
    pub fn is_open(&self) -> bool {
        self.registration.borrow().is_some()
    }

    /// The stream, where there is one.
    pub fn with_stream<R>(&self, body: impl FnOnce(&Stream) -> io::Result<R>) -> io::Result<R> {
        match &*self.stream.borrow() {
            Some(stream) => body(stream),
            None => Err(io::Error::from_raw_os_error(libc::EBADF)),
        }
    }

    /// This end, known from the moment that connecting begins.
    pub fn local_address(&self) -> io::Result<Address> {
        match &*self.connecting.borrow() {
            Some(connecting) => connecting.local_address(),
            None => self.with_stream(Stream::local_address),
        }
    }

    /// Gives stream, reading and hold up, for another owner of the socket.
    pub fn take_stream(&self) -> Option<Stream> {
        self.registration.take();
        self.hold.take();
        self.known.take();
        let stream = self.stream.take();
        if let Some(tenant) = self.tenant.take() {
            tenant.closed();
        }
        self.object.take();
        stream
    }

    /// Lets the tenant have what the scripts' callbacks are told otherwise; `None` lets them have it again.
    pub fn set_tenant(&self, tenant: Option<Rc<dyn Tenant>>) {
        drop(self.tenant.replace(tenant));
    }

    fn tenant(&self) -> Option<Rc<dyn Tenant>> {
        self.tenant.borrow().clone()
    }

    /// Lets the handle keep the loop alive, or not.
    pub fn reference(&self, referenced: bool) {
        self.referenced.set(referenced);
        self.update_hold();
    }

    /// Whether the handle keeps the loop alive.
    pub fn is_referenced(&self) -> bool {
        self.is_open() && self.referenced.get()
    }

    // Like libuv's streams, an open one holds the loop only while something is asked of it.
    fn update_hold(&self) {
        let busy = self.reading.get()
            || self.connecting.borrow().is_some()
            || self.write_pending.get()
            || self.shutdown_pending.get();
        let wanted = self.is_open() && self.referenced.get() && busy;
        if wanted != self.hold.borrow().is_some() {
            let hold = wanted.then(Hold::of_handle);
            drop(self.hold.replace(hold));
        }
    }

    fn update_interest(&self) -> io::Result<()> {
        let mut interest = Interest::NONE;
        if self.reading.get() {
            interest = interest.and(Interest::READ);
        }
        if !self.unwritten.borrow().is_empty() {
            interest = interest.and(Interest::WRITE);
        }
        if let Some(registration) = &*self.registration.borrow()
            && registration.interest() != interest
        {
            registration.modify(interest)?;
        }
        self.update_hold();
        Ok(())
    }

    /// Starts or stops reading; the status.
    pub fn read(&self, on: bool) -> i32 {
        if self.stream.borrow().is_none() {
            return -libc::ENOTCONN;
        }
        self.reading.set(on);
        self.update_interest().map_or_else(|error| errno(&error), |()| 0)
    }

    /// Writes chunks; returns how many bytes are left for later (then `onwritten` follows), or a negative errno.
    pub fn write(&self, chunks: &[&[u8]]) -> i64 {
        let total: usize = chunks.iter().map(|chunk| chunk.len()).sum();
        let sent = if self.unwritten.borrow().is_empty() && total > 0 {
            let slices: Vec<IoSlice> = chunks.iter().map(|chunk| IoSlice::new(chunk)).collect();
            match self.with_stream(|stream| stream.writev(&slices)) {
                Ok(sent) => sent,
                Err(error) if error.kind() == ErrorKind::WouldBlock => 0,
                Err(error) => return i64::from(errno(&error)),
            }
        } else {
            0
        };
        self.bytes_written.set(self.bytes_written.get() + total as u64);
        if sent == total {
            return 0;
        }
        let mut skip = sent;
        let mut unwritten = self.unwritten.borrow_mut();
        for chunk in chunks {
            if skip < chunk.len() {
                unwritten.push_back(chunk[skip..].to_vec());
            }
            skip = skip.saturating_sub(chunk.len());
        }
        drop(unwritten);
        self.write_pending.set(true);
        match self.update_interest() {
            Ok(()) => (total - sent) as i64,
            Err(error) => i64::from(errno(&error)),
        }
    }

    /// Bytes accepted for writing and not yet handed to the kernel.
    pub fn queued(&self) -> usize {
        let total: usize = self.unwritten.borrow().iter().map(Vec::len).sum();
        total - self.written.get().min(total)
    }

    /// Ends the writing side once everything is written; the status. `onshutdown` follows.
    pub fn shutdown(&self) -> i32 {
        if self.stream.borrow().is_none() {
            return -libc::ENOTCONN;
        }
        self.shutdown_pending.set(true);
        self.update_hold();
        if self.unwritten.borrow().is_empty() {
            let object = self.object.borrow().clone();
            let status = self.finish_shutdown();
            if let Some(object) = object {
                let context = self.context();
                runtime::current().on_completed(move |_| call(&context, &object, "onshutdown", &[Value::from(status)]));
            }
        }
        0
    }

    fn finish_shutdown(&self) -> i32 {
        self.shutdown_pending.set(false);
        self.update_hold();
        match self.with_stream(|stream| stream.shutdown(Shutdown::Write)) {
            // The peer may have gone; that its end cannot be told is not an error of the program's.
            Err(error) if error.raw_os_error() == Some(libc::ENOTCONN) => 0,
            Err(error) => errno(&error),
            Ok(()) => 0,
        }
    }

    /// Closes at once; with `reset` the peer gets a reset. Returns the object, whose callbacks end with this.
    pub fn close(&self, reset: bool) -> Option<Value> {
        if reset {
            // What cannot be set makes the close an ordinary one.
            let _ = self.with_stream(|stream| stream.set_linger(Some(Duration::ZERO)));
        }
        self.reading.set(false);
        self.write_pending.set(false);
        self.shutdown_pending.set(false);
        self.registration.take();
        self.connecting.take();
        self.stream.take();
        self.unwritten.take();
        self.hold.take();
        self.known.take();
        if let Some(tenant) = self.tenant.take() {
            tenant.closed();
        }
        self.object.take()
    }

    /// Bytes read and written so far.
    pub fn counts(&self) -> (u64, u64) {
        (self.bytes_read.get(), self.bytes_written.get())
    }

    /// Names what kind of handle this is, as Node does.
    pub fn set_kind(&self, kind: &'static str) {
        self.kind.set(kind);
    }

    /// Makes the async context of now that of the handle's callbacks.
    pub fn capture_context(&self) {
        self.context.replace(Cx::current().async_context());
    }

    /// Forgets the async context, which may lead back to the handle.
    pub fn take_context(&self) -> Value {
        self.context.replace(Value::UNDEFINED)
    }

    /// The async context of the handle's callbacks.
    pub fn context(&self) -> Value {
        self.context.borrow().clone()
    }

    fn connected(self: &Rc<Self>, connecting: Connecting) {
        self.registration.take();
        let Some(object) = self.object() else { return };
        let opened = connecting.finish().and_then(|stream| self.open(stream, object.clone()));
        let status = opened.map_or_else(|error| errno(&error), |()| 0);
        if status != 0 {
            self.hold.take();
            self.known.take();
            self.object.take();
        }
        call(&self.context(), &object, "onconnected", &[Value::from(status)]);
    }

    fn readable(&self) {
        for _ in 0..READS_PER_READY_MAX {
            if !self.reading.get() {
                return;
            }
            let mut scratch = SCRATCH.take();
            scratch.resize(READ_BYTES_MAX, 0);
            let outcome = self.with_stream(|stream| stream.read(&mut scratch));
            match outcome {
                Ok(length) if length > 0 => {
                    self.bytes_read.set(self.bytes_read.get() + length as u64);
                    self.deliver(scratch, length);
                    if length < READ_BYTES_MAX {
                        return;
                    }
                }
                Err(error) if error.kind() == ErrorKind::WouldBlock => return SCRATCH.set(scratch),
                outcome => {
                    SCRATCH.set(scratch);
                    let status = outcome.map_or_else(|error| errno(&error), |_| EOF);
                    self.read(false);
                    if let Some(tenant) = self.tenant() {
                        tenant.ended();
                    }
                    let Some(object) = self.object() else { return };
                    return call(&self.context(), &object, "onread", &[Value::from(status), Value::UNDEFINED]);
                }
            }
        }
    }

    fn deliver(&self, scratch: Vec<u8>, length: usize) {
        if let Some(tenant) = self.tenant() {
            tenant.data(&scratch[..length]);
            return SCRATCH.set(scratch);
        }
        let data = scratch[..length].to_vec();
        SCRATCH.set(scratch);
        let Some(object) = self.object() else { return };
        door::enter_in(&self.context(), |cx| {
            let buffer = cx.buffer(data)?;
            invoke(cx, &object, "onread", &[Value::from(length), buffer])
        });
    }

    fn writable(&self) {
        if self.unwritten.borrow().is_empty() {
            return;
        }
        let outcome = self.flush();
        let Some(object) = self.object() else { return };
        match outcome {
            Err(error) if error.kind() == ErrorKind::WouldBlock => {}
            outcome => {
                let status = outcome.map_or_else(|error| errno(&error), |()| 0);
                self.unwritten.borrow_mut().clear();
                self.written.set(0);
                // A registration that cannot be changed belongs to a socket that is gone.
                let _ = self.update_interest();
                if self.write_pending.replace(false) {
                    self.update_hold();
                    if let Some(tenant) = self.tenant() {
                        return tenant.written(status);
                    }
                    call(&self.context(), &object, "onwritten", &[Value::from(status)]);
                }
                if self.shutdown_pending.get() {
                    let status = if status == 0 { self.finish_shutdown() } else { status };
                    call(&self.context(), &object, "onshutdown", &[Value::from(status)]);
                }
            }
        }
    }

    fn flush(&self) -> io::Result<()> {
        let mut unwritten = self.unwritten.borrow_mut();
        while let Some(first) = unwritten.front() {
            let mut slices = vec![IoSlice::new(&first[self.written.get()..])];
            slices.extend(unwritten.iter().skip(1).take(15).map(|chunk| IoSlice::new(chunk)));
            let mut sent = self.with_stream(|stream| stream.writev(&slices))?;
            while let Some(first) = unwritten.front() {
                let rest = first.len() - self.written.get();
                if sent < rest {
                    self.written.set(self.written.get() + sent);
                    break;
                }
                sent -= rest;
                self.written.set(0);
                unwritten.pop_front();
            }
        }
        Ok(())
    }
}

impl Handle for StreamHandle {
    fn kind(&self) -> &'static str {
        self.kind.get()
    }

    fn is_referenced(&self) -> bool {
        self.referenced.get()
    }

    fn object(&self) -> Option<Value> {
        self.object.borrow().clone()
    }
}

impl Source for StreamHandle {
    fn forsaken(&self) {
        drop(self.close(false));
    }

    fn ready(self: Rc<Self>, events: Events) {
        let connecting = self.connecting.take();
        if let Some(connecting) = connecting {
            return self.connected(connecting);
        }
        if events.readable() {
            self.readable();
        }
        if events.writable() {
            self.writable();
        }
    }
}

/// `object[name](...args)` through the door, in an async context; nothing when there is no such method.
pub fn call(context: &Value, object: &Value, name: &str, args: &[Value]) {
    door::enter_in(context, |cx| invoke(cx, object, name, args));
}

fn invoke(cx: Cx, object: &Value, name: &str, args: &[Value]) -> Result<Value> {
    let method = cx.get(object, name)?;
    if method.is_function() { cx.call(&method, object, args) } else { Ok(Value::UNDEFINED) }
}

/// `{ address, family, port }`, as `socket.address()` has it; undefined for what has no address.
pub fn address_object(cx: Cx, address: &Address) -> Result<Value> {
    match address {
        Address::Ip(ip) => ip_object(cx, *ip),
        Address::Unix(_) | Address::None => Ok(Value::UNDEFINED),
    }
}

fn ip_object(cx: Cx, address: SocketAddr) -> Result<Value> {
    let object = cx.object();
    let text = match address {
        SocketAddr::V4(v4) => v4.ip().to_string(),
        SocketAddr::V6(v6) if v6.scope_id() != 0 => format!("{}%{}", v6.ip(), super::interface_name(v6.scope_id())),
        SocketAddr::V6(v6) => v6.ip().to_string(),
    };
    cx.set(&object, "address", cx.string(&text))?;
    cx.set(&object, "family", cx.string(if address.is_ipv4() { "IPv4" } else { "IPv6" }))?;
    cx.set(&object, "port", Value::from(i32::from(address.port())))?;
    Ok(object)
}
