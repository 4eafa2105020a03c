//! The part of a source that an error is about, as Node shows it above the error.

use oxc_span::Span;
use unicode_width::UnicodeWidthChar;

const TAB_COLUMNS: usize = 4;

/// The name of the source and the line, then the lines of the span between their neighbours. What lies on one line is
/// underlined; of more, the first and the last line are pointed out.
pub(super) fn frame(name: &str, source: &str, span: Span) -> String {
    let lines: Vec<&str> = source.lines().collect();
    let line_of = |at: u32| source.as_bytes()[..at as usize].iter().filter(|byte| **byte == b'\n').count();
    let first = line_of(span.start);
    let last = line_of(span.end.saturating_sub(1).max(span.start));
    let mut text = format!("{name}:{}\n", (first + 1).min(lines.len().max(1)));
    for number in first.saturating_sub(1)..=last + 1 {
        let Some(line) = lines.get(number) else { break };
        if number > last && line.is_empty() {
            break;
        }
        if first != last {
            text.push_str(if number == first || number == last { "  > " } else { "    " });
        }
        text.push_str(&expand_tabs(line));
        text.push('\n');
        if number == first && first == last {
            underline(&mut text, source, line, span);
        }
    }
    text
}

fn underline(text: &mut String, source: &str, line: &str, span: Span) {
    let line_start = source[..span.start as usize].rfind('\n').map_or(0, |at| at + 1);
    let start = line.floor_char_boundary(span.start as usize - line_start);
    let end = line.floor_char_boundary(span.end as usize - line_start).max(start);
    let indent = columns(&line[..start]);
    let width = columns(&line[..end]) - indent;
    if width > 0 {
        text.push_str(&" ".repeat(indent));
        text.push_str(&"^".repeat(width));
        text.push('\n');
    }
}

fn columns(text: &str) -> usize {
    text.chars().fold(0, |column, character| column + width_at(column, character))
}

fn width_at(column: usize, character: char) -> usize {
    if character == '\t' { TAB_COLUMNS - column % TAB_COLUMNS } else { character.width().unwrap_or(0) }
}

fn expand_tabs(line: &str) -> String {
    let mut text = String::new();
    let mut column = 0;
    for character in line.chars() {
        let width = width_at(column, character);
        if character == '\t' {
            text.push_str(&" ".repeat(width));
        } else {
            text.push(character);
        }
        column += width;
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_line() {
        assert_eq!(frame("a.ts", "a\nb\n\tenum\nd\ne", Span::new(5, 9)), "a.ts:3\nb\n    enum\n    ^^^^\nd\n");
        assert_eq!(frame("", "漢 漢b\n\n", Span::new(4, 8)), ":1\n漢 漢b\n   ^^^\n");
    }

    #[test]
    fn many_lines() {
        assert_eq!(frame("", "a\nb{\nc\n}\nd", Span::new(2, 8)), ":2\n    a\n  > b{\n    c\n  > }\n    d\n");
    }

    #[test]
    fn the_end() {
        assert_eq!(frame("", "let x: ", Span::new(7, 7)), ":1\nlet x: \n");
        assert_eq!(frame("", "let x: \n\n", Span::new(9, 9)), ":2\n\n");
    }
}
