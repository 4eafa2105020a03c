//! Error stacks.

use super::*;

#[test]
fn an_interrupt_sees_the_line_that_runs() {
    let engine = Engine::new();
    engine.out("globalThis.stackNow = () => new Error().stack;");
    let lines = std::rc::Rc::new(std::cell::RefCell::new(Vec::new()));
    let seen = lines.clone();
    let raw = engine.context.as_raw().as_ptr() as usize;
    engine.runtime.set_interrupt_handler(Some(Box::new(move || {
        let ctx = raw as *mut JSContext;
        // SAFETY: the context outlives the handler, which runs on its thread, inside it.
        unsafe {
            let script = c"globalThis.stackNow()";
            let value = qjs::JS_Eval(ctx, script.as_ptr(), 21, c"probe".as_ptr(), 0);
            let text = qjs::JS_ToCString(ctx, value);
            let stack = std::ffi::CStr::from_ptr(text).to_string_lossy().into_owned();
            qjs::JS_FreeCString(ctx, text);
            qjs::JS_FreeValue(ctx, value);
            seen.borrow_mut().push(stack);
        }
        false
    })));
    engine.out(
        "\nfunction busy() {\n  let n = 0;\n\n  while (n < 50000)\n    n++;\n}\nbusy();",
    );
    engine.runtime.set_interrupt_handler(None);
    let all = lines.borrow().join("\n");
    assert!(all.contains("busy"), "{all}");
    assert!(all.contains(":5:") || all.contains(":6:"), "{all}");
}

/// What `error.stack` is for the errors that a script puts into the list `errors`.
fn stacks(script: &str) -> String {
    let engine = Engine::new();
    engine.out(&format!(
        "globalThis.errors = [];\n{script}\nPromise.resolve().then(async () => {{ for (let i = 0; i < 20; i++) await 0; \
         globalThis.out = errors.map(error => error.stack).join('\\n'); }});"
    ))
}

#[test]
fn frames_name_functions_classes_and_receivers() {
    let got = stacks(
        r#"class A { m() { return new Error('m'); } static s() { return new Error('s'); } constructor() { this.e = new Error('ctor'); }
  get g() { return new Error('g'); } #p() { return new Error('p'); } p() { return this.#p(); } [Symbol.iterator]() { return new Error('it'); } }
class B extends A { }
const o = { f() { return new Error('f'); }, named: function other() { return new Error('other'); } };
function plain() { return new Error('plain'); }
function old() { }
old.prototype.nameless = function () { return new Error('nameless'); };
errors.push(new A().m(), A.s(), new B().e, new A().g, new A().p());
errors.push(new A()[Symbol.iterator](), o.f(), o.named(), o.f.call(5), o.f.call('s'), o.f.call(null));
errors.push(plain(), plain.call({}), plain.call(globalThis), new old().nameless(), (() => new Error('arrow'))());"#,
    );
    assert_eq!(
        got,
        "Error: m
    at A.m (test.js:2:24)
    at test.js:9:21
Error: s
    at A.s (test.js:2:62)
    at test.js:9:28
Error: ctor
    at new A (test.js:2:105)
    at new B (test.js:4:1)
    at test.js:9:33
Error: g
    at get g (test.js:3:20)
    at test.js:9:52
Error: p
    at #p (test.js:3:52)
    at A.p (test.js:3:90)
    at test.js:9:63
Error: it
    at [Symbol.iterator] (test.js:3:125)
    at test.js:10:37
Error: f
    at Object.f (test.js:5:26)
    at test.js:10:43
Error: other
    at Object.other [as named] (test.js:5:78)
    at test.js:10:50
Error: f
    at Number.f (test.js:5:26)
    at test.js:10:63
Error: f
    at String.f (test.js:5:26)
    at test.js:10:76
Error: f
    at f (test.js:5:26)
    at test.js:10:91
Error: plain
    at plain (test.js:6:27)
    at test.js:11:13
Error: plain
    at Object.plain (test.js:6:27)
    at test.js:11:28
Error: plain
    at plain (test.js:6:27)
    at test.js:11:44
Error: nameless
    at old.nameless (test.js:8:47)
    at test.js:11:72
Error: arrow
    at test.js:11:91
    at test.js:11:110"
    );
}

