//! Bytes into values, objects by the shapes that arrived before.

use std::cell::RefCell;

use super::tag;
use crate::engine::{Atom, Cx, Result, Value, at_end, patch};

pub(super) struct Reader<'a> {
    cx: Cx,
    bytes: &'a [u8],
    /// The objects so far, if there are references to any.
    objects: Option<Vec<Value>>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(cx: Cx, bytes: &'a [u8], has_references: bool) -> Reader<'a> {
        Reader { cx, bytes, objects: has_references.then(Vec::new) }
    }

    pub(super) fn value(&mut self) -> Result<Value> {
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
        let count = Reader::new(self.cx, keys, false).varint();
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
    let mut keys = Reader::new(cx, keys, false);
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
