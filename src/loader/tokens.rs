//! JavaScript source as tokens: enough to recognise statements by their shape, without parsing the language.
//!
//! Whether a `/` divides or begins a regular expression is decided by what stands before it, with the brackets that
//! are open; the few programs that fool this lose a name at most.

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// An identifier or keyword, or a private name.
    Word,
    /// A string literal, quotes included.
    Text,
    /// A number.
    Number,
    /// A regular expression, flags included.
    Regex,
    /// A stretch of a template's own text, with its delimiters.
    Template,
    /// An operator or a bracket.
    Mark,
}

/// One token: where it stands, and how many brackets are open around it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Token {
    pub(super) kind: Kind,
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) depth: u32,
}

/// The source ends inside of something, or closes what is not open.
#[derive(Debug)]
pub(super) struct Broken;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Open {
    /// `(` after `if`, `while`, `for` or `with`: a statement follows the closing one.
    Head,
    Paren,
    Bracket,
    Block,
    /// An object literal or what looks like one.
    Object,
    /// `${` in a template.
    Hole,
}

struct Scanner<'a> {
    source: &'a [u8],
    at: usize,
    tokens: Vec<Token>,
    open: Vec<Open>,
    /// Whether an expression may begin here, so that a slash begins a regular expression.
    before_operand: bool,
}

/// Takes a source apart.
pub(super) fn scan(source: &str) -> Result<Vec<Token>, Broken> {
    let bytes = source.as_bytes();
    let mut scanner = Scanner {
        source: bytes,
        at: 0,
        tokens: Vec::with_capacity(bytes.len() / 6),
        open: Vec::new(),
        before_operand: true,
    };
    if bytes.starts_with(b"#!") {
        scanner.skip_line();
    }
    while scanner.skip_blank()? {
        scanner.token()?;
    }
    if scanner.open.is_empty() { Ok(scanner.tokens) } else { Err(Broken) }
}

/// Whether a byte can stand in an identifier. Everything beyond ASCII can.
pub(super) fn is_word_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$' | b'\\') || byte >= 0x80
}

