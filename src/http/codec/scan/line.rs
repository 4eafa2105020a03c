//! The first line: `METHOD target PROTO/1.1` or `PROTO/1.1 status reason`.

use super::super::error::{Code, ParseError};
use super::super::limits::Lenient;
use super::super::method::Method;
use super::{Found, Protocol, Rules, Scan, State, Step, error, url};

const NO_PROTOCOL: &str = "Expected HTTP/, RTSP/ or ICE/";
const PREFACE: &[u8] = b"\r\n\r\nSM\r\n\r\n";

impl Scan {
    pub(super) fn line(&mut self, rules: Rules, found: &mut Found<'_>, data: &[u8], at: usize) -> Step {
        let byte = data[at];
        match self.state {
            State::Method => self.method(found, byte, at),
            State::MethodSpace if byte == b' ' => self.go(State::TargetStart, at + 1),
            State::MethodSpace => error(Code::InvalidMethod, "Expected space after method", at),
            State::TargetStart if byte == b' ' => Ok(at + 1),
            State::TargetStart => {
                self.begin_span(found.store);
                let connect = found.line.method == Method::CONNECT;
                let start = if connect { url::State::Server } else { url::State::Start };
                self.go(State::Url(start), at)
            }
            State::Url(state) => self.target(rules, found, state, data, at),
            // A request without a version is one of HTTP/0.9.
            State::TargetCr if byte == b'\n' => self.version_0_9(found, at + 1),
            State::TargetCr => error(Code::InvalidUrl, "Expected CRLF", at),

            // The byte behind the target's end is still checked as one of the target.
            State::TargetEnd if matches!(byte, b'\t' | 0x0c) => {
                error(Code::InvalidUrl, "Invalid characters in url", at + 1)
            }
            State::TargetEnd | State::ProtocolStart if byte == b' ' => self.go(State::ProtocolStart, at + 1),
            State::TargetEnd | State::ProtocolStart => self.go(State::Protocol(Protocol::Any), at),
            State::Protocol(protocol) => self.protocol(rules, found, protocol, byte, at),
            State::ProtocolSlash if byte == b'/' => self.go(State::Major, at + 1),
            State::ProtocolSlash => error(Code::InvalidConstant, NO_PROTOCOL, at),
            State::Major if byte.is_ascii_digit() => {
                found.line.version.0 = byte - b'0';
                self.go(State::Dot, at + 1)
            }
            State::Major => error(Code::InvalidVersion, "Invalid major version", at),
            State::Dot if byte == b'.' => self.go(State::Minor, at + 1),
            State::Dot => error(Code::InvalidVersion, "Expected dot", at),
            State::Minor if byte.is_ascii_digit() => {
                found.line.version.1 = byte - b'0';
                self.version(rules, found, at + 1)
            }
            State::Minor => error(Code::InvalidVersion, "Invalid minor version", at),

            State::RequestLineEnd => match byte {
                b'\r' => self.go(State::RequestLineLf, at + 1),
                b'\n' if rules.lenient.has(Lenient::OPTIONAL_CR_BEFORE_LF) => {
                    self.go(State::RequestLineLf, at + 1)
                }
                b'\n' => error(Code::InvalidVersion, "Expected CRLF after version", at + 1),
                _ => error(Code::InvalidVersion, "Expected CRLF after version", at),
            },
            State::RequestLineLf if byte == b'\n' => self.go(State::FieldsStart, at + 1),
            State::RequestLineLf if rules.lenient.has(Lenient::OPTIONAL_LF_AFTER_CR) => {
                self.go(State::FieldsStart, at)
            }
            State::RequestLineLf => error(Code::Strict, "Expected CRLF after version", at),
            State::Preface => self.preface(byte, at),

            State::StatusSpace if byte == b' ' => {
                found.line.status = 0;
                self.go(State::StatusDigit(1), at + 1)
            }
            State::StatusSpace => error(Code::InvalidVersion, "Expected space after version", at),
            State::StatusDigit(place) if byte.is_ascii_digit() => {
                found.line.status = found.line.status * 10 + u16::from(byte - b'0');
                self.go(if place == 3 { State::StatusEnd } else { State::StatusDigit(place + 1) }, at + 1)
            }
            State::StatusDigit(_) => error(Code::InvalidStatus, "Invalid status code", at),
            State::StatusEnd => {
                self.begin_span(found.store);
                match byte {
                    b' ' => self.go(State::Reason, at + 1),
                    b'\r' => self.go(State::ReasonLf, at + 1),
                    b'\n' if rules.lenient.has(Lenient::OPTIONAL_CR_BEFORE_LF) => {
                        self.go(State::FieldsStart, at + 1)
                    }
                    b'\n' => error(Code::InvalidStatus, "Invalid response status", at + 1),
                    _ => error(Code::InvalidStatus, "Invalid response status", at),
                }
            }
            State::Reason => self.reason(rules, found, data, at),
            State::ReasonLf if byte == b'\n' => self.go(State::FieldsStart, at + 1),
            State::ReasonLf if rules.lenient.has(Lenient::OPTIONAL_LF_AFTER_CR) => {
                self.go(State::FieldsStart, at)
            }
            State::ReasonLf => error(Code::Strict, "Expected LF after CR", at),
            state => unreachable!("{state:?} is not of the first line"),
        }
    }

