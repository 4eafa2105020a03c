//! The global `navigator`, and its locks, which are the process's: all threads take part.

mod locks;

use crate::runtime::builtin::{Module, shared};

/// The declaration. The global itself is defined with the others that are accessors, by the layer above.
pub const MODULE: Module = Module {
    name: "navigator",
    scripts: &[shared("internal/navigator", "navigator.js"), shared("internal/locks", "locks.js")],
    uses: &["base"],
    bindings: &[("locks", locks::bind)],
    globals: &[("Navigator", "internal/navigator")],
    ..Module::EMPTY
};
