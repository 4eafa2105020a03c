//! What changes in a source whose types go: spans that become white space, and single characters that keep the meaning
//! of what stands around them. Every byte stays where it was, and so does every line and column.

use oxc_span::Span;

/// Changes to a source, in any order; of two that overlap, a mark wins over a blank.
#[derive(Default)]
pub(super) struct Edits {
    blanks: Vec<Span>,
    marks: Vec<(u32, u8)>,
}

impl Edits {
    /// Makes a span white space; its line ends stay.
    pub(super) fn blank(&mut self, span: Span) {
        self.blanks.push(span);
    }

    /// Puts an ASCII character in the place of the ASCII character at `at`.
    pub(super) fn mark(&mut self, at: u32, character: u8) {
        self.marks.push((at, character));
    }

    /// Puts an ASCII character in the place of the character that ends at `end`; spaces fill its other bytes.
    pub(super) fn mark_last(&mut self, source: &str, end: u32, character: u8) {
        let width = source[..end as usize].chars().next_back().map_or(1, char::len_utf8) as u32;
        self.mark(end - width, character);
        for at in end - width + 1..end {
            self.mark(at, b' ');
        }
    }

    /// The changed source.
    pub(super) fn apply(&self, source: &str) -> String {
        let mut bytes = source.as_bytes().to_vec();
        for span in &self.blanks {
            let start = span.start as usize;
            for (offset, character) in source[start..span.end as usize].char_indices() {
                if !is_white(character) {
                    let space = space_of_width(character.len_utf8());
                    bytes[start + offset..][..space.len()].copy_from_slice(space.as_bytes());
                }
            }
        }
        for &(at, character) in &self.marks {
            bytes[at as usize] = character;
        }
        String::from_utf8(bytes).expect("whole characters were replaced by characters of the same width")
    }
}

/// White space of as many bytes. None has four: there it is a space and a byte order mark, which are two UTF-16 units,
/// as a character of four bytes is.
fn space_of_width(bytes: usize) -> &'static str {
    match bytes {
        1 => " ",
        2 => "\u{A0}",
        3 => "\u{2002}",
        _ => " \u{FEFF}",
    }
}

/// ECMA-262, "White Space" and "Line Terminators".
fn is_white(character: char) -> bool {
    matches!(
        character,
        '\t' | '\u{B}' | '\u{C}' | '\u{FEFF}' | ' ' | '\u{A0}' | '\u{1680}' | '\u{2000}'
            ..='\u{200A}' | '\u{202F}' | '\u{205F}' | '\u{3000}'
    ) || is_line_end(character)
}

/// ECMA-262, "Line Terminators".
pub(super) fn is_line_end(character: char) -> bool {
    matches!(character, '\n' | '\r' | '\u{2028}' | '\u{2029}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_bytes_and_lines() {
        let mut edits = Edits::default();
        edits.blank(Span::new(1, 17));
        assert_eq!(edits.apply("aé漢😀\r\n\tb\u{2028}c"), "a\u{A0}\u{2002} \u{FEFF}\r\n\t \u{2028}c");
    }

    #[test]
    fn marks_a_wide_character() {
        let mut edits = Edits::default();
        edits.blank(Span::new(0, 4));
        edits.mark_last("a漢 ", 4, b')');
        assert_eq!(edits.apply("a漢 "), " )   ");
    }
}
