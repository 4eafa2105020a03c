//! What an object is inside: its engine class, its own keys, the parts of a proxy.

use rquickjs::qjs;

use super::{Atom, Cx, Error, Result, Value};

/// The engine's class of an object. The numbers are those of QuickJS-ng 0.16; a test checks them against objects.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ObjectClass(u32);

#[allow(missing_docs, reason = "the names are ECMAScript's own")]
impl ObjectClass {
    pub const NONE: ObjectClass = ObjectClass(0);
    pub const OBJECT: ObjectClass = ObjectClass(1);
    pub const ARRAY: ObjectClass = ObjectClass(2);
    pub const ERROR: ObjectClass = ObjectClass(3);
    pub const NUMBER: ObjectClass = ObjectClass(4);
    pub const STRING: ObjectClass = ObjectClass(5);
    pub const BOOLEAN: ObjectClass = ObjectClass(6);
    pub const SYMBOL: ObjectClass = ObjectClass(7);
    pub const ARGUMENTS: ObjectClass = ObjectClass(8);
    pub const MAPPED_ARGUMENTS: ObjectClass = ObjectClass(9);
    pub const DATE: ObjectClass = ObjectClass(10);
    pub const MODULE_NAMESPACE: ObjectClass = ObjectClass(11);
    pub const GENERATOR_FUNCTION: ObjectClass = ObjectClass(17);
    pub const REG_EXP: ObjectClass = ObjectClass(19);
    pub const ARRAY_BUFFER: ObjectClass = ObjectClass(20);
    pub const SHARED_ARRAY_BUFFER: ObjectClass = ObjectClass(21);
    pub const DATA_VIEW: ObjectClass = ObjectClass(34);
    pub const BIG_INT: ObjectClass = ObjectClass(35);
    pub const MAP: ObjectClass = ObjectClass(36);
    pub const SET: ObjectClass = ObjectClass(37);
    pub const WEAK_MAP: ObjectClass = ObjectClass(38);
    pub const WEAK_SET: ObjectClass = ObjectClass(39);
    pub const MAP_ITERATOR: ObjectClass = ObjectClass(44);
    pub const SET_ITERATOR: ObjectClass = ObjectClass(45);
    pub const GENERATOR: ObjectClass = ObjectClass(49);
    pub const PROXY: ObjectClass = ObjectClass(51);
    pub const PROMISE: ObjectClass = ObjectClass(52);
    pub const ASYNC_FUNCTION: ObjectClass = ObjectClass(55);
    pub const ASYNC_GENERATOR_FUNCTION: ObjectClass = ObjectClass(59);
    pub const ASYNC_GENERATOR: ObjectClass = ObjectClass(60);
    pub const WEAK_REF: ObjectClass = ObjectClass(62);
}

/// One own property key of an object.
pub struct OwnKey {
    /// The key.
    pub key: Atom,
    /// Whether it is an array index.
    pub is_index: bool,
}

impl Value {
    /// The engine's class of an object; [`ObjectClass::NONE`] for a primitive.
    #[inline]
    pub fn class(&self) -> ObjectClass {
        if self.is_object() {
            // SAFETY: reads the class of a live object.
            ObjectClass(unsafe { qjs::JS_GetClassID(self.0) })
        } else {
            ObjectClass::NONE
        }
    }
}

impl Cx {
    /// The class's name, such as `Map` or `Generator`, as the engine registered it.
    pub fn class_name(self, class: ObjectClass) -> Value {
        // SAFETY: class ids come from live objects; the atom is ours.
        unsafe {
            let atom = Atom(qjs::JS_GetClassName(self.rt(), class.0));
            Value::from_raw(qjs::JS_AtomToString(self.raw, atom.0))
        }
    }

    /// The own keys of an object in order: strings, and symbols if wanted; enumerable ones only if wanted.
    pub fn own_keys(self, object: &Value, symbols: bool, enumerable_only: bool) -> Result<Vec<OwnKey>> {
        let mut flags = qjs::JS_GPN_STRING_MASK;
        if symbols {
            flags |= qjs::JS_GPN_SYMBOL_MASK;
        }
        if enumerable_only {
            flags |= qjs::JS_GPN_ENUM_ONLY;
        }
        let mut table = std::ptr::null_mut();
        let mut count = 0;
        // SAFETY: the engine returns `count` entries; each atom's reference is taken over, the table freed.
        unsafe {
            if qjs::JS_GetOwnPropertyNames(self.raw, &mut table, &mut count, object.0, flags as i32) < 0 {
                return Err(Error::Pending);
            }
            let keys = (0..count as usize)
                .map(|index| {
                    let atom = (*table.add(index)).atom;
                    // Small integers are tagged by the top bit; larger indexes are strings, which nobody iterates.
                    OwnKey { key: Atom(atom), is_index: atom >> 31 != 0 }
                })
                .collect();
            qjs::js_free(self.raw, table.cast());
            Ok(keys)
        }
    }

