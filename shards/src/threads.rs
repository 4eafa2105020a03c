//! The threads that shards run on. A thread whose shard has ended waits a while for the
//! next one, with its executor: starting one is then a message.
//!
//! The list of idle threads is behind a lock. Starting a shard is no request path.

use std::ffi::CString;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;

use crate::cores;
use crate::error::Error;
use crate::executor::Executor;
use crate::limits;
use crate::shard::ShardOptions;

/// What runs on a thread: takes the thread's executor if there is one, leaves one.
/// Returns what tells others of its end, which happens once the thread can be had again.
pub(crate) type Job = Box<dyn FnOnce(&mut Option<Executor>) -> Report + Send>;

pub(crate) type Report = Box<dyn FnOnce()>;

struct Idle {
    id: u64,
    stack_bytes: usize,
    jobs: mpsc::Sender<Job>,
}

struct Threads {
    idle: Vec<Idle>,
    next_id: u64,
}

static THREADS: Mutex<Threads> = Mutex::new(Threads { idle: Vec::new(), next_id: 0 });

fn threads() -> MutexGuard<'static, Threads> {
    THREADS.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Runs `job` on a thread with the stack that the options want.
pub(crate) fn run(options: &ShardOptions, mut job: Job) -> Result<(), Error> {
    let stack_bytes = options.stack_bytes;
    loop {
        let idle = {
            let mut threads = threads();
            let at = threads.idle.iter().position(|idle| idle.stack_bytes == stack_bytes);
            at.map(|at| threads.idle.swap_remove(at))
        };
        let Some(idle) = idle else { break };
        match idle.jobs.send(job) {
            Ok(()) => return Ok(()),
            Err(mpsc::SendError(unsent)) => job = unsent,
        }
    }
    thread::Builder::new()
        .name(options.name.clone())
        .stack_size(stack_bytes)
        .spawn(move || live(stack_bytes, job))
        .map(drop)
        .map_err(Error::Thread)
}

/// Names the calling thread for debuggers and `top`, as far as the kernel's 15 bytes go.
/// A thread that had another shard before has its old name in panic messages.
pub(crate) fn name(name: &str) {
    let mut bytes: Vec<u8> = name.bytes().filter(|byte| *byte != 0).collect();
    bytes.truncate(15);
    let name = CString::new(bytes).expect("zero bytes were left out");
    // Fails for bad pointers only.
    let _ = rustix::thread::set_name(&name);
}

/// A thread's life: one shard after another.
fn live(stack_bytes: usize, first: Job) {
    let mut executor = None;
    let mut report = first(&mut executor);
    let (sender, jobs) = mpsc::channel::<Job>();
    loop {
        cores::restore_affinity();
        let id = {
            let mut threads = threads();
            if executor.is_none() || threads.idle.len() >= limits::IDLE_THREADS_MAX {
                drop(threads);
                drop(executor);
                return report();
            }
            threads.next_id += 1;
            let id = threads.next_id;
            threads.idle.push(Idle { id, stack_bytes, jobs: sender.clone() });
            id
        };
        report();
        let job = match jobs.recv_timeout(limits::IDLE_THREAD_WAIT) {
            Ok(job) => Some(job),
            Err(RecvTimeoutError::Disconnected) => None,
            Err(RecvTimeoutError::Timeout) => {
                let mut threads = threads();
                let at = threads.idle.iter().position(|idle| idle.id == id);
                match at {
                    Some(at) => {
                        threads.idle.swap_remove(at);
                        None
                    }
                    // Somebody has just taken this thread: its job is on the way.
                    None => {
                        drop(threads);
                        jobs.recv().ok()
                    }
                }
            }
        };
        match job {
            Some(job) => report = job(&mut executor),
            None => return,
        }
    }
}
