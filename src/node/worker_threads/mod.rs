//! `node:worker_threads`: threads that run JavaScript, and the ports that they speak through.

use crate::runtime::builtin::{Module, private, public};

/// The declaration.
pub const MODULE: Module = Module {
    name: "worker_threads",
    scripts: &[
        public("worker_threads", "worker_threads.js"),
        private("internal/worker/environment_data", "environment_data.js"),
        private("internal/worker/absent", "absent.js"),
    ],
    uses: &["base", "clone", "messaging"],
    ..Module::EMPTY
};
