//! `rnode:serve`: HTTP served with `Request` and `Response`, on the native connections of `node:http`. Also what serves
//! a program whose main module exports `{ fetch }` as its default.

use crate::runtime::builtin::{Module, own, private, shared};

/// The declaration.
pub const MODULE: Module = Module {
    name: "serve",
    scripts: &[
        own("rnode:serve", "serve.js"),
        private("internal/serve/server", "server.js"),
        private("internal/serve/exchange", "exchange.js"),
        shared("internal/serve/main", "main.js"),
    ],
    uses: &["base", "events", "fetch", "inspect", "net", "timers", "url"],
    ..Module::EMPTY
};
