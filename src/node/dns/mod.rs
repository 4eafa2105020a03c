//! `node:dns`: names and addresses through the system's resolver.
//!
//! Absent yet: `resolve*` and `Resolver`, which ask name servers themselves.

use crate::runtime::builtin::{Module, private, public};

mod natives;

/// The declaration.
pub const MODULE: Module = Module {
    name: "dns",
    scripts: &[
        public("dns", "dns.js"),
        public("dns/promises", "promises.js"),
        private("internal/dns/lookup", "lookup.js"),
    ],
    uses: &["base", "net"],
    bindings: &[("dns", natives::bind)],
    ..Module::EMPTY
};
