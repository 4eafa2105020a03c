//! The binding `worker_threads`: starting and ending workers, and messages to a thread by its number.

use std::cell::RefCell;
use std::rc::Rc;

use shards::{Notifier, Remote, ShardHandle, ShardOptions};

use super::inboxes;
use super::thread::{self, Beginning, Children, Ended, Failure, Start};
use crate::engine::{Binding, Call, Class, Cx, Result, Value};
use crate::runtime::options::OptionValues;
use crate::runtime::{self, Hold};
use crate::web::clone::Message;
use crate::web::messaging::{channel, open_port};

/// Node's defaults, in MiB; the engine's frames are larger than V8's, so it gets three times the stack.
const STACK_MB: f64 = 4.0;
const STACK_FACTOR: f64 = 3.0;
const STACK_BYTES_MIN: usize = 512 << 10;
const STACK_BYTES_MAX: usize = 15 << 20;
/// How far below its limit a worker's heap is ended: it is looked at now and then only, and must not pass the limit.
const HEAP_SLACK_DIVISOR: usize = 8;
const HEAP_SLACK_BYTES_MAX: usize = 4 << 20;
/// What a thread has beyond the engine's own limit.
const STACK_SLACK_BYTES: usize = 4 << 20;

pub(super) fn bind(binding: &Binding) -> Result<()> {
    binding.cx().define_class::<Worker>(|worker| {
        worker.method("stop", 0, |call: &Call| -> Result<()> {
            if let Some(watched) = call.this_as::<Worker>()?.0.borrow().as_ref() {
                watched.remote.stop();
            }
            Ok(())
        })?;
        // How long ago its loop began, 0 for a loop that does not turn, and how long it has slept; in milliseconds.
        worker.method("loopTimes", 0, |call: &Call| -> Result<Value> {
            let watched = call.this_as::<Worker>()?.0.borrow();
            let times = watched.as_ref().map(|watched| (watched.remote.began_ns(), watched.remote.idle_ns()));
            let (began, idle) = times.unwrap_or_default();
            let age = if began == 0 { 0 } else { shards::clock::monotonic_ns() - began };
            Ok(call.cx().array([age, idle].map(|ns| Value::from(ns as f64 / 1e6))))
        })?;
        worker.method("reference", 1, |call: &Call| -> Result<()> {
            let worker = call.this_as::<Worker>()?;
            if let Some(watched) = worker.0.borrow().as_ref() {
                watched.hold.set_referenced(call.bool(0));
            }
            Ok(())
        })?;
        // Undefined once it is gone.
        worker.method("hasRef", 0, |call: &Call| -> Result<Option<Value>> {
            let worker = call.this_as::<Worker>()?;
            Ok(worker.0.borrow().as_ref().map(|watched| Value::from(watched.hold.is_referenced())))
        })
    })?;
    binding.function("start", 2, start)?;
    binding.function("checkOptions", 1, |call: &Call| -> Result<Value> {
        let cx = call.cx();
        let refused = parse(cx, call.arg(0))?.err().unwrap_or_default();
        Ok(cx.array(refused.iter().map(|option| cx.string(option))))
    })?;
    binding.function("beginning", 0, |call: &Call| -> Result<Value> {
        let cx = call.cx();
        let beginning = runtime::current().kept::<Beginning>().expect("only workers ask");
        let (init, seats) = beginning.0.take().expect("they ask once");
        let mut parts = vec![init.read(cx)?];
        for seat in seats {
            parts.push(open_port(cx, seat)?);
        }
        Ok(cx.array(parts))
    })?;
    // Whether it was not known yet, and whether it was known.
    binding.function("trackFd", 1, |call: &Call| -> Result<bool> { Ok(thread::track_fd(call.i32(0)?)) })?;
    binding.function("untrackFd", 1, |call: &Call| -> Result<bool> { Ok(thread::untrack_fd(call.i32(0)?)) })?;
    binding.function("openInbox", 0, |call: &Call| -> Result<Value> {
        open_port(call.cx(), inboxes::open(runtime::current().options().thread_id))
    })?;
    binding.function("postToThread", 3, |call: &Call| -> Result<bool> {
        let cx = call.cx();
        let message = Message::write(cx, call.arg(1), cx.elements(call.arg(2))?)?;
        Ok(inboxes::send(call.i64(0)? as u64, message))
    })
}

/// A worker, as its parent sees it; empty once its end has been told of.
struct Worker(Rc<RefCell<Option<Watched>>>);

struct Watched {
    remote: Remote,
    /// Until it has ended.
    handle: Option<ShardHandle<Ended>>,
    _notifier: Notifier,
    hold: Hold,
    object: Value,
    on_exit: Value,
}

impl Class for Worker {
    const NAME: &'static str = "Worker";
}

