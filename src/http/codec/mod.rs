//! HTTP/1.1 as bytes: no I/O, no time, no JavaScript.
//!
//! ```text
//!   bytes ──▶ Parser::step ──▶ Head · Body … · End(trailers) · Upgrade
//!               │ fast: httparse, a whole head in one buffer
//!               └ scan: byte by byte; partial, odd and wrong heads, in Node's words
//!   fields ──▶ encode::response / request ──▶ head bytes + how the body is framed
//! ```
//!
//! Invariants: what both roads accept they read alike; a message cut anywhere gives
//! the events of the whole one; an unfinished head never holds more than
//! `header_bytes_max`; nothing is allocated for a head that comes in one piece, once
//! a parser is warm.

mod chars;
mod chunked;
pub mod date;
pub mod encode;
mod error;
mod fast;
mod framing;
pub mod fuzz;
#[cfg(test)]
mod golden;
mod head;
mod head_text;
mod limits;
mod method;
mod parser;
mod scan;
pub mod status;

pub use chars::{is_valid_name, is_valid_value};
pub use error::{Code, ParseError};
pub use framing::Expectation;
pub use head::{Fields, Head};
pub use head_text::{HeadText, reencode};
pub use limits::{CHUNK_EXTENSION_BYTES_MAX, FIELDS_MAX, HEADER_BYTES_MAX, Lenient};
pub use method::Method;
pub use parser::{Disposition, Event, Parser};
