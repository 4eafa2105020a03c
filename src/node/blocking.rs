//! Work on the shard's blocking pool for natives that take a callback.
//!
//! A job in flight holds the loop, and its end runs in the async context that it was made in.

use std::cell::RefCell;
use std::collections::VecDeque;

use shards::{Panic, RunError};

use crate::engine::{Cx, Error, ErrorClass, Result, Value};
use crate::runtime::{Hold, current, door};

/// Runs `work` on the pool and then `finish` in the loop, through the door into JavaScript.
///
/// # Errors
/// When the pool has no thread and none can be started.
pub fn run<R: Send + 'static>(
    cx: Cx,
    work: impl FnOnce() -> R + Send + 'static,
    finish: impl FnOnce(Cx, R) -> Result<Value> + 'static,
) -> Result<()> {
    let hold = Hold::new();
    let context = cx.async_context();
    let done = move |result: std::result::Result<R, Panic>| {
        drop(hold);
        door::enter_in(&context, |cx| match result {
            Ok(result) => finish(cx, result),
            Err(panic) => Err(panicked(&panic)),
        });
    };
    submit(Box::new(work), Box::new(done)).map_err(|error| Error::system(&error, "pthread_create"))
}

fn panicked(panic: &Panic) -> Error {
    Error::coded(
        ErrorClass::Error,
        "ERR_INTERNAL_ASSERTION",
        format!("A native function panicked: {}\nThis is caused by a bug in rnode.", panic.message),
    )
}

type Work<R> = Box<dyn FnOnce() -> R + Send>;
type Done<R> = Box<dyn FnOnce(std::result::Result<R, Panic>)>;

thread_local! {
    /// Jobs that found the pool's queue full, oldest first; each that ends lets one in.
    static WAITING: RefCell<VecDeque<Box<dyn FnOnce()>>> = RefCell::default();
}

fn submit<R: Send + 'static>(work: Work<R>, done: Done<R>) -> std::io::Result<()> {
    let finish: Done<R> = Box::new(|result| {
        done(result);
        let next = WAITING.with_borrow_mut(VecDeque::pop_front);
        if let Some(next) = next {
            next();
        }
    });
    start(work, finish)
}

fn start<R: Send + 'static>(work: Work<R>, finish: Done<R>) -> std::io::Result<()> {
    match current().shard().pool().run(work, finish) {
        Ok(()) => Ok(()),
        Err(RunError::Full(work, finish)) => {
            let again = || start(work, finish).expect("a pool that had a queue has threads");
            crate::engine::at_end(|| drop(WAITING.take()));
            WAITING.with_borrow_mut(|waiting| waiting.push_back(Box::new(again)));
            Ok(())
        }
        Err(RunError::Thread(error, ..)) => Err(error),
    }
}
