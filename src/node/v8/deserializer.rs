//! `Deserializer`: values from bytes in V8's format.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;

use super::wire::{self, DEPTH_MAX, ERROR_CLASSES, REG_EXP_FLAGS, Reader, VIEWS, error_tag, tag};
use crate::engine::{Attributes, Binding, Call, Class, Cx, Error, ErrorClass, Result, Value};

struct Deserializer {
    /// A copy: what is read stays as it was, whatever becomes of the program's buffer.
    bytes: Vec<u8>,
    reader: RefCell<Reader>,
    version: Cell<u32>,
    /// The objects that were read, by their ids.
    objects: RefCell<Vec<Value>>,
    transferred: RefCell<HashMap<u32, Value>>,
    depth: Cell<usize>,
}

impl Class for Deserializer {
    const NAME: &'static str = "Deserializer";

    fn trace(&self, visit: &mut dyn FnMut(&Value)) {
        self.objects.borrow().iter().for_each(&mut *visit);
        self.transferred.borrow().values().for_each(visit);
    }
}

const INVALID: &str = "Unable to deserialize cloned data.";
const INVALID_VERSION: &str = "Unable to deserialize cloned data due to invalid or unsupported version.";

fn plain_error(message: &str) -> Error {
    Error::New { class: ErrorClass::Error, code: None, message: message.to_owned() }
}

fn invalid() -> Error {
    plain_error(INVALID)
}

pub(super) fn bind(binding: &Binding) -> Result<()> {
    let cx = binding.cx();
    cx.define_class::<Deserializer>(|proto| {
        proto.method("readHeader", 0, read_header)?;
        proto.method("readValue", 0, |call: &Call| -> Result<Value> {
            let parser = Parser { own: call.this_as()?, cx: call.cx(), this: call.this() };
            parser.own.depth.set(0);
            parser.value()
        })?;
        proto.method("getWireFormatVersion", 0, |call: &Call| -> Result<u32> {
            Ok(call.this_as::<Deserializer>()?.version.get())
        })?;
        proto.method("transferArrayBuffer", 2, |call: &Call| -> Result<()> {
            let id = call.u32(0)?;
            call.this_as::<Deserializer>()?.transferred.borrow_mut().insert(id, call.arg(1).clone());
            Ok(())
        })?;
        proto.method("readUint32", 0, |call: &Call| -> Result<u32> {
            let own = call.this_as::<Deserializer>()?;
            own.read(Reader::varint32).ok_or_else(|| plain_error("ReadUint32() failed"))
        })?;
        proto.method("readUint64", 0, |call: &Call| -> Result<Value> {
            let own = call.this_as::<Deserializer>()?;
            let value = own.read(Reader::varint).ok_or_else(|| plain_error("ReadUint64() failed"))?;
            Ok(call.cx().array([Value::from((value >> 32) as u32), Value::from(value as u32)]))
        })?;
        proto.method("readDouble", 0, |call: &Call| -> Result<f64> {
            let own = call.this_as::<Deserializer>()?;
            own.read(Reader::double).ok_or_else(|| plain_error("ReadDouble() failed"))
        })?;
        // Where the bytes begin.
        proto.method("_readRawBytes", 1, |call: &Call| -> Result<usize> {
            let count = call.usize(0)?;
            let own = call.this_as::<Deserializer>()?;
            let start = own.reader.borrow().at;
            own.reader.borrow_mut().take(&own.bytes, count).ok_or_else(|| plain_error("ReadRawBytes() failed"))?;
            Ok(start)
        })
    })?;
    let constructor = cx.constructor::<Deserializer, _>(1, |call: &Call| {
        let bytes = call.cx().bytes(call.arg(0)).ok_or_else(|| {
            let message = "buffer must be a TypedArray or a DataView";
            Error::coded(ErrorClass::TypeError, "ERR_INVALID_ARG_TYPE", message)
        })?;
        Ok(Deserializer {
            bytes: bytes.to_vec(),
            reader: RefCell::default(),
            version: Cell::new(0),
            objects: RefCell::default(),
            transferred: RefCell::default(),
            depth: Cell::new(0),
        })
    })?;
    binding.value("Deserializer", constructor)
}

fn read_header(call: &Call) -> Result<bool> {
    let own = call.this_as::<Deserializer>()?;
    let mut reader = own.reader.borrow_mut();
    if own.bytes.get(reader.at) == Some(&tag::VERSION) {
        reader.at += 1;
        if let Some(version) = reader.varint32(&own.bytes).filter(|version| *version <= wire::VERSION) {
            own.version.set(version);
            return Ok(true);
        }
    }
    Err(plain_error(INVALID_VERSION))
}

