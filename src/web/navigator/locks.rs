//! The binding `locks`: who holds and who waits for which lock, over all threads of the process.
//!
//! One table behind a mutex that is held to look and to put in or take out. No request path leads here: only programs
//! that use `navigator.locks` do.

use std::cell::RefCell;
use std::collections::{HashMap, VecDeque};
use std::rc::Rc;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use shards::{Notifier, Notify};

use crate::engine::{Binding, Call, Result, Value, at_end};
use crate::runtime::{current, door};

/// What a thread without a locale of its own speaks, as V8 without data of any other says it.
const LOCALE: &str = "en-US";

static TABLE: Mutex<Option<HashMap<String, Queue>>> = Mutex::new(None);

#[derive(Default)]
struct Queue {
    held: Vec<Request>,
    waiting: VecDeque<Request>,
}

struct Request {
    id: u64,
    exclusive: bool,
    client: Arc<Client>,
}

/// A thread that has asked for locks.
struct Client {
    thread: u64,
    /// What has come about for its requests meanwhile: their numbers, and whether the lock was stolen or granted.
    events: Mutex<Vec<(u64, bool)>>,
    notify: Notify,
}

impl Client {
    fn tell(&self, id: u64, stolen: bool) {
        self.events.lock().unwrap_or_else(PoisonError::into_inner).push((id, stolen));
        // The script of the thread that brings it about looks by itself.
        let is_own = SEAT.with_borrow(|seat| seat.as_ref().is_some_and(|seat| seat.client.thread == self.thread));
        if !is_own {
            self.notify.notify();
        }
    }

