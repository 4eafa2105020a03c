//! The runtime's own bindings: `task_queue`, `timers`, `errors`, `options` and `builtins`, as built-in scripts see them.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use super::builtin::Module;
use super::{current, report_uncaught};
use crate::engine::{MakeLazy, Attributes, Binding, Call, Cx, Result, Value};

/// The declaration: bindings only, the scripts belong to the modules that use them.
pub const MODULE: Module = Module {
    name: "runtime",
    bindings: &[("task_queue", task_queue), ("timers", timers), ("errors", errors), ("options", options), ("builtins", builtins)],
    ..Module::EMPTY
};

fn task_queue(binding: &Binding) -> Result<()> {
    binding.value("tickInfo", current().tick_fields.array())?;
    binding.function("setTickCallback", 1, |call: &Call| {
        current().hooks.borrow_mut().ticks = Some(call.arg(0).clone());
    })?;
    binding.function("runMicrotasks", 0, |_: &Call| current().run_microtasks())?;
    binding.function("takeRejections", 0, |_: &Call| current().take_rejections())?;
    binding.function("getAsyncContext", 0, |call: &Call| call.cx().async_context())?;
    binding.function("swapAsyncContext", 1, |call: &Call| call.cx().swap_async_context(call.arg(0).clone()))
}

fn timers(binding: &Binding) -> Result<()> {
    binding.value("immediateInfo", current().immediate_fields.array())?;
    binding.function("setupTimers", 2, |call: &Call| {
        let runtime = current();
        let mut hooks = runtime.hooks.borrow_mut();
        hooks.immediates = Some(call.arg(0).clone());
        hooks.timers = Some(call.arg(1).clone());
    })?;
    binding.function("getLibuvNow", 0, |_: &Call| current().loop_now_ms())?;
    binding.function("scheduleTimer", 1, |call: &Call| -> Result<()> {
        current().schedule_timer(call.i64(0)?.max(1) as u64);
        Ok(())
    })?;
    binding.function("toggleTimerRef", 1, |call: &Call| current().reference_timer(call.bool(0)))
}

fn errors(binding: &Binding) -> Result<()> {
    binding.function("setUncaughtExceptionHandler", 1, |call: &Call| {
        current().hooks.borrow_mut().uncaught = Some(call.arg(0).clone());
    })?;
    binding.function("setCodedErrorMark", 1, |call: &Call| call.cx().set_coded_error_mark(call.arg(0)))?;
    binding.function("triggerUncaughtException", 2, |call: &Call| -> Value {
        report_uncaught(call.arg(0), call.bool(1));
        Value::UNDEFINED
    })
}

fn options(binding: &Binding) -> Result<()> {
    binding.function("getCLIOptionsValues", 0, |call: &Call| {
        super::options::to_object(call.cx(), &current().options().option_values)
    })?;
    binding.function("getOptionValue", 1, |call: &Call| -> Result<Value> {
        Ok(super::options::value(call.cx(), &current().options().option_values, &call.string(0)?))
    })?;
    binding.function("getEnvironmentFlags", 0, |call: &Call| {
        let cx = call.cx();
        cx.array(super::options::environment_flags().iter().map(|name| cx.string(name)))
    })
}

/// `defineLazy(target, key, id)`: a data property, as by assignment, whose value is the export `key` of a script that is
/// loaded when somebody looks.
fn define_lazy(call: &Call) -> Result<()> {
    let (key, id) = (call.string(1)?, call.string(2)?);
    call.cx().define_lazy_as(call.arg(0), &key, export_of(id, key.clone()), Attributes::ALL)
}

static BUILTIN_IDS: &MakeLazy = &|cx| Ok(ids(cx, current().builtins().ids()));
static PUBLIC_IDS: &MakeLazy = &|cx| Ok(ids(cx, current().builtins().public_ids()));
static SCHEMED_IDS: &MakeLazy = &|cx| Ok(ids(cx, current().builtins().schemed_ids()));

/// What makes the export of a script: one for the process, as properties may outlive anything, and every shard has the
/// same ones. Taken where a module is loaded: no request path.
fn export_of(id: String, key: String) -> &'static &'static MakeLazy {
    static MADE: Mutex<BTreeMap<(String, String), &'static &'static MakeLazy>> = Mutex::new(BTreeMap::new());
    let mut made = MADE.lock().unwrap_or_else(PoisonError::into_inner);
    made.entry((id.clone(), key.clone())).or_insert_with(|| {
        let make = Box::leak(Box::new(move |cx: Cx| cx.get(&current().builtins().require(cx, &id)?, &key)));
        Box::leak(Box::new(make as &'static MakeLazy))
    })
}

fn ids(cx: Cx, ids: Vec<&'static str>) -> Value {
    cx.array(ids.into_iter().map(|id| cx.string(id)))
}

fn builtins(binding: &Binding) -> Result<()> {
    let cx = binding.cx();
    // Hundreds of strings that most programs never ask for.
    cx.define_lazy(binding.object(), "builtinIds", &BUILTIN_IDS)?;
    cx.define_lazy(binding.object(), "publicIds", &PUBLIC_IDS)?;
    cx.define_lazy(binding.object(), "schemedIds", &SCHEMED_IDS)?;
    binding.function("loadedIds", 0, |call: &Call| ids(call.cx(), current().builtins().loaded_ids()))?;
    binding.function("defineLazy", 3, define_lazy)?;
    binding.function("isPublic", 1, |call: &Call| -> Result<bool> {
        Ok(current().builtins().public_id(&call.string(0)?).is_some())
    })?;
    binding.function("publicBuiltin", 1, |call: &Call| -> Result<Option<Value>> {
        let (runtime, id) = (current(), call.string(0)?);
        match runtime.builtins().public_id(&id) {
            Some(id) => runtime.builtins().require(call.cx(), id).map(Some),
            None => Ok(None),
        }
    })
}
