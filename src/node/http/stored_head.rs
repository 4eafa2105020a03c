//! A message's head before it is written: its fields, checked and copied out of JavaScript.

use std::cell::Cell;

use crate::engine::{Cx, Error, ErrorClass, Result, Value};
use crate::http::codec::encode::Removed;
use crate::http::codec::{HeadText, is_valid_name, is_valid_value};
use crate::http::server::ResponseHead;

/// What a response's head says besides its fields, as bits.
pub(super) mod head_flag {
    pub const DATE: i32 = 1;
    pub const KEEP_ALIVE: i32 = 2;
    pub const CHUNKED: i32 = 4;
    pub const REMOVED_CONNECTION: i32 = 8;
    pub const REMOVED_LENGTH: i32 = 16;
    pub const REMOVED_ENCODING: i32 = 32;
    /// The head was stored with the end of the body: its length may be told.
    pub const WHOLE: i32 = 128;
    /// The length of the body is known, and not zero.
    pub const LENGTH_KNOWN: i32 = 256;
    /// The fields are an object of `[name, value]` pairs.
    pub const ENTRIES: i32 = 64;
}

/// A response's head without its fields.
pub(super) struct HeadStart {
    pub(super) id: u32,
    pub(super) status: u16,
    pub(super) reason: Option<Vec<u8>>,
    pub(super) flags: i32,
}

/// The fields of a response as the program gave them, in one piece of memory.
#[derive(Default)]
pub(super) struct StoredHead {
    pub(super) id: u32,
    status: u16,
    reason: Option<Vec<u8>>,
    pub(super) flags: i32,
    /// For what follows; the next head's is the default again.
    text: Cell<HeadText>,
    /// One of the fields is `Trailer`.
    pub(super) has_trailer: bool,
    fields: Vec<u8>,
    ends: Vec<(u32, u32)>,
}

impl StoredHead {
    pub(super) fn response(&self) -> ResponseHead<'_> {
        let is = |bit| self.flags & bit != 0;
        ResponseHead {
            status: self.status,
            reason: self.reason.as_deref(),
            date: is(head_flag::DATE),
            keep_alive: is(head_flag::KEEP_ALIVE),
            chunked: is(head_flag::CHUNKED),
            removed: Removed {
                connection: is(head_flag::REMOVED_CONNECTION),
                content_length: is(head_flag::REMOVED_LENGTH),
                transfer_encoding: is(head_flag::REMOVED_ENCODING),
            },
            text: self.text.get(),
            length_known: is(head_flag::LENGTH_KNOWN),
        }
    }

    pub(super) fn fields(&self) -> impl Iterator<Item = (&[u8], &[u8])> {
        let mut start = 0;
        self.ends.iter().map(move |(name_end, value_end)| {
            let name = &self.fields[start as usize..*name_end as usize];
            let value = &self.fields[*name_end as usize..*value_end as usize];
            start = *value_end;
            (name, value)
        })
    }

    /// Says in what it leaves, if that is not Latin-1.
    pub(super) fn set_text(&self, text: HeadText) {
        self.text.set(text);
    }

    pub(super) fn is_ascii(&self) -> bool {
        self.fields.is_ascii()
    }

    pub(super) fn has(&self, name: &[u8]) -> bool {
        self.fields().any(|(known, _)| known.eq_ignore_ascii_case(name))
    }

    pub(super) fn push(&mut self, name: &[u8], value: &[u8]) {
        self.has_trailer |= name.eq_ignore_ascii_case(b"trailer");
        self.fields.extend_from_slice(name);
        let name_end = self.fields.len() as u32;
        self.fields.extend_from_slice(value);
        self.ends.push((name_end, self.fields.len() as u32));
    }
}

impl StoredHead {
    /// Takes the place of what was stored before. `fields` is an object, a flat array of names and values, or
    /// nullish. Names and values are checked, as `setHeader` would have.
    pub(super) fn store(&mut self, cx: Cx, start: HeadStart, fields: &Value) -> Result<()> {
        self.id = start.id;
        self.status = start.status;
        self.reason = start.reason;
        self.flags = start.flags;
        self.has_trailer = false;
        self.text.set(HeadText::Latin1);
        self.fields.clear();
        self.ends.clear();
        if fields.is_nullish() {
            return Ok(());
        }
        if fields.is_array() {
            for index in (0..cx.length(fields)?).step_by(2) {
                let name = cx.get_index(fields, index)?;
                push_fields(cx, self, &name, &cx.get_index(fields, index + 1)?)?;
            }
            return Ok(());
        }
        for own in cx.own_keys(fields, false, true)? {
            let value = cx.get_atom(fields, &own.key)?;
            if self.flags & head_flag::ENTRIES != 0 {
                push_fields(cx, self, &cx.get_index(&value, 0)?, &cx.get_index(&value, 1)?)?;
            } else {
                push_fields(cx, self, &cx.key_value(&own.key), &value)?;
            }
        }
        Ok(())
    }
}

/// One field, or one for each value of a list.
fn push_fields(cx: Cx, head: &mut StoredHead, name: &Value, value: &Value) -> Result<()> {
    let name = cx.text(name)?;
    if !is_valid_name(&name) {
        return Err(invalid_name(&name.to_utf8()));
    }
    if !value.is_array() {
        return push_field(cx, head, &name, value);
    }
    let elements = cx.elements(value)?;
    if elements.len() > 1 && name.eq_ignore_ascii_case(b"cookie") {
        // RFC 6265, 5.4: one field only.
        let joined = elements.iter().map(|element| cx.to_string(element)).collect::<Result<Vec<_>>>()?.join("; ");
        return push_field(cx, head, &name, &cx.string(&joined));
    }
    elements.iter().try_for_each(|element| push_field(cx, head, &name, element))
}

fn push_field(cx: Cx, head: &mut StoredHead, name: &[u8], value: &Value) -> Result<()> {
    if value.is_undefined() {
        return Err(Error::coded(
            ErrorClass::TypeError,
            "ERR_HTTP_INVALID_HEADER_VALUE",
            format!("Invalid value \"undefined\" for header \"{}\"", String::from_utf8_lossy(name)),
        ));
    }
    let text = cx.text(value)?;
    if text.is_ascii() && is_valid_value(&text) {
        head.push(name, &text);
        return Ok(());
    }
    let bytes = latin1(cx, value)?;
    if !is_valid_value(&bytes) || !fits_latin1(cx, value)? {
        return Err(Error::coded(
            ErrorClass::TypeError,
            "ERR_INVALID_CHAR",
            format!("Invalid character in header content [\"{}\"]", String::from_utf8_lossy(name)),
        ));
    }
    head.push(name, &bytes);
    Ok(())
}

pub(super) fn latin1(cx: Cx, value: &Value) -> Result<Vec<u8>> {
    Ok(cx.utf16(value)?.into_iter().map(|unit| unit as u8).collect())
}

fn fits_latin1(cx: Cx, value: &Value) -> Result<bool> {
    Ok(cx.utf16(value)?.into_iter().all(|unit| unit <= 0xFF))
}

fn invalid_name(name: &str) -> Error {
    Error::coded(
        ErrorClass::TypeError,
        "ERR_INVALID_HTTP_TOKEN",
        format!("Header name must be a valid HTTP token [\"{name}\"]"),
    )
}