    fn take_events(&self) -> Vec<(u64, bool)> {
        std::mem::take(&mut *self.events.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// This thread's, while its realm lives.
struct Seat {
    client: Arc<Client>,
    _notifier: Notifier,
    handler: Value,
    next_id: u64,
}

thread_local! {
    static SEAT: RefCell<Option<Seat>> = const { RefCell::new(None) };
}

pub(super) fn bind(binding: &Binding) -> Result<()> {
    binding.value("locale", LOCALE)?;
    binding.value("machine", rustix::system::uname().machine().to_string_lossy().as_ref())?;
    binding.function("availableParallelism", 0, |_: &Call| {
        std::thread::available_parallelism().map_or(1, usize::from)
    })?;
    // (handler()): called when other threads have brought events about.
    binding.function("setHandler", 1, |call: &Call| {
        let notifier = current().shard().notifier(Rc::new(deliver));
        let client = Arc::new(Client {
            thread: current().options().thread_id,
            events: Mutex::default(),
            notify: notifier.handle(),
        });
        at_end(leave);
        SEAT.set(Some(Seat { client, _notifier: notifier, handler: call.arg(0).clone(), next_id: 1 }));
    })?;
    binding.function("request", 4, request)?;
    // (name, id): gives a lock back.
    binding.function("release", 2, |call: &Call| -> Result<()> {
        remove(call, |queue, is_own| queue.held.retain(|request| !is_own(request))).map(drop)
    })?;
    // (name, id): whether the request waited still.
    binding.function("cancel", 2, |call: &Call| -> Result<bool> {
        remove(call, |queue, is_own| queue.waiting.retain(|request| !is_own(request)))
    })?;
    // [[id, isStolen], …]
    binding.function("takeEvents", 0, |call: &Call| {
        let cx = call.cx();
        let events = SEAT.with_borrow(|seat| seat.as_ref().map(|seat| seat.client.take_events())).unwrap_or_default();
        cx.array(events.into_iter().map(|(id, stolen)| cx.array([Value::from(id), Value::from(stolen)])))
    })?;
    binding.function("query", 0, |call: &Call| {
        let cx = call.cx();
        let thread = current().options().thread_id;
        let list = |name: &str, request: &Request| {
            let own = request.client.thread == thread;
            own.then(|| cx.array([cx.string(name), Value::from(request.exclusive), Value::from(thread)]))
        };
        let table = table();
        let queues = || table.iter().flatten();
        let held = queues().flat_map(|(name, queue)| queue.held.iter().filter_map(|request| list(name, request)));
        let waiting = queues().flat_map(|(name, queue)| queue.waiting.iter().filter_map(|request| list(name, request)));
        cx.array([cx.array(held), cx.array(waiting)])
    })
}

fn table() -> MutexGuard<'static, Option<HashMap<String, Queue>>> {
    TABLE.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Queue {
    fn admits(&self, exclusive: bool) -> bool {
        self.held.is_empty() || (!exclusive && self.held.iter().all(|held| !held.exclusive))
    }

    /// Grants what waits at the front and may be granted.
    fn advance(&mut self) {
        while let Some(first) = self.waiting.front() {
            if !self.admits(first.exclusive) {
                return;
            }
            let granted = self.waiting.pop_front().expect("there is a first");
            granted.client.tell(granted.id, false);
            self.held.push(granted);
        }
    }
}

/// `request(name, exclusive, steal, ifAvailable)`: `[id, isGranted]`, or undefined where it is not to wait and would.
fn request(call: &Call) -> Result<Option<Value>> {
    let cx = call.cx();
    let (name, exclusive, steal, if_available) = (call.string(0)?, call.bool(1), call.bool(2), call.bool(3));
    let (client, id) = SEAT.with_borrow_mut(|seat| {
        let seat = seat.as_mut().expect("the handler is set first");
        seat.next_id += 1;
        (seat.client.clone(), seat.next_id)
    });
    let mut table = table();
    let queue = table.get_or_insert_default().entry(name).or_default();
    if steal {
        for robbed in queue.held.drain(..) {
            robbed.client.tell(robbed.id, true);
        }
    }
    let granted = steal || (queue.waiting.is_empty() && queue.admits(exclusive));
    if !granted && if_available {
        return Ok(None);
    }
    let request = Request { id, exclusive, client };
    if granted {
        queue.held.push(request);
    } else {
        queue.waiting.push_back(request);
    }
    Ok(Some(cx.array([Value::from(id), Value::from(granted)])))
}

/// Takes out of the queue that the call names what `take` does; whether that was anything.
fn remove(call: &Call, take: impl Fn(&mut Queue, &dyn Fn(&Request) -> bool)) -> Result<bool> {
    let (name, id) = (call.string(0)?, call.i64(1)? as u64);
    let thread = current().options().thread_id;
    let mut table = table();
    let Some(queue) = table.as_mut().and_then(|table| table.get_mut(&name)) else { return Ok(false) };
    let before = queue.held.len() + queue.waiting.len();
    take(queue, &|request| request.id == id && request.client.thread == thread);
    let removed = queue.held.len() + queue.waiting.len() < before;
    queue.advance();
    if queue.held.is_empty() && queue.waiting.is_empty() {
        table.as_mut().expect("it has an entry").remove(&name);
    }
    Ok(removed)
}

/// Tells this thread's script that something has come about.
fn deliver() {
    let handler = SEAT.with_borrow(|seat| seat.as_ref().map(|seat| seat.handler.clone()));
    if let Some(handler) = handler {
        door::enter_with(|cx| cx.call(&handler, &Value::UNDEFINED, &[]));
    }
}

/// The realm ends: what its thread held is free, and it waits for nothing any more.
fn leave() {
    let Some(seat) = SEAT.take() else { return };
    let gone = |request: &Request| Arc::ptr_eq(&request.client, &seat.client);
    let mut table = table();
    for queue in table.iter_mut().flat_map(HashMap::values_mut) {
        queue.held.retain(|request| !gone(request));
        queue.waiting.retain(|request| !gone(request));
        queue.advance();
    }
    if let Some(table) = table.as_mut() {
        table.retain(|_, queue| !queue.held.is_empty() || !queue.waiting.is_empty());
    }
}
