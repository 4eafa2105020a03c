//! Blob and File, and the object URLs that name them.

use crate::runtime::builtin::{Module, private, shared};

/// The declaration.
pub const MODULE: Module = Module {
    name: "blob",
    scripts: &[
        shared("internal/blob", "blob.js"),
        shared("internal/file", "file.js"),
        shared("internal/blob/data", "data.js"),
        private("internal/blob/conversions", "conversions.js"),
    ],
    globals: &[("Blob", "internal/blob"), ("File", "internal/file")],
    uses: &["base", "clone", "encoding", "inspect", "streams"],
    ..Module::EMPTY
};
