//! The native side of a socket: datagrams on the shard's reactor.
//!
//! What arrives is told as `handle.onmessage(length, handle, buffer, sender)`, or with a negative errno as the length.
//! Datagrams that the kernel has no room for wait, and the callback of each is called when it has left.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::io::{self, ErrorKind, IoSlice};
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use std::os::fd::OwnedFd;
use std::rc::Rc;

use shards::net::{BindOptions, Datagram};
use shards::{Events, Interest, Registration, Source};

use crate::engine::{Cx, Value};
use crate::runtime::{self, Hold, door};

/// No datagram is larger.
const DATAGRAM_BYTES_MAX: usize = 64 << 10;
/// Datagrams of one readiness before other sockets get their turn.
const RECEIVES_PER_READY_MAX: usize = 32;

thread_local! {
    static SCRATCH: Cell<Vec<u8>> = const { Cell::new(Vec::new()) };
}

/// A datagram that waits for room.
struct Waiting {
    bytes: Vec<u8>,
    address: Option<SocketAddr>,
    request: Value,
}

/// See the module's page. Without a socket until it is bound, connected or sent from.
pub struct UdpHandle {
    // Dropped before the socket that it watches.
    registration: RefCell<Option<Registration>>,
    socket: RefCell<Option<Rc<Datagram>>>,
    object: RefCell<Option<Value>>,
    context: RefCell<Value>,
    hold: RefCell<Option<Hold>>,
    referenced: Cell<bool>,
    receiving: Cell<bool>,
    bound: Cell<bool>,
    waiting: RefCell<VecDeque<Waiting>>,
}

pub fn errno(error: &io::Error) -> i32 {
    -error.raw_os_error().unwrap_or(libc::EIO)
}

impl UdpHandle {
    pub fn new() -> UdpHandle {
        UdpHandle {
            registration: RefCell::new(None),
            socket: RefCell::new(None),
            object: RefCell::new(None),
            context: RefCell::new(Cx::current().async_context()),
            hold: RefCell::new(None),
            referenced: Cell::new(true),
            receiving: Cell::new(false),
            bound: Cell::new(false),
            waiting: RefCell::default(),
        }
    }

    /// The socket.
    ///
    /// # Errors
    /// `EBADF` before there is one.
    pub fn socket(&self) -> io::Result<Rc<Datagram>> {
        self.socket.borrow().clone().ok_or_else(|| io::Error::from_raw_os_error(libc::EBADF))
    }

    fn make(self: &Rc<Self>, ipv6: bool) -> io::Result<Rc<Datagram>> {
        if let Ok(socket) = self.socket() {
            return Ok(socket);
        }
        self.adopt(Datagram::new(ipv6)?)
    }

    fn adopt(self: &Rc<Self>, socket: Datagram) -> io::Result<Rc<Datagram>> {
        let socket = Rc::new(socket);
        let reactor = runtime::current().shard().reactor().clone();
        let registration = reactor.register(&*socket, Interest::NONE, self.clone())?;
        self.socket.replace(Some(socket.clone()));
        self.registration.replace(Some(registration));
        Ok(socket)
    }

    /// Takes over a socket that somebody else has bound.
    ///
    /// # Errors
    /// The kernel's.
    pub fn open(self: &Rc<Self>, fd: OwnedFd) -> io::Result<()> {
        self.adopt(Datagram::from_fd(fd)?)?;
        self.bound.set(true);
        Ok(())
    }

    /// # Errors
    /// The kernel's.
    pub fn bind(self: &Rc<Self>, address: SocketAddr, options: BindOptions) -> io::Result<()> {
        self.make(address.is_ipv6())?.bind(address, options)?;
        self.bound.set(true);
        Ok(())
    }

    // A socket that sends before it was bound is bound to any address.
    fn bound_socket(self: &Rc<Self>, ipv6: bool, options: BindOptions) -> io::Result<Rc<Datagram>> {
        if !self.bound.get() {
            let any = match ipv6 {
                true => SocketAddr::from((Ipv6Addr::UNSPECIFIED, 0)),
                false => SocketAddr::from((Ipv4Addr::UNSPECIFIED, 0)),
            };
            self.bind(any, options)?;
        }
        self.socket()
    }

    /// The socket, bound to an address that others may have too.
    ///
    /// # Errors
    /// The kernel's.
    pub fn shared_socket(self: &Rc<Self>, ipv6: bool) -> io::Result<Rc<Datagram>> {
        self.bound_socket(ipv6, BindOptions { reuse_address: true, ..BindOptions::default() })
    }

    /// # Errors
    /// The kernel's.
    pub fn connect(self: &Rc<Self>, address: SocketAddr) -> io::Result<()> {
        self.bound_socket(address.is_ipv6(), BindOptions::default())?.connect(address)
    }

