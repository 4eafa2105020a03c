//! The usual case: a whole head lies in the buffer and is as it should be.
//!
//! httparse finds the lines; what it lets pass and we do not is checked here. This
//! road only ever says yes: whatever it declines is read again by [`super::scan`],
//! which knows what is wrong, where, and in Node's words, and which accepts the odd
//! cases. Both must agree on what they accept: the fuzz tests compare them.

use std::mem::MaybeUninit;

use super::framing::{Framing, Known};
use super::head::{FieldSpan, Line, Span};
use super::limits::{FAST_FIELDS_MAX, Lenient};
use super::method::Method;

type Slots<'a> = [MaybeUninit<httparse::Header<'a>>; FAST_FIELDS_MAX];

/// Reads the head at the start of `data`; its length, if this road can take it.
#[inline]
pub(super) fn request(
    data: &[u8],
    bytes_max: u32,
    line: &mut Line,
    framing: &mut Framing,
    spans: &mut Vec<FieldSpan>,
) -> Option<usize> {
    let mut slots: Slots<'_> = [const { MaybeUninit::uninit() }; FAST_FIELDS_MAX];
    let mut parsed = httparse::Request::new(&mut []);
    let status = parsed.parse_with_uninit_headers(data, &mut slots).ok()?;
    let httparse::Status::Complete(length) = status else { return None };

    let target = parsed.path?.as_bytes();
    // The other forms, absolute and authority, have a grammar of their own.
    if !matches!(target.first(), Some(b'/' | b'*')) || !target.is_ascii() {
        return None;
    }
    line.method = Method::parse(parsed.method?.as_bytes()).filter(|m| m.is_http() && *m != Method::CONNECT)?;
    line.version = (1, parsed.version?);
    line.text = span(data, target);
    fields(data, length, bytes_max, parsed.headers, true, framing, spans)?;
    Some(length)
}

/// The same for a response.
#[inline]
pub(super) fn response(
    data: &[u8],
    bytes_max: u32,
    line: &mut Line,
    framing: &mut Framing,
    spans: &mut Vec<FieldSpan>,
) -> Option<usize> {
    let mut slots: Slots<'_> = [const { MaybeUninit::uninit() }; FAST_FIELDS_MAX];
    let mut parsed = httparse::Response::new(&mut []);
    let config = httparse::ParserConfig::default();
    let status = config.parse_response_with_uninit_headers(&mut parsed, data, &mut slots).ok()?;
    let httparse::Status::Complete(length) = status else { return None };

    line.status = parsed.code?;
    line.version = (1, parsed.version?);
    // Empty also stands for a reason that is not ASCII.
    let reason = parsed.reason?.as_bytes();
    line.text = if reason.is_empty() { Span::default() } else { span(data, reason) };
    const STATUS_LINE: usize = "HTTP/1.1 200".len();
    let rest = data.get(STATUS_LINE..)?;
    if reason.is_empty() && !rest.starts_with(b"\r\n") && !rest.starts_with(b" \r\n") {
        return None;
    }
    fields(data, length, bytes_max, parsed.headers, false, framing, spans)?;
    Some(length)
}

#[inline]
fn fields(
    data: &[u8],
    length: usize,
    bytes_max: u32,
    headers: &[httparse::Header<'_>],
    request: bool,
    framing: &mut Framing,
    spans: &mut Vec<FieldSpan>,
) -> Option<()> {
    if length >= bytes_max as usize || !data[..length].ends_with(b"\r\n\r\n") {
        return None;
    }
    // Without fields, the first line must end in that CRLF.
    spans.reserve(headers.len());
    for header in headers {
        let name = header.name.as_bytes();
        let name_start = offset(data, name);
        // Every field begins where the line before it ended: no bare LF anywhere.
        if &data[name_start - 2..name_start] != b"\r\n" {
            return None;
        }
        let value = header.value;
        let known = Known::of(name);
        if known != Known::Other {
            framing.name(known, Lenient::NONE).ok()?;
            // What was trimmed matters here: a tab makes another coding of `chunked`.
            if known == Known::TransferEncoding
                && (value.is_empty() || data[offset(data, value) + value.len()] != b'\r')
            {
                return None;
            }
            framing.value(known, value, request, Lenient::NONE).ok()?;
        }
        let value = if value.is_empty() { Span::default() } else { span(data, value) };
        spans.push(FieldSpan { name: Span::new(name_start..name_start + name.len()), value });
    }
    Some(())
}

#[inline]
fn span(data: &[u8], part: &[u8]) -> Span {
    let start = offset(data, part);
    Span::new(start..start + part.len())
}

/// Where `part`, a slice of `data`, begins.
#[inline]
fn offset(data: &[u8], part: &[u8]) -> usize {
    part.as_ptr().addr() - data.as_ptr().addr()
}
