//! The bindings `util`, `types`, `uv`, `symbols` and `worker`: what scripts cannot see of a value, the errno table,
//! symbols that scripts of several modules share.

use std::time::Duration;

use crate::engine::{Attributes, Binding, Call, Cx, ObjectClass, PromiseState, Result, Value, errno};

// Property filters, as V8 numbers them.
const ONLY_ENUMERABLE: i32 = 2;
const SKIP_SYMBOLS: i32 = 16;

pub(super) fn util(binding: &Binding) -> Result<()> {
    let cx = binding.cx();
    let constants = cx.object();
    let numbers = [
        ("kPending", 0),
        ("kFulfilled", 1),
        ("kRejected", 2),
        ("kExiting", 0),
        ("kExitCode", 1),
        ("kHasExitCode", 2),
        ("ALL_PROPERTIES", 0),
        ("ONLY_WRITABLE", 1),
        ("ONLY_ENUMERABLE", ONLY_ENUMERABLE),
        ("ONLY_CONFIGURABLE", 4),
        ("SKIP_STRINGS", 8),
        ("SKIP_SYMBOLS", SKIP_SYMBOLS),
        ("kDisallowCloneAndTransfer", 0),
        ("kTransferable", 1),
        ("kCloneable", 2),
    ];
    for (name, number) in numbers {
        cx.define(&constants, name, Value::from(number), Attributes::ALL)?;
    }
    binding.value("constants", constants)?;
    binding.function("getOwnNonIndexProperties", 2, own_non_index_properties)?;
    binding.function("getPromiseDetails", 1, promise_details)?;
    // Another object with the same properties, private ones included, made at once.
    binding.function("cloneTemplate", 1, |call: &Call| -> Result<Value> { call.cx().clone_template(call.arg(0)) })?;
    binding.function("getProxyDetails", 2, proxy_details)?;
    binding.function("previewEntries", 2, preview_entries)?;
    binding.function("getConstructorName", 1, |call: &Call| call.cx().constructor_name(call.arg(0)))?;
    binding.function("getCallSites", 1, call_sites)?;
    // [before, after]: the line in which the running function was called, cut where it was; undefined if unknown.
    binding.function("getCallerSource", 1, |call: &Call| call.cx().caller_source(call.arg(0)))?;
    binding.function("sleep", 1, |call: &Call| -> Result<()> {
        std::thread::sleep(Duration::from_millis(u64::from(call.u32(0)?)));
        Ok(())
    })?;
    binding.function("guessHandleType", 1, guess_handle_type)?;
    binding.function("isInsideNodeModules", 0, is_inside_node_modules)
}

/// `getOwnNonIndexProperties(object, filter)`.
fn own_non_index_properties(call: &Call) -> Result<Value> {
    let cx = call.cx();
    let filter = call.i32(1)?;
    let keys = cx.own_keys(call.arg(0), filter & SKIP_SYMBOLS == 0, filter & ONLY_ENUMERABLE != 0)?;
    Ok(cx.array(keys.iter().filter(|key| !key.is_index).map(|key| cx.key_value(&key.key))))
}

/// `[state, result]`, or `[kPending]`; undefined for what is no promise.
fn promise_details(call: &Call) -> Option<Value> {
    let cx = call.cx();
    Some(match cx.promise_state(call.arg(0))? {
        PromiseState::Pending => cx.array([Value::from(0)]),
        PromiseState::Fulfilled(value) => cx.array([Value::from(1), value]),
        PromiseState::Rejected(reason) => cx.array([Value::from(2), reason]),
    })
}

/// `[target, handler]`, or the target alone when the second argument is false; undefined for what is no proxy.
fn proxy_details(call: &Call) -> Option<Value> {
    let (target, handler) = call.cx().proxy_parts(call.arg(0))?;
    if call.len() == 1 || call.bool(1) {
        Some(call.cx().array([target, handler]))
    } else {
        Some(target)
    }
}

/// `previewEntries(collection)`: a flat array of its entries; with a second argument `[entries, isKeyValue]`.
fn preview_entries(call: &Call) -> Result<Value> {
    let cx = call.cx();
    let value = call.arg(0);
    let Some((entries, pairs)) = cx.preview_entries(value)? else { return Ok(Value::UNDEFINED) };
    Ok(if call.len() < 2 { entries } else { cx.array([entries, Value::from(pairs)]) })
}

/// An index into `TCP TTY UDP FILE PIPE UNKNOWN`.
fn guess_handle_type(call: &Call) -> Result<i32> {
    Ok(super::handle_type(call.i32(0)?) as i32)
}

