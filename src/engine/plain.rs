//! Plain data as bytes: primitives, and objects and arrays of such that are what they seem.
//!
//! Most messages between threads are that, and none of it needs JavaScript to run: properties are read by the hidden
//! class, and objects are made by it. The bytes are for readers in this process; whatever is not plain is left to the
//! structured clone proper.

use std::cell::RefCell;
use std::collections::HashMap;
use std::ffi::c_void;
use std::mem::MaybeUninit;

use rquickjs::qjs;

use super::patch::{self, JSPlainProperty};
use super::{Atom, Cx, Result, Value, at_end};

/// What is nested deeper is not plain: writer and reader recurse.
const DEPTH_MAX: usize = 500;
/// Up to this many properties are read without a list of their own.
const PROPERTIES_INLINE_MAX: usize = 16;

/// The first byte of each value.
mod tag {
    pub const UNDEFINED: u8 = 0;
    pub const NULL: u8 = 1;
    pub const FALSE: u8 = 2;
    pub const TRUE: u8 = 3;
    pub const INT: u8 = 4;
    pub const DOUBLE: u8 = 5;
    /// Length and characters, of one byte or of two.
    pub const STRING: u8 = 6;
    pub const WIDE_STRING: u8 = 7;
    /// Length, and elements.
    pub const ARRAY: u8 = 8;
    /// Keys, as the writer found them, and values. Objects of one shape have the same bytes here.
    pub const OBJECT: u8 = 9;
    /// The number of an object or array, in the order in which they begin.
    pub const REFERENCE: u8 = 10;
}

impl Cx {
    /// Appends `value` to `bytes`; false, and nothing is appended, if it is not plain. Nothing of the program's runs.
    pub fn write_plain(self, value: &Value, bytes: &mut Vec<u8>) -> bool {
        let start = bytes.len();
        let mut writer = Writer { cx: self, bytes, seen: Vec::new(), numbers: HashMap::new(), depth: 0 };
        writer.bytes.push(0);
        if writer.value(value) {
            // Most messages have no references, and spare the reader its list.
            let has_references = !writer.numbers.is_empty();
            writer.bytes[start] = u8::from(has_references);
            return true;
        }
        writer.bytes.truncate(start);
        false
    }

    /// Makes what [`Cx::write_plain`] has written. Nothing of the program's runs.
    ///
    /// # Errors
    /// When memory does not suffice.
    pub fn read_plain(self, bytes: &[u8]) -> Result<Value> {
        let (has_references, bytes) = bytes.split_first().expect("a writer begins with it");
        let mut reader = Reader { cx: self, bytes, objects: (*has_references != 0).then(Vec::new) };
        reader.value()
    }
}

struct Writer<'a> {
    cx: Cx,
    bytes: &'a mut Vec<u8>,
    /// The objects so far, borrowed, each with the engine's temporary mark.
    seen: Vec<qjs::JSValue>,
    /// Their numbers by address, from the first reference on.
    numbers: HashMap<usize, u32>,
    depth: usize,
}

impl Drop for Writer<'_> {
    fn drop(&mut self) {
        for object in &self.seen {
            // SAFETY: the value that is written keeps its parts alive, as nothing else has run.
            unsafe { patch::JS_SetTemporaryMark(*object, false) };
        }
    }
}

