//! `node:child_process`: other programs as processes, and the channel on which Node's processes talk.

use crate::runtime::builtin::{Module, private, public, shared};

mod channel;
mod launch;
mod process;
mod sync;

/// The declaration.
pub const MODULE: Module = Module {
    name: "child_process",
    scripts: &[
        public("child_process", "child_process.js"),
        private("internal/child_process/exec", "exec.js"),
        private("internal/child_process/options", "options.js"),
        private("internal/child_process/stdio", "stdio.js"),
        private("internal/child_process/sync", "sync.js"),
        shared("internal/child_process", "process.js"),
        private("internal/child_process/channel", "channel.js"),
        private("internal/child_process/control", "control.js"),
        private("internal/child_process/handles", "handles.js"),
        private("internal/child_process/serialization", "serialization.js"),
        private("internal/socket_list", "socket_list.js"),
    ],
    uses: &["base", "buffer", "dgram", "diagnostics_channel", "events", "fs", "inspect", "net", "v8"],
    bindings: &[("process_wrap", process::bind), ("spawn_sync", sync::bind), ("ipc", channel::bind)],
    ..Module::EMPTY
};
