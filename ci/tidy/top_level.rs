//! What may stand in the root: a newcomer reads these names first.

use crate::tree::{Problem, Tree};

const NEEDED: &[&str] = &[
    ".ci",
    ".gitignore",
    "Cargo.lock",
    "Cargo.toml",
    "LICENSE-APACHE",
    "LICENSE-MIT",
    "README.md",
    "benches",
    "ci",
    "examples",
    "shards",
    "src",
];
const ALLOWED: &[&str] = &[".cargo", ".config", ".git", "build.rs", "rustfmt.toml", "target"];

pub fn check(tree: &Tree, problems: &mut Vec<Problem>) {
    for name in &tree.top_level {
        if !NEEDED.contains(&name.as_str()) && !ALLOWED.contains(&name.as_str()) {
            problems.push(Problem::of(name, "no top-level entry without a reason that a newcomer would accept"));
        }
    }
    for name in NEEDED {
        if !tree.top_level.iter().any(|entry| entry == name) {
            problems.push(Problem::of(name, "is missing"));
        }
    }
}
