//! The native side of a server: a listening socket whose connections go to JavaScript, or to another native owner.

use std::cell::{Cell, RefCell};
use std::io;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::path::PathBuf;
use std::rc::Rc;

use shards::net::{Accepted, Listener};
use shards::{Events, Interest, Registration, Source, TakesPassed};

use super::stream::{StreamHandle, call};
use crate::engine::{Cx, Result, Value};
use crate::runtime::{self, Handle, Hold, OpenHandle, door};

/// Takes accepted connections natively; false hands the connection to JavaScript after all.
pub type Taker = Rc<dyn Fn(Accepted) -> Option<Accepted>>;

/// Makes the JavaScript handle of an accepted connection.
pub type MakeHandle = fn(Rc<StreamHandle>) -> Result<Value>;

/// A listening socket.
pub struct ListenHandle {
    object: RefCell<Option<Value>>,
    /// The async context in which the program listened: its callbacks run in it.
    context: RefCell<Value>,
    hold: RefCell<Option<Hold>>,
    known: RefCell<Option<OpenHandle>>,
    referenced: Cell<bool>,
    registration: RefCell<Option<Registration>>,
    listener: RefCell<Option<Rc<Listener>>>,
    /// A socket that has its address and does not listen yet.
    bound: RefCell<Option<OwnedFd>>,
    /// The file of a Unix socket that was made here, which goes with it.
    file: RefCell<Option<PathBuf>>,
    taker: RefCell<Option<Taker>>,
    make_handle: Cell<Option<MakeHandle>>,
}

impl ListenHandle {
    /// A handle that does not listen yet.
    pub fn new() -> Rc<ListenHandle> {
        Rc::new(ListenHandle {
            object: RefCell::new(None),
            context: RefCell::new(Value::UNDEFINED),
            hold: RefCell::new(None),
            known: RefCell::new(None),
            referenced: Cell::new(true),
            registration: RefCell::new(None),
            listener: RefCell::new(None),
            bound: RefCell::new(None),
            file: RefCell::new(None),
            taker: RefCell::new(None),
            make_handle: Cell::new(None),
        })
    }

    /// Starts accepting. Connections come as `object.onconnection(status, handle)`.
    ///
    /// # Errors
    /// When the reactor cannot watch the socket.
    pub fn open(self: &Rc<Self>, listener: Listener, object: Value, make_handle: MakeHandle) -> io::Result<()> {
        let reactor = runtime::current().shard().reactor().clone();
        let registration = reactor.register(&listener, Interest::READ, self.clone())?;
        let taker: Rc<dyn TakesPassed> = self.clone();
        runtime::current().shard().take_passed(&listener, Rc::downgrade(&taker));
        self.registration.replace(Some(registration));
        self.listener.replace(Some(Rc::new(listener)));
        self.object.replace(Some(object));
        self.context.replace(Cx::current().async_context());
        self.make_handle.set(Some(make_handle));
        self.hold.replace(self.referenced.get().then(Hold::of_handle));
        let handle: Rc<dyn Handle> = self.clone();
        self.known.replace(Some(OpenHandle::new(Rc::downgrade(&handle))));
        Ok(())
    }

    /// Keeps a socket that is to listen later.
    pub fn bind(&self, socket: OwnedFd) {
        self.bound.replace(Some(socket));
    }

    /// Names the file that goes when the socket is closed.
    pub fn own_file(&self, file: PathBuf) {
        self.file.replace(Some(file));
    }

    /// Leaves the file to whoever has the socket from now on.
    pub fn disown_file(&self) {
        self.file.take();
    }

    /// Takes the socket that was kept.
    pub fn take_bound(&self) -> Option<OwnedFd> {
        self.bound.take()
    }

    /// Looks at the socket, which listens or is to.
    pub fn with_socket<R>(&self, body: impl FnOnce(BorrowedFd) -> R) -> Option<R> {
        if let Some(socket) = &*self.bound.borrow() {
            return Some(body(socket.as_fd()));
        }
        self.listener.borrow().as_ref().map(|listener| body(listener.as_fd()))
    }

    /// Sends connections to `taker` from now on.
    pub fn set_taker(&self, taker: Option<Taker>) {
        self.taker.replace(taker);
    }

