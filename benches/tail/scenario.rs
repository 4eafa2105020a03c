//! What servers are asked for.

use std::path::{Path, PathBuf};

use rnode::lab::load::Request;

use crate::order::ORDER;

/// One script, and the request that it is sent.
pub struct Scenario {
    pub name: &'static str,
    /// For reports.
    pub title: &'static str,
    /// Below `benches/`.
    script: &'static str,
    body: &'static str,
    /// It hands requests on to another server.
    pub has_upstream: bool,
}

/// All, in the order of reports.
pub const SCENARIOS: &[Scenario] = &[
    plain("hello", "Hello", "load/scripts/hello.js"),
    Scenario { body: ORDER, ..plain("json", "A JSON POST of 1 KiB, parsed and answered", "load/scripts/json_post.js") },
    plain("64k", "A response of 64 KiB", "load/scripts/big_64k.js"),
    Scenario {
        has_upstream: true,
        ..plain("proxy", "A reverse proxy: http.request and two pipes", "load/scripts/proxy.js")
    },
    plain("heap", "A live heap of 200 MiB, of which each request replaces a little", "tail/scripts/heap.js"),
    plain("mixed", "One request in twenty keeps the program busy for 5 ms", "tail/scripts/mixed.js"),
];

const fn plain(name: &'static str, title: &'static str, script: &'static str) -> Scenario {
    Scenario { name, title, script, body: "", has_upstream: false }
}

impl Scenario {
    pub fn script(&self, root: &Path) -> PathBuf {
        root.join("benches").join(self.script)
    }

    pub fn request(&self) -> Request {
        let method = if self.body.is_empty() { "GET" } else { "POST" };
        let headers =
            if self.body.is_empty() { vec![] } else { vec![("content-type".to_owned(), "application/json".to_owned())] };
        Request { method: method.to_owned(), target: "/".to_owned(), headers, body: self.body.into() }
    }
}