impl Deserializer {
    fn read<T>(&self, read: impl FnOnce(&mut Reader, &[u8]) -> Option<T>) -> Option<T> {
        read(&mut self.reader.borrow_mut(), &self.bytes)
    }
}

/// One `readValue`: the deserializer, and the object that its delegates are methods of.
struct Parser<'a> {
    own: &'a Deserializer,
    cx: Cx,
    this: &'a Value,
}

impl Parser<'_> {
    fn read<T>(&self, read: impl FnOnce(&mut Reader, &[u8]) -> Option<T>) -> Result<T> {
        self.own.read(read).ok_or_else(invalid)
    }

    fn varint(&self) -> Result<u32> {
        self.read(Reader::varint32)
    }

    fn take(&self, count: usize) -> Result<&[u8]> {
        self.own.reader.borrow_mut().take(&self.own.bytes, count).ok_or_else(invalid)
    }

    fn peek(&self) -> Option<u8> {
        self.own.reader.borrow().peek_tag(&self.own.bytes)
    }

    /// Whether the next tag is this one, which is read then.
    fn consume(&self, tag: u8) -> bool {
        let found = self.peek() == Some(tag);
        if found {
            self.own.read(Reader::tag);
        }
        found
    }

    fn remember(&self, value: Value) -> Value {
        self.own.objects.borrow_mut().push(value.clone());
        value
    }

    fn construct(&self, class: &str, args: &[Value]) -> Result<Value> {
        self.cx.construct(&self.cx.get(&self.cx.global(), class)?, args)
    }

    fn value(&self) -> Result<Value> {
        let depth = self.own.depth.get() + 1;
        if depth > DEPTH_MAX {
            return Err(Error::range_error("Maximum call stack size exceeded"));
        }
        self.own.depth.set(depth);
        let value = self.value_unchecked();
        self.own.depth.set(depth - 1);
        let value = value?;
        // A buffer may be followed by the view that the value really is.
        if value.class() == crate::engine::ObjectClass::ARRAY_BUFFER
            || value.class() == crate::engine::ObjectClass::SHARED_ARRAY_BUFFER
        {
            if self.consume(tag::VIEW) {
                return self.view(&value);
            }
        }
        Ok(value)
    }

    fn value_unchecked(&self) -> Result<Value> {
        let tag = self.read(Reader::tag)?;
        match tag {
            tag::VERIFY_OBJECT_COUNT => {
                self.varint()?;
                self.value()
            }
            tag::UNDEFINED | tag::HOLE => Ok(Value::UNDEFINED),
            tag::NULL => Ok(Value::NULL),
            tag::TRUE => Ok(Value::TRUE),
            tag::FALSE => Ok(Value::FALSE),
            tag::INT32 => self.read(Reader::zigzag).map(Value::from),
            tag::UINT32 => self.varint().map(Value::from),
            tag::DOUBLE => self.read(Reader::double).map(Value::from),
            tag::BIG_INT => self.big_int(),
            tag::UTF8 | tag::ONE_BYTE | tag::TWO_BYTE => self.string_of(tag),
            tag::REFERENCE => {
                let id = self.varint()? as usize;
                self.own.objects.borrow().get(id).cloned().ok_or_else(invalid)
            }
            tag::OBJECT => {
                let object = self.remember(self.cx.object());
                let count = self.properties(&object, tag::END_OBJECT)?;
                self.expect_count(count)?;
                Ok(object)
            }
            tag::SPARSE => self.sparse_array(),
            tag::DENSE => self.dense_array(),
            tag::DATE => {
                let time = self.read(Reader::double)?;
                Ok(self.remember(self.construct("Date", &[Value::from(time)])?))
            }
            tag::TRUE_OBJECT => self.boxed(Value::TRUE),
            tag::FALSE_OBJECT => self.boxed(Value::FALSE),
            tag::NUMBER_OBJECT => self.boxed(Value::from(self.read(Reader::double)?)),
            tag::BIG_INT_OBJECT => self.boxed(self.big_int()?),
            tag::STRING_OBJECT => self.boxed(self.string()?),
            tag::REG_EXP => self.reg_exp(),
            tag::MAP => self.map(),
            tag::SET => self.set(),
            tag::ARRAY_BUFFER | tag::RESIZABLE => self.array_buffer(tag == tag::RESIZABLE),
            tag::TRANSFERRED => {
                let id = self.varint()?;
                let buffer = self.own.transferred.borrow().get(&id).cloned().ok_or_else(invalid)?;
                Ok(self.remember(buffer))
            }
            tag::SHARED => self.shared_buffer(),
            tag::ERROR => self.error(),
            tag::HOST_OBJECT => self.host_object(),
            _ => Err(invalid()),
        }
    }

    fn big_int(&self) -> Result<Value> {
        let bits = self.varint()?;
        let digits = self.take((bits >> 1) as usize)?;
        let mut text = "0x0".to_owned();
        for byte in digits.iter().rev() {
            text.push_str(&format!("{byte:02x}"));
        }
        let make = self.cx.get(&self.cx.global(), "BigInt")?;
        let value = self.cx.call(&make, &Value::UNDEFINED, &[self.cx.string(&text)])?;
        if bits & 1 == 0 {
            return Ok(value);
        }
        let negative = self.cx.to_string(&value)?;
        self.cx.call(&make, &Value::UNDEFINED, &[self.cx.string(&format!("-{negative}"))])
    }

    fn string(&self) -> Result<Value> {
        let tag = self.read(Reader::tag)?;
        self.string_of(tag)
    }

    fn string_of(&self, tag: u8) -> Result<Value> {
        let length = self.varint_of(tag)?;
        let bytes = self.take(length)?;
        match tag {
            tag::UTF8 => Ok(self.cx.string(&String::from_utf8_lossy(bytes))),
            tag::ONE_BYTE => Ok(self.cx.string_latin1(bytes)),
            _ if length % 2 == 1 => Err(invalid()),
            _ => {
                let units: Vec<u16> = bytes.chunks_exact(2).map(|unit| u16::from_le_bytes([unit[0], unit[1]])).collect();
                Ok(self.cx.string_utf16(&units))
            }
        }
    }

    fn varint_of(&self, tag: u8) -> Result<usize> {
        match tag {
            tag::UTF8 | tag::ONE_BYTE | tag::TWO_BYTE => self.varint().map(|length| length as usize),
            _ => Err(invalid()),
        }
    }

    /// Reads keys and values up to the end tag; returns how many there were.
    fn properties(&self, object: &Value, end: u8) -> Result<u32> {
        let mut count = 0;
        while !self.consume(end) {
            let key = self.value()?;
            if !key.is_string() && key.as_f64().is_none() {
                return Err(invalid());
            }
            let value = self.value()?;
            self.cx.define_atom(object, &self.cx.atom_of(&key)?, value)?;
            count += 1;
        }
        Ok(count)
    }

    fn expect_count(&self, count: u32) -> Result<()> {
        if self.varint()? == count { Ok(()) } else { Err(invalid()) }
    }

    fn sparse_array(&self) -> Result<Value> {
        let length = self.varint()?;
        let array = self.remember(self.cx.array([]));
        self.cx.set(&array, "length", Value::from(length))?;
        let count = self.properties(&array, tag::END_SPARSE)?;
        self.expect_count(count)?;
        self.expect_count(length)?;
        Ok(array)
    }

    fn dense_array(&self) -> Result<Value> {
        let length = self.varint()?;
        // A length that the bytes cannot hold must not be believed.
        if length as usize > self.own.bytes.len() - self.own.reader.borrow().at {
            return Err(invalid());
        }
        let array = self.remember(self.cx.array([]));
        for index in 0..length {
            if self.consume(tag::HOLE) {
                continue;
            }
            let value = self.value()?;
            self.cx.set_index(&array, index, value)?;
        }
        self.cx.set(&array, "length", Value::from(length))?;
        let count = self.properties(&array, tag::END_DENSE)?;
        self.expect_count(count)?;
        self.expect_count(length)?;
        Ok(array)
    }

    fn boxed(&self, primitive: Value) -> Result<Value> {
        let make = self.cx.get(&self.cx.global(), "Object")?;
        Ok(self.remember(self.cx.call(&make, &Value::UNDEFINED, &[primitive])?))
    }

    fn reg_exp(&self) -> Result<Value> {
        let source = self.string()?;
        let bits = self.varint()?;
        if bits >= 512 {
            return Err(invalid());
        }
        let flags: String = REG_EXP_FLAGS.iter().filter(|(bit, _)| bits & bit != 0).map(|(_, flag)| *flag).collect();
        Ok(self.remember(self.construct("RegExp", &[source, self.cx.string(&flags)])?))
    }

    fn map(&self) -> Result<Value> {
        let map = self.remember(self.construct("Map", &[])?);
        let add = self.cx.get(&map, "set")?;
        let mut count = 0;
        while !self.consume(tag::END_MAP) {
            let key = self.value()?;
            let value = self.value()?;
            self.cx.call(&add, &map, &[key, value])?;
            count += 2;
        }
        self.expect_count(count)?;
        Ok(map)
    }

    fn set(&self) -> Result<Value> {
        let set = self.remember(self.construct("Set", &[])?);
        let add = self.cx.get(&set, "add")?;
        let mut count = 0;
        while !self.consume(tag::END_SET) {
            let value = self.value()?;
            self.cx.call(&add, &set, &[value])?;
            count += 1;
        }
        self.expect_count(count)?;
        Ok(set)
    }

    fn array_buffer(&self, resizable: bool) -> Result<Value> {
        let length = self.varint()?;
        if !resizable {
            let bytes = self.take(length as usize)?.to_vec();
            return Ok(self.remember(self.cx.array_buffer(bytes)?));
        }
        let most = self.varint()?;
        if length > most {
            return Err(invalid());
        }
        let bytes = self.take(length as usize)?;
        let options = self.cx.object();
        self.cx.set(&options, "maxByteLength", Value::from(most))?;
        let buffer = self.construct("ArrayBuffer", &[Value::from(length), options])?;
        if let Some(target) = self.cx.bytes(&buffer) {
            target.copy_from_slice(bytes);
        }
        Ok(self.remember(buffer))
    }

    fn view(&self, buffer: &Value) -> Result<Value> {
        let subtag = self.read(Reader::byte)?;
        let (offset, length) = (self.varint()? as usize, self.varint()? as usize);
        if self.own.version.get() >= 14 {
            self.varint()?;
        }
        let (_, name, unit) = VIEWS.iter().find(|(known, ..)| *known == subtag).ok_or_else(invalid)?;
        let total = self.cx.bytes(buffer).map_or(0, |bytes| bytes.len());
        if offset % unit != 0 || length % unit != 0 || offset.checked_add(length).is_none_or(|end| end > total) {
            return Err(invalid());
        }
        let args = [buffer.clone(), Value::from(offset), Value::from(length / unit)];
        Ok(self.remember(self.construct(name, &args)?))
    }

    fn shared_buffer(&self) -> Result<Value> {
        let id = self.varint()?;
        let delegate = self.cx.get(self.this, "_getSharedArrayBufferFromId")?;
        if !delegate.is_function() {
            return Err(invalid());
        }
        Ok(self.remember(self.cx.call(&delegate, self.this, &[Value::from(id)])?))
    }

    fn error(&self) -> Result<Value> {
        let slot = self.own.objects.borrow().len();
        self.remember(Value::UNDEFINED);
        let mut class = "Error";
        let (mut message, mut stack, mut cause) = (None, Value::UNDEFINED, None);
        loop {
            match self.read(Reader::tag)? {
                error_tag::END => break,
                error_tag::MESSAGE => message = Some(self.string()?),
                error_tag::STACK => stack = self.string()?,
                error_tag::CAUSE => cause = Some(self.value()?),
                found => class = ERROR_CLASSES.iter().find(|(tag, _)| *tag == found).ok_or_else(invalid)?.1,
            }
        }
        let error = self.construct(class, message.as_slice())?;
        self.cx.define(&error, "stack", stack, Attributes::HIDDEN)?;
        if let Some(cause) = cause {
            self.cx.define(&error, "cause", cause, Attributes::HIDDEN)?;
        }
        self.own.objects.borrow_mut()[slot] = error.clone();
        Ok(error)
    }

    fn host_object(&self) -> Result<Value> {
        let slot = self.own.objects.borrow().len();
        self.remember(Value::UNDEFINED);
        let delegate = self.cx.get(self.this, "_readHostObject")?;
        if !delegate.is_function() {
            return Err(invalid());
        }
        let object = self.cx.call(&delegate, self.this, &[])?;
        if !object.is_object() {
            return Err(Error::type_error("readHostObject must return an object"));
        }
        self.own.objects.borrow_mut()[slot] = object.clone();
        Ok(object)
    }
}
