//! `node:http2`: its constants and settings. Sessions are not there yet, and whatever needs one says so.

use crate::runtime::builtin::{Module, private, public};

/// The declaration.
pub const MODULE: Module = Module {
    name: "http2",
    scripts: &[
        public("http2", "http2.js"),
        private("internal/http2/constants", "constants.js"),
        private("internal/http2/settings", "settings.js"),
    ],
    uses: &["base", "buffer", "stream", "tls"],
    ..Module::EMPTY
};
