//! Each of these fails, or does not link, on the engine as it comes.

use super::*;
use rquickjs::{Context, Runtime, qjs};
use std::ffi::CString;
use std::ptr;

/// A runtime with one context, raw functions as globals, and jobs run to the end after each script.
struct Engine {
    runtime: Runtime,
    context: Context,
}

type RawFunction = unsafe extern "C" fn(
    *mut JSContext,
    JSValueConst,
    c_int,
    *mut JSValueConst,
) -> JSValue;

impl Engine {
    fn new() -> Engine {
        assert_level();
        let runtime = Runtime::new().expect("a runtime");
        let context = Context::full(&runtime).expect("a context");
        let engine = Engine { runtime, context };
        engine.define("getContext", get_context);
        engine.define("setContext", set_context);
        engine.define("clone", clone);
        engine.define("lazy", lazy);
        engine
    }

    fn define(&self, name: &str, function: RawFunction) {
        self.context.with(|ctx| {
            let raw = ctx.as_raw().as_ptr();
            let c_name = CString::new(name).expect("no NUL in a name");
            // SAFETY: `raw` is a live context; the global object is released, the function moves in.
            unsafe {
                let global = qjs::JS_GetGlobalObject(raw);
                let generic = qjs::JSCFunctionEnum_JS_CFUNC_generic;
            let value =
                qjs::JS_NewCFunction2(raw, Some(function), c_name.as_ptr(), 0, generic, 0);
                qjs::JS_SetPropertyStr(raw, global, c_name.as_ptr(), value);
                qjs::JS_FreeValue(raw, global);
            }
        });
    }

    /// Runs a script (with top-level functions, not a module), then all jobs, and returns the
    /// global `out` as a string.
    fn out(&self, script: &str) -> String {
        let failure = self.context.with(|ctx| match ctx.eval::<(), _>(script) {
            Ok(()) => None,
            Err(_) => Some(ctx.eval_thrown()),
        });
        if let Some(failure) = failure {
            return failure;
        }
        while self.runtime.execute_pending_job().expect("a job that does not throw") {}
        self.context.with(|ctx| ctx.eval::<String, _>("String(globalThis.out)").expect("out"))
    }
}

trait Thrown {
    fn eval_thrown(&self) -> String;
}

impl Thrown for rquickjs::Ctx<'_> {
    fn eval_thrown(&self) -> String {
        let thrown = self.catch();
        self.globals().set("thrown", thrown).expect("a global");
        self.eval::<String, _>("`threw ${thrown}`").expect("a string")
    }
}

unsafe extern "C" fn get_context(
    ctx: *mut JSContext,
    _this: JSValueConst,
    _argc: c_int,
    _argv: *mut JSValueConst,
) -> JSValue {
    // SAFETY: the engine calls with a live context.
    unsafe { JS_GetAsyncContext(qjs::JS_GetRuntime(ctx)) }
}

unsafe extern "C" fn set_context(
    ctx: *mut JSContext,
    _this: JSValueConst,
    _argc: c_int,
    argv: *mut JSValueConst,
) -> JSValue {
    // SAFETY: as above; the tests call it with one argument.
    unsafe { JS_SwapAsyncContext(qjs::JS_GetRuntime(ctx), qjs::JS_DupValue(ctx, *argv)) }
}

unsafe extern "C" fn clone(
    ctx: *mut JSContext,
    _this: JSValueConst,
    _argc: c_int,
    argv: *mut JSValueConst,
) -> JSValue {
    // SAFETY: as above.
    unsafe { JS_CloneTemplate(ctx, *argv) }
}

/// `lazy(object, name)`: the value is what the global function `make(name)` returns.
unsafe extern "C" fn lazy(
    ctx: *mut JSContext,
    _this: JSValueConst,
    _argc: c_int,
    argv: *mut JSValueConst,
) -> JSValue {
    // SAFETY: as above, with two arguments.
    unsafe {
        let name = qjs::JS_ValueToAtom(ctx, *argv.add(1));
        let flags = (qjs::JS_PROP_CONFIGURABLE | qjs::JS_PROP_WRITABLE) as c_int;
        let defined =
            JS_DefineLazyProperty(ctx, *argv, name, make_lazy, 0x7 as *mut c_void, flags);
        qjs::JS_FreeAtom(ctx, name);
        if defined < 0 { qjs::JS_EXCEPTION } else { qjs::JS_UNDEFINED }
    }
}

