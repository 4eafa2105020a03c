//! What a message's fields say about its body and its connection.
//!
//! RFC 9112, 6.3 with llhttp's strictness: one `Content-Length`, never beside a
//! `Transfer-Encoding`, and `chunked` last in a request. This is where request
//! smuggling is refused.

use super::error::Code;
use super::limits::Lenient;

/// The fields that a parser itself must understand.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Known {
    Other,
    Connection,
    ContentLength,
    TransferEncoding,
    Upgrade,
    Expect,
    Host,
}

impl Known {
    #[inline]
    pub(super) fn of(name: &[u8]) -> Known {
        let (candidate, known): (&[u8], Known) = match name.len() {
            4 => (b"host", Known::Host),
            6 => (b"expect", Known::Expect),
            7 => (b"upgrade", Known::Upgrade),
            10 => (b"connection", Known::Connection),
            14 => (b"content-length", Known::ContentLength),
            16 => (b"proxy-connection", Known::Connection),
            17 => (b"transfer-encoding", Known::TransferEncoding),
            _ => return Known::Other,
        };
        if name.eq_ignore_ascii_case(candidate) { known } else { Known::Other }
    }

    /// Those that llhttp tells apart from the rest by name.
    pub(super) fn is_special(self) -> bool {
        !matches!(self, Known::Other | Known::Expect | Known::Host)
    }
}

/// A field that breaks the rules, and where in its value.
#[derive(Clone, Copy, Debug)]
pub(super) struct Fault {
    pub code: Code,
    pub reason: &'static str,
    pub offset: usize,
}

const fn fault(code: Code, reason: &'static str, offset: usize) -> Result<(), Fault> {
    Err(Fault { code, reason, offset })
}

#[derive(Clone, Copy, Default, Debug)]
pub(super) struct Framing {
    flags: u16,
    pub content_length: u64,
}

impl Framing {
    const KEEP_ALIVE: u16 = 1;
    const CLOSE: u16 = 1 << 1;
    const CONNECTION_UPGRADE: u16 = 1 << 2;
    const CHUNKED: u16 = 1 << 3;
    const UPGRADE: u16 = 1 << 4;
    const CONTENT_LENGTH: u16 = 1 << 5;
    const SKIP_BODY: u16 = 1 << 6;
    const TRANSFER_ENCODING: u16 = 1 << 7;
    const HOST: u16 = 1 << 8;
    const EXPECT_CONTINUE: u16 = 1 << 9;
    const EXPECT_OTHER: u16 = 1 << 10;

    #[inline]
    fn has(&self, flag: u16) -> bool {
        self.flags & flag != 0
    }

    pub(super) fn chunked(&self) -> bool {
        self.has(Self::CHUNKED)
    }

    pub(super) fn has_transfer_encoding(&self) -> bool {
        self.has(Self::TRANSFER_ENCODING)
    }

    pub(super) fn has_content_length(&self) -> bool {
        self.has(Self::CONTENT_LENGTH)
    }

    pub(super) fn skips_body(&self) -> bool {
        self.has(Self::SKIP_BODY)
    }

    pub(super) fn skip_body(&mut self) {
        self.flags |= Self::SKIP_BODY;
    }

    pub(super) fn closes(&self) -> bool {
        self.has(Self::CLOSE)
    }

    pub(super) fn keeps_alive(&self) -> bool {
        self.has(Self::KEEP_ALIVE)
    }

    /// Both `Upgrade` and `Connection: upgrade`.
    pub(super) fn upgrades(&self) -> bool {
        self.has(Self::UPGRADE) && self.has(Self::CONNECTION_UPGRADE)
    }

    pub(super) fn has_host(&self) -> bool {
        self.has(Self::HOST)
    }

    pub(super) fn expects(&self) -> Expectation {
        if self.has(Self::EXPECT_CONTINUE) {
            Expectation::Continue
        } else if self.has(Self::EXPECT_OTHER) {
            Expectation::Other
        } else {
            Expectation::None
        }
    }

    /// A field's name was read: what is wrong whatever its value may be.
    #[inline]
    pub(super) fn name(&self, known: Known, lenient: Lenient) -> Result<(), Fault> {
        if lenient.has(Lenient::CHUNKED_LENGTH) {
            return Ok(());
        }
        if known == Known::TransferEncoding && self.has(Self::CONTENT_LENGTH) {
            const REASON: &str = "Transfer-Encoding can't be present with Content-Length";
            return fault(Code::InvalidTransferEncoding, REASON, 0);
        }
        if known == Known::ContentLength && self.has(Self::TRANSFER_ENCODING) {
            const REASON: &str = "Content-Length can't be present with Transfer-Encoding";
            return fault(Code::InvalidContentLength, REASON, 0);
        }
        Ok(())
    }

    /// A field's value was read; leading whitespace is not part of it.
    #[inline]
    pub(super) fn value(
        &mut self,
        known: Known,
        value: &[u8],
        request: bool,
        lenient: Lenient,
    ) -> Result<(), Fault> {
        match known {
            Known::Other => {}
            Known::Host => self.flags |= Self::HOST,
            Known::Expect => {
                let flag = if asks_to_continue(value) { Self::EXPECT_CONTINUE } else { Self::EXPECT_OTHER };
                self.flags |= flag;
            }
            Known::ContentLength => return self.content_length(value),
            Known::TransferEncoding if value.is_empty() => {
                return fault(Code::InvalidTransferEncoding, "Empty Transfer-Encoding", 0);
            }
            _ if value.is_empty() => {}
            Known::Connection => self.connection(value),
            Known::Upgrade => self.flags |= Self::UPGRADE,
            Known::TransferEncoding => return self.transfer_encoding(value, request, lenient),
        }
        Ok(())
    }

