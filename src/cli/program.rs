//! Runs a program on one shard or on many, from its first line to its exit code.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;
use std::rc::Rc;
use std::sync::Arc;

use shards::{Shard, ShardOptions, ShardSet, SignalWatch, Topology};

use super::parse::Parsed;
use crate::engine::{Cx, RealmLimits, Result, Value};
use crate::ops;
use crate::runtime::builtin::{Compiled, Layer, Module};
use crate::runtime::watch::{self, profile::ProfileOptions};
use crate::runtime::{self, Runtime};

static COMPILED: &[Compiled] = include!(concat!(env!("OUT_DIR"), "/builtins.rs"));
const TOP: &[&Module] = &[&runtime::bindings::MODULE, &crate::loader::MODULE];
static LAYERS: &[Layer] = &[Layer { folder: "", modules: TOP }, crate::web::LAYER, crate::node::LAYER];

/// How much of a shard's 16 MiB of stack JavaScript may use.
const STACK_BYTES_MAX: usize = 12 << 20;

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

/// What the command line asks for.
pub(super) struct Plan {
    pub(super) shards: usize,
    pub(super) source: Source,
    pub(super) check: bool,
    /// The program's own arguments.
    pub(super) arguments: Vec<String>,
    pub(super) argv0: String,
    /// Where the process's figures are served.
    pub(super) metrics: Option<SocketAddr>,
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
    let options = ShardOptions::default();
    let outcome = if plan.shards == 1 {
        shards::run_here(options, |shard| async move { end_process(one(shard, &plan).await) })
    } else {
        let count = plan.shards;
        let main = move |shard| {
            let plan = plan.clone();
            async move {
                let ended = one(shard, &plan).await;
                if ended.asked { end_process(ended) } else { ended.code }
            }
        };
        ShardSet::run(count, &Topology::detect(), &options, main)
            .and_then(|codes| codes.into_iter().try_fold(0, |most: i32, code| Ok(most.max(code?))))
    };
    match outcome {
        Ok(code) => ExitCode::from(code as u8),
        Err(error) => {
            eprintln!("rnode: {error}");
            ExitCode::FAILURE
        }
    }
}

/// How a shard's program ended.
struct Ended {
    code: i32,
    /// By `process.exit` or an uncaught exception, which end the whole process.
    asked: bool,
}

/// Ends the process at once: what the kernel takes back needs no care.
fn end_process(ended: Ended) -> i32 {
    crate::node::tty::restore_terminals();
    shards::exit_process(ended.code)
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

fn start(shard: Rc<Shard>, plan: &Plan) -> Result<Rc<Runtime>> {
    let options = runtime::Options {
        layers: LAYERS,
        compiled: COMPILED,
        limits: RealmLimits { stack_bytes_max: STACK_BYTES_MAX, heap_bytes_max: None },
        option_values: plan.parsed.values.clone(),
        parse_options: super::parse::for_thread,
        thread_id: 0,
        thread_name: String::new(),
        profile: profile_options(&plan.parsed),
        stall_ms: plan.parsed.number("--stall-ms").map(|limit| limit as u64),
    };
    Runtime::start(shard, &options)
}

async fn one(shard: Rc<Shard>, plan: &Plan) -> Ended {
    let runtime = match start(shard, plan) {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("rnode: a shard cannot start: {error:?}");
            return Ended { code: 1, asked: true };
        }
    };
    let profiling = watch_for_profiles(&runtime, plan);
    runtime.enter(|cx| begin(&runtime, cx, plan));
    let code = crate::node::process::live(&runtime).await;
    drop(profiling);
    runtime.end_profile();
    let ended = Ended { code, asked: runtime.exit_code().is_some() };
    if plan.shards > 1 && !ended.asked {
        // Other shards go on: this one gives back what it has.
        runtime.stop();
    }
    ended
}

/// Node's options for CPU profiles.
fn profile_options(parsed: &Parsed) -> ProfileOptions {
    let default = ProfileOptions::default();
    ProfileOptions {
        whole_run: parsed.is_on("--cpu-prof"),
        interval_us: parsed.number("--cpu-prof-interval").map_or(default.interval_us, |us| us as u64),
        folder: parsed.text("--cpu-prof-dir").map_or(default.folder, PathBuf::from),
        name: parsed.text("--cpu-prof-name").map(str::to_owned),
    }
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
