//! The chunked coding (RFC 9112, 7.1): sizes, extensions (checked, bounded, ignored)
//! and data. Trailers are the field scanner's.

use super::chars::{hex, is_field_value, is_quoted, is_token};
use super::error::{Code, ParseError};
use super::limits::{CHUNK_EXTENSION_BYTES_MAX, Lenient};

#[derive(Clone, Copy, Debug)]
pub(super) struct Chunked {
    state: State,
    remaining: u64,
    extension_bytes: u32,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum State {
    SizeStart,
    Size,
    SizeEnd,
    ExtensionStart,
    ExtensionName,
    ExtensionValue,
    Quoted,
    QuotedPair,
    QuotedEnd,
    SizeLf,
    Data,
    DataCr,
    DataLf,
}

/// What the next bytes are.
pub(super) enum Next {
    /// All bytes were read and the body goes on.
    More,
    /// Data, from the index that was reached, this many bytes.
    Data(usize),
    /// The last chunk; trailers follow.
    Last,
}

fn error<T>(code: Code, reason: &'static str, at: usize) -> Result<T, ParseError> {
    Err(ParseError::new(code, reason, at))
}

impl Chunked {
    pub(super) const fn new() -> Chunked {
        Chunked { state: State::SizeStart, remaining: 0, extension_bytes: 0 }
    }

    /// Reads on from `data[*at]` up to the next piece of data, and over it.
    pub(super) fn next(
        &mut self,
        lenient: Lenient,
        data: &[u8],
        at: &mut usize,
    ) -> Result<Next, ParseError> {
        loop {
            if self.state == State::Data {
                if self.remaining > 0 {
                    let available = data.len() - *at;
                    if available == 0 {
                        return Ok(Next::More);
                    }
                    let length = self.remaining.min(available as u64) as usize;
                    self.remaining -= length as u64;
                    *at += length;
                    return Ok(Next::Data(length));
                }
                self.state = State::DataCr;
            }
            let Some(&byte) = data.get(*at) else { return Ok(Next::More) };
            if self.state == State::SizeLf {
                match byte {
                    b'\n' => *at += 1,
                    _ if lenient.has(Lenient::OPTIONAL_LF_AFTER_CR) => {}
                    _ => return error(Code::Strict, "Expected LF after chunk size", *at),
                }
                if self.remaining == 0 {
                    return Ok(Next::Last);
                }
                self.extension_bytes = 0;
                self.state = State::Data;
                continue;
            }
            *at = self.step(lenient, data, *at, byte)?;
        }
    }

