//! `node:cluster`: a program on several processes that share its servers.

use crate::runtime::builtin::{Module, private, public, shared};

/// The declaration.
pub const MODULE: Module = Module {
    name: "cluster",
    scripts: &[
        public("cluster", "cluster.js"),
        private("internal/cluster/child", "child.js"),
        shared("internal/cluster/membership", "membership.js"),
        private("internal/cluster/primary", "primary.js"),
        private("internal/cluster/round_robin_handle", "round_robin_handle.js"),
        private("internal/cluster/shared_handle", "shared_handle.js"),
        private("internal/cluster/utils", "utils.js"),
        private("internal/cluster/worker", "worker.js"),
    ],
    uses: &["assert", "child_process", "dgram", "events", "net", "path"],
    ..Module::EMPTY
};
