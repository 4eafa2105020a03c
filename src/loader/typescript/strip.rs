//! Which parts of a TypeScript program are types alone. What Node calls strip-only mode: a type becomes white space; a
//! construct that would need other code in its place is refused.

use oxc_ast::ast::*;
use oxc_ast_visit::Visit;
use oxc_parser::Kind;
use oxc_span::{GetSpan, Span};

use super::Refusal;
use super::edits::{Edits, is_line_end};
use super::tokens::Tokens;

/// The source without its types.
pub(super) fn strip<'a>(source: &'a str, program: &Program<'a>, tokens: Tokens<'a>) -> Result<String, Refusal> {
    let mut stripper = Stripper { source, tokens, edits: Edits::default(), refusal: None };
    stripper.refuse_module_keyword(&program.body);
    stripper.visit_program(program);
    match stripper.refusal {
        Some(refusal) => Err(refusal),
        None => Ok(stripper.edits.apply(source)),
    }
}

pub(super) struct Stripper<'a> {
    pub(super) source: &'a str,
    pub(super) tokens: Tokens<'a>,
    pub(super) edits: Edits,
    /// The first construct that cannot be stripped.
    pub(super) refusal: Option<Refusal>,
}

impl<'a> Stripper<'a> {
    pub(super) fn refuse(&mut self, span: Span, message: &str) {
        self.refusal.get_or_insert_with(|| Refusal::unsupported(span, message));
    }

    pub(super) fn refuse_feature(&mut self, span: Span, feature: &str) {
        self.refuse(span, &format!("TypeScript {feature} is not supported in strip-only mode"));
    }

    pub(super) fn has_line_end(&self, start: u32, end: u32) -> bool {
        self.source[start as usize..end as usize].contains(is_line_end)
    }

    /// Blanks the first token of a kind at `at` or later.
    pub(super) fn blank_token(&mut self, at: u32, kind: Kind) {
        if let Some(span) = self.tokens.find(at, kind) {
            self.edits.blank(span);
        }
    }

    /// A span with the comma that follows it.
    pub(super) fn with_comma(&self, span: Span) -> Span {
        match self.tokens.from(span.end) {
            Some(token) if token.kind() == Kind::Comma => Span::new(span.start, token.end()),
            _ => span,
        }
    }

    /// Blanks a statement. What ended the one before it by standing there may be needed: the next one may begin with a
    /// character that would go on with it (ECMA-262, "Interesting Cases of Automatic Semicolon Insertion").
    pub(super) fn blank_statement(&mut self, span: Span) {
        self.edits.blank(span);
        let Some(before) = self.tokens.before(span.start) else { return };
        let Some(after) = self.tokens.from(span.end) else { return };
        let goes_on = matches!(
            after.kind(),
            Kind::LParen
                | Kind::LBrack
                | Kind::NoSubstitutionTemplate
                | Kind::TemplateHead
                | Kind::Plus
                | Kind::Minus
                | Kind::RegExp
                | Kind::Slash
                | Kind::SlashEq
        );
        if goes_on && before.kind() != Kind::Semicolon && self.has_line_end(span.end, after.start()) {
            self.edits.mark(span.start, b';');
        }
    }

    /// As [`Stripper::blank_statement`] where a type ends an expression: `a as B`, then a line that begins with `(`.
    pub(super) fn end_expression(&mut self, type_start: u32, end: u32) {
        let Some(after) = self.tokens.from(end) else { return };
        let goes_on =
            matches!(after.kind(), Kind::LParen | Kind::LBrack | Kind::NoSubstitutionTemplate | Kind::TemplateHead);
        if goes_on && self.has_line_end(end, after.start()) {
            self.edits.mark(type_start, b';');
        }
    }

    // ---- Statements