impl Writer<'_> {
    fn value(&mut self, value: &Value) -> bool {
        match value.tag() {
            qjs::JS_TAG_INT => {
                // SAFETY: the tag was checked.
                let number = unsafe { qjs::JS_VALUE_GET_INT(value.0) };
                self.bytes.push(tag::INT);
                self.varint(((number << 1) ^ (number >> 31)) as u32);
            }
            qjs::JS_TAG_STRING | qjs::JS_TAG_STRING_ROPE => return self.string(value),
            qjs::JS_TAG_OBJECT => return self.object(value),
            qjs::JS_TAG_BOOL => {
                self.bytes.push(if value.as_bool() == Some(true) { tag::TRUE } else { tag::FALSE });
            }
            qjs::JS_TAG_UNDEFINED => self.bytes.push(tag::UNDEFINED),
            qjs::JS_TAG_NULL => self.bytes.push(tag::NULL),
            qjs::JS_TAG_FLOAT64 => {
                let number = value.as_f64().expect("the tag was checked");
                self.bytes.push(tag::DOUBLE);
                self.bytes.extend_from_slice(&number.to_le_bytes());
            }
            _ => return false,
        }
        true
    }

    fn string(&mut self, value: &Value) -> bool {
        let (mut length, mut is_wide) = (0, false);
        // SAFETY: the tag was checked; the characters are copied at once.
        let chars = unsafe {
            let chars = patch::JS_GetChars(self.cx.raw, value.0, &mut length, &mut is_wide);
            if chars.is_null() {
                return false;
            }
            chars_of(chars, length, is_wide)
        };
        self.bytes.push(if is_wide { tag::WIDE_STRING } else { tag::STRING });
        self.varint(length);
        self.bytes.extend_from_slice(chars);
        true
    }

    fn object(&mut self, object: &Value) -> bool {
        // SAFETY: the tag was checked; `drop` takes the mark away.
        if unsafe { patch::JS_SetTemporaryMark(object.0, true) } {
            return self.reference(object);
        }
        self.seen.push(object.0);
        self.depth += 1;
        let written = self.depth <= DEPTH_MAX && (self.properties(object) || self.elements(object));
        self.depth -= 1;
        written
    }

    fn reference(&mut self, object: &Value) -> bool {
        // One that another writer has marked is none of ours; there is none, as nothing else runs.
        let known = self.numbers.len();
        let address = |object: &qjs::JSValue| {
            // SAFETY: the tag of each was checked.
            unsafe { qjs::JS_VALUE_GET_PTR(*object) as usize }
        };
        self.numbers.extend(self.seen.iter().enumerate().skip(known).map(|(at, object)| (address(object), at as u32)));
        let number = self.numbers[&object.address()];
        self.bytes.push(tag::REFERENCE);
        self.varint(number);
        true
    }

    /// False, and nothing is written, if it is no plain object; false, too, if one of the values is not plain.
    fn properties(&mut self, object: &Value) -> bool {
        let mut inline = [const { MaybeUninit::<JSPlainProperty>::uninit() }; PROPERTIES_INLINE_MAX];
        let mut list = Vec::new();
        let mut space = &mut inline[..];
        loop {
            // SAFETY: the object is alive, and there is space for that many.
            let count = unsafe {
                let max = space.len() as i32;
                patch::JS_GetPlainProperties(self.cx.raw, object.0, space.as_mut_ptr().cast(), max)
            };
            let Ok(count) = usize::try_from(count) else { return false };
            if count <= space.len() {
                // SAFETY: so many were filled in. They are borrowed, and nothing runs until they have been written.
                let properties =
                    unsafe { std::slice::from_raw_parts(space.as_ptr().cast::<JSPlainProperty>(), count) };
                return self.keys_and_values(properties);
            }
            list.resize_with(count, MaybeUninit::uninit);
            space = &mut list[..];
        }
    }

    fn keys_and_values(&mut self, properties: &[JSPlainProperty]) -> bool {
        self.bytes.push(tag::OBJECT);
        let start = self.bytes.len();
        self.bytes.extend_from_slice(&[0; size_of::<u32>()]);
        self.varint(properties.len() as u32);
        for property in properties {
            // The longest string has fewer than 2^30 characters.
            self.varint(property.key_len << 1 | u32::from(property.is_wide));
            // SAFETY: the object keeps its keys.
            let chars = unsafe { chars_of(property.key, property.key_len, property.is_wide) };
            self.bytes.extend_from_slice(chars);
        }
        let length = self.bytes.len() - start - size_of::<u32>();
        let Ok(length) = u32::try_from(length) else { return false };
        self.bytes[start..][..size_of::<u32>()].copy_from_slice(&length.to_le_bytes());
        properties.iter().all(|property| {
            // SAFETY: borrowed from the object; `Value` is transparent over it, and is not dropped.
            let value = unsafe { &*(&raw const property.value).cast::<Value>() };
            self.value(value)
        })
    }

    fn elements(&mut self, array: &Value) -> bool {
        let mut count = 0;
        // SAFETY: the elements are borrowed, and nothing runs until they have been written.
        let elements = unsafe {
            let elements = patch::JS_GetPlainElements(array.0, &mut count);
            if elements.is_null() {
                return false;
            }
            std::slice::from_raw_parts(elements.cast::<Value>(), count as usize)
        };
        self.bytes.push(tag::ARRAY);
        self.varint(count);
        elements.iter().all(|element| self.value(element))
    }

    fn varint(&mut self, mut number: u32) {
        while number >= 0x80 {
            self.bytes.push(number as u8 | 0x80);
            number >>= 7;
        }
        self.bytes.push(number as u8);
    }
}

