//! `node:dns`: names and addresses through the system's resolver, and records straight from name servers.

use crate::runtime::builtin::{Module, private, public};

mod channel;
mod natives;
mod query;
mod records;
mod resolver;

/// The declaration.
pub const MODULE: Module = Module {
    name: "dns",
    scripts: &[
        public("dns", "dns.js"),
        public("dns/promises", "promises.js"),
        private("internal/dns/lookup", "lookup.js"),
        private("internal/dns/resolver", "resolver.js"),
    ],
    uses: &["base", "net", "performance", "url"],
    bindings: &[("dns", natives::bind)],
    ..Module::EMPTY
};
