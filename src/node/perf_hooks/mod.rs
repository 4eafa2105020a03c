//! `node:perf_hooks`: the performance API as a module.

use crate::runtime::builtin::{Module, public};

/// The declaration.
pub const MODULE: Module = Module {
    name: "perf_hooks",
    scripts: &[public("perf_hooks", "perf_hooks.js")],
    uses: &["performance"],
    ..Module::EMPTY
};
