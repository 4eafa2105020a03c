//! Runs a program on one shard or on many, from its first line to its exit code.

use std::net::SocketAddr;
use std::process::ExitCode;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use shards::{Balance, Ended, Phase, Report, Shard, ShardOptions, SignalWatch, Supervision, Topology};

use super::parse::Parsed;
use crate::engine::{Cx, RealmLimits, Result, Value};
use crate::ops;
use crate::runtime::builtin::{Compiled, Layer, Module};
use crate::runtime::watch::{self, profile::ProfileOptions};
use crate::runtime::{self, End, Guard, Runtime};

static COMPILED: &[Compiled] = include!(concat!(env!("OUT_DIR"), "/builtins.rs"));
const TOP: &[&Module] = &[&runtime::bindings::MODULE, &crate::loader::MODULE];
static LAYERS: &[Layer] = &[Layer { folder: "", modules: TOP }, crate::web::LAYER, crate::node::LAYER];

/// How much of a shard's 16 MiB of stack JavaScript may use.
const STACK_BYTES_MAX: usize = 12 << 20;

/// The exit code of a program that ran out of memory: as of one that was aborted, which Node is.
const EXIT_ABORTED: i32 = 128 + libc::SIGABRT;

/// What the program is.
#[derive(Clone)]
pub(super) enum Source {
    /// A file.
    File(String),
    /// A text, with the name that stack traces show.
    Text {
        code: String,
        name: &'static str,
        /// Print its completion value.
        print: bool,
    },
}

/// How shards are looked after.
#[derive(Clone)]
pub(super) struct Supervised {
    pub(super) balance: Balance,
    pub(super) restart: bool,
    pub(super) reload: bool,
    pub(super) drain_timeout: Option<Duration>,
}

/// What the command line asks for.
pub(super) struct Plan {
    pub(super) shards: usize,
    /// How long a shard looks for events before it sleeps.
    pub(super) spin: Duration,
    /// What each shard's heap may have.
    pub(super) heap_bytes_max: Option<usize>,
    /// Whether the shards are looked after, and how.
    pub(super) supervised: Option<Supervised>,
    pub(super) source: Source,
    pub(super) check: bool,
    /// The program's own arguments.
    pub(super) arguments: Vec<String>,
    pub(super) argv0: String,
    /// Where the process's figures are served.
    pub(super) metrics: Option<SocketAddr>,
    /// Turns longer than this are reported.
    pub(super) stall_ms: Option<u64>,
    pub(super) profile: ProfileOptions,
    pub(super) parsed: Parsed,
}

/// Runs the plan. A program on one shard ends the process itself, without taking its heap apart.
pub(super) fn run(plan: Plan) -> ExitCode {
    let endpoint = plan.metrics.map(ops::start).transpose();
    let _endpoint = match endpoint {
        Ok(endpoint) => endpoint.inspect(|endpoint| eprintln!("rnode: metrics on http://{}/metrics", endpoint.address)),
        Err(error) => {
            eprintln!("rnode: {error}");
            return ExitCode::FAILURE;
        }
    };
    let plan = Arc::new(plan);
    let options = ShardOptions { spin: plan.spin, ..ShardOptions::default() };
    let outcome = match plan.supervised.clone() {
        None => shards::run_here(options, |shard| async move { end_process(one(shard, &plan).await) }),
        Some(supervised) => {
            let supervision = Supervision {
                count: plan.shards,
                topology: Topology::detect(),
                options,
                balance: supervised.balance,
                restart: supervised.restart,
                reload: supervised.reload,
                drain_timeout: supervised.drain_timeout,
                report: tell,
            };
            let restart = supervised.restart;
            let main = move |shard: Rc<Shard>| {
                let plan = plan.clone();
                async move { one_of_many(shard, &plan, restart).await }
            };
            // Shards may be running still.
            shards::supervise(supervision, main).map(end_process)
        }
    };
    match outcome {
        Ok(code) => ExitCode::from(code as u8),
        Err(error) => {
            eprintln!("rnode: {error}");
            ExitCode::FAILURE
        }
    }
}

