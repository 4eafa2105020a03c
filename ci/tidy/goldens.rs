//! Every program in a `tests/` folder has its recorded output, and every recorded output its program.

use std::collections::BTreeSet;

use crate::tree::{Problem, Tree};

/// The folders of `src/` in which the goldens suite looks for programs.
const PROGRAM_LAYERS: &[&str] = &["cli", "loader", "node", "runtime", "web"];
const PROGRAM_EXTENSIONS: &[&str] = &["js", "mjs", "cjs", "ts", "mts", "cts"];

pub fn check(tree: &Tree, problems: &mut Vec<Problem>) {
    let mut programs = BTreeSet::new();
    let mut outputs = BTreeSet::new();
    let in_scope = |path: &str| PROGRAM_LAYERS.iter().any(|layer| path.starts_with(&format!("src/{layer}/")));
    for file in tree.files.iter().filter(|file| in_scope(&file.path)) {
        let Some((folder, _)) = file.path.rsplit_once('/') else { continue };
        let Some((stem, extension)) = file.path.rsplit_once('.') else { continue };
        if !folder.ends_with("/tests") {
            continue;
        }
        if PROGRAM_EXTENSIONS.contains(&extension) {
            programs.insert((stem, file.path.as_str()));
        } else if extension == "out" {
            outputs.insert(stem);
        }
    }
    for (stem, path) in &programs {
        if !outputs.contains(stem) {
            let message = format!("has no recorded output: cargo test --test goldens -- --record NODE {path}");
            problems.push(Problem::of(path, message));
        }
    }
    for stem in outputs {
        if !programs.iter().any(|(program, _)| *program == stem) {
            problems.push(Problem::of(&format!("{stem}.out"), "has no program beside it"));
        }
    }
}
