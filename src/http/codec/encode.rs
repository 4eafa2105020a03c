//! Heads, chunks and trailers as bytes, appended to the caller's buffer.
//!
//! What a program leaves open about the connection and the body's length is decided
//! here, by the rules of `OutgoingMessage.prototype._storeHeader`.

use super::date;
use super::framing::has_word;
use super::status;

/// What an outgoing message is to be, besides its fields.
#[derive(Clone, Copy, Debug)]
pub struct Intent {
    /// A `Date` field is added unless there is one: `sendDate`.
    pub date: bool,
    /// False where the protocol rules a body out: HEAD, 204, 304, 1xx.
    pub has_body: bool,
    /// Bytes of the whole body, where that is known already.
    pub body_bytes: Option<u64>,
    /// The peer understands chunks: `useChunkedEncodingByDefault`.
    pub chunks_allowed: bool,
    /// Chunked was chosen before the head was made: `chunkedEncoding`.
    pub chunked: bool,
    /// `shouldKeepAlive`.
    pub keep_alive: bool,
    /// A request whose agent manages the connection.
    pub agent: bool,
    /// For `Keep-Alive: timeout=…`, in seconds; 0 for no such field.
    pub keep_alive_timeout_s: u32,
    /// For `Keep-Alive: …, max=…`; 0 for none.
    pub requests_max: u32,
    /// This is the connection's last message, by `maxRequestsPerSocket`.
    pub requests_max_reached: bool,
    /// Fields that the program has removed and that are not to be added.
    pub removed: Removed,
    /// Of a response.
    pub status: u16,
}

/// See [`Intent::removed`].
#[derive(Clone, Copy, Default, Debug)]
pub struct Removed {
    pub connection: bool,
    pub content_length: bool,
    pub transfer_encoding: bool,
}

impl Intent {
    /// A server's usual response.
    pub const fn response(status: u16, keep_alive: bool) -> Intent {
        Intent {
            date: true,
            has_body: !status::is_bodiless(status),
            body_bytes: None,
            chunks_allowed: true,
            chunked: false,
            keep_alive,
            agent: false,
            keep_alive_timeout_s: 0,
            requests_max: 0,
            requests_max_reached: false,
            removed: Removed { connection: false, content_length: false, transfer_encoding: false },
            status,
        }
    }

    /// A client's request. Methods without a usual body do not chunk by themselves.
    pub const fn request(chunks_allowed: bool, keep_alive: bool) -> Intent {
        let mut intent = Intent::response(200, keep_alive);
        intent.date = false;
        intent.chunks_allowed = chunks_allowed;
        intent.agent = true;
        intent
    }
}

/// How the body is to be sent.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Body {
    /// There is none, or its length was given by whoever made the fields.
    Plain,
    /// Of the length that was known.
    Length(u64),
    Chunked,
    /// Up to the end of the connection.
    UntilClose,
}

/// What was decided.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Decided {
    pub body: Body,
    /// The connection ends behind this message: `_last`.
    pub last: bool,
    /// `Content-Length` as the fields had it.
    pub content_length: Option<u64>,
    /// The fields had an `Expect`, whose answer is to be waited for.
    pub expects: bool,
}

/// A `Trailer` field in a message without chunks: `ERR_HTTP_TRAILER_INVALID`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct TrailerInvalid;

/// `HTTP/1.1 200 OK` and its CRLF; without a reason, the status's own.
#[inline]
pub fn status_line(out: &mut Vec<u8>, code: u16, reason: Option<&[u8]>) {
    if code == 200 && reason.is_none() {
        out.extend_from_slice(b"HTTP/1.1 200 OK\r\n");
        return;
    }
    out.extend_from_slice(b"HTTP/1.1 ");
    number(out, u64::from(code));
    out.push(b' ');
    out.extend_from_slice(reason.unwrap_or_else(|| status::reason(code).unwrap_or("unknown").as_bytes()));
    out.extend_from_slice(b"\r\n");
}

