//! What an object is inside: its engine class, its own keys, the parts of a proxy.

use rquickjs::qjs;

use super::{Atom, Cx, Error, Result, Value, patch};

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
                    let key = Atom((*table.add(index)).atom);
                    // Indexes up to 2^31 - 1 are tagged by the top bit; larger ones are strings.
                    let is_index = key.0 >> 31 != 0 || self.is_large_index(&key);
                    OwnKey { key, is_index }
                })
                .collect();
            qjs::js_free(self.raw, table.cast());
            Ok(keys)
        }
    }

    /// Whether a key is the canonical string of an array index (ECMA-262, 6.1.7) of 2^31 or more.
    fn is_large_index(self, key: &Atom) -> bool {
        let text = self.key_value(key);
        if !text.is_string() {
            return false;
        }
        let Ok(text) = self.text(&text) else { return false };
        text.len() == 10
            && text.iter().all(u8::is_ascii_digit)
            && text[0] != b'0'
            && text.iter().fold(0u64, |number, digit| number * 10 + u64::from(digit - b'0')) < u64::from(u32::MAX)
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
    /// The entries of a map, a set, a weak one, or those that an iterator of a map or set has yet to give, as an array:
    /// keys and values in turn, and `true`, where both are given; `None` for anything else. Nothing of the program's
    /// runs, and iterators do not move.
    pub fn preview_entries(self, value: &Value) -> Result<Option<(Value, bool)>> {
        let mut pairs = false;
        // SAFETY: the value is alive; the flag lands in a local.
        let entries = self.checked(unsafe { patch::JS_PreviewEntries(self.raw, value.0, &mut pairs) })?;
        Ok((!entries.is_undefined()).then_some((entries, pairs)))
    }

    /// The name of an object's class for display, found without running anything of the program's; `undefined` for a
    /// primitive.
    pub fn constructor_name(self, object: &Value) -> Value {
        // SAFETY: the value is alive.
        Value(unsafe { patch::JS_GetConstructorName(self.raw, object.0) })
    }

    /// The line of source in which `function`, which runs, was called: what stands before the call's position, and what
    /// follows. `undefined` where no source is kept.
    pub fn caller_source(self, function: &Value) -> Value {
        // SAFETY: the value is alive.
        Value(unsafe { patch::JS_GetCallerSource(self.raw, function.0) })
    }

    /// Makes the stack of every error that has the property `mark`, a symbol, begin with `Name [code]: message`.
    pub fn set_coded_error_mark(self, mark: &Value) {
        // SAFETY: the value is alive; the atom's reference is handed over.
        unsafe { patch::JS_SetCodedErrorMark(self.raw, qjs::JS_ValueToAtom(self.raw, mark.0)) };
    }

    /// Has `function(error, callsites)` make the stacks of errors where the program has set no
    /// `Error.prepareStackTrace`; `undefined` for the engine's own text.
    pub fn set_prepare_stack_trace(self, function: &Value) {
        // SAFETY: the value is alive; the engine owns the copy.
        unsafe { patch::JS_SetPrepareStackTrace(self.raw, function.clone().into_raw()) };
    }

    /// Where `thrown` comes from; `None` when that is not known. For an error: the place of a syntax error, the place
    /// where it was thrown first (`where_thrown`) or else made; for anything else: the last throw of such a value.
    pub fn error_position(self, thrown: &Value, where_thrown: bool) -> Option<Position> {
        let (mut file, mut line, mut column) = (0, 0, 0);
        // SAFETY: the value is alive; the results land in locals, and the file's name becomes ours.
        let file = unsafe {
            let known =
                patch::JS_GetErrorPosition(self.raw, thrown.0, where_thrown, &mut file, &mut line, &mut column);
            if known <= 0 {
                return None;
            }
            Atom(file)
        };
        // SAFETY: the atom is alive: the name, or a symbol whose description it is.
        let file = Value(unsafe { qjs::JS_AtomToString(self.raw, file.0) });
        Some(Position { file, line, column })
    }
}

/// A place in a source text.
pub struct Position {
    /// The name of the file, a string.
    pub file: Value,
    /// The line, from 1.
    pub line: i32,
    /// The column in UTF-16 code units, from 1.
    pub column: i32,
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