/// `getCallSites(count)`: the frames above the function that called this, innermost first.
fn call_sites(call: &Call) -> Result<Value> {
    let cx = call.cx();
    let count = call.usize(0)?;
    let error = cx.get(&cx.global(), "Error")?;
    let limit = cx.get(&error, "stackTraceLimit")?;
    let prepare = cx.has(&error, "prepareStackTrace")?.then(|| cx.get(&error, "prepareStackTrace")).transpose()?;
    let holder = cx.object();
    // The built-in script that asks is not shown.
    cx.set(&error, "stackTraceLimit", Value::from(count as f64 + 1.0))?;
    cx.set(&error, "prepareStackTrace", cx.function("prepareStackTrace", 2, |call: &Call| call.arg(1).clone()))?;
    let captured = cx
        .invoke(&error, "captureStackTrace", std::slice::from_ref(&holder))
        .and_then(|_| cx.get(&holder, "stack"));
    cx.set(&error, "stackTraceLimit", limit)?;
    match prepare {
        Some(prepare) => cx.set(&error, "prepareStackTrace", prepare)?,
        None => {
            let reflect = cx.get(&cx.global(), "Reflect")?;
            cx.invoke(&reflect, "deleteProperty", &[error, cx.string("prepareStackTrace")])?;
        }
    }
    let frames = cx.elements(&captured?)?;
    let sites = frames.iter().skip(1).take(count).map(|frame| call_site(cx, frame));
    Ok(cx.array(sites.collect::<Result<Vec<_>>>()?))
}

fn call_site(cx: Cx, frame: &Value) -> Result<Value> {
    let site = cx.object();
    let text = |value: Value| if value.is_string() { value } else { cx.string("") };
    let file = text(cx.invoke(frame, "getFileName", &[])?);
    let column = cx.invoke(frame, "getColumnNumber", &[])?;
    cx.set(&site, "functionName", text(cx.invoke(frame, "getFunctionName", &[])?))?;
    // The engine does not number its scripts: a script's name stands for its number.
    cx.set(&site, "scriptId", file.clone())?;
    cx.set(&site, "scriptName", file)?;
    cx.set(&site, "lineNumber", cx.invoke(frame, "getLineNumber", &[])?)?;
    cx.set(&site, "columnNumber", column.clone())?;
    cx.set(&site, "column", column)?;
    Ok(site)
}

/// Whether the nearest frame of the program's own code lies in a `node_modules` folder.
fn is_inside_node_modules(call: &Call) -> Result<bool> {
    let cx = call.cx();
    let error = cx.new_error(crate::engine::ErrorClass::Error, None, "");
    let stack = cx.get(&error, "stack")?;
    let stack = cx.to_string(&stack)?;
    let frame = stack.lines().find(|line| line.trim_start().starts_with("at ") && !line.contains("node:"));
    Ok(frame.is_some_and(|frame| frame.contains("/node_modules/") || frame.contains("\\node_modules\\")))
}