    fn step(&mut self, lenient: Lenient, data: &[u8], at: usize, byte: u8) -> Result<usize, ParseError> {
        let lone_lf = lenient.has(Lenient::OPTIONAL_CR_BEFORE_LF);
        match self.state {
            State::SizeStart | State::Size => {
                const REASON: &str = "Invalid character in chunk size";
                match hex(byte) {
                    Some(digit) => {
                        if self.remaining >> 60 != 0 {
                            return error(Code::InvalidChunkSize, "Chunk size overflow", at + 1);
                        }
                        self.remaining = self.remaining << 4 | digit;
                        self.go(State::Size, at + 1)
                    }
                    None if self.state == State::SizeStart => error(Code::InvalidChunkSize, REASON, at),
                    None => self.go(State::SizeEnd, at),
                }
            }
            State::SizeEnd => match byte {
                b'\r' => self.go(State::SizeLf, at + 1),
                b';' => self.go(State::ExtensionStart, at + 1),
                b' ' | b'\t' if lenient.has(Lenient::SPACES_AFTER_CHUNK_SIZE) => Ok(at + 1),
                b'\n' if lone_lf => self.go(State::SizeLf, at + 1),
                b'\n' => error(Code::CrExpected, "Missing expected CR after chunk size", at + 1),
                b' ' | b'\t' => error(Code::InvalidChunkSize, "Invalid character in chunk size", at + 1),
                _ => error(Code::InvalidChunkSize, "Invalid character in chunk size", at),
            },
            State::ExtensionStart => match byte {
                b' ' | b'\r' => error(Code::Strict, "Invalid character in chunk extensions", at + 1),
                _ => self.go(State::ExtensionName, at),
            },
            State::ExtensionName => {
                let end = self.count(data, at, is_token)?;
                match data.get(end) {
                    None => Ok(end),
                    Some(b'=') => self.go(State::ExtensionValue, end + 1),
                    Some(b';') => self.go(State::ExtensionStart, end + 1),
                    Some(b'\r') => self.go(State::SizeLf, end + 1),
                    Some(b'\n') if lone_lf => self.go(State::SizeLf, end),
                    Some(b'\n') => {
                        error(Code::CrExpected, "Missing expected CR after chunk extension name", end)
                    }
                    Some(_) => error(Code::Strict, "Invalid character in chunk extensions name", end + 1),
                }
            }
            State::ExtensionValue => {
                let end = self.count(data, at, is_token)?;
                match data.get(end) {
                    None => Ok(end),
                    Some(b'"') => self.go(State::Quoted, end + 1),
                    Some(b';') => self.go(State::ExtensionStart, end + 1),
                    Some(b'\r') => self.go(State::SizeLf, end + 1),
                    Some(b'\n') if lone_lf => self.go(State::SizeLf, end),
                    Some(b'\n') => {
                        error(Code::CrExpected, "Missing expected CR after chunk extension value", end)
                    }
                    Some(_) => error(Code::Strict, "Invalid character in chunk extensions value", end + 1),
                }
            }
            State::Quoted => {
                let end = self.count(data, at, is_quoted)?;
                match data.get(end) {
                    None => Ok(end),
                    Some(b'"') => self.go(State::QuotedEnd, end + 1),
                    Some(b'\\') => self.go(State::QuotedPair, end + 1),
                    Some(_) => {
                        error(Code::Strict, "Invalid character in chunk extensions quoted value", end + 1)
                    }
                }
            }
            State::QuotedPair if is_field_value(byte) => self.go(State::Quoted, at + 1),
            State::QuotedPair => {
                error(Code::Strict, "Invalid quoted-pair in chunk extensions quoted value", at + 1)
            }
            State::QuotedEnd => match byte {
                b';' => self.go(State::ExtensionStart, at + 1),
                b'\r' => self.go(State::SizeLf, at + 1),
                b'\n' if lone_lf => self.go(State::SizeLf, at),
                b'\n' => error(Code::CrExpected, "Missing expected CR after chunk extension value", at),
                _ => error(Code::Strict, "Invalid character in chunk extensions quote value", at),
            },
            State::DataCr => match byte {
                b'\r' => self.go(State::DataLf, at + 1),
                b'\n' if lone_lf => self.go(State::SizeStart, at + 1),
                b'\n' => error(Code::CrExpected, "Missing expected CR after chunk data", at + 1),
                _ if lenient.has(Lenient::OPTIONAL_CRLF_AFTER_CHUNK) => self.go(State::SizeStart, at),
                _ => error(Code::Strict, "Expected LF after chunk data", at),
            },
            State::DataLf => match byte {
                b'\n' => self.go(State::SizeStart, at + 1),
                _ if lenient.has(Lenient::OPTIONAL_CRLF_AFTER_CHUNK) => self.go(State::SizeStart, at),
                _ => error(Code::Strict, "Expected LF after chunk data", at),
            },
            State::SizeLf | State::Data => unreachable!("handled by next()"),
        }
    }

    fn go(&mut self, state: State, at: usize) -> Result<usize, ParseError> {
        self.state = state;
        Ok(at)
    }

    /// Passes over extension bytes of a class and counts them.
    fn count(&mut self, data: &[u8], at: usize, class: fn(u8) -> bool) -> Result<usize, ParseError> {
        let length = data[at..].iter().take_while(|&&byte| class(byte)).count();
        let length_u32 = u32::try_from(length).unwrap_or(u32::MAX);
        self.extension_bytes = self.extension_bytes.saturating_add(length_u32);
        if self.extension_bytes > CHUNK_EXTENSION_BYTES_MAX {
            let at = (at + length + 1).min(data.len());
            return error(Code::ChunkExtensionsOverflow, "Chunk extensions overflow", at);
        }
        Ok(at + length)
    }
}
