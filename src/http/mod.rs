//! HTTP/1.1 without JavaScript.
pub mod codec;
