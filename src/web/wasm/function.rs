//! Functions: those of WebAssembly as JavaScript calls them, and those of JavaScript as WebAssembly does.
//!
//! An imported function is not called from within the interpreter: its stand-in stops it (as a "host error"), the store is
//! let go, JavaScript runs, and the interpreter goes on with the results. So a function of JavaScript may call into the
//! same instance, grow its memory, or link another one, and what it throws ends the call without a trace in the store.

use wasmi::errors::HostError;
use wasmi::{Func, FuncType, ResumableCall, TrapCode, Val, ValType};

use super::group::{Callback, Group};
use super::hooks::Hooks;
use super::value::{to_js, to_wasm};
use crate::engine::{Call, Class, Cx, Error, Result, Value};

/// What a function object of WebAssembly is made with.
pub(super) struct Exported {
    group: Value,
    func: Func,
    ty: FuncType,
    /// The imported function that it stands for.
    callback: Option<usize>,
}

impl Class for Exported {
    const NAME: &'static str = "Object";

    fn trace(&self, visit: &mut dyn FnMut(&Value)) {
        visit(&self.group);
    }
}

impl Exported {
    pub(super) fn group(&self) -> &Value {
        &self.group
    }

    pub(super) fn ty(&self) -> &FuncType {
        &self.ty
    }
}

/// Stops the interpreter where an imported function is to be called.
#[derive(Debug)]
struct Stop;

impl std::fmt::Display for Stop {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("an imported function is called")
    }
}

impl HostError for Stop {}

/// The function object of a function: always the same one.
pub(super) fn object(cx: Cx, group: &Value, func: Func) -> Result<Value> {
    let linked = Group::of(group)?;
    if let Some(known) = linked.object(&func) {
        return Ok(known);
    }
    named_object(cx, group, func, "")
}

/// The same, with a name for a function that has no object yet.
pub(super) fn named_object(cx: Cx, group: &Value, func: Func, name: &str) -> Result<Value> {
    let linked = Group::of(group)?;
    if let Some(known) = linked.object(&func) {
        return Ok(known);
    }
    let ty = func.ty(&linked.linked.borrow().store);
    let arity = ty.params().len() as u32;
    let callback = linked.callback_of(&func);
    let exported = cx.instance(Exported { group: group.clone(), func, ty, callback })?;
    let function = cx.function_with(name, arity, call_exported, &exported)?;
    Hooks::mark(cx, &function, &exported)?;
    linked.keep(&func, &function);
    Ok(function)
}

/// A stand-in for a function of JavaScript.
pub(super) fn import(group: &Value, function: &Value, ty: &FuncType) -> Result<Func> {
    let linked = &mut *Group::of(group)?.linked.borrow_mut();
    let index = linked.callbacks.len();
    let func = Func::new(&mut linked.store, ty.clone(), move |mut caller, args, _| {
        caller.data_mut().pending = Some((index, args.to_vec()));
        Err(wasmi::Error::host(Stop))
    });
    linked.callbacks.push(Callback { function: function.clone(), results: ty.results().into() });
    linked.imported.insert(super::group::key(&func), index);
    Ok(func)
}

/// An exported function as the group knows it: itself, or a stand-in that is the same object for JavaScript.
pub(super) fn in_group(group: &Value, function: &Value, exported: &Exported) -> Result<Func> {
    if exported.group.is(group) {
        return Ok(exported.func);
    }
    let linked = Group::of(group)?;
    // One stand-in for each function, by the function's own address: the group keeps it alive.
    let known = {
        let linked = linked.linked.borrow();
        linked.stand_ins.get(&function.address()).copied()
    };
    if let Some(known) = known {
        return Ok(known);
    }
    let func = import(group, function, &exported.ty)?;
    linked.keep(&func, function);
    linked.linked.borrow_mut().stand_ins.insert(function.address(), func);
    Ok(func)
}

