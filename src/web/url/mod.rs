//! URL, URLSearchParams and URLPattern (WHATWG URL and URL Pattern), and file URLs.

use crate::runtime::builtin::{Module, private, shared};

mod form;
mod natives;

/// The declaration.
pub const MODULE: Module = Module {
    name: "url",
    scripts: &[
        shared("internal/url", "url.js"),
        private("internal/url/search_params", "search_params.js"),
        private("internal/url/file", "file.js"),
        shared("internal/url/pattern", "pattern.js"),
        private("internal/url/pattern_parser", "pattern_parser.js"),
        private("internal/url/pattern_component", "pattern_component.js"),
        private("internal/url/pattern_init", "pattern_init.js"),
    ],
    bindings: &[("url", natives::bind)],
    globals: &[
        ("URL", "internal/url"),
        ("URLSearchParams", "internal/url"),
        ("URLPattern", "internal/url/pattern"),
    ],
    uses: &["base", "inspect", "clone", "blob"],
    ..Module::EMPTY
};
