//! Short cuts of the interpreter, and the shapes that it keeps, where they must not show. The expected
//! texts are what Node 24 prints for the same scripts.

use super::*;

fn counters(engine: &Engine) -> JSHeapCounters {
    let mut counters = JSHeapCounters::default();
    // SAFETY: the runtime is alive while its context is entered.
    engine.context.with(|ctx| unsafe { JS_GetHeapCounters(qjs::JS_GetRuntime(ctx.as_raw().as_ptr()), &mut counters) });
    counters
}

#[test]
fn a_shape_outlives_its_objects_until_the_next_collection() {
    let engine = Engine::new();
    engine.out("globalThis.make = i => { const o = { only1: i, only2: i }; return o.only1; }");
    let before = counters(&engine).malloc_count;
    engine.out("make(1)");
    let kept = counters(&engine).malloc_count;
    assert!(kept > before, "{before} {kept}");
    engine.out("make(2)");
    assert_eq!(counters(&engine).malloc_count, kept);
    engine.runtime.run_gc();
    assert!(counters(&engine).malloc_count < kept);
}

#[test]
fn a_prototype_does_not_outlive_a_collection() {
    let engine = Engine::new();
    engine.out(
        r#"
        globalThis.refs = (() => {
            const bases = [class { constructor() { this.a = 1; } }, Object.create(null), { data: 1 }];
            const protos = [bases[0].prototype, bases[1], bases[2]];
            new bases[0]();
            for (const base of [bases[1], bases[2]]) Object.create(base).b = 2;
            return protos.map(proto => new WeakRef(proto));
        })();
        "#,
    );
    engine.runtime.run_gc();
    assert_eq!(engine.out("globalThis.out = refs.map(ref => typeof ref.deref())"), "undefined,undefined,undefined");
}

