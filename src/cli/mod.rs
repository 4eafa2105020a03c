//! The command line.

use std::process::ExitCode;
use std::rc::Rc;

use shards::{Shard, ShardOptions};

use crate::engine::{Binding, Call, RealmLimits, Value};
use crate::runtime::builtin::{Compiled, Layer, Module};
use crate::runtime::{self, Runtime};

static COMPILED: &[Compiled] = include!(concat!(env!("OUT_DIR"), "/builtins.rs"));
const TOP: &[&Module] = &[&runtime::bindings::MODULE];
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
    };
    let runtime = Runtime::start(shard, &options).expect("a runtime");
    runtime.enter(|cx| {
        let binding = Binding::new(cx);
        binding.function("print", 1, |call: &Call| {
            println!("{}", call.string(0).unwrap_or_default());
        })?;
        cx.set(&cx.global(), "print", cx.get(binding.object(), "print")?)?;
        runtime.builtins().require(cx, "internal/bootstrap")?;
        let file = std::env::args().nth(1).unwrap_or_default();
        let text = std::fs::read_to_string(&file).unwrap_or_default();
        let function = cx.compile_function(&text, &file, "")?;
        cx.call(&function, &Value::UNDEFINED, &[])
    });
    runtime::run_loop(&runtime).await.expect("reactor");
    runtime.stop();
    0
}
