//! Instances: which group one belongs to, its imports, its exports, its start function.

use wasmi::errors::{ErrorKind, InstantiationError, MemoryError};
use wasmi::{Extern, ExternType, FuncType, Global, GlobalType, ImportType, Instance, Mutability, TableType, Val, ValType};

use super::binary::START_EXPORT;
use super::function::{self, Exported};
use super::global::{self, GlobalObject};
use super::group::Group;
use super::hooks::Hooks;
use super::memory::{self, MemoryObject};
use super::module::ModuleObject;
use super::table::{self, TableObject};
use super::value::{number_to_wasm, to_wasm};
use crate::engine::{Attributes, Call, Class, Cx, Error, Kind, Result, Value};
use crate::runtime;

/// What an instance's object carries.
pub(super) struct InstanceObject {
    exports: Value,
}

impl Class for InstanceObject {
    const NAME: &'static str = "Instance";

    fn trace(&self, visit: &mut dyn FnMut(&Value)) {
        visit(&self.exports);
    }
}

/// `instanceExports(value)`: `undefined` for what is no instance.
pub(super) fn instance_exports(call: &Call) -> Option<Value> {
    call.arg(0).native::<InstanceObject>().map(|instance| instance.exports.clone())
}

/// `instantiate(prototype, module, values, context)`: an instance with these imports, which are in the module's order.
pub(super) fn instantiate(call: &Call) -> Result<Value> {
    let cx = call.cx();
    let module = call.arg_as::<ModuleObject>(1)?;
    let values = cx.elements(call.arg(2))?;
    runtime::current().collect_if_grown();
    let linker = Linker { cx, context: call.string(3)? };
    let group = linker.group(module, &values)?;
    let mut imports = Vec::with_capacity(values.len());
    for (index, (import, value)) in module.module.imports().zip(&values).enumerate() {
        imports.push(linker.import(&group, index, &import, value)?);
    }
    let linked = Group::of(&group)?;
    let compiled = {
        let engine = linked.linked.borrow().store.engine().clone();
        module.for_engine(&engine)
    };
    let make = || Instance::new(&mut linked.linked.borrow_mut().store, &compiled, &imports);
    let mut made = make();
    if made.as_ref().is_err_and(memory::is_out_of_memory) {
        runtime::current().collect();
        made = make();
    }
    linked.settle(cx);
    let instance = made.map_err(|error| linker.refused(&error))?;
    let exports = linker.exports(&group, module, &instance)?;
    if module.has_start {
        let start = instance.get_func(&linked.linked.borrow().store, START_EXPORT);
        linker.start(&group, start.expect("it was exported when the module was compiled"))?;
    }
    cx.instance_with(InstanceObject { exports }, call.arg(0))
}

struct Linker {
    cx: Cx,
    /// The function that the program called, for messages.
    context: String,
}

impl Linker {
    fn link_error(&self, message: &str) -> Error {
        Hooks::link_error(self.cx, &format!("{}: {message}", self.context))
    }

    /// The group of what is imported; a new one when nothing that is imported is in any.
    fn group(&self, module: &ModuleObject, values: &[Value]) -> Result<Value> {
        let mut found: Option<Value> = None;
        for value in values {
            let group = value
                .native::<MemoryObject>()
                .and_then(MemoryObject::group)
                .or_else(|| value.native::<TableObject>().and_then(TableObject::group))
                .or_else(|| value.native::<GlobalObject>().and_then(GlobalObject::group));
            match (&found, group) {
                (Some(found), Some(group)) if !found.is(&group) => {
                    return Err(self.link_error(
                        "imports memory, tables or globals of instances that were not linked with each other, \
                         which rnode cannot do: let one of the two import from the other first",
                    ));
                }
                (None, group) => found = group,
                _ => {}
            }
        }
        if let Some(group) = found {
            return Ok(group);
        }
        for value in values {
            if let Some(exported) = Hooks::marked(self.cx, value)?.native::<Exported>() {
                return Ok(exported.group().clone());
            }
        }
        Group::make(self.cx, module.module.engine())
    }

    fn import(&self, group: &Value, index: usize, import: &ImportType, value: &Value) -> Result<Extern> {
        let refuse = |message: &str| {
            self.link_error(&format!("Import #{index} \"{}\" \"{}\": {message}", import.module(), import.name()))
        };
        match import.ty() {
            ExternType::Func(ty) => self.import_function(group, ty, value, &refuse),
            ExternType::Table(ty) => self.import_table(group, index, ty, value, &refuse),
            ExternType::Memory(ty) => {
                let memory = value
                    .native::<MemoryObject>()
                    .ok_or_else(|| refuse("memory import must be a WebAssembly.Memory object"))?;
                let (pages, max) = memory.limits()?;
                if pages < ty.minimum() {
                    return Err(refuse(&format!(
                        "memory import has {pages} pages which is smaller than the declared initial of {}",
                        ty.minimum()
                    )));
                }
                if let Some(declared) = ty.maximum() {
                    let max = max.ok_or_else(|| {
                        refuse(&format!("memory import has no maximum limit, expected at most {declared}"))
                    })?;
                    if max > declared {
                        return Err(refuse(&format!(
                            "memory import has a larger maximum size {max} than the module's declared maximum {declared}"
                        )));
                    }
                }
                memory.place(value, group).map(Extern::Memory)
            }
            ExternType::Global(ty) => self.import_global(group, *ty, value, &refuse),
        }
    }