#[test]
fn characters_and_methods_of_strings() {
    let engine = Engine::new();
    let got = engine.out(
        r#"
        const s = 'aé€', rope = 'x'.repeat(9000) + 'y'.repeat(9000), part = 'say héllo'.slice(4, 9);
        const codes = [s.charCodeAt(1), s.charCodeAt(2), s.charCodeAt(3), s.charCodeAt(-1), s.charCodeAt(), s.charCodeAt(1.7),
            s.charCodeAt('1'), rope.charCodeAt(9000), rope.length, part.charCodeAt(1), part.length, ''.charCodeAt(0),
            String.prototype.charCodeAt.call(123, 1), new String('ab').charCodeAt(1)];
        const own = String.prototype.charCodeAt;
        String.prototype.charCodeAt = function(i) { return [typeof this, i]; };
        codes.push('ab'.charCodeAt(0));
        String.prototype.charCodeAt = own;
        Object.defineProperty(String.prototype, 'first', { get() { 'use strict'; return [typeof this, this[0]]; }, configurable: true });
        codes.push('ab'.first, 'ab'.first.length, 'ab'['length'], 'ab'.missing);
        delete String.prototype.first;
        globalThis.out = JSON.stringify(codes);
        "#,
    );
    assert_eq!(got, r#"[233,8364,null,null,97,233,233,121,18000,233,5,null,50,98,["object",0],["string","a"],2,2,null]"#);
}

#[test]
fn letter_case_beyond_ascii() {
    let engine = Engine::new();
    let got = engine.out(
        r#"
        const cases = ['', 'GET', 'get', 'Content-Type', 'éÉ', 'ß', 'ÿ', 'µ', 'İ', 'ΑΣ', '[@`{', 'aB€', '\u0000Z'];
        globalThis.out = JSON.stringify(cases.map(text => [text.toLowerCase(), text.toUpperCase()]));
        "#,
    );
    assert_eq!(got, r#"[["",""],["get","GET"],["get","GET"],["content-type","CONTENT-TYPE"],["éé","ÉÉ"],["ß","SS"],["ÿ","Ÿ"],["µ","Μ"],["i̇","İ"],["ας","ΑΣ"],["[@`{","[@`{"],["ab€","AB€"],["\u0000z","\u0000Z"]]"#);
}

#[test]
fn strict_equality_of_every_pair() {
    let engine = Engine::new();
    let got = engine.out(
        r#"
        const symbol = Symbol('s'), object = {}, rope = 'ab' + String('c'), big = 2n ** 70n;
        const values = [undefined, null, true, false, 0, -0, 1, NaN, 1.5, 'abc', rope, '', 1n, big, 2n ** 70n, symbol, object, [], () => 1];
        const equal = [];
        values.forEach((a, i) => values.forEach((b, j) => { if (a === b) equal.push(i + ':' + j); if ((a === b) === (a !== b)) equal.push('wrong'); }));
        globalThis.out = equal.join();
        "#,
    );
    assert_eq!(got, r#"0:0,1:1,2:2,3:3,4:4,4:5,5:4,5:5,6:6,8:8,9:9,9:10,10:9,10:10,11:11,12:12,13:13,13:14,14:13,14:14,15:15,16:16,17:17,18:18"#);
}

#[test]
fn properties_by_name_and_by_key() {
    let engine = Engine::new();
    let got = engine.out(
        r#"
        'use strict';
        const log = [];
        class A { get tag() { log.push(this.name); return this; } set tag(v) { log.push('set ' + this.name); } }
        class B extends A { name = 'b'; }
        class C extends B { constructor() { super(); this.name = 'c'; } }
        const c = new C(), key = Symbol('k'), text = 'na' + 'me';
        log.push(c.tag === c, Object.create(c).tag.name, Reflect.get(A.prototype, 'tag', { name: 'r' }).name);
        A.prototype[key] = 'proto';
        log.push(c[key], c[text], c['tag'] === c, c['nothing' + 1], c[Symbol('k')]);
        c[key] = 'own';
        c[key] += '!';
        c['tag'] = 1;
        log.push(c[key], A.prototype[key]);
        const frozen = Object.freeze({ [key]: 1, a: 2 });
        for (const set of [() => { frozen[key] = 2; }, () => { frozen['a'] = 3; }, () => { frozen['n' + 1] = 3; }]) {
            try { set(); log.push('set'); } catch (e) { log.push(e.name); }
        }
        const list = [1, 2], bytes = new Uint8Array(2);
        list['length'] = 1;
        bytes['-0'] = 5; bytes['1.5'] = 5; bytes['x'] = 6; bytes['1'] = 7;
        const proxy = new Proxy({}, { get: (t, k) => 'got ' + String(k), set() { log.push('trapped'); return true; } });
        proxy['a' + 'b'] = 1;
        log.push(list, [...bytes], Object.keys(bytes), proxy['a' + 'b'], proxy[key], Object.create(proxy).q, list['0'], 'str'['1'], 'str'['length']);
        const a = 1, literal = { a, b: 2, a: 3, ['c']: 4, __proto__: { p: 1 }, get d() { return 5; }, 0: 6, d: 7 };
        log.push(Object.entries(literal), literal.p, Object.getOwnPropertyDescriptor(literal, 'd').value);
        globalThis.out = JSON.stringify(log);
        "#,
    );
    assert_eq!(got, r#"["c","c","r",true,"c","r","c","proto","c",true,null,null,"set c","own!","proto","TypeError","TypeError","TypeError","trapped",[1],[0,7],["0","1","x"],"got ab","got Symbol(k)","got q",1,"t",3,[["0",6],["a",3],["b",2],["c",4],["d",7]],1,7]"#);
}

#[test]
fn the_own_properties_of_functions() {
    let engine = Engine::new();
    let got = engine.out(
        r##"
        'use strict';
        const shown = f => [Object.getOwnPropertyNames(f).join(), f.length, f.name,
            Object.entries(Object.getOwnPropertyDescriptors(f)).map(([k, d]) => k + +!!d.writable + +d.enumerable + +d.configurable).join()];
        const named = { method(a, b) {}, get g() { return 1; }, arrow: (x, ...r) => x, async a() {}, *gen() {} };
        function plain(a, b = 1, c) {}
        const anonymous = (() => function() {})();
        const got = [plain, named.method, named.arrow, named.a, anonymous, class X { static s = 1; }, Object.getOwnPropertyDescriptor(named, 'g').get].map(shown);
        delete plain.length; delete plain.name;
        plain.extra = 1;
        function other() {}
        other.prototype = { mine: true };
        Object.defineProperty(named.arrow, 'name', { value: 'renamed' });
        got.push(Object.keys(plain).join(), new other().mine, plain.prototype.constructor === plain, Reflect.ownKeys(plain).join(), named.arrow.name, (() => {}).hasOwnProperty('prototype'));
        globalThis.out = JSON.stringify(got);
        "##,
    );
    assert_eq!(got, r##"[["length,name,prototype",1,"plain","length001,name001,prototype100"],["length,name",2,"method","length001,name001"],["length,name",1,"arrow","length001,name001"],["length,name",0,"a","length001,name001"],["length,name,prototype",0,"","length001,name001,prototype100"],["length,name,prototype,s",0,"X","length001,name001,prototype000,s111"],["length,name",0,"get g","length001,name001"],"extra",true,true,"prototype,extra","renamed",false]"##);
}

#[test]
fn objects_of_a_kept_shape_change_alone() {
    let engine = Engine::new();
    let got = engine.out(
        r#"
        const make = i => { const o = { kept1: i, kept2: i }; return o; };
        const seen = [];
        for (let i = 0; i < 4; i++) {
            const o = make(i);
            if (i === 1) { delete o.kept1; o.late = 1; }
            if (i === 2) { Object.freeze(o); o.kept1 = 9; o.more = 9; }
            if (i === 3) { Object.setPrototypeOf(o, { inherited: 1 }); Object.defineProperty(o, 'kept2', { enumerable: false }); }
            seen.push([Object.keys(o), o.kept1, o.kept2, o.inherited, Object.isFrozen(o)]);
        }
        const table = {};
        for (let i = 0; i < 5000; i++) table['key' + i] = i;
        let sum = 0;
        for (const key in table) sum += table[key];
        seen.push(Object.keys(table).length, sum, make(7));
        globalThis.out = JSON.stringify(seen);
        "#,
    );
    assert_eq!(got, r#"[[["kept1","kept2"],0,0,null,false],[["kept2","late"],null,1,null,false],[["kept1","kept2"],2,2,null,true],[["kept1"],3,3,1,false],5000,12497500,{"kept1":7,"kept2":7}]"#);
}

#[test]
fn properties_made_by_assigning_and_getters_called_at_once() {
    let engine = Engine::new();
    let got = engine.out(
        r#"
        const log = [], tried = (f) => { try { return f(); } catch (e) { return e.constructor.name; } };
        const base = { set caught(v) { log.push(v); }, plain: 1, get only() { return 7; } };
        Object.defineProperty(base, 'fixed', { value: 1, writable: false });
        const seen = [];
        const proxy = new Proxy({}, { set(t, k, v, r) { seen.push(String(k)); return Reflect.defineProperty(r, k, { value: v, configurable: true }); } });
        const key = Symbol('key');
        const write = (o) => {
            'use strict';
            return [() => o.caught = 1, () => o.plain = 2, () => o.fixed = 3, () => o.only = 4, () => o.fresh = 5, () => o['named'] = 6,
                () => o[key] = 7, () => o['1'] = 8].map(tried).concat([Reflect.ownKeys(o).map(String)]);
        };
        const list = Object.create([1, 2]); list.length = 5; list.other = 1; list['0'] = 3;
        function thunk() {} thunk.cancel = 1; thunk.prototype = 2;
        class Base { constructor() { this.a = 1; this.b = 2; } } class Derived extends Base { constructor() { super(); this.c = 3; } }
        const gone = { get self() { delete gone.self; return this === gone; }, get throws() { throw new RangeError(); }, set deaf(v) {} };
        const primitive = (() => { Object.defineProperty(Number.prototype, 'me', { get() { 'use strict'; return typeof this; }, configurable: true }); return (1).me; })();
        delete Number.prototype.me;
        const withDefault = { get many() { return arguments.length; } };
        globalThis.out = JSON.stringify([write(Object.create(base)), log, write(Object.create(proxy)), seen,
            write(Object.preventExtensions(Object.create(base))), write(Object.create(null)), list.length, Object.keys(list),
            Object.keys(thunk), typeof thunk.prototype, new Derived(), gone.self, gone.self, tried(() => gone.throws), gone.deaf, primitive,
            withDefault.many]);
        "#,
    );
    assert_eq!(
        got,
        r#"[[1,2,"TypeError","TypeError",5,6,7,8,["1","plain","fresh","named","Symbol(key)"]],[1,1],[1,2,3,4,5,6,7,8,["1","caught","plain","fixed","only","fresh","named","Symbol(key)"]],["caught","plain","fixed","only","fresh","named","Symbol(key)","1"],[1,"TypeError","TypeError","TypeError","TypeError","TypeError","TypeError","TypeError",[]],[1,2,3,4,5,6,7,8,["1","caught","plain","fixed","only","fresh","named","Symbol(key)"]],5,["0","length","other"],["cancel"],"number",{"a":1,"b":2,"c":3},true,null,"RangeError",null,"number",0]"#
    );
}
