//! Reports: what was measured, for people and for programs.
//!
//! [`model`] is what is stored; all else is made from it, by whoever has measured.

mod chart;
mod collect;
pub mod files;
pub mod live;
pub mod model;
mod page;
pub mod text;

pub use chart::file as svg;
pub use collect::timestamp;
pub use page::page as html;
