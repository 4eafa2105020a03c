//! Values into bytes, and what cannot be bytes into a message's attachments.

use std::collections::HashMap;
use std::rc::Rc;

use super::format::{REG_EXP_FLAGS, VERSION, VIEW_FOLLOWS_LENGTH, VIEW_OF_RESIZABLE, VIEW_TAGS, error_tag, host, tag};
use super::hooks::Hooks;
use super::message::{ScriptedHost, Whole};
use crate::engine::{Cx, Error, Kind, ObjectClass, OwnKey, Result, Value};

/// How much native stack a value's depth may take: threads have this much beyond the engine's own limit.
const STACK_BYTES_MAX: usize = 2 << 20;

/// Writes one message.
pub(super) struct Writer {
    cx: Cx,
    hooks: Rc<Hooks>,
    out: Vec<u8>,
    seen: Seen,
    /// Listed for transfer, by identity: the place in `listed`.
    moves: HashMap<usize, usize>,
    listed: Vec<Listed>,
    hosts: Vec<Host>,
    message: Whole,
    stack_top: usize,
}

/// One object of the transfer list.
struct Listed {
    object: Value,
    /// Where it is attached: the index of its memory, or of its host once it was met in the value or at the end.
    index: Option<u32>,
}

/// A built-in object written in JavaScript that is part of the value.
struct Host {
    object: Value,
    moved: bool,
}

/// The objects that were written, by identity. Kept alive, as getters may drop what they gave.
#[derive(Default)]
struct Seen {
    objects: Vec<Value>,
    index: HashMap<usize, u32>,
}

/// Up to this many objects are looked for one by one.
const SEEN_LINEAR_MAX: usize = 12;

impl Seen {
    fn find(&self, object: &Value) -> Option<u32> {
        let address = object.address();
        if self.index.is_empty() {
            return self.objects.iter().position(|seen| seen.address() == address).map(|at| at as u32);
        }
        self.index.get(&address).copied()
    }

    fn add(&mut self, object: &Value) {
        let id = self.objects.len();
        self.objects.push(object.clone());
        if !self.index.is_empty() {
            self.index.insert(object.address(), id as u32);
        } else if self.objects.len() > SEEN_LINEAR_MAX {
            self.index.extend(self.objects.iter().enumerate().map(|(id, object)| (object.address(), id as u32)));
        }
    }
}

/// Writes `value`; the objects of `transfer`, which the script has checked, move with it.
pub(super) fn write(cx: Cx, value: &Value, transfer: Vec<Value>) -> Result<Whole> {
    let here = 0u8;
    let mut writer = Writer {
        cx,
        hooks: Hooks::get(cx)?,
        out: Vec::with_capacity(64),
        seen: Seen::default(),
        moves: HashMap::new(),
        listed: Vec::new(),
        hosts: Vec::new(),
        message: Whole::default(),
        stack_top: &raw const here as usize,
    };
    writer.out.extend([tag::VERSION, VERSION]);
    let mut buffers = 0;
    for (at, object) in transfer.into_iter().enumerate() {
        writer.moves.insert(object.address(), at);
        let is_buffer = object.class() == ObjectClass::ARRAY_BUFFER;
        if is_buffer && cx.is_lent(&object) {
            return Err(writer.hooks.error(cx, "Cannot transfer object of unsupported type."));
        }
        writer.listed.push(Listed { object, index: is_buffer.then_some(buffers) });
        buffers += u32::from(is_buffer);
    }
    writer.value(value)?;
    writer.finish()
}

impl Writer {
    /// Takes what was listed from its owners, now that everything has been read, and writes the hosts' data.
    fn finish(mut self) -> Result<Whole> {
        for at in 0..self.listed.len() {
            let object = self.listed[at].object.clone();
            if object.class() == ObjectClass::ARRAY_BUFFER {
                let memory = self.cx.take_memory(&object)?;
                self.message.memory.push(memory);
            }
        }
        let mut at = 0;
        while at < self.hosts.len() || self.add_host_not_met() {
            let Host { object, moved } = &self.hosts[at];
            let (object, moved) = (object.clone(), *moved);
            let method = self.cx.get_atom(&object, if moved { &self.hooks.transfer } else { &self.hooks.clone })?;
            let state = self.cx.call(&method, &object, &[])?;
            let info = self.cx.get(&state, "deserializeInfo")?;
            let info = self.cx.to_string(&info)?;
            let data = self.cx.get(&state, "data")?;
            self.message.hosts.push(ScriptedHost { info });
            self.value(&data)?;
            at += 1;
        }
        // Native objects last: packing ends them, and nothing after it can fail.
        let mut parcels = std::mem::take(&mut self.message.parcels);
        for at in 0..self.listed.len() {
            let Listed { object, index } = &self.listed[at];
            if !object.is_native() {
                continue;
            }
            let parcel = object.pack(true)?;
            match index {
                Some(index) => parcels[*index as usize] = parcel,
                None => parcels.push(parcel),
            }
        }
        self.message.parcels = parcels;
        self.message.bytes = self.out;
        Ok(self.message)
    }

