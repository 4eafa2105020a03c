//! `node:vm`: scripts, further contexts, functions compiled from text, and modules made by hand.

use crate::runtime::builtin::{Module, private, public, shared};

mod modules;
mod natives;

/// The declaration.
pub const MODULE: Module = Module {
    name: "vm",
    scripts: &[
        public("vm", "vm.js"),
        shared("internal/vm/context", "context.js"),
        private("internal/vm/compile_function", "compile_function.js"),
        private("internal/vm/measure_memory", "measure_memory.js"),
        private("internal/vm/module", "module.js"),
        private("internal/vm/linking", "linking.js"),
        private("internal/vm/origin", "origin.js"),
        shared("internal/vm", "script.js"),
    ],
    uses: &["base", "buffer", "inspect", "loader", "path", "process", "timers", "url"],
    bindings: &[("contextify", natives::bind), ("module_wrap", modules::bind)],
    ..Module::EMPTY
};
