//! Maps, templates, lazy properties.

use super::*;

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
fn a_weak_target_lives_until_the_jobs_have_run() {
    let engine = Engine::new();
    let made = engine.out(
        r#"
        globalThis.ref = new WeakRef({ made: 1 });
        globalThis.out = [ref.deref().made, ref.deref() === ref.deref()];
        Promise.resolve().then(() => out.push(typeof ref.deref()));
        "#,
    );
    // The job that let go of it was queued before the reaction.
    assert_eq!(made, "1,true,undefined");
    let held = engine.out(
        r#"
        globalThis.strong = { held: 1 };
        globalThis.ref = new WeakRef(strong);
        globalThis.out = [ref.deref() === strong];
        Promise.resolve().then(() => {
            const seen = ref.deref() === strong;
            strong = null;
            out.push(seen, ref.deref().held);
        });
        "#,
    );
    assert_eq!(held, "true,true,1");
    assert_eq!(engine.out("globalThis.out = [typeof ref.deref()];"), "undefined");
}
