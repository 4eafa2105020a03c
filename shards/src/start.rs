//! Starting shards: one on this thread, one on a thread of its own, or a set.

use std::any::Any;
use std::future::Future;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::rc::Rc;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

use crate::cores::{self, Topology};
use crate::crew::Crew;
use crate::error::{Error, panic_message};
use crate::executor::{Executor, contain};
use crate::limits;
use crate::mailbox::Receiver;
use crate::net::{SharedAddresses, Sharing};
use crate::notify::Notify;
use crate::process;
use crate::remote::{Post, Remote};
use crate::shard::{Shard, ShardOptions};
use crate::threads;

/// Runs a shard on a thread of its own. `main` is called there, inside the executor's
/// main task; when its future is done the shard ends.
///
/// # Errors
/// What can be known at once: options out of range, no thread. The rest comes from
/// [`ShardHandle::join`].
pub fn start<F, Fut, T>(options: ShardOptions, main: F) -> Result<ShardHandle<T>, Error>
where
    F: FnOnce(Rc<Shard>) -> Fut + Send + 'static,
    Fut: Future<Output = T>,
    T: Send + 'static,
{
    options.check()?;
    let seat = Seat::new(&options)?;
    start_at(options, seat, main)
}

/// Runs a shard on the calling thread until it ends, if this is the process's main
/// thread and its stack may grow to what the options want; otherwise on a thread of
/// its own, while this one waits.
pub fn run_here<F, Fut, T>(options: ShardOptions, main: F) -> Result<T, Error>
where
    F: FnOnce(Rc<Shard>) -> Fut + Send + 'static,
    Fut: Future<Output = T>,
    T: Send + 'static,
{
    options.check()?;
    let seat = Seat::new(&options)?;
    run_at(options, seat, main)
}

/// A running shard, as its starter sees it. Dropped, the shard runs on.
pub struct ShardHandle<T> {
    remote: Remote,
    outcome: Arc<Outcome<T>>,
}

impl<T> ShardHandle<T> {
    /// The shard for other threads.
    pub fn remote(&self) -> &Remote {
        &self.remote
    }

    /// Waits for the shard's end and returns what `main` did.
    ///
    /// # Errors
    /// The shard did not come up, or panicked.
    pub fn join(self) -> Result<T, Error> {
        let mut state = self.outcome.lock();
        loop {
            if let Some(result) = state.result.take() {
                return result;
            }
            state = self.outcome.ended.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// Whether [`ShardHandle::join`] would return at once.
    pub fn has_ended(&self) -> bool {
        self.outcome.lock().ended
    }

    /// Asks for one call of `notify` when the shard has ended; at once if it has.
    pub fn notify_on_end(&self, notify: Notify) {
        let mut state = self.outcome.lock();
        if state.ended {
            drop(state);
            notify.notify();
        } else {
            state.notify.push(notify);
        }
    }
}

struct Outcome<T> {
    state: Mutex<OutcomeState<T>>,
    ended: Condvar,
}

struct OutcomeState<T> {
    result: Option<Result<T, Error>>,
    ended: bool,
    notify: Vec<Notify>,
}

impl<T> Outcome<T> {
    fn lock(&self) -> MutexGuard<'_, OutcomeState<T>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn set(&self, result: Result<T, Error>) {
        let mut state = self.lock();
        state.result = Some(result);
        state.ended = true;
        let notify = std::mem::take(&mut state.notify);
        drop(state);
        self.ended.notify_all();
        notify.iter().for_each(Notify::notify);
    }
}

/// Shards that run the same program and know one another ([`Shard::peers`]).
pub struct ShardSet<T> {
    handles: Vec<ShardHandle<T>>,
}

impl<T: Send + 'static> ShardSet<T> {
    /// Starts `count` shards on threads of their own, pinned to the topology's cores
    /// in turn. `options` holds what they have in common.
    pub fn start<F, Fut>(
        count: usize,
        topology: &Topology,
        options: &ShardOptions,
        main: F,
    ) -> Result<ShardSet<T>, Error>
    where
        F: Fn(Rc<Shard>) -> Fut + Clone + Send + 'static,
        Fut: Future<Output = T>,
    {
        let seats = seats(count, topology, options)?;
        let mut set = ShardSet { handles: Vec::with_capacity(count) };
        for (options, seat) in seats {
            set.add(options, seat, main.clone())?;
        }
        Ok(set)
    }