/// The body of every function object.
fn call_exported(call: &Call) -> Result<Value> {
    let cx = call.cx();
    let exported = call.data().native::<Exported>().ok_or_else(|| Error::type_error("Illegal invocation"))?;
    let (group, ty) = (&exported.group, &exported.ty);
    if ty.params().contains(&ValType::V128) || ty.results().contains(&ValType::V128) {
        return Err(Error::type_error("type incompatibility when transforming from/to JS"));
    }
    let mut inputs = Vec::with_capacity(ty.params().len());
    for (index, param) in ty.params().iter().enumerate() {
        inputs.push(to_wasm(cx, group, call.arg(index), *param)?);
    }
    let outputs = match exported.callback {
        Some(index) => call_imported(cx, group, index, &inputs)?,
        None => run(cx, group, exported.func, &inputs, ty.results().len())?,
    };
    match &outputs[..] {
        [] => Ok(Value::UNDEFINED),
        [output] => to_js(cx, group, output),
        outputs => {
            let values = outputs.iter().map(|output| to_js(cx, group, output)).collect::<Result<Vec<_>>>()?;
            Ok(cx.array(values))
        }
    }
}

/// Runs a function of the group to its end, with the functions of JavaScript that it calls.
pub(super) fn run(cx: Cx, group: &Value, func: Func, inputs: &[Val], results: usize) -> Result<Vec<Val>> {
    let linked = Group::of(group)?;
    let mut outputs = vec![Val::I32(0); results];
    let mut outcome = func.call_resumable(&mut linked.linked.borrow_mut().store, inputs, &mut outputs);
    loop {
        linked.settle(cx);
        match outcome {
            Ok(ResumableCall::Finished) => return Ok(outputs),
            Ok(ResumableCall::HostTrap(stopped)) => {
                let (index, args) = linked.take_pending();
                let returned = call_imported(cx, group, index, &args)?;
                outcome = stopped.resume(&mut linked.linked.borrow_mut().store, &returned, &mut outputs);
            }
            // The last thing that the function does is to call an imported one: a tail call.
            Err(error) if error.downcast_ref::<Stop>().is_some() => {
                let (index, args) = linked.take_pending();
                return call_imported(cx, group, index, &args);
            }
            Ok(ResumableCall::OutOfFuel(_)) => unreachable!("fuel is not counted"),
            Err(error) => return Err(trap(cx, &error)),
        }
    }
}

/// Calls an imported function.
fn call_imported(cx: Cx, group: &Value, index: usize, args: &[Val]) -> Result<Vec<Val>> {
    let Callback { function, results } = Group::of(group)?.linked.borrow().callbacks[index].clone();
    let args = args.iter().map(|arg| to_js(cx, group, arg)).collect::<Result<Vec<_>>>()?;
    let returned = cx.call(&function, &Value::UNDEFINED, &args)?;
    match &results[..] {
        [] => Ok(Vec::new()),
        [result] => Ok(vec![to_wasm(cx, group, &returned, *result)?]),
        results => {
            let values = Hooks::list(cx, &returned)?;
            if values.len() != results.len() {
                return Err(Error::type_error("multi-return length mismatch"));
            }
            values.iter().zip(results).map(|(value, ty)| to_wasm(cx, group, value, *ty)).collect()
        }
    }
}

/// What V8 throws where WebAssembly traps. Where the interpreter does not tell two causes apart, the commoner one is named:
/// a division of the least number by -1 overflows as a conversion of a large float does, a remainder by zero is a
/// division.
pub(super) fn trap(cx: Cx, error: &wasmi::Error) -> Error {
    let Some(code) = error.as_trap_code() else { return Hooks::runtime_error(cx, &error.to_string()) };
    let message = match code {
        TrapCode::UnreachableCodeReached => "unreachable",
        TrapCode::MemoryOutOfBounds => "memory access out of bounds",
        TrapCode::TableOutOfBounds => "table index is out of bounds",
        TrapCode::IndirectCallToNull | TrapCode::BadSignature => "null function or function signature mismatch",
        TrapCode::IntegerDivisionByZero => "divide by zero",
        TrapCode::IntegerOverflow => "divide result unrepresentable",
        TrapCode::BadConversionToInteger => "float unrepresentable in integer range",
        TrapCode::StackOverflow => return Error::range_error("Maximum call stack size exceeded"),
        TrapCode::OutOfFuel | TrapCode::GrowthOperationLimited | TrapCode::OutOfSystemMemory => "out of memory",
    };
    Hooks::runtime_error(cx, message)
}
