//! How `for await` leaves its iterator.

use super::*;

/// An iterator whose `return` takes its time, and may fail.
const ITERATOR: &str = "
const log = [];
const iterable = (name, options = {}) => {
  let i = 0;
  return { [Symbol.asyncIterator]: () => ({
    async next() { if (options.next) throw Error('next'); return { value: i++, done: i > 3 }; },
    async return() { await null; log.push(name + ' closed'); if (options.fails) throw Error('return'); return {}; },
  }) };
};";

#[test]
fn a_throw_goes_on_once_the_iterator_is_closed() {
    let engine = Engine::new();
    let got = engine.out(&format!(
        "{ITERATOR}
        (async () => {{
          try {{ for await (const x of iterable('a')) throw 'body'; }} catch (e) {{ log.push(e); }}
          try {{ for await (const {{ x: {{ y }} }} of iterable('b')) ; }} catch (e) {{ log.push(e.name); }}
          try {{ for await (const x of iterable('c', {{ fails: true }})) throw 'kept'; }} catch (e) {{ log.push(e); }}
          try {{ for await (const x of iterable('d', {{ next: true }})) ; }} catch (e) {{ log.push(e.message); }}
          try {{ for await (const x of iterable('e', {{ fails: true }})) break; }} catch (e) {{ log.push(e.message); }}
        }})().then(() => {{ out = log.join(); }});"
    ));
    assert_eq!(got, "a closed,body,b closed,TypeError,c closed,kept,next,e closed,return");
}

#[test]
fn other_ways_out_close_it_too() {
    let engine = Engine::new();
    let got = engine.out(&format!(
        "{ITERATOR}
        (async () => {{
          for await (const x of iterable('whole')) log.push(x);
          outer: for (const i of [1, 2]) for await (const x of iterable(i)) if (x === 1) continue outer;
          const found = await (async () => {{ for await (const x of iterable('returned')) return x + 10; }})();
          async function* values() {{ for await (const x of iterable('inner')) yield x; }}
          for await (const x of values()) break;
          log.push(found);
        }})().then(() => {{ out = log.join(); }});"
    ));
    assert_eq!(got, "0,1,2,1 closed,2 closed,returned closed,inner closed,10");
}
