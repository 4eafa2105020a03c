//! CommonJS and ES modules: how a program's own modules are found, compiled and run, as Node 24 does it.

use crate::runtime::builtin::{Module, private, public, shared};

mod exports;
mod imports;
mod magic;
mod modules;
mod natives;
mod tokens;
mod typescript;

/// The declaration.
pub const MODULE: Module = Module {
    name: "loader",
    scripts: &[
        public("module", "public.js"),
        shared("internal/modules/cjs/loader", "cjs.js"),
        private("internal/modules/cjs/find", "find.js"),
        private("internal/modules/cjs/circular", "circular.js"),
        private("internal/modules/cjs/hooks", "cjs_hooks.js"),
        private("internal/modules/cjs/syntax", "cjs_syntax.js"),
        private("internal/modules/customization_hooks", "hooks.js"),
        shared("internal/modules/esm/loader", "esm_loader.js"),
        private("internal/modules/esm/assert", "esm_attributes.js"),
        shared("internal/modules/esm/dynamic", "esm_dynamic.js"),
        private("internal/modules/esm/entry", "esm_entry.js"),
        private("internal/modules/esm/get_format", "esm_formats.js"),
        private("internal/modules/esm/initialize_import_meta", "esm_meta.js"),
        private("internal/modules/esm/hooks_thread", "hooks_thread.js"),
        shared("internal/modules/esm/hooks_worker", "hooks_worker.js"),
        private("internal/modules/esm/link_errors", "esm_link_errors.js"),
        private("internal/modules/esm/load", "esm_load.js"),
        shared("internal/modules/esm/resolve", "esm_resolve.js"),
        private("internal/modules/esm/translators", "esm_translators.js"),
        private("internal/modules/package_json_reader", "package_json.js"),
        shared("internal/source_map/source_map", "source_map.js"),
        shared("internal/source_map/source_map_cache", "source_map_cache.js"),
        private("internal/modules/package_targets", "package_targets.js"),
        shared("internal/modules/typescript", "typescript.js"),
        shared("internal/modules/helpers", "helpers.js"),
        shared("internal/modules/run_main", "run_main.js"),
        private("internal/test/binding", "test_binding.js"),
    ],
    uses: &["base", "buffer", "inspect", "messaging", "path", "process", "serve", "url", "worker_threads"],
    bindings: &[("modules", natives::bind), ("esm", modules::bind), ("typescript", typescript::bind)],
    ..Module::EMPTY
};