/// # Safety
/// There are `length` characters of one byte or, if `is_wide`, of two, as long as the slice is used.
unsafe fn chars_of<'a>(chars: *const c_void, length: u32, is_wide: bool) -> &'a [u8] {
    // SAFETY: as the caller promises.
    unsafe { std::slice::from_raw_parts(chars.cast(), (length as usize) << u32::from(is_wide)) }
}

struct Reader<'a> {
    cx: Cx,
    bytes: &'a [u8],
    /// The objects so far, if there are references to any.
    objects: Option<Vec<Value>>,
}

impl<'a> Reader<'a> {
    fn value(&mut self) -> Result<Value> {
        Ok(match self.take(1)[0] {
            tag::UNDEFINED => Value::UNDEFINED,
            tag::NULL => Value::NULL,
            tag::FALSE => Value::FALSE,
            tag::TRUE => Value::TRUE,
            tag::INT => {
                let zigzag = self.varint();
                Value::from((zigzag >> 1) as i32 ^ -((zigzag & 1) as i32))
            }
            tag::DOUBLE => Value::from(f64::from_le_bytes(self.take(8).try_into().expect("eight were taken"))),
            tag::STRING => {
                let length = self.varint();
                self.string(length, false)?
            }
            tag::WIDE_STRING => {
                let length = self.varint();
                self.string(length, true)?
            }
            tag::ARRAY => self.array()?,
            tag::OBJECT => self.object()?,
            tag::REFERENCE => {
                let number = self.varint() as usize;
                self.objects.as_ref().expect("the header said so")[number].clone()
            }
            tag => unreachable!("no writer writes {tag}"),
        })
    }

    fn take(&mut self, count: usize) -> &'a [u8] {
        let (taken, rest) = self.bytes.split_at(count);
        self.bytes = rest;
        taken
    }

    fn varint(&mut self) -> u32 {
        let mut number = 0;
        for shift in (0..u32::BITS).step_by(7) {
            let byte = self.take(1)[0];
            number |= u32::from(byte & 0x7F) << shift;
            if byte & 0x80 == 0 {
                break;
            }
        }
        number
    }

    fn string(&mut self, length: u32, is_wide: bool) -> Result<Value> {
        let chars = self.take((length as usize) << u32::from(is_wide));
        // SAFETY: there are so many characters, which the engine copies.
        self.cx.checked(unsafe { patch::JS_NewStringChars(self.cx.raw, chars.as_ptr().cast(), length, is_wide) })
    }

    fn add(&mut self, object: &Value) {
        if let Some(objects) = &mut self.objects {
            objects.push(object.clone());
        }
    }

    fn array(&mut self) -> Result<Value> {
        let count = self.varint();
        if self.objects.is_none() {
            let mut elements = Vec::with_capacity(count as usize);
            for _ in 0..count {
                elements.push(self.value()?);
            }
            return Ok(self.cx.array(elements));
        }
        let array = self.cx.array([]);
        self.add(&array);
        for index in 0..count {
            let element = self.value()?;
            self.cx.define_index(&array, index, element)?;
        }
        Ok(array)
    }

    fn object(&mut self) -> Result<Value> {
        let length = u32::from_le_bytes(self.take(size_of::<u32>()).try_into().expect("four were taken"));
        let keys = self.take(length as usize);
        let Some(object) = Templates::make(self.cx, keys)? else { return self.rare_object(keys) };
        self.add(&object);
        let count = Reader { cx: self.cx, bytes: keys, objects: None }.varint();
        for index in 0..count {
            let value = self.value()?;
            // SAFETY: the object was made of a template with so many properties, and is known here alone.
            unsafe { patch::JS_SetTemplateProperty(self.cx.raw, object.0, index, value.into_raw()) };
        }
        Ok(object)
    }

    /// One that has no template.
    fn rare_object(&mut self, keys: &[u8]) -> Result<Value> {
        let object = self.cx.object();
        self.add(&object);
        for_each_key(self.cx, keys, |key| {
            let value = self.value()?;
            self.cx.define_atom(&object, key, value)
        })?;
        Ok(object)
    }
}