/// What the supervisor has to say.
fn tell(report: &Report) {
    match report {
        Report::Restarting { shard, code, pause } => {
            eprintln!("rnode: shard {shard} failed with exit code {code}; it starts anew in {} ms", pause.as_millis());
        }
        Report::Broken { shard, reason } => eprintln!("rnode: shard {shard}: {reason}"),
        Report::ReloadFailed { shard, code } => eprintln!(
            "rnode: reloading was given up: the new program of shard {shard} ended with exit code {code}; \
             the old one goes on"
        ),
        Report::Reloaded => eprintln!("rnode: all shards were reloaded"),
        Report::DrainTimedOut { shards } => {
            eprintln!("rnode: the time to drain is over (--drain-timeout-ms), and {shards} shards are not done");
        }
    }
}

/// Ends the process at once: what the kernel takes back needs no care.
fn end_process(code: i32) -> i32 {
    crate::node::tty::restore_terminals();
    shards::exit_process(code)
}

/// Loads the plan's file on a shard that does something else than run programs, for what the file exports. The caller
/// stops the runtime.
///
/// # Errors
/// What the file has thrown, in words.
pub(super) fn load(shard: Rc<Shard>, plan: &Plan) -> std::result::Result<(Rc<Runtime>, Value), String> {
    let runtime = start(shard, plan).map_err(|error| format!("{error:?}"))?;
    let Source::File(file) = &plan.source else { unreachable!("only files have exports") };
    let mut exports = Err(format!("{file} ends the process"));
    runtime.enter(|cx| {
        let loaded = bootstrap(&runtime, cx, plan).and_then(|main| cx.invoke(&main, "loadFile", &[cx.string(file)]));
        exports = loaded.map_err(|error| cx.describe(&error.into_value(cx)));
        Ok(Value::UNDEFINED)
    });
    Ok((runtime, exports?))
}

/// The only shard's program, until its exit code.
async fn one(shard: Rc<Shard>, plan: &Plan) -> i32 {
    let Some(runtime) = begun(shard, plan) else { return 1 };
    // Without a limit there is nothing to watch over.
    let guard = plan.heap_bytes_max.map(|_| Guard::new(&runtime, EXIT_ABORTED));
    let profiling = watch_for_profiles(&runtime, plan);
    runtime.enter(|cx| begin(&runtime, cx, plan));
    let code = crate::node::process::live(&runtime).await;
    drop(profiling);
    runtime.end_profile();
    told_end(&runtime, guard.as_ref(), plan, code)
}

/// The program of one of several shards, or of one that is looked after.
async fn one_of_many(shard: Rc<Shard>, plan: &Plan, restart: bool) -> Ended {
    let Some(runtime) = begun(shard.clone(), plan) else { return Ended::Failed(1) };
    let guard = Rc::new(Guard::new(&runtime, EXIT_ABORTED));
    let asked = guard.clone();
    shard.on_phase(Rc::new(move |phase| {
        if !asked.must_end() && phase == Phase::Draining {
            crate::node::process::begin_draining();
        }
    }));
    let profiling = watch_for_profiles(&runtime, plan);
    runtime.enter(|cx| begin(&runtime, cx, plan));
    shard.program_has_run();
    let code = crate::node::process::live(&runtime).await;
    drop(profiling);
    runtime.end_profile();
    let code = told_end(&runtime, Some(&guard), plan, code);
    let end = runtime.end();
    let failed = matches!(end, End::Uncaught | End::OutOfMemory);
    // `process.exit` ends the whole process, and so does a failure that nobody deals with.
    if failed && !restart || end == End::Program && runtime.exit_code().is_some() {
        end_process(code);
    }
    // Other shards go on: this one gives back what it has.
    crate::node::worker_threads::stop_children();
    // First, so that nothing is accepted here any more.
    shard.shed().await;
    if failed {
        shard.program_has_failed(code);
    }
    drop(guard);
    runtime.stop();
    if failed { Ended::Failed(code) } else { Ended::Done(code) }
}