    pub(super) fn go(&mut self, state: State, at: usize) -> Step {
        self.state = state;
        Ok(at)
    }

    fn method(&mut self, found: &mut Found<'_>, byte: u8, at: usize) -> Step {
        let length = self.word_len as usize;
        if length < self.word.len() {
            self.word[length] = byte;
            if Method::is_prefix(&self.word[..=length]) {
                self.word_len += 1;
                return Ok(at + 1);
            }
        }
        let Some(method) = Method::parse(&self.word[..length]) else {
            return error(Code::InvalidMethod, "Invalid method encountered", at);
        };
        found.line.method = method;
        self.go(State::MethodSpace, at)
    }

    fn target(
        &mut self,
        rules: Rules,
        found: &mut Found<'_>,
        state: url::State,
        data: &[u8],
        at: usize,
    ) -> Step {
        match url::run(state, data, at)? {
            url::Stop::Data(state) => {
                self.keep(rules, found.store, &data[at..], data.len())?;
                self.go(State::Url(state), data.len())
            }
            url::Stop::End(end) => {
                self.keep(rules, found.store, &data[at..end], end)?;
                found.line.text = self.end_span(found.store);
                match data[end] {
                    b' ' => self.go(State::TargetEnd, end + 1),
                    b'\r' => self.go(State::TargetCr, end + 1),
                    _ => self.version_0_9(found, end + 1),
                }
            }
        }
    }

    fn version_0_9(&mut self, found: &mut Found<'_>, at: usize) -> Step {
        found.line.version = (0, 9);
        self.go(State::FieldsStart09, at)
    }

    fn protocol(
        &mut self,
        rules: Rules,
        found: &mut Found<'_>,
        protocol: Protocol,
        byte: u8,
        at: usize,
    ) -> Step {
        let (protocol, name): (_, &[u8]) = match (protocol, byte) {
            (Protocol::Any | Protocol::Http, b'H') if self.matched == 0 => (Protocol::Http, b"HTTP"),
            (Protocol::Any | Protocol::Rtsp, b'R') if self.matched == 0 => (Protocol::Rtsp, b"RTSP"),
            (Protocol::Any | Protocol::Ice, b'I') if self.matched == 0 => (Protocol::Ice, b"ICE"),
            (Protocol::Http, _) => (protocol, b"HTTP"),
            (Protocol::Rtsp, _) => (protocol, b"RTSP"),
            (Protocol::Ice, _) => (protocol, b"ICE"),
            (Protocol::Any, _) => return error(Code::InvalidConstant, NO_PROTOCOL, at),
        };
        if byte != name[self.matched as usize] {
            return error(Code::InvalidConstant, NO_PROTOCOL, at);
        }
        self.matched += 1;
        if (self.matched as usize) < name.len() {
            return self.go(State::Protocol(protocol), at + 1);
        }
        self.matched = 0;
        let method = found.line.method;
        let refusal = match protocol {
            _ if !rules.request => None,
            Protocol::Http if !method.allows_http() => Some("Invalid method for HTTP/x.x request"),
            Protocol::Rtsp if !method.allows_rtsp() => Some("Invalid method for RTSP/x.x request"),
            Protocol::Ice if method != Method::SOURCE => Some("Expected SOURCE method for ICE/x.x request"),
            _ => None,
        };
        match refusal {
            Some(reason) => error(Code::InvalidConstant, reason, at + 1),
            None => self.go(State::ProtocolSlash, at + 1),
        }
    }

    fn version(&mut self, rules: Rules, found: &Found<'_>, at: usize) -> Step {
        let known = matches!(found.line.version, (0, 9) | (1, 0) | (1, 1) | (2, 0));
        if !known && !rules.lenient.has(Lenient::VERSION) {
            return error(Code::InvalidVersion, "Invalid HTTP version", at);
        }
        let next = match rules.request {
            false => State::StatusSpace,
            true if found.line.method == Method::PRI => State::Preface,
            true => State::RequestLineEnd,
        };
        self.go(next, at)
    }

    fn preface(&mut self, byte: u8, at: usize) -> Step {
        if byte != PREFACE[self.matched as usize] {
            return error(Code::InvalidVersion, "Expected HTTP/2 Connection Preface", at);
        }
        self.matched += 1;
        if self.matched as usize == PREFACE.len() {
            return Err(ParseError::new(Code::PausedH2Upgrade, "Pause on PRI/Upgrade", at + 1));
        }
        Ok(at + 1)
    }

    fn reason(&mut self, rules: Rules, found: &mut Found<'_>, data: &[u8], at: usize) -> Step {
        let Some(length) = memchr::memchr2(b'\r', b'\n', &data[at..]) else {
            self.keep(rules, found.store, &data[at..], data.len())?;
            found.line.text = self.end_span(found.store);
            return Ok(data.len());
        };
        let end = at + length;
        self.keep(rules, found.store, &data[at..end], end + 1)?;
        found.line.text = self.end_span(found.store);
        match data[end] {
            b'\r' => self.go(State::ReasonLf, end + 1),
            _ if rules.lenient.has(Lenient::OPTIONAL_CR_BEFORE_LF) => self.go(State::FieldsStart, end + 1),
            _ => error(Code::CrExpected, "Missing expected CR after response line", end + 1),
        }
    }
}

