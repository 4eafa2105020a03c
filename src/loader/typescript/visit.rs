//! The walk over a program's tree: what of each kind of node is type.

use oxc_ast::ast::*;
use oxc_ast_visit::{Visit, walk};
use oxc_parser::Kind;
use oxc_span::{GetSpan, Span};

use super::Refusal;
use super::strip::{Member, Stripper, is_named};

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
