//! The names that a CommonJS module exports, as far as its text tells: what `import { name }` of it may ask for.
//!
//! It recognises what Node recognises, which is what compilers emit: assignments to members of `exports`,
//! `module.exports = { … }`, `Object.defineProperty(exports, …)`, and re-exports through `require`, `__exportStar`
//! and Babel's loop over `Object.keys`.

use super::tokens::{Kind, Token, scan, unquote};

/// What [`find`] found.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Found {
    /// The exported names, each once, in order.
    pub(super) names: Vec<String>,
    /// The modules whose exports are exported too.
    pub(super) reexports: Vec<String>,
}

/// Looks through a source. One that is no CommonJS has no names.
pub(super) fn find(source: &str) -> Found {
    let Ok(tokens) = scan(source) else { return Found::default() };
    let mut finder = Finder { source, tokens: &tokens, found: Found::default(), stars: Vec::new() };
    for at in 0..tokens.len() {
        if tokens[at].kind != Kind::Word || finder.is(at.wrapping_sub(1), ".") {
            if finder.is_export_star(at) {
                finder.reexport_call(at);
            }
            continue;
        }
        match finder.text(at) {
            "exports" => finder.member(at + 1),
            "module" if finder.are(at + 1, &[".", "exports"]) => finder.module_exports(at + 3),
            "Object" => finder.object_call(at),
            "require" if tokens[at].depth < 2 => finder.star_binding(at),
            "import" if tokens[at].depth == 0 && !finder.is(at + 1, "(") => return Found::default(),
            "export" if tokens[at].depth == 0 => return Found::default(),
            _ if finder.is_export_star(at) => finder.reexport_call(at),
            _ => {}
        }
    }
    finder.found
}

struct Finder<'a> {
    source: &'a str,
    tokens: &'a [Token],
    found: Found,
    /// Variables at the top that hold a required module.
    stars: Vec<(&'a str, String)>,
}

