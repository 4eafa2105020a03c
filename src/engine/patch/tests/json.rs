//! `JSON.parse` and `JSON.stringify`: the quick ways give what the plain ones would.
//!
//! The expected texts are what Node 24 says.

use super::*;

/// What is wrong with a text, told by the reader itself.
const WRONG: &[(&str, &str)] = &[
    ("{\"a\":1,}", "Expected double-quoted property name in JSON at position 7 (line 1 column 8)"),
    ("{\"漢\":1,}", "Expected double-quoted property name in JSON at position 7 (line 1 column 8)"),
    ("{,}", "Expected property name or '}' in JSON at position 1 (line 1 column 2)"),
    ("{\"a\" 1", "Expected ':' after property name in JSON at position 5 (line 1 column 6)"),
    ("{\"a\":1 2", "Expected ',' or '}' after property value in JSON at position 7 (line 1 column 8)"),
    ("[1\r\n,\n2 3]", "Expected ',' or ']' after array element in JSON at position 8 (line 3 column 3)"),
    ("\"\\", "Unexpected end of JSON input"),
    ("\"\\u12\"", "Bad Unicode escape in JSON at position 5 (line 1 column 6)"),
    ("\"\\x\"", "Bad escaped character in JSON at position 2 (line 1 column 3)"),
    ("\"a", "Unterminated string in JSON at position 2 (line 1 column 3)"),
    ("\"漢\u{1}", "Bad control character in string literal in JSON at position 2 (line 1 column 3)"),
    ("-01", "Unexpected number in JSON at position 2 (line 1 column 3)"),
    ("-a", "No number after minus sign in JSON at position 1 (line 1 column 2)"),
    ("1e+", "Exponent part is missing a number in JSON at position 3 (line 1 column 4)"),
    ("t1", "Unexpected number in JSON at position 1 (line 1 column 2)"),
    ("tr\"", "Unexpected string in JSON at position 2 (line 1 column 3)"),
    ("nullx", "Unexpected non-whitespace character after JSON at position 4 (line 1 column 5)"),
    ("[é]", "Unexpected token 'é', \"[é]\" is not valid JSON"),
    ("[object Object]", "\"[object Object]\" is not valid JSON"),
    ("[\u{0}]", "Unexpected token '\u{0}', \"[\u{0}]\" is not valid JSON"),
    ("[1,2,3,4,5x,7,8,9,10,11,12]", "Expected ',' or ']' after array element in JSON at position 10 (line 1 column 11)"),
    ("[1,2,3,45,x,7,8,9,10,11,12]", "Unexpected token 'x', ...\"[1,2,3,45,x,7,8,9,10\"... is not valid JSON"),
];

#[test]
fn what_is_wrong_is_said_as_in_node() {
    let engine = Engine::new();
    for (text, expected) in WRONG {
        engine.context.with(|ctx| ctx.globals().set("text", *text)).expect("a global");
        for call in ["JSON.parse(text)", "JSON.parse(text, (key, value) => value)"] {
            let script = format!("try {{ {call}; out = 'valid'; }} catch (e) {{ out = e.message; }}");
            assert_eq!(engine.out(&script), *expected, "{call} of {text:?}");
        }
    }
}

/// Each line is parsed three times, so that the second and third find the hints of those before.
const LISTS: &str = r#"
[{"a":1,"b":2},{"a":1,"b":2,"c":3},{"a":1},{"b":1,"a":2},{"a":3,"b":4},{}]
[{"10":1,"x":2,"9":3},{"10":1,"9":3,"x":2},{"x":2,"10":1,"9":3},{"4294967294":1,"z":2,"4294967295":3}]
[{"a":1,"a":2},{"a":1,"b":2,"a":3},{"a":1,"b":2}]
[{"__proto__":1,"x":2},{"x":1,"__proto__":{"y":1}},{"__proto__":null,"x":2},{"constructor":1,"toString":2}]
[{"a\\b":1,"c":1},{"a\b":1,"c":1},{"a\\b":1,"c":1},{"a\"b":1},{"\u0061\\b":2,"c":2}]
[{"é":1,"漢":2},{"é":1,"漢":2},{"漢":2,"é":1},{"":1," ":2}]
{"user":{"id":1,"boss":{"id":2,"boss":null}},"list":[{"id":3},{"id":4,"n":[[{"id":5}]]}]}
"#;

