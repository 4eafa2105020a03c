//! The command line.

use std::process::ExitCode;
use std::rc::Rc;

use shards::{Shard, ShardOptions};

use crate::engine::RealmLimits;
use crate::runtime::builtin::{Compiled, Layer, Module};
use crate::runtime::{self, Runtime};

static COMPILED: &[Compiled] = include!(concat!(env!("OUT_DIR"), "/builtins.rs"));
const TOP: &[&Module] = &[&runtime::bindings::MODULE, &crate::loader::MODULE];
static LAYERS: &[Layer] = &[Layer { folder: "", modules: TOP }, crate::web::LAYER, crate::node::LAYER];

/// Runs the command line.
pub fn run() -> ExitCode {
    shards::init_process();
    let outcome = shards::run_here(ShardOptions::default(), |shard: Rc<Shard>| async move { program(shard).await });
    match outcome {
        Ok(code) => ExitCode::from(code as u8),
        Err(error) => {
            eprintln!("rnode: {error}");
            ExitCode::from(1)
        }
    }
}

async fn program(shard: Rc<Shard>) -> i32 {
    let options = runtime::Options {
        layers: LAYERS,
        compiled: COMPILED,
        limits: RealmLimits { stack_bytes_max: 4 << 20, heap_bytes_max: None },
        option_values: vec![],
    };
    let runtime = Runtime::start(shard, &options).expect("a runtime");
    runtime.enter(|cx| {
        let bootstrap = runtime.builtins().require(cx, "internal/bootstrap")?;
        let facts = cx.object();
        let argv: Vec<String> = std::env::args().collect();
        cx.set(&facts, "argv", cx.array(argv.iter().map(|arg| cx.string(arg))))?;
        cx.set(&facts, "execArgv", cx.array([]))?;
        cx.set(&facts, "execPath", cx.string("/rnode"))?;
        cx.set(&facts, "argv0", cx.string("rnode"))?;
        cx.invoke(&bootstrap, "start", &[facts])?;
        let main = runtime.builtins().require(cx, "internal/modules/run_main")?;
        cx.invoke(&main, "runMain", &[cx.string(&argv[1])])
    });
    runtime::run_loop(&runtime).await.expect("reactor");
    runtime.stop();
    0
}
