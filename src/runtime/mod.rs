//! One shard's program: its event loop, the one door into JavaScript, and how it ends.
//!
//! ```text
//!   completions -> park -> I/O callbacks -> completions -> immediates -> closing callbacks -> due timers
//!        each callback through the door: call, ticks, microtasks, rejections
//! ```
//!
//! Invariants:
//! - Every entry into JavaScript from the outside goes through [`door::enter`]. Calls made by a native on behalf of
//!   the JavaScript that called it do not; they use [`Cx::call`] and pass the exception on.
//! - The loop ends when nothing holds it: see [`Hold`].
//!
//! Absent on purpose: the names of built-in modules. The runtime is handed their table.

pub mod bindings;
pub mod builtin;
pub mod door;
mod event_loop;
mod guard;
mod handles;
mod heap;
pub mod options;
mod rejections;
mod uncaught;
pub mod watch;

use std::any::{Any, TypeId};
use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;
use std::sync::OnceLock;

use shards::Shard;

use crate::engine::{Attributes, Call, Cx, Fields, MakeLazy, Realm, RealmLimits, Result, Value};
use builtin::{Builtins, Compiled, Layer};
use watch::profile::{ProfileOptions, Profiler};
use watch::stall::{Detector, Phase};
use watch::{ShardFacts, Snapshot};

pub use event_loop::run_loop;
pub use guard::Guard;
pub use handles::{Handle, OpenHandle};
pub use uncaught::report_uncaught;

/// What a runtime is made of.
#[derive(Clone)]
pub struct Options {
    /// The built-in modules, layer by layer.
    pub layers: &'static [Layer],
    /// Their bytecode.
    pub compiled: &'static [Compiled],
    /// How large the realm may grow.
    pub limits: RealmLimits,
    /// The command line's options.
    pub option_values: options::OptionValues,
    /// Reads options of a command line, for programs that start others.
    pub parse_options: options::ParseOptions,
    /// Which thread of the process this is for programs: 0 unless a program started it.
    pub thread_id: u64,
    /// The name that the thread was given.
    pub thread_name: String,
    /// Turns longer than this are reported, in milliseconds.
    pub stall_ms: Option<u64>,
    /// How CPU profiles are taken.
    pub profile: ProfileOptions,
}

/// The functions that built-in scripts set for the runtime to call.
#[derive(Default)]
struct Hooks {
    ticks: Option<Value>,
    timers: Option<Value>,
    immediates: Option<Value>,
    uncaught: Option<Value>,
    /// Told of collections: `(began, duration)` in nanoseconds.
    collection: Option<Value>,
}

/// The fields of [`Runtime::tick_fields`].
mod tick_field {
    /// Set by scripts while the `process.nextTick` queue is not empty.
    pub(super) const HAS_TICK: usize = 0;
    /// Set by the runtime while rejections wait for a decision.
    pub(super) const HAS_REJECTION: usize = 1;
    pub(super) const COUNT: usize = 2;
}

/// The fields of [`Runtime::immediate_fields`].
mod immediate_field {
    /// Immediates queued.
    pub(super) const COUNT: usize = 0;
    /// Those among them that keep the loop alive.
    pub(super) const REFERENCED: usize = 1;
    /// Set while immediates wait that were left over from an interrupted pass.
    pub(super) const OUTSTANDING: usize = 2;
    pub(super) const FIELDS: usize = 3;
}

/// Why a program ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum End {
    /// It was over, or said so with `process.exit`.
    Program,
    /// Nobody caught what it threw.
    Uncaught,
    /// It reached its memory limit.
    OutOfMemory,
    /// It was stopped from outside.
    Stopped,
    /// It was asked to finish what it had, and has.
    Drained,
}

