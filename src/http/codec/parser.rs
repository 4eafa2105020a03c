//! The parser: bytes in, events out, one message after another.
//!
//! The caller owns the bytes and pulls: [`Parser::step`] gives the next event of a
//! buffer until it says [`Event::More`]. Heads, body pieces and trailers are views
//! into that buffer, or into the parser where a head came in pieces. Nothing is
//! called back, so a caller may stop, pause or drop the parser between two events.

use super::chunked::{self, Chunked};
use super::error::{Code, ParseError};
use super::fast;
use super::framing::Framing;
use super::head::{Fields, Head, Line};
use super::limits::{FIELDS_MAX, HEADER_BYTES_MAX, Lenient, STORE_BYTES_KEPT_MAX};
use super::method::Method;
use super::scan::{Found, Rules, Scan, Store};

/// What a buffer holds next.
pub enum Event<'a> {
    /// All of it was read.
    More,
    Head(Head<'a>),
    Body(&'a [u8]),
    /// The message is complete.
    End {
        trailers: Fields<'a>,
        /// Another may follow; as in [`Head::keep_alive`], with the body known.
        keep_alive: bool,
    },
    /// What follows is another protocol's. The parser reads no further.
    Upgrade,
}

/// What the caller makes of a head, told before the next [`Parser::step`].
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Disposition {
    /// What the head says: an upgrade behind the body, if it asks for one.
    #[default]
    AsParsed,
    /// There is no body, whatever the fields say: the response to a HEAD.
    NoBody,
    /// The rest of the connection is another protocol's, from here on.
    Upgrade,
    /// The head asks for an upgrade and does not get it: go on with HTTP.
    Http,
}

#[derive(Clone, Copy, Debug)]
enum Phase {
    /// Between two messages, where blank lines are skipped.
    Start,
    Scan(Scan),
    /// The head was handed out.
    HeadDone,
    Length(u64),
    UntilClose,
    Chunks(Chunked),
    Trailers(Scan),
    /// The message's end is still to be told.
    End,
    Upgraded,
    /// Nothing may follow.
    Closed,
    Failed(ParseError),
}

/// An HTTP/1 parser for one direction of one connection.
#[derive(Debug)]
pub struct Parser {
    phase: Phase,
    rules: Rules,
    line: Line,
    framing: Framing,
    store: Store,
    upgrade: bool,
    disposition: Disposition,
    /// Bytes of the connection in front of the current buffer, as far as an
    /// unfinished head needs to know.
    before: u64,
}

impl Parser {
    /// Of a server: reads requests.
    pub fn request() -> Parser {
        Parser::new(true)
    }

    /// Of a client: reads responses.
    pub fn response() -> Parser {
        Parser::new(false)
    }

    fn new(request: bool) -> Parser {
        Parser {
            phase: Phase::Start,
            rules: Rules {
                request,
                lenient: Lenient::NONE,
                header_bytes_max: HEADER_BYTES_MAX,
                fields_max: if request { FIELDS_MAX } else { u32::MAX },
            },
            line: Line::default(),
            framing: Framing::default(),
            store: Store::default(),
            upgrade: false,
            disposition: Disposition::AsParsed,
            before: 0,
        }
    }

    #[must_use]
    pub fn with_lenient(mut self, lenient: Lenient) -> Parser {
        self.rules.lenient = lenient;
        self
    }

    /// See [`HEADER_BYTES_MAX`].
    #[must_use]
    pub fn with_header_bytes_max(mut self, bytes: u32) -> Parser {
        self.rules.header_bytes_max = bytes;
        self
    }

    /// At most so many fields in a head or in trailers; `u32::MAX` for as many as there are.
    #[must_use]
    pub fn with_fields_max(mut self, fields: u32) -> Parser {
        self.rules.fields_max = fields;
        self
    }

    /// The next event of `data`, from index `at` on, which is moved behind what was
    /// read. After [`Event::More`] the next call brings a new buffer.
    ///
    /// # Errors
    /// What is wrong with the message. A parser that failed once fails for ever.
    #[inline]
    pub fn step<'a>(&'a mut self, data: &'a [u8], at: &mut usize) -> Result<Event<'a>, ParseError> {
        loop {
            match self.phase {
                Phase::Start => {
                    while matches!(data.get(*at), Some(b'\r' | b'\n')) {
                        *at += 1;
                    }
                    if *at == data.len() {
                        return Ok(Event::More);
                    }
                    return self.begin(data, at);
                }
                Phase::HeadDone => {
                    if let Err(error) = self.choose_body(*at) {
                        return self.fail(error);
                    }
                }
                Phase::Length(remaining) => {
                    let length = remaining.min((data.len() - *at) as u64);
                    if length == 0 {
                        return Ok(Event::More);
                    }
                    let left = remaining - length;
                    self.phase = if left == 0 { Phase::End } else { Phase::Length(left) };
                    return Ok(Event::Body(take(data, at, length as usize)));
                }
                Phase::End => return Ok(self.end()),
                Phase::UntilClose => {
                    let length = data.len() - *at;
                    return Ok(if length == 0 { Event::More } else { Event::Body(take(data, at, length)) });
                }
                Phase::Chunks(mut chunked) => match chunked.next(self.rules.lenient, data, at) {
                    Ok(next) => {
                        self.phase = Phase::Chunks(chunked);
                        match next {
                            chunked::Next::More => return Ok(Event::More),
                            chunked::Next::Data(length) => return Ok(Event::Body(&data[*at - length..*at])),
                            chunked::Next::Last => {
                                self.phase = Phase::Trailers(Scan::trailers(self.rules));
                            }
                        }
                    }
                    Err(error) => return self.fail(error),
                },
                Phase::Trailers(scan) => match self.scan(scan, data, at) {
                    Ok(true) => self.phase = Phase::End,
                    Ok(false) => return Ok(Event::More),
                    Err(error) => return self.fail(error),
                },
                Phase::Scan(scan) => match self.scan(scan, data, at) {
                    Ok(true) => {
                        self.phase = Phase::HeadDone;
                        self.resolve_upgrade();
                        return Ok(Event::Head(self.head(&self.store.bytes)));
                    }
                    Ok(false) => return Ok(Event::More),
                    Err(error) => return self.fail(error),
                },
                Phase::Upgraded => return Ok(Event::Upgrade),
                Phase::Closed => {
                    while matches!(data.get(*at), Some(b'\r' | b'\n')) {
                        *at += 1;
                    }
                    if *at == data.len() {
                        return Ok(Event::More);
                    }
                    if self.rules.lenient.has(Lenient::DATA_AFTER_CLOSE) {
                        *at = data.len();
                        return Ok(Event::More);
                    }
                    const REASON: &str = "Data after `Connection: close`";
                    return self.fail(ParseError::new(Code::ClosedConnection, REASON, *at + 1));
                }
                Phase::Failed(error) => return Err(ParseError { bytes_parsed: 0, ..error }),
            }
        }
    }

    /// How to go on behind the head that was just handed out.
    pub fn dispose(&mut self, disposition: Disposition) {
        self.disposition = disposition;
    }

    /// The peer has sent its last byte. True if that completes a message, whose body
    /// had no other end; the message has no trailers.
    ///
    /// # Errors
    /// `HPE_INVALID_EOF_STATE` in the midst of a message.
    pub fn finish(&mut self) -> Result<bool, ParseError> {
        match self.phase {
            Phase::Start | Phase::Closed | Phase::Upgraded | Phase::Failed(_) => Ok(false),
            Phase::UntilClose => {
                self.phase = Phase::Closed;
                Ok(true)
            }
            _ => {
                let error = ParseError::new(Code::InvalidEofState, "Invalid EOF state", 0);
                self.phase = Phase::Failed(error);
                Err(error)
            }
        }
    }

    /// A message has begun and its end was not yet told.
    #[inline]
    pub fn in_message(&self) -> bool {
        !matches!(self.phase, Phase::Start | Phase::Closed | Phase::Upgraded | Phase::Failed(_))
    }

    /// A head has begun and is not complete.
    #[inline]
    pub fn in_head(&self) -> bool {
        matches!(self.phase, Phase::Scan(_))
    }

    /// Whether the current message, or the last one, lets another follow.
    pub fn keep_alive(&self) -> bool {
        let wanted = match self.line.version {
            (1.., 1..) => !self.framing.closes(),
            _ => self.framing.keeps_alive(),
        };
        wanted && !self.needs_close()
    }

    /// Whether only the end of the connection can end this body.
    fn needs_close(&self) -> bool {
        if self.rules.request || self.framing.skips_body() {
            return false;
        }
        if matches!(self.line.status, 100..=199 | 204 | 304) || self.framing.chunked() {
            return false;
        }
        self.framing.has_transfer_encoding() || !self.framing.has_content_length()
    }

    #[inline]
    fn begin<'a>(&'a mut self, data: &'a [u8], at: &mut usize) -> Result<Event<'a>, ParseError> {
        self.framing = Framing::default();
        self.disposition = Disposition::AsParsed;
        self.store.clear();
        if self.rules.lenient == Lenient::NONE {
            let head = &data[*at..];
            let read = if self.rules.request { fast::request } else { fast::response };
            let max = self.rules.header_bytes_max;
            if let Some(length) = read(head, max, &mut self.line, &mut self.framing, &mut self.store.spans)
                && self.store.spans.len() <= self.rules.fields_max as usize
            {
                *at += length;
                self.phase = Phase::HeadDone;
                self.resolve_upgrade();
                return Ok(Event::Head(self.head(head)));
            }
            self.framing = Framing::default();
            self.store.clear();
        }
        self.begin_scan(data, at)
    }

    #[cold]
    fn begin_scan<'a>(&'a mut self, data: &'a [u8], at: &mut usize) -> Result<Event<'a>, ParseError> {
        self.line = Line::default();
        self.before = 0;
        self.phase = Phase::Scan(Scan::head(self.rules));
        self.step(data, at)
    }

    /// True at the end of the section.
    fn scan(&mut self, mut scan: Scan, data: &[u8], at: &mut usize) -> Result<bool, ParseError> {
        let trailing = matches!(self.phase, Phase::Trailers(_));
        let mut found =
            Found { line: &mut self.line, framing: &mut self.framing, store: &mut self.store };
        match scan.run(self.rules, &mut found, data, *at, self.before)? {
            Some(end) => {
                *at = end;
                Ok(true)
            }
            None => {
                *at = data.len();
                self.before += data.len() as u64;
                self.phase = if trailing { Phase::Trailers(scan) } else { Phase::Scan(scan) };
                Ok(false)
            }
        }
    }

    fn resolve_upgrade(&mut self) {
        self.upgrade = if self.framing.upgrades() {
            self.rules.request || self.line.status == 101
        } else {
            self.rules.request && self.line.method == Method::CONNECT
        };
    }

    fn head<'a>(&'a self, bytes: &'a [u8]) -> Head<'a> {
        Head {
            fields: Fields { bytes, spans: &self.store.spans },
            line: self.line,
            framing: self.framing,
            upgrade: self.upgrade,
            keep_alive: self.keep_alive(),
        }
    }

    /// RFC 9112, 6.3: how long the body is.
    fn choose_body(&mut self, at: usize) -> Result<(), ParseError> {
        match self.disposition {
            Disposition::AsParsed => {}
            Disposition::NoBody => self.framing.skip_body(),
            Disposition::Http => self.upgrade = false,
            Disposition::Upgrade => {
                self.framing.skip_body();
                self.upgrade = true;
            }
        }
        // The head was read; what follows in the store are trailers.
        self.store.clear();
        if self.store.bytes.capacity() > STORE_BYTES_KEPT_MAX {
            self.store.bytes = Vec::new();
        }
        let request = self.rules.request;
        let status = self.line.status;
        let has_body = self.framing.chunked() || self.framing.content_length > 0;
        let connect = request && self.line.method == Method::CONNECT;
        if self.upgrade && (connect || self.framing.skips_body() || !has_body) || !request && status == 101 {
            self.upgrade = true;
            self.phase = Phase::End;
            return Ok(());
        }
        self.phase = if !request && matches!(status, 100 | 102 | 103 | 204 | 304)
            || self.framing.skips_body()
        {
            Phase::End
        } else if self.framing.chunked() {
            Phase::Chunks(Chunked::new())
        } else if self.framing.has_transfer_encoding() {
            let lenient = self.rules.lenient;
            let allowed = lenient.has(Lenient::CHUNKED_LENGTH) || lenient.has(Lenient::TRANSFER_ENCODING);
            if request && !allowed {
                const REASON: &str = "Request has invalid `Transfer-Encoding`";
                return Err(ParseError::new(Code::InvalidTransferEncoding, REASON, at));
            }
            Phase::UntilClose
        } else if self.framing.has_content_length() {
            match self.framing.content_length {
                0 => Phase::End,
                length => Phase::Length(length),
            }
        } else if self.needs_close() {
            Phase::UntilClose
        } else {
            Phase::End
        };
        Ok(())
    }

    fn end(&mut self) -> Event<'_> {
        let keep_alive = self.rules.lenient.has(Lenient::KEEP_ALIVE) || self.keep_alive();
        self.phase = match (self.upgrade, keep_alive) {
            (true, _) => Phase::Upgraded,
            (false, true) => Phase::Start,
            (false, false) => Phase::Closed,
        };
        Event::End { trailers: self.store.fields(), keep_alive }
    }

    #[cold]
    fn fail<'a>(&mut self, error: ParseError) -> Result<Event<'a>, ParseError> {
        self.phase = Phase::Failed(error);
        Err(error)
    }
}

#[inline]
fn take<'a>(data: &'a [u8], at: &mut usize, length: usize) -> &'a [u8] {
    let piece = &data[*at..*at + length];
    *at += length;
    piece
}
