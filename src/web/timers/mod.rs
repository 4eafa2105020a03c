//! Timers and immediates: the globals, `node:timers` and `node:timers/promises`.

use crate::runtime::builtin::{Module, public, shared};

/// The declaration.
pub const MODULE: Module = Module {
    name: "timers",
    scripts: &[
        shared("internal/timers", "internal.js"),
        public("timers", "timers.js"),
        public("timers/promises", "promises.js"),
    ],
    uses: &["base"],
    globals: &[
        ("setTimeout", "timers"),
        ("clearTimeout", "timers"),
        ("setInterval", "timers"),
        ("clearInterval", "timers"),
        ("setImmediate", "timers"),
        ("clearImmediate", "timers"),
    ],
    ..Module::EMPTY
};