#[test]
fn built_in_functions_are_shown_and_native_ones_are_not() {
    let engine = Engine::new();
    engine.define("callBack", call_back);
    let got = engine.out(
        r#"let e;
callBack(function native() { e = [new Error('native').stack]; });
[1].map(function each() { e.push(new Error('map').stack); });
'a'.replace(/a/, () => e.push(new Error('replace').stack));
JSON.stringify({ toJSON() { e.push(new Error('json').stack); } });
new Promise(() => e.push(new Error('promise').stack));
Reflect.apply(() => e.push(new Error('apply').stack), undefined, []);
try { JSON.parse('{'); } catch (error) { e.push(error.stack); }
globalThis.out = e.join('\n');"#,
    );
    assert_eq!(
        got.replace("Expected property name or '}' in JSON at position 1 (line 1 column 2)", "syntax"),
        "Error: native
    at native (test.js:2:35)
    at test.js:2:1
Error: map
    at each (test.js:3:34)
    at Array.map (<anonymous>)
    at test.js:3:5
Error: replace
    at test.js:4:31
    at String.replace (<anonymous>)
    at test.js:4:5
Error: json
    at Object.toJSON (test.js:5:36)
    at JSON.stringify (<anonymous>)
    at test.js:5:6
Error: promise
    at test.js:6:26
    at new Promise (<anonymous>)
    at test.js:6:1
Error: apply
    at test.js:7:28
    at test.js:7:9
SyntaxError: syntax
    at JSON.parse (<anonymous>)
    at test.js:8:12"
    );
}

unsafe extern "C" fn call_back(
    ctx: *mut JSContext,
    _this: JSValueConst,
    _argc: c_int,
    argv: *mut JSValueConst,
) -> JSValue {
    // SAFETY: the engine calls with a live context; the test passes a function.
    unsafe { qjs::JS_Call(ctx, *argv, qjs::JS_UNDEFINED, 0, ptr::null_mut()) }
}

#[test]
fn awaiting_callers_are_shown() {
    let got = stacks(
        r#"async function inner() { await 0; throw new Error('x'); }
async function middle() { await inner(); }
class K { async m() { await middle(); } async *g() { await inner(); yield 1; } }
async function outer(k) { try { await k.m(); } catch (e) { errors.push(e); }
  try { await Promise.all([1, inner()]); } catch (e) { errors.push(e); }
  try { for await (const x of k.g()); } catch (e) { errors.push(e); }
  try { await Promise.resolve().then(function cb() { throw new Error('cb'); }); } catch (e) { errors.push(e); } }
outer(new K());"#,
    );
    assert_eq!(
        got,
        "Error: x
    at inner (test.js:2:41)
    at async middle (test.js:3:27)
    at async K.m (test.js:4:23)
    at async outer (test.js:5:33)
Error: x
    at inner (test.js:2:41)
    at async Promise.all (index 1)
    at async outer (test.js:6:9)
Error: x
    at inner (test.js:2:41)
    at async K.g (test.js:4:54)
    at async outer (test.js:7:26)
Error: cb
    at cb (test.js:8:60)
    at async outer (test.js:8:9)"
    );
}

#[test]
fn evaluated_code_says_where_it_was_evaluated() {
    let got = stacks(
        r#"function f() { return eval('new Error("direct")'); }
errors.push(f(), (0, eval)('new Error("indirect")'), new Function('return new Error("made")')());
errors.push(eval('(function g() { return eval("new Error(1)") })()'));"#,
    );
    assert_eq!(
        got,
        "Error: direct
    at eval (eval at f (test.js:2:23), <anonymous>:1:1)
    at f (test.js:2:23)
    at test.js:3:13
Error: indirect
    at eval (eval at <anonymous> (test.js:3:27), <anonymous>:1:1)
    at eval (<anonymous>)
    at test.js:3:27
Error: made
    at eval (eval at <anonymous> (test.js:3:54), <anonymous>:3:8)
    at test.js:3:94
Error: 1
    at eval (eval at g (eval at <anonymous> (test.js:4:13)), <anonymous>:1:1)
    at g (eval at <anonymous> (test.js:4:13), <anonymous>:1:24)
    at eval (eval at <anonymous> (test.js:4:13), <anonymous>:1:47)
    at test.js:4:13"
    );
}

#[test]
fn stack_is_an_own_property_made_when_it_is_read() {
    let engine = Engine::new();
    let got = engine.out(
        r#"const first = stack => stack.split('\n')[0];
const e = new Error('before');
const names = Object.getOwnPropertyNames(e).join();
e.message = 'after'; e.name = 'Name';
const late = first(e.stack);
e.message = 'too late';
class Named extends Error { get name() { return 'Proto'; } }
const plain = { name: 'Plain', message: 'text' };
Error.captureStackTrace(plain);
plain.name = 'Later';
const kept = new Error('kept'); kept.stack = 'mine';
const calls = [];
Error.prepareStackTrace = (error, sites) => { calls.push(error.message); return sites; };
const lazy = new Error('lazy');
const before = calls.length;
lazy.message = 'changed';
const sites = lazy.stack;
delete Error.prepareStackTrace;
Error.stackTraceLimit = 0; const none = new Error('none').stack;
Error.stackTraceLimit = 'x'; const odd = new Error('odd');
Error.stackTraceLimit = 1; function deep() { return new Error('deep'); } const one = deep().stack.split('\n').length;
Error.stackTraceLimit = 10;
function hidden() { const o = {}; Error.captureStackTrace(o, hidden); return o.stack; }
let frozen; try { Error.captureStackTrace(Object.freeze({})); } catch (error) { frozen = error.name; }
globalThis.out = [names, 'stack' in Error.prototype, Object.hasOwn(e, 'stack'), Object.keys(e).join(), late, first(e.stack),
  first(new Named('m').stack), first(plain.stack), kept.stack, before, calls.join(), sites.length, sites[0].getLineNumber(),
  sites === lazy.stack, none, odd.stack, Object.hasOwn(odd, 'stack'), one, hidden().split('\n').length, frozen,
  Object.create(e).stack === e.stack].join('|');"#,
    );
    assert_eq!(
        got,
        "stack,message|false|true|name|Name: after|Name: after|Proto: m|Later: text|mine|0|changed|1|14|true|\
         Error: none||true|2|2|TypeError|true"
    );
}

