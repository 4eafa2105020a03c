//! `structuredClone`, and the protocol by which built-in classes take part in cloning and transferring.

use crate::runtime::builtin::{Module, shared};

/// The declaration.
pub const MODULE: Module = Module {
    name: "clone",
    scripts: &[
        shared("internal/worker/transfer_marks", "transfer_marks.js"),
        shared("internal/worker/js_transferable", "js_transferable.js"),
        shared("internal/structured_clone", "structured_clone.js"),
    ],
    globals: &[("structuredClone", "internal/worker/js_transferable")],
    uses: &["base"],
    ..Module::EMPTY
};
