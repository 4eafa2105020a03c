//! Built-in scripts and their declarations: each script is declared once, each declared one exists, and a script
//! requires only what is there, what it may see, and what its module says that it uses.

use std::collections::{BTreeMap, BTreeSet};

use crate::declarations::{Module, Script, Visibility};
use crate::tree::{File, Problem, Tree, word_positions};

/// A layer that has built-in scripts, and the layers whose scripts they may require besides their own.
/// The loader's scripts run only where the whole of the other layers is there, so that Node's paths, URLs and errors
/// serve them too; its Rust names neither layer.
const LAYERS: &[(&str, &[&str])] =
    &[("runtime", &[]), ("loader", &["web", "node"]), ("web", &[]), ("node", &["web", "loader"])];

/// Scripts that are not there yet, and that others ask for only where a program uses what needs them: it then gets
/// `ERR_METHOD_NOT_IMPLEMENTED`.
const PLANNED: &[&str] = &[
    "internal/crypto/keys",
    "internal/readline/interface",
    "internal/webstreams/adapters",
    "internal/webstreams/encoding",
    "internal/webstreams/readablestream",
    "readline",
    "tls",
];

pub fn check(tree: &Tree, modules: &[Module], problems: &mut Vec<Problem>) {
    let ids = declared(tree, modules, problems);
    let files: BTreeMap<&str, (&Module, &Script)> = ids.values().map(|pair| (pair.1.path.as_str(), *pair)).collect();
    let mut used: BTreeSet<(&str, &str)> = BTreeSet::new();
    let bindings: BTreeSet<&str> = modules.iter().flat_map(|m| &m.bindings).map(|named| named.name.as_str()).collect();
    for file in tree.files.iter().filter(|file| is_builtin(file)) {
        let Some((module, _)) = files.get(file.path.as_str()) else {
            problems.push(Problem::of(&file.path, "no mod.rs declares this script"));
            continue;
        };
        for (line, id) in calls(file, "require") {
            match ids.get(id.strip_prefix("node:").unwrap_or(&id)) {
                None if PLANNED.contains(&id.as_str()) => {}
                None => problems.push(Problem::at(&file.path, line, format!("requires {id:?}, which nobody declares"))),
                Some((target, script)) => {
                    if let Some(message) = objection(module, target, script) {
                        problems.push(Problem::at(&file.path, line, message));
                    }
                }
            }
        }
        // Ids also stand in tables of what is loaded lazily.
        used.extend(quoted(file).filter_map(|id| Some((module.folder.as_str(), ids.get(id)?.0.short_name()))));
        for (line, name) in calls(file, "internalBinding") {
            if !bindings.contains(name.as_str()) {
                problems.push(Problem::at(&file.path, line, format!("no module declares the binding {name:?}")));
            }
        }
    }
    check_uses(tree, modules, &used, problems);
}

fn is_builtin(file: &File) -> bool {
    let in_layer = LAYERS.iter().any(|(layer, _)| file.path.starts_with(&format!("src/{layer}/")));
    in_layer && file.path.ends_with(".js") && !file.is_in_tests_folder()
}

/// All scripts by id; what is wrong with a declaration by itself becomes a problem.
fn declared<'a>(
    tree: &Tree,
    modules: &'a [Module],
    problems: &mut Vec<Problem>,
) -> BTreeMap<&'a str, (&'a Module, &'a Script)> {
    let mut ids: BTreeMap<&str, (&Module, &Script)> = BTreeMap::new();
    let mut paths: BTreeMap<&str, &str> = BTreeMap::new();
    for module in modules {
        if module.name != module.short_name() && !module.scripts.is_empty() {
            let message = format!("the name {:?} is not the folder's", module.name);
            problems.push(Problem::at(&module.file, module.line, message));
        }
        for script in &module.scripts {
            if tree.file(&script.path).is_none() {
                problems.push(Problem::at(&module.file, script.line, format!("{} does not exist", script.path)));
            }
            if let Some((other, _)) = ids.insert(&script.id, (module, script)) {
                let message = format!("{:?} is declared in {} too", script.id, other.file);
                problems.push(Problem::at(&module.file, script.line, message));
            }
            if paths.insert(&script.path, &script.id).is_some() {
                problems.push(Problem::at(&module.file, script.line, format!("{} is declared twice", script.path)));
            }
        }
        for global in &module.global_scripts {
            if !module.scripts.iter().any(|script| script.id == global.name) {
                let message = format!("a global comes from {:?}, which is no script of this module", global.name);
                problems.push(Problem::at(&module.file, global.line, message));
            }
        }
    }
    ids
}

/// Why a script of `module` must not require this script of `target`.
fn objection(module: &Module, target: &Module, script: &Script) -> Option<String> {
    let (id, from, to) = (&script.id, module.layer(), target.layer());
    if module.folder == target.folder {
        return None;
    }
    if script.visibility == Visibility::Folder {
        return Some(format!("{id:?} is private to {}", target.folder));
    }
    let allowed = LAYERS.iter().find(|(layer, _)| *layer == from).map_or(&[][..], |(_, allowed)| allowed);
    if from != to && !allowed.contains(&to) {
        return Some(format!("requires {id:?}: {from} must not lean on {to}"));
    }
    (!target.is_used_by(module)).then(|| {
        let name = target.short_name();
        format!("requires {id:?}, but {} does not list {name:?} in `uses`", module.file)
    })
}

/// Every module listed in `uses` exists and is used, by a script or in Rust.
fn check_uses(tree: &Tree, modules: &[Module], used: &BTreeSet<(&str, &str)>, problems: &mut Vec<Problem>) {
    for module in modules {
        for named in &module.uses {
            let in_rust = || {
                let paths = [format!("crate::web::{}", named.name), format!("crate::node::{}", named.name)];
                let mut files = tree.files.iter().filter(|file| file.path.starts_with(&format!("{}/", module.folder)));
                files.any(|file| file.is_rust() && paths.iter().any(|path| file.text.contains(path.as_str())))
            };
            if !modules.iter().any(|other| other.short_name() == named.name) {
                let message = format!("`uses` names {:?}, and there is no such module", named.name);
                problems.push(Problem::at(&module.file, named.line, message));
            } else if !used.contains(&(module.folder.as_str(), named.name.as_str())) && !in_rust() {
                let message = format!("`uses` names {:?}, but nothing here uses it", named.name);
                problems.push(Problem::at(&module.file, named.line, message));
            }
        }
    }
}

/// The string arguments of calls such as `require('x')`, with their lines.
fn calls(file: &File, function: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    for (line, code) in file.code_lines() {
        for at in word_positions(code, function) {
            if code[..at].ends_with('.') {
                continue;
            }
            let Some(argument) = code[at + function.len()..].strip_prefix('(') else { continue };
            let Some(quote) = argument.chars().next().filter(|c| *c == '\'' || *c == '"') else { continue };
            if let Some((text, _)) = argument[1..].split_once(quote) {
                found.push((line, text.to_owned()));
            }
        }
    }
    found
}

/// Everything between two single quotes on a line of code; where a line has others too, more than that.
fn quoted(file: &File) -> impl Iterator<Item = &str> {
    file.code_lines().flat_map(|(_, code)| code.split('\''))
}