    /// The listening socket, where there is one.
    pub fn listener(&self) -> Option<Rc<Listener>> {
        self.listener.borrow().clone()
    }

    /// Lets the handle keep the loop alive, or not.
    pub fn reference(&self, referenced: bool) {
        self.referenced.set(referenced);
        if let Some(hold) = &*self.hold.borrow() {
            return hold.set_referenced(referenced);
        }
        if referenced && self.listener.borrow().is_some() {
            self.hold.replace(Some(Hold::of_handle()));
        }
    }

    /// Whether the handle keeps the loop alive.
    pub fn is_referenced(&self) -> bool {
        self.listener.borrow().is_some() && self.referenced.get()
    }

    /// Stops listening. Returns the object, whose callbacks end with this.
    pub fn close(&self) -> Option<Value> {
        self.registration.take();
        // The file of a socket that another program of this process has as well stays.
        let is_last = self.listener.take().is_none_or(|listener| listener.is_last());
        self.bound.take();
        if let Some(file) = self.file.take().filter(|_| is_last) {
            // Whoever took it away before did the same.
            let _ = std::fs::remove_file(file);
        }
        self.taker.take();
        self.hold.take();
        self.known.take();
        self.object.take()
    }

    /// Forgets the async context, which may lead back to the handle.
    pub fn take_context(&self) -> Value {
        self.context.replace(Value::UNDEFINED)
    }

    fn accepted(&self, accepted: Accepted) {
        let taker = self.taker.borrow().clone();
        let accepted = match taker {
            Some(taker) => match taker(accepted) {
                Some(accepted) => accepted,
                None => return,
            },
            None => accepted,
        };
        let object = self.object.borrow().clone();
        let (Some(object), Some(make_handle)) = (object, self.make_handle.get()) else { return };
        let handle = StreamHandle::new();
        let context = self.context.borrow().clone();
        door::enter_in(&context, |cx| {
            let client = make_handle(handle.clone())?;
            handle
                .open(accepted.stream, client.clone())
                .map_err(|error| crate::engine::Error::system(&error, "accept"))?;
            let method = cx.get(&object, "onconnection")?;
            cx.call(&method, &object, &[Value::from(0), client])
        });
    }
}

impl Handle for ListenHandle {
    fn kind(&self) -> &'static str {
        // Only a Unix socket that was made here has a file.
        if self.file.borrow().is_some() { "PipeServerWrap" } else { "TCPServerWrap" }
    }

    fn is_referenced(&self) -> bool {
        self.referenced.get()
    }

    fn object(&self) -> Option<Value> {
        self.object.borrow().clone()
    }
}

impl TakesPassed for ListenHandle {
    fn is_open(&self) -> bool {
        self.listener.borrow().is_some()
    }

    fn passed(self: Rc<Self>, accepted: Accepted) {
        self.accepted(accepted);
    }
}

impl ListenHandle {
    /// Before it closes for good: begins no further connections, and takes those that are there. False, and nothing is
    /// done, where another program goes on accepting from the same socket.
    pub fn retire(self: &Rc<Self>) -> bool {
        let Some(listener) = self.listener() else { return false };
        // Where no filter can be attached, connections that come in between are reset.
        if !listener.refuse_new().unwrap_or(true) {
            return false;
        }
        while self.accept(&listener) == shards::limits::ACCEPTS_PER_READY_MAX {}
        true
    }

    /// Takes what waits, as much as one turn may take; how many connections there were.
    fn accept(self: &Rc<Self>, listener: &Listener) -> usize {
        let shard = runtime::current().shard().clone();
        let outcome = listener.accept(|accepted| {
            if let Some(accepted) = shard.place(listener, accepted) {
                self.accepted(accepted);
            }
            self.listener.borrow().is_some()
        });
        outcome.unwrap_or_else(|error| {
            let object = self.object.borrow().clone();
            if let Some(object) = object {
                let status = Value::from(-error.raw_os_error().unwrap_or(libc::EIO));
                let context = self.context.borrow().clone();
                call(&context, &object, "onconnection", &[status, Value::UNDEFINED]);
            }
            0
        })
    }
}

impl Source for ListenHandle {
    fn ready(self: Rc<Self>, _events: Events) {
        // Kept for the length of the batch: a callback may close the server.
        if let Some(listener) = self.listener() {
            self.accept(&listener);
        }
    }
}
