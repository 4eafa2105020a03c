//! A parsed head, as a view: nothing is copied out of the buffer that it lies in.

use std::ops::Range;

use super::framing::{Expectation, Framing};
use super::method::Method;

/// A part of the buffer that the head lies in.
#[derive(Clone, Copy, Default, Debug)]
pub(super) struct Span {
    start: u32,
    end: u32,
}

impl Span {
    pub(super) fn new(range: Range<usize>) -> Span {
        Span { start: range.start as u32, end: range.end as u32 }
    }

    #[inline]
    pub(super) fn of(self, bytes: &[u8]) -> &[u8] {
        &bytes[self.start as usize..self.end as usize]
    }
}

#[derive(Clone, Copy, Default, Debug)]
pub(super) struct FieldSpan {
    pub name: Span,
    pub value: Span,
}

/// The first line, without its text.
#[derive(Clone, Copy, Debug)]
pub(super) struct Line {
    pub method: Method,
    pub status: u16,
    pub version: (u8, u8),
    /// The target of a request, the reason of a response.
    pub text: Span,
}

impl Default for Line {
    fn default() -> Self {
        Line { method: Method::DELETE, status: 0, version: (0, 0), text: Span::default() }
    }
}

/// The fields of a head or a trailer section, in the order in which they came.
#[derive(Clone, Copy, Default)]
pub struct Fields<'a> {
    pub(super) bytes: &'a [u8],
    pub(super) spans: &'a [FieldSpan],
}

impl<'a> Fields<'a> {
    #[inline]
    pub fn len(&self) -> usize {
        self.spans.len()
    }

    #[inline]
    pub fn is_empty(&self) -> bool {
        self.spans.is_empty()
    }

    /// Name as it was written, and value without surrounding whitespace.
    #[inline]
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&'a [u8], &'a [u8])> + use<'a> {
        let bytes = self.bytes;
        self.spans.iter().map(move |span| (span.name.of(bytes), span.value.of(bytes)))
    }

    /// The first value under `name`, which is compared without regard to case.
    pub fn get(&self, name: &[u8]) -> Option<&'a [u8]> {
        self.iter().find(|(field, _)| field.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }
}

/// A request's or response's head.
pub struct Head<'a> {
    pub(super) fields: Fields<'a>,
    pub(super) line: Line,
    pub(super) framing: Framing,
    pub(super) upgrade: bool,
    pub(super) keep_alive: bool,
}

impl<'a> Head<'a> {
    /// Of a request.
    #[inline]
    pub fn method(&self) -> Method {
        self.line.method
    }

    /// Of a request: `req.url`.
    #[inline]
    pub fn target(&self) -> &'a [u8] {
        self.line.text.of(self.fields.bytes)
    }

    /// Of a response.
    #[inline]
    pub fn status(&self) -> u16 {
        self.line.status
    }

    /// Of a response: `res.statusMessage`.
    #[inline]
    pub fn reason(&self) -> &'a [u8] {
        self.line.text.of(self.fields.bytes)
    }

    /// Major and minor.
    #[inline]
    pub fn version(&self) -> (u8, u8) {
        self.line.version
    }

    #[inline]
    pub fn fields(&self) -> Fields<'a> {
        self.fields
    }

    /// The message asks for another protocol: `CONNECT`, or `Upgrade` together with
    /// `Connection: upgrade` (in a response only with status 101).
    #[inline]
    pub fn upgrade(&self) -> bool {
        self.upgrade
    }

    /// Another message may follow this one, as far as its head can tell.
    #[inline]
    pub fn keep_alive(&self) -> bool {
        self.keep_alive
    }

    pub fn content_length(&self) -> Option<u64> {
        self.framing.has_content_length().then_some(self.framing.content_length)
    }

    /// The body comes in chunks.
    pub fn chunked(&self) -> bool {
        self.framing.chunked()
    }

    /// The fields tell of a body, in a way that may turn out to be wrong.
    pub fn announces_body(&self) -> bool {
        self.framing.has_transfer_encoding() || self.framing.has_content_length()
    }

    pub fn has_host(&self) -> bool {
        self.framing.has_host()
    }

    pub fn expects(&self) -> Expectation {
        self.framing.expects()
    }
}