/// `start({ init, transfers, options, limits, name, core }, onExit)`: `[handle, controlPort, publicPort, threadId]`.
/// `onExit(code, errorCode, reason, stack)` is called once the thread is gone. Where it could not be started, the handle
/// is undefined, and the reason follows.
fn start(call: &Call) -> Result<Value> {
    let cx = call.cx();
    let given = call.arg(0);
    let get = |name| cx.get(given, name);
    let init = Message::write(cx, &get("init")?, cx.elements(&get("transfers")?)?)?;
    let limits = Limits::read(cx, &get("limits")?)?;
    let arguments = get("options")?;
    let runtime = runtime::current();
    let mut options = runtime.options().clone();
    if !arguments.is_undefined() {
        options.option_values = parse(cx, &arguments)?.unwrap_or_else(|_| options.option_values.clone());
    }
    // The parent's own program, given as text, is not the worker's.
    options.option_values.retain(|(name, _)| !matches!(*name, "--eval" | "--print"));
    options.thread_id = thread::next_thread_id();
    options.thread_name = cx.to_string(&get("name")?)?;
    options.limits.stack_bytes_max = limits.stack_bytes();
    options.limits.heap_bytes_max = limits.heap_bytes();
    let (control, worker_control) = channel();
    let (public, worker_public) = channel();
    let shard = ShardOptions {
        index: options.thread_id as usize,
        name: if options.thread_name.is_empty() { "worker".to_owned() } else { options.thread_name.clone() },
        stack_bytes: limits.stack_bytes() + STACK_SLACK_BYTES,
        spin: runtime.shard().reactor().spin_time(),
        core: get("core")?.as_f64().map(|core| core as usize),
        ..ShardOptions::default()
    };
    let id = options.thread_id;
    let start = Start {
        options,
        init,
        control: worker_control,
        public: worker_public,
        inbox: inboxes::open(id),
    };
    let handle = match thread::start(start, shard) {
        Ok(handle) => handle,
        Err(error) => {
            inboxes::close(id);
            let reason = cx.string(&error.to_string());
            return Ok(cx.array([Value::UNDEFINED, open_port(cx, control)?, open_port(cx, public)?, Value::from(id), reason]));
        }
    };
    let remote = handle.remote().clone();
    let watched: Rc<RefCell<Option<Watched>>> = Rc::default();
    let weak = Rc::downgrade(&watched);
    let notifier = runtime.shard().notifier(Rc::new(move || {
        if let Some(watched) = weak.upgrade() {
            ended(id, &watched);
        }
    }));
    handle.notify_on_end(notifier.handle());
    let object = cx.instance(Worker(watched.clone()))?;
    let hold = Hold::named("Worker");
    let on_exit = call.arg(1).clone();
    watched.replace(Some(Watched { remote, handle: Some(handle), _notifier: notifier, hold, object: object.clone(), on_exit }));
    Ok(cx.array([object, open_port(cx, control)?, open_port(cx, public)?, Value::from(id)]))
}

fn ended(id: u64, watched: &Rc<RefCell<Option<Watched>>>) {
    let told = watched.borrow_mut().as_mut().and_then(|watched| {
        Some((watched.handle.take()?, watched.object.clone(), watched.on_exit.clone()))
    });
    let Some((handle, object, on_exit)) = told else { return };
    // It holds the loop until its `exit` event is over.
    let watched = watched.clone();
    runtime::current().on_closing(move |_| drop(watched.take()));
    inboxes::close(id);
    Children::get().forget(id);
    let (code, error, reason, stack) = match handle.join() {
        Ok(Ended { code, reason: None }) => (code, None, String::new(), String::new()),
        Ok(Ended { code, reason: Some(Failure::OutOfMemory(stack)) }) => {
            (code, Some("ERR_WORKER_OUT_OF_MEMORY"), "JS heap out of memory".to_owned(), stack)
        }
        Ok(Ended { code, reason: Some(Failure::Start) }) => {
            (code, Some("ERR_WORKER_INIT_FAILED"), "no memory for a heap".to_owned(), String::new())
        }
        Err(error) => (1, Some("ERR_WORKER_INIT_FAILED"), error.to_string(), String::new()),
    };
    runtime::door::enter_with(|cx| {
        let error = error.map_or(Value::UNDEFINED, |error| cx.string(error));
        cx.call(&on_exit, &object, &[Value::from(code), error, cx.string(&reason), cx.string(&stack)])
    });
}

fn parse(cx: Cx, arguments: &Value) -> Result<std::result::Result<OptionValues, Vec<String>>> {
    let arguments: Vec<String> =
        cx.elements(arguments)?.iter().map(|argument| cx.to_string(argument)).collect::<Result<_>>()?;
    Ok((runtime::current().options().parse_options)(&arguments))
}

/// `resourceLimits`, in MiB; 0 for what was not given.
struct Limits {
    old: f64,
    young: f64,
    stack: f64,
}

impl Limits {
    fn read(cx: Cx, limits: &Value) -> Result<Limits> {
        let number = |name| -> Result<f64> { Ok(cx.get(limits, name)?.as_f64().unwrap_or(0.0)) };
        Ok(Limits {
            old: number("maxOldGenerationSizeMb")?,
            young: number("maxYoungGenerationSizeMb")?,
            stack: number("stackSizeMb")?,
        })
    }

    fn heap_bytes(&self) -> Option<usize> {
        (self.old > 0.0).then(|| {
            let bytes = ((self.old + self.young) * (1 << 20) as f64) as usize;
            bytes - (bytes / HEAP_SLACK_DIVISOR).min(HEAP_SLACK_BYTES_MAX)
        })
    }

    fn stack_bytes(&self) -> usize {
        let stack = if self.stack > 0.0 { self.stack } else { STACK_MB };
        ((stack * STACK_FACTOR * (1 << 20) as f64) as usize).clamp(STACK_BYTES_MIN, STACK_BYTES_MAX)
    }
}
