//! Web globals, and what every built-in script leans on; one folder each. Never names `node`.

use crate::runtime::builtin::{Layer, Module};

pub mod base;
pub mod blob;
pub mod clone;
pub mod console;
pub mod dial;
pub mod encoding;
pub mod events;
pub mod eventsource;
pub mod fetch;
pub mod inspect;
pub mod intl;
pub mod messaging;
mod navigator;
pub mod performance;
pub mod streams;
pub mod timers;
pub mod url;
pub mod wasm;
pub mod websocket;

/// The modules of this layer.
pub const LAYER: Layer = Layer { folder: "web", modules: MODULES };

const MODULES: &[&Module] = &[
    &base::MODULE,
    &blob::MODULE,
    &clone::MODULE,
    &console::MODULE,
    &encoding::MODULE,
    &events::MODULE,
    &eventsource::MODULE,
    &fetch::MODULE,
    &inspect::MODULE,
    &intl::MODULE,
    &messaging::MODULE,
    &navigator::MODULE,
    &performance::MODULE,
    &streams::MODULE,
    &timers::MODULE,
    &url::MODULE,
    &wasm::MODULE,
    &websocket::MODULE,
];