    /// One that is listed, and is no part of the value nor, so far, of another host's data; false when there is none.
    fn add_host_not_met(&mut self) -> bool {
        let not_met = |listed: &&mut Listed| listed.index.is_none() && !listed.object.is_native();
        let Some(listed) = self.listed.iter_mut().find(not_met) else { return false };
        listed.index = Some(self.hosts.len() as u32);
        self.hosts.push(Host { object: listed.object.clone(), moved: true });
        true
    }

    fn value(&mut self, value: &Value) -> Result<()> {
        match value.kind() {
            Kind::Undefined => self.out.push(tag::UNDEFINED),
            Kind::Null => self.out.push(tag::NULL),
            Kind::Bool => self.out.push(if value.as_bool() == Some(true) { tag::TRUE } else { tag::FALSE }),
            Kind::Number => self.number(value),
            Kind::String => self.string(value)?,
            Kind::BigInt => {
                self.out.push(tag::BIG_INT);
                self.bigint(value)?;
            }
            Kind::Symbol => return Err(self.hooks.refuse(self.cx, value)),
            Kind::Object => return self.object(value),
        }
        Ok(())
    }

    fn number(&mut self, value: &Value) {
        let number = value.as_f64().unwrap_or(f64::NAN);
        match value.as_i32() {
            Some(whole) if whole != 0 || number.is_sign_positive() => {
                self.out.push(tag::INT32);
                self.varint(((whole << 1) ^ (whole >> 31)) as u32 as u64);
            }
            _ => {
                self.out.push(tag::DOUBLE);
                self.out.extend(number.to_le_bytes());
            }
        }
    }

    fn string(&mut self, value: &Value) -> Result<()> {
        let text = self.cx.text(value)?;
        if text.is_ascii() {
            self.out.push(tag::ONE_BYTE_STRING);
            self.varint(text.len() as u64);
            self.out.extend_from_slice(&text);
            return Ok(());
        }
        drop(text);
        let units = self.cx.utf16(value)?;
        if units.iter().all(|unit| *unit < 256) {
            self.out.push(tag::ONE_BYTE_STRING);
            self.varint(units.len() as u64);
            self.out.extend(units.iter().map(|unit| *unit as u8));
            return Ok(());
        }
        let bytes = units.len() as u64 * 2;
        // The units are aligned, so that a reader may look at them in place.
        if (self.out.len() + 1 + varint_length(bytes)) & 1 == 1 {
            self.out.push(tag::PADDING);
        }
        self.out.push(tag::TWO_BYTE_STRING);
        self.varint(bytes);
        self.out.extend(units.iter().flat_map(|unit| unit.to_le_bytes()));
        Ok(())
    }

    /// Sign and length, then the digits, the least one first.
    fn bigint(&mut self, value: &Value) -> Result<()> {
        let text = self.cx.call(&self.hooks.bigint_hex, value, &[Value::from(16)])?;
        let text = self.cx.to_string(&text)?;
        let (negative, hex) = match text.strip_prefix('-') {
            Some(hex) => (true, hex),
            None => (false, text.as_str()),
        };
        let digits = hex.bytes().map(|digit| (digit as char).to_digit(16).unwrap_or(0) as u8).collect::<Vec<_>>();
        let mut bytes: Vec<u8> =
            digits.rchunks(2).map(|pair| pair.iter().fold(0, |byte, digit| byte << 4 | digit)).collect();
        if hex == "0" {
            bytes.clear();
        }
        bytes.resize(bytes.len().next_multiple_of(8), 0);
        self.varint((bytes.len() as u64) << 1 | u64::from(negative));
        self.out.extend(bytes);
        Ok(())
    }

