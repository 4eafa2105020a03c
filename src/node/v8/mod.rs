//! `node:v8`: V8's serialisation format, and what of the engine's statistics means something here.

use crate::runtime::builtin::{Module, private, public};

mod deserializer;
mod heap;
mod serializer;
mod wire;

/// The declaration.
pub const MODULE: Module = Module {
    name: "v8",
    scripts: &[
        public("v8", "v8.js"),
        private("internal/v8/serdes", "serdes.js"),
        private("internal/v8/startup_snapshot", "startup_snapshot.js"),
    ],
    uses: &["async_hooks", "base", "buffer", "inspect", "os", "process"],
    bindings: &[("serdes", bind_serdes), ("v8", heap::bind)],
    ..Module::EMPTY
};

fn bind_serdes(binding: &crate::engine::Binding) -> crate::engine::Result<()> {
    serializer::bind(binding)?;
    deserializer::bind(binding)
}
