//! Snippets with what Node makes of them.

use super::strip_types;

fn stripped(source: &str) -> String {
    strip_types(source).unwrap_or_else(|refusal| panic!("{source}: {}", refusal.message))
}

fn refused(source: &str) -> (bool, String, &str) {
    let refusal = strip_types(source).expect_err(source);
    let at = &source[refusal.span.start as usize..refusal.span.end as usize];
    (refusal.unsupported, refusal.message, at)
}

#[test]
fn statements_go_without_joining_their_neighbours() {
    assert_eq!(stripped("a\ntype B = 1\n(c)"), "a\n;         \n(c)");
    assert_eq!(stripped("a\ninterface B { c: d }\n[e]"), "a\n;                   \n[e]");
    assert_eq!(stripped("if (a) function b(): void; else c"), "if (a) ;                   else c");
    assert_eq!(stripped("a as B\n(c)"), "a ;   \n(c)");
}

#[test]
fn arrow_functions_keep_their_line() {
    assert_eq!(stripped("f = (a): \n  B => c"), "f = (a   \n  ) => c");
    assert_eq!(stripped("function f() { return <\nT>(a: T) => a }"), "function f() { return (\n   a   ) => a }");
}

#[test]
fn class_members() {
    assert_eq!(stripped("class A { private [b] = 1; get: C }"), "class A { ;       [b] = 1; get;   }");
    assert_eq!(stripped("abstract class A { abstract b(): C; d?: E }"), "         class A {                  d     }");
}

#[test]
fn imports_and_exports() {
    assert_eq!(stripped("import { type A, b } from 'c'"), "import {         b } from 'c'");
    assert_eq!(stripped("export { type A, b as default }; let b"), "export {         b as default }; let b");
    assert_eq!(stripped("import type A from 'c'; export type { A }").trim(), "");
}

#[test]
fn what_is_more_than_types() {
    let (unsupported, message, at) = refused("a; enum B { c }");
    assert!(unsupported);
    assert_eq!((message.as_str(), at), ("TypeScript enum is not supported in strip-only mode", "enum B { c }"));
    let (unsupported, message, at) = refused("class A { constructor(private b: C) {} }");
    assert!(unsupported);
    let expected = "TypeScript parameter property is not supported in strip-only mode";
    assert_eq!((message.as_str(), at), (expected, "b: C"));
}

#[test]
fn deep_nesting_is_no_crash() {
    for (open, close) in [("(", ")"), ("[", "]"), ("- ", ""), ("a=>", ""), ("a+", ""), ("if(a)", ""), ("{", "}")] {
        let nested = |count: usize| format!("{}1{}", open.repeat(count), close.repeat(count));
        assert!(strip_types(&nested(20_000)).is_ok(), "{open}");
    }
    assert!(!refused(&format!("{}1{}", "(".repeat(60_000), ")".repeat(60_000))).0);
}

#[test]
fn what_is_wrong() {
    let (unsupported, message, at) = refused("let x = ;");
    assert!(!unsupported);
    assert_eq!((message.as_str(), at), ("Expression expected", ";"));
}
