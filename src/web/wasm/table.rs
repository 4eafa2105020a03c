//! `WebAssembly.Table`.

use std::cell::RefCell;

use wasmi::{Ref, RefType, Table, TableType};

use super::group::{Group, TABLE_ELEMENTS_MAX};
use super::hooks::Hooks;
use super::value::{element_to_js, to_element};
use crate::engine::{Call, Class, Cx, Error, Result, Value};

/// What a table's object carries.
pub(super) struct TableObject {
    pub(super) element: RefType,
    max: Option<u64>,
    state: RefCell<State>,
}

enum State {
    /// Made by the program, and in no group yet.
    Free(Vec<Value>),
    Placed { group: Value, table: Table },
}

impl Class for TableObject {
    const NAME: &'static str = "Table";

    fn trace(&self, visit: &mut dyn FnMut(&Value)) {
        match &*self.state.borrow() {
            State::Free(elements) => elements.iter().for_each(visit),
            State::Placed { group, .. } => visit(group),
        }
    }
}

impl TableObject {
    /// The group that the table is in, if it is in one.
    pub(super) fn group(&self) -> Option<Value> {
        self.placed().map(|(group, _)| group)
    }

    fn placed(&self) -> Option<(Value, Table)> {
        match &*self.state.borrow() {
            State::Free(_) => None,
            State::Placed { group, table } => Some((group.clone(), *table)),
        }
    }

    /// The table, which is put into `group` if it was in none.
    pub(super) fn place(&self, cx: Cx, this: &Value, group: &Value) -> Result<Table> {
        if let Some((_, table)) = self.placed() {
            return Ok(table);
        }
        // The table keeps them if it cannot be placed.
        let elements = match &*self.state.borrow() {
            State::Free(elements) => elements.clone(),
            State::Placed { .. } => unreachable!("asked above"),
        };
        let ty = TableType::new(self.element, elements.len() as u32, self.max.map(|max| max as u32));
        let linked = Group::of(group)?;
        let table = Table::new(&mut linked.linked.borrow_mut().store, ty, Ref::null(self.element))
            .map_err(|error| Error::range_error(format!("WebAssembly.Table(): {error}")))?;
        for (index, element) in elements.iter().enumerate().filter(|(_, element)| !element.is_null()) {
            let element = to_element(cx, group, element, self.element)?;
            let set = table.set(&mut linked.linked.borrow_mut().store, index as u64, element);
            set.expect("the table has this length and type");
        }
        linked.keep(&table, this);
        self.state.replace(State::Placed { group: group.clone(), table });
        Ok(table)
    }

    fn length(&self) -> Result<u64> {
        match &*self.state.borrow() {
            State::Free(elements) => Ok(elements.len() as u64),
            State::Placed { group, table } => Ok(table.size(&Group::of(group)?.linked.borrow().store)),
        }
    }

    /// Elements now, and the most there may be.
    pub(super) fn limits(&self) -> Result<(u64, Option<u64>)> {
        Ok((self.length()?, self.max))
    }

    fn get(&self, cx: Cx, index: u64) -> Result<Value> {
        let (group, table) = match &*self.state.borrow() {
            State::Free(elements) => return Ok(elements.get(index as usize).cloned().unwrap_or(Value::UNDEFINED)),
            State::Placed { group, table } => (group.clone(), *table),
        };
        let element = table.get(&Group::of(&group)?.linked.borrow().store, index);
        element.map_or(Ok(Value::UNDEFINED), |element| element_to_js(cx, &group, element))
    }

    fn set(&self, cx: Cx, index: u64, value: &Value) -> Result<()> {
        let Some((group, table)) = self.placed() else {
            if let State::Free(elements) = &mut *self.state.borrow_mut() {
                elements[index as usize] = value.clone();
            }
            return Ok(());
        };
        let element = to_element(cx, &group, value, self.element)?;
        let set = table.set(&mut Group::of(&group)?.linked.borrow_mut().store, index, element);
        set.map_err(|error| Error::range_error(error.to_string()))
    }

    /// How many elements there were; `None` when the table cannot grow so far.
    fn grow(&self, cx: Cx, more: u64, value: &Value) -> Result<Option<u64>> {
        let length = self.length()?;
        if length + more > self.max.unwrap_or(u64::MAX).min(TABLE_ELEMENTS_MAX as u64) {
            return Ok(None);
        }
        let Some((group, table)) = self.placed() else {
            if let State::Free(elements) = &mut *self.state.borrow_mut() {
                elements.resize((length + more) as usize, value.clone());
            }
            return Ok(Some(length));
        };
        let element = to_element(cx, &group, value, self.element)?;
        Ok(table.grow(&mut Group::of(&group)?.linked.borrow_mut().store, more, element).ok())
    }
}

/// The object of a table of the group: always the same one.
pub(super) fn object(cx: Cx, group: &Value, table: Table) -> Result<Value> {
    let linked = Group::of(group)?;
    if let Some(known) = linked.object(&table) {
        return Ok(known);
    }
    let ty = table.ty(&linked.linked.borrow().store);
    let state = RefCell::new(State::Placed { group: group.clone(), table });
    let carried = TableObject { element: ty.element(), max: ty.maximum(), state };
    let object = cx.instance_with(carried, &Hooks::get()?.table_prototype)?;
    linked.keep(&table, &object);
    Ok(object)
}

/// `createTable(prototype, isFunctions, initial, maximum, value)`; the script has checked the value.
pub(super) fn create(call: &Call) -> Result<Value> {
    let element = if call.bool(1) { RefType::Func } else { RefType::Extern };
    let max = if call.arg(3).is_undefined() { None } else { Some(u64::from(call.u32(3)?)) };
    let elements = vec![call.arg(4).clone(); call.usize(2)?.min(TABLE_ELEMENTS_MAX)];
    let carried = TableObject { element, max, state: RefCell::new(State::Free(elements)) };
    call.cx().instance_with(carried, call.arg(0))
}

/// `tableType(table)`: whether it holds functions, or `undefined` for what is no table.
pub(super) fn table_type(call: &Call) -> Option<bool> {
    call.arg(0).native::<TableObject>().map(|table| table.element == RefType::Func)
}

/// `tableLength(table)`.
pub(super) fn length(call: &Call) -> Result<u64> {
    call.arg_as::<TableObject>(0)?.length()
}

/// `tableGet(table, index)`, within the table.
pub(super) fn get(call: &Call) -> Result<Value> {
    call.arg_as::<TableObject>(0)?.get(call.cx(), u64::from(call.u32(1)?))
}

/// `tableSet(table, index, value)`, within the table; the script has checked the value.
pub(super) fn set(call: &Call) -> Result<()> {
    call.arg_as::<TableObject>(0)?.set(call.cx(), u64::from(call.u32(1)?), call.arg(2))
}

/// `tableGrow(table, count, value)`: how many there were, or `undefined` when that is not possible.
pub(super) fn grow(call: &Call) -> Result<Option<u64>> {
    call.arg_as::<TableObject>(0)?.grow(call.cx(), u64::from(call.u32(1)?), call.arg(2))
}