/// `GET /path HTTP/1.1` and its CRLF.
#[inline]
pub fn request_line(out: &mut Vec<u8>, method: &[u8], target: &[u8]) {
    out.extend_from_slice(method);
    out.push(b' ');
    out.extend_from_slice(target);
    out.extend_from_slice(b" HTTP/1.1\r\n");
}

/// The fields, those that the intent asks for, and the empty line. The caller has
/// checked names and values ([`super::is_valid_name`], [`super::is_valid_value`]).
///
/// # Errors
/// Leaves `out` as it was.
pub fn fields<'a>(
    out: &mut Vec<u8>,
    intent: &Intent,
    fields: impl IntoIterator<Item = (&'a [u8], &'a [u8])>,
) -> Result<Decided, TrailerInvalid> {
    let start = out.len();
    let mut seen = Seen { chunked: intent.chunked, keep_alive: intent.keep_alive, ..Seen::default() };
    for (name, value) in fields {
        field(out, name, value);
        seen.look_at(name, value);
    }
    if intent.date && !seen.date {
        out.extend_from_slice(b"Date: ");
        out.extend_from_slice(&date::now());
        out.extend_from_slice(b"\r\n");
    }
    // Chunks were asked for where no body may be: the peer could not tell its end.
    if seen.chunked && matches!(intent.status, 204 | 304) {
        seen.chunked = false;
        seen.keep_alive = false;
    }
    let last = connection(out, intent, &seen) || seen.last;
    let (body, last) = framing(out, intent, &seen, last);
    if seen.trailer && body != Body::Chunked {
        out.truncate(start);
        return Err(TrailerInvalid);
    }
    out.extend_from_slice(b"\r\n");
    Ok(Decided { body, last, content_length: seen.content_length, expects: seen.expect })
}

/// One field line.
#[inline]
pub fn field(out: &mut Vec<u8>, name: &[u8], value: &[u8]) {
    out.reserve(name.len() + value.len() + 4);
    out.extend_from_slice(name);
    out.extend_from_slice(b": ");
    out.extend_from_slice(value);
    out.extend_from_slice(b"\r\n");
}

/// What stands in front of a chunk's data; [`CHUNK_END`] stands behind it.
#[inline]
pub fn chunk_start(out: &mut Vec<u8>, bytes: usize) {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digits = (usize::BITS - bytes.leading_zeros()).div_ceil(4).max(1);
    for place in (0..digits).rev() {
        out.push(DIGITS[bytes >> (place * 4) & 15]);
    }
    out.extend_from_slice(b"\r\n");
}

pub const CHUNK_END: &[u8] = b"\r\n";

/// The last chunk, trailers and the empty line.
pub fn last_chunk<'a>(out: &mut Vec<u8>, trailers: impl IntoIterator<Item = (&'a [u8], &'a [u8])>) {
    out.extend_from_slice(b"0\r\n");
    for (name, value) in trailers {
        field(out, name, value);
    }
    out.extend_from_slice(b"\r\n");
}

/// What the program's fields say.
#[derive(Default)]
struct Seen {
    connection: bool,
    has_content_length: bool,
    content_length: Option<u64>,
    transfer_encoding: bool,
    date: bool,
    expect: bool,
    trailer: bool,
    keep_alive_field: bool,
    chunked: bool,
    keep_alive: bool,
    last: bool,
}

impl Seen {
    #[inline]
    fn look_at(&mut self, name: &[u8], value: &[u8]) {
        let is = |known: &[u8]| name.eq_ignore_ascii_case(known);
        match name.len() {
            4 if is(b"date") => self.date = true,
            6 if is(b"expect") => self.expect = true,
            7 if is(b"trailer") => self.trailer = true,
            10 if is(b"connection") => {
                self.connection = true;
                if has_word(value, b"close") {
                    self.last = true;
                } else {
                    self.keep_alive = true;
                }
            }
            10 if is(b"keep-alive") => self.keep_alive_field = true,
            14 if is(b"content-length") => {
                self.has_content_length = true;
                self.content_length = std::str::from_utf8(value).ok().and_then(|v| v.trim().parse().ok());
            }
            17 if is(b"transfer-encoding") => {
                self.transfer_encoding = true;
                self.chunked |= has_word(value, b"chunked");
            }
            _ => {}
        }
    }
}