    fn object(&mut self, object: &Value) -> Result<()> {
        if let Some(id) = self.seen.find(object) {
            self.out.push(tag::OBJECT_REFERENCE);
            self.varint(u64::from(id));
            return Ok(());
        }
        let here = 0u8;
        if self.stack_top.abs_diff(&raw const here as usize) > STACK_BYTES_MAX {
            return Err(Error::range_error("Maximum call stack size exceeded"));
        }
        let class = object.class();
        match class {
            ObjectClass::OBJECT => return self.plain_or_host(object),
            ObjectClass::ARRAY => return self.array(object),
            ObjectClass::ERROR => return self.error_or_host(object),
            ObjectClass::MAP | ObjectClass::SET => return self.collection(object, class),
            _ => {}
        }
        if object.is_native() {
            return self.native(object);
        }
        if self.cx.view_kind(object).is_some() {
            return self.view(object);
        }
        match class {
            ObjectClass::ARRAY_BUFFER => return self.array_buffer(object),
            ObjectClass::SHARED_ARRAY_BUFFER => {
                self.seen.add(object);
                self.out.push(tag::SHARED_ARRAY_BUFFER);
                self.varint(self.message.shared.len() as u64);
                self.message.shared.push(self.cx.share_memory(object)?);
            }
            ObjectClass::DATE => {
                self.seen.add(object);
                let time = self.cx.call(&self.hooks.get_time, object, &[])?;
                self.out.push(tag::DATE);
                self.out.extend(time.as_f64().unwrap_or(f64::NAN).to_le_bytes());
            }
            ObjectClass::REG_EXP => return self.reg_exp(object),
            ObjectClass::NUMBER | ObjectClass::STRING | ObjectClass::BOOLEAN | ObjectClass::BIG_INT => {
                return self.boxed(object, class);
            }
            _ => return Err(self.hooks.refuse(self.cx, object)),
        }
        Ok(())
    }

    fn plain_or_host(&mut self, object: &Value) -> Result<()> {
        if object.same(&self.cx.global()) {
            return Err(self.hooks.refuse(self.cx, object));
        }
        let mode = self.cx.get_atom(object, &self.hooks.transfer_mode)?;
        if !mode.is_undefined() && !self.is_prototype_of_class(object)? {
            return self.scripted_host(object, mode.as_i32().unwrap_or(0));
        }
        self.seen.add(object);
        self.out.push(tag::OBJECT);
        let keys = self.cx.own_keys(object, false, true)?;
        let count = self.properties(object, &keys)?;
        self.out.push(tag::OBJECT_END);
        self.varint(count);
        Ok(())
    }

    /// Marks that a class has on its prototype are those of its instances: a prototype that inherits one is none.
    fn is_prototype_of_class(&self, object: &Value) -> Result<bool> {
        Ok(!self.cx.has_own(object, &self.hooks.transfer_mode)? && self.cx.has_own(object, &self.cx.atom("constructor"))?)
    }

    /// Writes keys and values, and returns how many. What a getter removed meanwhile is left out.
    fn properties(&mut self, object: &Value, keys: &[OwnKey]) -> Result<u64> {
        let mut count = 0;
        for OwnKey { key, is_index } in keys {
            let value = self.cx.get_atom(object, key)?;
            if value.is_undefined() && !self.cx.has_own(object, key)? {
                continue;
            }
            let name = self.cx.key_value(key);
            match is_index.then(|| self.cx.to_string(&name).ok()?.parse::<u32>().ok()).flatten() {
                Some(index) => self.index(index),
                None => self.string(&name)?,
            }
            self.value(&value)?;
            count += 1;
        }
        Ok(count)
    }

    fn index(&mut self, index: u32) {
        match i32::try_from(index) {
            Ok(index) if index < 1 << 30 => {
                self.out.push(tag::INT32);
                self.varint(u64::from(index as u32) << 1);
            }
            _ => {
                self.out.push(tag::UINT32);
                self.varint(u64::from(index));
            }
        }
    }

