//! Which parts of a TypeScript program are types alone. What Node calls strip-only mode: a type becomes white space; a
//! construct that would need other code in its place is refused.

use oxc_ast::ast::*;
use oxc_ast_visit::{Visit, walk};
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

struct Stripper<'a> {
    source: &'a str,
    tokens: Tokens<'a>,
    edits: Edits,
    /// The first construct that cannot be stripped.
    refusal: Option<Refusal>,
}

impl<'a> Stripper<'a> {
    fn refuse(&mut self, span: Span, message: &str) {
        self.refusal.get_or_insert_with(|| Refusal::unsupported(span, message));
    }

    fn refuse_feature(&mut self, span: Span, feature: &str) {
        self.refuse(span, &format!("TypeScript {feature} is not supported in strip-only mode"));
    }

    fn has_line_end(&self, start: u32, end: u32) -> bool {
        self.source[start as usize..end as usize].contains(is_line_end)
    }

    /// Blanks the first token of a kind at `at` or later.
    fn blank_token(&mut self, at: u32, kind: Kind) {
        if let Some(span) = self.tokens.find(at, kind) {
            self.edits.blank(span);
        }
    }

    /// A span with the comma that follows it.
    fn with_comma(&self, span: Span) -> Span {
        match self.tokens.from(span.end) {
            Some(token) if token.kind() == Kind::Comma => Span::new(span.start, token.end()),
            _ => span,
        }
    }

