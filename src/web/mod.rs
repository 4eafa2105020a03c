//! Web globals, and what every built-in script leans on; one folder each. Never names `node`.

use crate::runtime::builtin::{Layer, Module};

pub mod base;
pub mod inspect;

/// The modules of this layer.
pub const LAYER: Layer = Layer { folder: "web", modules: MODULES };

const MODULES: &[&Module] = &[&base::MODULE, &inspect::MODULE];