    fn array(&mut self, array: &Value) -> Result<()> {
        self.seen.add(array);
        let length = self.cx.length(array)?;
        let keys = self.cx.own_keys(array, false, true)?;
        let indexes = keys.iter().take_while(|key| key.is_index).count();
        let dense = indexes == length as usize;
        self.out.push(if dense { tag::DENSE_ARRAY } else { tag::SPARSE_ARRAY });
        self.varint(u64::from(length));
        let mut rest = &keys[..];
        if dense {
            for (index, own) in keys[..indexes].iter().enumerate() {
                let value = self.cx.get_index(array, index as u32)?;
                // Elements that a getter before them removed are holes now.
                if value.is_undefined() && !self.cx.has_own(array, &own.key)? {
                    self.out.push(tag::HOLE);
                } else {
                    self.value(&value)?;
                }
            }
            rest = &keys[indexes..];
        }
        let count = self.properties(array, rest)?;
        self.out.push(if dense { tag::DENSE_ARRAY_END } else { tag::SPARSE_ARRAY_END });
        self.varint(count);
        self.varint(u64::from(length));
        Ok(())
    }

    fn collection(&mut self, object: &Value, class: ObjectClass) -> Result<()> {
        self.seen.add(object);
        let (start, end) =
            if class == ObjectClass::MAP { (tag::MAP, tag::MAP_END) } else { (tag::SET, tag::SET_END) };
        self.out.push(start);
        // As they are now, whatever getters in them do to the collection.
        let (entries, _) = self.cx.preview_entries(object)?.expect("it is a map or a set");
        let entries = self.cx.elements(&entries)?;
        for entry in &entries {
            self.value(entry)?;
        }
        self.out.push(end);
        self.varint(entries.len() as u64);
        Ok(())
    }

    fn reg_exp(&mut self, object: &Value) -> Result<()> {
        self.seen.add(object);
        self.out.push(tag::REG_EXP);
        let source = self.cx.get(object, "source")?;
        self.string(&source)?;
        let flags = self.cx.get(object, "flags")?;
        let flags = self.cx.to_string(&flags)?;
        let bits = REG_EXP_FLAGS.iter().filter(|(flag, _)| flags.contains(*flag)).map(|(_, bit)| bit).sum::<u32>();
        self.varint(u64::from(bits));
        Ok(())
    }

    fn boxed(&mut self, object: &Value, class: ObjectClass) -> Result<()> {
        self.seen.add(object);
        let hooks = self.hooks.clone();
        let value_of = |method: &Value| self.cx.call(method, object, &[]);
        match class {
            ObjectClass::NUMBER => {
                let number = value_of(&hooks.number_value)?.as_f64().unwrap_or(f64::NAN);
                self.out.push(tag::NUMBER_OBJECT);
                self.out.extend(number.to_le_bytes());
            }
            ObjectClass::BOOLEAN => {
                let truth = value_of(&hooks.boolean_value)?.as_bool() == Some(true);
                self.out.push(if truth { tag::TRUE_OBJECT } else { tag::FALSE_OBJECT });
            }
            ObjectClass::STRING => {
                let text = value_of(&hooks.string_value)?;
                self.out.push(tag::STRING_OBJECT);
                self.string(&text)?;
            }
            _ => {
                let number = value_of(&hooks.bigint_value)?;
                self.out.push(tag::BIG_INT_OBJECT);
                self.bigint(&number)?;
            }
        }
        Ok(())
    }

    fn error_or_host(&mut self, error: &Value) -> Result<()> {
        if self.cx.get_atom(error, &self.hooks.clone)?.is_function() {
            return self.scripted_host(error, super::CLONEABLE);
        }
        self.seen.add(error);
        self.out.push(tag::ERROR);
        let name = self.cx.get(error, "name")?;
        let name = if name.is_undefined() { String::new() } else { self.cx.to_string(&name)? };
        if let Some((letter, _)) = error_tag::CLASSES.iter().find(|(_, class)| *class == name) {
            self.out.push(*letter);
        }
        // A message that is computed is not looked at.
        let message = self.cx.get_own_atom(error, &self.cx.atom("message"))?;
        if !message.is_undefined() {
            self.out.push(error_tag::MESSAGE);
            let message = self.cx.to_string_value(&message)?;
            self.string(&message)?;
        }
        let cause = self.cx.atom("cause");
        if self.cx.has_own(error, &cause)? {
            let cause = self.cx.get_atom(error, &cause)?;
            self.out.push(error_tag::CAUSE);
            self.value(&cause)?;
        }
        let stack = self.cx.get(error, "stack")?;
        if stack.is_string() {
            self.out.push(error_tag::STACK);
            self.string(&stack)?;
        }
        self.out.push(error_tag::END);
        Ok(())
    }

