//! Errors of syntax, in the words that Node has for the frequent ones.

use oxc_diagnostics::OxcDiagnostic;
use oxc_span::Span;

use super::Refusal;

/// What the parser reported.
pub(super) fn refusal(diagnostic: &OxcDiagnostic, source: &str) -> Refusal {
    let end = source.len() as u32;
    let label = diagnostic.labels.first();
    let span = label.map_or(Span::new(end, end), |label| label.span());
    let message = diagnostic.message.as_ref();
    if message.starts_with("Expected a semicolon") {
        return Refusal::invalid(next_word(source, span.end), "Expected ';', '}' or <eof>");
    }
    Refusal::invalid(span, &words(message, source.get(span.start as usize..).unwrap_or_default()))
}

fn words(message: &str, at: &str) -> String {
    match message {
        "Unexpected token" => "Expression expected".to_owned(),
        "Unterminated string" if at.starts_with('`') => "Unterminated template".to_owned(),
        "Unterminated string" => "Unterminated string constant".to_owned(),
        "Unterminated regular expression" => "Unterminated regexp literal".to_owned(),
        "Missing initializer in destructuring declaration" => "Destructuring bindings require initializers".to_owned(),
        "Missing initializer in const declaration" => "'const' declarations must be initialized".to_owned(),
        message if message.starts_with("`await` is only allowed") => {
            "await isn't allowed in non-async function".to_owned()
        }
        message if message.starts_with("A 'return' statement") => "Return statement is not allowed here".to_owned(),
        message => expectation(message).unwrap_or_else(|| message.to_owned()),
    }
}

/// "Expected `,` or `)` but found `{`" is "Expected ',', got '{'".
fn expectation(message: &str) -> Option<String> {
    let (expected, found) = message.strip_prefix("Expected ")?.split_once(" but found ")?;
    let expected = expected.split('`').nth(1)?;
    let found = match found.trim_matches('`') {
        "EOF" => "<eof>",
        "Identifier" => "ident",
        "decimal" | "float" | "hex" | "octal" | "binary" => "numeric literal",
        "string" => "string literal",
        other => other,
    };
    Some(format!("Expected '{expected}', got '{found}'"))
}

/// The span of what follows `at`: a word or a character.
fn next_word(source: &str, at: u32) -> Span {
    let rest = &source[at as usize..];
    let start = rest.len() - rest.trim_start().len();
    let is_word = |character: char| character.is_alphanumeric() || matches!(character, '_' | '$');
    let word = rest[start..].find(|character| !is_word(character)).unwrap_or(rest.len() - start);
    let width = if word > 0 { word } else { rest[start..].chars().next().map_or(0, char::len_utf8) };
    let start = at + start as u32;
    Span::new(start, start + width as u32)
}
