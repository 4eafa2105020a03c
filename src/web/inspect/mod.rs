//! `internal/util/inspect`: how values are shown, by `util.inspect`, `util.format`, the console, error
//! messages and assertions; with the terminal's colours and `util.debuglog`, which stand on it.
//!
//! The entry (`inspect.js`) holds the options and the public functions and is all that a line of plain
//! text needs. What walks a value loads with the first value shown; each rare kind of value has its file.

use crate::runtime::builtin::{Module, private, shared};

/// The module's declaration.
pub const MODULE: Module = Module {
    name: "inspect",
    scripts: &[
        shared("internal/util/inspect", "inspect.js"),
        shared("internal/util/colors", "colors.js"),
        shared("internal/util/debuglog", "debuglog.js"),
        private("internal/util/inspect/builtins", "builtins.js"),
        private("internal/util/inspect/collections", "collections.js"),
        private("internal/util/inspect/errors", "errors.js"),
        private("internal/util/inspect/format", "format.js"),
        private("internal/util/inspect/functions", "functions.js"),
        private("internal/util/inspect/layout", "layout.js"),
        private("internal/util/inspect/names", "names.js"),
        private("internal/util/inspect/primitives", "primitives.js"),
        private("internal/util/inspect/value", "value.js"),
        private("internal/util/inspect/width", "width.js"),
    ],
    uses: &["base", "url"],
    ..Module::EMPTY
};
