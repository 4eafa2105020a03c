//! `WebAssembly`: the JavaScript interface (https://webassembly.github.io/spec/js-api/) on the interpreter wasmi.
//!
//! ```text
//!   wasm.js, streaming.js      classes, argument checks, promises, V8's messages
//!        |
//!   module   instance          compiling; linking
//!   function memory table global
//!        |
//!      group                   a store of the interpreter and what it holds of JavaScript
//! ```
//! What is linked with each other shares a store, see [`group`]; how JavaScript is called from WebAssembly, and what it may
//! do meanwhile, see [`function`].
//!
//! A memory is at most 2 GiB less a page, the engine's longest `ArrayBuffer`, and counts for `--max-heap-mb`: beyond it,
//! `memory.grow` is refused and an allocation throws.
//!
//! Absent, as the interpreter does not have it: exceptions (`Tag`, `Exception`), shared memory and atomics, garbage collected
//! types, suspending (`Suspending`, `promising`). An instance cannot import memory, tables or globals of two others that
//! share no store: a `LinkError` says so. A function that is reached through a table alone has an empty name, where V8 has
//! its number. `grow` and indices of 64-bit memories and tables are numbers. A loop in WebAssembly that calls no JavaScript is
//! not interrupted: `worker.terminate()` waits for its end.

use crate::engine::{Binding, Result};
use crate::runtime::builtin::{Module, private, shared};

mod binary;
mod function;
mod global;
mod group;
mod hooks;
mod instance;
mod memory;
mod module;
mod table;
mod value;

/// The declaration.
pub const MODULE: Module = Module {
    name: "wasm",
    scripts: &[
        shared("internal/wasm", "wasm.js"),
        private("internal/wasm/arguments", "arguments.js"),
        private("internal/wasm/objects", "objects.js"),
        private("internal/wasm/streaming", "streaming.js"),
    ],
    globals: &[("WebAssembly", "internal/wasm")],
    bindings: &[("wasm", bind)],
    uses: &["base", "fetch", "timers"],
    ..Module::EMPTY
};

fn bind(binding: &Binding) -> Result<()> {
    binding.function("setHooks", 1, hooks::set_hooks)?;
    binding.function("compile", 2, module::compile)?;
    binding.function("validate", 1, module::validate)?;
    binding.function("isModule", 1, module::is_module)?;
    binding.function("moduleExports", 1, module::module_exports)?;
    binding.function("moduleImports", 1, module::module_imports)?;
    binding.function("customSections", 2, module::custom_sections)?;
    binding.function("instantiate", 4, instance::instantiate)?;
    binding.function("instanceExports", 1, instance::instance_exports)?;
    binding.function("createMemory", 3, memory::create)?;
    binding.function("isMemory", 1, memory::is_memory)?;
    binding.function("memoryBuffer", 1, memory::buffer)?;
    binding.function("memoryGrow", 2, memory::grow)?;
    binding.function("createTable", 5, table::create)?;
    binding.function("tableType", 1, table::table_type)?;
    binding.function("tableLength", 1, table::length)?;
    binding.function("tableGet", 2, table::get)?;
    binding.function("tableSet", 3, table::set)?;
    binding.function("tableGrow", 3, table::grow)?;
    binding.function("createGlobal", 4, global::create)?;
    binding.function("globalType", 1, global::global_type)?;
    binding.function("globalGet", 1, global::get)?;
    binding.function("globalSet", 2, global::set)
}
