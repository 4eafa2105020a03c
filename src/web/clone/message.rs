//! A value between two threads.

use super::{reader, writer};
use crate::engine::{Cx, Memory, Parcel, Result, SharedMemory, Value};

/// A cloned value on its way: bytes, and what cannot be bytes. It belongs to no thread.
#[derive(Default)]
pub struct Message {
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

impl Message {
    /// Clones `value`. What is in `transfer`, a list checked by `transfersOf` in `hooks.js`, moves.
    ///
    /// # Errors
    /// A `DataCloneError`, or what a getter threw; then nothing has moved.
    pub fn write(cx: Cx, value: &Value, transfer: Vec<Value>) -> Result<Message> {
        writer::write(cx, value, transfer)
    }

    /// Makes the value in this thread's realm.
    ///
    /// # Errors
    /// What a built-in class could not be made of.
    pub fn read(self, cx: Cx) -> Result<Value> {
        reader::read(cx, self).map(|arrived| arrived.value)
    }

    /// As [`Message::read`], with the native objects that were attached, such as ports, in order.
    pub fn read_with_parcels(self, cx: Cx) -> Result<(Value, Vec<Value>)> {
        reader::read(cx, self).map(|arrived| (arrived.value, arrived.parcels))
    }

    /// The same once more, for a second receiver; `None` if something in it has moved.
    pub fn duplicate(&self) -> Option<Message> {
        if !self.memory.is_empty() {
            return None;
        }
        let parcels = self.parcels.iter().map(|parcel| parcel.as_ref()?.duplicate().map(Some)).collect::<Option<_>>()?;
        Some(Message {
            bytes: self.bytes.clone(),
            memory: Vec::new(),
            shared: self.shared.clone(),
            parcels,
            hosts: self.hosts.clone(),
        })
    }

    /// How many bytes it takes, without what is shared.
    pub fn size(&self) -> usize {
        self.bytes.len() + self.memory.iter().map(Memory::len).sum::<usize>()
    }
}