impl Scanner<'_> {
    fn peek(&self, ahead: usize) -> u8 {
        self.source.get(self.at + ahead).copied().unwrap_or(0)
    }

    fn skip_line(&mut self) {
        let rest = &self.source[self.at..];
        self.at += rest.iter().position(|byte| matches!(byte, b'\n' | b'\r')).unwrap_or(rest.len());
    }

    /// Skips blanks and comments; `false` at the end.
    fn skip_blank(&mut self) -> Result<bool, Broken> {
        while self.at < self.source.len() {
            match self.source[self.at] {
                b' ' | b'\t' | b'\n' | b'\r' | 0x0B | 0x0C => self.at += 1,
                b'/' if self.peek(1) == b'/' => self.skip_line(),
                b'/' if self.peek(1) == b'*' => {
                    let rest = &self.source[self.at + 2..];
                    let length = rest.windows(2).position(|pair| pair == b"*/").ok_or(Broken)?;
                    self.at += length + 4;
                }
                // U+FEFF, U+2028, U+2029 and U+00A0.
                0xEF if self.source[self.at..].starts_with(b"\xEF\xBB\xBF") => self.at += 3,
                0xE2 if self.peek(1) == 0x80 && matches!(self.peek(2), 0xA8 | 0xA9) => self.at += 3,
                0xC2 if self.peek(1) == 0xA0 => self.at += 2,
                _ => return Ok(true),
            }
        }
        Ok(false)
    }

    fn token(&mut self) -> Result<(), Broken> {
        let start = self.at;
        match self.source[start] {
            b'"' | b'\'' => self.text(),
            b'`' => {
                self.at += 1;
                self.template(start)
            }
            byte if byte.is_ascii_digit() || byte == b'.' && self.peek(1).is_ascii_digit() => {
                self.number();
                Ok(())
            }
            byte if is_word_byte(byte) || byte == b'#' => {
                self.word();
                Ok(())
            }
            b'/' if self.before_operand => self.regex(),
            byte => self.mark(byte),
        }
    }

    fn push(&mut self, kind: Kind, start: usize, before_operand: bool) {
        let depth = self.open.len() as u32;
        self.tokens.push(Token { kind, start, end: self.at, depth });
        self.before_operand = before_operand;
    }

    fn text(&mut self) -> Result<(), Broken> {
        let start = self.at;
        let quote = self.source[start];
        self.at += 1;
        loop {
            match self.source.get(self.at) {
                None | Some(b'\n') => return Err(Broken),
                Some(b'\\') => self.at += 2,
                Some(byte) => {
                    self.at += 1;
                    if *byte == quote {
                        break;
                    }
                }
            }
        }
        self.push(Kind::Text, start, false);
        Ok(())
    }

    /// From behind a backtick or the end of a hole to the next hole or the end.
    fn template(&mut self, start: usize) -> Result<(), Broken> {
        loop {
            match self.source.get(self.at) {
                None => return Err(Broken),
                Some(b'\\') => self.at += 2,
                Some(b'`') => {
                    self.at += 1;
                    self.push(Kind::Template, start, false);
                    return Ok(());
                }
                Some(b'$') if self.peek(1) == b'{' => {
                    self.at += 2;
                    self.push(Kind::Template, start, true);
                    self.open.push(Open::Hole);
                    return Ok(());
                }
                Some(_) => self.at += 1,
            }
        }
    }

    fn number(&mut self) {
        let start = self.at;
        while is_word_byte(self.peek(0)) || self.peek(0) == b'.' {
            // The sign of an exponent belongs to the number, unless it is a hexadecimal digit.
            let hexadecimal = matches!(self.source.get(start + 1), Some(b'x' | b'X'));
            self.at += 1 + usize::from(
                matches!(self.peek(0), b'e' | b'E') && !hexadecimal && matches!(self.peek(1), b'+' | b'-'),
            );
        }
        self.push(Kind::Number, start, false);
    }

    fn word(&mut self) {
        let start = self.at;
        self.at += 1;
        while is_word_byte(self.peek(0)) || self.peek(0) == b'{' && self.source[..self.at].ends_with(b"\\u") {
            self.at += 1;
        }
        let member = self.tokens.last().is_some_and(|last| &self.source[last.start..last.end] == b".");
        let keyword = !member && expects_operand(&self.source[start..self.at]);
        self.push(Kind::Word, start, keyword);
    }

    fn regex(&mut self) -> Result<(), Broken> {
        let start = self.at;
        let mut in_class = false;
        loop {
            self.at += 1;
            match self.peek(0) {
                0 | b'\n' => return Err(Broken),
                b'\\' => self.at += 1,
                b'[' => in_class = true,
                b']' => in_class = false,
                b'/' if !in_class => break,
                _ => {}
            }
        }
        self.at += 1;
        while is_word_byte(self.peek(0)) {
            self.at += 1;
        }
        self.push(Kind::Regex, start, false);
        Ok(())
    }

    fn mark(&mut self, byte: u8) -> Result<(), Broken> {
        let start = self.at;
        match byte {
            b'(' | b'[' | b'{' => {
                let open = self.opening(byte);
                self.at += 1;
                self.push(Kind::Mark, start, true);
                self.open.push(open);
                return Ok(());
            }
            b')' | b']' | b'}' => return self.closing(byte),
            _ => {}
        }
        let rest = &self.source[start..];
        self.at += match byte {
            b'=' if rest.starts_with(b"=>") => 2,
            b'=' | b'!' => 1 + rest[1..].iter().take_while(|byte| **byte == b'=').count(),
            b'.' if rest.starts_with(b"...") => 3,
            b'?' if rest.starts_with(b"?.") && !rest.get(2).is_some_and(u8::is_ascii_digit) => 2,
            b'+' | b'-' | b'&' | b'|' | b'?' if rest.get(1) == Some(&byte) => 2,
            _ => 1,
        };
        let postfix = matches!(&self.source[start..self.at], b"++" | b"--");
        self.push(Kind::Mark, start, !postfix);
        Ok(())
    }

    fn opening(&self, byte: u8) -> Open {
        let last = self.tokens.last();
        let text = last.map_or(&b""[..], |last| &self.source[last.start..last.end]);
        match byte {
            b'(' if matches!(text, b"if" | b"while" | b"for" | b"with") => Open::Head,
            b'(' => Open::Paren,
            b'[' => Open::Bracket,
            // A body stands behind a name, a closing bracket or an arrow; an object behind an operator.
            _ if matches!(text, b"" | b"=>" | b";" | b"{" | b"}" | b")" | b"else" | b"do" | b"try" | b"finally") => {
                Open::Block
            }
            _ if self.before_operand => Open::Object,
            _ => Open::Block,
        }
    }

    fn closing(&mut self, byte: u8) -> Result<(), Broken> {
        let start = self.at;
        let open = self.open.pop().ok_or(Broken)?;
        let fits = match byte {
            b')' => matches!(open, Open::Head | Open::Paren),
            b']' => open == Open::Bracket,
            _ => matches!(open, Open::Block | Open::Object | Open::Hole),
        };
        if !fits {
            return Err(Broken);
        }
        self.at += 1;
        if open == Open::Hole {
            return self.template(start);
        }
        self.push(Kind::Mark, start, matches!(open, Open::Head | Open::Block));
        Ok(())
    }
}

