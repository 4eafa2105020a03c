//! The figures of all shards of the process, for `stats()`; and stalls, for `onStall()`.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;

use crate::engine::{Binding, Call, Cx, Result, Value};
use crate::runtime::watch::{ShardFacts, Snapshot, ask_all};
use crate::runtime::{self, door};
use crate::web::performance::of_latencies;

/// Who waits for figures on this shard, by number.
#[derive(Default)]
struct Waiting {
    next: Cell<u64>,
    callbacks: RefCell<HashMap<u64, Value>>,
}

impl Waiting {
    /// Of this thread.
    fn get() -> Rc<Waiting> {
        let runtime = runtime::current();
        runtime.kept::<Waiting>().unwrap_or_else(|| {
            let waiting = Rc::new(Waiting::default());
            runtime.keep(waiting.clone());
            waiting
        })
    }
}

pub(super) fn bind(binding: &Binding) -> Result<()> {
    // `ask(callback)`: calls `callback(label, counters, gauges, latencies)` for each shard that answers. Returns the number
    // to `forget` and the labels of those that were asked.
    binding.function("ask", 1, |call: &Call| -> Result<Value> {
        let waiting = Waiting::get();
        let number = waiting.next.get();
        waiting.next.set(number + 1);
        waiting.callbacks.borrow_mut().insert(number, call.arg(0).clone());
        let asker = runtime::current().shard().remote().clone();
        let asked = ask_all(move |facts, snapshot| {
            let facts = facts.clone();
            // An asker that has ended, or that is flooded, has given up.
            let _ = asker.post(move |_| answer(number, &facts, &snapshot));
        });
        let cx = call.cx();
        let labels = cx.array(asked.iter().map(|facts| cx.string(&facts.label())));
        Ok(cx.array([Value::from(number as f64), labels]))
    })?;
    binding.function("forget", 1, |call: &Call| -> Result<()> {
        Waiting::get().callbacks.borrow_mut().remove(&(call.f64(0)? as u64));
        Ok(())
    })?;
    // `setStallListener(function)`: false where no stalls are watched for.
    binding.function("setStallListener", 1, |call: &Call| -> bool {
        let listener = call.arg(0).is_function().then(|| call.arg(0).clone());
        runtime::current().stalls().map(|stalls| stalls.set_listener(listener)).is_some()
    })
}

fn answer(number: u64, facts: &ShardFacts, snapshot: &Snapshot) {
    let callback = Waiting::get().callbacks.borrow().get(&number).cloned();
    let Some(callback) = callback else { return };
    door::enter_with(|cx| {
        let figures = [&snapshot.counters, &snapshot.gauges].map(|list| numbers(cx, list));
        let [counters, gauges] = figures;
        let latencies = cx.object();
        for (name, measured) in &snapshot.latencies {
            cx.set(&latencies, name, of_latencies(cx, measured)?)?;
        }
        let label = cx.string(&facts.label());
        cx.call(&callback, &Value::UNDEFINED, &[label, cx.string(&facts.name), counters?, gauges?, latencies])
    });
}

fn numbers(cx: Cx, list: &[(&'static str, f64)]) -> Result<Value> {
    let object = cx.object();
    for (name, value) in list {
        cx.set(&object, name, Value::from(*value))?;
    }
    Ok(object)
}
