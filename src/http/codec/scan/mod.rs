//! The careful road: a head byte by byte, over as many buffers as it takes.
//!
//! It accepts and refuses what Node's parser (llhttp) does, at the same byte and
//! with the same words, under the same lenient flags. What must be kept (target,
//! reason, names, values) is copied to a store, so that an unfinished head costs
//! what it counts for and nothing is read twice.

mod fields;
mod line;
mod url;

use super::error::{Code, ParseError};
use super::framing::{Framing, Known};
use super::head::{FieldSpan, Fields, Line, Span};
use super::limits::Lenient;
use super::method::Method;

/// What stays the same for all messages of a parser.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rules {
    pub request: bool,
    pub lenient: Lenient,
    pub header_bytes_max: u32,
    /// `u32::MAX` for as many as there are.
    pub fields_max: u32,
}

/// What a scan finds. `trailing` makes it a trailer section.
pub(super) struct Found<'a> {
    pub line: &'a mut Line,
    pub framing: &'a mut Framing,
    pub store: &'a mut Store,
}

/// The kept bytes of a head, and where its fields lie in them.
#[derive(Default, Debug)]
pub(super) struct Store {
    pub bytes: Vec<u8>,
    pub spans: Vec<FieldSpan>,
}

impl Store {
    pub(super) fn clear(&mut self) {
        self.bytes.clear();
        self.spans.clear();
    }

    pub(super) fn fields(&self) -> Fields<'_> {
        Fields { bytes: &self.bytes, spans: &self.spans }
    }
}

/// Where a scan stands between two buffers.
#[derive(Clone, Copy, Debug)]
pub(super) struct Scan {
    state: State,
    /// How much of a literal (protocol, `//`, the HTTP/2 preface) was seen.
    matched: u8,
    word: [u8; Method::NAME_BYTES_MAX],
    word_len: u8,
    known: Known,
    /// Where the span that is being read begins in the store.
    span_start: u32,
    /// Where the value that is being read begins, in bytes of the connection.
    value_at: u64,
    /// Bytes that count against `header_bytes_max`.
    counted: u32,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum State {
    Method,
    MethodSpace,
    TargetStart,
    Url(url::State),
    TargetCr,
    TargetEnd,
    ProtocolStart,
    Protocol(Protocol),
    ProtocolSlash,
    Major,
    Dot,
    Minor,
    RequestLineEnd,
    RequestLineLf,
    Preface,
    StatusSpace,
    StatusDigit(u8),
    StatusEnd,
    Reason,
    ReasonLf,
    FieldsStart,
    /// Behind a first line without a version.
    FieldsStart09,
    FieldStart,
    Name,
    NameSpaces,
    ValueStart,
    ValueStartLf,
    ValueStartFold,
    Value,
    ValueAnything,
    ValueLf,
    ValueEnd,
    HeadLf,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Protocol {
    Any,
    Http,
    Rtsp,
    Ice,
}

/// What one state's reader says: go on at the next index, or an error.
type Step = Result<usize, ParseError>;

fn error<T>(code: Code, reason: &'static str, at: usize) -> Result<T, ParseError> {
    Err(ParseError::new(code, reason, at))
}

impl Scan {
    pub(super) fn head(rules: Rules) -> Scan {
        let state = if rules.request { State::Method } else { State::Protocol(Protocol::Any) };
        Scan {
            state,
            matched: 0,
            word: [0; Method::NAME_BYTES_MAX],
            word_len: 0,
            known: Known::Other,
            span_start: 0,
            value_at: 0,
            counted: 0,
        }
    }

    pub(super) fn trailers(rules: Rules) -> Scan {
        Scan { state: State::FieldStart, ..Scan::head(rules) }
    }

    /// Reads on from `data[at]`, `before` bytes of the connection being in front of
    /// `data`. Returns where the section ended, or `None` where more is needed.
    pub(super) fn run(
        &mut self,
        rules: Rules,
        found: &mut Found<'_>,
        data: &[u8],
        mut at: usize,
        before: u64,
    ) -> Result<Option<usize>, ParseError> {
        while at < data.len() {
            at = match self.state {
                State::Method
                | State::MethodSpace
                | State::TargetStart
                | State::Url(_)
                | State::TargetCr
                | State::TargetEnd
                | State::ProtocolStart
                | State::Protocol(_)
                | State::ProtocolSlash
                | State::Major
                | State::Dot
                | State::Minor
                | State::RequestLineEnd
                | State::RequestLineLf
                | State::Preface
                | State::StatusSpace
                | State::StatusDigit(_)
                | State::StatusEnd
                | State::Reason
                | State::ReasonLf => self.line(rules, found, data, at)?,
                _ => match self.field(rules, found, data, at, before)? {
                    fields::Next::At(next) => next,
                    fields::Next::End(end) => return Ok(Some(end)),
                },
            };
        }
        Ok(None)
    }

    /// Keeps `data[from..to]` and counts it; an overflow is reported at `error_at`.
    fn keep(
        &mut self,
        rules: Rules,
        store: &mut Store,
        kept: &[u8],
        error_at: usize,
    ) -> Result<(), ParseError> {
        // Node counts with each piece of a span, whatever the pieces are.
        self.counted = self.counted.saturating_add(u32::try_from(kept.len()).unwrap_or(u32::MAX));
        if self.counted >= rules.header_bytes_max {
            return error(Code::HeaderOverflow, "Header overflow", error_at);
        }
        store.bytes.extend_from_slice(kept);
        Ok(())
    }

    fn begin_span(&mut self, store: &Store) {
        self.span_start = store.bytes.len() as u32;
    }

    fn end_span(&self, store: &Store) -> Span {
        Span::new(self.span_start as usize..store.bytes.len())
    }
}
