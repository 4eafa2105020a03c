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

/// A source with white space in place of its types.
fn strip_types(source: &str) -> std::result::Result<String, Refusal> {
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