    /// As [`ShardSet::start`], with shard 0 on the calling thread (see [`run_here`]);
    /// returns what each shard did once all have ended.
    pub fn run<F, Fut>(
        count: usize,
        topology: &Topology,
        options: &ShardOptions,
        main: F,
    ) -> Result<Vec<Result<T, Error>>, Error>
    where
        F: Fn(Rc<Shard>) -> Fut + Clone + Send + 'static,
        Fut: Future<Output = T>,
    {
        let mut seats = seats(count, topology, options)?.into_iter();
        let (first_options, first_seat) = seats.next().expect("a set has at least one shard");
        let mut set = ShardSet { handles: Vec::with_capacity(count) };
        for (options, seat) in seats {
            set.add(options, seat, main.clone())?;
        }
        let mut results = vec![run_at(first_options, first_seat, main)];
        results.extend(set.join());
        Ok(results)
    }

    /// Starts one more. On failure the shards that run are stopped and waited for.
    fn add<F, Fut>(&mut self, options: ShardOptions, seat: Seat, main: F) -> Result<(), Error>
    where
        F: FnOnce(Rc<Shard>) -> Fut + Send + 'static,
        Fut: Future<Output = T>,
    {
        match start_at(options, seat, main) {
            Ok(handle) => self.handles.push(handle),
            Err(error) => {
                self.stop();
                let handles = std::mem::take(&mut self.handles);
                handles.into_iter().for_each(|handle| drop(handle.join()));
                return Err(error);
            }
        }
        Ok(())
    }

    /// The shards, in order.
    pub fn handles(&self) -> &[ShardHandle<T>] {
        &self.handles
    }

    /// Asks every shard to finish what it has and end.
    pub fn drain(&self) {
        self.handles.iter().for_each(|handle| handle.remote.drain());
    }

    /// Asks every shard to end now.
    pub fn stop(&self) {
        self.handles.iter().for_each(|handle| handle.remote.stop());
    }

    /// Waits for every shard's end; results in order of the shards.
    pub fn join(self) -> Vec<Result<T, Error>> {
        self.handles.into_iter().map(ShardHandle::join).collect()
    }
}

impl ShardOptions {
    /// These options for shard `index` of a set: its number, name and core.
    pub fn for_shard(&self, index: usize, topology: &Topology) -> ShardOptions {
        ShardOptions {
            index,
            name: format!("shard-{index}"),
            core: Some(topology.core(index)),
            ..self.clone()
        }
    }
}

/// A shard's ends of its own mailbox, made before its thread.
pub(crate) struct Seat {
    pub(crate) remote: Remote,
    pub(crate) posts: Receiver<Post>,
    pub(crate) peers: Vec<Remote>,
    pub(crate) addresses: Arc<SharedAddresses>,
    pub(crate) crew: Option<Arc<Crew>>,
    pub(crate) generation: u64,
}

impl Seat {
    pub(crate) fn new(options: &ShardOptions) -> Result<Seat, Error> {
        let (remote, posts) =
            Remote::new(options.index, &options.name).map_err(Error::Reactor)?;
        let peers = vec![remote.clone()];
        Ok(Seat { remote, posts, peers, addresses: Arc::default(), crew: None, generation: 0 })
    }
}