    /// Whether a declaration says nothing to JavaScript.
    pub(super) fn is_ambient(declaration: &Declaration) -> bool {
        match declaration {
            Declaration::TSTypeAliasDeclaration(_) | Declaration::TSInterfaceDeclaration(_) => true,
            Declaration::TSExternalModuleDeclaration(_) => true,
            Declaration::FunctionDeclaration(function) => function.declare || function.body.is_none(),
            Declaration::TSNamespaceDeclaration(namespace) => namespace.declare || has_types_alone(namespace),
            other => other.declare(),
        }
    }

    pub(super) fn is_ambient_statement(statement: &Statement) -> bool {
        statement.as_declaration().is_some_and(Self::is_ambient)
    }

    /// What an `if` governs must be a statement; a function without a body may stand there.
    pub(super) fn keep_body(&mut self, body: &Statement) {
        if Self::is_ambient_statement(body) {
            self.edits.mark(body.span().start, b';');
        }
    }

    // ---- The older word for a namespace

    pub(super) fn refuse_module_keyword(&mut self, statements: &[Statement<'a>]) {
        for statement in statements {
            let declaration = match statement {
                Statement::ExportDeclaration(export) => Some(&export.declaration),
                other => other.as_declaration(),
            };
            if let Some(Declaration::TSNamespaceDeclaration(namespace)) = declaration {
                self.refuse_module_namespace(namespace);
            }
        }
    }

    pub(super) fn refuse_module_namespace(&mut self, namespace: &TSNamespaceDeclaration<'a>) {
        if let TSNamespaceDeclarationBody::TSModuleBlock(block) = &namespace.body {
            self.refuse_module_keyword(&block.body);
        }
        if namespace.kind != TSNamespaceDeclarationKind::Module {
            return;
        }
        let keyword = self.tokens.find(namespace.span.start, Kind::Module);
        let start = keyword.map_or(namespace.span.start, |span| span.start);
        let message = "`module` keyword is not supported. Use `namespace` instead.";
        self.refuse(Span::new(start, namespace.id.span.end), message);
    }

    // ---- Classes

    /// Blanks the modifiers and marks of a member that are TypeScript's.
    pub(super) fn strip_modifiers(&mut self, member: &Member) {
        let start = member.decorators.last().map_or(member.span.start, |decorator| decorator.span.end);
        let mut stripped = false;
        let Some(first) = self.tokens.from(start).map(|token| token.start()) else { return };
        for token in self.tokens.within(Span::new(start, member.key.span().start)) {
            use Kind::{Override, Private, Protected, Public, Readonly};
            if matches!(token.kind(), Public | Protected | Private | Readonly | Override) {
                self.edits.blank(token.span());
                stripped = true;
            }
        }
        // A field before it without a semicolon would go on with such a key.
        let goes_on = member.computed || member.generator || is_operator_name(member.key);
        if stripped && goes_on && !member.is_static && member.decorators.is_empty() {
            self.edits.mark(first, b';');
        }
        if member.optional {
            self.blank_token(member.key.span().end, Kind::Question);
        }
        if member.definite {
            self.blank_token(member.key.span().end, Kind::Bang);
        }
    }

    // ---- Expressions

    /// `a + b as T * c` groups the sum, which it would not without the type.
    pub(super) fn regroups(&self, span: Span, mut expression: &Expression) -> bool {
        let operator = loop {
            match expression {
                Expression::TSAsExpression(inner) => expression = &inner.expression,
                Expression::TSSatisfiesExpression(inner) => expression = &inner.expression,
                Expression::BinaryExpression(binary) => break binary.operator.as_str(),
                Expression::LogicalExpression(logical) => break logical.operator.as_str(),
                _ => return false,
            }
        };
        let next = self.tokens.from(span.end).and_then(|token| precedence(token.kind().to_str()));
        match (precedence(operator), next) {
            (Some(own), Some(next)) => next > own || (next == own && operator == "**"),
            _ => false,
        }
    }

    /// `expression as T` and `expression satisfies T`.
    pub(super) fn strip_assertion(&mut self, span: Span, expression: &Expression<'a>) {
        if self.regroups(span, expression) {
            let message = "Type assertions that would change binary expression grouping are not supported in \
                           strip-only mode.";
            self.refuse(span, message);
        }
        let end = expression.span().end;
        self.edits.blank(Span::new(end, span.end));
        if let Some(keyword) = self.tokens.from(end).map(|token| token.start())
            && !self.is_const_assertion(keyword, span.end)
        {
            self.end_expression(keyword, span.end);
        }
        self.visit_expression(expression);
    }

    pub(super) fn is_const_assertion(&self, keyword: u32, end: u32) -> bool {
        let mut words = self.tokens.within(Span::new(keyword, end)).iter().map(|token| token.kind());
        (words.next(), words.next(), words.next()) == (Some(Kind::As), Some(Kind::Const), None)
    }

    /// What `return`, `throw` and `yield` take must begin on their line: where an arrow function's type parameters end
    /// on a later one, its parenthesis moves up.
    pub(super) fn keep_on_line(&mut self, argument: &Expression<'a>) {
        let Expression::ArrowFunctionExpression(arrow) = argument else { return };
        let Some(parameters) = &arrow.type_parameters else { return };
        if !arrow.r#async {
            self.raise_parenthesis(parameters.span, true);
        }
    }