fn for_each_key(cx: Cx, keys: &[u8], mut body: impl FnMut(&Atom) -> Result<()>) -> Result<()> {
    let mut keys = Reader { cx, bytes: keys, objects: None };
    for _ in 0..keys.varint() {
        let length = keys.varint();
        let key = keys.string(length >> 1, length & 1 == 1)?;
        body(&cx.atom_of(&key)?)?;
    }
    Ok(())
}

/// How many shapes are remembered, by a hash of their keys.
const TEMPLATES: usize = 64;
/// Longer lists of keys are not remembered.
const TEMPLATE_BYTES_MAX: usize = 1024;

/// Objects of the shapes that arrived lately, to be copied.
#[derive(Default)]
struct Templates {
    slots: Vec<Slot>,
}

#[derive(Default)]
struct Slot {
    /// Of the keys that were here last. Only what comes a second time gets a template.
    hash: u64,
    template: Option<(Box<[u8]>, Value)>,
}

thread_local! {
    static REMEMBERED: RefCell<Templates> = RefCell::default();
}

impl Templates {
    /// An object that has these keys, all of which are undefined; `None` for keys that are not known well enough.
    fn make(cx: Cx, keys: &[u8]) -> Result<Option<Value>> {
        // Objects of another context have other prototypes.
        if keys.len() > TEMPLATE_BYTES_MAX || cx.raw != Cx::current().raw {
            return Ok(None);
        }
        REMEMBERED.with_borrow_mut(|templates| templates.find(cx, keys)?.map(|found| cx.clone_template(found)).transpose())
    }

    fn find(&mut self, cx: Cx, keys: &[u8]) -> Result<Option<&Value>> {
        if self.slots.is_empty() {
            at_end(|| drop(REMEMBERED.take()));
            self.slots.resize_with(TEMPLATES, Slot::default);
        }
        let hash = hash(keys);
        let slot = &mut self.slots[(hash >> (u64::BITS - TEMPLATES.ilog2())) as usize];
        if slot.template.as_ref().is_none_or(|(known, _)| **known != *keys) {
            if slot.hash != hash {
                slot.hash = hash;
                return Ok(None);
            }
            let template = cx.object();
            for_each_key(cx, keys, |key| cx.define_atom(&template, key, Value::UNDEFINED))?;
            slot.template = Some((keys.into(), template));
        }
        slot.hash = hash;
        Ok(slot.template.as_ref().map(|(_, template)| template))
    }
}

