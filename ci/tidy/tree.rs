//! The files of the project, read once, and a place for what is wrong with them.

use std::fmt;
use std::fs;
use std::path::Path;

/// What is no part of the project: build products, installed packages, the repository's own (a file in a linked tree).
const FOREIGN: &[&str] = &["target", "node_modules", ".git"];

pub struct Tree {
    /// Sorted by path.
    pub files: Vec<File>,
    /// The entries of the root, folders included.
    pub top_level: Vec<String>,
}

pub struct File {
    /// From the root, with `/`.
    pub path: String,
    /// Empty if it is not UTF-8.
    pub text: String,
}

impl File {
    pub fn is_rust(&self) -> bool {
        self.path.ends_with(".rs")
    }

    pub fn is_script(&self) -> bool {
        [".js", ".mjs", ".cjs"].iter().any(|extension| self.path.ends_with(extension))
    }

    pub fn is_in_tests_folder(&self) -> bool {
        self.path.contains("/tests/")
    }

    /// The lines without what follows `//`, and without lines that a block comment begins or continues in the
    /// usual way; numbered from 1. Good enough for code as it is written here: no parser.
    pub fn code_lines(&self) -> impl Iterator<Item = (usize, &str)> {
        self.text.lines().enumerate().filter_map(|(at, line)| {
            let start = line.trim_start();
            let is_comment = start.starts_with("//") || start.starts_with("/*") || start.starts_with("* ");
            (!is_comment).then(|| (at + 1, line.split(" // ").next().unwrap_or(line)))
        })
    }
}

/// One thing that is wrong, and where.
pub struct Problem {
    path: String,
    line: usize,
    message: String,
}

impl Problem {
    pub fn at(path: &str, line: usize, message: impl Into<String>) -> Self {
        Self { path: path.to_owned(), line, message: message.into() }
    }

    /// About a file or folder as a whole.
    pub fn of(path: &str, message: impl Into<String>) -> Self {
        Self::at(path, 1, message)
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.path, self.line, self.message)
    }
}

impl Tree {
    pub fn read(root: &Path) -> Self {
        let mut tree = Self { files: Vec::new(), top_level: Vec::new() };
        for entry in fs::read_dir(root).expect("the root of the project can be read") {
            let entry = entry.expect("a folder that was opened can be read");
            tree.top_level.push(entry.file_name().to_string_lossy().into_owned());
        }
        tree.top_level.sort();
        tree.collect(root, "");
        tree.files.sort_by(|a, b| a.path.cmp(&b.path));
        tree
    }

    pub fn file(&self, path: &str) -> Option<&File> {
        let at = self.files.binary_search_by(|file| file.path.as_str().cmp(path)).ok()?;
        Some(&self.files[at])
    }

    fn collect(&mut self, folder: &Path, prefix: &str) {
        for entry in fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display())) {
            let entry = entry.expect("a folder that was opened can be read");
            let name = entry.file_name().to_string_lossy().into_owned();
            let path = format!("{prefix}{name}");
            if FOREIGN.contains(&name.as_str()) {
                continue;
            }
            if entry.path().is_dir() {
                self.collect(&entry.path(), &format!("{path}/"));
            } else if let Ok(bytes) = fs::read(entry.path()) {
                self.files.push(File { path, text: String::from_utf8(bytes).unwrap_or_default() });
            }
        }
    }
}

/// The places of `word` in `line` where it is not part of a longer name.
pub fn word_positions<'a>(line: &'a str, word: &'a str) -> impl Iterator<Item = usize> + 'a {
    let is_name = |c: char| c.is_alphanumeric() || c == '_' || c == '$';
    line.match_indices(word)
        .map(|(at, _)| at)
        .filter(move |at| !line[..*at].ends_with(is_name) && !line[at + word.len()..].starts_with(is_name))
}