    fn content_length(&mut self, value: &[u8]) -> Result<(), Fault> {
        if value.is_empty() {
            return fault(Code::InvalidContentLength, "Empty Content-Length", 0);
        }
        if self.has(Self::CONTENT_LENGTH) {
            return fault(Code::UnexpectedContentLength, "Duplicate Content-Length", 0);
        }
        let digits = value.iter().take_while(|byte| byte.is_ascii_digit()).count();
        let mut length = 0u64;
        for (i, digit) in value[..digits].iter().enumerate() {
            let next = length.checked_mul(10).and_then(|l| l.checked_add(u64::from(digit - b'0')));
            let Some(next) = next else {
                return fault(Code::InvalidContentLength, "Content-Length overflow", i + 1);
            };
            length = next;
        }
        if let Some(i) = value[digits..].iter().position(|byte| !matches!(byte, b' ' | b'\t')) {
            const REASON: &str = "Invalid character in Content-Length";
            return fault(Code::InvalidContentLength, REASON, digits + i);
        }
        self.flags |= Self::CONTENT_LENGTH;
        self.content_length = length;
        Ok(())
    }

    /// A list of options, of which three matter.
    fn connection(&mut self, value: &[u8]) {
        for option in value.split(|&byte| byte == b',') {
            let option = trim(option);
            if option.eq_ignore_ascii_case(b"close") {
                self.flags |= Self::CLOSE;
            } else if option.eq_ignore_ascii_case(b"keep-alive") {
                self.flags |= Self::KEEP_ALIVE;
            } else if option.eq_ignore_ascii_case(b"upgrade") {
                self.flags |= Self::CONNECTION_UPGRADE;
            }
        }
    }

    /// `chunked` counts where it stands last, over all such fields, and once a
    /// request has named it nothing may follow.
    fn transfer_encoding(&mut self, value: &[u8], request: bool, lenient: Lenient) -> Result<(), Fault> {
        const REASON: &str = "Invalid `Transfer-Encoding` header value";
        let strict = request && !lenient.has(Lenient::TRANSFER_ENCODING);
        if strict && self.has(Self::CHUNKED) {
            return fault(Code::InvalidTransferEncoding, REASON, 1);
        }
        self.flags = self.flags & !Self::CHUNKED | Self::TRANSFER_ENCODING;
        let mut start = 0;
        loop {
            let end = memchr::memchr(b',', &value[start..]).map_or(value.len(), |i| start + i);
            let coding = trim_spaces_end(&value[start..end]);
            let chunked = coding.eq_ignore_ascii_case(b"chunked");
            if end == value.len() {
                if chunked {
                    self.flags |= Self::CHUNKED;
                }
                return Ok(());
            }
            if chunked && strict {
                return fault(Code::InvalidTransferEncoding, REASON, end + 1);
            }
            let blank = |byte: &&u8| matches!(**byte, b' ' | b'\t');
            start = end + 1;
            start += value[start..].iter().take_while(blank).count();
        }
    }
}

/// What a request's `Expect` asks for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Expectation {
    None,
    /// `100-continue`: the client waits for leave to send its body.
    Continue,
    /// Something that no server offers; Node answers 417.
    Other,
}

/// Without trailing spaces; tabs stay, and make another coding of `chunked`.
fn trim_spaces_end(bytes: &[u8]) -> &[u8] {
    let spaces = bytes.iter().rev().take_while(|&&byte| byte == b' ').count();
    &bytes[..bytes.len() - spaces]
}

/// Without SP and HTAB at either end.
pub(super) fn trim(bytes: &[u8]) -> &[u8] {
    let is_blank = |byte: &&u8| matches!(**byte, b' ' | b'\t');
    let leading = bytes.iter().take_while(is_blank).count();
    let bytes = &bytes[leading..];
    let trailing = bytes.iter().rev().take_while(is_blank).count();
    &bytes[..bytes.len() - trailing]
}

/// `/(?:^|\W)100-continue(?:$|\W)/i`
pub(super) fn asks_to_continue(value: &[u8]) -> bool {
    has_word(value, b"100-continue")
}

/// `/(?:^|\W)word(?:$|\W)/i`
pub(super) fn has_word(value: &[u8], word: &[u8]) -> bool {
    let is_word = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_';
    value.windows(word.len()).enumerate().any(|(i, window)| {
        window.eq_ignore_ascii_case(word)
            && !value[..i].last().is_some_and(is_word)
            && !value[i + word.len()..].first().is_some_and(is_word)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expectations() {
        for yes in ["100-continue", "100-Continue", "x, 100-continue", "100-continue;q"] {
            assert!(asks_to_continue(yes.as_bytes()), "{yes}");
        }
        for no in ["", "100", "x100-continue", "100-continued", "101-continue"] {
            assert!(!asks_to_continue(no.as_bytes()), "{no}");
        }
    }

    #[test]
    fn connection_options_are_whole() {
        let mut framing = Framing::default();
        framing.connection(b"closed, keep-alive x,\tUPGRADE ");
        assert!(!framing.closes() && !framing.keeps_alive() && framing.has(Framing::CONNECTION_UPGRADE));
        framing.connection(b"Keep-Alive,close");
        assert!(framing.closes() && framing.keeps_alive());
    }
}