#[test]
fn hints_change_nothing_about_an_object() {
    let engine = Engine::new();
    engine.context.with(|ctx| ctx.globals().set("lists", LISTS)).expect("a global");
    let got = engine.out(
        r#"
        const show = value => value === null || typeof value !== 'object' ? String(value)
            : Array.isArray(value) ? `[${value.map(show)}]`
            : `{${Reflect.ownKeys(value).map(key => {
                const own = Object.getOwnPropertyDescriptor(value, key);
                return `${key}${own.writable && own.enumerable && own.configurable ? '' : '!'}=${show(own.value)}`;
            })}}${Object.getPrototypeOf(value) === Object.prototype ? '' : '!'}`;
        const wrong = [];
        for (const text of lists.trim().split('\n')) {
            const expected = show(JSON.parse(text, (key, value) => value));
            for (let i = 0; i < 3; i++) if (show(JSON.parse(text)) !== expected) wrong.push(text);
            const spaced = text.replaceAll(/([:,{}\[\]])/g, ' $1\n');
            for (let i = 0; i < 3; i++) if (show(JSON.parse(spaced)) !== expected) wrong.push(spaced);
        }
        const [one, two] = JSON.parse('[{"a":1,"b":2},{"a":1,"b":2}]');
        delete one.a; one.c = 3; Object.freeze(two); Object.setPrototypeOf(one, null);
        const three = JSON.parse('[{"a":1,"b":2}]')[0]; three.d = 4;
        // a long part of a string shares the characters of the whole
        const part = ('x' + lists.trim().split('\n')[0] + ' '.repeat(20000) + 'x').slice(1, -1);
        globalThis.out = [...wrong, show(one), show(two), show(three), show(JSON.parse('[{"a":1,"b":2}]')),
            show(JSON.parse(part))].join('\n');
        "#,
    );
    assert_eq!(
        got,
        "{b=2,c=3}!\n{a!=1,b!=2}\n{a=1,b=2,d=4}\n[{a=1,b=2}]\n\
         [{a=1,b=2},{a=1,b=2,c=3},{a=1},{b=1,a=2},{a=3,b=4},{}]"
    );
}

#[test]
fn numbers_are_the_nearest_ones() {
    let engine = Engine::new();
    let got = engine.out(
        r#"
        const texts = ['0', '-0', '-0.0', '2147483647', '2147483648', '-2147483648', '9007199254740993', '0.1', '1.005',
            '123456789012345678', '1e22', '1e23', '1.7976931348623157e308', '1e400', '5e-324', '2e-324', '0.000001',
            '18446744073709551616.5', '9223372036854775807', '0.30000000000000004', '179769313486231580793e289',
            '0.00000000000000000000000012345678901234567', '8.41e21', '9214843084008499', '5.0e-1',
            '3.141592653589793238462643383279502884197169399375105820974944592307816406286208998628034825342117068'];
        let seed = 7, wrong = 0;
        const next = () => (seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0);
        for (let i = 0; i < 20000; i++) {
            const text = `${next()}${i % 3 ? next() : ''}.${next()}${i % 5 ? '' : 'e' + (next() % 40 - 20)}`;
            if (JSON.parse(text) !== Number(text)) wrong++;
            const short = next() / [1, 10, 100, 1000, 1e4, 1e5, 1e6, 3][i % 8];
            if (Number(JSON.stringify(short)) !== short || JSON.stringify(short) !== short.toString(10)) wrong++;
        }
        globalThis.out = texts.map(text => Object.is(JSON.parse(text), Number(text)) ? JSON.parse(text) : 'wrong ' + text)
            .join() + ';' + wrong;
        "#,
    );
    assert_eq!(
        got,
        "0,0,0,2147483647,2147483648,-2147483648,9007199254740992,0.1,1.005,123456789012345680,1e+22,1e+23,\
         1.7976931348623157e+308,Infinity,5e-324,0,0.000001,18446744073709552000,9223372036854776000,\
         0.30000000000000004,Infinity,1.2345678901234566e-25,8.41e+21,9214843084008500,0.5,\
         3.141592653589793;0"
    );
}

