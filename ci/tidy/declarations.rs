//! The declarations of built-in modules, as they stand in each folder's `mod.rs` (or, without scripts, beside it).

use crate::tree::{File, Tree};

/// The functions that declare a script, and who may then require it.
const FORMS: &[(&str, Visibility)] = &[
    ("public", Visibility::Everyone),
    ("schemed", Visibility::Everyone),
    ("own", Visibility::Everyone),
    ("shared", Visibility::Everyone),
    ("private", Visibility::Folder),
];

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Visibility {
    /// Any built-in module that lists this one in `uses`.
    Everyone,
    /// The scripts of the same folder.
    Folder,
}

#[derive(Debug)]
pub struct Module {
    /// `src/node/fs`
    pub folder: String,
    /// The declaration's file.
    pub file: String,
    /// Its `name` field, and the line of the declaration.
    pub name: String,
    pub line: usize,
    pub scripts: Vec<Script>,
    pub uses: Vec<Named>,
    /// Names of `bindings`.
    pub bindings: Vec<Named>,
    /// The script ids in `globals`.
    pub global_scripts: Vec<Named>,
}

#[derive(Debug)]
pub struct Script {
    pub id: String,
    /// Path from the root of the project.
    pub path: String,
    pub visibility: Visibility,
    pub line: usize,
}

#[derive(Debug)]
pub struct Named {
    pub name: String,
    pub line: usize,
}

impl Module {
    /// `node` of `src/node/fs`, `loader` of `src/loader`.
    pub fn layer(&self) -> &str {
        self.folder.split('/').nth(1).unwrap_or_default()
    }

    /// `fs` of `src/node/fs`.
    pub fn short_name(&self) -> &str {
        self.folder.rsplit('/').next().unwrap_or_default()
    }

    pub fn is_used_by(&self, other: &Module) -> bool {
        self.folder == other.folder || other.uses.iter().any(|named| named.name == self.short_name())
    }
}

/// All the modules of `src/`.
pub fn read(tree: &Tree) -> Vec<Module> {
    let is_candidate = |file: &&File| file.path.starts_with("src/") && file.is_rust();
    tree.files.iter().filter(is_candidate).filter_map(module).collect()
}

fn module(file: &File) -> Option<Module> {
    let text = without_comments(&file.text);
    let start = text.find("MODULE: Module = Module {")?;
    let folder = file.path.rsplit_once('/')?.0.to_owned();
    let name = text[start..].find("name:").and_then(|at| strings_from(&text, start + at).next());
    let name = name.map_or_else(String::new, |named| named.name);
    let mut scripts = Vec::new();
    for (form, visibility) in FORMS {
        for (at, _) in text.match_indices(&format!("{form}(")) {
            if at < start || text[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_') {
                continue;
            }
            let mut strings = strings_from(&text, at);
            let (Some(id), Some(script)) = (strings.next(), strings.next()) else { continue };
            let path = format!("{folder}/{}", script.name);
            scripts.push(Script { id: id.name, path, visibility: *visibility, line: id.line });
        }
    }
    let all = |field: &str| field_strings(&text, start, field);
    // Pairs of two strings: the second is the script.
    let global_scripts = all("globals").into_iter().skip(1).step_by(2).collect();
    let (uses, bindings) = (all("uses"), all("bindings"));
    let line = line_of(&text, start);
    Some(Module { folder, file: file.path.clone(), name, line, scripts, uses, bindings, global_scripts })
}

/// The string literals in `field: &[ … ]`.
fn field_strings(text: &str, start: usize, field: &str) -> Vec<Named> {
    let Some(from) = text[start..].find(&format!("{field}: &[")).map(|at| start + at) else { return Vec::new() };
    let end = text[from..].find(']').map_or(text.len(), |at| from + at);
    strings_from(&text[..end], from).collect()
}

/// The string literals from a place on. Declarations have no escapes in them.
fn strings_from(text: &str, from: usize) -> impl Iterator<Item = Named> + '_ {
    let mut at = from;
    std::iter::from_fn(move || {
        let open = at + text[at..].find('"')?;
        let close = open + 1 + text[open + 1..].find('"')?;
        at = close + 1;
        Some(Named { name: text[open + 1..close].to_owned(), line: line_of(text, open) })
    })
}

fn line_of(text: &str, at: usize) -> usize {
    text[..at].matches('\n').count() + 1
}

/// The same lines, with comments cut off.
fn without_comments(text: &str) -> String {
    text.lines().map(|line| line.split("//").next().unwrap_or_default().to_owned() + "\n").collect()
}
