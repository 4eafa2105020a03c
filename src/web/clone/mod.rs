//! `structuredClone`, the messages that threads send one another, and the protocol by which built-in classes take part.

use crate::engine::{Binding, Call, Result, Value};
use crate::runtime::builtin::{Module, private, shared};

mod format;
mod hooks;
mod message;
mod reader;
mod writer;

pub use message::Message;

/// The declaration.
pub const MODULE: Module = Module {
    name: "clone",
    scripts: &[
        shared("internal/worker/transfer_marks", "transfer_marks.js"),
        shared("internal/worker/js_transferable", "js_transferable.js"),
        private("internal/worker/clone_hooks", "hooks.js"),
    ],
    globals: &[("structuredClone", "internal/worker/js_transferable")],
    bindings: &[("messaging", bind)],
    uses: &["base"],
    ..Module::EMPTY
};

// `kTransferMode` in transfer_marks.js.
const TRANSFERABLE: i32 = 1;
const CLONEABLE: i32 = 2;

fn bind(binding: &Binding) -> Result<()> {
    binding.function("setHooks", 2, hooks::set_hooks)?;
    binding.function("cloneInto", 4, hooks::clone_into)?;
    binding.function("structuredClone", 2, |call: &Call| -> Result<Value> {
        let cx = call.cx();
        let transfer = if call.arg(1).is_undefined() { Vec::new() } else { cx.elements(call.arg(1))? };
        Message::write(cx, call.arg(0), transfer)?.read(cx)
    })
}