    /// The property key as a value: a string or a symbol.
    pub fn key_value(self, key: &Atom) -> Value {
        // SAFETY: the atom is alive.
        unsafe { Value::from_raw(qjs::JS_AtomToValue(self.raw, key.0)) }
    }

    /// Target and handler of a proxy; `None` for anything else.
    pub fn proxy_parts(self, value: &Value) -> Option<(Value, Value)> {
        // SAFETY: asks a live value; revoked proxies have null parts.
        unsafe {
            if !qjs::JS_IsProxy(value.0) {
                return None;
            }
            let target = self.checked(qjs::JS_GetProxyTarget(self.raw, value.0));
            let handler = self.checked(qjs::JS_GetProxyHandler(self.raw, value.0));
            let or_null = |part: Result<Value>| {
                part.unwrap_or_else(|_| {
                    drop(self.take_exception());
                    Value::NULL
                })
            };
            Some((or_null(target), or_null(handler)))
        }
    }
}

impl Cx {
    /// The entries of a `Map` (flat: key, value, key, …; `true`) or `Set` (`false`); `None` for anything else.
    pub fn collection_entries(self, value: &Value) -> Option<(Vec<Value>, bool)> {
        let pairs = match value.class() {
            ObjectClass::MAP => true,
            ObjectClass::SET => false,
            _ => return None,
        };
        // The engine's own methods, whatever the program did to the prototypes of this object.
        let name = if pairs { "Map" } else { "Set" };
        let listed = (|| {
            let class = self.get(&self.global(), name)?;
            let for_each = self.get(&self.get(&class, "prototype")?, "forEach")?;
            let list = self.array([]);
            let collect = self.function("collect", 2, |call: &super::Call| -> Result<()> {
                let at = call.cx().length(call.this())?;
                call.cx().set_index(call.this(), at, call.arg(1).clone())?;
                call.cx().set_index(call.this(), at + 1, call.arg(0).clone())
            });
            self.call(&for_each, value, &[collect, list.clone()])?;
            self.elements(&list)
        })();
        let mut entries = listed.ok()?;
        if !pairs {
            entries = entries.into_iter().step_by(2).collect();
        }
        Some((entries, pairs))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::{Realm, RealmLimits};

    #[test]
    fn class_numbers_are_the_engines() {
        let realm = Realm::new(RealmLimits { stack_bytes_max: 512 << 10, heap_bytes_max: None }).unwrap();
        let cx = realm.cx();
        let cases = [
            ("({})", ObjectClass::OBJECT),
            ("[]", ObjectClass::ARRAY),
            ("new TypeError", ObjectClass::ERROR),
            ("Object(1)", ObjectClass::NUMBER),
            ("Object('')", ObjectClass::STRING),
            ("Object(true)", ObjectClass::BOOLEAN),
            ("Object(Symbol())", ObjectClass::SYMBOL),
            ("(function () { 'use strict'; return arguments })()", ObjectClass::ARGUMENTS),
            ("(function (a) { return arguments })()", ObjectClass::MAPPED_ARGUMENTS),
            ("new Date", ObjectClass::DATE),
            ("(function* () {})", ObjectClass::GENERATOR_FUNCTION),
            ("/a/", ObjectClass::REG_EXP),
            ("new ArrayBuffer(1)", ObjectClass::ARRAY_BUFFER),
            ("new SharedArrayBuffer(1)", ObjectClass::SHARED_ARRAY_BUFFER),
            ("new DataView(new ArrayBuffer(1))", ObjectClass::DATA_VIEW),
            ("Object(1n)", ObjectClass::BIG_INT),
            ("new Map", ObjectClass::MAP),
            ("new Set", ObjectClass::SET),
            ("new WeakMap", ObjectClass::WEAK_MAP),
            ("new WeakSet", ObjectClass::WEAK_SET),
            ("new Map().keys()", ObjectClass::MAP_ITERATOR),
            ("new Set().keys()", ObjectClass::SET_ITERATOR),
            ("(function* () {})()", ObjectClass::GENERATOR),
            ("new Proxy({}, {})", ObjectClass::PROXY),
            ("Promise.resolve()", ObjectClass::PROMISE),
            ("(async () => {})", ObjectClass::ASYNC_FUNCTION),
            ("(async function* () {})", ObjectClass::ASYNC_GENERATOR_FUNCTION),
            ("(async function* () {})()", ObjectClass::ASYNC_GENERATOR),
            ("new WeakRef({})", ObjectClass::WEAK_REF),
        ];
        for (source, class) in cases {
            assert_eq!(cx.eval(source, "test").unwrap().class(), class, "{source}");
        }
    }
}
