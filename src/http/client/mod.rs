//! The client's side of a connection: requests out, responses in.
//!
//! One [`Connection`] is one stream. A request is sent as a head and a body, whole or
//! in pieces; its response comes through the [`Handler`]. The next request may follow
//! when [`Handler::end`] says so, or, pipelined, at once: responses come in order.

mod connection;
mod request;
#[cfg(test)]
mod tests;

use std::io;
use std::rc::Rc;

use shards::net::Stream;

pub use connection::Connection;
pub use request::RequestError;

use super::codec::{Fields, HEADER_BYTES_MAX, Head, Lenient, ParseError};

/// Who a connection reports to. All calls come from the shard's loop, one at a time;
/// each may use the connection in any way, or drop it.
pub trait Handler {
    /// A 1xx response other than 101: the real one is still to come.
    fn informational(&self, connection: &Rc<Connection>, head: &Head<'_>);

    /// A response's head. What it borrows is gone when the call returns.
    fn response(&self, connection: &Rc<Connection>, head: &Head<'_>);

    /// A piece of its body.
    fn body(&self, connection: &Rc<Connection>, data: &[u8]);

    /// The response is complete. If `reusable`, another request may be sent; otherwise
    /// the connection closes.
    fn end(&self, connection: &Rc<Connection>, trailers: Fields<'_>, reusable: bool);

    /// After a CONNECT, or with status 101, which was told by [`Handler::response`]: the
    /// stream is the handler's, with what was read beyond the response.
    /// [`Handler::closed`] is not called.
    fn upgrade(&self, connection: &Rc<Connection>, taken: Taken, leftover: &[u8]);

    /// After [`Connection::write`] said false: all was written.
    fn drain(&self, connection: &Rc<Connection>);

    /// Nothing happened for as long as [`Connection::set_timeout`] says. False lets the
    /// connection be closed.
    fn timeout(&self, connection: &Rc<Connection>) -> bool;

    /// The connection is over; responses that are not complete never will be.
    fn closed(&self, connection: &Rc<Connection>, failure: Option<&Failure>);
}

/// A connection's stream after an upgrade.
pub struct Taken {
    pub stream: Stream,
    /// To be written before anything else.
    pub unsent: Vec<u8>,
}

/// Why a connection is over before its time.
#[derive(Debug)]
pub enum Failure {
    Io(io::Error),
    Parse(ParseError),
    /// The peer ended the stream where a response was due: `socket hang up`.
    HungUp,
    /// The peer sent what nobody had asked for.
    Unsolicited,
}

/// How responses are read.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    pub lenient: Lenient,
    pub header_bytes_max: u32,
}

impl Default for Options {
    fn default() -> Options {
        Options { lenient: Lenient::NONE, header_bytes_max: HEADER_BYTES_MAX }
    }
}