    /// Sends now and returns the bytes, or keeps what there is no room for and returns none; `request.oncomplete` follows.
    ///
    /// # Errors
    /// The kernel's.
    pub fn send(
        self: &Rc<Self>,
        slices: &[IoSlice<'_>],
        address: Option<SocketAddr>,
        request: &Value,
    ) -> io::Result<Option<usize>> {
        let socket = match address {
            Some(address) => self.bound_socket(address.is_ipv6(), BindOptions::default())?,
            None => self.socket()?,
        };
        if self.waiting.borrow().is_empty() {
            match socket.send(slices, address) {
                Ok(sent) => return Ok(Some(sent)),
                Err(error) if error.kind() == ErrorKind::WouldBlock => {}
                Err(error) => return Err(error),
            }
        }
        let bytes = slices.iter().flat_map(|slice| slice.iter().copied()).collect();
        self.waiting.borrow_mut().push_back(Waiting { bytes, address, request: request.clone() });
        self.update()?;
        Ok(None)
    }

    /// Bytes that wait, and datagrams.
    pub fn queued(&self) -> (usize, usize) {
        let waiting = self.waiting.borrow();
        (waiting.iter().map(|waiting| waiting.bytes.len()).sum(), waiting.len())
    }

    /// Starts or stops receiving; `object` is the JavaScript side.
    ///
    /// # Errors
    /// `EBADF` without a socket.
    pub fn receive(self: &Rc<Self>, on: bool, object: &Value) -> io::Result<()> {
        if on {
            self.socket()?;
            self.object.replace(Some(object.clone()));
        }
        self.receiving.set(on);
        self.update()
    }

    pub fn reference(&self, referenced: bool) {
        self.referenced.set(referenced);
        if let Some(hold) = &*self.hold.borrow() {
            hold.set_referenced(referenced);
        }
    }

    pub fn is_referenced(&self) -> bool {
        self.referenced.get()
    }

    fn update(&self) -> io::Result<()> {
        let mut interest = Interest::NONE;
        if self.receiving.get() {
            interest = interest.and(Interest::READ);
        }
        if !self.waiting.borrow().is_empty() {
            interest = interest.and(Interest::WRITE);
        }
        let busy = interest != Interest::NONE;
        if busy != self.hold.borrow().is_some() {
            let hold = busy.then(|| Hold::named("UDPWRAP"));
            if let Some(hold) = &hold {
                hold.set_referenced(self.referenced.get());
            }
            drop(self.hold.replace(hold));
        }
        match &*self.registration.borrow() {
            Some(registration) if registration.interest() != interest => registration.modify(interest),
            _ => Ok(()),
        }
    }

    /// Closes; what waits is told that it was cancelled. Returns the JavaScript side and the async context.
    pub fn close(&self) -> (Option<Value>, Value) {
        self.receiving.set(false);
        self.registration.take();
        self.socket.take();
        let waiting = self.waiting.take();
        let context = self.context.replace(Value::UNDEFINED);
        if !waiting.is_empty() {
            let context = context.clone();
            runtime::current().on_closing(move |_| {
                for waiting in waiting {
                    complete(&context, &waiting.request, -libc::ECANCELED);
                }
            });
        }
        drop(self.hold.take());
        (self.object.take(), context)
    }

    fn receivable(&self) {
        for _ in 0..RECEIVES_PER_READY_MAX {
            let (true, Ok(socket)) = (self.receiving.get(), self.socket()) else { return };
            let mut scratch = SCRATCH.take();
            scratch.resize(DATAGRAM_BYTES_MAX, 0);
            let outcome = socket.receive(&mut scratch);
            let data = outcome.as_ref().ok().map(|(length, _)| scratch[..*length].to_vec());
            SCRATCH.set(scratch);
            let object = self.object.borrow().clone();
            let Some(object) = object else { return };
            let context = self.context.borrow().clone();
            match outcome {
                Err(error) if error.kind() == ErrorKind::WouldBlock => return,
                Err(error) => {
                    let status = Value::from(errno(&error));
                    door::enter_in(&context, |cx| cx.invoke(&object, "onmessage", &[status, object.clone()]));
                }
                Ok((length, sender)) => {
                    door::enter_in(&context, |cx| {
                        let buffer = cx.buffer(data.unwrap_or_default())?;
                        let from = cx.object();
                        if let Some(sender) = sender {
                            super::natives::describe(cx, &from, sender)?;
                        }
                        cx.invoke(&object, "onmessage", &[Value::from(length), object.clone(), buffer, from])
                    });
                }
            }
        }
    }

    fn sendable(&self) {
        while let Ok(socket) = self.socket() {
            let outcome = match self.waiting.borrow().front() {
                Some(first) => socket.send(&[IoSlice::new(&first.bytes)], first.address),
                None => break,
            };
            let status = match outcome {
                Err(error) if error.kind() == ErrorKind::WouldBlock => return,
                Err(error) => errno(&error),
                Ok(_) => 0,
            };
            let first = self.waiting.borrow_mut().pop_front();
            if let Some(first) = first {
                let context = self.context.borrow().clone();
                complete(&context, &first.request, status);
            }
        }
        // A registration that cannot be changed belongs to a socket that is gone.
        let _ = self.update();
    }
}

/// `request.oncomplete(status, bytes)`.
fn complete(context: &Value, request: &Value, status: i32) {
    door::enter_in(context, |cx| {
        let method = cx.get(request, "oncomplete")?;
        if !method.is_function() {
            return Ok(Value::UNDEFINED);
        }
        let length = cx.get(request, "length")?;
        cx.call(&method, request, &[Value::from(status), length])
    });
}

impl Source for UdpHandle {
    fn ready(self: Rc<Self>, events: Events) {
        if events.readable() {
            self.receivable();
        }
        if events.writable() && !self.waiting.borrow().is_empty() {
            self.sendable();
        }
    }
}
