//! `node:domain`: errors of callbacks and emitters that belong together, handled in one place.

use crate::runtime::builtin::{Module, private, public};

/// The declaration.
pub const MODULE: Module = Module {
    name: "domain",
    scripts: &[
        public("domain", "domain.js"),
        private("internal/domain/current", "current.js"),
        private("internal/domain/emitters", "emitters.js"),
    ],
    uses: &["async_hooks", "base", "events", "process"],
    ..Module::EMPTY
};
