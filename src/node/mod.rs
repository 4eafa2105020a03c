//! Node's modules, one folder each.

use crate::runtime::builtin::{Layer, Module};

pub mod process;

/// The modules of this layer.
pub const LAYER: Layer = Layer { folder: "node", modules: MODULES };

const MODULES: &[&Module] = &[&process::MODULE];
