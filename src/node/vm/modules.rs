//! The binding `module_wrap`: modules whose imports a program answers itself.

use crate::engine::{Binding, Call, Module, Result, Value};

use super::natives::{context, ignore_rejection, limited, run_own_jobs, with_origin};

pub(super) fn bind(binding: &Binding) -> Result<()> {
    // (context, source, identifier, first line, symbol): [module, [specifier, attributes, …]]
    binding.function("compile", 5, |call: &Call| -> Result<Value> {
        let (module, requests) = with_origin(call, |cx, source, origin| cx.compile_unlinked_module(source, origin))?;
        let cx = call.cx();
        let list = requests.into_iter().flat_map(|request| [cx.string(&request.specifier), request.attributes]);
        Ok(cx.array([cx.instance(module)?, cx.array(list)]))
    })?;
    // (context, identifier, names, evaluate)
    binding.function("synthetic", 4, |call: &Call| -> Result<Value> {
        let names: Result<Vec<String>> =
            call.cx().elements(call.arg(2))?.iter().map(|name| call.cx().to_string(name)).collect();
        let module = context(call, 0)?.synthetic_module(&call.string(1)?, &names?, call.arg(3).clone())?;
        call.cx().instance(module)
    })?;
    // (module, modules)
    binding.function("answer", 2, |call: &Call| -> Result<()> {
        let answers: Vec<Module> = call
            .cx()
            .elements(call.arg(1))?
            .iter()
            .map(|answer| *answer.native::<Module>().expect("scripts give modules"))
            .collect();
        call.cx().answer_imports(call.module(0)?, &answers);
        Ok(())
    })?;
    // (context, module)
    binding.function("instantiate", 2, |call: &Call| context(call, 0)?.link_module(call.module(1)?))?;
    // (context, module, milliseconds or -1, whether SIGINT ends it): a promise
    binding.function("evaluate", 4, |call: &Call| -> Result<Value> {
        let (cx, module) = (context(call, 0)?, call.module(1)?);
        limited(call, 2, || {
            let promise = cx.evaluate_module(module)?;
            run_own_jobs(call).or_else(|error| ignore_rejection(&promise).and(Err(error)))?;
            Ok(promise)
        })
    })?;
    // Runs what waits in the queue of a context that has its own.
    binding.function("runOwnJobs", 1, run_own_jobs)?;
    binding.function("namespace", 2, |call: &Call| context(call, 0)?.module_namespace(call.module(1)?))?;
    binding.function("importMeta", 2, |call: &Call| context(call, 0)?.import_meta(call.module(1)?))?;
    binding.function("setExport", 3, |call: &Call| -> Result<bool> {
        Ok(call.cx().set_module_export(call.module(0)?, &call.string(1)?, call.arg(2).clone()))
    })?;
    binding.function("hasAwait", 1, |call: &Call| call.module(0).map(Module::has_await))?;
    binding.function("awaitsSomewhere", 1, |call: &Call| call.module(0).map(|module| module.survey().awaits))?;
    // [number of the state, error if it failed]
    binding.function("state", 1, |call: &Call| -> Result<Value> {
        let module = call.module(0)?;
        let state = Value::from(module.status() as i32);
        Ok(call.cx().array(std::iter::once(state).chain(module.evaluation_error())))
    })
}
