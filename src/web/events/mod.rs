//! `EventTarget` and its kin, `AbortController` and `AbortSignal`: https://dom.spec.whatwg.org/.
use crate::runtime::builtin::{Module, private, shared};

pub const MODULE: Module = Module {
    name: "events",
    scripts: &[
        shared("internal/event_target", "event_target.js"),
        private("internal/event_target/event", "event.js"),
        private("internal/event_target/handler", "handler.js"),
        private("internal/event_target/listener", "listener.js"),
        private("internal/event_target/node", "node_event_target.js"),
        shared("internal/abort_controller", "abort_controller.js"),
        private("internal/abort_controller/any", "abort_any.js"),
        private("internal/abort_controller/transfer", "abort_transfer.js"),
        shared("internal/events/abort_listener", "abort_listener.js"),
        shared("internal/events/symbols", "symbols.js"),
    ],
    uses: &["base", "clone", "inspect", "timers"],
    globals: &[
        ("AbortController", "internal/abort_controller"),
        ("AbortSignal", "internal/abort_controller"),
        ("CustomEvent", "internal/event_target"),
        ("Event", "internal/event_target"),
        ("EventTarget", "internal/event_target"),
    ],
    ..Module::EMPTY
};
