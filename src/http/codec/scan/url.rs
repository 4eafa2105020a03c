//! The request target's grammar, as far as the parser checks it: where each kind of
//! byte may stand, not what the parts mean.

use super::super::chars::{is_authority, is_url};
use super::super::error::{Code, ParseError};
use super::error;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum State {
    Start,
    Scheme,
    /// Behind `scheme:`, with how many slashes.
    Slashes(u8),
    Server,
    /// Right behind an `@`.
    ServerAt,
    Path,
    Query,
    Fragment,
}

/// How a run over the target ended.
pub(super) enum Stop {
    /// At the end of the data.
    Data(State),
    /// At the space, CR or LF behind the target.
    End(usize),
}

pub(super) fn run(mut state: State, data: &[u8], mut at: usize) -> Result<Stop, ParseError> {
    while let Some(&byte) = data.get(at) {
        state = match state {
            State::Path => {
                at += data[at..].iter().take_while(|&&byte| is_url(byte)).count();
                match data.get(at) {
                    None => break,
                    Some(b'?') => State::Query,
                    Some(b'#') => State::Fragment,
                    Some(&byte) => return end(byte, at, "Invalid char in url path"),
                }
            }
            State::Query => match byte {
                b'#' => State::Fragment,
                b'?' => State::Query,
                _ if is_url(byte) => State::Query,
                _ => return end(byte, at, "Invalid char in url query"),
            },
            State::Fragment => match byte {
                b'?' | b'#' => State::Fragment,
                _ if is_url(byte) => State::Fragment,
                _ => return end(byte, at, "Invalid char in url fragment start"),
            },
            State::Server | State::ServerAt => match byte {
                b'/' => State::Path,
                b'?' => State::Query,
                b'@' if state == State::ServerAt => {
                    return error(Code::InvalidUrl, "Double @ in url", at + 1);
                }
                b'@' => State::ServerAt,
                b'[' | b']' => State::Server,
                _ if is_authority(byte) => State::Server,
                _ => return end(byte, at, "Unexpected char in url server"),
            },
            State::Start | State::Scheme | State::Slashes(_)
                if matches!(byte, b' ' | b'\r' | b'\n' | b'\t' | 0x0c) =>
            {
                // Of the two slashes, only the first's place is looked at this way.
                if state == State::Slashes(1) {
                    return error(Code::InvalidUrl, "Unexpected char in url schema", at);
                }
                return error(Code::InvalidUrl, "Invalid characters in url", at + 1);
            }
            State::Start => match byte {
                b'/' | b'*' => State::Path,
                b'a'..=b'z' | b'A'..=b'Z' => State::Scheme,
                _ => return error(Code::InvalidUrl, "Unexpected start char in url", at),
            },
            State::Scheme => match byte {
                b':' => State::Slashes(0),
                b'a'..=b'z' | b'A'..=b'Z' => State::Scheme,
                _ => return error(Code::InvalidUrl, "Unexpected char in url schema", at),
            },
            State::Slashes(count) => match (byte, count) {
                (b'/', 0) => State::Slashes(1),
                (b'/', _) => State::Server,
                _ => return error(Code::InvalidUrl, "Unexpected char in url schema", at),
            },
        };
        at += 1;
    }
    Ok(Stop::Data(state))
}

fn end(byte: u8, at: usize, reason: &'static str) -> Result<Stop, ParseError> {
    match byte {
        b' ' | b'\r' | b'\n' => Ok(Stop::End(at)),
        b'\t' | 0x0c => error(Code::InvalidUrl, "Invalid characters in url", at + 1),
        _ => error(Code::InvalidUrl, reason, at),
    }
}
