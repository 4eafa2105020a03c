//! `node:path`: paths as strings, by POSIX's rules and by Windows's.

use crate::runtime::builtin::{Module, private, public, shared};

/// The declaration.
pub const MODULE: Module = Module {
    name: "path",
    scripts: &[
        public("path", "path.js"),
        public("path/posix", "posix_only.js"),
        public("path/win32", "win32_only.js"),
        private("internal/path/posix", "posix.js"),
        private("internal/path/win32", "win32.js"),
        private("internal/path/segments", "segments.js"),
        shared("internal/path/glob", "glob.js"),
        private("internal/path/braces", "braces.js"),
    ],
    uses: &["base"],
    ..Module::EMPTY
};
