//! The binding `drain`: what a program needs that is asked to finish what it has.

use crate::engine::{Binding, Call, Result, Value};
use crate::runtime::{self, End};

pub(super) fn bind(binding: &Binding) -> Result<()> {
    binding.function("openHandles", 0, |call: &Call| -> Result<Value> {
        let handles = runtime::current().open_handles();
        Ok(call.cx().array(handles.iter().filter_map(|handle| handle.object())))
    })?;
    // `[timeoutMs, isEnding]`: how long it may take, and whether the whole process is to end.
    binding.function("reason", 0, |call: &Call| -> Result<Value> {
        let shard = runtime::current().shard().clone();
        let (timeout_ms, is_ending) =
            shard.crew().map_or((0, true), |crew| (crew.drain_timeout().as_millis() as usize, crew.is_ending()));
        Ok(call.cx().array([Value::from(timeout_ms), Value::from(is_ending)]))
    })?;
    binding.function("end", 1, |call: &Call| -> Result<Value> {
        runtime::current().request_end(call.i32(0)?, End::Drained);
        Err(call.cx().throw_uncatchable())
    })
}

/// Asks this thread's program to finish what it has.
pub fn begin() {
    let runtime = runtime::current();
    runtime.enter(|cx| {
        let script = runtime.builtins().require(cx, "internal/process/drain")?;
        cx.invoke(&script, "drain", &[])
    });
}
