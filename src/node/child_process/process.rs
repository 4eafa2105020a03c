//! The binding `process_wrap`: the class `Process`, a child whose end comes as `onexit(code, signal)`.

use std::cell::{Cell, RefCell};
use std::os::fd::OwnedFd;
use std::rc::Rc;

use shards::child::{Child, Ended};
use shards::net::Stream;
use shards::{Events, Interest, Registration, Source};

use super::channel::channel_of;
use super::launch::{Descriptors, Plan};
use crate::engine::{Binding, Call, Class, Cx, Error, Prototype, Result, Value};
use crate::node::net::stream_handle;
use crate::runtime::{self, Handle, Hold, OpenHandle, door};

/// The handle of a child process.
struct ProcessHandle {
    /// The JavaScript side, held as long as the child runs.
    object: RefCell<Option<Value>>,
    context: RefCell<Value>,
    hold: RefCell<Option<Hold>>,
    known: RefCell<Option<OpenHandle>>,
    referenced: Cell<bool>,
    // Dropped before the descriptor that it watches.
    registration: RefCell<Option<Registration>>,
    child: RefCell<Option<Child>>,
}

struct Process(Rc<ProcessHandle>);

impl Class for Process {
    const NAME: &'static str = "Process";
}

pub(super) fn bind(binding: &Binding) -> Result<()> {
    let cx = binding.cx();
    cx.define_class::<Process>(|proto: &Prototype| {
        proto.method("spawn", 1, spawn)?;
        proto.method("kill", 1, kill)?;
        proto.method("close", 1, close)?;
        proto.method("ref", 0, |call: &Call| reference(call, true))?;
        proto.method("unref", 0, |call: &Call| reference(call, false))?;
        proto.method("hasRef", 0, |call: &Call| -> Result<bool> {
            let handle = &call.this_as::<Process>()?.0;
            Ok(handle.referenced.get() && handle.child.borrow().is_some())
        })
    })?;
    let constructor = cx.constructor::<Process, _>(0, |_: &Call| {
        Ok(Process(Rc::new(ProcessHandle {
            object: RefCell::new(None),
            context: RefCell::new(Value::UNDEFINED),
            hold: RefCell::new(None),
            known: RefCell::new(None),
            referenced: Cell::new(true),
            registration: RefCell::new(None),
            child: RefCell::new(None),
        })))
    })?;
    binding.value("Process", constructor)
}

/// `spawn(options)`: 0 with `this.pid` set, or a negative errno.
///
/// `options.stdio` is a list of `{ type: 'ignore' }`, `{ type: 'fd', fd }` and `{ type: 'pipe', handle }`, whose handle,
/// a `Pipe` or a `Channel`, becomes our end of a new pair of sockets.
fn spawn(call: &Call) -> Result<i32> {
    let cx = call.cx();
    let handle = &call.this_as::<Process>()?.0;
    let plan = Plan::read(cx, call.arg(0))?;
    let mut descriptors = Descriptors::default();
    let mut pipes: Vec<(OwnedFd, Value)> = Vec::new();
    for entry in cx.elements(&cx.get(call.arg(0), "stdio")?)? {
        match cx.to_string(&cx.get(&entry, "type")?)?.as_str() {
            "ignore" => descriptors.push(None),
            "fd" => descriptors.push(cx.get(&entry, "fd")?.as_i32()),
            _ => match descriptors.push_pipe() {
                Ok(ours) => pipes.push((ours, cx.get(&entry, "handle")?)),
                Err(error) => return Ok(errno(&error)),
            },
        }
    }
    let launched = plan.launch(&descriptors.fds);
    drop(descriptors);
    // Of a child that could not be, the pipes end at once.
    for (ours, target) in pipes {
        open_pipe(ours, &target)?;
    }
    let child = match launched {
        Ok(child) => child,
        Err(error) => return Ok(errno(&error)),
    };
    cx.set(call.this(), "pid", Value::from(child.pid()))?;
    let watched = handle.watch(child, call.this().clone());
    watched.map_err(|error| Error::system(&error, "spawn"))?;
    Ok(0)
}