    fn import_function(
        &self,
        group: &Value,
        ty: &FuncType,
        value: &Value,
        refuse: &dyn Fn(&str) -> Error,
    ) -> Result<Extern> {
        if !value.is_function() {
            return Err(refuse("function import requires a callable"));
        }
        let marked = Hooks::marked(self.cx, value)?;
        let func = match marked.native::<Exported>() {
            Some(exported) if exported.ty() != ty => {
                return Err(refuse("imported function does not match the expected type"));
            }
            Some(exported) => function::in_group(group, value, exported)?,
            None => function::import(group, value, ty)?,
        };
        Ok(Extern::Func(func))
    }

    fn import_table(
        &self,
        group: &Value,
        index: usize,
        ty: &TableType,
        value: &Value,
        refuse: &dyn Fn(&str) -> Error,
    ) -> Result<Extern> {
        let table = value.native::<TableObject>().ok_or_else(|| refuse("table import requires a WebAssembly.Table"))?;
        let (length, max) = table.limits()?;
        if length < ty.minimum() {
            let message = format!("table import {index} is smaller than initial {}, got {length}", ty.minimum());
            return Err(self.link_error(&message));
        }
        if let Some(declared) = ty.maximum() {
            let max = max.ok_or_else(|| {
                self.link_error(&format!("table import {index} has no maximum length; required: {declared}"))
            })?;
            if max > declared {
                return Err(self.link_error(&format!(
                    "table import {index} has a larger maximum size {max} than the module's declared maximum {declared}"
                )));
            }
        }
        if table.element != ty.element() {
            return Err(refuse("imported table does not match the expected type"));
        }
        table.place(self.cx, value, group).map(Extern::Table)
    }

    fn import_global(
        &self,
        group: &Value,
        ty: GlobalType,
        value: &Value,
        refuse: &dyn Fn(&str) -> Error,
    ) -> Result<Extern> {
        if let Some(global) = value.native::<GlobalObject>() {
            if global.ty.mutability() != ty.mutability() {
                return Err(refuse("imported global does not match the expected mutability"));
            }
            if global.ty.content() != ty.content() {
                return Err(refuse("imported global does not match the expected type"));
            }
            return global.place(self.cx, value, group).map(Extern::Global);
        }
        if ty.mutability() == Mutability::Var {
            return Err(refuse("imported mutable global must be a WebAssembly.Global object"));
        }
        let value = self.global_value(group, ty.content(), value, refuse)?;
        let linked = &mut *Group::of(group)?.linked.borrow_mut();
        Ok(Extern::Global(Global::new(&mut linked.store, value, ty.mutability())))
    }

    fn global_value(
        &self,
        group: &Value,
        ty: ValType,
        value: &Value,
        refuse: &dyn Fn(&str) -> Error,
    ) -> Result<Val> {
        let fits = match ty {
            ValType::I64 => value.kind() == Kind::BigInt,
            ValType::I32 | ValType::F32 | ValType::F64 => value.kind() == Kind::Number,
            ValType::V128 => return Err(refuse("global import of type v128 must be a WebAssembly.Global")),
            ValType::ExternRef => true,
            ValType::FuncRef => {
                if !value.is_null() && Hooks::marked(self.cx, value)?.is_undefined() {
                    return Err(refuse("function-typed object must be null (if nullable) or a Wasm function object"));
                }
                true
            }
        };
        if !fits {
            return Err(refuse("global import must be a number, valid Wasm reference, or WebAssembly.Global object"));
        }
        match number_to_wasm(self.cx, value, ty)? {
            Some(number) => Ok(number),
            None => to_wasm(self.cx, group, value, ty),
        }
    }

    /// What V8 throws when the module's own parts do not fit.
    fn refused(&self, error: &wasmi::Error) -> Error {
        if memory::is_out_of_memory(error) {
            let message = "Out of memory: Cannot allocate Wasm memory for new instance";
            return Error::range_error(format!("{}: {message}", self.context));
        }
        match error.kind() {
            ErrorKind::Memory(MemoryError::OutOfBoundsAccess) => {
                Hooks::runtime_error(self.cx, &format!("{}: data segment is out of bounds", self.context))
            }
            ErrorKind::Instantiation(InstantiationError::ElementSegmentDoesNotFit { .. }) | ErrorKind::Table(_) => {
                Hooks::runtime_error(self.cx, &format!("{}: table index is out of bounds", self.context))
            }
            ErrorKind::TrapCode(_) => function::trap(self.cx, error),
            _ => self.link_error(&error.to_string()),
        }
    }

    fn exports(&self, group: &Value, module: &ModuleObject, instance: &Instance) -> Result<Value> {
        let cx = self.cx;
        let exports = cx.null_object();
        let linked = Group::of(group)?;
        for (name, index) in &module.exports {
            let export = instance.get_export(&linked.linked.borrow().store, name);
            let value = match export {
                Some(Extern::Func(func)) => function::named_object(cx, group, func, &index.to_string())?,
                Some(Extern::Table(table)) => table::object(cx, group, table)?,
                Some(Extern::Memory(memory)) => memory::object(cx, group, memory)?,
                Some(Extern::Global(global)) => global::object(cx, group, global)?,
                None => continue,
            };
            cx.define(&exports, name, value, Attributes::ALL)?;
        }
        Ok(exports)
    }

    fn start(&self, group: &Value, start: wasmi::Func) -> Result<()> {
        let function = function::object(self.cx, group, start)?;
        self.cx.call(&function, &Value::UNDEFINED, &[]).map(drop)
    }
}
