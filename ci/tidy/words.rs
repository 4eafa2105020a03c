//! The project speaks of itself alone: no machine's paths, no registries' hosts, nothing of how it was written.

use crate::tree::{Problem, Tree};

/// Split, so that this file does not contain them.
const FORBIDDEN: &[[&str; 2]] = &[
    ["/wo", "rk/"],
    ["/tmp/bash", "_jobs"],
    ["registry.np", "mjs"],
    ["registry.ya", "rnpkg"],
    ["static.cra", "tes.io"],
    ["index.cra", "tes.io"],
    ["proxy.gol", "ang.org"],
    ["clau", "de"],
    ["anthro", "pic"],
    ["open", "ai"],
    ["chat", "gpt"],
    ["sub", "agent"],
    ["this ses", "sion"],
    ["helper ses", "sion"],
];

pub fn check(tree: &Tree, problems: &mut Vec<Problem>) {
    for file in &tree.files {
        // What can hold a word holds it somewhere: most files are done with one search a word.
        let text = file.text.to_lowercase();
        for word in FORBIDDEN.iter().map(|parts| parts.concat()).filter(|word| text.contains(word)) {
            let lines = text.lines().enumerate().filter(|(_, line)| line.contains(&word));
            problems.extend(lines.map(|(at, _)| Problem::at(&file.path, at + 1, format!("names {word:?}"))));
        }
    }
}
