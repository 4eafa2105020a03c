//! A value between two threads.

use super::{reader, writer};
use crate::engine::{Cx, Memory, Parcel, Result, SharedMemory, Value};

/// A cloned value on its way. It belongs to no thread.
pub struct Message {
    body: Body,
    /// What its sender says of it beside the value, to whoever takes messages with their labels.
    pub label: i32,
}

enum Body {
    /// What most messages are: see [`Cx::write_plain`].
    Plain(Vec<u8>),
    Whole(Box<Whole>),
}

/// Any value: bytes in the form of `format.rs`, and what cannot be bytes.
#[derive(Default)]
pub(super) struct Whole {
    pub(super) bytes: Vec<u8>,
    /// `ArrayBuffer`s that move.
    pub(super) memory: Vec<Memory>,
    pub(super) shared: Vec<SharedMemory>,
    /// Native objects; `None` only while the message is being made.
    pub(super) parcels: Vec<Option<Box<dyn Parcel>>>,
    /// Built-in objects written in JavaScript.
    pub(super) hosts: Vec<ScriptedHost>,
}

/// Which built-in class makes the object: `script id:Class`.
#[derive(Clone)]
pub(super) struct ScriptedHost {
    pub(super) info: String,
}

/// What most messages fit into.
const PLAIN_BYTES: usize = 96;

impl Message {
    /// Clones `value`. What is in `transfer`, a list checked by `transfersOf` in `hooks.js`, moves.
    ///
    /// # Errors
    /// A `DataCloneError`, or what a getter threw; then nothing has moved.
    pub fn write(cx: Cx, value: &Value, transfer: Vec<Value>) -> Result<Message> {
        if transfer.is_empty() {
            let mut bytes = Vec::with_capacity(PLAIN_BYTES);
            if cx.write_plain(value, &mut bytes) {
                return Ok(Message { body: Body::Plain(bytes), label: 0 });
            }
        }
        let whole = writer::write(cx, value, transfer)?;
        Ok(Message { body: Body::Whole(Box::new(whole)), label: 0 })
    }

    /// Makes the value in this thread's realm.
    ///
    /// # Errors
    /// What a built-in class could not be made of.
    pub fn read(self, cx: Cx) -> Result<Value> {
        match self.body {
            Body::Plain(bytes) => cx.read_plain(&bytes),
            Body::Whole(whole) => reader::read(cx, *whole).map(|arrived| arrived.value),
        }
    }

    /// As [`Message::read`], with the native objects that were attached, such as ports, in order.
    ///
    /// # Errors
    /// As [`Message::read`].
    pub fn read_with_parcels(self, cx: Cx) -> Result<(Value, Vec<Value>)> {
        match self.body {
            Body::Plain(bytes) => Ok((cx.read_plain(&bytes)?, Vec::new())),
            Body::Whole(whole) => reader::read(cx, *whole).map(|arrived| (arrived.value, arrived.parcels)),
        }
    }

    /// The same once more, for a second receiver; `None` if something in it has moved.
    pub fn duplicate(&self) -> Option<Message> {
        let body = match &self.body {
            Body::Plain(bytes) => Body::Plain(bytes.clone()),
            Body::Whole(whole) => Body::Whole(Box::new(whole.duplicate()?)),
        };
        Some(Message { body, label: self.label })
    }

    /// How many bytes it takes, without what is shared.
    pub fn size(&self) -> usize {
        match &self.body {
            Body::Plain(bytes) => bytes.len(),
            Body::Whole(whole) => whole.bytes.len() + whole.memory.iter().map(Memory::len).sum::<usize>(),
        }
    }
}

impl Whole {
    fn duplicate(&self) -> Option<Whole> {
        if !self.memory.is_empty() {
            return None;
        }
        let parcels = self.parcels.iter().map(|parcel| parcel.as_ref()?.duplicate().map(Some)).collect::<Option<_>>()?;
        Some(Whole {
            bytes: self.bytes.clone(),
            memory: Vec::new(),
            shared: self.shared.clone(),
            parcels,
            hosts: self.hosts.clone(),
        })
    }
}
