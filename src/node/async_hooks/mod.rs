//! `node:async_hooks`: `AsyncLocalStorage` on the engine's async context, and resources with ids and hooks.

use crate::runtime::builtin::{Module, public, shared};

mod promise_natives;

/// The declaration.
pub const MODULE: Module = Module {
    name: "async_hooks",
    scripts: &[
        public("async_hooks", "async_hooks.js"),
        shared("internal/async_hooks", "hooks.js"),
        shared("internal/promise_hooks", "promise_hooks.js"),
        shared("internal/async_context_frame", "frame.js"),
        shared("internal/async_local_storage/async_context_frame", "local_storage.js"),
        shared("internal/async_local_storage/run_scope", "run_scope.js"),
        shared("internal/async_resource", "resource.js"),
    ],
    uses: &["base", "timers"],
    bindings: &[("promise_hooks", promise_natives::bind)],
    ..Module::EMPTY
};