unsafe extern "C" fn make_lazy(
    ctx: *mut JSContext,
    _obj: JSValueConst,
    prop: JSAtom,
    opaque: *mut c_void,
) -> JSValue {
    assert_eq!(opaque as usize, 7);
    // SAFETY: a live context; every value that is made here is released here or returned.
    unsafe {
        let global = qjs::JS_GetGlobalObject(ctx);
        let make = qjs::JS_GetPropertyStr(ctx, global, c"make".as_ptr());
        let mut name = qjs::JS_AtomToString(ctx, prop);
        let value = qjs::JS_Call(ctx, make, qjs::JS_UNDEFINED, 1, ptr::addr_of_mut!(name));
        qjs::JS_FreeValue(ctx, name);
        qjs::JS_FreeValue(ctx, make);
        qjs::JS_FreeValue(ctx, global);
        value
    }
}

#[test]
fn async_context_follows_every_kind_of_job() {
    let engine = Engine::new();
    let got = engine.out(
        r#"
        globalThis.out = [];
        const say = what => out.push(what + '=' + getContext());
        const inside = (context, f) => {
            const old = setContext(context);
            try { return f(); } finally { setContext(old); }
        };
        let release;
        const gate = new Promise(r => { release = r; });
        inside('then', () => gate.then(() => say('then')));
        inside('catch', () => Promise.reject(1).catch(() => say('catch')));
        inside('finally', () => gate.finally(() => say('finally')));
        inside('await', async () => { say('start'); await gate; say('await'); await 0; say('await2'); });
        inside('micro', () => queueMicrotask(() => say('micro')));
        inside('thenable', () => Promise.resolve({ then(f) { say('thenable'); f(); } }));
        async function* numbers() { say('gen'); yield 1; await gate; say('gen2'); yield 2; }
        inside('loop', async () => { for await (const n of numbers()) say('loop' + n); say('after'); });
        inside('all', () => Promise.all([gate, 1]).then(() => say('all')));
        function* plain() { say('plain'); yield; say('plain2'); }
        const iterator = inside('made', plain);
        inside('first', () => iterator.next());
        inside('second', () => iterator.next());
        inside('release', release);
        say('outside');
        inside('nested', () => gate.then(() => inside('deeper', () => Promise.resolve().then(() => say('deeper')))
            .then(() => say('nested'))));
        "#,
    );
    for expected in [
        "start=await", "await=await", "await2=await", "then=then", "catch=catch", "finally=finally",
        "micro=micro", "thenable=thenable", "gen=loop", "gen2=loop", "loop1=loop", "loop2=loop",
        "after=loop", "all=all", "plain=first", "plain2=second", "outside=undefined",
        "deeper=deeper", "nested=nested",
    ] {
        assert!(got.split(',').any(|each| each == expected), "{expected} in {got}");
    }
}

#[test]
fn async_context_is_empty_in_finalization_callbacks_and_restored_after_a_throw() {
    let engine = Engine::new();
    let got = engine.out(
        r#"
        globalThis.out = [];
        globalThis.registry = new FinalizationRegistry(held => out.push(held + '=' + getContext()));
        let old = setContext('dropper');
        registry.register({}, 'held');
        Promise.resolve().then(() => { throw new Error('x'); }).catch(() => out.push('caught=' + getContext()));
        setContext(old);
        Promise.resolve().then(() => out.push('next=' + getContext()));
        "#,
    );
    assert_eq!(got, "held=undefined,next=undefined,caught=dropper");
}

#[test]
fn async_context_follows_module_evaluation() {
    use rquickjs::loader::{BuiltinLoader, BuiltinResolver};
    let engine = Engine::new();
    engine.runtime.set_loader(
        BuiltinResolver::default().with_module("slow"),
        BuiltinLoader::default().with_module(
            "slow",
            "out.push('body=' + getContext()); await 0; out.push('tla=' + getContext());",
        ),
    );
    let got = engine.out(
        r#"
        globalThis.out = [];
        const old = setContext('importer');
        import('slow').then(() => out.push('then=' + getContext()));
        setContext(old);
        "#,
    );
    assert_eq!(got, "body=importer,tla=importer,then=importer");
}

