//! Node's modules, one folder each.

use crate::runtime::builtin::{Layer, Module};

mod blocking;
pub mod assert;
pub mod async_hooks;
pub mod buffer;
pub mod child_process;
pub mod cluster;
pub mod constants;
pub mod dgram;
pub mod diagnostics_channel;
pub mod dns;
pub mod domain;
pub mod events;
pub mod fs;
pub mod http;
pub mod http2;
pub mod https;
pub mod net;
pub mod os;
pub mod path;
pub mod perf_hooks;
pub mod process;
pub mod punycode;
pub mod querystring;
pub mod serve;
pub mod shards;
pub mod readline;
pub mod stream;
pub mod string_decoder;
pub mod test;
pub mod tls;
pub mod tty;
pub mod crypto;
pub mod zlib;
pub mod url;
pub mod util;
pub mod v8;
pub mod vm;
pub mod worker_threads;

/// The modules of this layer.
pub const LAYER: Layer = Layer { folder: "node", modules: MODULES };

const MODULES: &[&Module] = &[
    &assert::MODULE,
    &async_hooks::MODULE,
    &buffer::MODULE,
    &child_process::MODULE,
    &cluster::MODULE,
    &constants::MODULE,
    &dgram::MODULE,
    &diagnostics_channel::MODULE,
    &dns::MODULE,
    &domain::MODULE,
    &events::MODULE,
    &fs::MODULE,
    &http::MODULE,
    &http2::MODULE,
    &https::MODULE,
    &net::MODULE,
    &os::MODULE,
    &path::MODULE,
    &perf_hooks::MODULE,
    &process::MODULE,
    &punycode::MODULE,
    &querystring::MODULE,
    &serve::MODULE,
    &shards::MODULE,
    &readline::MODULE,
    &stream::MODULE,
    &string_decoder::MODULE,
    &test::MODULE,
    &tls::MODULE,
    &tty::MODULE,
    &crypto::MODULE,
    &zlib::MODULE,
    &url::MODULE,
    &util::MODULE,
    &v8::MODULE,
    &vm::MODULE,
    &worker_threads::MODULE,
];