    pub(super) fn raise_parenthesis(&mut self, parameters: Span, with_gap: bool) {
        let Some(parenthesis) = self.tokens.from(parameters.end).map(|token| token.start()) else { return };
        if self.has_line_end(parameters.start, if with_gap { parenthesis } else { parameters.end }) {
            self.edits.mark(parenthesis, b' ');
            self.edits.mark(parameters.start, b'(');
        }
    }
}

/// What the kinds of class members have in common.
pub(super) struct Member<'m, 'a> {
    pub(super) span: Span,
    pub(super) key: &'m PropertyKey<'a>,
    pub(super) decorators: &'m [Decorator<'a>],
    pub(super) computed: bool,
    pub(super) generator: bool,
    pub(super) is_static: bool,
    pub(super) optional: bool,
    pub(super) definite: bool,
}

pub(super) fn is_named(key: &PropertyKey, names: &[&str]) -> bool {
    matches!(key, PropertyKey::StaticIdentifier(name) if names.contains(&name.name.as_str()))
}

fn is_operator_name(key: &PropertyKey) -> bool {
    is_named(key, &["in", "instanceof"])
}

/// A namespace that holds types alone leaves no object.
fn has_types_alone(namespace: &TSNamespaceDeclaration) -> bool {
    let is_type = |declaration: &Declaration| match declaration {
        Declaration::TSTypeAliasDeclaration(_) | Declaration::TSInterfaceDeclaration(_) => true,
        Declaration::TSNamespaceDeclaration(inner) => has_types_alone(inner),
        _ => false,
    };
    match &namespace.body {
        TSNamespaceDeclarationBody::TSNamespaceDeclaration(inner) => has_types_alone(inner),
        TSNamespaceDeclarationBody::TSModuleBlock(block) => block.body.iter().all(|statement| match statement {
            Statement::ExportDeclaration(export) => is_type(&export.declaration),
            other => other.as_declaration().is_some_and(is_type),
        }),
    }
}

/// How strongly a binary operator binds (ECMA-262, "Expressions").
fn precedence(operator: &str) -> Option<u8> {
    Some(match operator {
        "??" => 1,
        "||" => 2,
        "&&" => 3,
        "|" => 4,
        "^" => 5,
        "&" => 6,
        "==" | "!=" | "===" | "!==" => 7,
        "<" | "<=" | ">" | ">=" | "in" | "instanceof" => 8,
        "<<" | ">>" | ">>>" => 9,
        "+" | "-" => 10,
        "*" | "/" | "%" => 11,
        "**" => 12,
        _ => return None,
    })
}