fn open_pipe(fd: OwnedFd, target: &Value) -> Result<()> {
    let opened = if let Some(channel) = channel_of(target) {
        channel.open(fd, target.clone())
    } else {
        let stream = stream_handle(target).ok_or_else(|| Error::type_error("a pipe's handle is a Pipe or a Channel"))?;
        stream.capture_context();
        stream.open(Stream::from_fd(fd), target.clone())
    };
    opened.map_err(|error| Error::system(&error, "spawn"))
}

fn errno(error: &std::io::Error) -> i32 {
    -error.raw_os_error().unwrap_or(libc::EIO)
}

/// `kill(signal)`: 0 or a negative errno; `ESRCH` once the child has ended.
fn kill(call: &Call) -> Result<i32> {
    let signal = call.i32(0)?;
    let handle = &call.this_as::<Process>()?.0;
    Ok(match &*handle.child.borrow() {
        Some(child) => child.kill(signal).map_or_else(|error| errno(&error), |()| 0),
        None => -libc::ESRCH,
    })
}

fn close(call: &Call) -> Result<()> {
    let handle = &call.this_as::<Process>()?.0;
    handle.let_go();
    handle.object.take();
    let context = handle.context.replace(Value::UNDEFINED);
    let (callback, this) = (call.arg(0).clone(), call.this().clone());
    if callback.is_function() {
        runtime::current().on_closing(move |_| {
            door::enter_in(&context, |cx| cx.call(&callback, &this, &[]));
        });
    }
    Ok(())
}

fn reference(call: &Call, referenced: bool) -> Result<()> {
    let handle = &call.this_as::<Process>()?.0;
    handle.referenced.set(referenced);
    if let Some(hold) = &*handle.hold.borrow() {
        hold.set_referenced(referenced);
    }
    Ok(())
}

impl ProcessHandle {
    fn watch(self: &Rc<Self>, child: Child, object: Value) -> std::io::Result<()> {
        let registration = runtime::current().shard().reactor().register(&child, Interest::READ, self.clone())?;
        self.registration.replace(Some(registration));
        self.child.replace(Some(child));
        self.object.replace(Some(object));
        self.context.replace(Cx::current().async_context());
        let handle: Rc<dyn Handle> = self.clone();
        self.known.replace(Some(OpenHandle::new(Rc::downgrade(&handle))));
        let hold = Hold::of_handle();
        hold.set_referenced(self.referenced.get());
        self.hold.replace(Some(hold));
        Ok(())
    }

    fn let_go(&self) {
        self.registration.take();
        self.hold.take();
        self.known.take();
        self.child.take();
    }
}

impl Handle for ProcessHandle {
    fn kind(&self) -> &'static str {
        "ProcessWrap"
    }

    fn is_referenced(&self) -> bool {
        self.referenced.get()
    }

    fn object(&self) -> Option<Value> {
        self.object.borrow().clone()
    }
}

impl Source for ProcessHandle {
    fn ready(self: Rc<Self>, _events: Events) {
        self.registration.take();
        // What the child wrote before its end, and the ends of its pipes, are told first: they are ready by now, and one
        // more turn of the loop reads them, as Node's loop does with whatever a signal tells.
        runtime::current().on_closing(move |runtime| runtime.on_closing(move |_| self.ended()));
    }
}

impl ProcessHandle {
    fn ended(&self) {
        let ended = self.child.borrow().as_ref().map(Child::wait);
        let (code, signal) = match ended {
            // Closed meanwhile.
            None => return,
            Some(Ok(Ended::Exited(code))) => (code, 0),
            Some(Ok(Ended::Signaled(signal))) => (0, signal),
            // Only a program that waits for its children by itself can take the news away.
            Some(Err(error)) => (errno(&error), 0),
        };
        self.let_go();
        let Some(object) = self.object.take() else { return };
        let context = self.context.replace(Value::UNDEFINED);
        door::enter_in(&context, |cx| {
            cx.call(&cx.get(&object, "onexit")?, &object, &[Value::from(code), Value::from(signal)])
        });
    }
}