/// One shard's program.
pub struct Runtime {
    shard: Rc<Shard>,
    builtins: Builtins,
    hooks: RefCell<Hooks>,
    tick_fields: Fields,
    immediate_fields: Fields,
    rejections: rejections::Rejections,
    timer: event_loop::TimerState,
    /// What is told as if an event had come.
    completed: RefCell<Vec<Box<dyn FnOnce(&Runtime)>>>,
    /// What ends in this turn: told in order, in front of what closes.
    ending: RefCell<Vec<Box<dyn FnOnce(&Runtime)>>>,
    closing: RefCell<Vec<Box<dyn FnOnce(&Runtime)>>>,
    /// What waits for the current callback, its ticks and its microtasks to be over.
    behind: RefCell<Vec<Box<dyn FnOnce()>>>,
    held: Cell<usize>,
    /// What the referenced holds are, for `process.getActiveResourcesInfo`.
    active: RefCell<Vec<(&'static str, usize)>>,
    handles: handles::Handles,
    /// Monotonic nanoseconds of the loop's first turn; 0 before.
    loop_started_ns: Cell<u64>,
    /// When it ended last; 0 before.
    loop_ended_ns: Cell<u64>,
    loop_counts: Cell<LoopCounts>,
    milestones: Milestones,
    depth: Cell<u32>,
    exit: Cell<Option<i32>>,
    phase: Cell<Phase>,
    end: Cell<End>,
    heap: heap::Heap,
    stalls: RefCell<Option<Rc<Detector>>>,
    profiler: RefCell<Option<Rc<Profiler>>>,
    /// How many profiles were named.
    profiles: Cell<u32>,
    meters: RefCell<Vec<Meter>>,
    registration: RefCell<Option<watch::Registration>>,
    options: Options,
    /// What modules keep for themselves, one value of a type.
    kept: RefCell<HashMap<TypeId, Rc<dyn Any>>>,
    // Last: every value above is gone before the realm goes.
    realm: Realm,
}

/// Adds a module's figures to a snapshot.
type Meter = Rc<dyn Fn(&mut Snapshot)>;
/// What the loop has done so far.
#[derive(Clone, Copy, Debug, Default)]
pub struct LoopCounts {
    /// Turns.
    pub turns: u64,
    /// Events that came from outside.
    pub events: u64,
    /// Those of them that were there when they were asked for: the loop did not sleep.
    pub events_waiting: u64,
}

/// Monotonic nanoseconds.
#[derive(Clone, Copy, Debug)]
pub struct Milestones {
    /// Before the realm was made.
    pub realm_ns: u64,
    /// After it was.
    pub environment_ns: u64,
}

thread_local! {
    static CURRENT: RefCell<Option<Rc<Runtime>>> = const { RefCell::new(None) };
}

/// This thread's runtime.
///
/// # Panics
/// On a thread without one.
pub fn current() -> Rc<Runtime> {
    CURRENT.with_borrow(|current| current.clone()).expect("a shard's thread has a runtime")
}

/// This thread's runtime, if it has one.
pub fn try_current() -> Option<Rc<Runtime>> {
    CURRENT.with_borrow(Clone::clone)
}

impl Runtime {
    /// Makes this thread's runtime.
    ///
    /// # Errors
    /// When the realm cannot be made.
    pub fn start(shard: Rc<Shard>, options: &Options) -> Result<Rc<Runtime>> {
        let realm_ns = shards::clock::monotonic_ns();
        let realm = Realm::new(options.limits)?;
        let cx = realm.cx();
        let runtime = Rc::new(Runtime {
            builtins: Builtins::new(cx, options.layers, options.compiled),
            hooks: RefCell::default(),
            tick_fields: Fields::new(cx, tick_field::COUNT)?,
            immediate_fields: Fields::new(cx, immediate_field::FIELDS)?,
            rejections: rejections::Rejections::default(),
            timer: event_loop::TimerState::new(shard.now_ms()),
            completed: RefCell::default(),
            ending: RefCell::default(),
            closing: RefCell::default(),
            behind: RefCell::default(),
            held: Cell::new(0),
            active: RefCell::default(),
            handles: handles::Handles::default(),
            loop_started_ns: Cell::new(0),
            loop_ended_ns: Cell::new(0),
            loop_counts: Cell::default(),
            milestones: Milestones { realm_ns, environment_ns: shards::clock::monotonic_ns() },
            depth: Cell::new(0),
            exit: Cell::new(None),
            phase: Cell::default(),
            end: Cell::new(End::Program),
            heap: heap::Heap::default(),
            stalls: RefCell::default(),
            profiler: RefCell::default(),
            profiles: Cell::new(0),
            meters: RefCell::default(),
            registration: RefCell::default(),
            options: options.clone(),
            kept: RefCell::default(),
            shard,
            realm,
        });
        CURRENT.set(Some(runtime.clone()));
        let registration = watch::register(runtime.facts(), runtime.shard.remote().clone());
        runtime.registration.replace(Some(registration));
        if let Some(limit_ms) = options.stall_ms {
            runtime.stalls.replace(Some(Rc::new(Detector::new(&runtime, limit_ms))));
        }
        if options.profile.whole_run {
            runtime.begin_profile();
        }
        rejections::install(cx);
        builtin_globals(cx, options.layers)?;
        if options.option_values.contains(&("--expose-gc", options::OptionValue::Bool(true))) {
            cx.define(&cx.global(), "gc", cx.function("gc", 0, collect_garbage), Attributes::HIDDEN)?;
        }
        Ok(runtime)
    }

