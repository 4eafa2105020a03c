//! Groups: what is linked together lives in one store of the interpreter, and goes with it.
//!
//! A store frees nothing before it goes itself. So that instances can be freed, each that is linked with no other has a
//! store of its own; one that imports memory, a table, a global or an exported function of another joins that one's.
//! A group is an object of the engine: everything in it (functions, memories, instances) keeps it alive, and it shows
//! the cycle collector what it holds of JavaScript, so that an instance whose imports refer to it is freed like any
//! other cycle.
//!
//! References that are given to WebAssembly (`externref`) live as long as the group.

use std::cell::RefCell;
use std::collections::HashMap;
use std::fmt::Debug;

use wasmi::errors::MemoryError;
use wasmi::{Engine, ExternRef, Func, ResourceLimiter, Store, ValType};

use super::memory::MemoryObject;
use crate::engine::{Class, Cx, Error, Result, Value};
use crate::runtime;

/// The longest `ArrayBuffer` of the engine, in whole pages: 2 GiB less one.
const MEMORY_BYTES_MAX: usize = 32_767 << 16;
/// V8's limit.
pub(super) const TABLE_ELEMENTS_MAX: usize = 10_000_000;

/// An imported JavaScript function.
#[derive(Clone)]
pub(super) struct Callback {
    pub(super) function: Value,
    pub(super) results: Box<[ValType]>,
}

/// What a store carries for us.
#[derive(Default)]
pub(super) struct Host {
    /// The imported function that is to be called, by its place in [`Linked::callbacks`], and its arguments.
    pub(super) pending: Option<(usize, Vec<wasmi::Val>)>,
    /// Bytes of all memories, as they were counted.
    counted: i64,
    /// The bytes that the growth under way was counted with.
    growing: i64,
    bytes_max: Option<usize>,
}

impl Host {
    fn count(&mut self, bytes: i64) {
        self.counted += bytes;
        Cx::count_bytes(bytes);
    }
}

impl Drop for Host {
    fn drop(&mut self) {
        Cx::count_bytes(-self.counted);
    }
}

impl ResourceLimiter for Host {
    fn memory_growing(
        &mut self,
        current: usize,
        desired: usize,
        _maximum: Option<usize>,
    ) -> std::result::Result<bool, wasmi_core::LimiterError> {
        let more = desired.saturating_sub(current);
        let is_over = |max| Cx::current().heap_bytes().saturating_add(more) > max;
        if desired > MEMORY_BYTES_MAX || self.bytes_max.is_some_and(is_over) {
            return Ok(false);
        }
        self.growing = more as i64;
        self.count(self.growing);
        Ok(true)
    }

    fn memory_grow_failed(&mut self, _error: &MemoryError) -> std::result::Result<(), wasmi_core::LimiterError> {
        let refused = std::mem::take(&mut self.growing);
        self.count(-refused);
        Ok(())
    }

    fn table_growing(
        &mut self,
        _current: usize,
        desired: usize,
        _maximum: Option<usize>,
    ) -> std::result::Result<bool, wasmi_core::LimiterError> {
        Ok(desired <= TABLE_ELEMENTS_MAX)
    }

    fn instances(&self) -> usize {
        usize::MAX
    }

    fn tables(&self) -> usize {
        usize::MAX
    }

    fn memories(&self) -> usize {
        usize::MAX
    }
}

/// A store and what it refers to.
pub(super) struct Linked {
    pub(super) store: Store<Host>,
    /// Imported functions.
    pub(super) callbacks: Vec<Callback>,
    /// Which functions of the store stand for an imported one.
    pub(super) imported: HashMap<String, usize>,
    /// The JavaScript objects of functions, memories, tables and globals, by handle: each has one.
    objects: HashMap<String, Value>,
    /// Memories whose `ArrayBuffer` is in the program's hands.
    lending: Vec<Value>,
    /// Functions of other groups, by the address of their objects.
    pub(super) stand_ins: HashMap<usize, Func>,
    references: Vec<Value>,
    /// The references to objects, by address.
    known: HashMap<usize, ExternRef>,
}

