//! What the suites under `ci/` and the benches share: running a program under limits, reading `/proc`,
//! a raw HTTP client, a diff, a worker pool. Nothing here knows a single test; nothing in the runtime
//! knows this crate.

pub mod args;
pub mod cores;
pub mod diff;
pub mod golden;
pub mod http;
pub mod json;
pub mod npm;
pub mod peers;
pub mod pool;
pub mod process;
pub mod procfs;
pub mod programs;
pub mod server;
pub mod service;
pub mod stats;
pub mod temp;
