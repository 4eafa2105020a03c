//! The server's side of connections: requests in, responses out.
//!
//! A [`Server`] has options, a [`Handler`] and connections. A [`Connection`] reads
//! when its stream is readable, hands heads and bodies to the handler, and takes
//! responses from whoever the handler gave the request to, now or later, in any order:
//! they leave in the order of the requests. Responses to a batch of pipelined requests
//! that are made at once leave with one write.
//!
//! A connection stops reading while the program has paused it, while its answers pile
//! up unread by the peer, and while too many requests wait for theirs. What was read
//! and not yet parsed is kept, at most one read.

mod connection;
mod exchange;
mod incoming;
mod leave;
mod meters;
mod respond;
mod servers;
#[cfg(test)]
mod tests;

use std::io;
use std::rc::Rc;

pub use connection::Connection;
pub use exchange::RequestId;
pub use leave::{Heir, Left, OpenResponse};
pub use meters::Meters;
pub use respond::{ResponseHead, ResponseError};
pub use servers::{Counters, Server};

use super::codec::{FIELDS_MAX, Fields, HEADER_BYTES_MAX, Head, Lenient, ParseError};

/// Requests of one connection that are parsed ahead of their responses, at most.
pub const PIPELINED_MAX: usize = 64;

/// What a server does with a request whose head was handed out.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Verdict {
    /// It will be responded to; its body follows, if it has one.
    Respond,
    /// The connection becomes another protocol's: see [`Handler::upgrade`].
    Upgrade,
}

/// Who a server's connections report to. All calls come from the shard's loop, one at
/// a time; each may use the connection in any way, or drop it.
pub trait Handler {
    /// A request's head. What it borrows is gone when the call returns.
    fn request(&self, connection: &Rc<Connection>, id: RequestId, head: &Head<'_>) -> Verdict;

    /// A piece of the body of the request that came last.
    fn body(&self, connection: &Rc<Connection>, data: &[u8]);

    /// That request is complete; always called, body or not.
    fn end(&self, connection: &Rc<Connection>, trailers: Fields<'_>);

    /// All that was read has been told. A handler may have put off until now what comes of a request or of its end, as
    /// these follow one another in what a peer has pipelined.
    fn told(&self, _connection: &Rc<Connection>) {}

    /// A response's last byte was given to the kernel.
    fn finished(&self, connection: &Rc<Connection>, id: RequestId);

    /// After [`Connection::write`] said false: all was written.
    fn drain(&self, connection: &Rc<Connection>);

    /// The stream is the handler's, with what was read beyond the request and what of
    /// earlier responses was not yet written. [`Handler::closed`] is not called.
    fn upgrade(&self, connection: &Rc<Connection>, left: Left, leftover: &[u8]);

    /// The peer sends what is not HTTP, or too slowly. Nothing more is read. With
    /// false the connection answers with the error's status, if it still can, and
    /// closes; with true that is the handler's business.
    fn client_error(&self, connection: &Rc<Connection>, error: &ClientError, packet: &[u8]) -> bool;

    /// Nothing happened for as long as [`Connection::set_timeout`] or the keep-alive
    /// timeout says. False lets the connection be closed.
    fn timeout(&self, connection: &Rc<Connection>) -> bool;

    /// More requests came than `requests_per_socket_max` allows: answered with 503.
    fn dropped(&self, connection: &Rc<Connection>, head: &Head<'_>);

    /// The connection is over, with an error or without; responses that are not
    /// complete never will be.
    fn closed(&self, connection: &Rc<Connection>, error: Option<&io::Error>);
}

/// What [`Handler::client_error`] is told.
#[derive(Debug)]
pub enum ClientError {
    Parse(ParseError),
    /// `ERR_HTTP_REQUEST_TIMEOUT`: head or request took too long.
    RequestTimeout,
}

impl ClientError {
    /// The status that Node answers with.
    pub const fn status(&self) -> u16 {
        match self {
            ClientError::Parse(error) => error.code.status(),
            ClientError::RequestTimeout => 408,
        }
    }
}

/// A server's options, with Node's names and defaults; 0 switches a timeout or a limit off.
#[derive(Clone, Debug)]
pub struct Options {
    pub lenient: Lenient,
    pub header_bytes_max: u32,
    /// Fields of a head, and of trailers; `u32::MAX` for as many as there are.
    pub fields_max: u32,
    /// HTTP/1.1 requests without `Host` are answered with 400.
    pub require_host_header: bool,
    /// From a message's first byte, or the connection's beginning, to its head's end.
    pub headers_timeout_ms: u64,
    /// The same to the message's end.
    pub request_timeout_ms: u64,
    /// Between a response and the next request.
    pub keep_alive_timeout_ms: u64,
    /// Patience on top of what the peer is told.
    pub keep_alive_timeout_buffer_ms: u64,
    /// How often headers' and requests' timeouts are looked at.
    pub connections_checking_interval_ms: u64,
    pub requests_per_socket_max: u32,
    /// Without reading or writing.
    pub timeout_ms: u64,
    /// The peer may end its side and still be answered.
    pub allow_half_open: bool,
}

impl Default for Options {
    fn default() -> Options {
        Options {
            lenient: Lenient::NONE,
            header_bytes_max: HEADER_BYTES_MAX,
            fields_max: FIELDS_MAX,
            require_host_header: true,
            headers_timeout_ms: 60_000,
            request_timeout_ms: 300_000,
            keep_alive_timeout_ms: 5_000,
            keep_alive_timeout_buffer_ms: 1_000,
            connections_checking_interval_ms: 30_000,
            requests_per_socket_max: 0,
            timeout_ms: 0,
            allow_half_open: false,
        }
    }
}
