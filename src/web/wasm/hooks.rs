//! What the natives need of the scripts: prototypes, error classes, and the mark of exported functions.

use std::rc::Rc;

use crate::engine::{Call, Cx, Error, Result, Value};
use crate::runtime;

/// Handed over by `wasm.js`.
pub(super) struct Hooks {
    pub(super) module_prototype: Value,
    pub(super) memory_prototype: Value,
    pub(super) table_prototype: Value,
    pub(super) global_prototype: Value,
    link_error: Value,
    runtime_error: Value,
    /// `(function, exported)`: marks a function as one of WebAssembly.
    mark: Value,
    /// `(value)`: what a function was marked with, or `undefined`.
    marked: Value,
    /// `(iterable)`: its values, as an array.
    list: Value,
}

impl Hooks {
    /// This thread's.
    pub(super) fn get() -> Result<Rc<Hooks>> {
        runtime::current().kept::<Hooks>().ok_or_else(|| Error::type_error("WebAssembly is not loaded"))
    }

    fn error(class: fn(&Hooks) -> &Value, cx: Cx, message: &str) -> Error {
        let made = Hooks::get().and_then(|hooks| cx.construct(class(&hooks), &[cx.string(message)]));
        made.map_or_else(|error| error, Error::Value)
    }

    /// A `WebAssembly.LinkError`.
    pub(super) fn link_error(cx: Cx, message: &str) -> Error {
        Hooks::error(|hooks| &hooks.link_error, cx, message)
    }

    /// A `WebAssembly.RuntimeError`.
    pub(super) fn runtime_error(cx: Cx, message: &str) -> Error {
        Hooks::error(|hooks| &hooks.runtime_error, cx, message)
    }

    /// Marks a function as one of WebAssembly, invisibly to programs.
    pub(super) fn mark(cx: Cx, function: &Value, exported: &Value) -> Result<()> {
        cx.call(&Hooks::get()?.mark, &Value::UNDEFINED, &[function.clone(), exported.clone()]).map(drop)
    }

    /// What a value was marked with; `undefined` for any other.
    pub(super) fn marked(cx: Cx, value: &Value) -> Result<Value> {
        if !value.is_function() {
            return Ok(Value::UNDEFINED);
        }
        cx.call(&Hooks::get()?.marked, &Value::UNDEFINED, std::slice::from_ref(value))
    }

    /// The values of an iterable.
    pub(super) fn list(cx: Cx, iterable: &Value) -> Result<Vec<Value>> {
        let list = cx.call(&Hooks::get()?.list, &Value::UNDEFINED, std::slice::from_ref(iterable))?;
        cx.elements(&list)
    }
}

/// `setHooks(hooks)`.
pub(super) fn set_hooks(call: &Call) -> Result<()> {
    let hook = |name| call.cx().get(call.arg(0), name);
    runtime::current().keep(Rc::new(Hooks {
        module_prototype: hook("modulePrototype")?,
        memory_prototype: hook("memoryPrototype")?,
        table_prototype: hook("tablePrototype")?,
        global_prototype: hook("globalPrototype")?,
        link_error: hook("LinkError")?,
        runtime_error: hook("RuntimeError")?,
        mark: hook("mark")?,
        marked: hook("marked")?,
        list: hook("list")?,
    }));
    Ok(())
}