    fn array_buffer(&mut self, buffer: &Value) -> Result<()> {
        if let Some(Listed { index: Some(index), .. }) = self.listed(buffer) {
            let index = *index;
            self.seen.add(buffer);
            self.out.push(tag::ARRAY_BUFFER_TRANSFER);
            self.varint(u64::from(index));
            return Ok(());
        }
        let cx = self.cx;
        if cx.get(buffer, "detached")?.as_bool() == Some(true) {
            return Err(self.hooks.error(cx, "An ArrayBuffer is detached and could not be cloned."));
        }
        self.seen.add(buffer);
        let max = match cx.get(buffer, "resizable")?.as_bool() {
            Some(true) => cx.get(buffer, "maxByteLength")?.as_f64(),
            _ => None,
        };
        let bytes = cx.bytes(buffer).map_or(&[][..], |bytes| &*bytes);
        self.out.push(if max.is_some() { tag::RESIZABLE_ARRAY_BUFFER } else { tag::ARRAY_BUFFER });
        self.varint(bytes.len() as u64);
        if let Some(max) = max {
            self.varint(max as u64);
        }
        self.out.extend_from_slice(bytes);
        Ok(())
    }

    /// The whole buffer comes first, so that views on one buffer share it in the copy too.
    fn view(&mut self, object: &Value) -> Result<()> {
        let cx = self.cx;
        let view = match cx.view(object) {
            Ok(view) => view.expect("its kind was asked for"),
            Err(Error::Pending) => {
                drop(cx.take_exception());
                return Err(self.hooks.refuse(cx, object));
            }
            Err(error) => return Err(error),
        };
        self.object(&view.buffer)?;
        if cx.is_out_of_bounds(object, &view)? {
            return Err(self.hooks.refuse(cx, object));
        }
        let resizable = cx.get(&view.buffer, "resizable")?.as_bool() == Some(true);
        let follows = cx.follows_length(object, &view)?;
        self.seen.add(object);
        self.out.extend([tag::VIEW, VIEW_TAGS[view.kind as usize]]);
        self.varint(view.offset as u64);
        self.varint(view.length as u64);
        let flags = if follows { VIEW_FOLLOWS_LENGTH } else { 0 } | if resizable { VIEW_OF_RESIZABLE } else { 0 };
        self.varint(u64::from(flags));
        Ok(())
    }

    fn listed(&mut self, object: &Value) -> Option<&mut Listed> {
        self.moves.get(&object.address()).map(|at| &mut self.listed[*at])
    }

    fn native(&mut self, object: &Value) -> Result<()> {
        let index = self.message.parcels.len() as u32;
        if let Some(listed) = self.listed(object) {
            // Its place is kept; it is packed when everything has been read.
            listed.index = Some(index);
            self.message.parcels.push(None);
        } else {
            let parcel = object.pack(false)?;
            if parcel.is_none() {
                let mode = self.cx.get_atom(object, &self.hooks.transfer_mode)?.as_i32();
                return Err(self.unlisted(mode.unwrap_or(0)));
            }
            self.message.parcels.push(parcel);
        }
        self.seen.add(object);
        self.out.push(tag::HOST_OBJECT);
        self.varint(u64::from(host::PARCEL));
        self.varint(u64::from(index));
        Ok(())
    }

    fn scripted_host(&mut self, object: &Value, mode: i32) -> Result<()> {
        let index = self.hosts.len() as u32;
        let moved = match self.listed(object) {
            Some(listed) => {
                listed.index = Some(index);
                true
            }
            None => false,
        };
        if !moved && mode & super::CLONEABLE == 0 {
            return Err(self.unlisted(mode));
        }
        self.hosts.push(Host { object: object.clone(), moved });
        self.seen.add(object);
        self.out.push(tag::HOST_OBJECT);
        self.varint(u64::from(host::SCRIPTED));
        self.varint(u64::from(index));
        Ok(())
    }

    fn unlisted(&self, mode: i32) -> Error {
        let message = if mode & super::TRANSFERABLE != 0 {
            "Object that needs transfer was found in message but not listed in transferList"
        } else {
            "Cannot clone object of unsupported type."
        };
        self.hooks.error(self.cx, message)
    }

    fn varint(&mut self, mut number: u64) {
        while number >= 0x80 {
            self.out.push(number as u8 | 0x80);
            number >>= 7;
        }
        self.out.push(number as u8);
    }
}

fn varint_length(number: u64) -> usize {
    (64 - (number | 1).leading_zeros() as usize).div_ceil(7)
}
