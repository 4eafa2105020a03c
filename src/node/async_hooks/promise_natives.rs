//! The binding `promise_hooks`: what the engine tells of promises, to four functions.

use std::cell::RefCell;

use crate::engine::{Binding, Call, Cx, PromiseEvent, Result, Value, set_promise_hook};

thread_local! {
    /// By the numbers of [`PromiseEvent`]; `undefined` for what nobody wants to hear.
    static FUNCTIONS: RefCell<[Value; 4]> = const {
        RefCell::new([Value::UNDEFINED, Value::UNDEFINED, Value::UNDEFINED, Value::UNDEFINED])
    };
}

pub(super) fn bind(binding: &Binding) -> Result<()> {
    // (init(promise, parent), before(promise), after(promise), settled(promise)), each a function or undefined.
    binding.function("setPromiseHooks", 4, |call: &Call| {
        let functions = std::array::from_fn(|index| call.arg(index).clone());
        let wanted = functions.iter().any(Value::is_function);
        crate::engine::at_end(|| FUNCTIONS.set([Value::UNDEFINED, Value::UNDEFINED, Value::UNDEFINED, Value::UNDEFINED]));
        FUNCTIONS.set(functions);
        set_promise_hook(call.cx(), wanted.then_some(tell));
    })
}

fn tell(event: PromiseEvent, promise: Value, parent: Value) {
    let function = FUNCTIONS.with_borrow(|functions| functions[event as usize].clone());
    if !function.is_function() {
        return;
    }
    let cx = Cx::current();
    let args = [promise, parent];
    let given = if event == PromiseEvent::Init { &args[..] } else { &args[..1] };
    if let Err(error) = cx.call(&function, &Value::UNDEFINED, given) {
        // The engine is in the middle of something that must not fail.
        let error = error.into_value(cx);
        crate::runtime::report_uncaught(&error, false);
    }
}
