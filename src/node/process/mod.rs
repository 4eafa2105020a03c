//! `node:process`, and how a program's world is set up before its first line runs.

use crate::runtime::builtin::{Module, private, public, shared};

mod console_io;
mod natives;
mod signal_watch;

pub use natives::NODE_VERSION;

/// The declaration.
pub const MODULE: Module = Module {
    name: "process",
    scripts: &[
        public("process", "public.js"),
        shared("internal/bootstrap", "bootstrap.js"),
        shared("internal/process/task_queues", "task_queues.js"),
        private("internal/process/process", "process.js"),
        private("internal/process/per_thread", "per_thread.js"),
        private("internal/process/env", "env.js"),
        private("internal/process/fatal", "fatal.js"),
        private("internal/process/finalization", "finalization.js"),
        private("internal/process/flags", "flags.js"),
        private("internal/process/report", "report.js"),
        private("internal/process/promises", "promises.js"),
        private("internal/process/signals", "signals.js"),
        private("internal/process/stdio", "stdio.js"),
        shared("internal/process/warning", "warning.js"),
    ],
    uses: &[
        "base", "buffer", "child_process", "cluster", "events", "fs", "inspect", "net",
        "os", "path", "stream", "timers", "tty", "util",
    ],
    bindings: &[
        ("process_methods", natives::bind),
        ("process_fatal", console_io::bind),
        ("process_signals", signal_watch::bind),
        ("watchdog", signal_watch::watchdog),
        ("worker", natives::worker),
    ],
    ..Module::EMPTY
};
