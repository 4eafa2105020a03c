//! What happens to an exception that nothing caught: the program's handlers, or a report and the end.

use std::io::Write;

use super::{End, Runtime, current, guard};
use crate::engine::{Cx, Value};

/// Node's exit code for an uncaught exception.
const EXIT_UNCAUGHT: i32 = 1;
/// Node's exit code for a handler of uncaught exceptions that throws itself.
const EXIT_HANDLER_THREW: i32 = 7;

/// Deals with an uncaught exception; see [`report_uncaught`].
pub(super) fn handle(runtime: &Runtime, error: &Value, from_promise: bool) {
    if runtime.exit.get().is_some() {
        return;
    }
    let cx = runtime.cx();
    if runtime.options.limits.heap_bytes_max.is_some() && guard::is_refusal(cx, error) {
        // Whoever watches over the program tells of it.
        runtime.request_end(EXIT_UNCAUGHT, End::OutOfMemory);
        return;
    }
    let hook = runtime.hooks.borrow().uncaught.clone();
    let Some(hook) = hook else {
        report(cx, error);
        runtime.request_end(EXIT_UNCAUGHT, End::Uncaught);
        return;
    };
    // The hook returns undefined when a handler took the error, or the exit code after it has written the report.
    match cx.call(&hook, runtime.builtins.process(), &[error.clone(), Value::from(from_promise)]) {
        Ok(code) => {
            if let Some(code) = code.as_i32() {
                runtime.request_end(code, End::Uncaught);
            }
        }
        Err(thrown) => {
            if runtime.exit.get().is_none() {
                let thrown = thrown.into_value(cx);
                report(cx, &thrown);
                runtime.request_end(EXIT_HANDLER_THREW, End::Uncaught);
            }
        }
    }
}

/// Treats `error` as uncaught: the program's `uncaughtException` handlers get it, or it is reported and the program
/// ends with exit code 1.
pub fn report_uncaught(error: &Value, from_promise: bool) {
    handle(&current(), error, from_promise);
}

/// The plain report, for errors before the scripts that word it are there.
fn report(cx: Cx, error: &Value) {
    let stack = error.is_object().then(|| cx.get(error, "stack").ok()).flatten();
    let text = match stack {
        Some(stack) if stack.is_string() => {
            let head = cx.describe(error);
            let stack = cx.describe(&stack);
            if stack.contains(&head) { stack } else { format!("{head}\n{stack}") }
        }
        _ => cx.describe(error),
    };
    // Nothing is left to tell when standard error is closed.
    let _ = writeln!(std::io::stderr(), "Uncaught:\n{text}");
}