    /// Ends this thread's runtime: drops every value, then the realm.
    pub fn stop(self: Rc<Runtime>) {
        if self.registration.take().is_some() {
            watch::remember(&self.snapshot());
        }
        self.end_profile();
        self.stalls.take();
        self.meters.take();
        self.hooks.take();
        self.rejections.clear();
        self.completed.take();
        self.ending.take();
        self.closing.take();
        self.kept.take();
        self.builtins.clear();
        CURRENT.set(None);
    }

    /// The handle to the engine.
    pub fn cx(&self) -> Cx {
        self.realm.cx()
    }

    /// The shard that the program runs on.
    pub fn shard(&self) -> &Rc<Shard> {
        &self.shard
    }

    /// What the runtime was made of.
    pub fn options(&self) -> &Options {
        &self.options
    }

    /// The built-in modules.
    pub fn builtins(&self) -> &Builtins {
        &self.builtins
    }

    /// Keeps a module's own state, of which there is one per type, until the runtime stops. It may hold values.
    pub fn keep<T: 'static>(&self, state: Rc<T>) {
        let _previous = self.kept.borrow_mut().insert(TypeId::of::<T>(), state);
    }

    /// What [`Runtime::keep`] was given.
    pub fn kept<T: 'static>(&self) -> Option<Rc<T>> {
        let state = self.kept.borrow().get(&TypeId::of::<T>())?.clone();
        Some(state.downcast::<T>().unwrap_or_else(|_| unreachable!("kept under its own type")))
    }

    /// Queues `callback` behind the events that have come, in order, and in front of the next: an operation is complete
    /// without one.
    pub fn on_completed(&self, callback: impl FnOnce(&Runtime) + 'static) {
        self.completed.borrow_mut().push(Box::new(callback));
    }

    /// Queues `callback` behind the callbacks of this turn, in order: the end of a request that no event will tell of.
    pub fn on_ending(&self, callback: impl FnOnce(&Runtime) + 'static) {
        self.ending.borrow_mut().push(Box::new(callback));
    }

    /// Queues `callback` for the closing phase of this turn: a handle has closed. The last is told first, as in libuv.
    pub fn on_closing(&self, callback: impl FnOnce(&Runtime) + 'static) {
        self.closing.borrow_mut().push(Box::new(callback));
    }

    /// Runs `work` once the current callback, its ticks and its microtasks are over. It must not enter JavaScript.
    pub fn behind_callback(&self, work: impl FnOnce() + 'static) {
        self.behind.borrow_mut().push(Box::new(work));
    }

    /// Asks the loop to end with this exit code, without further callbacks.
    pub fn request_exit(&self, code: i32) {
        self.exit.set(Some(code));
    }

    /// The same, for a reason of its own.
    pub fn request_end(&self, code: i32, end: End) {
        self.end.set(end);
        self.request_exit(code);
    }

    /// Why the program ended, or will.
    pub fn end(&self) -> End {
        self.end.get()
    }

    /// The exit code that was asked for, by the program or by an uncaught exception.
    pub fn exit_code(&self) -> Option<i32> {
        self.exit.get()
    }

    /// Whether something keeps the loop alive.
    pub fn is_alive(&self) -> bool {
        self.held.get() > 0
            || self.timer.is_referenced()
            || self.immediate_fields.get(immediate_field::REFERENCED) > 0
            || self.is_ending()
            || !self.completed.borrow().is_empty()
    }

    /// Whether something waits for the end of this turn.
    fn is_ending(&self) -> bool {
        !self.closing.borrow().is_empty() || !self.ending.borrow().is_empty()
    }

    /// When the loop began to turn, on the clock of [`shards::clock::monotonic_ns`]; 0 before.
    pub fn loop_started_ns(&self) -> u64 {
        self.loop_started_ns.get()
    }

    /// What holds the loop: the names of the holds' kinds, and how many there are of each.
    pub fn active_kinds(&self) -> Vec<(&'static str, usize)> {
        self.active.borrow().iter().filter(|(_, count)| *count > 0).copied().collect()
    }

    fn count_hold(&self, kind: &'static str, referenced: bool) {
        let held = self.held.get();
        self.held.set(if referenced { held + 1 } else { held - 1 });
        if kind.is_empty() {
            return;
        }
        let mut active = self.active.borrow_mut();
        let at = active.iter().position(|(known, _)| *known == kind).unwrap_or_else(|| {
            active.push((kind, 0));
            active.len() - 1
        });
        let count = &mut active[at].1;
        *count = if referenced { *count + 1 } else { *count - 1 };
    }

    /// Which shard of the process this is.
    pub fn facts(&self) -> ShardFacts {
        ShardFacts {
            thread_id: self.options.thread_id,
            index: self.shard.index(),
            name: self.options.thread_name.clone(),
        }
    }

    /// What the loop is doing.
    pub fn phase(&self) -> Phase {
        self.phase.get()
    }

    /// Immediates that have not run.
    pub fn immediates_waiting(&self) -> usize {
        self.immediate_fields.get(immediate_field::COUNT) as usize
    }

    /// The stall detector, if there is one.
    pub fn stalls(&self) -> Option<Rc<Detector>> {
        self.stalls.borrow().clone()
    }

    /// `meter` adds what a module knows to every snapshot.
    pub fn add_meters(&self, meter: impl Fn(&mut Snapshot) + 'static) {
        self.meters.borrow_mut().push(Rc::new(meter));
    }

    /// The shard's figures at this moment.
    pub fn snapshot(&self) -> Snapshot {
        let mut snapshot = Snapshot::default();
        let reactor = self.shard.reactor();
        let pauses = self.heap.pauses();
        let began_ns = self.loop_started_ns();
        let lived_ns = if began_ns == 0 { 0 } else { shards::clock::monotonic_ns() - began_ns };
        snapshot.counter("loop_seconds", lived_ns as f64 / 1e9);
        snapshot.counter("loop_idle_seconds", reactor.idle_ns() as f64 / 1e9);
        snapshot.counter("loop_waits", reactor.waits() as f64);
        snapshot.counter("collections_fruitless", self.heap.fruitless() as f64);
        snapshot.gauge("heap_bytes", self.cx().heap_bytes() as f64);
        snapshot.gauge("descriptors_watched", reactor.registered() as f64);
        snapshot.gauge("mailbox_depth", self.shard.posts_waiting() as f64);
        snapshot.latency("turn", reactor.turns());
        snapshot.latency("collection", pauses);
        if let Some(stalls) = self.stalls() {
            snapshot.latency("stall", stalls.lengths());
        }
        let meters = self.meters.borrow().clone();
        meters.iter().for_each(|meter| meter(&mut snapshot));
        snapshot
    }

    /// When the loop ran dry, in monotonic nanoseconds; 0 before.
    pub fn loop_ended_ns(&self) -> u64 {
        self.loop_ended_ns.get()
    }

    /// What the loop has done so far.
    pub fn loop_counts(&self) -> LoopCounts {
        self.loop_counts.get()
    }

    /// The moments of the start.
    pub fn milestones(&self) -> Milestones {
        self.milestones
    }

    /// Has `hook(began, duration)`, in nanoseconds, called after each collection that the loop makes; undefined for
    /// none.
    pub fn tell_collections(&self, hook: &Value) {
        self.hooks.borrow_mut().collection = hook.is_function().then(|| hook.clone());
    }
}

