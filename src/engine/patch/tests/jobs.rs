//! The async context.

use super::Engine;

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
