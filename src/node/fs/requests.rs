//! Requests in flight: operations on the blocking pool, and their way back into JavaScript.
//!
//! A request holds the loop, and remembers the async context that it was made in.

use std::cell::RefCell;
use std::collections::VecDeque;

use shards::{Panic, RunError};

use crate::engine::{Cx, Error, ErrorClass, Kind, Result, Value};
use crate::runtime::{Hold, current, door};

use super::operation::{Outcome, Output};

thread_local! {
    /// Requests that found the pool's queue full, oldest first; each that ends lets one in.
    static WAITING: RefCell<VecDeque<Box<dyn FnOnce()>>> = RefCell::default();
}

/// Runs `work` on the pool. `face` is the callback, or a symbol for a promise, which is returned.
pub(super) fn start<R: Output>(
    cx: Cx,
    face: &Value,
    target: &Value,
    work: impl FnOnce() -> Outcome<R> + Send + 'static,
) -> Result<Value> {
    let (kind, settle, promise) = if face.kind() == Kind::Symbol {
        let (promise, resolve, reject) = cx.promise()?;
        ("FSReqPromise", Settle::Promise { resolve, reject }, promise)
    } else if face.is_function() {
        ("FSReqCallback", Settle::Callback(face.clone()), Value::UNDEFINED)
    } else {
        return Err(Error::type_error("the last argument must be a callback"));
    };
    let request = Request { hold: Hold::named(kind), context: cx.async_context(), settle, target: target.clone() };
    submit(work, move |result| request.complete(result))
        .map_err(|error| Error::system(&error, "pthread_create"))?;
    Ok(promise)
}

fn submit<R: Send + 'static>(
    work: impl FnOnce() -> R + Send + 'static,
    done: impl FnOnce(std::result::Result<R, Panic>) + 'static,
) -> std::io::Result<()> {
    let finish = |result| {
        done(result);
        let next = WAITING.with_borrow_mut(VecDeque::pop_front);
        if let Some(next) = next {
            next();
        }
    };
    match current().shard().pool().run(work, finish) {
        Ok(()) => Ok(()),
        Err(RunError::Full(work, finish)) => {
            wait(Box::new(work), Box::new(finish));
            Ok(())
        }
        Err(RunError::Thread(error, ..)) => Err(error),
    }
}

type Work<R> = Box<dyn FnOnce() -> R + Send>;
type Done<R> = Box<dyn FnOnce(std::result::Result<R, Panic>)>;

/// Until one of those before it has ended.
fn wait<R: Send + 'static>(work: Work<R>, done: Done<R>) {
    let again = move || match current().shard().pool().run(work, done) {
        Ok(()) => {}
        Err(RunError::Full(work, done)) => wait(work, done),
        Err(RunError::Thread(error, ..)) => unreachable!("a pool that had a queue has threads: {error}"),
    };
    crate::engine::at_end(|| drop(WAITING.take()));
    WAITING.with_borrow_mut(|waiting| waiting.push_back(Box::new(again)));
}

enum Settle {
    Callback(Value),
    Promise { resolve: Value, reject: Value },
}

struct Request {
    hold: Hold,
    context: Value,
    settle: Settle,
    target: Value,
}

impl Request {
    fn complete<R: Output>(self, result: std::result::Result<Outcome<R>, Panic>) {
        let Request { hold, context, settle, target } = self;
        drop(hold);
        door::enter_with(|cx| {
            let outcome = match result {
                Ok(outcome) => outcome.map_err(Error::from).and_then(|output| output.deliver(cx, &target)),
                Err(panic) => Err(Error::coded(
                    ErrorClass::Error,
                    "ERR_INTERNAL_ASSERTION",
                    format!("A native function panicked: {}\nThis is caused by a bug in rnode.", panic.message),
                )),
            };
            // The door puts back what was, after it has dealt with a throw.
            cx.swap_async_context(context);
            settle.call(cx, outcome)
        });
    }
}

impl Settle {
    fn call(&self, cx: Cx, outcome: Result<Value>) -> Result<Value> {
        let none = &Value::UNDEFINED;
        match (self, outcome) {
            // Node's callbacks get a lone null from what has no result.
            (Settle::Callback(callback), Ok(value)) if value.is_undefined() => cx.call(callback, none, &[Value::NULL]),
            (Settle::Callback(callback), Ok(value)) => cx.call(callback, none, &[Value::NULL, value]),
            (Settle::Callback(callback), Err(error)) => cx.call(callback, none, &[error.into_value(cx)]),
            (Settle::Promise { resolve, .. }, Ok(value)) => cx.call(resolve, none, &[value]),
            (Settle::Promise { reject, .. }, Err(error)) => cx.call(reject, none, &[error.into_value(cx)]),
        }
    }
}