fn seats(
    count: usize,
    topology: &Topology,
    options: &ShardOptions,
) -> Result<Vec<(ShardOptions, Seat)>, Error> {
    if !(1..=limits::SHARDS_MAX).contains(&count) {
        let (what, max) = ("the number of shards", limits::SHARDS_MAX);
        return Err(Error::Option { what, value: count, min: 1, max });
    }
    options.check()?;
    let mut seats = Vec::with_capacity(count);
    for index in 0..count {
        let options = options.for_shard(index, topology);
        let seat = Seat::new(&options)?;
        seats.push((options, seat));
    }
    let peers: Vec<Remote> = seats.iter().map(|(_, seat)| seat.remote.clone()).collect();
    let addresses = Arc::<SharedAddresses>::default();
    for (_, seat) in &mut seats {
        seat.peers.clone_from(&peers);
        seat.addresses = addresses.clone();
    }
    Ok(seats)
}

fn start_at<F, Fut, T>(options: ShardOptions, seat: Seat, main: F) -> Result<ShardHandle<T>, Error>
where
    F: FnOnce(Rc<Shard>) -> Fut + Send + 'static,
    Fut: Future<Output = T>,
    T: Send + 'static,
{
    let outcome = Arc::new(Outcome {
        state: Mutex::new(OutcomeState { result: None, ended: false, notify: Vec::new() }),
        ended: Condvar::new(),
    });
    let handle = ShardHandle { remote: seat.remote.clone(), outcome: outcome.clone() };
    let job_options = options.clone();
    threads::run(
        &options,
        Box::new(move |executor| {
            threads::name(&job_options.name);
            let result = run(&job_options, seat, executor, main);
            Box::new(move || outcome.set(result))
        }),
    )?;
    Ok(handle)
}

fn run_at<F, Fut, T>(options: ShardOptions, seat: Seat, main: F) -> Result<T, Error>
where
    F: FnOnce(Rc<Shard>) -> Fut + Send + 'static,
    Fut: Future<Output = T>,
    T: Send + 'static,
{
    let is_main = rustix::thread::gettid() == rustix::process::getpid();
    if is_main && process::grow_main_stack(options.stack_bytes) {
        run(&options, seat, &mut None, main)
    } else {
        start_at(options, seat, main)?.join()
    }
}

/// A shard's whole life, on the calling thread.
pub(crate) fn run<F, Fut, T>(
    options: &ShardOptions,
    seat: Seat,
    executor: &mut Option<Executor>,
    main: F,
) -> Result<T, Error>
where
    F: FnOnce(Rc<Shard>) -> Fut,
    Fut: Future<Output = T>,
{
    if let Some(core) = options.core {
        cores::pin(core)?;
    }
    // An executor is taken out while it runs: one that a panic went through is not
    // used again.
    let running = match executor.take() {
        Some(running) if running.fits(options) => running,
        _ => Executor::new(options)?,
    };
    let life = AssertUnwindSafe(|| running.run(live(options, seat, main)));
    let (result, whole) = match catch_unwind(life) {
        Ok(result) => (result, true),
        Err(payload) => (Err(panicked(options, &*payload)), false),
    };
    if whole {
        *executor = Some(running);
    }
    result
}

async fn live<F, Fut, T>(options: &ShardOptions, seat: Seat, main: F) -> Result<T, Error>
where
    F: FnOnce(Rc<Shard>) -> Fut,
    Fut: Future<Output = T>,
{
    let (balance, supervised) = seat.crew.as_ref().map_or_else(Default::default, |crew| (crew.balance(), true));
    let alone = seat.peers.len() == 1;
    let shared = !alone || supervised;
    let sharing =
        shared.then(|| Sharing::new(options.index, seat.generation, seat.addresses, alone, balance, options.core));
    let shard = Shard::new(options, seat.remote, seat.posts, seat.peers, sharing, seat.crew)?;
    let program = shard.clone();
    // Within the future, so that a panic of `main` itself is contained as well.
    let result = contain(async move { main(program).await }).await;
    if result.is_err() {
        shard.leave_listeners();
    }
    shard.shed().await;
    result.map_err(|payload| panicked(options, &*payload))
}

fn panicked(options: &ShardOptions, payload: &(dyn Any + Send)) -> Error {
    Error::Panicked { shard: options.name.clone(), message: panic_message(payload) }
}
