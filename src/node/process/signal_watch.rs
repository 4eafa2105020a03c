//! The binding `process_signals`: signals delivered to the shard's loop.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use shards::SignalWatch;

use crate::engine::{Binding, Call, Result, Value};
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
            WATCHES.with_borrow_mut(|watches| watches.insert(number, watch));
            Ok(0)
        }
        Err(error) => Ok(-error.raw_os_error().unwrap_or(libc::EINVAL)),
    }
}
