//! CommonJS and ES modules: how a program's own modules are found, compiled and run, as Node 24 does it.

use crate::runtime::builtin::{Module, private, public, shared};

mod exports;
mod imports;
mod modules;
mod natives;
mod tokens;

/// The declaration.
pub const MODULE: Module = Module {
    name: "loader",
    scripts: &[
        public("module", "public.js"),
        shared("internal/modules/cjs/loader", "cjs.js"),
        private("internal/modules/cjs/find", "find.js"),
        private("internal/modules/cjs/circular", "circular.js"),
        private("internal/modules/package_json_reader", "package_json.js"),
        private("internal/modules/package_targets", "package_targets.js"),
        shared("internal/modules/helpers", "helpers.js"),
        shared("internal/modules/run_main", "run_main.js"),
    ],
    uses: &["base", "path", "url"],
    bindings: &[("modules", natives::bind), ("esm", modules::bind)],
    ..Module::EMPTY
};
