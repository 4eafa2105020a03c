//! TypeScript without its types: the binding `typescript`. Nothing here runs before a program has a `.ts` file.
//!
//! A parser finds where the types are; what is left is the program's own text, byte for byte, so that lines and columns
//! stay and no source map is needed.

mod edits;
mod frame;
mod messages;
mod strip;
mod tokens;
mod visit;

use oxc_allocator::Allocator;
use oxc_parser::Parser;
use oxc_parser::config::TokensParserConfig;
use oxc_span::{SourceType, Span};

use crate::engine::{Binding, Call, Result, Value};

/// Why a source cannot be run.
#[derive(Debug)]
struct Refusal {
    /// Where.
    span: Span,
    message: String,
    /// It is TypeScript, but of a kind that is more than types.
    unsupported: bool,
}

impl Refusal {
    fn unsupported(span: Span, message: &str) -> Refusal {
        Refusal { span, message: message.to_owned(), unsupported: true }
    }

    fn invalid(span: Span, message: &str) -> Refusal {
        Refusal { span, message: message.to_owned(), unsupported: false }
    }
}

pub(super) fn bind(binding: &Binding) -> Result<()> {
    binding.function("strip", 2, |call: &Call| -> Result<Value> {
        let (cx, source) = (call.cx(), call.string(0)?);
        let refusal = match strip_types(&source) {
            Ok(code) => return Ok(cx.string(&code)),
            Err(refusal) => refusal,
        };
        let frame = frame::frame(&call.string(1)?, &source, refusal.span);
        let face = cx.object();
        cx.set(&face, "message", cx.string(&refusal.message))?;
        cx.set(&face, "frame", cx.string(&frame))?;
        cx.set(&face, "unsupported", Value::from(refusal.unsupported))?;
        Ok(face)
    })
}

/// A source of no more bytes than this cannot nest so deeply that the stack of the caller is too small.
const SHORT_BYTES_MAX: usize = 2000;
/// The stack for any other, of which the system gives what is touched.
const STACK_BYTES: usize = 512 << 20;
/// How deeply brackets may nest in a source.
const NESTING_MAX: usize = 50_000;

/// A source with white space in place of its types. The parser recurses as deeply as the source nests.
fn strip_types(source: &str) -> std::result::Result<String, Refusal> {
    if source.len() <= SHORT_BYTES_MAX {
        return strip_here(source);
    }
    let everything = Span::new(0, 0);
    if nesting(source) > NESTING_MAX {
        return Err(Refusal::invalid(everything, &format!("Brackets nest more than {NESTING_MAX} deep")));
    }
    let parser = std::thread::Builder::new().name("typescript".to_owned()).stack_size(STACK_BYTES);
    std::thread::scope(|scope| match parser.spawn_scoped(scope, || strip_here(source)) {
        Ok(thread) => thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)),
        Err(error) => Err(Refusal::invalid(everything, &format!("No thread to parse it: {error}"))),
    })
}

/// At least as deep as brackets nest, texts and comments taken for code.
fn nesting(source: &str) -> usize {
    let (mut depth, mut most) = (0_usize, 0);
    for byte in source.bytes() {
        match byte {
            b'(' | b'[' | b'{' => depth += 1,
            b')' | b']' | b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        most = most.max(depth);
    }
    most
}

fn strip_here(source: &str) -> std::result::Result<String, Refusal> {
    let allocator = Allocator::default();
    let source_type = SourceType::ts().with_unambiguous(true);
    let parsed = Parser::new(&allocator, source, source_type).with_config(TokensParserConfig).parse();
    if let Some(diagnostic) = parsed.diagnostics.errors().next() {
        return Err(messages::refusal(diagnostic, source));
    }
    strip::strip(source, &parsed.program, tokens::Tokens::new(parsed.tokens))
}

#[cfg(test)]
mod tests;
