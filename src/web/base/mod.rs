//! What every other built-in script leans on: errors, checks of arguments, small helpers, small data structures.
use crate::runtime::builtin::{Module, private, shared};

pub const MODULE: Module = Module {
    name: "base",
    scripts: &[
        shared("internal/errors", "errors.js"),
        private("internal/errors/codes", "error_codes.js"),
        private("internal/errors/messages", "error_messages.js"),
        private("internal/errors/text", "error_text.js"),
        private("internal/errors/system", "system_errors.js"),
        shared("internal/errors/uv", "uv_errors.js"),
        shared("internal/per_context/domexception", "domexception.js"),
        shared("internal/assert", "assert.js"),
        shared("internal/validators", "validators.js"),
        shared("internal/util", "util.js"),
        private("internal/util/define", "util_define.js"),
        private("internal/util/deprecate", "util_deprecate.js"),
        private("internal/util/promisify", "util_promisify.js"),
        private("internal/util/system", "util_system.js"),
        shared("internal/util/types", "types.js"),
        shared("internal/options", "options.js"),
        shared("internal/constants", "constants.js"),
        shared("internal/fixed_queue", "fixed_queue.js"),
        shared("internal/linkedlist", "linkedlist.js"),
        shared("internal/priority_queue", "priority_queue.js"),
    ],
    uses: &["inspect", "url"],
    globals: &[("DOMException", "internal/per_context/domexception")],
    ..Module::EMPTY
};