/// Whether an operand follows this keyword.
fn expects_operand(word: &[u8]) -> bool {
    matches!(
        word,
        b"return" | b"typeof" | b"case" | b"do" | b"else" | b"in" | b"instanceof" | b"new" | b"void" | b"delete"
            | b"throw" | b"yield" | b"await" | b"of"
    )
}

/// What a string literal means; `None` when it is no valid text.
pub(super) fn unquote(literal: &str) -> Option<String> {
    let inner = &literal[1..literal.len() - 1];
    if !inner.contains('\\') {
        return Some(inner.to_owned());
    }
    let mut units: Vec<u16> = Vec::new();
    let mut rest = inner.chars();
    while let Some(char) = rest.next() {
        let mut push = |char: char| units.extend(char.encode_utf16(&mut [0; 2]).iter());
        if char != '\\' {
            push(char);
            continue;
        }
        match rest.next()? {
            'n' => push('\n'),
            't' => push('\t'),
            'r' => push('\r'),
            'b' => push('\u{8}'),
            'f' => push('\u{C}'),
            'v' => push('\u{B}'),
            '0' => push('\0'),
            '\n' | '\u{2028}' | '\u{2029}' => {}
            '\r' => rest = rest.as_str().strip_prefix('\n').unwrap_or(rest.as_str()).chars(),
            'x' => units.push(u16::from_str_radix(rest.as_str().get(..2)?, 16).ok().inspect(|_| {
                rest.nth(1);
            })?),
            'u' => {
                let text = rest.as_str();
                let (digits, length) = match text.strip_prefix('{') {
                    Some(inner) => (&inner[..inner.find('}')?], inner.find('}')? + 2),
                    None => (text.get(..4)?, 4),
                };
                let code = u32::from_str_radix(digits, 16).ok()?;
                match u16::try_from(code) {
                    Ok(unit) => units.push(unit),
                    Err(_) => push(char::from_u32(code)?),
                }
                rest = text[length..].chars();
            }
            other => push(other),
        }
    }
    String::from_utf16(&units).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(source: &str) -> Vec<&str> {
        scan(source).expect("it is whole").iter().map(|token| &source[token.start..token.end]).collect()
    }

    #[test]
    fn slashes_divide_or_begin_expressions() {
        assert_eq!(texts("a / b / c"), ["a", "/", "b", "/", "c"]);
        assert_eq!(texts("if (a) /b/.x"), ["if", "(", "a", ")", "/b/", ".", "x"]);
        assert_eq!(texts("(a) / b / c"), ["(", "a", ")", "/", "b", "/", "c"]);
        assert_eq!(texts("return /[/]/g"), ["return", "/[/]/g"]);
        assert_eq!(texts("function f() {} /a/"), ["function", "f", "(", ")", "{", "}", "/a/"]);
        assert_eq!(texts("x = {} / 2"), ["x", "=", "{", "}", "/", "2"]);
    }

    #[test]
    fn templates_nest() {
        assert_eq!(texts("`a${ {b: `c${d}`} }e` f"), ["`a${", "{", "b", ":", "`c${", "d", "}`", "}", "}e`", "f"]);
    }

    #[test]
    fn unbalanced_sources_are_broken() {
        for source in ["(", "}", "(]", "'a", "`a", "/* a", "\"\n\""] {
            assert!(scan(source).is_err(), "{source}");
        }
    }

    #[test]
    fn escapes_are_read() {
        assert_eq!(unquote(r#""\u0041\x42\u{43}\n\
d""#).as_deref(), Some("ABC\nd"));
        assert_eq!(unquote(r"'\ud83d\ude00'").as_deref(), Some("\u{1F600}"));
        assert_eq!(unquote(r"'\ud83d'"), None);
    }
}
