//! The binding `esm`: modules as the engine has them, for the scripts that decide what they are.

use crate::engine::{Binding, Call, Cx, Import, ImportCall, Module, Result, Value};

use super::{exports, imports};

/// What `survey` returns, as bits.
mod survey {
    pub(super) const INCOMPLETE: i32 = 1;
    pub(super) const EVALUATING: i32 = 2;
    pub(super) const AWAITS: i32 = 4;
    pub(super) const FAILED: i32 = 8;
}

pub(super) fn bind(binding: &Binding) -> Result<()> {
    binding.function("compile", 2, |call: &Call| -> Result<Value> {
        let module = call.cx().compile_module(&call.string(0)?, &call.string(1)?)?;
        call.cx().instance(module)
    })?;
    binding.function("synthetic", 3, |call: &Call| -> Result<Value> {
        let cx = call.cx();
        let names: Result<Vec<String>> =
            cx.elements(call.arg(1))?.iter().map(|name| cx.to_string(name)).collect();
        let module = cx.synthetic_module(&call.string(0)?, &names?, call.arg(2).clone())?;
        cx.instance(module)
    })?;
    binding.function("failed", 1, |call: &Call| -> Result<Value> {
        let module = call.cx().failed_module(call.arg(0).clone())?;
        call.cx().instance(module)
    })?;
    binding.function("setExport", 3, |call: &Call| -> Result<bool> {
        Ok(call.cx().set_module_export(call.module(0)?, &call.string(1)?, call.arg(2).clone()))
    })?;
    binding.function("survey", 1, |call: &Call| -> Result<i32> {
        let found = call.module(0)?.survey();
        let bit = |is: bool, bit: i32| if is { bit } else { 0 };
        Ok(bit(found.is_incomplete, survey::INCOMPLETE)
            | bit(found.is_evaluating, survey::EVALUATING)
            | bit(found.awaits, survey::AWAITS)
            | bit(found.failed.is_some(), survey::FAILED))
    })?;
    binding.function("failure", 1, |call: &Call| -> Result<Value> {
        let failed = call.module(0)?.survey().failed;
        Ok(failed.map_or(Value::UNDEFINED, |module| call.cx().failed_module_error(module)))
    })?;
    binding.function("evaluate", 1, |call: &Call| call.cx().evaluate_module(call.module(0)?))?;
    binding.function("namespace", 1, |call: &Call| call.cx().module_namespace(call.module(0)?))?;
    binding.function("importMeta", 1, |call: &Call| call.cx().import_meta(call.module(0)?))?;
    binding.function("status", 1, |call: &Call| call.module(0).map(|module| module.status() as i32))?;
    binding.function("hasAwait", 1, |call: &Call| call.module(0).map(Module::has_await))?;
    binding.function("commonJSExports", 1, common_js_exports)?;
    binding.function("findImport", 3, find_import)?;
    binding.function("findAwaits", 1, |call: &Call| -> Result<Value> {
        let offsets = imports::awaits(&call.string(0)?);
        Ok(call.cx().array(offsets.into_iter().map(Value::from)))
    })
}

/// Hands every static import of the program to the script that decides.
pub(super) fn import(cx: Cx, import: &Import) -> Result<Module> {
    let parent = cx.instance(import.parent)?;
    let args = [cx.string(import.base), cx.string(import.specifier), import.attributes.clone(), parent];
    let module = ask_loader("onImport", &args)?;
    Ok(*module.native::<Module>().expect("the loader answers with a module"))
}

/// Hands every `import()` of the program to the script that decides.
pub(super) fn import_call(cx: Cx, call: &ImportCall) -> Result<()> {
    let global = cx.global();
    let args = [call.referrer, call.specifier, call.attributes, call.resolve, call.reject, &global].map(Value::clone);
    ask_loader("onImportCall", &args).map(drop)
}

/// Built-in scripts run in the main context, whichever imports.
fn ask_loader(name: &str, args: &[Value]) -> Result<Value> {
    let cx = Cx::current();
    let loader = crate::runtime::current().builtins().require(cx, "internal/modules/esm/loader")?;
    cx.invoke(&loader, name, args)
}

/// `[names, specifiers of reexports]` of a CommonJS source.
fn common_js_exports(call: &Call) -> Result<Value> {
    let cx = call.cx();
    let found = exports::find(&call.string(0)?);
    let list = |names: Vec<String>| cx.array(names.iter().map(|name| cx.string(name)));
    Ok(cx.array([list(found.names), list(found.reexports)]))
}

/// Where a module's source imports or re-exports `name` from `specifier`: `[offset of the name, its length, offset of
/// the statement, its length]`, in UTF-16 units; undefined when it does not.
fn find_import(call: &Call) -> Result<Option<Value>> {
    let source = call.string(0)?;
    let found = imports::find(&source, &call.string(1)?, &call.string(2)?);
    let units = |end: usize| source[..end].encode_utf16().count();
    Ok(found.map(|found| {
        let values = [
            units(found.name.start),
            units(found.name.end) - units(found.name.start),
            units(found.statement.start),
            units(found.statement.end) - units(found.statement.start),
        ];
        call.cx().array(values.map(Value::from))
    }))
}
