//! What is seen of objects without asking the program.

use super::*;

/// `preview(value)`: `[isKeyValue, ...entries]`, or `undefined`.
unsafe extern "C" fn preview(
    ctx: *mut JSContext,
    _this: JSValueConst,
    _argc: c_int,
    argv: *mut JSValueConst,
) -> JSValue {
    let mut is_key_value = false;
    // SAFETY: the engine calls with a live context; the test passes a value.
    unsafe {
        let entries = JS_PreviewEntries(ctx, *argv, &mut is_key_value);
        if qjs::JS_IsArray(entries) {
            let flag = if is_key_value { qjs::JS_TRUE } else { qjs::JS_FALSE };
            qjs::JS_SetPropertyStr(ctx, entries, c"pairs".as_ptr(), flag);
        }
        entries
    }
}

unsafe extern "C" fn constructor_name(
    ctx: *mut JSContext,
    _this: JSValueConst,
    _argc: c_int,
    argv: *mut JSValueConst,
) -> JSValue {
    // SAFETY: as above.
    unsafe { JS_GetConstructorName(ctx, *argv) }
}

#[test]
fn entries_are_previewed_and_not_consumed() {
    let engine = Engine::new();
    engine.define("preview", preview);
    let got = engine.out(
        r#"const m = new Map([[1, 'a'], [2, 'b'], [3, 'c']]), s = new Set(['x', 'y']), key = {};
        const show = value => { const p = preview(value); return p && `${p.pairs}:${p.join()}`; };
        const moved = m.entries(); moved.next();
        const finished = s.values(); [...finished];
        const deleted = new Map([[1, 1], [2, 2]]).keys(); 
        Map.prototype.forEach = Map.prototype[Symbol.iterator] = () => { throw new Error('run'); };
        m.delete(2);
        globalThis.out = [show(m), show(s), show(m.keys()), show(m.values()), show(m.entries()), show(s.values()), show(s.entries()),
            show(moved), show(finished), show(new WeakMap([[key, 5]])), show(new WeakSet([key])), show({}), show(1), moved.next().value.join()].join(' ');"#,
    );
    assert_eq!(
        got,
        "true:1,a,3,c false:x,y false:1,3 false:a,c true:1,a,3,c false:x,y true:x,x,y,y \
         true:3,c false: true:[object Object],5 false:[object Object]   3,c"
    );
}

#[test]
fn class_names_are_found_without_running_anything() {
    let engine = Engine::new();
    engine.define("name", constructor_name);
    let got = engine.out(
        r#"class A {} class B extends A { get [Symbol.toStringTag]() { throw new Error('run'); } }
        const bare = Object.create(null), tagged = { [Symbol.toStringTag]: 'Tag' };
        globalThis.out = [{}, [], new A, new B, bare, tagged, () => 1, class Z {}, new Map, (function* g() {})(), Math,
            new Proxy(new A, {}), globalThis, new TypeError, 5].map(name).join();"#,
    );
    assert_eq!(
        got,
        "Object,Array,A,B,Object,Tag,Function,Function,Map,g,Math,A,Object,TypeError,"
    );
}

#[test]
fn functions_without_source_look_native() {
    let engine = Engine::new();
    let got = engine.out("globalThis.out = [[].map, preview => 1, (function f() {}).bind(), new Proxy(() => 1, {})].map(f => `${f}`).join('|')");
    assert_eq!(
        got,
        "function map() { [native code] }|preview => 1|function () { [native code] }|function () { [native code] }"
    );
}

#[test]
fn the_heap_is_counted_and_collected_on_demand_only() {
    let engine = Engine::new();
    let raw = engine.context.with(|ctx| {
        // SAFETY: asks a live context for its runtime.
        unsafe { qjs::JS_GetRuntime(ctx.as_raw().as_ptr()) }
    });
    let counters = || {
        let mut counters = JSHeapCounters::default();
        // SAFETY: the runtime outlives the test's uses of it.
        unsafe { JS_GetHeapCounters(raw, &mut counters) };
        counters
    };
    // SAFETY: as above.
    unsafe { qjs::JS_SetGCThreshold(raw, usize::MAX as _) };
    let before = counters();
    engine.out("for (let i = 0; i < 20000; i++) { const a = {}; a.a = a; } globalThis.out = 1");
    let grown = counters();
    assert_eq!(grown.gc_run_count, before.gc_run_count);
    assert!(grown.malloc_size > before.malloc_size + 20000 * 50);
    engine.runtime.run_gc();
    let after = counters();
    assert_eq!(after.gc_run_count, before.gc_run_count + 1);
    assert!(after.gc_freed_count >= before.gc_freed_count + 20000);
    assert!(after.malloc_size < grown.malloc_size - 20000 * 50);
}

unsafe extern "C" fn caller_source(
    ctx: *mut JSContext,
    _this: JSValueConst,
    _argc: c_int,
    argv: *mut JSValueConst,
) -> JSValue {
    // SAFETY: as above.
    unsafe { JS_GetCallerSource(ctx, *argv) }
}

#[test]
fn the_source_of_a_call_is_known_in_eval_too() {
    let engine = Engine::new();
    engine.define("source", caller_source);
    let got = engine.out(
        r#"function called() { const [before, after] = source(called); return `${before}|${after}`; }
        function caller() {
            return called(1);
        }
        globalThis.out = [caller(), (0, eval)("1;\n  called(2)"), new Function("called", "return called(3)")(called),
            String(source(caller))].join('/');"#,
    );
    assert_eq!(got, "            return |called(1);/  |called(2)/return |called(3)/undefined");
}
