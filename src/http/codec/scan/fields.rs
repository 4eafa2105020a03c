//! Field lines, of a head or of the trailers, up to the empty line behind them.

use super::super::chars::{is_field_value, is_token};
use super::super::error::{Code, ParseError};
use super::super::framing::{Fault, Known, trim};
use super::super::head::{FieldSpan, Span};
use super::super::limits::Lenient;
use super::{Found, Rules, Scan, State, error};

pub(super) enum Next {
    At(usize),
    /// The section is over; this is the index behind it.
    End(usize),
}

type Step = Result<Next, ParseError>;

const BAD_VALUE: &str = "Invalid header value char";

impl Scan {
    pub(super) fn field(
        &mut self,
        rules: Rules,
        found: &mut Found<'_>,
        data: &[u8],
        at: usize,
        before: u64,
    ) -> Step {
        let byte = data[at];
        let lenient = rules.lenient;
        match self.state {
            State::FieldsStart09 if matches!(byte, b'\t' | 0x0c) => {
                error(Code::InvalidUrl, "Invalid characters in url", at + 1)
            }
            State::FieldsStart | State::FieldsStart09 => match byte {
                b' ' if lenient.has(Lenient::HEADERS) => self.to(State::FieldStart, at + 1),
                b' ' => error(Code::UnexpectedSpace, "Unexpected space after start line", at + 1),
                _ => self.to(State::FieldStart, at),
            },
            State::FieldStart => match byte {
                b'\r' => self.to(State::HeadLf, at + 1),
                b'\n' if lenient.has(Lenient::OPTIONAL_CR_BEFORE_LF) => Ok(Next::End(at + 1)),
                b'\n' => error(Code::InvalidHeaderToken, "Invalid header field char", at + 1),
                b':' => error(Code::InvalidHeaderToken, "Invalid header token", at),
                _ => {
                    self.begin_span(found.store);
                    self.to(State::Name, at)
                }
            },
            State::Name => self.name(rules, found, data, at, before),
            State::NameSpaces => match byte {
                b' ' => {
                    self.keep(rules, found.store, b" ", at + 1)?;
                    self.to(State::NameSpaces, at + 1)
                }
                b':' => self.name_done(rules, found, at, before),
                // Not the field that it began like.
                _ => self.to(State::Name, at),
            },
            State::ValueStart => match byte {
                b' ' | b'\t' => Ok(Next::At(at + 1)),
                b'\r' => self.to(State::ValueStartLf, at + 1),
                b'\n' if lenient.has(Lenient::OPTIONAL_CR_BEFORE_LF) => {
                    self.to(State::ValueStartFold, at + 1)
                }
                b'\n' => error(Code::InvalidHeaderToken, BAD_VALUE, at + 1),
                _ => {
                    self.value_at = before + at as u64;
                    // That there is a second value at all may be the fault already.
                    self.probe(rules, found, b"0", before)?;
                    self.to(State::Value, at)
                }
            },
            State::ValueStartLf if byte == b'\n' => self.to(State::ValueStartFold, at + 1),
            State::ValueStartLf if lenient.has(Lenient::HEADERS) => self.to(State::ValueStartFold, at),
            State::ValueStartLf => error(Code::Strict, "Expected LF after CR", at),
            State::ValueStartFold => match byte {
                b' ' | b'\t' if lenient.has(Lenient::HEADERS) => self.to(State::ValueStart, at + 1),
                b' ' | b'\t' => error(Code::InvalidHeaderToken, BAD_VALUE, at + 1),
                _ => {
                    self.value_at = before + at as u64;
                    self.value_done(rules, found, at, before)
                }
            },
            State::Value => self.value(rules, found, data, at, before),
            State::ValueAnything => {
                let end = memchr::memchr2(b'\r', b'\n', &data[at..]).map_or(data.len(), |i| at + i);
                self.keep(rules, found.store, &data[at..end], (end + 1).min(data.len()))?;
                match data.get(end) {
                    None => Ok(Next::At(end)),
                    Some(b'\r') => self.to(State::ValueLf, end + 1),
                    Some(_) => self.to(State::ValueLf, end),
                }
            }
            State::ValueLf if byte == b'\n' => self.to(State::ValueEnd, at + 1),
            State::ValueLf => error(Code::LfExpected, "Missing expected LF after header value", at),
            State::ValueEnd => match byte {
                b' ' | b'\t' if lenient.has(Lenient::HEADERS) => self.to(State::Value, at),
                b' ' | b'\t' => {
                    error(Code::InvalidHeaderToken, "Unexpected whitespace after header value", at)
                }
                _ => self.value_done(rules, found, at, before),
            },
            State::HeadLf if byte == b'\n' => Ok(Next::End(at + 1)),
            State::HeadLf if lenient.has(Lenient::OPTIONAL_LF_AFTER_CR) => Ok(Next::End(at)),
            State::HeadLf => error(Code::Strict, "Expected LF after headers", at),
            state => unreachable!("{state:?} is not of the fields"),
        }
    }

    fn to(&mut self, state: State, at: usize) -> Step {
        self.state = state;
        Ok(Next::At(at))
    }

