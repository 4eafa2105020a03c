//! The shard's blocking pool: a few threads for calls that have no readiness, such as
//! files and name lookups. Threads start when there is work for them.
//!
//! Not the executor's pool: that one starts its threads with the executor (0.2 ms and
//! four threads per shard, whether used or not), wakes nothing but the executor's ring,
//! in which the shard does not sleep, and dies with a closure that panics.

use std::any::Any;
use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::rc::Rc;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;

use crate::cores;
use crate::error::panic_message;
use crate::limits;
use crate::notify::{Notifier, Notify};
use crate::reactor::Reactor;
use crate::slab::{Key, Slab};

/// A closure panicked on the pool's thread.
#[derive(Debug)]
pub struct Panic {
    /// What it panicked with.
    pub message: String,
}

/// Why a closure was not taken. Both closures are given back.
pub enum RunError<F, D> {
    /// [`limits::POOL_QUEUE_DEPTH_MAX`] closures wait already.
    Full(F, D),
    /// There is no thread, and none can be started.
    Thread(std::io::Error, F, D),
}

impl<F, D> std::fmt::Debug for RunError<F, D> {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            RunError::Full(..) => out.write_str("Full"),
            RunError::Thread(error, ..) => write!(out, "Thread({error})"),
        }
    }
}

/// A shard's blocking pool.
pub struct Pool {
    name: String,
    threads_max: usize,
    queue: Arc<Queue>,
    jobs: Rc<Jobs>,
    notifier: Notifier,
}

type Result = std::result::Result<Box<dyn Any + Send>, Panic>;
type Done = Box<dyn FnOnce(Result)>;

struct Jobs {
    done: RefCell<Slab<Done>>,
    /// Finished jobs whose `done` has not run; nested polls carry on with it.
    finished: RefCell<VecDeque<(Key, Result)>>,
    pending: Cell<usize>,
}

/// What the shard and the pool's threads share. One lock: a blocking call costs
/// microseconds besides, and is no request path.
struct Queue {
    state: Mutex<QueueState>,
    work: Condvar,
}

struct QueueState {
    waiting: VecDeque<Job>,
    finished: Vec<(Key, Result)>,
    threads: usize,
    idle: usize,
    closed: bool,
}

struct Job {
    key: Key,
    run: Box<dyn FnOnce() -> Box<dyn Any + Send> + Send>,
}

impl Queue {
    fn lock(&self) -> MutexGuard<'_, QueueState> {
        // Closures run outside the lock.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Pool {
    pub(crate) fn new(reactor: &Reactor, name: &str, threads_max: usize) -> Pool {
        let queue = Arc::new(Queue {
            state: Mutex::new(QueueState {
                waiting: VecDeque::new(),
                finished: Vec::new(),
                threads: 0,
                idle: 0,
                closed: false,
            }),
            work: Condvar::new(),
        });
        let jobs = Rc::new(Jobs {
            done: RefCell::new(Slab::new()),
            finished: RefCell::new(VecDeque::new()),
            pending: Cell::new(0),
        });
        let callback = {
            let (queue, jobs) = (queue.clone(), jobs.clone());
            Rc::new(move || jobs.dispatch(&queue))
        };
        let notifier = reactor.notifier(callback);
        Pool { name: format!("{name}-pool"), threads_max, queue, jobs, notifier }
    }

    /// Runs `work` on a thread of the pool and then `done`, with its result, in the
    /// shard's loop. A panic of `work` is a result too.
    ///
    /// # Errors
    /// The queue is full, or no thread could be started; both closures come back.
    pub fn run<F, R, D>(&self, work: F, done: D) -> std::result::Result<(), RunError<F, D>>
    where
        F: FnOnce() -> R + Send + 'static,
        R: Send + 'static,
        D: FnOnce(std::result::Result<R, Panic>) + 'static,
    {
        let mut state = self.queue.lock();
        if state.waiting.len() >= limits::POOL_QUEUE_DEPTH_MAX {
            return Err(RunError::Full(work, done));
        }
        if state.idle <= state.waiting.len() && state.threads < self.threads_max {
            match self.start_thread() {
                Ok(()) => state.threads += 1,
                // Slower with the threads there are, impossible with none.
                Err(_) if state.threads > 0 => {}
                Err(error) => return Err(RunError::Thread(error, work, done)),
            }
        }
        let key = self.jobs.done.borrow_mut().insert(Box::new(move |result: Result| {
            done(result.map(|value| *value.downcast::<R>().expect("the job's own result")));
        }));
        let run = Box::new(move || Box::new(work()) as Box<dyn Any + Send>);
        state.waiting.push_back(Job { key, run });
        drop(state);
        self.jobs.pending.set(self.jobs.pending.get() + 1);
        self.queue.work.notify_one();
        Ok(())
    }

    /// Closures taken whose `done` has not been called.
    pub fn pending(&self) -> usize {
        self.jobs.pending.get()
    }

    /// Threads that were started so far.
    pub fn threads(&self) -> usize {
        self.queue.lock().threads
    }

    fn start_thread(&self) -> std::io::Result<()> {
        let (queue, notify) = (self.queue.clone(), self.notifier.handle());
        thread::Builder::new()
            .name(self.name.clone())
            .stack_size(limits::POOL_STACK_BYTES)
            .spawn(move || {
                // The shard is pinned, its helpers are not: they inherit its mask.
                cores::restore_affinity();
                work(&queue, &notify);
            })
            .map(drop)
    }

    /// Forgets everything: the shard is over. Closures that run are not waited for.
    pub(crate) fn close(&self) {
        let mut state = self.queue.lock();
        state.closed = true;
        let waiting = std::mem::take(&mut state.waiting);
        drop(state);
        self.queue.work.notify_all();
        drop(waiting);
        let done = self.jobs.done.borrow_mut().take_all();
        drop(done);
        self.jobs.finished.borrow_mut().clear();
        self.jobs.pending.set(0);
    }
}

impl Drop for Pool {
    fn drop(&mut self) {
        self.close();
    }
}

impl Jobs {
    fn dispatch(&self, queue: &Queue) {
        self.finished.borrow_mut().extend(queue.lock().finished.drain(..));
        loop {
            let Some((key, result)) = self.finished.borrow_mut().pop_front() else { return };
            let done = self.done.borrow_mut().remove(key);
            if let Some(done) = done {
                self.pending.set(self.pending.get() - 1);
                done(result);
            }
        }
    }
}

/// A pool thread's life.
fn work(queue: &Queue, notify: &Notify) {
    let mut state = queue.lock();
    while !state.closed {
        let Some(Job { key, run }) = state.waiting.pop_front() else {
            state.idle += 1;
            state = queue.work.wait(state).unwrap_or_else(PoisonError::into_inner);
            state.idle -= 1;
            continue;
        };
        drop(state);
        // What an unwinding closure leaves behind is its own and gone.
        let result = catch_unwind(AssertUnwindSafe(run))
            .map_err(|payload| Panic { message: panic_message(&*payload) });
        state = queue.lock();
        state.finished.push((key, result));
        drop(state);
        notify.notify();
        state = queue.lock();
    }
}
