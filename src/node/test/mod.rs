//! `node:test`: tests and suites that run where they are declared, their hooks, mocks, and the report at the end.

use crate::runtime::builtin::{Module, private, schemed};

/// The declaration.
pub const MODULE: Module = Module {
    name: "test",
    scripts: &[
        schemed("test", "test.js"),
        private("internal/test_runner/harness", "harness.js"),
        private("internal/test_runner/test", "runner.js"),
        private("internal/test_runner/context", "context.js"),
        private("internal/test_runner/reporter", "reporter.js"),
        private("internal/test_runner/mock/mock", "mock.js"),
    ],
    uses: &["assert", "async_hooks", "base", "events", "inspect", "path", "timers"],
    ..Module::EMPTY
};
