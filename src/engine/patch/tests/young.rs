//! Collections of what is young alone: what they free, and what they must leave.

use super::*;

/// Runs a script between the start of tracking and a young collection, and no other.
fn collect_after(engine: &Engine, script: &str) {
    engine.runtime.set_gc_threshold(usize::MAX);
    let raw = runtime(engine);
    // SAFETY: the runtime is alive, and nothing of it runs.
    unsafe { JS_TrackYoung(raw) };
    engine.out(script);
    // SAFETY: as above.
    unsafe { JS_RunYoungGC(raw) };
}

fn runtime(engine: &Engine) -> *mut qjs::JSRuntime {
    // SAFETY: asks a live context for its runtime.
    engine.context.with(|ctx| unsafe { qjs::JS_GetRuntime(ctx.as_raw().as_ptr()) })
}

fn freed(engine: &Engine) -> u64 {
    let mut counters = JSHeapCounters::default();
    // SAFETY: the runtime is alive; the counters land in a local.
    unsafe { JS_GetHeapCounters(runtime(engine), &mut counters) };
    counters.gc_freed_count
}

fn bytes(engine: &Engine) -> usize {
    let mut counters = JSHeapCounters::default();
    // SAFETY: as above.
    unsafe { JS_GetHeapCounters(runtime(engine), &mut counters) };
    counters.malloc_size
}

#[test]
fn young_cycles_go_and_old_ones_wait() {
    let engine = Engine::new();
    engine.out("globalThis.old = {}; old.self = old; globalThis.ref = new WeakRef(old); globalThis.out = 1");
    collect_after(&engine, "for (let i = 0; i < 1000; i++) { const a = {}, b = { a }; a.b = b; } globalThis.out = 1");
    assert!(freed(&engine) >= 1000);
    collect_after(&engine, "delete globalThis.old; globalThis.out = 1");
    assert_eq!(engine.out("globalThis.out = typeof ref.deref()"), "object", "it was made before anything was tracked");
    engine.runtime.run_gc();
    assert_eq!(engine.out("globalThis.out = typeof ref.deref()"), "undefined");
}

#[test]
fn what_is_still_referred_to_stays() {
    let engine = Engine::new();
    engine.out("globalThis.old = { list: [] }; globalThis.weak = new WeakMap(); globalThis.key = {}; globalThis.out = 1");
    collect_after(
        &engine,
        r#"
        for (let i = 0; i < 100; i++) { const a = { i }; a.self = a; a.get = () => a; old.list.push(a); }
        (() => { const value = { deep: {} }; value.deep.up = value; weak.set(key, value); })();
        (() => { const both = {}; both.both = both; weak.set(both, both); })();
        globalThis.later = (async () => { const held = {}; held.held = held; await globalThis.gate?.(); return held.held === held; })();
        globalThis.steps = (function* () { const held = {}; held.held = held; yield 1; yield held.held === held; })();
        steps.next();
        globalThis.out = 1
        "#,
    );
    // What survived is old now; it may change, and refer to what is young.
    collect_after(&engine, "for (const a of old.list) { a.more = { a }; a.other = 1; a.third = 2; } globalThis.out = 1");
    let got = engine.out(
        "globalThis.out = [old.list.every((a, i) => a.i === i && a.get().self === a && a.more.a === a && a.third === 2),
            weak.get(key).deep.up === weak.get(key), steps.next().value]",
    );
    assert_eq!(got, "true,true,true");
    let before = freed(&engine);
    engine.out("old.list.length = 0; globalThis.out = 1");
    engine.runtime.run_gc();
    assert!(freed(&engine) >= before + 100, "a collection of everything finds what young ones made old");
}

#[test]
fn weak_references_to_young_garbage_are_cleared() {
    let engine = Engine::new();
    engine.out("globalThis.told = []; globalThis.registry = new FinalizationRegistry(held => told.push(held)); globalThis.out = 1");
    collect_after(
        &engine,
        r#"
        globalThis.ref = (() => { const a = {}; a.self = a; registry.register(a, 'a'); return new WeakRef(a); })();
        (() => { const b = {}; b.self = b; registry.register(b, 'b'); })();
        globalThis.out = 1
        "#,
    );
    assert_eq!(engine.out("globalThis.out = typeof ref.deref()"), "undefined");
    assert_eq!(engine.out("globalThis.out = told.sort().join()"), "a,b");
}

#[test]
fn old_objects_go_with_the_young_cycle_that_alone_referred_to_them() {
    let engine = Engine::new();
    engine.out(
        r#"
        globalThis.told = []; globalThis.registry = new FinalizationRegistry(held => told.push(held));
        globalThis.held = { value: { in: [{}] }, make: () => eval('(() => 1)'), coroutine: (function* () { const o = {}; yield () => o; })() };
        held.get = held.coroutine.next().value;
        globalThis.refs = [held, held.value, held.value.in[0], held.make, held.coroutine, held.get].map(o => new WeakRef(o));
        registry.register(held.value, 'value'); globalThis.kept = { other: held.value.in };
        globalThis.out = 1
        "#,
    );
    let before = bytes(&engine);
    collect_after(&engine, "(() => { const y = { held, more: [held, held.get] }; y.self = y; })(); delete globalThis.held; globalThis.out = 1");
    assert!(bytes(&engine) < before, "their memory was kept");
    let got = engine.out("globalThis.out = refs.map(ref => typeof ref.deref())");
    assert_eq!(got, "undefined,undefined,object,undefined,undefined,undefined");
    assert_eq!(engine.out("globalThis.out = told"), "value");
    engine.runtime.run_gc();
    assert_eq!(engine.out("globalThis.out = kept.other.length"), "1");
}

#[test]
fn classes_made_by_a_request_are_young_garbage() {
    let engine = Engine::new();
    collect_after(
        &engine,
        r#"
        globalThis.refs = [];
        for (let i = 0; i < 300; i++) {
            class Made { constructor() { this['only' + i] = i; } }
            new Made();
            refs.push(new WeakRef(Made));
        }
        globalThis.out = 1
        "#,
    );
    assert_eq!(engine.out("globalThis.out = refs.filter(ref => ref.deref()).length"), "0");
}

#[test]
fn a_young_collection_looks_at_so_many_objects_only() {
    const CYCLES: u64 = 100_000;
    let engine = Engine::new();
    let script = format!("for (let i = 0; i < {CYCLES}; i++) {{ const a = {{}}; a.a = a; }} globalThis.out = 1");
    collect_after(&engine, &script);
    let of_first = freed(&engine);
    assert!((32_700..=32_768).contains(&of_first), "{of_first}");
    // What lies between two collections does not count once it is freed.
    collect_after(&engine, "for (let i = 0; i < 100000; i++) ({ i }); for (let i = 0; i < 1000; i++) { const a = {}; a.a = a; } globalThis.out = 1");
    assert!(freed(&engine) >= of_first + 1000);
    engine.runtime.run_gc();
    assert!(freed(&engine) >= CYCLES + 1000);
    // Those that a collection frees are counted out, whichever it is.
    for _ in 0..3 {
        let before = freed(&engine);
        collect_after(&engine, &script);
        assert!((freed(&engine) - before).abs_diff(of_first) <= 2, "a shape more or less");
        engine.runtime.run_gc();
    }
}
