//! The bindings `process_signals`, signals delivered to the shard's loop, and `watchdog`, for `util.setTraceSigInt`.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use shards::SignalWatch;

use crate::engine::{Binding, Call, Class, Result, Value};
use crate::runtime::{current, door};

thread_local! {
    /// The watches of this shard, by signal number. Their callbacks are cleared before the realm goes.
    static WATCHES: RefCell<HashMap<i32, SignalWatch>> = RefCell::default();
}

pub(super) fn bind(binding: &Binding) -> Result<()> {
    binding.function("watch", 2, watch)?;
    binding.function("unwatch", 1, |call: &Call| -> Result<()> {
        let number = call.i32(0)?;
        drop(WATCHES.with_borrow_mut(|watches| watches.remove(&number)));
        Ok(())
    })
}

/// `watch(number, callback)`: 0, or a negative errno.
fn watch(call: &Call) -> Result<i32> {
    let number = call.i32(0)?;
    let callback: Value = call.arg(1).clone();
    let deliver = Rc::new(move |_| {
        door::enter(&callback, &Value::UNDEFINED, &[]);
    });
    match current().shard().signals().watch(number, deliver) {
        Ok(watch) => {
            crate::engine::at_end(|| drop(WATCHES.take()));
            WATCHES.with_borrow_mut(|watches| watches.insert(number, watch));
            Ok(0)
        }
        Err(error) => Ok(-error.raw_os_error().unwrap_or(libc::EINVAL)),
    }
}

/// Says that an interrupt ended the program, while it is started.
#[derive(Default)]
struct TraceSigintWatchdog(RefCell<Option<SignalWatch>>);

impl Class for TraceSigintWatchdog {
    const NAME: &'static str = "TraceSigintWatchdog";
}

pub(super) fn watchdog(binding: &Binding) -> Result<()> {
    let cx = binding.cx();
    cx.define_class::<TraceSigintWatchdog>(|proto| {
        proto.method("start", 0, |call: &Call| -> Result<()> {
            let this = call.this_as::<TraceSigintWatchdog>()?;
            // The loop runs no JavaScript when it hears of the signal, so that there is no stack to show.
            let interrupted = Rc::new(|number| {
                eprintln!("KEYBOARD_INTERRUPT: Script execution was interrupted by `SIGINT`");
                crate::node::tty::restore_terminals();
                current().request_exit(128 + number);
            });
            this.0.replace(current().shard().signals().watch(libc::SIGINT, interrupted).ok());
            Ok(())
        })?;
        proto.method("stop", 0, |call: &Call| -> Result<()> {
            drop(call.this_as::<TraceSigintWatchdog>()?.0.take());
            Ok(())
        })
    })?;
    let constructor = cx.constructor::<TraceSigintWatchdog, _>(0, |_: &Call| Ok(TraceSigintWatchdog::default()))?;
    binding.value("TraceSigintWatchdog", constructor)
}
