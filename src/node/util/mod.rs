//! `node:util`: what programs use of the runtime's own helpers, and the parts of it that stand alone:
//! deep comparison, command-line arguments, MIME types, .env files, text styles and differences.

use crate::runtime::builtin::{Module, private, public, shared};

/// The module's declaration.
pub const MODULE: Module = Module {
    name: "util",
    scripts: &[
        public("util", "util.js"),
        public("util/types", "types.js"),
        public("sys", "sys.js"),
        shared("internal/mime", "mime.js"),
        shared("internal/util/comparisons", "comparisons.js"),
        shared("internal/util/myers_diff", "myers_diff.js"),
        private("internal/util/call_sites", "call_sites.js"),
        private("internal/util/callbackify", "callbackify.js"),
        private("internal/util/compare_collections", "compare_collections.js"),
        private("internal/util/diff", "diff.js"),
        private("internal/util/parse_args/parse_args", "parse_args.js"),
        private("internal/util/parse_args/tokens", "parse_args_tokens.js"),
        private("internal/util/parse_env", "parse_env.js"),
        private("internal/util/style_text", "style_text.js"),
        private("internal/util/trace_sigint", "trace_sigint.js"),
    ],
    uses: &["base", "encoding", "events", "inspect", "loader", "stream", "url"],
    ..Module::EMPTY
};