/// Keeps the loop alive as long as it is referenced and not dropped: one per active handle or request in flight.
pub struct Hold {
    runtime: std::rc::Weak<Runtime>,
    kind: &'static str,
    referenced: Cell<bool>,
}

impl Hold {
    /// A hold on this thread's loop, referenced.
    pub fn new() -> Hold {
        Hold::named("Request")
    }

    /// As [`Hold::new`], with the name that Node gives such a handle or request: `TCPSocketWrap`, `FSReqCallback` …
    pub fn named(kind: &'static str) -> Hold {
        let runtime = current();
        runtime.count_hold(kind, true);
        Hold { runtime: Rc::downgrade(&runtime), kind, referenced: Cell::new(true) }
    }

    /// One of a [`Handle`], which is told of by itself.
    pub fn of_handle() -> Hold {
        Hold::named("")
    }

    /// Whether it keeps the loop alive.
    pub fn is_referenced(&self) -> bool {
        self.referenced.get()
    }

    /// Makes it keep the loop alive, or not.
    pub fn set_referenced(&self, referenced: bool) {
        if self.referenced.replace(referenced) == referenced {
            return;
        }
        if let Some(runtime) = self.runtime.upgrade() {
            runtime.count_hold(self.kind, referenced);
        }
    }
}

impl Default for Hold {
    fn default() -> Hold {
        Hold::new()
    }
}

