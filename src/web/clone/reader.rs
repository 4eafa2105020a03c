//! Bytes into values again. The bytes may be anybody's: every length is checked.

use std::rc::Rc;

use super::format::{REG_EXP_FLAGS, VERSION, VIEW_FOLLOWS_LENGTH, VIEW_TAGS, error_tag, host, tag};
use super::hooks::Hooks;
use super::message::Whole;
use crate::engine::{Attributes, Cx, Error, Kind, Memory, Result, Value, ViewKind};

const STACK_BYTES_MAX: usize = 2 << 20;

struct Reader<'a> {
    cx: Cx,
    bytes: &'a [u8],
    at: usize,
    /// Every object so far, in the order in which they begin.
    objects: Vec<Value>,
    memory: Vec<Option<Memory>>,
    shared: &'a [crate::engine::SharedMemory],
    parcels: Vec<Value>,
    hosts: Vec<Value>,
    stack_top: usize,
}

/// What a message held: the value, and the objects that were attached to it natively, such as ports, in order.
pub(super) struct Arrived {
    pub(super) value: Value,
    pub(super) parcels: Vec<Value>,
}

/// Reads a message.
pub(super) fn read(cx: Cx, message: Whole) -> Result<Arrived> {
    let here = 0u8;
    let Whole { bytes, memory, shared, parcels, hosts } = message;
    let mut reader = Reader {
        cx,
        bytes: &bytes,
        at: 0,
        objects: Vec::new(),
        memory: memory.into_iter().map(Some).collect(),
        shared: &shared,
        parcels: Vec::new(),
        hosts: Vec::new(),
        stack_top: &raw const here as usize,
    };
    for parcel in parcels {
        let object = parcel.map_or(Ok(Value::UNDEFINED), |parcel| parcel.unpack(cx))?;
        reader.parcels.push(object);
    }
    for host in &hosts {
        let info = cx.string(&host.info);
        reader.hosts.push(cx.call(&Hooks::get(cx)?.make.construct, &Value::UNDEFINED, &[info])?);
    }
    reader.header()?;
    let value = reader.value()?;
    for at in 0..reader.hosts.len() {
        let data = reader.value()?;
        let host = reader.hosts[at].clone();
        let method = cx.get_atom(&host, &Hooks::get(cx)?.deserialize)?;
        cx.call(&method, &host, &[data])?;
    }
    Ok(Arrived { value, parcels: reader.parcels })
}

