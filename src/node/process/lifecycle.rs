//! A program's life after its first line: the loop, `beforeExit`, `exit`.

use crate::runtime::{self, Runtime};

/// Turns the loop until the program is over: `beforeExit` may start it again. Returns the exit code.
pub async fn live(runtime: &Runtime) -> i32 {
    loop {
        if let Err(error) = runtime::run_loop(runtime).await {
            eprintln!("rnode: the event loop failed: {error}");
            return 1;
        }
        if let Some(code) = runtime.exit_code() {
            return code;
        }
        let end = |name| {
            runtime.enter(|cx| {
                let process = runtime.builtins().require(cx, "internal/process/process")?;
                cx.invoke(&process, name, &[])
            })
        };
        end("emitBeforeExit");
        if runtime.exit_code().is_none() && runtime.is_alive() {
            continue;
        }
        let code = match runtime.exit_code() {
            Some(code) => Some(code),
            // A second time after a listener threw and a handler took that: the code alone is left to ask for.
            None => end("emitExit").or_else(|| end("emitExit")).and_then(|code| code.as_i32()),
        };
        // An exception in an `exit` listener that nobody takes sets the code itself.
        return code.or(runtime.exit_code()).unwrap_or(1);
    }
}
