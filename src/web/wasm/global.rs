//! `WebAssembly.Global`.

use std::cell::RefCell;

use wasmi::{Global, GlobalType, Mutability, Val, ValType};

use super::group::Group;
use super::hooks::Hooks;
use super::value::{number_to_wasm, to_js, to_wasm};
use crate::engine::{Call, Class, Cx, Error, Result, Value};

/// What a global's object carries.
pub(super) struct GlobalObject {
    pub(super) ty: GlobalType,
    state: RefCell<State>,
}

enum State {
    /// Made by the program, and in no group yet.
    Number(Val),
    /// The same for a type of references.
    Reference(Value),
    Placed { group: Value, global: Global },
}

impl Class for GlobalObject {
    const NAME: &'static str = "Global";

    fn trace(&self, visit: &mut dyn FnMut(&Value)) {
        match &*self.state.borrow() {
            State::Number(_) => {}
            State::Reference(value) => visit(value),
            State::Placed { group, .. } => visit(group),
        }
    }
}

impl GlobalObject {
    /// The group that the global is in, if it is in one.
    pub(super) fn group(&self) -> Option<Value> {
        match &*self.state.borrow() {
            State::Placed { group, .. } => Some(group.clone()),
            _ => None,
        }
    }

    /// The global, which is put into `group` if it was in none.
    pub(super) fn place(&self, cx: Cx, this: &Value, group: &Value) -> Result<Global> {
        let value = match &*self.state.borrow() {
            State::Placed { global, .. } => return Ok(*global),
            State::Number(number) => number.clone(),
            State::Reference(value) => to_wasm(cx, group, value, self.ty.content())?,
        };
        let linked = Group::of(group)?;
        let global = Global::new(&mut linked.linked.borrow_mut().store, value, self.ty.mutability());
        linked.keep(&global, this);
        self.state.replace(State::Placed { group: group.clone(), global });
        Ok(global)
    }

    fn value(&self, cx: Cx) -> Result<Value> {
        let (group, global) = match &*self.state.borrow() {
            State::Number(number) => return to_js(cx, &Value::UNDEFINED, number),
            State::Reference(value) => return Ok(value.clone()),
            State::Placed { group, global } => (group.clone(), *global),
        };
        let value = global.get(&Group::of(&group)?.linked.borrow().store);
        to_js(cx, &group, &value)
    }

    fn set(&self, cx: Cx, value: &Value) -> Result<()> {
        let number = number_to_wasm(cx, value, self.ty.content())?;
        let placed = match &*self.state.borrow() {
            State::Placed { group, global } => Some((group.clone(), *global)),
            _ => None,
        };
        let Some((group, global)) = placed else {
            self.state.replace(number.map_or_else(|| State::Reference(value.clone()), State::Number));
            return Ok(());
        };
        let value = match number {
            Some(number) => number,
            None => to_wasm(cx, &group, value, self.ty.content())?,
        };
        let set = global.set(&mut Group::of(&group)?.linked.borrow_mut().store, value);
        set.map_err(|error| Error::type_error(error.to_string()))
    }
}

/// A type by its name in the JavaScript interface.
pub(super) fn type_named(name: &str) -> Option<ValType> {
    Some(match name {
        "i32" => ValType::I32,
        "i64" => ValType::I64,
        "f32" => ValType::F32,
        "f64" => ValType::F64,
        "v128" => ValType::V128,
        "anyfunc" | "funcref" => ValType::FuncRef,
        "externref" => ValType::ExternRef,
        _ => return None,
    })
}

/// The object of a global of the group: always the same one.
pub(super) fn object(cx: Cx, group: &Value, global: Global) -> Result<Value> {
    let linked = Group::of(group)?;
    if let Some(known) = linked.object(&global) {
        return Ok(known);
    }
    let ty = global.ty(&linked.linked.borrow().store);
    let carried = GlobalObject { ty, state: RefCell::new(State::Placed { group: group.clone(), global }) };
    let object = cx.instance_with(carried, &Hooks::get()?.global_prototype)?;
    linked.keep(&global, &object);
    Ok(object)
}

/// `createGlobal(prototype, type, mutable, value)`; of references, the script has checked the value.
pub(super) fn create(call: &Call) -> Result<Value> {
    let cx = call.cx();
    let content = type_named(&call.string(1)?).ok_or_else(|| Error::type_error("no such type"))?;
    let mutability = if call.bool(2) { Mutability::Var } else { Mutability::Const };
    let state = match number_to_wasm(cx, call.arg(3), content)? {
        Some(number) => State::Number(number),
        None => State::Reference(call.arg(3).clone()),
    };
    let carried = GlobalObject { ty: GlobalType::new(content, mutability), state: RefCell::new(state) };
    cx.instance_with(carried, call.arg(0))
}

/// `globalType(global)`: `[type, mutable]`, or `undefined` for what is none.
pub(super) fn global_type(call: &Call) -> Option<Value> {
    let global = call.arg(0).native::<GlobalObject>()?;
    let name = match global.ty.content() {
        ValType::I32 => "i32",
        ValType::I64 => "i64",
        ValType::F32 => "f32",
        ValType::F64 => "f64",
        ValType::V128 => "v128",
        ValType::FuncRef => "funcref",
        ValType::ExternRef => "externref",
    };
    Some(call.cx().array([call.cx().string(name), Value::from(global.ty.mutability().is_mut())]))
}

/// `globalGet(global)`.
pub(super) fn get(call: &Call) -> Result<Value> {
    call.arg_as::<GlobalObject>(0)?.value(call.cx())
}

/// `globalSet(global, value)`.
pub(super) fn set(call: &Call) -> Result<()> {
    call.arg_as::<GlobalObject>(0)?.set(call.cx(), call.arg(1))
}
