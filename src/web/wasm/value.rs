//! Values on their way between JavaScript and WebAssembly. The JavaScript API's ToWebAssemblyValue and ToJSValue.

use wasmi::{F32, Func, Nullable, Ref, RefType, Val, ValType};

use super::function::{self, Exported};
use super::group::Group;
use super::hooks::Hooks;
use crate::engine::{Cx, Error, Result, Value};

/// What V8 says of vectors, and of what is no function of WebAssembly, at a call.
const INCOMPATIBLE: &str = "type incompatibility when transforming from/to JS";

/// A number; `None` for types that are none.
pub(super) fn number_to_wasm(cx: Cx, value: &Value, ty: ValType) -> Result<Option<Val>> {
    Ok(Some(match ty {
        ValType::I32 => Val::I32(cx.to_i32(value)?),
        ValType::I64 => Val::I64(cx.to_bigint64(value)?),
        ValType::F32 => Val::F32(F32::from_float(cx.to_f64(value)? as f32)),
        ValType::F64 => Val::from(cx.to_f64(value)?),
        ValType::V128 | ValType::FuncRef | ValType::ExternRef => return Ok(None),
    }))
}

/// A value for WebAssembly.
///
/// # Errors
/// What a conversion throws; a `TypeError` for what has no such value.
pub(super) fn to_wasm(cx: Cx, group: &Value, value: &Value, ty: ValType) -> Result<Val> {
    if let Some(number) = number_to_wasm(cx, value, ty)? {
        return Ok(number);
    }
    match ty {
        ValType::FuncRef => Ok(Val::FuncRef(func_to_wasm(cx, group, value)?)),
        ValType::ExternRef => Ok(Val::ExternRef(if value.is_null() {
            Nullable::Null
        } else {
            Nullable::Val(Group::of(group)?.reference(value))
        })),
        _ => Err(Error::type_error(INCOMPATIBLE)),
    }
}

fn func_to_wasm(cx: Cx, group: &Value, value: &Value) -> Result<Nullable<Func>> {
    if value.is_null() {
        return Ok(Nullable::Null);
    }
    let marked = Hooks::marked(cx, value)?;
    let exported = marked.native::<Exported>().ok_or_else(|| Error::type_error(INCOMPATIBLE))?;
    function::in_group(group, value, exported).map(Nullable::Val)
}

/// An element for a table.
pub(super) fn to_element(cx: Cx, group: &Value, value: &Value, ty: RefType) -> Result<Ref> {
    match to_wasm(cx, group, value, ValType::from(ty))? {
        Val::FuncRef(func) => Ok(Ref::Func(func)),
        Val::ExternRef(reference) => Ok(Ref::Extern(reference)),
        _ => unreachable!("elements are references"),
    }
}

/// A value for JavaScript.
pub(super) fn to_js(cx: Cx, group: &Value, value: &Val) -> Result<Value> {
    Ok(match value {
        Val::I32(number) => Value::from(*number),
        Val::I64(number) => cx.bigint(*number),
        Val::F32(number) => Value::from(f64::from(number.to_float())),
        Val::F64(number) => Value::from(number.to_float()),
        Val::V128(_) => return Err(Error::type_error(INCOMPATIBLE)),
        Val::FuncRef(Nullable::Val(func)) => function::object(cx, group, *func)?,
        Val::ExternRef(Nullable::Val(reference)) => Group::of(group)?.referenced(reference),
        Val::FuncRef(Nullable::Null) | Val::ExternRef(Nullable::Null) => Value::NULL,
    })
}

/// An element for JavaScript.
pub(super) fn element_to_js(cx: Cx, group: &Value, element: Ref) -> Result<Value> {
    to_js(cx, group, &Val::from(element))
}
