//! `node:console`: the global console and the `Console` class (console.spec.whatwg.org, with Node's own).
//!
//! The console opens no stream before it writes to one, and formats nothing that is plain text.

use crate::runtime::builtin::{Module, private, public, shared};

/// The module's declaration.
pub const MODULE: Module = Module {
    name: "console",
    scripts: &[
        public("console", "console.js"),
        shared("internal/console/constructor", "constructor.js"),
        shared("internal/console/global", "global.js"),
        shared("internal/console/channels", "channels.js"),
        shared("internal/cli_table", "cli_table.js"),
        private("internal/console/namespace", "namespace.js"),
        private("internal/console/output", "output.js"),
        private("internal/console/table", "table.js"),
    ],
    globals: &[("console", "internal/console/namespace")],
    uses: &["base", "inspect"],
    ..Module::EMPTY
};