pub(super) fn types(binding: &Binding) -> Result<()> {
    binding.function("isExternal", 1, |_: &Call| false)?;
    binding.function("isDate", 1, |call: &Call| call.arg(0).class() == ObjectClass::DATE)?;
    binding.function("isArgumentsObject", 1, |call: &Call| {
        matches!(call.arg(0).class(), ObjectClass::ARGUMENTS | ObjectClass::MAPPED_ARGUMENTS)
    })?;
    binding.function("isBigIntObject", 1, |call: &Call| call.arg(0).class() == ObjectClass::BIG_INT)?;
    binding.function("isBooleanObject", 1, |call: &Call| call.arg(0).class() == ObjectClass::BOOLEAN)?;
    binding.function("isNumberObject", 1, |call: &Call| call.arg(0).class() == ObjectClass::NUMBER)?;
    binding.function("isStringObject", 1, |call: &Call| call.arg(0).class() == ObjectClass::STRING)?;
    binding.function("isSymbolObject", 1, |call: &Call| call.arg(0).class() == ObjectClass::SYMBOL)?;
    binding.function("isBoxedPrimitive", 1, |call: &Call| {
        matches!(
            call.arg(0).class(),
            ObjectClass::BIG_INT
                | ObjectClass::BOOLEAN
                | ObjectClass::NUMBER
                | ObjectClass::STRING
                | ObjectClass::SYMBOL
        )
    })?;
    binding.function("isNativeError", 1, |call: &Call| call.arg(0).class() == ObjectClass::ERROR)?;
    binding.function("isRegExp", 1, |call: &Call| call.arg(0).class() == ObjectClass::REG_EXP)?;
    binding.function("isAsyncFunction", 1, |call: &Call| {
        matches!(call.arg(0).class(), ObjectClass::ASYNC_FUNCTION | ObjectClass::ASYNC_GENERATOR_FUNCTION)
    })?;
    binding.function("isGeneratorFunction", 1, |call: &Call| {
        matches!(call.arg(0).class(), ObjectClass::GENERATOR_FUNCTION | ObjectClass::ASYNC_GENERATOR_FUNCTION)
    })?;
    binding.function("isGeneratorObject", 1, |call: &Call| {
        matches!(call.arg(0).class(), ObjectClass::GENERATOR | ObjectClass::ASYNC_GENERATOR)
    })?;
    binding.function("isPromise", 1, |call: &Call| call.arg(0).class() == ObjectClass::PROMISE)?;
    binding.function("isMap", 1, |call: &Call| call.arg(0).class() == ObjectClass::MAP)?;
    binding.function("isSet", 1, |call: &Call| call.arg(0).class() == ObjectClass::SET)?;
    binding.function("isMapIterator", 1, |call: &Call| call.arg(0).class() == ObjectClass::MAP_ITERATOR)?;
    binding.function("isSetIterator", 1, |call: &Call| call.arg(0).class() == ObjectClass::SET_ITERATOR)?;
    binding.function("isWeakMap", 1, |call: &Call| call.arg(0).class() == ObjectClass::WEAK_MAP)?;
    binding.function("isWeakSet", 1, |call: &Call| call.arg(0).class() == ObjectClass::WEAK_SET)?;
    binding.function("isArrayBuffer", 1, |call: &Call| call.arg(0).class() == ObjectClass::ARRAY_BUFFER)?;
    binding
        .function("isSharedArrayBuffer", 1, |call: &Call| call.arg(0).class() == ObjectClass::SHARED_ARRAY_BUFFER)?;
    binding.function("isAnyArrayBuffer", 1, |call: &Call| {
        matches!(call.arg(0).class(), ObjectClass::ARRAY_BUFFER | ObjectClass::SHARED_ARRAY_BUFFER)
    })?;
    binding.function("isDataView", 1, |call: &Call| call.arg(0).class() == ObjectClass::DATA_VIEW)?;
    binding.function("isProxy", 1, |call: &Call| call.arg(0).class() == ObjectClass::PROXY)?;
    binding.function("isModuleNamespaceObject", 1, |call: &Call| {
        call.arg(0).class() == ObjectClass::MODULE_NAMESPACE
    })?;
    binding.function("isEventTarget", 1, |_: &Call| false)
}

pub(super) fn uv(binding: &Binding) -> Result<()> {
    binding.function("getErrorMap", 0, |call: &Call| error_map(call.cx()))?;
    binding.function("errname", 1, |call: &Call| -> Result<&'static str> {
        Ok(errno::describe(-call.i32(0)?).0)
    })?;
    binding.function("getErrorMessage", 1, |call: &Call| -> Result<&'static str> {
        Ok(errno::describe(-call.i32(0)?).1)
    })?;
    for (number, name, _) in errno::ERRNO {
        binding.value(&format!("UV_{name}"), *number)?;
    }
    Ok(())
}

/// Symbols by the names under which Node's scripts share them.
pub(super) fn symbols(binding: &Binding) -> Result<()> {
    const NAMES: &[&str] = &[
        "async_id_symbol",
        "fs_use_promises_symbol",
        "handle_onclose",
        "messaging_clone_symbol",
        "messaging_deserialize_symbol",
        "messaging_transfer_list_symbol",
        "messaging_transfer_symbol",
        "no_message_symbol",
        "oninit",
        "owner_symbol",
        "resource_symbol",
        "trigger_async_id_symbol",
        "vm_dynamic_import_default_internal",
        "vm_dynamic_import_main_context_default",
        "vm_dynamic_import_missing_flag",
        "vm_dynamic_import_no_callback",
    ];
    let cx = binding.cx();
    for name in NAMES {
        binding.value(name, cx.symbol(name, false))?;
    }
    Ok(())
}

/// A `Map` of number to `[name, text]`.
fn error_map(cx: Cx) -> Result<Value> {
    let entries = errno::ERRNO.iter().map(|(number, name, text)| {
        let described = cx.array([cx.string(name), cx.string(text)]);
        cx.array([Value::from(*number), described])
    });
    let map = cx.get(&cx.global(), "Map")?;
    cx.construct(&map, &[cx.array(entries)])
}
