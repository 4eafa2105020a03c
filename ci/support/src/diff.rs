//! A line diff for people: what was expected, what came, and a little of what surrounds it.

const CONTEXT_LINES: usize = 3;
/// Above this many cells the table of the longest common subsequence is not worth its memory.
const TABLE_CELLS_MAX: usize = 4_000_000;

#[derive(Clone, Copy, PartialEq)]
enum Edit {
    Same,
    Missing,
    Extra,
}

/// Lines only in `expected` are marked `-`, lines only in `actual` `+`. Empty if the texts are equal.
pub fn lines(expected: &str, actual: &str) -> String {
    if expected == actual {
        return String::new();
    }
    let before: Vec<&str> = expected.split_inclusive('\n').collect();
    let after: Vec<&str> = actual.split_inclusive('\n').collect();
    let edits = edits(&before, &after);
    let near = |at: usize| {
        let from = at.saturating_sub(CONTEXT_LINES);
        let to = (at + CONTEXT_LINES + 1).min(edits.len());
        edits[from..to].iter().any(|(edit, _)| *edit != Edit::Same)
    };
    let mut text = String::new();
    let mut gap = false;
    for (at, (edit, line)) in edits.iter().enumerate() {
        if !near(at) {
            gap = true;
            continue;
        }
        if std::mem::take(&mut gap) {
            text.push_str("    ⋮\n");
        }
        text.push_str(match edit {
            Edit::Same => "    ",
            Edit::Missing => "  - ",
            Edit::Extra => "  + ",
        });
        text.push_str(line.strip_suffix('\n').unwrap_or(line));
        text.push_str(if line.ends_with('\n') { "\n" } else { " ⏎̸\n" });
    }
    text
}

fn edits<'a>(before: &[&'a str], after: &[&'a str]) -> Vec<(Edit, &'a str)> {
    let head = before.iter().zip(after).take_while(|(a, b)| a == b).count();
    let tail = before[head..].iter().rev().zip(after[head..].iter().rev()).take_while(|(a, b)| a == b).count();
    let (old, new) = (&before[head..before.len() - tail], &after[head..after.len() - tail]);
    let mut edits: Vec<_> = before[..head].iter().map(|line| (Edit::Same, *line)).collect();
    if (old.len() + 1) * (new.len() + 1) > TABLE_CELLS_MAX {
        edits.extend(old.iter().map(|line| (Edit::Missing, *line)));
        edits.extend(new.iter().map(|line| (Edit::Extra, *line)));
    } else {
        middle(old, new, &mut edits);
    }
    edits.extend(before[before.len() - tail..].iter().map(|line| (Edit::Same, *line)));
    edits
}

/// The longest common subsequence, by the usual table filled from the end.
fn middle<'a>(old: &[&'a str], new: &[&'a str], edits: &mut Vec<(Edit, &'a str)>) {
    let width = new.len() + 1;
    let mut common = vec![0_u32; (old.len() + 1) * width];
    for i in (0..old.len()).rev() {
        for j in (0..new.len()).rev() {
            common[i * width + j] = if old[i] == new[j] {
                common[(i + 1) * width + j + 1] + 1
            } else {
                common[(i + 1) * width + j].max(common[i * width + j + 1])
            };
        }
    }
    let (mut i, mut j) = (0, 0);
    while i < old.len() || j < new.len() {
        if i < old.len() && j < new.len() && old[i] == new[j] {
            edits.push((Edit::Same, old[i]));
            i += 1;
            j += 1;
        } else if j == new.len() || (i < old.len() && common[(i + 1) * width + j] >= common[i * width + j + 1]) {
            edits.push((Edit::Missing, old[i]));
            i += 1;
        } else {
            edits.push((Edit::Extra, new[j]));
            j += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::lines;

    #[test]
    fn equal_texts_have_no_diff() {
        assert_eq!(lines("a\nb\n", "a\nb\n"), "");
    }

    #[test]
    fn changed_lines_stand_in_their_context() {
        let old = "1\n2\n3\n4\n5\n6\n7\n8\n";
        let new = "1\n2\n3\n4\n5\nsix\n7\n8\n";
        assert_eq!(lines(old, new), "    ⋮\n    3\n    4\n    5\n  - 6\n  + six\n    7\n    8\n");
    }

    #[test]
    fn a_missing_newline_at_the_end_shows() {
        assert_eq!(lines("a\n", "a"), "  - a\n  + a ⏎̸\n");
    }
}
