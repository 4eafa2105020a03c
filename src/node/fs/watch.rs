//! The binding `fs_event_wrap`: changes to files and folders, by one inotify descriptor a shard.
//!
//! `new FSEvent()` has `start(path, persistent, asBuffer)`, `close()`, `ref()`, `unref()` and `initialized`; it
//! calls its `onchange(status, eventType, filename)`.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::mem::MaybeUninit;
use std::os::fd::OwnedFd;
use std::rc::{Rc, Weak};

use rustix::fs::inotify::{self, CreateFlags, ReadFlags, WatchFlags};
use rustix::io::Errno;
use shards::{Events, Interest, Registration, Source};

use crate::engine::{Binding, Call, Class, Result, Return, Value};
use crate::runtime::{Hold, current, door};

use super::operation::Argument;
use super::paths::{Name, Path};

pub(super) fn bind(binding: &Binding) -> Result<()> {
    let cx = binding.cx();
    cx.define_class::<FsEvent>(|proto| {
        proto.method("start", 3, start)?;
        proto.method("close", 0, |call: &Call| call.this_as::<FsEvent>().map(FsEvent::stop))?;
        proto.method("ref", 0, |call: &Call| call.this_as::<FsEvent>().map(|event| event.reference(true)))?;
        proto.method("unref", 0, |call: &Call| call.this_as::<FsEvent>().map(|event| event.reference(false)))?;
        proto.method("hasRef", 0, |call: &Call| call.this_as::<FsEvent>().map(FsEvent::is_referenced))?;
        proto.getter("initialized", |call: &Call| {
            call.this_as::<FsEvent>().map(|event| event.watcher.borrow().is_some())
        })
    })?;
    binding.value("FSEvent", cx.constructor::<FsEvent, _>(0, |_: &Call| Ok(FsEvent::default()))?)
}

/// The JavaScript object's side of a watcher.
struct FsEvent {
    watcher: RefCell<Option<Rc<Watcher>>>,
    referenced: Cell<bool>,
}

impl Default for FsEvent {
    fn default() -> FsEvent {
        FsEvent { watcher: RefCell::default(), referenced: Cell::new(true) }
    }
}

impl Class for FsEvent {
    const NAME: &'static str = "FSEvent";
}

/// A watcher that was started: it keeps its object alive until it is closed.
struct Watcher {
    object: Value,
    descriptor: i32,
    inotify: Rc<Inotify>,
    as_buffer: bool,
    hold: Hold,
}

/// `start(path, persistent, asBuffer)`: 0, or a negative errno.
fn start(call: &Call) -> Result<i32> {
    let event = call.this_as::<FsEvent>()?;
    let path = Path::take(call, 0)?;
    if event.watcher.borrow().is_some() {
        return Ok(0);
    }
    if !call.bool(1) {
        event.referenced.set(false);
    }
    let started = Inotify::of_shard().and_then(|inotify| {
        let descriptor = inotify.add(&path)?;
        Ok((inotify, descriptor))
    });
    let (inotify, descriptor) = match started {
        Ok(started) => started,
        Err(errno) => return Ok(-errno.raw_os_error()),
    };
    let hold = Hold::new();
    hold.set_referenced(event.referenced.get());
    let object = call.this().clone();
    let watcher = Rc::new(Watcher { object, descriptor, inotify, as_buffer: call.bool(2), hold });
    watcher.inotify.join(&watcher, &path);
    *event.watcher.borrow_mut() = Some(watcher);
    Ok(0)
}

impl FsEvent {
    fn stop(&self) {
        let watcher = self.watcher.take();
        if let Some(watcher) = watcher {
            watcher.inotify.clone().leave(&watcher);
        }
    }

    fn reference(&self, referenced: bool) {
        self.referenced.set(referenced);
        if let Some(watcher) = &*self.watcher.borrow() {
            watcher.hold.set_referenced(referenced);
        }
    }

    fn is_referenced(&self) -> bool {
        self.watcher.borrow().as_ref().is_some_and(|watcher| watcher.hold.is_referenced())
    }
}

thread_local! {
    /// The reactor keeps it alive while it watches something.
    static INOTIFY: RefCell<Weak<Inotify>> = RefCell::default();
}

/// One descriptor for all watchers of a shard: the system allows only few of them.
struct Inotify {
    fd: OwnedFd,
    watches: RefCell<HashMap<i32, Watch>>,
    registration: RefCell<Option<Registration>>,
}

/// One watched inode, whatever paths lead to it.
struct Watch {
    /// What a watched file is called: its events carry no name.
    own_name: Vec<u8>,
    watchers: Vec<Rc<Watcher>>,
}

