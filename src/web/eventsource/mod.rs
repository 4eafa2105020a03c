//! `EventSource`, on the requests of `fetch`. Only with `--experimental-eventsource`.

use crate::runtime::builtin::{Module, private, shared};

/// The declaration.
pub const MODULE: Module = Module {
    name: "eventsource",
    scripts: &[
        shared("internal/eventsource", "eventsource.js"),
        private("internal/eventsource/parser", "parser.js"),
    ],
    globals: &[("EventSource", "internal/eventsource")],
    uses: &["base", "clone", "encoding", "events", "fetch", "messaging", "timers", "url"],
    ..Module::EMPTY
};
