//! Small files, short lines.

use std::collections::BTreeMap;

use crate::tree::{Problem, Tree};

const LINE_CHARS_MAX: usize = 130;
const FILE_LINES_MAX: usize = 1000;
/// A longer file stands in the table of long files, with a reason.
const FILE_LINES_USUAL_MAX: usize = 600;
const LONG_FILES: &str = "ci/tidy/long_files.tsv";

pub fn check(tree: &Tree, problems: &mut Vec<Problem>) {
    let mut excused = long_files(tree, problems);
    for file in tree.files.iter().filter(|file| file.is_rust() || file.is_script()) {
        for (at, line) in file.text.lines().enumerate() {
            let length = line.chars().count();
            // A test's expected text is as long as it is.
            if length > LINE_CHARS_MAX && !line.contains("://") && !file.path.contains("/tests/") {
                problems.push(Problem::at(
                    &file.path,
                    at + 1,
                    format!("{length} characters, {LINE_CHARS_MAX} at most"),
                ));
            }
        }
        let length = file.text.lines().count();
        let excuse = excused.remove(file.path.as_str());
        if length > FILE_LINES_MAX {
            problems.push(Problem::of(&file.path, format!("{length} lines, {FILE_LINES_MAX} at most: split it")));
        } else if length > FILE_LINES_USUAL_MAX && excuse.is_none() {
            let message = format!("{length} lines: split it, or give the reason in {LONG_FILES}");
            problems.push(Problem::of(&file.path, message));
        } else if let (Some(line), true) = (excuse, length <= FILE_LINES_USUAL_MAX) {
            problems.push(Problem::at(LONG_FILES, line, format!("{} is not long any more", file.path)));
        }
    }
    for (path, line) in excused {
        problems.push(Problem::at(LONG_FILES, line, format!("{path} does not exist")));
    }
}

/// Path and line in the table, which holds `path<TAB>reason`.
fn long_files<'a>(tree: &'a Tree, problems: &mut Vec<Problem>) -> BTreeMap<&'a str, usize> {
    let mut excused = BTreeMap::new();
    let text = tree.file(LONG_FILES).map_or("", |file| file.text.as_str());
    for (at, line) in text.lines().enumerate() {
        match line.split_once('\t') {
            Some((path, reason)) if !reason.trim().is_empty() => {
                excused.insert(path, at + 1);
            }
            _ => problems.push(Problem::at(LONG_FILES, at + 1, "needs a path, a tab and a reason")),
        }
    }
    excused
}