    fn name(&mut self, rules: Rules, found: &mut Found<'_>, data: &[u8], at: usize, before: u64) -> Step {
        let end = at + data[at..].iter().take_while(|&&byte| is_token(byte)).count();
        self.keep(rules, found.store, &data[at..end], (end + 1).min(data.len()))?;
        match data.get(end) {
            None => Ok(Next::At(end)),
            Some(b':') => self.name_done(rules, found, end, before),
            Some(b' ') if self.is_special(found) => {
                if rules.lenient.has(Lenient::HEADERS) {
                    return self.to(State::NameSpaces, end);
                }
                error(Code::InvalidHeaderToken, "Invalid header field char", end + 1)
            }
            Some(_) => error(Code::InvalidHeaderToken, "Invalid header token", end),
        }
    }

    fn is_special(&self, found: &Found<'_>) -> bool {
        Known::of(self.end_span(found.store).of(&found.store.bytes)).is_special()
    }

    /// At the colon.
    fn name_done(&mut self, rules: Rules, found: &mut Found<'_>, at: usize, before: u64) -> Step {
        let name = self.end_span(found.store);
        self.known = Known::of(trim(name.of(&found.store.bytes)));
        self.value_at = before + at as u64 + 1;
        found.framing.name(self.known, rules.lenient).map_err(|fault| self.fault(fault, before))?;
        if found.store.spans.len() >= rules.fields_max as usize {
            return error(Code::HeaderOverflow, "Header overflow", at + 1);
        }
        found.store.spans.push(FieldSpan { name, value: Span::default() });
        self.begin_span(found.store);
        self.to(State::ValueStart, at + 1)
    }

    fn value(&mut self, rules: Rules, found: &mut Found<'_>, data: &[u8], at: usize, before: u64) -> Step {
        let end = at + data[at..].iter().take_while(|&&byte| is_field_value(byte)).count();
        self.keep(rules, found.store, &data[at..end], (end + 1).min(data.len()))?;
        self.probe_value(rules, found, before)?;
        match data.get(end) {
            None => Ok(Next::At(end)),
            Some(b'\r') => self.to(State::ValueLf, end + 1),
            Some(b'\n') if rules.lenient.has(Lenient::OPTIONAL_CR_BEFORE_LF) => self.to(State::ValueLf, end),
            Some(b'\n') => error(Code::CrExpected, "Missing expected CR after header value", end),
            Some(_) if self.known == Known::ContentLength => {
                // A length is at fault as a length, whatever the byte is.
                const REASON: &str = "Invalid character in Content-Length";
                error(Code::InvalidContentLength, REASON, end)
            }
            Some(_) if rules.lenient.has(Lenient::HEADERS) => self.to(State::ValueAnything, end),
            Some(&byte) if rules.lenient.has(Lenient::HEADER_VALUE_RELAXED) && byte != 0 => {
                self.keep(rules, found.store, &[byte], end + 1)?;
                Ok(Next::At(end + 1))
            }
            Some(_) => error(Code::InvalidHeaderToken, BAD_VALUE, end),
        }
    }

    /// At the first byte behind the field's line.
    fn value_done(&mut self, rules: Rules, found: &mut Found<'_>, at: usize, before: u64) -> Step {
        self.check_value(rules, found, before)?;
        let start = self.span_start as usize;
        let mut length = found.store.bytes.len() - start;
        while length > 0 && matches!(found.store.bytes[start + length - 1], b' ' | b'\t') {
            length -= 1;
        }
        let field = found.store.spans.last_mut().expect("a value follows its name");
        field.value = Span::new(start..start + length);
        self.to(State::FieldStart, at)
    }

    fn check_value(&mut self, rules: Rules, found: &mut Found<'_>, before: u64) -> Result<(), ParseError> {
        let value = self.end_span(found.store).of(&found.store.bytes);
        found
            .framing
            .value(self.known, value, rules.request, rules.lenient)
            .map_err(|fault| self.fault(fault, before))
    }

    /// What is wrong with the part of a value that was read so far. It is told before
    /// whatever may be wrong with the rest, and without waiting for that.
    fn probe_value(&self, rules: Rules, found: &Found<'_>, before: u64) -> Result<(), ParseError> {
        let value = self.end_span(found.store).of(&found.store.bytes);
        self.probe(rules, found, value, before)
    }

    fn probe(&self, rules: Rules, found: &Found<'_>, value: &[u8], before: u64) -> Result<(), ParseError> {
        if value.is_empty() || !matches!(self.known, Known::ContentLength | Known::TransferEncoding) {
            return Ok(());
        }
        let mut framing = *found.framing;
        let probed = framing.value(self.known, value, rules.request, rules.lenient);
        probed.map_err(|fault| self.fault(fault, before))
    }

    /// A fault in a value whose beginning may lie in an earlier buffer.
    fn fault(&self, fault: Fault, before: u64) -> ParseError {
        let at = (self.value_at + fault.offset as u64).saturating_sub(before);
        ParseError::new(fault.code, fault.reason, at as usize)
    }
}
