//! `node:worker_threads`: threads that run JavaScript, and the ports that they speak through.

use crate::runtime::builtin::{Module, private, public, shared};

mod inboxes;
mod natives;
mod thread;

/// The declaration.
pub const MODULE: Module = Module {
    name: "worker_threads",
    scripts: &[
        public("worker_threads", "worker_threads.js"),
        shared("internal/worker", "worker.js"),
        shared("internal/worker/delivery", "delivery.js"),
        shared("internal/worker/io", "io.js"),
        shared("internal/error_serdes", "error_serdes.js"),
        private("internal/worker/environment_data", "environment_data.js"),
        private("internal/worker/message_types", "message_types.js"),
        private("internal/worker/messaging", "messaging.js"),
        private("internal/worker/port_context", "port_context.js"),
        private("internal/worker/unmanaged_fds", "unmanaged_fds.js"),
        private("internal/worker/unsupported", "unsupported.js"),
        private("internal/worker/utilization", "utilization.js"),
        shared("internal/main/worker_thread", "main.js"),
    ],
    uses: &[
        "base", "clone", "diagnostics_channel", "events", "inspect", "loader", "messaging", "navigator", "path",
        "process", "stream", "url", "v8", "vm",
    ],
    bindings: &[("worker_threads", natives::bind)],
    ..Module::EMPTY
};

/// Ends the workers of this thread's program, which is over.
pub fn stop_children() {
    thread::Children::get().stop();
}