#[test]
fn call_sites_answer() {
    let engine = Engine::new();
    let got = engine.out(
        r#"class K { m() { return [1].map(() => new Error().stack)[0]; } constructor(stack) { if (stack) this.stack = new Error().stack; } }
Error.prepareStackTrace = (_, sites) => sites.map(s => [s.getTypeName(), s.getFunctionName(), s.getMethodName(), s.getFileName(),
  s.getLineNumber(), s.getColumnNumber(), s.getEvalOrigin(), s.isToplevel(), s.isEval(), s.isNative(), s.isConstructor(), s.isAsync(),
  s.isPromiseAll(), s.getPromiseIndex(), s.getThis(), s.getFunction(), s.getScriptNameOrSourceURL(), s.toString()].join());
globalThis.out = [...new K().m(), new K(1).stack[0], eval('new Error().stack')[0]].join('\n');"#,
    );
    assert_eq!(
        got,
        ",,,test.js,1,38,,true,false,false,false,false,false,,,,test.js,test.js:1:38
Array,map,map,,,,,false,false,false,false,false,false,,,,,Array.map (<anonymous>)
K,m,m,test.js,1,28,,false,false,false,false,false,false,,,,test.js,K.m (test.js:1:28)
,,,test.js,5,30,,true,false,false,false,false,false,,,,test.js,test.js:5:30
,K,,test.js,1,108,,false,false,false,true,false,false,,,,test.js,new K (test.js:1:108)
,eval,,,1,1,eval at <anonymous> (test.js:5:54),true,true,false,false,false,false,,,,,eval (eval at <anonymous> (test.js:5:54), <anonymous>:1:1)"
    );
}

#[test]
fn the_place_of_an_error_is_known() {
    let engine = Engine::new();
    let position = |script: &str, thrown: bool| {
        engine.context.with(|ctx| {
            let mut options = EvalOptions::default();
            options.filename = Some("test.js".into());
            ctx.eval_with_options::<(), _>(script, options).expect_err("a throw");
            let value = ctx.catch();
            let raw = ctx.as_raw().as_ptr();
            let (mut file, mut line, mut column) = (0, 0, 0);
            // SAFETY: a live context and value; the file name's atom is released.
            unsafe {
                let found =
                    JS_GetErrorPosition(raw, value.as_raw(), thrown, &mut file, &mut line, &mut column);
                assert_eq!(found, 1, "{script}");
                let text = qjs::JS_AtomToString(raw, file);
                let name = qjs::JS_ToCString(raw, text);
                let name_owned = std::ffi::CStr::from_ptr(name).to_string_lossy().into_owned();
                qjs::JS_FreeCString(raw, name);
                qjs::JS_FreeValue(raw, text);
                qjs::JS_FreeAtom(raw, file);
                format!("{name_owned}:{line}:{column}")
            }
        })
    };
    let script = "var e = new Error('x');\n\n  throw e;";
    assert_eq!(position(script, true), "test.js:3:3");
    assert_eq!(position(script, false), "test.js:1:9");
    assert_eq!(position("\n  throw 5", true), "test.js:2:3");
    assert_eq!(position("let a;\n let x = ;", true), "test.js:2:10");
    assert_eq!(position("'é😀'; null.x", true), "test.js:1:13");
    assert_eq!(position("try { throw new Error('a') } finally {\n null; }", true), "test.js:1:7");
}

#[test]
fn a_coded_error_shows_its_code() {
    let engine = Engine::new();
    engine.context.with(|ctx| {
        let mark: rquickjs::Value = ctx.eval("globalThis.mark = Symbol('mark')").expect("a symbol");
        let raw = ctx.as_raw().as_ptr();
        // SAFETY: a live context; the atom is released.
        unsafe {
            let atom = qjs::JS_ValueToAtom(raw, mark.as_raw());
            JS_SetCodedErrorMark(raw, atom);
            qjs::JS_FreeAtom(raw, atom);
        }
    });
    let got = engine.out(
        "class C extends TypeError { get [mark]() { return true; } code = 'ERR_X' }\n\
         globalThis.out = new C('text').stack.split('\\n')[0] + new Error('y').stack.split('\\n')[0];",
    );
    assert_eq!(got, "TypeError [ERR_X]: textError: y");
}
