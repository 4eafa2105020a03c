//! `node:assert`: assertions, and errors that say what differs.

use crate::runtime::builtin::{Module, private, public, shared};

/// The module's declaration.
pub const MODULE: Module = Module {
    name: "assert",
    scripts: &[
        public("assert", "assert.js"),
        public("assert/strict", "strict.js"),
        shared("internal/assert/assertion_error", "assertion_error.js"),
        shared("internal/assert/utils", "ok.js"),
        private("internal/assert/calltracker", "call_tracker.js"),
        private("internal/assert/diff", "diff.js"),
        private("internal/assert/expression", "expression.js"),
        private("internal/assert/throws", "throws.js"),
    ],
    uses: &["base", "fs", "inspect", "url", "util"],
    ..Module::EMPTY
};