/// Multiply and fold, eight bytes at a time. Keys that collide only cost a template.
fn hash(bytes: &[u8]) -> u64 {
    const FACTOR: u64 = 0x9E37_79B9_7F4A_7C15;
    let mut chunks = bytes.chunks_exact(8);
    let mut hash = bytes.len() as u64;
    for chunk in &mut chunks {
        hash = (hash ^ u64::from_le_bytes(chunk.try_into().expect("chunks of eight"))).wrapping_mul(FACTOR);
        hash ^= hash >> 32;
    }
    let rest = chunks.remainder().iter().fold(0, |rest, byte| rest << 8 | u64::from(*byte));
    (hash ^ rest).wrapping_mul(FACTOR)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::{Realm, RealmLimits};

    fn with_realm(body: impl FnOnce(Cx)) {
        let realm = Realm::new(RealmLimits { stack_bytes_max: 512 << 10, heap_bytes_max: None }).unwrap();
        body(realm.cx());
    }

    fn copied(cx: Cx, value: &Value) -> Option<Value> {
        let mut bytes = Vec::new();
        let written = cx.write_plain(value, &mut bytes);
        assert_eq!(written, !bytes.is_empty());
        written.then(|| cx.read_plain(&bytes).unwrap())
    }

    /// What `describe(copy, original)` makes of it.
    fn described(cx: Cx, source: &str, describe: &str) -> Option<String> {
        let value = cx.eval(&format!("({source})"), "test").unwrap();
        let copy = copied(cx, &value)?;
        let describe = cx.eval(&format!("({describe})"), "test").unwrap();
        let text = cx.call(&describe, &Value::UNDEFINED, &[copy, value]).unwrap();
        Some(cx.to_string(&text).unwrap())
    }

    #[test]
    fn plain_values_come_as_they_are() {
        with_realm(|cx| {
            let same = [
                "undefined", "null", "true", "false", "0", "-1", "2147483647", "-2147483648", "1.5", "-0", "1e300",
                "Infinity", "NaN", "''", "'text'", "'\\xe9\\xff'", "'\\u20ac\\ud800'", "'x'.repeat(300) + 'y'.repeat(9000)",
            ];
            for source in same {
                assert_eq!(described(cx, source, "(a, b) => Object.is(a, b)").as_deref(), Some("true"), "{source}");
            }
            let structures = [
                "{}", "[]", "[1, [2, ['three']]]", "{ a: 1, b: { c: [{ a: 1 }, { a: 2 }, { a: 3 }] }, d: undefined }",
                "{ '': 1, '\\xe9': 2, '\\u20ac': 3, constructor: 4, __proto__: null }",
                "Object.fromEntries(Array.from({ length: 100 }, (_, i) => ['k' + i, i]))",
                "JSON.parse('{\"__proto__\":1,\"x\":2}')", "Object.freeze({ a: 1 })",
            ];
            let show = "(a, b) => [a, b].map((x) => JSON.stringify([x, Object.keys(x)])).join() + \
                (Array.isArray(a) || Object.getPrototypeOf(a) === Object.prototype) + Object.isFrozen(a)";
            // Thrice: without a template, with one that was made for it, with one that was there.
            for _ in 0..3 {
                for source in structures {
                    let text = described(cx, source, show).unwrap_or_else(|| panic!("{source} is plain"));
                    let json = cx.eval(&format!("JSON.stringify([{source}, Object.keys({source})])"), "test").unwrap();
                    let json = cx.to_string(&json).unwrap();
                    assert_eq!(text, format!("{json},{json}truefalse"), "{source}");
                }
            }
        });
    }

    #[test]
    fn references_are_kept() {
        with_realm(|cx| {
            let source = "(() => { const a = { n: 1 }, b = [a, a]; a.self = a; return { a, b, c: b, d: { n: 1 } }; })()";
            let check = "({ a, b, c, d }) => [a.self === a, b[0] === a, b[1] === a, b === c, d === a, d.n]";
            for _ in 0..3 {
                assert_eq!(described(cx, source, check).as_deref(), Some("true,true,true,true,false,1"));
            }
        });
    }

    #[test]
    fn what_is_not_plain_is_left_alone() {
        with_realm(|cx| {
            let others = [
                "1n", "Symbol()", "() => {}", "new Date", "/a/", "new Map", "new Error", "new Uint8Array(1)", "new (class A {})",
                "{ get a() { throw 1 } }", "{ 1: 1 }", "{ 4294967290: 1 }", "{ [Symbol()]: 1 }", "[1, , 2]", "new Array(3)",
                "Object.assign([1], { a: 1 })", "Object.defineProperty({}, 'a', { value: 1 })", "new Proxy({}, {})",
                "globalThis", "Object.create({})", "{ a: [{ b: new Date }] }", "(() => { const a = { b: 1, c: 2 }; delete a.b; return a; })()",
            ];
            for source in others {
                let value = cx.eval(&format!("({source})"), "test").unwrap();
                assert!(copied(cx, &value).is_none(), "{source}");
                // No mark is left behind.
                assert!(copied(cx, &value).is_none(), "{source}");
            }
            let deep = cx.eval("let deep = []; for (let i = 0; i < 1000; i++) deep = [deep]; deep", "test").unwrap();
            assert!(copied(cx, &deep).is_none());
        });
    }
}
