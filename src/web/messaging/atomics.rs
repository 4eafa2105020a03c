//! `Atomics.wait`, `notify` and `waitAsync`, over all threads of the process.
//!
//! The engine's own `wait` cannot be ended from outside, and it has no `waitAsync`. Those who wait are in one table by
//! the address of what they wait for, behind a lock that is held to look and to put in or take out, never to wait.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use shards::{Notifier, Notify, Phase};

use crate::engine::{Attributes, Binding, Call, Error, ObjectClass, Result, Value, ViewKind};
use crate::runtime::{self, door};

/// How long a thread waits before it looks whether it was asked to end.
const SLICE: Duration = Duration::from_millis(20);

/// The exit code of a thread that was asked to end.
const EXIT_STOPPED: i32 = 1;

type Waiters = HashMap<usize, Vec<Arc<Waiter>>>;

static WAITERS: Mutex<Option<Waiters>> = Mutex::new(None);

struct Waiter {
    woken: Mutex<bool>,
    bell: Condvar,
    /// Of `waitAsync`: the callback that settles its promise.
    notify: Option<Notify>,
}

fn table() -> MutexGuard<'static, Option<Waiters>> {
    WAITERS.lock().unwrap_or_else(PoisonError::into_inner)
}

/// What is waited for: a place in shared memory, and the value that it must have.
struct Place {
    /// Keeps the memory alive.
    _buffer: Value,
    address: usize,
    index: usize,
    wide: bool,
}

pub(super) fn bind(binding: &Binding) -> Result<()> {
    binding.function("install", 0, |call: &Call| -> Result<()> {
        let cx = call.cx();
        let atomics = cx.get(&cx.global(), "Atomics")?;
        cx.define(&atomics, "wait", cx.function("wait", 4, wait), Attributes::HIDDEN)?;
        cx.define(&atomics, "waitAsync", cx.function("waitAsync", 4, wait_async), Attributes::HIDDEN)?;
        cx.define(&atomics, "notify", cx.function("notify", 3, notify), Attributes::HIDDEN)
    })
}

/// ECMA-262, ValidateIntegerTypedArray with `waitable`, and ValidateAtomicAccess. `None` for memory that nobody shares.
fn place(call: &Call, must_be_shared: bool) -> Result<Option<Place>> {
    let cx = call.cx();
    let array = call.arg(0);
    let kind = cx.view_kind(array);
    if !matches!(kind, Some(ViewKind::Int32 | ViewKind::BigInt64)) {
        let shown = cx.describe(&cx.constructor_name(array));
        return Err(Error::type_error(format!("[object {shown}] is not an int32 or BigInt64 typed array.")));
    }
    let view = cx.view(array)?.expect("it is a view");
    let shared = view.buffer.class() == ObjectClass::SHARED_ARRAY_BUFFER;
    if must_be_shared && !shared {
        return Err(Error::type_error("[object Int32Array] is not a shared typed array."));
    }
    let wide = kind == Some(ViewKind::BigInt64);
    let size = if wide { 8 } else { 4 };
    let index = call.f64(1)?.trunc();
    let index = if index.is_nan() { 0.0 } else { index };
    if index < 0.0 || index >= (view.length / size) as f64 {
        return Err(Error::range_error("Invalid atomic access index"));
    }
    if !shared {
        return Ok(None);
    }
    let bytes = cx.bytes(array).ok_or(Error::Pending)?;
    let index = index as usize;
    Ok(Some(Place { address: bytes.as_ptr() as usize + index * size, index, wide, _buffer: view.buffer }))
}

impl Place {
    fn holds(&self, call: &Call, expected: i64) -> bool {
        call.cx().load_shared(call.arg(0), self.index, self.wide) == Some(expected)
    }
}

fn expected(call: &Call, place: &Place) -> Result<i64> {
    if place.wide { call.i64(2) } else { Ok(i64::from(call.i32(2)?)) }
}

/// `None` for as long as it takes.
fn timeout(call: &Call) -> Result<Option<Duration>> {
    let ms = if call.arg(3).is_undefined() { f64::NAN } else { call.f64(3)? };
    Ok((ms.is_finite() || ms == f64::NEG_INFINITY).then(|| Duration::from_secs_f64((ms / 1000.0).clamp(0.0, 1e9))))
}

fn add(address: usize, notify: Option<Notify>, table: &mut Option<Waiters>) -> Arc<Waiter> {
    let waiter = Arc::new(Waiter { woken: Mutex::new(false), bell: Condvar::new(), notify });
    table.get_or_insert_default().entry(address).or_default().push(waiter.clone());
    waiter
}

/// Takes a waiter out; false if somebody has woken it.
fn remove(address: usize, waiter: &Arc<Waiter>) -> bool {
    let mut table = table();
    let Some(waiters) = table.as_mut().and_then(|table| table.get_mut(&address)) else { return false };
    let before = waiters.len();
    waiters.retain(|other| !Arc::ptr_eq(other, waiter));
    let removed = waiters.len() < before;
    if waiters.is_empty() {
        table.as_mut().expect("it has an entry").remove(&address);
    }
    removed
}

