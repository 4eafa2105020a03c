//! Node's modules, one folder each.

use crate::runtime::builtin::{Layer, Module};

pub mod buffer;
pub mod constants;
pub mod events;
pub mod http;
pub mod net;
pub mod path;
pub mod process;
pub mod stream;
pub mod string_decoder;
pub mod util;

/// The modules of this layer.
pub const LAYER: Layer = Layer { folder: "node", modules: MODULES };

const MODULES: &[&Module] = &[
    &buffer::MODULE,
    &constants::MODULE,
    &events::MODULE,
    &http::MODULE,
    &net::MODULE,
    &path::MODULE,
    &process::MODULE,
    &stream::MODULE,
    &string_decoder::MODULE,
    &util::MODULE,
];
