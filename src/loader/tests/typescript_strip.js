// What `module.stripTypeScriptTypes` makes of types in all the places that they have.
// Flags: --no-warnings
const { stripTypeScriptTypes } = require('module');

function show(code) {
  try {
    console.log(JSON.stringify(stripTypeScriptTypes(code)));
  } catch (error) {
    console.log(`${error.name} ${error.code}\n${error.stack.split('\n    at ')[0]}`);
  }
}

// Annotations
show('let a: number = 1, b!: string; const { c, d: [e] }: F = g;');
show('function f(this: any, a?: number, ...b: any[]): asserts a is number {}');
show('function f(this: any) {} function g(this: A, b) {}');
show('const f = async <T,>(a: T, { b }: C = d, [e]: F[] = []): Promise<T> => a;');
show('try {} catch (e: unknown) {}');
show('const o = { m<T>(a: T): void {}, get x(this: any): number { return 1 }, set x(this: any, v: number) {}, async *[k]?(): any {} };');
show('const o = { m<T>(a: T): void {}, get x(this: any): number { return 1 }, set x(this: any, v: number) {}, };');
show('new Map<string, Array<Array<number>>>(); f<T>`a`; a?.<T>(); g<T>; h<A, B>(c)');
show('a!; b!.c![d!]!(); e = f!; !g!');
show('x = a as B as C; y = <any>z');
show('x = a satisfies B; y = (c as D).e; [f as G] = h; for (i as J of k) {}');
show('(a as B) = c; (d!) = e; (f satisfies G)++');
show('let x = y as const; const t = [1, 2] as const\n[0]');
show('let v: typeof import("a"); let w: import("b").C<D>; let x: unique symbol; let y: `a${B}`;');
show('let f: (a: number) => void = (a) => {}, g: new () => A, h: { (a): b; new (c): d; readonly [k: string]: e }');
show('label: for (const a of b as C[]) { continue label }');
show('let a = b ? (c) : d => e; let f = (g ? (h): i => j : k);');
show('class A<in out T extends B = C> extends D.e<T> implements F<T>, G {}');

// Statements that are nothing but types
show('type A = 1; interface B extends C, D { e: f } foo');
show('declare const a: number; declare function b(): void; declare class C {} declare enum D {} declare global {} foo');
show('declare module "m" { export const a: 1 } declare namespace N { let b: 2 } namespace O { export type P = 1; type Q = 2 }');
show('function f(): void; function f(a: number): void; function f(a?) {}');
show('export default function f(): void; export default function f() {}');
show('export type A = 1; export interface B {} export declare const c: 1; export default interface D {}');
show('import type A from "a"; import type { B } from "b"; import type * as C from "c"; import type D = require("d");');
show('import { type A, b, type C as D } from "a"; import E, { type F } from "b"; import type from "c"; import type, { g } from "d";');
show('export type { A }; export { type B, c }; export type * from "d"; export type * as e from "f"; export { type G } from "h";');
show('abstract class A { abstract b: number; abstract get c(): d; abstract e(): f; } export abstract class G {} export default abstract class {}');
show('type A = {\n  b: string\n  // c\n}\n/* d */ type E = "é漢😀"\u2028f');

// What a removed type would join
show('a\ntype B = 1\n(c)');
show('a\ninterface B {}\n[c]');
show('a\ndeclare let b\n`c`');
show('a\ntype B = 1\n+c\n');
show('a\ntype B = 1\n/c/.d');
show('a;\ntype B = 1\n(c)');
show('type B = 1\n(c)');
show('a as B\n(c)\nd satisfies E\n[f]');
show('let v: string\n(1)');
show('f = (a)\n  : b => c');
show('const f = (a,\n b): c |\n d => e; const g = async <\n T>(a: T) => b');
show('function f() { return <\nT>(a: T) => a }\nfunction* g() { yield <T>\n(a) => b; throw <T\n>(a) => b }');

// Classes
show('class A extends Z { private a; override z; protected static b = 1; public readonly c?: d; static async *e<T>(this: A): f {} readonly = 1; declare g: h; static static; }');
show('class A { public [a]: b; private *c() {} protected in; get: d; set!: e; static: f; private static [g]; readonly [h] = 1; }');
show('class A { constructor(); constructor(a?: any) { super() } m(): void; m(a?) {} [k: string]: any; static [k: string]: any; #a?: b; #c!: d }');
show('class A { private async a() {} public get b() {} public static c() {} accessor d: e; private accessor f = 1; }');
show('@dec class A { @dec() private a: b; @dec public c(@dec d: e) {} }');
show('class A { public public() {} private private; readonly readonly: b; static static; override(): void {} }');

// What is more than types
show('enum A { B }');
show('const enum A {\n  B,\n  C\n}\nfoo');
show('a\n\texport enum 漢 {}\nb');
show('namespace N {\n  export const a = 1;\n}');
show('module M {}');
show('declare module M {}');
show('class A {\n  constructor(private a: b, readonly c = 1) {}\n}');
show('import a = b.c;');
show('import a = require("b");');
show('export = a;');
show('export import a = b.c');

// What is wrong
show('let a = ;');
show('foo(1 2)');
show('a b');
show('x = "abc');
show('x = `abc\nd');
show('x = /abc');
show('const x');
show('return 1, 2'.slice(0, 6));
show('with (a) {}');
