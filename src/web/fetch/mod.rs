//! `fetch`, `Headers`, `Request`, `Response` and `FormData`, on the HTTP client in Rust.
//!
//! A body is read straight from what it was made of; a `ReadableStream` is made only for programs that ask for one.

use crate::runtime::builtin::{Module, private, shared};

mod exchange;
mod natives;
mod pool;

/// The declaration.
pub const MODULE: Module = Module {
    name: "fetch",
    scripts: &[
        shared("internal/fetch", "global.js"),
        shared("internal/fetch/headers", "headers.js"),
        shared("internal/fetch/webidl", "webidl.js"),
        shared("internal/fetch/request", "request.js"),
        shared("internal/fetch/response", "response.js"),
        private("internal/fetch/body", "body.js"),
        shared("internal/fetch/body_source", "body_source.js"),
        private("internal/fetch/form_data", "form_data.js"),
        private("internal/fetch/multipart", "multipart.js"),
        private("internal/fetch/fetching", "fetching.js"),
        private("internal/fetch/integrity", "integrity.js"),
        private("internal/fetch/redirect", "redirect.js"),
        shared("internal/fetch/proxies", "proxies.js"),
        private("internal/fetch/schemes", "schemes.js"),
        private("internal/fetch/network", "network.js"),
        private("internal/fetch/decoding", "decoding.js"),
        private("internal/fetch/errors", "errors.js"),
        shared("internal/fetch/mime", "mime.js"),
    ],
    globals: &[
        ("fetch", "internal/fetch"),
        ("Headers", "internal/fetch/headers"),
        ("Request", "internal/fetch/request"),
        ("Response", "internal/fetch/response"),
        ("FormData", "internal/fetch/form_data"),
    ],
    uses: &["base", "blob", "clone", "encoding", "events", "inspect", "streams", "url"],
    bindings: &[("http_client", natives::bind)],
    ..Module::EMPTY
};
