//! `unsafe` stands in the engine façade and in `shards/` only, and each says why it is sound.

use crate::tree::{File, Problem, Tree, word_positions};

const HOMES: &[&str] = &["src/engine/", "shards/"];
/// Lines between a comment and the `unsafe` that it is about: attributes, or the start of the statement.
const REACH_LINES: usize = 6;

pub fn check(tree: &Tree, problems: &mut Vec<Problem>) {
    for file in tree.files.iter().filter(|file| file.is_rust() && file.path != "ci/tidy/unsafe_code.rs") {
        let lines: Vec<&str> = file.text.lines().collect();
        for (number, code) in file.code_lines() {
            let Some(kind) = kind_of(code) else { continue };
            if !HOMES.iter().any(|home| file.path.starts_with(home)) {
                problems.push(Problem::at(&file.path, number, "unsafe outside src/engine and shards"));
            } else if !is_explained(&lines, number - 1, kind) {
                let wanted = if kind == Kind::Declaration { "`# Safety` in its docs" } else { "`// SAFETY:` above it" };
                problems.push(Problem::at(&file.path, number, format!("unsafe without {wanted}")));
            }
        }
        check_allows(file, problems);
    }
}

#[derive(PartialEq, Clone, Copy)]
enum Kind {
    /// `unsafe { … }` and `unsafe impl`: somebody promises that it is sound.
    Promise,
    /// `unsafe fn`: the docs say what a caller must promise.
    Declaration,
}

fn kind_of(code: &str) -> Option<Kind> {
    let at = word_positions(code, "unsafe").find(|at| !is_in_string(code, *at))?;
    let rest = code[at + "unsafe".len()..].trim_start();
    if rest.starts_with('{') || rest.starts_with("impl") {
        Some(Kind::Promise)
    } else if let Some(name) = rest.strip_prefix("fn") {
        // A function pointer type, as in `type F = unsafe fn(…)`, promises nothing.
        (!name.starts_with('(')).then_some(Kind::Declaration)
    } else {
        // `unsafe extern "C" fn name(…) {` of an engine callback: called by the engine alone; its body is checked.
        None
    }
}

fn is_in_string(code: &str, at: usize) -> bool {
    code[..at].matches('"').count() % 2 == 1
}

fn is_explained(lines: &[&str], at: usize, kind: Kind) -> bool {
    let from = at.saturating_sub(REACH_LINES);
    let near = lines[from..=at].iter().any(|line| line.contains("SAFETY:"));
    let docs = || lines[..at].iter().rev().take_while(|line| is_preamble(line)).any(|line| line.contains("# Safety"));
    near || (kind == Kind::Declaration && docs())
}

fn is_preamble(line: &str) -> bool {
    let line = line.trim_start();
    line.starts_with("///") || line.starts_with("#[")
}

/// Every `allow` explains itself: by `reason = "…"`, or by a comment above or beside it.
fn check_allows(file: &File, problems: &mut Vec<Problem>) {
    let lines: Vec<&str> = file.text.lines().collect();
    for (number, code) in file.code_lines() {
        let start = code.trim_start();
        if !start.starts_with("#[allow(") && !start.starts_with("#![allow(") {
            continue;
        }
        let end = (number + 3).min(lines.len());
        let explained = lines[number - 1..end].join(" ").split(")]").next().is_some_and(|text| text.contains("reason"))
            || lines[number - 1].contains("//")
            || (number >= 2 && lines[number - 2].trim_start().starts_with("//"));
        if !explained {
            problems.push(Problem::at(&file.path, number, "an allow that does not explain itself"));
        }
    }
}
