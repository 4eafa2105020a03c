//! `WebAssembly.Memory`: memory that belongs to a group's store, and its `ArrayBuffer`, which looks into it without a copy.

use std::cell::RefCell;

use wasmi::errors::{ErrorKind, InstantiationError, MemoryError};
use wasmi::{Memory, MemoryType, Store};

use super::group::{Group, Host};
use super::hooks::Hooks;
use super::module::new_engine;
use crate::engine::{Call, Class, Cx, Error, Result, Value};
use crate::runtime;

/// What a memory's object carries.
pub(super) struct MemoryObject {
    state: RefCell<State>,
    buffer: RefCell<Option<Lent>>,
}

enum State {
    /// Made by the program, and in no group yet: its bytes have not been seen.
    Free(MemoryType),
    Placed { group: Value, memory: Memory },
}

/// The `ArrayBuffer` that the program has, and what it looks into.
struct Lent {
    buffer: Value,
    start: usize,
    length: usize,
}

impl Class for MemoryObject {
    const NAME: &'static str = "Memory";

    fn trace(&self, visit: &mut dyn FnMut(&Value)) {
        if let State::Placed { group, .. } = &*self.state.borrow() {
            visit(group);
        }
        if let Some(lent) = &*self.buffer.borrow() {
            visit(&lent.buffer);
        }
    }
}

impl MemoryObject {
    fn new(state: State) -> MemoryObject {
        MemoryObject { state: RefCell::new(state), buffer: RefCell::new(None) }
    }

    /// The group that the memory is in, if it is in one.
    pub(super) fn group(&self) -> Option<Value> {
        match &*self.state.borrow() {
            State::Free(_) => None,
            State::Placed { group, .. } => Some(group.clone()),
        }
    }

    /// The memory, which is put into `group` if it was in none.
    ///
    /// # Errors
    /// A `RangeError` when there is not so much memory.
    pub(super) fn place(&self, this: &Value, group: &Value) -> Result<Memory> {
        let ty = match &*self.state.borrow() {
            State::Placed { memory, .. } => return Ok(*memory),
            State::Free(ty) => *ty,
        };
        let linked = Group::of(group)?;
        runtime::current().collect_if_grown();
        let make = || Memory::new(&mut linked.linked.borrow_mut().store, ty);
        let memory = make()
            .or_else(|_| {
                runtime::current().collect();
                make()
            })
            .map_err(|_| Error::range_error("WebAssembly.Memory(): could not allocate memory"))?;
        linked.keep(&memory, this);
        self.state.replace(State::Placed { group: group.clone(), memory });
        Ok(memory)
    }

    /// Whether the `ArrayBuffer` still looks into the memory; it is detached if not.
    pub(super) fn still_lends(&self, cx: Cx, store: &Store<Host>) -> bool {
        let State::Placed { memory, .. } = &*self.state.borrow() else { return false };
        let (start, length) = (memory.data_ptr(store) as usize, memory.data_size(store));
        let stays = |lent: &Lent| lent.start == start && lent.length == length;
        if self.buffer.borrow().as_ref().is_some_and(stays) {
            return true;
        }
        self.take_back(cx);
        false
    }

    fn take_back(&self, cx: Cx) {
        if let Some(lent) = self.buffer.take() {
            cx.detach(&lent.buffer);
        }
    }

    fn buffer(&self, cx: Cx, this: &Value) -> Result<Value> {
        if let Some(lent) = &*self.buffer.borrow() {
            return Ok(lent.buffer.clone());
        }
        let group = match self.group() {
            Some(group) => group,
            None => Group::make(cx, &new_engine())?,
        };
        let memory = self.place(this, &group)?;
        let linked = Group::of(&group)?;
        let (start, length) = {
            let linked = linked.linked.borrow();
            (memory.data_ptr(&linked.store), memory.data_size(&linked.store))
        };
        let buffer = cx.lend(start, length, this)?;
        self.buffer.replace(Some(Lent { buffer: buffer.clone(), start: start as usize, length }));
        linked.lends(this);
        Ok(buffer)
    }

    /// Pages now.
    fn pages(&self) -> Result<u64> {
        match &*self.state.borrow() {
            State::Free(ty) => Ok(ty.minimum()),
            State::Placed { group, memory } => Ok(memory.size(&Group::of(group)?.linked.borrow().store)),
        }
    }

    /// Pages now, and the most there may be.
    pub(super) fn limits(&self) -> Result<(u64, Option<u64>)> {
        let max = match &*self.state.borrow() {
            State::Free(ty) => ty.maximum(),
            State::Placed { group, memory } => memory.ty(&Group::of(group)?.linked.borrow().store).maximum(),
        };
        Ok((self.pages()?, max))
    }
}

/// The object of a memory of the group: always the same one.
pub(super) fn object(cx: Cx, group: &Value, memory: Memory) -> Result<Value> {
    if let Some(known) = Group::of(group)?.object(&memory) {
        return Ok(known);
    }
    let state = State::Placed { group: group.clone(), memory };
    let object = cx.instance_with(MemoryObject::new(state), &Hooks::get()?.memory_prototype)?;
    Group::of(group)?.keep(&memory, &object);
    Ok(object)
}

/// Whether an instance could not be made for want of memory.
pub(super) fn is_out_of_memory(error: &wasmi::Error) -> bool {
    matches!(
        error.kind(),
        ErrorKind::Memory(MemoryError::OutOfSystemMemory | MemoryError::ResourceLimiterDeniedAllocation)
            | ErrorKind::Instantiation(InstantiationError::FailedToInstantiateMemory(_))
    )
}

/// `createMemory(prototype, initial, maximum)`; no maximum is `undefined`.
pub(super) fn create(call: &Call) -> Result<Value> {
    let max = if call.arg(2).is_undefined() { None } else { Some(call.u32(2)?) };
    let ty = MemoryType::new(call.u32(1)?, max);
    call.cx().instance_with(MemoryObject::new(State::Free(ty)), call.arg(0))
}

/// `memoryBuffer(memory)`.
pub(super) fn buffer(call: &Call) -> Result<Value> {
    call.arg_as::<MemoryObject>(0)?.buffer(call.cx(), call.arg(0))
}

/// `memoryGrow(memory, pages)`: how many there were, or `undefined` when that is not possible.
pub(super) fn grow(call: &Call) -> Result<Option<u64>> {
    let (cx, memory, pages) = (call.cx(), call.arg_as::<MemoryObject>(0)?, u64::from(call.u32(1)?));
    let group = match memory.group() {
        Some(group) => group,
        None => Group::make(cx, &new_engine())?,
    };
    let placed = memory.place(call.arg(0), &group)?;
    let grown = placed.grow(&mut Group::of(&group)?.linked.borrow_mut().store, pages);
    if grown.is_ok() {
        // Even by no page: the JavaScript API's "refresh the memory buffer".
        memory.take_back(cx);
    }
    Ok(grown.ok())
}

/// `isMemory(value)`.
pub(super) fn is_memory(call: &Call) -> bool {
    call.arg(0).native::<MemoryObject>().is_some()
}
