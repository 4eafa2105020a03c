//! The binding `contextify`: contexts, and scripts that run in them, with a time limit or until an interrupt.

use std::time::{Duration, Instant};

use crate::engine::{Binding, Call, Context, Cx, Error, Instance, Interrupt, MakeLazy, Origin, Result, Script, Value};
use crate::runtime;

pub(super) fn bind(binding: &Binding) -> Result<()> {
    let cx = binding.cx();
    cx.define_class::<Context>(|_| Ok(()))?;
    cx.define_class::<Script>(|_| Ok(()))?;
    // (sandbox or undefined, whether its promise jobs are its own, a global function `gc` or undefined): a context
    binding.function("makeContext", 3, |call: &Call| -> Result<Instance<Context>> {
        let sandbox = Some(call.arg(0)).filter(|sandbox| sandbox.is_object());
        let gc = [("gc", call.arg(2))];
        let globals = if call.arg(2).is_function() { &gc[..] } else { &[] };
        call.cx().new_context(sandbox, call.bool(1), globals, &[("Intl", &INTL)]).map(Instance)
    })?;
    binding.function("globalOf", 1, |call: &Call| -> Result<Value> { Ok(context(call, 0)?.global()) })?;
    binding.function("compileScript", 5, compile)?;
    binding.function("runScript", 5, run)?;
    binding.function("compileFunction", 5, compile_function)
}

/// The program's: what it makes works on any context's values.
static INTL: &MakeLazy = &|_| {
    let cx = Cx::current();
    let exports = runtime::current().builtins().require(cx, "internal/intl")?;
    cx.get(&exports, "Intl")
};

/// The handle to the context that an argument is; to the main one where it is undefined.
pub(super) fn context(call: &Call, index: usize) -> Result<Cx> {
    if call.arg(index).is_undefined() {
        return Ok(Cx::current());
    }
    call.arg_as::<Context>(index).map(Context::cx)
}

/// `(context, source, file, first line, symbol)`: a script. A function's source is compiled as a whole: its line is that
/// of the wrapper.
fn compile(call: &Call) -> Result<Instance<Script>> {
    with_origin(call, |cx, source, origin| cx.compile_script(source, origin).map(Instance))
}

/// As `compileScript`, and runs it.
fn compile_function(call: &Call) -> Result<Value> {
    with_origin(call, |cx, source, origin| cx.eval_named(source, origin))
}

pub(super) fn with_origin<T>(call: &Call, body: impl FnOnce(Cx, &str, &Origin) -> Result<T>) -> Result<T> {
    let (source, file, first_line) = (call.string(1)?, call.string(2)?, call.i32(3)?);
    let symbol = Some(call.arg(4)).filter(|symbol| !symbol.is_undefined());
    body(context(call, 0)?, &source, &Origin { file: &file, first_line, symbol })
}

/// `(context, script, milliseconds or -1, whether SIGINT ends it)`: the script's value.
fn run(call: &Call) -> Result<Value> {
    let script = call.arg_as::<Script>(1)?;
    let cx = context(call, 0)?;
    limited(call, 2, || {
        let value = cx.run_script(script)?;
        run_own_jobs(call)?;
        Ok(value)
    })
}

/// Lets nobody hear of a promise's rejection.
pub(super) fn ignore_rejection(promise: &Value) -> Result<()> {
    let cx = Cx::current();
    let ignore = cx.function("", 0, |_: &Call| {});
    cx.invoke(promise, "then", &[Value::UNDEFINED, ignore]).map(drop)
}

/// Runs the jobs of a context that keeps its own.
pub(super) fn run_own_jobs(call: &Call) -> Result<()> {
    match call.arg(0).native::<Context>() {
        Some(context) => context.run_own_jobs(),
        None => Ok(()),
    }
}

/// Runs `body` until it ends, its time is over or an interrupt comes, as the arguments from `index` on have it.
pub(super) fn limited(call: &Call, index: usize, body: impl FnOnce() -> Result<Value>) -> Result<Value> {
    let (timeout_ms, until_interrupt) = (call.i64(index)?, call.bool(index + 1));
    if timeout_ms < 0 && !until_interrupt {
        return body();
    }
    let cx = Cx::current();
    let interception = until_interrupt.then(|| shards::Interception::begin(libc::SIGINT)).transpose();
    let interception = interception.map_err(|error| Error::system(&error, "signal"))?;
    let interrupted = interception.as_ref().map(|interception| {
        let has_come = interception.has_come();
        Interrupt::new(cx, has_come)
    });
    let deadline = u64::try_from(timeout_ms).ok().map(|ms| Instant::now() + Duration::from_millis(ms));
    let expired = deadline.map(|deadline| Interrupt::new(cx, move || Instant::now() >= deadline));
    let outcome = body();
    let fired = |interrupt: &Option<Interrupt>| interrupt.as_ref().is_some_and(Interrupt::fired);
    let (is_late, is_interrupted) = (fired(&expired), fired(&interrupted));
    drop((expired, interrupted));
    match outcome {
        outcome if is_late || is_interrupted => {
            // A module's promise was rejected by what ended it, which is told of below.
            match outcome {
                Ok(promise) if cx.promise_state(&promise).is_some() => ignore_rejection(&promise)?,
                _ => drop(cx.take_exception()),
            }
            let (code, message) = if is_late {
                ("ERR_SCRIPT_EXECUTION_TIMEOUT", format!("Script execution timed out after {timeout_ms}ms"))
            } else {
                ("ERR_SCRIPT_EXECUTION_INTERRUPTED", "Script execution was interrupted by `SIGINT`".to_owned())
            };
            Err(Error::coded(crate::engine::ErrorClass::Error, code, message))
        }
        outcome => outcome,
    }
}
