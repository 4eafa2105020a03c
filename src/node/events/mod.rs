//! `node:events`: EventEmitter, and waiting for events of emitters and EventTargets with promises.
use crate::runtime::builtin::{Module, private, public};

pub const MODULE: Module = Module {
    name: "events",
    scripts: &[
        public("events", "events.js"),
        private("internal/events/agnostic", "agnostic.js"),
        private("internal/events/async_resource", "async_resource.js"),
        private("internal/events/on", "on.js"),
        private("internal/events/once", "once.js"),
        private("internal/events/warnings", "warnings.js"),
    ],
    // The folder web/events among them, beside this one of the same name.
    uses: &["async_hooks", "base", "events", "inspect"],
    ..Module::EMPTY
};
