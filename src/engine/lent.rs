//! Memory of the host's that JavaScript looks into: it belongs to a native object, which says when it moves.

use rquickjs::qjs;

use super::{Cx, Error, Result, Value, patch};

impl Cx {
    /// An `ArrayBuffer` over memory that belongs to what `owner` carries. The buffer keeps `owner` alive, programs cannot
    /// transfer it, and whoever owns the memory calls [`Cx::detach`] before it moves or goes.
    pub(crate) fn lend(self, start: *mut u8, length: usize, owner: &Value) -> Result<Value> {
        if !owner.is_object() {
            return Err(Error::type_error("memory belongs to an object"));
        }
        // SAFETY: the callers in this crate hand over memory that lives until its owner goes or detaches the buffer.
        let raw = unsafe { patch::JS_NewLentArrayBuffer(self.raw, start, length, owner.0) };
        self.checked(raw)
    }

    /// Whether the value is an `ArrayBuffer` that [`Cx::lend`] made.
    pub fn is_lent(self, value: &Value) -> bool {
        // SAFETY: asks a live value.
        value.is_object() && unsafe { patch::JS_IsLentArrayBuffer(value.0) }
    }

    /// Detaches an `ArrayBuffer`; its views are empty from then on.
    pub fn detach(self, buffer: &Value) {
        // SAFETY: the value is alive; other values are left alone.
        unsafe { qjs::JS_DetachArrayBuffer(self.raw, buffer.0) };
    }

    /// Counts memory that Rust holds for JavaScript's objects: for the limit, and for when a collection is due. Whoever
    /// counts it gives it back with a negative number.
    pub fn count_bytes(delta: i64) {
        let rt = super::realm::current_runtime_raw();
        if !rt.is_null() {
            // SAFETY: the runtime is alive.
            unsafe { patch::JS_CountForeignBytes(rt, delta) };
        }
    }
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;
    use std::rc::{Rc, Weak};

    use super::*;
    use crate::engine::{Class, Realm, RealmLimits};

    /// Owns memory, and the buffer that looks into it: a cycle.
    struct Owner {
        bytes: RefCell<Vec<u8>>,
        buffer: RefCell<Option<Value>>,
        _alive: Rc<()>,
    }

    impl Class for Owner {
        const NAME: &'static str = "Owner";

        fn trace(&self, visit: &mut dyn FnMut(&Value)) {
            self.buffer.borrow().iter().for_each(visit);
        }
    }

    fn lent(cx: Cx) -> (Value, Value, Weak<()>) {
        let alive = Rc::new(());
        let weak = Rc::downgrade(&alive);
        let owner = Owner { bytes: RefCell::new(vec![7; 100]), buffer: RefCell::new(None), _alive: alive };
        let owner = cx.instance(owner).unwrap();
        let native = owner.native::<Owner>().unwrap();
        let start = native.bytes.borrow_mut().as_mut_ptr();
        let buffer = cx.lend(start, 100, &owner).unwrap();
        native.buffer.replace(Some(buffer.clone()));
        (owner, buffer, weak)
    }

    #[test]
    fn a_lent_buffer_keeps_its_owner_until_both_are_garbage() {
        let realm = Realm::new(RealmLimits { stack_bytes_max: 512 << 10, heap_bytes_max: None }).unwrap();
        let cx = realm.cx();
        let (owner, buffer, alive) = lent(cx);
        drop(owner);
        cx.collect();
        assert!(alive.upgrade().is_some());
        assert_eq!(cx.bytes(&buffer).unwrap(), [7; 100]);
        drop(buffer);
        cx.collect();
        assert!(alive.upgrade().is_none());
    }

    #[test]
    fn only_the_owner_detaches_a_lent_buffer() {
        let realm = Realm::new(RealmLimits { stack_bytes_max: 512 << 10, heap_bytes_max: None }).unwrap();
        let cx = realm.cx();
        let (_owner, buffer, _) = lent(cx);
        assert!(cx.is_lent(&buffer));
        assert!(cx.invoke(&buffer, "transfer", &[]).is_err());
        drop(cx.take_exception());
        assert!(cx.take_memory(&buffer).is_err());
        assert_eq!(cx.bytes(&buffer).unwrap().len(), 100);
        cx.detach(&buffer);
        assert!(!cx.is_lent(&buffer));
        assert_eq!(cx.get(&buffer, "byteLength").unwrap().as_i32(), Some(0));
    }

    #[test]
    fn counted_bytes_are_part_of_the_heap() {
        let realm = Realm::new(RealmLimits { stack_bytes_max: 512 << 10, heap_bytes_max: None }).unwrap();
        let before = realm.cx().heap_bytes();
        Cx::count_bytes(1 << 20);
        assert_eq!(realm.cx().heap_bytes(), before + (1 << 20));
        Cx::count_bytes(-(1 << 20));
        assert_eq!(realm.cx().heap_bytes(), before);
    }
}