fn start(shard: Rc<Shard>, plan: &Plan) -> Result<Rc<Runtime>> {
    let options = runtime::Options {
        layers: LAYERS,
        compiled: COMPILED,
        limits: RealmLimits { stack_bytes_max: STACK_BYTES_MAX, heap_bytes_max: plan.heap_bytes_max },
        option_values: plan.parsed.values.clone(),
        parse_options: super::parse::for_thread,
        thread_id: 0,
        thread_name: String::new(),
        profile: plan.profile.clone(),
        stall_ms: plan.stall_ms,
    };
    Runtime::start(shard, &options)
}

fn begun(shard: Rc<Shard>, plan: &Plan) -> Option<Rc<Runtime>> {
    let started = start(shard, plan);
    started.inspect_err(|error| eprintln!("rnode: a shard cannot start: {error:?}")).ok()
}

/// Tells of a program that ran out of memory. Returns the exit code.
fn told_end(runtime: &Runtime, guard: Option<&Guard>, plan: &Plan, code: i32) -> i32 {
    if runtime.end() != End::OutOfMemory {
        return code;
    }
    let stack = guard.map(Guard::stack).unwrap_or_default();
    let megabytes = plan.heap_bytes_max.unwrap_or_default() >> 20;
    let shard = if plan.shards > 1 { format!(" of shard {}", runtime.shard().index()) } else { String::new() };
    let gap = if stack.is_empty() { "" } else { "\n" };
    eprintln!(
        "\nFATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory\n\
         The heap{shard} reached its limit of {megabytes} MiB (--max-heap-mb)\n{gap}{stack}{gap}"
    );
    EXIT_ABORTED
}

/// SIGUSR1 begins and ends a profile of every shard that runs the program; Node begins debugging on it.
fn watch_for_profiles(runtime: &Rc<Runtime>, plan: &Plan) -> Option<SignalWatch> {
    if plan.parsed.is_on("--disable-sigusr1") {
        return None;
    }
    let of = Rc::downgrade(runtime);
    let toggle = Rc::new(move |_| {
        if let Some(runtime) = of.upgrade() {
            watch::profile::toggle(&runtime);
        }
    });
    // Without it the signal ends the process, as any that nobody takes.
    runtime.shard().signals().watch(libc::SIGUSR1, toggle).ok()
}

/// Sets the world up; gives what runs programs in it.
fn bootstrap(runtime: &Runtime, cx: Cx, plan: &Plan) -> Result<Value> {
    let builtins = runtime.builtins();
    let facts = facts(cx, plan)?;
    cx.invoke(&builtins.require(cx, "internal/bootstrap")?, "start", &[facts])?;
    builtins.require(cx, "internal/modules/run_main")
}

/// Runs the program's script.
fn begin(runtime: &Runtime, cx: Cx, plan: &Plan) -> Result<Value> {
    let main = bootstrap(runtime, cx, plan)?;
    if plan.parsed.is_on("--use-env-proxy") {
        cx.invoke(&runtime.builtins().require(cx, "internal/fetch/proxies")?, "setUp", &[])?;
    }
    match &plan.source {
        Source::File(file) if plan.check => cx.invoke(&main, "checkFile", &[cx.string(file)]),
        Source::File(file) => cx.invoke(&main, "runMain", &[cx.string(file)]),
        Source::Text { code, name, print } => {
            cx.invoke(&main, "runText", &[cx.string(code), cx.string(name), Value::from(*print)])
        }
    }
}

fn facts(cx: Cx, plan: &Plan) -> Result<Value> {
    let exec_path = std::env::current_exe()
        .map_or_else(|_| plan.argv0.clone(), |path| path.to_string_lossy().into_owned());
    let file = match &plan.source {
        Source::File(file) => Some(file.as_str()),
        Source::Text { name: "[stdin]", .. } => Some("-"),
        Source::Text { .. } => None,
    };
    let argv = [exec_path.as_str()].into_iter().chain(file).chain(plan.arguments.iter().map(String::as_str));
    let facts = cx.object();
    cx.set(&facts, "argv", cx.array(argv.map(|argument| cx.string(argument))))?;
    cx.set(&facts, "execArgv", cx.array(plan.parsed.exec_argv.iter().map(|argument| cx.string(argument))))?;
    cx.set(&facts, "execPath", cx.string(&exec_path))?;
    cx.set(&facts, "argv0", cx.string(&plan.argv0))?;
    Ok(facts)
}