impl<'a> Finder<'a> {
    fn text(&self, at: usize) -> &'a str {
        self.tokens.get(at).map_or("", |token| &self.source[token.start..token.end])
    }

    fn is(&self, at: usize, text: &str) -> bool {
        self.text(at) == text
    }

    fn are(&self, at: usize, texts: &[&str]) -> bool {
        texts.iter().enumerate().all(|(index, text)| self.is(at + index, text))
    }

    fn is_word(&self, at: usize) -> bool {
        self.tokens.get(at).is_some_and(|token| token.kind == Kind::Word)
    }

    fn string(&self, at: usize) -> Option<String> {
        let token = self.tokens.get(at)?;
        (token.kind == Kind::Text).then(|| unquote(self.text(at)))?
    }

    fn add(&mut self, name: String) {
        if !self.found.names.contains(&name) {
            self.found.names.push(name);
        }
    }

    fn add_reexport(&mut self, specifier: String) {
        if !self.found.reexports.contains(&specifier) {
            self.found.reexports.push(specifier);
        }
    }

    /// `.name =` or `['name'] =`. Node takes a comparison for an assignment.
    fn member(&mut self, at: usize) {
        let (name, next) = if self.is(at, ".") && self.is_word(at + 1) {
            (Some(self.text(at + 1).to_owned()), at + 2)
        } else if self.is(at, "[") && self.is(at + 2, "]") {
            (self.string(at + 1), at + 3)
        } else {
            return;
        };
        let assigned = self.text(next).starts_with('=') && !self.is(next, "=>");
        if let (Some(name), true) = (name, assigned) {
            self.add(name);
        }
    }

    /// What follows `module.exports`.
    fn module_exports(&mut self, at: usize) {
        if !self.is(at, "=") {
            return self.member(at);
        }
        self.found.reexports.clear();
        if self.is(at + 1, "{") {
            self.literal(at + 2);
        } else if let Some(specifier) = self.required(at + 1) {
            self.add_reexport(specifier);
        }
    }

    /// The specifier of `require('specifier')`.
    fn required(&self, at: usize) -> Option<String> {
        if self.are(at, &["require", "("]) && self.is(at + 3, ")") { self.string(at + 2) } else { None }
    }

    /// The properties of an object literal, up to the first whose value is more than a name.
    fn literal(&mut self, mut at: usize) {
        loop {
            if self.is(at, "...") {
                if let Some(specifier) = self.required(at + 1) {
                    self.add_reexport(specifier);
                    at += 5;
                } else if self.is_word(at + 1) {
                    at += 2;
                } else {
                    return;
                }
            } else if self.is(at, "get") && self.is_word(at + 1) {
                return;
            } else if self.is_word(at) || self.tokens.get(at).is_some_and(|token| token.kind == Kind::Text) {
                let name =
                    if self.is_word(at) { Some(self.text(at).to_owned()) } else { self.string(at) };
                if self.is(at + 1, ":") {
                    if !self.is_word(at + 2) {
                        return;
                    }
                    if let Some(name) = name {
                        self.add(name);
                    }
                    if let Some(specifier) = self.required(at + 2) {
                        return self.add_reexport(specifier);
                    }
                    at += 3;
                } else {
                    if let (Some(name), true) = (name, self.is_word(at)) {
                        self.add(name);
                    }
                    at += 1;
                }
            } else {
                return;
            }
            if !self.is(at, ",") {
                return;
            }
            at += 1;
        }
    }

    fn is_export_star(&self, at: usize) -> bool {
        self.is(at, "__export") || self.is(at, "__exportStar")
    }

    /// `__export(require('x'))`, with or without an object before it; Node wants it without blanks.
    fn reexport_call(&mut self, at: usize) {
        let close = |at: usize| self.tokens.get(at + 1).is_some_and(|next| self.tokens[at].end == next.start);
        if self.is(at + 1, "(") && close(at) && close(at + 1) {
            if let Some(specifier) = self.required(at + 2) {
                self.add_reexport(specifier);
            }
        }
    }

    /// `var name = require('x')` at the top, or the same through `_interopRequireWildcard`.
    fn star_binding(&mut self, at: usize) {
        let Some(specifier) = self.required(at) else { return };
        let equals = match self.tokens[at].depth {
            0 => at.wrapping_sub(1),
            _ if at >= 2 && self.are(at - 2, &["_interopRequireWildcard", "("]) => at.wrapping_sub(3),
            _ => return,
        };
        if equals >= 2
            && equals < at
            && self.is(equals, "=")
            && self.is_word(equals - 1)
            && matches!(self.text(equals - 2), "var" | "let" | "const")
        {
            self.stars.push((self.text(equals - 1), specifier));
        }
    }

    fn object_call(&mut self, at: usize) {
        if self.are(at + 1, &[".", "defineProperty", "("]) {
            self.define_property(at + 4);
        } else if self.are(at + 1, &[".", "keys", "("]) {
            self.keys_loop(at + 4);
        }
    }

    /// The place behind `exports` or `module.exports`.
    fn exports_object(&self, at: usize) -> Option<usize> {
        if self.is(at, "exports") {
            Some(at + 1)
        } else if self.are(at, &["module", ".", "exports"]) {
            Some(at + 3)
        } else {
            None
        }
    }

    /// `(exports, 'name', { enumerable: true, value: … or get … })`, from behind the bracket.
    fn define_property(&mut self, at: usize) {
        let Some(at) = self.exports_object(at) else { return };
        if !self.is(at, ",") || !self.are(at + 2, &[",", "{"]) {
            return;
        }
        let Some(name) = self.string(at + 1) else { return };
        let mut at = at + 4;
        if self.are(at, &["enumerable", ":", "true", ","]) {
            at += 4;
        }
        if self.are(at, &["value", ":"]) || self.plain_getter(at).is_some() {
            self.add(name);
        }
    }

    /// A getter that only reads a name or a member of one, to the end of the call. Anything else could throw.
    fn plain_getter(&self, at: usize) -> Option<usize> {
        let at = self.getter_body(at)?;
        if !self.is_word(at) {
            return None;
        }
        let at = match self.text(at + 1) {
            "." if self.is_word(at + 2) => at + 3,
            "[" if self.string(at + 2).is_some() && self.is(at + 3, "]") => at + 4,
            _ => at + 1,
        };
        self.getter_end(at)
    }

    /// From `get` to behind `return`.
    fn getter_body(&self, at: usize) -> Option<usize> {
        let at = if self.are(at, &["get", ":", "function"]) {
            if self.is_word(at + 3) { at + 4 } else { at + 3 }
        } else if self.is(at, "get") {
            at + 1
        } else {
            return None;
        };
        self.are(at, &["(", ")", "{", "return"]).then_some(at + 4)
    }

    /// `; } , } )`, of which semicolon and comma may be absent.
    fn getter_end(&self, mut at: usize) -> Option<usize> {
        at += usize::from(self.is(at, ";"));
        if !self.is(at, "}") {
            return None;
        }
        at += 1;
        at += usize::from(self.is(at, ","));
        self.are(at, &["}", ")"]).then_some(at + 2)
    }

    /// `Object.keys(x).forEach(function (k) { … exports[k] = x[k] … })`, from behind the first bracket.
    fn keys_loop(&mut self, at: usize) {
        let held = self.text(at);
        if !self.is_word(at) || !self.are(at + 1, &[")", ".", "forEach", "(", "function", "("]) {
            return;
        }
        let key = self.text(at + 7);
        if !self.is_word(at + 7) || !self.are(at + 8, &[")", "{"]) {
            return;
        }
        let Some(at) = self.loop_guards(at + 10, key, held) else { return };
        let Some(mut at) = self.loop_assignment(at, key, held) else { return };
        at += usize::from(self.is(at, ";"));
        if self.are(at, &["}", ")"]) {
            let star = self.stars.iter().rev().find(|(name, _)| *name == held).map(|(_, from)| from.clone());
            if let Some(specifier) = star {
                self.add_reexport(specifier);
            }
        }
    }

    fn is_text(&self, at: usize, text: &str) -> bool {
        self.string(at).is_some_and(|found| found == text)
    }

    /// The conditions that keep `default` and known names out.
    fn loop_guards(&self, at: usize, key: &str, held: &str) -> Option<usize> {
        if !self.are(at, &["if", "(", key]) {
            return None;
        }
        if self.is(at + 3, "!==") && self.is_text(at + 4, "default") {
            let next = at + 5;
            if self.is(next, ")") {
                return Some(next + 1);
            }
            if !self.are(next, &["&&", "!"]) {
                return None;
            }
            let at = self.own_property_call(next + 2, key)?;
            return self.is(at, ")").then_some(at + 1);
        }
        let both = self.is(at + 3, "===")
            && self.is_text(at + 4, "default")
            && self.are(at + 5, &["||", key, "==="])
            && self.is_text(at + 8, "__esModule")
            && self.are(at + 9, &[")", "return"]);
        if !both {
            return None;
        }
        let mut at = at + 11;
        at += usize::from(self.is(at, ";"));
        while self.are(at, &["if", "("]) {
            at = self.loop_skip(at + 2, key, held)?;
        }
        Some(at)
    }

    /// `known.hasOwnProperty(k)`, or the same through `Object.prototype`.
    fn own_property_call(&self, at: usize, key: &str) -> Option<usize> {
        if self.are(at, &["Object", ".", "prototype", ".", "hasOwnProperty", ".", "call", "("]) {
            let next = self.exports_object(at + 8).unwrap_or(at + 9);
            return self.are(next, &[",", key, ")"]).then_some(next + 3);
        }
        let next = self.exports_object(at)?;
        self.are(next, &[".", "hasOwnProperty", "(", key, ")"]).then_some(next + 5)
    }

    /// One further `if (…) return`, from behind the bracket.
    fn loop_skip(&self, at: usize, key: &str, held: &str) -> Option<usize> {
        let at = if self.is(at, key) {
            let next = if self.is(at + 1, "in") { self.exports_object(at + 2)? } else { return None };
            let next = if self.is(next, "&&") { self.exports_object(next + 1)? } else { return None };
            if !self.are(next, &["[", key, "]", "===", held, "[", key, "]"]) {
                return None;
            }
            next + 8
        } else {
            self.own_property_call(at, key)?
        };
        if !self.are(at, &[")", "return"]) {
            return None;
        }
        Some(at + 2 + usize::from(self.is(at + 2, ";")))
    }

    /// `exports[k] = x[k]`, or the same with a getter.
    fn loop_assignment(&self, at: usize, key: &str, held: &str) -> Option<usize> {
        if let Some(next) = self.exports_object(at) {
            let fits = self.are(next, &["[", key, "]", "=", held, "[", key, "]"]);
            return fits.then_some(next + 8);
        }
        if !self.are(at, &["Object", ".", "defineProperty", "("]) {
            return None;
        }
        let next = self.exports_object(at + 4)?;
        if !self.are(next, &[",", key, ",", "{", "enumerable", ":", "true", ","]) {
            return None;
        }
        let body = self.getter_body(next + 8)?;
        if !self.are(body, &[held, "[", key, "]"]) {
            return None;
        }
        self.getter_end(body + 4)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each line: a source, then the names and re-exports that Node 24 finds in it.
    const CASES: &str = include_str!("tests/exports.txt");

    #[test]
    fn the_names_are_those_that_node_finds() {
        let unescape = |text: &str| text.replace("\\n", "\n");
        for case in CASES.lines().filter(|line| !line.is_empty()) {
            let mut parts = case.split(" => ");
            let (source, expected) = (unescape(parts.next().unwrap()), parts.next().unwrap());
            let found = find(&source);
            assert_eq!(format!("{} | {}", found.names.join(","), found.reexports.join(",")), expected, "{source}");
        }
    }
}
