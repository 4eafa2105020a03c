//! `node:readline` and `node:readline/promises`: lines from a stream, and the editing of a line on a terminal.

use crate::runtime::builtin::{Module, private, public, shared};

/// The declaration.
pub const MODULE: Module = Module {
    name: "readline",
    scripts: &[
        public("readline", "readline.js"),
        public("readline/promises", "promises.js"),
        shared("internal/readline/interface", "interface.js"),
        shared("internal/readline/utils", "utils.js"),
        shared("internal/readline/callbacks", "callbacks.js"),
        shared("internal/readline/emitKeypressEvents", "keypress.js"),
        private("internal/readline/promises", "transaction.js"),
        private("internal/readline/symbols", "symbols.js"),
        private("internal/readline/display", "display.js"),
        private("internal/readline/editing", "editing.js"),
        private("internal/readline/keys", "keys.js"),
        private("internal/readline/key_parser", "key_parser.js"),
        private("internal/readline/completion", "completion.js"),
        private("internal/readline/multiline", "multiline.js"),
        private("internal/readline/history", "history.js"),
    ],
    uses: &["base", "events", "inspect", "stream", "string_decoder", "timers"],
    ..Module::EMPTY
};
