//! `Serializer`: values as bytes in V8's format.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;

use super::wire::{self, DEPTH_MAX, ERROR_CLASSES, REG_EXP_FLAGS, VIEWS, error_tag, put_varint, put_zigzag, tag};
use crate::engine::{Binding, Call, Class, Cx, Error, Kind, ObjectClass, Result, Value};

#[derive(Default)]
struct Serializer {
    bytes: RefCell<Vec<u8>>,
    /// The objects that were written, by address, in the order of their ids.
    ids: RefCell<HashMap<usize, u32>>,
    objects: RefCell<Vec<Value>>,
    /// Buffers to be transferred, by address.
    transferred: RefCell<HashMap<usize, u32>>,
    transferred_buffers: RefCell<Vec<Value>>,
    views_are_host_objects: Cell<bool>,
    depth: Cell<usize>,
}

impl Class for Serializer {
    const NAME: &'static str = "Serializer";

    fn trace(&self, visit: &mut dyn FnMut(&Value)) {
        self.objects.borrow().iter().for_each(&mut *visit);
        self.transferred_buffers.borrow().iter().for_each(visit);
    }
}

pub(super) fn bind(binding: &Binding) -> Result<()> {
    let cx = binding.cx();
    cx.define_class::<Serializer>(|proto| {
        proto.method("writeHeader", 0, |call: &Call| -> Result<()> {
            let mut bytes = call.this_as::<Serializer>()?.bytes.borrow_mut();
            bytes.push(tag::VERSION);
            put_varint(&mut bytes, u64::from(wire::VERSION));
            Ok(())
        })?;
        proto.method("writeValue", 1, |call: &Call| -> Result<bool> {
            let writer = Writer { own: call.this_as()?, cx: call.cx(), this: call.this() };
            writer.own.depth.set(0);
            writer.value(call.arg(0)).map(|()| true)
        })?;
        proto.method("releaseBuffer", 0, |call: &Call| -> Result<Value> {
            let own = call.this_as::<Serializer>()?;
            call.cx().buffer(own.bytes.take())
        })?;
        proto.method("transferArrayBuffer", 2, transfer_array_buffer)?;
        proto.method("writeUint32", 1, |call: &Call| -> Result<()> {
            let value = call.u32(0)?;
            put_varint(&mut call.this_as::<Serializer>()?.bytes.borrow_mut(), u64::from(value));
            Ok(())
        })?;
        proto.method("writeUint64", 2, |call: &Call| -> Result<()> {
            let (high, low) = (call.u32(0)?, call.u32(1)?);
            put_varint(&mut call.this_as::<Serializer>()?.bytes.borrow_mut(), u64::from(high) << 32 | u64::from(low));
            Ok(())
        })?;
        proto.method("writeDouble", 1, |call: &Call| -> Result<()> {
            let value = call.f64(0)?;
            call.this_as::<Serializer>()?.bytes.borrow_mut().extend(value.to_le_bytes());
            Ok(())
        })?;
        proto.method("writeRawBytes", 1, |call: &Call| -> Result<()> {
            let source = call.cx().bytes(call.arg(0)).ok_or_else(|| {
                Error::coded(
                    crate::engine::ErrorClass::TypeError,
                    "ERR_INVALID_ARG_TYPE",
                    "source must be a TypedArray or a DataView",
                )
            })?;
            call.this_as::<Serializer>()?.bytes.borrow_mut().extend_from_slice(source);
            Ok(())
        })?;
        proto.method("_setTreatArrayBufferViewsAsHostObjects", 1, |call: &Call| -> Result<()> {
            call.this_as::<Serializer>()?.views_are_host_objects.set(call.bool(0));
            Ok(())
        })
    })?;
    binding.value("Serializer", cx.constructor::<Serializer, _>(0, |_: &Call| Ok(Serializer::default()))?)
}

