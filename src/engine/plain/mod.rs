//! Plain data as bytes: primitives, and objects and arrays of such that are what they seem.
//!
//! Most messages between threads are that, and none of it needs JavaScript to run: properties are read by the hidden
//! class, and objects are made by it. The bytes are for readers in this process; whatever is not plain is left to the
//! structured clone proper.

use super::{Cx, Result, Value};

mod reader;
mod writer;

use reader::Reader;
use writer::Writer;

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
        bytes.push(0);
        let mut writer = Writer::new(self, bytes);
        let written = writer.value(value);
        let has_references = writer.has_references();
        drop(writer);
        // Most messages have none, and spare the reader a list.
        bytes[start] = u8::from(has_references);
        if !written {
            bytes.truncate(start);
        }
        written
    }

    /// Makes what [`Cx::write_plain`] has written. Nothing of the program's runs.
    ///
    /// # Errors
    /// When memory does not suffice.
    pub fn read_plain(self, bytes: &[u8]) -> Result<Value> {
        let (has_references, bytes) = bytes.split_first().expect("a writer begins with it");
        Reader::new(self, bytes, *has_references != 0).value()
    }
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
                "1n", "Symbol()", "() => {}", "new Date", "/a/", "new Map", "new Error", "new Uint8Array(1)",
                "new (class A {})", "{ get a() { throw 1 } }", "{ 1: 1 }", "{ 4294967290: 1 }", "{ [Symbol()]: 1 }",
                "[1, , 2]", "new Array(3)",
                "Object.assign([1], { a: 1 })", "Object.defineProperty({}, 'a', { value: 1 })", "new Proxy({}, {})",
                "globalThis", "Object.create({})", "{ a: [{ b: new Date }] }",
                "(() => { const a = { b: 1, c: 2 }; delete a.b; return a; })()",
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
