//! One timer a connection, hardly ever touched.
//!
//! A deadline that is pushed back or given up is one store; the armed timer finds that
//! out when it fires, and arms itself again if it must.

use std::cell::Cell;
use std::rc::Rc;

use shards::{Expires, Shard, TimerKey};

#[derive(Default)]
pub(super) struct Deadline {
    /// 0 for none.
    at_ms: Cell<u64>,
    armed: Cell<Option<(TimerKey, u64)>>,
}

impl Deadline {
    pub(super) fn set(&self, shard: &Shard, at_ms: u64, owner: impl FnOnce() -> Rc<dyn Expires>) {
        self.at_ms.set(at_ms);
        match self.armed.get() {
            Some((_, armed_ms)) if armed_ms <= at_ms => {}
            Some((key, _)) => {
                shard.timers().rearm(key, at_ms);
                self.armed.set(Some((key, at_ms)));
            }
            None => {
                let key = shard.timers().arm(at_ms, owner());
                self.armed.set(Some((key, at_ms)));
            }
        }
    }

    #[inline]
    pub(super) fn clear(&self) {
        self.at_ms.set(0);
    }

    /// The timer fired. True if that was the deadline.
    pub(super) fn expired(&self, shard: &Shard, now_ms: u64, owner: impl FnOnce() -> Rc<dyn Expires>) -> bool {
        self.armed.set(None);
        match self.at_ms.get() {
            0 => false,
            at_ms if at_ms > now_ms => {
                self.set(shard, at_ms, owner);
                false
            }
            _ => {
                self.at_ms.set(0);
                true
            }
        }
    }

    /// For good: the timer no longer keeps its owner alive.
    pub(super) fn cancel(&self, shard: &Shard) {
        self.at_ms.set(0);
        if let Some((key, _)) = self.armed.take() {
            drop(shard.timers().cancel(key));
        }
    }
}
