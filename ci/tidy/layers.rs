//! Who may name whom: `shards` ← `http` ← `lab`; `shards` ← `engine` ← `runtime` ← `loader`, `web` ← `node` ← `cli`.

use crate::declarations::Module;
use crate::tree::{File, Problem, Tree, word_positions};

/// A folder of `src/`, and the folders whose Rust it may name besides itself.
const LAYERS: &[(&str, &[&str])] = &[
    ("engine", &[]),
    ("http", &[]),
    ("lab", &["http"]),
    ("runtime", &["engine"]),
    ("loader", &["engine", "runtime"]),
    ("web", &["engine", "http", "runtime"]),
    ("node", &["engine", "http", "loader", "runtime", "web"]),
    ("ops", &["http", "runtime"]),
    ("cli", &["engine", "http", "lab", "loader", "node", "ops", "runtime", "web"]),
];

/// A crate, and the only places that may name it in Rust. The build compiles built-in scripts with the engine itself.
const CRATES: &[(&str, &[&str])] = &[("glommio", &["shards/"]), ("rquickjs", &["src/engine/", "build.rs"])];

pub fn check(tree: &Tree, modules: &[Module], problems: &mut Vec<Problem>) {
    for file in tree.files.iter().filter(|file| file.is_rust() && !file.path.starts_with("ci/tidy/")) {
        check_crates(file, problems);
        if let Some(layer) = layer_of(&file.path) {
            check_layer(file, layer, problems);
        } else if file.path.starts_with("src/") && file.path.matches('/').count() > 1 {
            problems.push(Problem::of(&file.path, "this folder of src/ is no layer that the tidy check knows"));
        }
        check_modules(file, modules, problems);
    }
}

fn check_crates(file: &File, problems: &mut Vec<Problem>) {
    for (name, homes) in CRATES.iter().filter(|(_, homes)| !homes.iter().any(|home| file.path.starts_with(home))) {
        let named = file.code_lines().filter(|(_, code)| names_crate(code, name));
        let message = format!("only {} may name {name}", homes.join(" and "));
        problems.extend(named.map(|(line, _)| Problem::at(&file.path, line, message.clone())));
    }
}

fn names_crate(code: &str, name: &str) -> bool {
    word_positions(code, name).any(|at| {
        let rest = &code[at + name.len()..];
        rest.starts_with("::") || (code.trim_start().starts_with("use ") && rest.starts_with([';', ' ']))
    })
}

fn layer_of(path: &str) -> Option<&'static (&'static str, &'static [&'static str])> {
    let folder = path.strip_prefix("src/")?.split_once('/')?.0;
    LAYERS.iter().find(|(name, _)| *name == folder)
}

fn check_layer(file: &File, (layer, allowed): &(&str, &[&str]), problems: &mut Vec<Problem>) {
    for (line, code) in file.code_lines() {
        for target in crate_paths(code) {
            let known = LAYERS.iter().any(|(name, _)| *name == target);
            if known && target != *layer && !allowed.contains(&target) {
                problems.push(Problem::at(&file.path, line, format!("{layer} must not name {target}")));
            }
        }
    }
}

/// The first names after `crate::`, those in braces included: `use crate::{engine::Cx, runtime};`.
fn crate_paths(code: &str) -> Vec<&str> {
    let mut targets = Vec::new();
    for at in word_positions(code, "crate") {
        let Some(rest) = code[at + "crate".len()..].strip_prefix("::") else { continue };
        let parts = rest.strip_prefix('{').map_or_else(|| vec![rest], |list| list.split(',').collect());
        targets.extend(parts.into_iter().map(|part| first_name(part.trim_start())));
    }
    targets
}

fn first_name(path: &str) -> &str {
    let end = path.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(path.len());
    &path[..end]
}

/// One module reaches another through its `mod.rs`, never its insides, and declares that it does.
fn check_modules(file: &File, modules: &[Module], problems: &mut Vec<Problem>) {
    let Some(from) = modules.iter().find(|module| is_inside(&file.path, &module.folder)) else { return };
    for (line, code) in file.code_lines() {
        for module in modules.iter().filter(|m| m.folder != from.folder && ["node", "web"].contains(&m.layer())) {
            let path = module.folder.replacen("src/", "crate::", 1).replace('/', "::");
            let Some(at) = word_positions(code, &path).next() else { continue };
            if !module.is_used_by(from) {
                let message = format!("names {}, which {} does not list in `uses`", module.folder, from.file);
                problems.push(Problem::at(&file.path, line, message));
            }
            let inner = first_name(code[at + path.len()..].trim_start_matches(':'));
            let deeper = code[at + path.len()..].starts_with(&format!("::{inner}::"));
            if deeper && inner.starts_with(char::is_lowercase) {
                problems.push(Problem::at(&file.path, line, format!("reaches into {}", module.folder)));
            }
        }
    }
}

fn is_inside(path: &str, folder: &str) -> bool {
    path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'))
}
