//! A worker: a shard on a thread of its own, from its start to its end.

use std::cell::{Cell, RefCell};
use std::collections::{HashMap, HashSet};
use std::rc::{Rc, Weak};
use std::sync::atomic::{AtomicU64, Ordering};

use shards::{Phase, Remote, Shard, ShardHandle, ShardOptions};

use crate::engine::{Cx, Interrupt, Result, Value};
use crate::runtime::{self, Options, Runtime};
use crate::web::clone::Message;
use crate::web::messaging::Seat;

/// The exit code of a worker that was stopped from outside, or that reached its memory limit.
const EXIT_STOPPED: i32 = 1;

/// What a worker is given.
pub(super) struct Start {
    pub(super) options: Options,
    /// The worker's own memory, in bytes, over which it is ended.
    pub(super) heap_bytes_max: Option<usize>,
    /// What the script tells the worker's script.
    pub(super) init: Message,
    /// The scripts' own channel to the parent.
    pub(super) control: Seat,
    /// The program's.
    pub(super) public: Seat,
    /// Where messages by the thread's number arrive.
    pub(super) inbox: Seat,
}

/// How a worker ended.
pub(super) struct Ended {
    pub(super) code: i32,
    /// Why, when it was not the program's doing.
    pub(super) reason: Option<Failure>,
}

/// What ended a worker.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Failure {
    /// It reached its memory limit.
    OutOfMemory,
    /// Its JavaScript could not be set up.
    Start,
}

/// What a new worker's script asks for first.
pub(super) struct Beginning(pub(super) RefCell<Option<(Message, [Seat; 3])>>);

/// The workers that this thread started: they end with it.
#[derive(Default)]
pub(super) struct Children(RefCell<HashMap<u64, Remote>>);

impl Children {
    /// Of this thread.
    pub(super) fn get() -> Rc<Children> {
        let runtime = runtime::current();
        runtime.kept::<Children>().unwrap_or_else(|| {
            let children = Rc::new(Children::default());
            runtime.keep(children.clone());
            children
        })
    }

    pub(super) fn forget(&self, thread_id: u64) {
        self.0.borrow_mut().remove(&thread_id);
    }
}

/// A number that no other thread of the process has: those of the shards that run the program itself come first.
pub(super) fn next_thread_id() -> u64 {
    static STARTED: AtomicU64 = AtomicU64::new(0);
    runtime::current().shard().peers().len().max(1) as u64 + STARTED.fetch_add(1, Ordering::Relaxed)
}

/// Starts the thread.
pub(super) fn start(start: Start, shard: ShardOptions) -> std::result::Result<ShardHandle<Ended>, shards::Error> {
    let id = start.options.thread_id;
    let handle = shards::start(shard, move |shard| run(shard, start))?;
    Children::get().0.borrow_mut().insert(id, handle.remote().clone());
    Ok(handle)
}

thread_local! {
    /// What the worker's scripts have opened and not closed.
    static UNMANAGED_FDS: RefCell<HashSet<i32>> = RefCell::default();
}

/// False where it is tracked already.
pub(super) fn track_fd(fd: i32) -> bool {
    UNMANAGED_FDS.with_borrow_mut(|fds| fds.insert(fd))
}

/// False where it was not tracked.
pub(super) fn untrack_fd(fd: i32) -> bool {
    UNMANAGED_FDS.with_borrow_mut(|fds| fds.remove(&fd))
}

async fn run(shard: Rc<Shard>, start: Start) -> Ended {
    let Start { options, heap_bytes_max, init, control, public, inbox } = start;
    let Ok(runtime) = Runtime::start(shard.clone(), &options) else {
        return Ended { code: EXIT_STOPPED, reason: Some(Failure::Start) };
    };
    runtime.keep(Rc::new(Beginning(RefCell::new(Some((init, [control, public, inbox]))))));
    let watch = Rc::new(Watch {
        runtime: Rc::downgrade(&runtime),
        remote: shard.remote().clone(),
        heap_bytes_max,
        reason: Cell::new(None),
    });
    let asked = watch.clone();
    shard.on_phase(Rc::new(move |_| {
        asked.must_end();
    }));
    let asked = watch.clone();
    let interrupt = Interrupt::new(runtime.cx(), move || asked.must_end());
    if !watch.must_end() {
        runtime.enter(|cx| begin(&runtime, cx));
    }
    let code = crate::node::process::live(&runtime).await;
    for child in Children::get().0.borrow().values() {
        child.stop();
    }
    drop(interrupt);
    // What the program left open goes before its heap does.
    shard.shed().await;
    runtime.stop();
    UNMANAGED_FDS.take().into_iter().map(crate::engine::adopt_fd).for_each(drop);
    Ended { code, reason: watch.reason.get() }
}

/// Whether a worker may go on.
struct Watch {
    runtime: Weak<Runtime>,
    remote: Remote,
    heap_bytes_max: Option<usize>,
    reason: Cell<Option<Failure>>,
}

impl Watch {
    /// Ends the program if it was asked to, or has taken too much memory.
    fn must_end(&self) -> bool {
        let Some(runtime) = self.runtime.upgrade() else { return true };
        let is_over = self.heap_bytes_max.is_some_and(|max| runtime.cx().heap_bytes() > max);
        if is_over {
            self.reason.set(Some(Failure::OutOfMemory));
        } else if self.remote.phase() != Phase::Stopping {
            return false;
        }
        runtime.request_exit(EXIT_STOPPED);
        true
    }
}

/// Sets the worker's world up and runs its script.
fn begin(runtime: &Runtime, cx: Cx) -> Result<Value> {
    let main = runtime.builtins().require(cx, "internal/main/worker_thread")?;
    cx.invoke(&main, "start", &[])
}
