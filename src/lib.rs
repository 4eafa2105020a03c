//! rnode runs Node programs on a thread-per-core, shared-nothing engine.
//!
//! ```text
//!            main -> cli -- ops           metrics, rnode top
//!                     |
//!        +------------+-------------+
//!        |   node        web        |   Node's modules, web globals: scripts and their natives
//!        |     \        /           |
//!        |      runtime -- loader   |   event loop, one door into JavaScript, modules
//!        |         |                |
//!        |       engine             |   QuickJS behind a façade
//!        +---------|----------------+
//!      lab -- http |                    load generator and reports; HTTP/1.1 without JavaScript
//!               \  |
//!               shards                  pinned threads, reactors, timers, mailboxes
//! ```
#![deny(rustdoc::broken_intra_doc_links)]

pub mod cli;
pub mod engine;
pub mod http;
pub mod lab;
pub mod loader;
pub mod node;
pub mod ops;
pub mod runtime;
pub mod web;

// Buffers made by Rust are resized and freed by the engine through mimalloc, so it must be the allocator of every
// binary that links this library.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;