impl Reader<'_> {
    /// Loaded for what needs them: most values do not.
    fn hooks(&self) -> Result<Rc<Hooks>> {
        Hooks::get(self.cx)
    }

    fn broken(&self) -> Error {
        Error::coded(crate::engine::ErrorClass::Error, "ERR_INVALID_STATE", "Unable to deserialize cloned data.")
    }

    fn header(&mut self) -> Result<()> {
        match self.take(2)? {
            [tag::VERSION, version] if *version <= VERSION => Ok(()),
            _ => Err(self.broken()),
        }
    }

    fn take(&mut self, count: usize) -> Result<&[u8]> {
        let end = self.at.checked_add(count).filter(|end| *end <= self.bytes.len()).ok_or_else(|| self.broken())?;
        let taken = &self.bytes[self.at..end];
        self.at = end;
        Ok(taken)
    }

    fn byte(&mut self) -> Result<u8> {
        Ok(self.take(1)?[0])
    }

    /// The next tag that is not padding.
    fn tag(&mut self) -> Result<u8> {
        loop {
            match self.byte()? {
                tag::PADDING => {}
                tag => return Ok(tag),
            }
        }
    }

    fn peek(&self) -> Option<u8> {
        self.bytes[self.at..].iter().copied().find(|byte| *byte != tag::PADDING)
    }

    fn varint(&mut self) -> Result<u64> {
        let mut number = 0;
        let mut shift = 0;
        loop {
            let byte = self.byte()?;
            if shift < 64 {
                number |= u64::from(byte & 0x7F) << shift;
            }
            shift += 7;
            if byte & 0x80 == 0 {
                return Ok(number);
            }
        }
    }

    fn length(&mut self) -> Result<usize> {
        usize::try_from(self.varint()?).map_err(|_| self.broken())
    }

    fn double(&mut self) -> Result<f64> {
        let bytes = self.take(8)?;
        Ok(f64::from_le_bytes(bytes.try_into().expect("eight were taken")))
    }

    fn value(&mut self) -> Result<Value> {
        let tag = self.tag()?;
        let value = self.tagged(tag)?;
        // A view follows its buffer.
        if value.is_object() && self.peek() == Some(tag::VIEW) {
            self.tag()?;
            return self.view(&value);
        }
        Ok(value)
    }

    fn tagged(&mut self, tag: u8) -> Result<Value> {
        let here = 0u8;
        if self.stack_top.abs_diff(&raw const here as usize) > STACK_BYTES_MAX {
            return Err(Error::range_error("Maximum call stack size exceeded"));
        }
        Ok(match tag {
            tag::UNDEFINED | tag::HOLE => Value::UNDEFINED,
            tag::NULL => Value::NULL,
            tag::TRUE => Value::TRUE,
            tag::FALSE => Value::FALSE,
            tag::INT32 => {
                let zigzag = self.varint()? as u32;
                Value::from((zigzag >> 1) as i32 ^ -((zigzag & 1) as i32))
            }
            tag::UINT32 => Value::from(self.varint()? as u32),
            tag::DOUBLE => Value::from(self.double()?),
            tag::BIG_INT => self.bigint()?,
            tag::ONE_BYTE_STRING | tag::TWO_BYTE_STRING => self.string(tag)?,
            tag::OBJECT_REFERENCE => {
                let id = self.length()?;
                self.objects.get(id).cloned().ok_or_else(|| self.broken())?
            }
            tag::OBJECT => {
                let object = self.add(self.cx.object());
                self.properties(&object, tag::OBJECT_END)?;
                self.varint()?;
                object
            }
            tag::DENSE_ARRAY => self.dense_array()?,
            tag::SPARSE_ARRAY => {
                let length = self.varint()?;
                let array = self.add(self.cx.array([]));
                self.cx.set(&array, "length", Value::from(length))?;
                self.properties(&array, tag::SPARSE_ARRAY_END)?;
                (self.varint()?, self.varint()?);
                array
            }
            tag::DATE => {
                let date = self.cx.date(self.double()?)?;
                self.add(date)
            }
            tag::TRUE_OBJECT => self.boxed(Value::TRUE)?,
            tag::FALSE_OBJECT => self.boxed(Value::FALSE)?,
            tag::NUMBER_OBJECT => {
                let number = Value::from(self.double()?);
                self.boxed(number)?
            }
            tag::BIG_INT_OBJECT => {
                let number = self.bigint()?;
                self.boxed(number)?
            }
            tag::STRING_OBJECT => {
                let tag = self.tag()?;
                let text = self.string(tag)?;
                self.boxed(text)?
            }
            tag::REG_EXP => self.reg_exp()?,
            tag::MAP => self.collection(tag::MAP_END)?,
            tag::SET => self.collection(tag::SET_END)?,
            tag::ARRAY_BUFFER => {
                let length = self.length()?;
                let bytes = self.take(length)?.to_vec();
                let buffer = self.cx.array_buffer(bytes)?;
                self.add(buffer)
            }
            tag::RESIZABLE_ARRAY_BUFFER => {
                let (length, max) = (self.length()?, self.length()?);
                let bytes = self.take(length)?.to_vec();
                let buffer = self.cx.resizable_array_buffer(bytes, max)?;
                self.add(buffer)
            }
            tag::ARRAY_BUFFER_TRANSFER => {
                let index = self.length()?;
                let memory = self.memory.get_mut(index).and_then(Option::take).ok_or_else(|| self.broken())?;
                let buffer = self.cx.array_buffer_of(memory)?;
                self.add(buffer)
            }
            tag::SHARED_ARRAY_BUFFER => {
                let index = self.length()?;
                let memory = self.shared.get(index).ok_or_else(|| self.broken())?;
                let buffer = self.cx.shared_array_buffer(memory)?;
                self.add(buffer)
            }
            tag::HOST_OBJECT => self.host()?,
            tag::ERROR => self.error()?,
            _ => return Err(self.broken()),
        })
    }

    fn add(&mut self, object: Value) -> Value {
        self.objects.push(object.clone());
        object
    }

    fn string(&mut self, tag: u8) -> Result<Value> {
        let cx = self.cx;
        let length = self.length()?;
        match tag {
            tag::ONE_BYTE_STRING => Ok(cx.string_latin1(self.take(length)?)),
            tag::TWO_BYTE_STRING => {
                let units: Vec<u16> =
                    self.take(length)?.chunks_exact(2).map(|unit| u16::from_le_bytes([unit[0], unit[1]])).collect();
                Ok(cx.string_utf16(&units))
            }
            _ => Err(self.broken()),
        }
    }

    fn bigint(&mut self) -> Result<Value> {
        let shape = self.varint()?;
        let bytes = self.take((shape >> 1) as usize)?;
        let hex: String = bytes.iter().rev().map(|byte| format!("{byte:02x}")).collect();
        let hex = if hex.is_empty() { "0".to_owned() } else { hex };
        let args = [self.cx.string(&format!("0x{hex}")), Value::from(shape & 1 == 1)];
        self.cx.call(&self.hooks()?.make.bigint_of_hex, &Value::UNDEFINED, &args)
    }

    fn boxed(&mut self, primitive: Value) -> Result<Value> {
        let object = self.cx.call(&self.hooks()?.make.box_primitive, &Value::UNDEFINED, &[primitive])?;
        Ok(self.add(object))
    }

    /// Keys and values up to the end tag, which is taken.
    fn properties(&mut self, object: &Value, end: u8) -> Result<()> {
        loop {
            let tag = self.tag()?;
            if tag == end {
                return Ok(());
            }
            let key = self.tagged(tag)?;
            if !matches!(key.kind(), Kind::String | Kind::Number) {
                return Err(self.broken());
            }
            let value = self.value()?;
            self.cx.define_atom(object, &self.cx.key(&key), value)?;
        }
    }

    fn dense_array(&mut self) -> Result<Value> {
        let length = self.length()?;
        let array = self.add(self.cx.array([]));
        let mut holes = false;
        for index in 0..length {
            if self.peek() == Some(tag::HOLE) {
                self.tag()?;
                holes = true;
                continue;
            }
            let value = self.value()?;
            let index = u32::try_from(index).map_err(|_| self.broken())?;
            self.cx.set_index(&array, index, value)?;
        }
        if holes {
            self.cx.set(&array, "length", Value::from(length))?;
        }
        self.properties(&array, tag::DENSE_ARRAY_END)?;
        (self.varint()?, self.varint()?);
        Ok(array)
    }

    fn reg_exp(&mut self) -> Result<Value> {
        let tag = self.tag()?;
        let source = self.string(tag)?;
        let bits = self.varint()? as u32;
        let flags: String = REG_EXP_FLAGS.iter().filter(|(_, bit)| bits & bit != 0).map(|(flag, _)| *flag).collect();
        let reg_exp = self.cx.construct(&self.hooks()?.make.reg_exp, &[source, self.cx.string(&flags)])?;
        Ok(self.add(reg_exp))
    }

    fn collection(&mut self, end: u8) -> Result<Value> {
        let is_map = end == tag::MAP_END;
        let hooks = self.hooks()?;
        let make = &hooks.make;
        let (class, put) = if is_map { (&make.map, &make.map_set) } else { (&make.set, &make.set_add) };
        let collection = self.cx.construct(class, &[])?;
        let collection = self.add(collection);
        while self.peek() != Some(end) {
            let key = self.value()?;
            if is_map {
                let value = self.value()?;
                self.cx.call(put, &collection, &[key, value])?;
            } else {
                self.cx.call(put, &collection, &[key])?;
            }
        }
        self.tag()?;
        self.varint()?;
        Ok(collection)
    }

    fn view(&mut self, buffer: &Value) -> Result<Value> {
        let letter = self.byte()?;
        let kind = VIEW_TAGS.iter().position(|tag| *tag == letter).ok_or_else(|| self.broken())?;
        let kind = ViewKind::ALL[kind];
        let (offset, length, flags) = (self.length()?, self.length()?, self.varint()? as u32);
        let length = (flags & VIEW_FOLLOWS_LENGTH == 0).then_some(length / kind.element_bytes());
        let view = self.cx.new_view(kind, buffer, offset, length)?;
        Ok(self.add(view))
    }

    fn host(&mut self) -> Result<Value> {
        let (kind, index) = (self.varint()? as u32, self.length()?);
        let list = match kind {
            host::PARCEL => &self.parcels,
            host::SCRIPTED => &self.hosts,
            _ => return Err(self.broken()),
        };
        let object = list.get(index).cloned().ok_or_else(|| self.broken())?;
        Ok(self.add(object))
    }

    fn error(&mut self) -> Result<Value> {
        let cx = self.cx;
        let class = self.peek().and_then(|letter| error_tag::CLASSES.iter().find(|(known, _)| *known == letter));
        if class.is_some() {
            self.tag()?;
        }
        let name = cx.string(class.map_or("Error", |(_, name)| name));
        let error = cx.call(&self.hooks()?.make.error, &Value::UNDEFINED, &[name])?;
        let error = self.add(error);
        loop {
            let part = self.tag()?;
            let name = match part {
                error_tag::MESSAGE => "message",
                error_tag::CAUSE => "cause",
                error_tag::STACK => "stack",
                error_tag::END => return Ok(error),
                _ => return Err(self.broken()),
            };
            let value = self.value()?;
            cx.define(&error, name, value, Attributes::HIDDEN)?;
        }
    }
}