/// `Atomics.wait(array, index, value, timeout)`
fn wait(call: &Call) -> Result<&'static str> {
    let place = place(call, true)?.expect("shared memory was asked for");
    let expected = expected(call, &place)?;
    let timeout = timeout(call)?;
    let waiter = {
        let mut table = table();
        if !place.holds(call, expected) {
            return Ok("not-equal");
        }
        add(place.address, None, &mut table)
    };
    let end = timeout.map(|timeout| Instant::now() + timeout);
    let runtime = runtime::current();
    let mut woken = waiter.woken.lock().unwrap_or_else(PoisonError::into_inner);
    loop {
        if *woken {
            return Ok("ok");
        }
        let left = end.map_or(SLICE, |end| end.saturating_duration_since(Instant::now()).min(SLICE));
        let stopping = runtime.shard().phase() == Phase::Stopping;
        if left.is_zero() || stopping {
            drop(woken);
            let removed = remove(place.address, &waiter);
            if stopping && runtime.options().thread_id > 0 {
                // As the loop would have seen: nothing of the program runs any more.
                runtime.request_exit(EXIT_STOPPED);
                return Err(call.cx().throw_uncatchable());
            }
            return Ok(if removed { "timed-out" } else { "ok" });
        }
        woken = waiter.bell.wait_timeout(woken, left).unwrap_or_else(PoisonError::into_inner).0;
    }
}

/// `Atomics.notify(array, index, count)`
fn notify(call: &Call) -> Result<usize> {
    let place = place(call, false)?;
    let count = if call.arg(2).is_undefined() { f64::INFINITY } else { call.f64(2)?.max(0.0) };
    let Some(place) = place else { return Ok(0) };
    let mut table = table();
    let Some(waiters) = table.as_mut().and_then(|table| table.get_mut(&place.address)) else { return Ok(0) };
    let count = if count >= waiters.len() as f64 { waiters.len() } else { count as usize };
    for waiter in waiters.drain(..count) {
        *waiter.woken.lock().unwrap_or_else(PoisonError::into_inner) = true;
        waiter.bell.notify_one();
        if let Some(notify) = &waiter.notify {
            notify.notify();
        }
    }
    if waiters.is_empty() {
        table.as_mut().expect("it has an entry").remove(&place.address);
    }
    Ok(count)
}

/// `Atomics.waitAsync(array, index, value, timeout)`: `{ async, value }`.
fn wait_async(call: &Call) -> Result<Value> {
    let cx = call.cx();
    let place = place(call, true)?.expect("shared memory was asked for");
    let expected = expected(call, &place)?;
    let timeout = timeout(call)?;
    let answer = |value: Value, is_async: bool| -> Result<Value> {
        let object = cx.object();
        cx.set(&object, "async", Value::from(is_async))?;
        cx.set(&object, "value", value)?;
        Ok(object)
    };
    let (promise, resolve, _) = cx.promise()?;
    let waiting: Rc<RefCell<Option<Waiting>>> = Rc::default();
    let own = waiting.clone();
    let notifier = runtime::current().shard().notifier(Rc::new(move || settle(&own, "ok")));
    let waiter = {
        let mut table = table();
        if !place.holds(call, expected) {
            return answer(cx.string("not-equal"), false);
        }
        if timeout.is_some_and(|timeout| timeout.is_zero()) {
            return answer(cx.string("timed-out"), false);
        }
        add(place.address, Some(notifier.handle()), &mut table)
    };
    waiting.replace(Some(Waiting { place, waiter, resolve, _notifier: notifier }));
    if let Some(timeout) = timeout {
        let shard = runtime::current().shard().clone();
        let at_ms = shard.now_ms() + timeout.as_millis() as u64 + 1;
        shard.timers().arm(at_ms, Rc::new(Deadline(waiting)));
    }
    answer(promise, true)
}

/// A promise of `waitAsync` that is not settled. It does not keep the loop alive.
struct Waiting {
    place: Place,
    waiter: Arc<Waiter>,
    resolve: Value,
    _notifier: Notifier,
}

struct Deadline(Rc<RefCell<Option<Waiting>>>);

impl shards::Expires for Deadline {
    fn expired(self: Rc<Self>, _: shards::TimerKey, _: u64) {
        let expired = self.0.borrow().as_ref().is_some_and(|waiting| remove(waiting.place.address, &waiting.waiter));
        if expired {
            settle(&self.0, "timed-out");
        }
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        remove(self.place.address, &self.waiter);
    }
}

fn settle(waiting: &Rc<RefCell<Option<Waiting>>>, outcome: &str) {
    let Some(settled) = waiting.take() else { return };
    door::enter_with(|cx| cx.call(&settled.resolve, &Value::UNDEFINED, &[cx.string(outcome)]));
}