/// Adds `Connection` and `Keep-Alive`; true if the connection ends.
fn connection(out: &mut Vec<u8>, intent: &Intent, seen: &Seen) -> bool {
    if intent.removed.connection && !seen.connection {
        return !seen.keep_alive;
    }
    if seen.connection {
        return false;
    }
    let keep = seen.keep_alive && (seen.has_content_length || intent.chunks_allowed || intent.agent);
    if !keep {
        out.extend_from_slice(b"Connection: close\r\n");
        return true;
    }
    if intent.requests_max_reached {
        out.extend_from_slice(b"Connection: close\r\n");
        return false;
    }
    out.extend_from_slice(b"Connection: keep-alive\r\n");
    if intent.keep_alive_timeout_s > 0 && !seen.keep_alive_field {
        out.extend_from_slice(b"Keep-Alive: timeout=");
        number(out, u64::from(intent.keep_alive_timeout_s));
        if intent.requests_max > 0 {
            out.extend_from_slice(b", max=");
            number(out, u64::from(intent.requests_max));
        }
        out.extend_from_slice(b"\r\n");
    }
    false
}

/// Adds `Content-Length` or `Transfer-Encoding`.
fn framing(out: &mut Vec<u8>, intent: &Intent, seen: &Seen, last: bool) -> (Body, bool) {
    if seen.has_content_length || seen.transfer_encoding {
        let body = if seen.chunked { Body::Chunked } else { Body::Plain };
        return (body, last);
    }
    if !intent.has_body {
        return (Body::Plain, last);
    }
    if !intent.chunks_allowed {
        return (Body::UntilClose, true);
    }
    match intent.body_bytes {
        Some(bytes) if !seen.trailer && !intent.removed.content_length => {
            out.extend_from_slice(b"Content-Length: ");
            number(out, bytes);
            out.extend_from_slice(b"\r\n");
            (Body::Length(bytes), last)
        }
        _ if !intent.removed.transfer_encoding => {
            out.extend_from_slice(b"Transfer-Encoding: chunked\r\n");
            (Body::Chunked, last)
        }
        _ => (Body::UntilClose, true),
    }
}

