//! Where a module's text imports a name, and where it waits: for messages that show the line.

use std::ops::Range;

use super::tokens::{Kind, Token, scan, unquote};

/// One import of a name: the ranges of the name and of its whole statement, in bytes.
pub(super) struct Found {
    pub(super) name: Range<usize>,
    pub(super) statement: Range<usize>,
}

/// The first static import, or re-export, of `name` from `specifier`.
pub(super) fn find(source: &str, specifier: &str, name: &str) -> Option<Found> {
    let tokens = scan(source).ok()?;
    let text = |at: usize| tokens.get(at).map_or("", |token: &Token| &source[token.start..token.end]);
    for at in 0..tokens.len() {
        if tokens[at].depth != 0 || !matches!(text(at), "import" | "export") {
            continue;
        }
        let Some(from) = (at + 1..tokens.len()).find(|at| tokens[*at].depth == 0 && text(*at) == "from") else {
            continue;
        };
        let Some(last) = tokens.get(from + 1).filter(|token| token.kind == Kind::Text) else { continue };
        // What another statement begins is not this one's.
        let separate = (at + 1..from).any(|at| tokens[at].depth == 0 && matches!(text(at), ";" | "import" | "export"));
        if separate || unquote(text(from + 1)).as_deref() != Some(specifier) {
            continue;
        }
        if let Some(found) = (at + 1..from).find(|inner| is_name(&tokens, source, *inner, at, name)) {
            let token = tokens[found];
            return Some(Found { name: token.start..token.end, statement: tokens[at].start..last.end });
        }
    }
    None
}

/// Whether the token is the imported name: in braces and not behind `as`, or the default import.
fn is_name(tokens: &[Token], source: &str, at: usize, keyword: usize, name: &str) -> bool {
    let text = |at: usize| &source[tokens[at].start..tokens[at].end];
    let token = tokens[at];
    if token.depth == 1 {
        let same = match token.kind {
            Kind::Word => text(at) == name,
            Kind::Text => unquote(text(at)).as_deref() == Some(name),
            _ => false,
        };
        return same && matches!(text(at - 1), "{" | ",");
    }
    name == "default" && at == keyword + 1 && token.kind == Kind::Word && text(keyword) == "import"
}

/// The offsets, in UTF-16 units, of the `await`s that stand outside of every bracket: those of the module itself.
pub(super) fn awaits(source: &str) -> Vec<usize> {
    let Ok(tokens) = scan(source) else { return Vec::new() };
    let is_await = |token: &&Token| token.depth == 0 && &source[token.start..token.end] == "await";
    tokens.iter().filter(is_await).map(|token| source[..token.start].encode_utf16().count()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name_at(source: &str, specifier: &str, name: &str) -> Option<usize> {
        find(source, specifier, name).map(|found| found.name.start)
    }

    #[test]
    fn imports_are_found_by_name_and_specifier() {
        assert_eq!(name_at("import { a, b as c } from './x';", "./x", "b"), Some(12));
        assert_eq!(name_at("import { a, b as c } from './x';", "./x", "c"), None);
        assert_eq!(name_at("import d, { e } from './x'", "./x", "default"), Some(7));
        assert_eq!(name_at("import './y'\nexport { q } from './x'", "./x", "q"), Some(22));
        assert_eq!(name_at("import { a } from './y'; import { a } from './x'", "./x", "a"), Some(34));
        assert_eq!(name_at("import { 'b-c' as c } from './x';", "./x", "b-c"), Some(9));
    }

    #[test]
    fn awaits_of_functions_do_not_count() {
        assert_eq!(awaits("async function f() { await 1 }\nawait f();"), [31]);
    }
}