impl Drop for Hold {
    fn drop(&mut self) {
        self.set_referenced(false);
    }
}

/// An export of a built-in script that is made a property of some object, and made when that is first touched.
pub struct LazyExport {
    name: &'static str,
    make: &'static MakeLazy,
}

impl LazyExport {
    /// The export `name` of `script`, under that name.
    pub fn new(name: &'static str, script: &'static str) -> LazyExport {
        // In the main context, even where another one's code touches it.
        let make = move |_: Cx| {
            let cx = Cx::current();
            let exports = current().builtins().require(cx, script)?;
            cx.get(&exports, name)
        };
        LazyExport { name, make: Box::leak(Box::new(make)) }
    }

    /// Makes it a property of `object`.
    ///
    /// # Errors
    /// When the object takes no property.
    pub fn define(&'static self, cx: Cx, object: &Value) -> Result<()> {
        cx.define_lazy(object, self.name, &self.make)
    }
}

/// The global `gc()`: collects; with `{ execution: 'async' }` it gives a promise of that.
fn collect_garbage(call: &Call) -> Result<Value> {
    let cx = call.cx();
    current().collect();
    let options = call.arg(0);
    let is_async = options.is_object() && {
        let execution = cx.get(options, "execution")?;
        execution.is_string() && cx.text(&execution)?.to_utf8() == "async"
    };
    if !is_async {
        return Ok(Value::UNDEFINED);
    }
    let (promise, resolve, _) = cx.promise()?;
    cx.call(&resolve, &Value::UNDEFINED, &[])?;
    Ok(promise)
}

/// Defines the modules' globals, each made when it is first touched.
fn builtin_globals(cx: Cx, layers: &'static [Layer]) -> Result<()> {
    // The same for every realm of the process.
    static GLOBALS: OnceLock<Vec<LazyExport>> = OnceLock::new();
    let modules = || layers.iter().flat_map(|layer| layer.modules);
    let globals = GLOBALS.get_or_init(|| {
        let globals = modules().flat_map(|module| module.globals);
        globals.map(|&(name, script)| LazyExport::new(name, script)).collect()
    });
    let global = cx.global();
    globals.iter().try_for_each(|lazy| lazy.define(cx, &global))?;
    modules().filter_map(|module| module.start).try_for_each(|start| start(cx))
}