fn transfer_array_buffer(call: &Call) -> Result<()> {
    let id = call.u32(0)?;
    let own = call.this_as::<Serializer>()?;
    let buffer = call.arg(1);
    if buffer.class() != ObjectClass::ARRAY_BUFFER && buffer.class() != ObjectClass::SHARED_ARRAY_BUFFER {
        return Err(Error::coded(
            crate::engine::ErrorClass::TypeError,
            "ERR_INVALID_ARG_TYPE",
            "arrayBuffer must be an ArrayBuffer",
        ));
    }
    own.transferred.borrow_mut().insert(buffer.address(), id);
    own.transferred_buffers.borrow_mut().push(buffer.clone());
    Ok(())
}

fn is_negative_zero(value: &Value) -> bool {
    value.as_f64().is_some_and(|number| number == 0.0 && number.is_sign_negative())
}

/// One `writeValue`: the serializer, and the object that its delegates are methods of.
struct Writer<'a> {
    own: &'a Serializer,
    cx: Cx,
    this: &'a Value,
}

impl Writer<'_> {
    fn put(&self, byte: u8) {
        self.own.bytes.borrow_mut().push(byte);
    }

    fn varint(&self, value: impl TryInto<u64>) {
        let value = value.try_into().unwrap_or(u64::MAX);
        put_varint(&mut self.own.bytes.borrow_mut(), value);
    }

    fn double(&self, value: f64) {
        self.own.bytes.borrow_mut().extend(value.to_le_bytes());
    }

    fn value(&self, value: &Value) -> Result<()> {
        match value.kind() {
            Kind::Undefined => self.put(tag::UNDEFINED),
            Kind::Null => self.put(tag::NULL),
            Kind::Bool => self.put(if value.as_bool() == Some(true) { tag::TRUE } else { tag::FALSE }),
            Kind::Number => self.number(value),
            Kind::BigInt => {
                self.put(tag::BIG_INT);
                self.big_int(value)?;
            }
            Kind::String => self.string(value)?,
            Kind::Symbol => return Err(self.not_cloneable(value)),
            Kind::Object => {
                let depth = self.own.depth.get() + 1;
                if depth > DEPTH_MAX {
                    return Err(Error::range_error("Maximum call stack size exceeded"));
                }
                self.own.depth.set(depth);
                self.object(value)?;
                self.own.depth.set(depth - 1);
            }
        }
        Ok(())
    }

    fn number(&self, value: &Value) {
        let number = value.as_f64().expect("it is a number");
        match value.as_i32() {
            Some(whole) if !is_negative_zero(value) => {
                self.put(tag::INT32);
                put_zigzag(&mut self.own.bytes.borrow_mut(), whole);
            }
            _ => {
                self.put(tag::DOUBLE);
                self.double(number);
            }
        }
    }

    /// Sign and length in one number, then the digits in whole words of eight bytes.
    fn big_int(&self, value: &Value) -> Result<()> {
        let text = self.cx.to_string(&self.cx.invoke(value, "toString", &[Value::from(16)])?)?;
        let (negative, digits) = match text.strip_prefix('-') {
            Some(digits) => (1u32, digits),
            None => (0, text.as_str()),
        };
        let mut words: Vec<u64> = Vec::new();
        let mut end = digits.len();
        while end > 0 && digits != "0" {
            let start = end.saturating_sub(16);
            words.push(u64::from_str_radix(&digits[start..end], 16).expect("hexadecimal digits"));
            end = start;
        }
        self.varint(negative | (words.len() as u32 * 8) << 1);
        self.own.bytes.borrow_mut().extend(words.iter().flat_map(|word| word.to_le_bytes()));
        Ok(())
    }

    fn string(&self, value: &Value) -> Result<()> {
        let text = self.cx.text(value)?;
        let mut bytes = self.own.bytes.borrow_mut();
        if text.is_ascii() {
            bytes.push(tag::ONE_BYTE);
            put_varint(&mut bytes, text.len() as u64);
            bytes.extend_from_slice(&text);
            return Ok(());
        }
        let units = self.cx.utf16(value)?;
        if units.iter().all(|unit| *unit <= 0xFF) {
            bytes.push(tag::ONE_BYTE);
            put_varint(&mut bytes, units.len() as u64);
            bytes.extend(units.iter().map(|unit| *unit as u8));
            return Ok(());
        }
        let length = units.len() as u64 * 2;
        let mut digits = Vec::new();
        put_varint(&mut digits, length);
        // The units stand at an even place.
        if (bytes.len() + 1 + digits.len()) % 2 == 1 {
            bytes.push(tag::PADDING);
        }
        bytes.push(tag::TWO_BYTE);
        bytes.extend(digits);
        bytes.extend(units.iter().flat_map(|unit| unit.to_le_bytes()));
        Ok(())
    }

    fn object(&self, value: &Value) -> Result<()> {
        let view = VIEWS.iter().find(|(_, name, _)| self.class_is(value, name));
        if view.is_some() && !self.own.views_are_host_objects.get() && !self.is_known(value) {
            self.receiver(&self.cx.get(value, "buffer")?, None)?;
        }
        self.receiver(value, view)
    }

    fn class_is(&self, value: &Value, name: &str) -> bool {
        value.class() >= ObjectClass::ARRAY_BUFFER && self.cx.describe(&self.cx.class_name(value.class())) == name
    }

    fn is_known(&self, value: &Value) -> bool {
        self.own.ids.borrow().contains_key(&value.address())
    }

    fn receiver(&self, value: &Value, view: Option<&(u8, &str, usize)>) -> Result<()> {
        let known = self.own.ids.borrow().get(&value.address()).copied();
        if let Some(id) = known {
            self.put(tag::REFERENCE);
            self.varint(id);
            return Ok(());
        }
        if value.is_function() {
            return Err(self.not_cloneable(value));
        }
        let id = self.own.objects.borrow().len() as u32;
        self.own.ids.borrow_mut().insert(value.address(), id);
        self.own.objects.borrow_mut().push(value.clone());
        if let Some((subtag, ..)) = view {
            return if self.own.views_are_host_objects.get() { self.host_object(value) } else { self.view(value, *subtag) };
        }
        match value.class() {
            ObjectClass::ARRAY => self.array(value),
            ObjectClass::OBJECT | ObjectClass::ARGUMENTS | ObjectClass::MAPPED_ARGUMENTS => self.plain(value),
            ObjectClass::DATE => {
                self.put(tag::DATE);
                self.double(self.primitive(value, "Date", "getTime")?.as_f64().unwrap_or(f64::NAN));
                Ok(())
            }
            ObjectClass::BOOLEAN => {
                let is_true = self.primitive(value, "Boolean", "valueOf")?.as_bool() == Some(true);
                self.put(if is_true { tag::TRUE_OBJECT } else { tag::FALSE_OBJECT });
                Ok(())
            }
            ObjectClass::NUMBER => {
                self.put(tag::NUMBER_OBJECT);
                self.double(self.primitive(value, "Number", "valueOf")?.as_f64().unwrap_or(f64::NAN));
                Ok(())
            }
            ObjectClass::BIG_INT => {
                self.put(tag::BIG_INT_OBJECT);
                self.big_int(&self.primitive(value, "BigInt", "valueOf")?)
            }
            ObjectClass::STRING => {
                self.put(tag::STRING_OBJECT);
                self.string(&self.primitive(value, "String", "valueOf")?)
            }
            ObjectClass::REG_EXP => self.reg_exp(value),
            ObjectClass::MAP => self.collection(value, tag::MAP, tag::END_MAP),
            ObjectClass::SET => self.collection(value, tag::SET, tag::END_SET),
            ObjectClass::ARRAY_BUFFER => self.array_buffer(value),
            ObjectClass::SHARED_ARRAY_BUFFER => self.shared_buffer(value),
            ObjectClass::ERROR => self.error(value),
            class if class > ObjectClass::WEAK_REF && self.is_hosts(value) => self.host_object(value),
            _ => Err(self.not_cloneable(value)),
        }
    }

    /// Whether the object is of a class of the runtime's own, as V8 tells by an object's embedder fields.
    fn is_hosts(&self, value: &Value) -> bool {
        value.carries_native()
    }

    /// A method of a built-in prototype, whatever the object itself has.
    fn primitive(&self, value: &Value, class: &str, method: &str) -> Result<Value> {
        let constructor = self.cx.get(&self.cx.global(), class)?;
        let method = self.cx.get(&self.cx.get(&constructor, "prototype")?, method)?;
        self.cx.call(&method, value, &[])
    }

    /// Own enumerable properties whose keys pass; returns how many there were.
    fn properties(&self, value: &Value, with_indexes: bool) -> Result<u32> {
        let mut count = 0;
        for own in self.cx.own_keys(value, false, true)? {
            if own.is_index && !with_indexes {
                continue;
            }
            // A getter before this one may have deleted it.
            if count > 0 && !self.cx.has_own(value, &own.key)? {
                continue;
            }
            let property = self.cx.get_atom(value, &own.key)?;
            let key = self.cx.key_value(&own.key);
            if own.is_index {
                let index: f64 = self.cx.to_string(&key)?.parse().expect("an index is a number");
                self.number(&Value::from(index));
            } else {
                self.string(&key)?;
            }
            self.value(&property)?;
            count += 1;
        }
        Ok(count)
    }

    fn plain(&self, value: &Value) -> Result<()> {
        self.put(tag::OBJECT);
        let count = self.properties(value, true)?;
        self.put(tag::END_OBJECT);
        self.varint(count);
        Ok(())
    }

    fn array(&self, value: &Value) -> Result<()> {
        let length = self.cx.length(value)?;
        let indexes = self.cx.own_keys(value, false, true)?.iter().filter(|own| own.is_index).count();
        if indexes as u32 != length {
            self.put(tag::SPARSE);
            self.varint(length);
            let count = self.properties(value, true)?;
            self.put(tag::END_SPARSE);
            self.varint(count);
            self.varint(length);
            return Ok(());
        }
        self.put(tag::DENSE);
        self.varint(length);
        // V8 keeps such an array as doubles, and writes it so.
        let elements = self.cx.elements(value)?;
        let is_small = |element: &Value| element.as_i32().is_some() && !is_negative_zero(element);
        let doubles = elements.iter().all(|element| element.as_f64().is_some()) && !elements.iter().all(is_small);
        for index in 0..length {
            let element = self.cx.get_index(value, index)?;
            match element.as_f64() {
                Some(number) if doubles => {
                    self.put(tag::DOUBLE);
                    self.double(number);
                }
                _ => self.value(&element)?,
            }
        }
        let count = self.properties(value, false)?;
        self.put(tag::END_DENSE);
        self.varint(count);
        self.varint(length);
        Ok(())
    }

    fn reg_exp(&self, value: &Value) -> Result<()> {
        self.put(tag::REG_EXP);
        self.string(&self.cx.get(value, "source")?)?;
        let flags = self.cx.to_string(&self.cx.get(value, "flags")?)?;
        let bits = REG_EXP_FLAGS.iter().filter(|(_, flag)| flags.contains(*flag)).fold(0, |bits, (bit, _)| bits | bit);
        self.varint(bits);
        Ok(())
    }

    fn collection(&self, value: &Value, begin: u8, end: u8) -> Result<()> {
        self.put(begin);
        let (entries, _) = self.cx.preview_entries(value)?.expect("it is a collection");
        let entries = self.cx.elements(&entries)?;
        for entry in &entries {
            self.value(entry)?;
        }
        self.put(end);
        self.varint(entries.len());
        Ok(())
    }

    fn array_buffer(&self, value: &Value) -> Result<()> {
        let transferred = self.own.transferred.borrow().get(&value.address()).copied();
        if let Some(id) = transferred {
            self.put(tag::TRANSFERRED);
            self.varint(id);
            return Ok(());
        }
        if self.cx.get(value, "detached")?.as_bool() == Some(true) {
            return Err(self.data_clone_error("An ArrayBuffer is detached and could not be cloned."));
        }
        let bytes = self.cx.bytes(value).unwrap_or_default();
        if self.cx.get(value, "resizable")?.as_bool() == Some(true) {
            let most = self.cx.get(value, "maxByteLength")?.as_f64().unwrap_or(0.0);
            self.put(tag::RESIZABLE);
            self.varint(bytes.len());
            self.varint(most as u64);
        } else {
            self.put(tag::ARRAY_BUFFER);
            self.varint(bytes.len());
        }
        self.own.bytes.borrow_mut().extend_from_slice(bytes);
        Ok(())
    }

    fn shared_buffer(&self, value: &Value) -> Result<()> {
        let delegate = self.cx.get(self.this, "_getSharedArrayBufferId")?;
        if !delegate.is_function() {
            return Err(self.not_cloneable(value));
        }
        let id = self.cx.call(&delegate, self.this, std::slice::from_ref(value))?;
        self.put(tag::SHARED);
        self.varint(id.as_f64().unwrap_or(0.0) as u64 & 0xFFFF_FFFF);
        Ok(())
    }

    fn view(&self, value: &Value, subtag: u8) -> Result<()> {
        let number = |name: &str| -> Result<u64> { Ok(self.cx.get(value, name)?.as_f64().unwrap_or(0.0) as u64) };
        self.put(tag::VIEW);
        self.put(subtag);
        self.varint(number("byteOffset")?);
        self.varint(number("byteLength")?);
        self.put(0);
        Ok(())
    }

    fn error(&self, value: &Value) -> Result<()> {
        let name = self.cx.get(value, "name")?;
        let name = if name.is_undefined() { "Error".to_owned() } else { self.cx.to_string(&name)? };
        self.put(tag::ERROR);
        if let Some((subtag, _)) = ERROR_CLASSES.iter().find(|(_, class)| *class == name) {
            self.put(*subtag);
        }
        let message = self.cx.atom("message");
        if self.cx.has_own(value, &message)? {
            self.put(error_tag::MESSAGE);
            self.string_of(&self.cx.get_own_atom(value, &message)?)?;
        }
        let stack = self.cx.get(value, "stack")?;
        if stack.is_string() {
            self.put(error_tag::STACK);
            self.string(&stack)?;
        }
        let cause = self.cx.atom("cause");
        if self.cx.has_own(value, &cause)? {
            self.put(error_tag::CAUSE);
            self.value(&self.cx.get_own_atom(value, &cause)?)?;
        }
        self.put(error_tag::END);
        Ok(())
    }

    fn string_of(&self, value: &Value) -> Result<()> {
        let text = self.cx.to_string(value)?;
        self.string(&self.cx.string(&text))
    }

    fn host_object(&self, value: &Value) -> Result<()> {
        self.put(tag::HOST_OBJECT);
        let delegate = self.cx.get(self.this, "_writeHostObject")?;
        if !delegate.is_function() {
            return Err(self.not_cloneable(value));
        }
        self.cx.call(&delegate, self.this, std::slice::from_ref(value)).map(drop)
    }

    fn not_cloneable(&self, value: &Value) -> Error {
        let shown = match value.kind() {
            Kind::Symbol => {
                let text = self.cx.invoke(value, "toString", &[]);
                text.map_or_else(|_| "Symbol()".into(), |text| self.cx.describe(&text))
            }
            _ if value.is_function() => self.cx.describe(value),
            _ => format!("#<{}>", self.cx.describe(&self.cx.constructor_name(value))),
        };
        self.data_clone_error(&format!("{shown} could not be cloned."))
    }

    /// The error that the program's `_getDataCloneError` makes of the message.
    fn data_clone_error(&self, message: &str) -> Error {
        let made = self.cx.get(self.this, "_getDataCloneError").and_then(|delegate| {
            self.cx.call(&delegate, self.this, &[self.cx.string(message)])
        });
        match made {
            Ok(error) => Error::Value(error),
            Err(error) => error,
        }
    }
}