#[test]
fn a_map_serves_every_context_of_its_runtime() {
    let engine = Engine::new();
    let other = Context::full(&engine.runtime).expect("a second context");
    engine.context.with(|ctx| {
        let map: rquickjs::Value = ctx
            .eval("globalThis.m = new Map(); for (let i = 0; i < 100; i++) m.set('k' + i, i); m")
            .expect("a map");
        let raw = map.as_raw();
        // SAFETY: both contexts belong to one runtime; the value is duplicated for the second.
        unsafe {
            let second = other.as_raw().as_ptr();
            let global = qjs::JS_GetGlobalObject(second);
            qjs::JS_SetPropertyStr(second, global, c"m".as_ptr(), qjs::JS_DupValue(second, raw));
            qjs::JS_FreeValue(second, global);
        }
    });
    let found: i32 = other.with(|ctx| {
        ctx.eval("let n = 0; for (let i = 0; i < 100; i++) n += Map.prototype.has.call(m, 'k' + i); n")
            .expect("a count")
    });
    assert_eq!(found, 100);
}

#[test]
fn clones_share_nothing_but_the_shape() {
    let engine = Engine::new();
    let got = engine.out(
        r#"
        const template = { a: 1, b: { c: 2 }, d: undefined };
        const one = clone(template), two = clone(template);
        one.a = 5; one.e = 6; delete two.b;
        const bare = Object.create(null); bare.x = 1; delete bare.x; bare.y = 2;
        const third = clone(bare); third.z = 1;
        const tried = [{ get a() { return 1; } }, [1], Object.freeze({ a: 1 }), 3].map(each => {
            try { clone(each); return 'cloned'; } catch (e) { return e.name; }
        });
        globalThis.out = JSON.stringify([template, one, two, third, bare, one.b === template.b,
            Object.getPrototypeOf(third), tried]);
        "#,
    );
    assert_eq!(
        got,
        r#"[{"a":1,"b":{"c":2}},{"a":5,"b":{"c":2},"e":6},{"a":1},{"y":2,"z":1},{"y":2},true,null,["TypeError","TypeError","TypeError","TypeError"]]"#
    );
}

#[test]
fn a_lazy_property_is_made_once_when_it_is_needed() {
    let engine = Engine::new();
    let got = engine.out(
        r#"
        globalThis.made = [];
        globalThis.make = name => { made.push(name); return { name }; };
        for (const name of ['A', 'B', 'C', 'D', 'E']) lazy(globalThis, name);
        const before = made.length + ':' + Object.getOwnPropertyNames(globalThis).includes('A') + ('B' in globalThis);
        const same = A === A && globalThis.A === A;
        globalThis.B = 1;
        const c = Object.getOwnPropertyDescriptor(globalThis, 'C');
        delete globalThis.D;
        E = 2;
        globalThis.out = [before, same, B, c.value.name, c.writable, c.enumerable, c.configurable,
            typeof D, E, made.join('+')].join();
        "#,
    );
    assert_eq!(got, "0:truetrue,true,1,C,true,false,true,undefined,2,A+C");
}

#[test]
fn a_lazy_property_survives_what_its_maker_does() {
    let engine = Engine::new();
    let got = engine.out(
        r#"
        globalThis.out = [];
        const o = {};
        for (const name of ['again', 'throws', 'taken', 'gone', 'grows']) lazy(o, name);
        let tries = 0;
        globalThis.make = name => {
            switch (name) {
                case 'again': return 'inner ' + o.again;
                case 'throws': if (tries++ == 0) throw new Error('once'); return 'twice';
                case 'taken': o.taken = 'mine'; return 'lost';
                case 'gone': delete o.gone; return 'lost';
                case 'grows': for (let i = 0; i < 100; i++) o['p' + i] = i; return 'grown';
            }
        };
        out.push(o.again);
        try { o.throws; } catch (e) { out.push(e.message); }
        out.push(o.throws, o.taken, o.gone, 'gone' in o, o.grows, o.p99);
        lazy(o, 'throws');
        tries = 1;
        out.push(o.throws);
        "#,
    );
    assert_eq!(got, "inner undefined,once,twice,mine,,false,grown,99,twice");
}

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