    /// Blanks a statement. What ended the one before it by standing there may be needed: the next one may begin with a
    /// character that would go on with it (ECMA-262, "Interesting Cases of Automatic Semicolon Insertion").
    fn blank_statement(&mut self, span: Span) {
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
    fn end_expression(&mut self, type_start: u32, end: u32) {
        let Some(after) = self.tokens.from(end) else { return };
        let goes_on =
            matches!(after.kind(), Kind::LParen | Kind::LBrack | Kind::NoSubstitutionTemplate | Kind::TemplateHead);
        if goes_on && self.has_line_end(end, after.start()) {
            self.edits.mark(type_start, b';');
        }
    }

    // ---- Statements

    /// Whether a declaration says nothing to JavaScript.
    fn is_ambient(declaration: &Declaration) -> bool {
        match declaration {
            Declaration::TSTypeAliasDeclaration(_) | Declaration::TSInterfaceDeclaration(_) => true,
            Declaration::TSExternalModuleDeclaration(_) => true,
            Declaration::FunctionDeclaration(function) => function.declare || function.body.is_none(),
            Declaration::TSNamespaceDeclaration(namespace) => namespace.declare || has_types_alone(namespace),
            other => other.declare(),
        }
    }

    fn is_ambient_statement(statement: &Statement) -> bool {
        statement.as_declaration().is_some_and(Self::is_ambient)
    }

    /// What an `if` governs must be a statement; a function without a body may stand there.
    fn keep_body(&mut self, body: &Statement) {
        if Self::is_ambient_statement(body) {
            self.edits.mark(body.span().start, b';');
        }
    }

    // ---- The older word for a namespace

    fn refuse_module_keyword(&mut self, statements: &[Statement<'a>]) {
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

    fn refuse_module_namespace(&mut self, namespace: &TSNamespaceDeclaration<'a>) {
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

    /// Blanks the modifiers between `start` and a member's key. `asterisk` says that `*` stands before the key.
    fn strip_modifiers(&mut self, member: &Member) {
        let start = member.decorators.last().map_or(member.span.start, |decorator| decorator.span.end);
        let mut stripped = false;
        let Some(first) = self.tokens.from(start).map(|token| token.start()) else { return };
        for token in self.tokens.within(Span::new(start, member.key.span().start)) {
            if matches!(token.kind(), Kind::Public | Kind::Protected | Kind::Private | Kind::Readonly | Kind::Override) {
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
    fn regroups(&self, span: Span, mut expression: &Expression) -> bool {
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
    fn strip_assertion(&mut self, span: Span, expression: &Expression<'a>) {
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

    fn is_const_assertion(&self, keyword: u32, end: u32) -> bool {
        let mut words = self.tokens.within(Span::new(keyword, end)).iter().map(|token| token.kind());
        (words.next(), words.next(), words.next()) == (Some(Kind::As), Some(Kind::Const), None)
    }

    /// What `return`, `throw` and `yield` take must begin on their line: where an arrow function's type parameters end
    /// on a later one, its parenthesis moves up.
    fn keep_on_line(&mut self, argument: &Expression<'a>) {
        let Expression::ArrowFunctionExpression(arrow) = argument else { return };
        let Some(parameters) = &arrow.type_parameters else { return };
        if !arrow.r#async {
            self.raise_parenthesis(parameters.span, true);
        }
    }

    fn raise_parenthesis(&mut self, parameters: Span, with_gap: bool) {
        let Some(parenthesis) = self.tokens.from(parameters.end).map(|token| token.start()) else { return };
        if self.has_line_end(parameters.start, if with_gap { parenthesis } else { parameters.end }) {
            self.edits.mark(parenthesis, b' ');
            self.edits.mark(parameters.start, b'(');
        }
    }
}

/// What the kinds of class members have in common.
struct Member<'m, 'a> {
    span: Span,
    key: &'m PropertyKey<'a>,
    decorators: &'m [Decorator<'a>],
    computed: bool,
    generator: bool,
    is_static: bool,
    optional: bool,
    definite: bool,
}

fn is_named(key: &PropertyKey, names: &[&str]) -> bool {
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

impl<'a> Visit<'a> for Stripper<'a> {
    fn visit_statement(&mut self, statement: &Statement<'a>) {
        if Self::is_ambient_statement(statement) {
            return self.blank_statement(statement.span());
        }
        walk::walk_statement(self, statement);
    }

    fn visit_export_declaration(&mut self, export: &ExportDeclaration<'a>) {
        match &export.declaration {
            declaration if Self::is_ambient(declaration) => self.blank_statement(export.span),
            Declaration::TSImportEqualsDeclaration(import) => self.visit_import_equals(import, export.span),
            declaration => self.visit_declaration(declaration),
        }
    }

    fn visit_export_default_declaration(&mut self, export: &ExportDefaultDeclaration<'a>) {
        match &export.declaration {
            ExportDefaultDeclarationKind::TSInterfaceDeclaration(_) => self.blank_statement(export.span),
            ExportDefaultDeclarationKind::FunctionDeclaration(function) if function.body.is_none() => {
                self.blank_statement(export.span);
            }
            _ => walk::walk_export_default_declaration(self, export),
        }
    }

    fn visit_export_named_declaration(&mut self, export: &ExportNamedDeclaration<'a>) {
        self.visit_exports(export.span, export.export_kind, &export.specifiers);
    }

    fn visit_export_from_declaration(&mut self, export: &ExportFromDeclaration<'a>) {
        self.visit_exports(export.span, export.export_kind, &export.specifiers);
    }

    fn visit_export_all_declaration(&mut self, export: &ExportAllDeclaration<'a>) {
        if export.export_kind.is_type() {
            self.blank_statement(export.span);
        }
    }

    fn visit_import_declaration(&mut self, import: &ImportDeclaration<'a>) {
        if import.import_kind.is_type() {
            return self.blank_statement(import.span);
        }
        for specifier in import.specifiers.iter().flatten() {
            if let ImportDeclarationSpecifier::ImportSpecifier(specifier) = specifier
                && specifier.import_kind.is_type()
            {
                self.edits.blank(self.with_comma(specifier.span));
            }
        }
    }

    fn visit_ts_import_equals_declaration(&mut self, import: &TSImportEqualsDeclaration<'a>) {
        self.visit_import_equals(import, import.span);
    }

    fn visit_ts_export_assignment(&mut self, export: &TSExportAssignment<'a>) {
        self.refuse_feature(export.span, "export assignment");
    }

    fn visit_ts_enum_declaration(&mut self, declaration: &TSEnumDeclaration<'a>) {
        self.refuse_feature(declaration.span, "enum");
    }

    fn visit_ts_namespace_declaration(&mut self, declaration: &TSNamespaceDeclaration<'a>) {
        self.refuse_feature(declaration.span, "namespace declaration");
    }

    fn visit_ts_global_declaration(&mut self, declaration: &TSGlobalDeclaration<'a>) {
        self.refuse_feature(declaration.span, "namespace declaration");
    }

    fn visit_with_statement(&mut self, statement: &WithStatement<'a>) {
        let keyword = Span::new(statement.span.start, statement.span.start + 4);
        let message = "The 'with' statement is not supported. All symbols in a 'with' block will have type 'any'.";
        self.refusal.get_or_insert_with(|| Refusal::invalid(keyword, message));
    }

    fn visit_if_statement(&mut self, statement: &IfStatement<'a>) {
        walk::walk_if_statement(self, statement);
        self.keep_body(&statement.consequent);
        if let Some(alternate) = &statement.alternate {
            self.keep_body(alternate);
        }
    }

    fn visit_return_statement(&mut self, statement: &ReturnStatement<'a>) {
        walk::walk_return_statement(self, statement);
        if let Some(argument) = &statement.argument {
            self.keep_on_line(argument);
        }
    }

    fn visit_throw_statement(&mut self, statement: &ThrowStatement<'a>) {
        walk::walk_throw_statement(self, statement);
        self.keep_on_line(&statement.argument);
    }

    fn visit_yield_expression(&mut self, expression: &YieldExpression<'a>) {
        walk::walk_yield_expression(self, expression);
        if let Some(argument) = &expression.argument {
            self.keep_on_line(argument);
        }
    }

    fn visit_variable_declarator(&mut self, declarator: &VariableDeclarator<'a>) {
        if declarator.definite {
            self.blank_token(declarator.id.span().end, Kind::Bang);
        }
        walk::walk_variable_declarator(self, declarator);
    }

    // ---- Functions

    fn visit_formal_parameter(&mut self, parameter: &FormalParameter<'a>) {
        if parameter.accessibility.is_some() || parameter.readonly || parameter.r#override {
            let start = parameter.pattern.span().start;
            self.refuse_feature(Span::new(start, parameter.span.end), "parameter property");
        }
        if parameter.optional {
            self.blank_token(parameter.pattern.span().end, Kind::Question);
        }
        walk::walk_formal_parameter(self, parameter);
    }

    fn visit_ts_this_parameter(&mut self, parameter: &TSThisParameter<'a>) {
        self.edits.blank(self.with_comma(parameter.span));
    }

    fn visit_object_property(&mut self, property: &ObjectProperty<'a>) {
        if property.kind == PropertyKind::Get
            && let Expression::FunctionExpression(function) = &property.value
        {
            // A getter takes `this` at the most.
            let parameters = function.params.span;
            self.edits.blank(Span::new(parameters.start + 1, parameters.end - 1));
        }
        walk::walk_object_property(self, property);
    }

    fn visit_arrow_function_expression(&mut self, arrow: &ArrowFunctionExpression<'a>) {
        if let Some(parameters) = &arrow.type_parameters
            && arrow.r#async
        {
            // `async` and the parenthesis must share a line.
            self.raise_parenthesis(parameters.span, false);
        }
        if let Some(returned) = &arrow.return_type {
            // The parenthesis and the arrow must share a line: the former moves down.
            let parenthesis = self.tokens.before(returned.span.start).map(|token| token.span());
            let sign = self.tokens.from(returned.span.end).map(|token| token.start());
            if let (Some(parenthesis), Some(sign)) = (parenthesis, sign)
                && self.has_line_end(parenthesis.start, sign)
            {
                self.edits.blank(parenthesis);
                self.edits.mark_last(self.source, returned.span.end, b')');
            }
        }
        walk::walk_arrow_function_expression(self, arrow);
    }

    // ---- Classes

    fn visit_class(&mut self, class: &Class<'a>) {
        if class.r#abstract {
            let start = class.decorators.last().map_or(class.span.start, |decorator| decorator.span.end);
            self.blank_token(start, Kind::Abstract);
        }
        if let (Some(first), Some(last)) = (class.implements.first(), class.implements.last())
            && let Some(keyword) = self.tokens.before(first.span.start)
        {
            self.edits.blank(Span::new(keyword.start(), last.span.end));
        }
        walk::walk_class(self, class);
    }

    fn visit_method_definition(&mut self, method: &MethodDefinition<'a>) {
        if method.value.body.is_none() || method.r#type == MethodDefinitionType::TSAbstractMethodDefinition {
            return self.edits.blank(method.span);
        }
        self.strip_modifiers(&Member {
            span: method.span,
            key: &method.key,
            decorators: &method.decorators,
            computed: method.computed,
            generator: method.value.generator,
            is_static: method.r#static,
            optional: method.optional,
            definite: false,
        });
        walk::walk_method_definition(self, method);
    }

    fn visit_property_definition(&mut self, property: &PropertyDefinition<'a>) {
        if property.declare || property.r#type == PropertyDefinitionType::TSAbstractPropertyDefinition {
            return self.edits.blank(property.span);
        }
        self.strip_modifiers(&Member {
            span: property.span,
            key: &property.key,
            decorators: &property.decorators,
            computed: property.computed,
            generator: false,
            is_static: property.r#static,
            optional: property.optional,
            definite: property.definite,
        });
        // Such a name without a type would be a modifier of what follows.
        if let Some(annotation) = &property.type_annotation
            && property.value.is_none()
            && is_named(&property.key, &["get", "set", "static"])
        {
            self.edits.mark(annotation.span.start, b';');
        }
        walk::walk_property_definition(self, property);
    }

    fn visit_accessor_property(&mut self, property: &AccessorProperty<'a>) {
        if property.r#type == AccessorPropertyType::TSAbstractAccessorProperty {
            return self.edits.blank(property.span);
        }
        self.strip_modifiers(&Member {
            span: property.span,
            key: &property.key,
            decorators: &property.decorators,
            computed: false,
            generator: false,
            is_static: property.r#static,
            optional: false,
            definite: property.definite,
        });
        walk::walk_accessor_property(self, property);
    }

    fn visit_ts_index_signature(&mut self, signature: &TSIndexSignature<'a>) {
        self.edits.blank(signature.span);
    }

    // ---- Expressions

    fn visit_ts_as_expression(&mut self, expression: &TSAsExpression<'a>) {
        self.strip_assertion(expression.span, &expression.expression);
    }

    fn visit_ts_satisfies_expression(&mut self, expression: &TSSatisfiesExpression<'a>) {
        self.strip_assertion(expression.span, &expression.expression);
    }

    fn visit_ts_type_assertion(&mut self, assertion: &TSTypeAssertion<'a>) {
        let message = "The angle-bracket syntax for type assertions, `<T>expr`, is not supported in type strip mode. \
                       Instead, use the 'as' syntax: `expr as T`.";
        self.refuse(assertion.span, message);
    }

    fn visit_ts_non_null_expression(&mut self, expression: &TSNonNullExpression<'a>) {
        self.edits.blank(Span::new(expression.span.end - 1, expression.span.end));
        self.visit_expression(&expression.expression);
    }

    fn visit_ts_instantiation_expression(&mut self, expression: &TSInstantiationExpression<'a>) {
        self.edits.blank(Span::new(expression.expression.span().end, expression.span.end));
        self.visit_expression(&expression.expression);
    }

    // ---- Types

    fn visit_ts_type_annotation(&mut self, annotation: &TSTypeAnnotation<'a>) {
        self.edits.blank(annotation.span);
    }

    fn visit_ts_type_parameter_declaration(&mut self, parameters: &TSTypeParameterDeclaration<'a>) {
        self.edits.blank(parameters.span);
    }

    fn visit_ts_type_parameter_instantiation(&mut self, arguments: &TSTypeParameterInstantiation<'a>) {
        self.edits.blank(arguments.span);
    }

    fn visit_ts_class_implements(&mut self, _: &TSClassImplements<'a>) {}
}

impl<'a> Stripper<'a> {
    fn visit_exports(&mut self, span: Span, kind: ImportOrExportKind, specifiers: &[ExportSpecifier<'a>]) {
        if kind.is_type() {
            return self.blank_statement(span);
        }
        for specifier in specifiers.iter().filter(|specifier| specifier.export_kind.is_type()) {
            self.edits.blank(self.with_comma(specifier.span));
        }
    }

    fn visit_import_equals(&mut self, import: &TSImportEqualsDeclaration<'a>, span: Span) {
        if import.import_kind.is_type() {
            return self.blank_statement(span);
        }
        self.refuse_feature(span, "import equals declaration");
    }
}
