//! `node:process`, and how a program's world is set up before its first line runs.

use crate::runtime::builtin::{Module, private, public, shared};

mod console_io;
mod drain;
mod lifecycle;
mod natives;
mod shared_env;
mod signal_watch;

pub use drain::begin as begin_draining;
pub use lifecycle::live;
pub use natives::NODE_VERSION;

/// The declaration.
pub const MODULE: Module = Module {
    name: "process",
    scripts: &[
        public("process", "public.js"),
        shared("internal/bootstrap", "bootstrap.js"),
        shared("internal/process/task_queues", "task_queues.js"),
        shared("internal/process/process", "process.js"),
        private("internal/process/per_thread", "per_thread.js"),
        shared("internal/process/env", "env.js"),
        shared("internal/process/fatal", "fatal.js"),
        shared("internal/gc", "gc.js"),
        shared("internal/process/drain", "drain.js"),
        private("internal/process/finalization", "finalization.js"),
        private("internal/process/flags", "flags.js"),
        private("internal/process/report", "report.js"),
        private("internal/process/promises", "promises.js"),
        private("internal/process/signals", "signals.js"),
        private("internal/process/stdio", "stdio.js"),
        shared("internal/process/warning", "warning.js"),
    ],
    uses: &[
        "base", "buffer", "child_process", "cluster", "events", "fs", "inspect", "intl", "loader", "navigator",
        "net", "os", "path", "performance", "stream", "timers", "tty", "util",
    ],
    bindings: &[
        ("process_methods", natives::bind),
        ("process_fatal", console_io::bind),
        ("process_signals", signal_watch::bind),
        ("drain", drain::bind),
        ("watchdog", signal_watch::watchdog),
        ("shared_env", shared_env::bind),
        ("worker", natives::worker),
    ],
    ..Module::EMPTY
};