/// A group.
pub(super) struct Group {
    pub(super) linked: RefCell<Linked>,
}

impl Class for Group {
    const NAME: &'static str = "Object";

    fn trace(&self, visit: &mut dyn FnMut(&Value)) {
        // Borrowed while WebAssembly runs: what is not shown then stays alive.
        let Ok(linked) = self.linked.try_borrow() else { return };
        linked.callbacks.iter().for_each(|callback| visit(&callback.function));
        linked.objects.values().for_each(&mut *visit);
        linked.lending.iter().for_each(&mut *visit);
        linked.references.iter().for_each(&mut *visit);
    }
}

/// Names a handle: handles can be copied and printed, not compared.
pub(super) fn key(handle: &impl Debug) -> String {
    format!("{handle:?}")
}

impl Group {
    /// An empty group.
    pub(super) fn make(cx: Cx, engine: &Engine) -> Result<Value> {
        let bytes_max = runtime::current().options().limits.heap_bytes_max;
        let mut host = Host::default();
        host.bytes_max = bytes_max;
        let mut store = Store::new(engine, host);
        store.limiter(|host| host);
        cx.instance(Group {
            linked: RefCell::new(Linked {
                store,
                callbacks: Vec::new(),
                imported: HashMap::new(),
                objects: HashMap::new(),
                lending: Vec::new(),
                stand_ins: HashMap::new(),
                references: Vec::new(),
                known: HashMap::new(),
            }),
        })
    }

    /// The group that an object belongs to.
    pub(super) fn of(group: &Value) -> Result<&Group> {
        group.native::<Group>().ok_or_else(|| Error::type_error("Illegal invocation"))
    }

    /// The JavaScript object that stands for a handle, if it was made.
    pub(super) fn object(&self, handle: &impl Debug) -> Option<Value> {
        self.linked.borrow().objects.get(&key(handle)).cloned()
    }

    /// Keeps the JavaScript object that stands for a handle.
    pub(super) fn keep(&self, handle: &impl Debug, object: &Value) {
        self.linked.borrow_mut().objects.insert(key(handle), object.clone());
    }

    /// Which imported function a function stands for.
    pub(super) fn callback_of(&self, func: &Func) -> Option<usize> {
        let linked = self.linked.borrow();
        if linked.imported.is_empty() { None } else { linked.imported.get(&key(func)).copied() }
    }

    /// The imported function that stopped the interpreter, and its arguments.
    pub(super) fn take_pending(&self) -> (usize, Vec<wasmi::Val>) {
        let pending = self.linked.borrow_mut().store.data_mut().pending.take();
        pending.expect("only imported functions stop the interpreter")
    }

    /// A reference to any value but null, as WebAssembly carries it.
    pub(super) fn reference(&self, value: &Value) -> ExternRef {
        let linked = &mut *self.linked.borrow_mut();
        if let Some(known) = linked.known.get(&value.address()) {
            return *known;
        }
        let reference = ExternRef::new(&mut linked.store, linked.references.len());
        linked.references.push(value.clone());
        if value.is_object() {
            linked.known.insert(value.address(), reference);
        }
        reference
    }

    /// What a reference stands for.
    pub(super) fn referenced(&self, reference: &ExternRef) -> Value {
        let linked = self.linked.borrow();
        let index = reference.data(&linked.store).downcast_ref::<usize>();
        linked.references[*index.expect("all references are made above")].clone()
    }

    /// The program has the `ArrayBuffer` of this memory.
    pub(super) fn lends(&self, memory: &Value) {
        let lending = &mut self.linked.borrow_mut().lending;
        if !lending.iter().any(|known| known.is(memory)) {
            lending.push(memory.clone());
        }
    }

    /// Detaches the `ArrayBuffer`s of memories that have grown. Called whenever WebAssembly has run, before JavaScript
    /// does.
    pub(super) fn settle(&self, cx: Cx) {
        let linked = &mut *self.linked.borrow_mut();
        let store = &linked.store;
        linked.lending.retain(|memory| {
            memory.native::<MemoryObject>().is_some_and(|memory| memory.still_lends(cx, store))
        });
    }
}
