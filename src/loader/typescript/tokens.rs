//! The tokens of a source, by position.

use oxc_allocator::ArenaVec;
use oxc_parser::{Kind, Token};
use oxc_span::Span;

pub(super) struct Tokens<'a>(ArenaVec<'a, Token>);

impl<'a> Tokens<'a> {
    pub(super) fn new(mut tokens: ArenaVec<'a, Token>) -> Self {
        while tokens.last().is_some_and(|token| token.kind() == Kind::Eof) {
            tokens.pop();
        }
        Tokens(tokens)
    }

    /// The first token that starts at `at` or later.
    pub(super) fn from(&self, at: u32) -> Option<&Token> {
        self.0.get(self.index(at))
    }

    /// The last token that starts before `at`.
    pub(super) fn before(&self, at: u32) -> Option<&Token> {
        self.0.get(self.index(at).checked_sub(1)?)
    }

    /// The tokens that start in a span.
    pub(super) fn within(&self, span: Span) -> &[Token] {
        let start = self.index(span.start);
        &self.0[start..self.index(span.end).max(start)]
    }

    /// The span of the first token of a kind at `at` or later.
    pub(super) fn find(&self, at: u32, kind: Kind) -> Option<Span> {
        self.0[self.index(at)..].iter().find(|token| token.kind() == kind).map(Token::span)
    }

    fn index(&self, at: u32) -> usize {
        self.0.partition_point(|token| token.start() < at)
    }
}
