//! `node:url`: the WHATWG classes, file URLs, and the parser that came before them.

use crate::runtime::builtin::{Module, private, public};

/// The declaration.
pub const MODULE: Module = Module {
    name: "url",
    scripts: &[
        public("url", "url.js"),
        private("internal/url/legacy", "legacy.js"),
        private("internal/url/legacy_resolve", "legacy_resolve.js"),
        private("internal/url/legacy_protocols", "legacy_protocols.js"),
        private("internal/url/file_buffer", "file_buffer.js"),
    ],
    uses: &["base", "url", "querystring", "buffer"],
    ..Module::EMPTY
};