#[test]
fn depth_and_length_have_no_limit_of_their_own() {
    let engine = Engine::new();
    let got = engine.out(
        r#"
        const deep = JSON.parse('[{"a":'.repeat(100000) + '1' + '}]'.repeat(100000));
        let depth = 0;
        for (let at = deep; typeof at === 'object'; at = at[0].a) depth++;
        const long = JSON.parse('[' + '1,'.repeat(100000) + '"x"]');
        long.push(2);
        let message;
        try { JSON.parse('['.repeat(1000000)); } catch (e) { message = e.message; }
        globalThis.out = [depth, long.length, long[100000], message].join();
        "#,
    );
    assert_eq!(got, "100000,100002,x,Unexpected end of JSON input");
}

#[test]
fn what_runs_while_an_object_is_written_may_change_it() {
    let engine = Engine::new();
    let got = engine.out(
        r#"
        const results = [];
        const add = value => results.push(JSON.stringify(value));
        const o = { a: 1, get b() { delete this.c; this.d = 4; this.e = 5; return 2; }, c: 3, d: 0 };
        add(o);
        const a = [1, { toJSON(key) { a.length = 3; a[2] = 'new'; return typeof key + key; } }, 3, 4];
        add(a);
        add({ x: { toJSON: 1, y: undefined, z() {}, s: Symbol(), n: NaN, m: -0, [Symbol()]: 1 } });
        add([undefined, () => {}, Symbol(), , null, new Number(3), new String('s'), new Boolean(false), Object(Symbol())]);
        add({ '10': 1, b: 2, '9': 3, '4294967294': 4 });
        add({ ['q"\\\n\u2028\ud800']: 'é漢\ud83d\ude00\udc00\x7f\x01"', plain: 'é'.repeat(20) + '"' });
        Array.prototype.toJSON = function () { return 'array'; };
        add({ x: [1] });
        delete Array.prototype.toJSON;
        Object.prototype.toJSON = function (key) { return key + typeof this; };
        add({ x: [1] });
        delete Object.prototype.toJSON;
        add(new Proxy({ a: 1, b: [1] }, { ownKeys: () => ['b', 'a'] }));
        results.push(JSON.stringify({ a: [], b: {}, c: [1, { d: [[]] }] }, null, 1));
        results.push(JSON.stringify({ a: 1, b: { a: 2, c: 3 }, 1: 4 }, ['b', 'a', 1]));
        results.push(JSON.stringify({ a: [1, 'x'] }, function (k, v) { return Array.isArray(this) ? typeof k : v; }, '--'));
        const shared = { s: 1 };
        add([shared, shared]);
        globalThis.out = results.join('\n');
        "#,
    );
    assert_eq!(got, include_str!("json.stringified").trim_end());
}

#[test]
fn a_context_is_freed_with_its_hints() {
    let engine = Engine::new();
    let count = |engine: &Engine| {
        let mut counters = JSHeapCounters::default();
        engine.runtime.run_gc();
        engine.context.with(|ctx| {
            // SAFETY: the runtime of a live context.
            unsafe { JS_GetHeapCounters(qjs::JS_GetRuntime(ctx.as_raw().as_ptr()), &mut counters) }
        });
        counters.malloc_count
    };
    let parse = |context: &Context| {
        context.with(|ctx| ctx.eval::<(), _>("JSON.parse('[{\"own\":1,\"keys\":{\"of\":2}}]'); undefined")).expect("valid")
    };
    parse(&engine.context);
    let before = count(&engine);
    for _ in 0..3 {
        parse(&Context::full(&engine.runtime).expect("a context"));
    }
    assert!(count(&engine) <= before + 8, "contexts stay alive: {before} blocks, then {}", count(&engine));
}
