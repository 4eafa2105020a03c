//! A worker: a shard on a thread of its own, from its start to its end.

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};
use std::rc::Rc;
use std::sync::atomic::{AtomicU64, Ordering};

use shards::{Remote, Shard, ShardHandle, ShardOptions};

use crate::engine::{Cx, Result, Value};
use crate::runtime::{self, End, Guard, Options, Runtime};
use crate::web::clone::Message;
use crate::web::messaging::Seat;

/// The exit code of a worker that was stopped from outside, or that reached its memory limit.
const EXIT_STOPPED: i32 = 1;

/// What a worker is given.
pub(super) struct Start {
    pub(super) options: Options,
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
pub(super) enum Failure {
    /// It reached its memory limit, there.
    OutOfMemory(String),
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

    /// Ends them: theirs is over, too.
    pub(super) fn stop(&self) {
        self.0.borrow().values().for_each(Remote::stop);
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
    let Start { options, init, control, public, inbox } = start;
    let Ok(runtime) = Runtime::start(shard.clone(), &options) else {
        return Ended { code: EXIT_STOPPED, reason: Some(Failure::Start) };
    };
    runtime.keep(Rc::new(Beginning(RefCell::new(Some((init, [control, public, inbox]))))));
    let guard = Rc::new(Guard::new(&runtime, EXIT_STOPPED));
    let asked = guard.clone();
    shard.on_phase(Rc::new(move |_| {
        asked.must_end();
    }));
    if !guard.must_end() {
        runtime.enter(|cx| begin(&runtime, cx));
    }
    let code = crate::node::process::live(&runtime).await;
    Children::get().stop();
    // What the program left open goes before its heap does.
    shard.shed().await;
    let reason = (runtime.end() == End::OutOfMemory).then(|| Failure::OutOfMemory(guard.stack()));
    drop(guard);
    runtime.stop();
    UNMANAGED_FDS.take().into_iter().map(crate::engine::adopt_fd).for_each(drop);
    Ended { code, reason }
}

/// Sets the worker's world up and runs its script.
fn begin(runtime: &Runtime, cx: Cx) -> Result<Value> {
    let main = runtime.builtins().require(cx, "internal/main/worker_thread")?;
    cx.invoke(&main, "start", &[])
}