#[inline]
fn number(out: &mut Vec<u8>, mut number: u64) {
    let mut digits = [0; 20];
    let mut at = digits.len();
    loop {
        at -= 1;
        digits[at] = b'0' + (number % 10) as u8;
        number /= 10;
        if number == 0 {
            break;
        }
    }
    out.extend_from_slice(&digits[at..]);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn encode(intent: Intent, list: &[(&str, &str)]) -> (String, Result<Decided, TrailerInvalid>) {
        let mut out = Vec::new();
        let list = list.iter().map(|(name, value)| (name.as_bytes(), value.as_bytes()));
        let decided = fields(&mut out, &intent, list);
        (String::from_utf8(out).unwrap(), decided)
    }

    fn undated(status: u16, keep_alive: bool) -> Intent {
        Intent { date: false, ..Intent::response(status, keep_alive) }
    }

    #[test]
    fn a_known_length() {
        let intent = Intent { body_bytes: Some(5), keep_alive_timeout_s: 5, ..undated(200, true) };
        let (text, decided) = encode(intent, &[("X", "y")]);
        let head = "X: y\r\nConnection: keep-alive\r\nKeep-Alive: timeout=5\r\nContent-Length: 5\r\n\r\n";
        assert_eq!(text, head);
        let decided = decided.unwrap();
        assert_eq!((decided.body, decided.last), (Body::Length(5), false));
        let limited = Intent { requests_max: 3, ..intent };
        assert!(encode(limited, &[]).0.contains("Keep-Alive: timeout=5, max=3\r\n"));
        let reached = Intent { requests_max_reached: true, ..intent };
        assert!(encode(reached, &[]).0.starts_with("Connection: close\r\n"));
    }

    #[test]
    fn an_unknown_length() {
        let (text, decided) = encode(undated(200, true), &[]);
        assert_eq!(text, "Connection: keep-alive\r\nTransfer-Encoding: chunked\r\n\r\n");
        assert_eq!(decided.unwrap().body, Body::Chunked);
        let old = Intent { chunks_allowed: false, ..undated(200, true) };
        let (text, decided) = encode(old, &[]);
        assert_eq!(text, "Connection: close\r\n\r\n");
        assert_eq!((decided.unwrap().body, decided.unwrap().last), (Body::UntilClose, true));
        let removed = Removed { transfer_encoding: true, content_length: true, connection: true };
        let (text, decided) = encode(Intent { removed, ..undated(200, true) }, &[]);
        assert_eq!(text, "\r\n");
        assert_eq!((decided.unwrap().body, decided.unwrap().last), (Body::UntilClose, true));
    }

    #[test]
    fn fields_decide() {
        let (text, decided) = encode(undated(200, true), &[("content-length", "3"), ("CONNECTION", "x, Close")]);
        assert_eq!(text, "content-length: 3\r\nCONNECTION: x, Close\r\n\r\n");
        let decided = decided.unwrap();
        assert_eq!((decided.body, decided.last, decided.content_length), (Body::Plain, true, Some(3)));
        let (_, decided) = encode(undated(200, false), &[("Transfer-Encoding", "gzip, chunked")]);
        assert_eq!(decided.unwrap().body, Body::Chunked);
        let (text, decided) = encode(undated(304, true), &[("Transfer-Encoding", "chunked")]);
        assert_eq!(text, "Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n");
        assert_eq!((decided.unwrap().body, decided.unwrap().last), (Body::Plain, true));
        let (text, _) = encode(undated(204, true), &[]);
        assert_eq!(text, "Connection: keep-alive\r\n\r\n");
        assert!(encode(Intent::response(200, true), &[]).0.starts_with("Date: "));
        assert!(!encode(Intent::response(200, true), &[("date", "x")]).0.contains("Date: "));
    }

    #[test]
    fn trailers_need_chunks() {
        let intent = Intent { body_bytes: Some(0), ..undated(200, true) };
        assert_eq!(encode(intent, &[("Trailer", "x")]).1.unwrap().body, Body::Chunked);
        let (text, decided) = encode(intent, &[("Trailer", "x"), ("Content-Length", "0")]);
        assert_eq!((text.as_str(), decided), ("", Err(TrailerInvalid)));
    }

    #[test]
    fn lines_and_chunks() {
        let mut out = Vec::new();
        status_line(&mut out, 200, None);
        status_line(&mut out, 404, None);
        status_line(&mut out, 299, None);
        status_line(&mut out, 200, Some(b""));
        request_line(&mut out, b"GET", b"/a");
        for bytes in [1, 15, 16, 0x1234, usize::MAX] {
            chunk_start(&mut out, bytes);
        }
        last_chunk(&mut out, [(&b"a"[..], &b"b"[..])]);
        let text = "HTTP/1.1 200 OK\r\nHTTP/1.1 404 Not Found\r\nHTTP/1.1 299 unknown\r\nHTTP/1.1 200 \r\n\
            GET /a HTTP/1.1\r\n1\r\nf\r\n10\r\n1234\r\nffffffffffffffff\r\n0\r\na: b\r\n\r\n";
        assert_eq!(std::str::from_utf8(&out).unwrap(), text);
    }
}