impl Inotify {
    fn of_shard() -> rustix::io::Result<Rc<Inotify>> {
        let known = INOTIFY.with_borrow(Weak::upgrade);
        if let Some(inotify) = known.filter(|inotify| inotify.registration.borrow().is_some()) {
            return Ok(inotify);
        }
        let fd = inotify::init(CreateFlags::CLOEXEC | CreateFlags::NONBLOCK)?;
        let inotify =
            Rc::new(Inotify { fd, watches: RefCell::default(), registration: RefCell::default() });
        let registration = current()
            .shard()
            .reactor()
            .register(&inotify.fd, Interest::READ, inotify.clone())
            .map_err(|error| Errno::from_io_error(&error).unwrap_or(Errno::IO))?;
        *inotify.registration.borrow_mut() = Some(registration);
        INOTIFY.set(Rc::downgrade(&inotify));
        Ok(inotify)
    }

    fn add(&self, path: &Path) -> rustix::io::Result<i32> {
        let wanted = WatchFlags::ATTRIB
            | WatchFlags::CREATE
            | WatchFlags::MODIFY
            | WatchFlags::DELETE
            | WatchFlags::DELETE_SELF
            | WatchFlags::MOVE_SELF
            | WatchFlags::MOVED_FROM
            | WatchFlags::MOVED_TO;
        let added = inotify::add_watch(&self.fd, path.as_c(), wanted);
        if added.is_err() {
            self.rest();
        }
        added
    }

    fn join(&self, watcher: &Rc<Watcher>, path: &Path) {
        let own_name = path.bytes().rsplit(|byte| *byte == b'/').find(|name| !name.is_empty()).unwrap_or(b"/");
        let mut watches = self.watches.borrow_mut();
        let watch = watches
            .entry(watcher.descriptor)
            .or_insert_with(|| Watch { own_name: own_name.to_vec(), watchers: Vec::new() });
        watch.watchers.push(watcher.clone());
    }

    fn leave(&self, watcher: &Rc<Watcher>) {
        let mut watches = self.watches.borrow_mut();
        if let Some(watch) = watches.get_mut(&watcher.descriptor) {
            watch.watchers.retain(|other| !Rc::ptr_eq(other, watcher));
            if watch.watchers.is_empty() {
                watches.remove(&watcher.descriptor);
                // EINVAL: the inode is gone, and its watch with it.
                let _ = inotify::remove_watch(&self.fd, watcher.descriptor);
            }
        }
        drop(watches);
        self.rest();
    }

    /// Without a watch, the descriptor is given back.
    fn rest(&self) {
        if self.watches.borrow().is_empty() {
            let registration = self.registration.take();
            drop(registration);
        }
    }

    fn dispatch(&self, descriptor: i32, flags: ReadFlags, name: Option<&[u8]>) {
        let (watchers, name) = match self.watches.borrow().get(&descriptor) {
            Some(watch) => (watch.watchers.clone(), name.unwrap_or(&watch.own_name).to_vec()),
            None => return,
        };
        let mut kinds = Vec::with_capacity(2);
        let content = ReadFlags::ATTRIB | ReadFlags::MODIFY;
        if flags.intersects(content) {
            kinds.push("change");
        }
        if flags.intersects(!content) {
            kinds.push("rename");
        }
        for kind in kinds {
            for watcher in &watchers {
                watcher.report(kind, &name);
            }
        }
    }
}

impl Watcher {
    fn report(&self, kind: &str, name: &[u8]) {
        door::enter_with(|cx| {
            let onchange = cx.get(&self.object, "onchange")?;
            let name = Name { bytes: name.to_vec(), as_buffer: self.as_buffer }.into_value(cx)?;
            cx.call(&onchange, &self.object, &[Value::from(0), cx.string(kind), name])
        });
    }
}

impl Source for Inotify {
    fn ready(self: Rc<Self>, _: Events) {
        let mut room = [MaybeUninit::uninit(); 4096];
        let mut reader = inotify::Reader::new(&self.fd, &mut room);
        loop {
            match reader.next() {
                Ok(event) => {
                    let name = event.file_name().map(|name| name.to_bytes().to_vec());
                    self.dispatch(event.wd(), event.events(), name.as_deref());
                }
                Err(Errno::INTR) => {}
                // EAGAIN: everything was read. Nothing else can happen to a valid descriptor and buffer.
                Err(_) => return,
            }
            if self.registration.borrow().is_none() {
                return;
            }
        }
    }
}
