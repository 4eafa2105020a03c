//! `ConnectionsList`: which of a server's connections wait, which are busy, and which take too long.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::time::{Duration, Instant};

use crate::engine::{Call, Class, Prototype, Result, Value};

/// How far a connection's current message has come; the parser writes it, the list reads it.
#[derive(Default)]
pub struct Progress {
    /// When the message began, or the connection before its first one; `None` between two messages.
    pub since: Cell<Option<Instant>>,
    pub head_done: Cell<bool>,
    /// Watched for timeouts. A message that was reported is not reported again.
    pub watched: Cell<bool>,
}

impl Progress {
    /// A message begins.
    pub fn begin(&self) {
        self.since.set(Some(Instant::now()));
        self.head_done.set(false);
        self.watched.set(true);
    }

    /// The message has ended.
    pub fn end(&self) {
        self.since.set(None);
        self.watched.set(false);
    }
}

/// The connections of a server, by their parsers.
#[derive(Default)]
pub struct Connections {
    entries: RefCell<Vec<(Value, Rc<Progress>)>>,
}

impl Connections {
    /// Adds a connection; `parser` is its JavaScript side.
    pub fn add(&self, parser: Value, progress: Rc<Progress>) {
        self.entries.borrow_mut().push((parser, progress));
    }

    /// Forgets the connection that writes to `progress`.
    pub fn remove(&self, progress: &Rc<Progress>) {
        let mut entries = self.entries.borrow_mut();
        let found = entries.iter().position(|(_, known)| Rc::ptr_eq(known, progress));
        let removed = found.map(|at| entries.swap_remove(at));
        drop(entries);
        drop(removed);
    }

    /// The parsers that `wanted` takes: those in a message first, by its beginning, then the idle ones.
    fn select(&self, wanted: impl Fn(&Progress) -> bool) -> Vec<Value> {
        let entries = self.entries.borrow();
        let mut found: Vec<_> = entries.iter().filter(|(_, progress)| wanted(progress)).collect();
        found.sort_by_key(|(_, progress)| (progress.since.get().is_none(), progress.since.get()));
        found.into_iter().map(|(parser, _)| parser.clone()).collect()
    }

    fn expired(&self, head_max: Option<Duration>, message_max: Option<Duration>) -> Vec<Value> {
        let now = Instant::now();
        self.select(|progress| {
            let Some(since) = progress.since.get().filter(|_| progress.watched.get()) else { return false };
            let late = |max: Option<Duration>| max.is_some_and(|max| now.duration_since(since) > max);
            let expired = late(message_max) || (!progress.head_done.get() && late(head_max));
            progress.watched.set(!expired);
            expired
        })
    }
}

/// The JavaScript class.
#[derive(Default)]
pub struct ConnectionsList(pub Rc<Connections>);

impl Class for ConnectionsList {
    const NAME: &'static str = "ConnectionsList";

    fn trace(&self, visit: &mut dyn FnMut(&Value)) {
        for (parser, _) in self.0.entries.borrow().iter() {
            visit(parser);
        }
    }
}

impl Drop for ConnectionsList {
    fn drop(&mut self) {
        // The parsers have the list too; what they put there would keep itself alive.
        drop(self.0.entries.take());
    }
}

pub(super) fn methods(proto: &Prototype) -> Result<()> {
    proto.method("all", 0, |call: &Call| list(call, |_| true))?;
    proto.method("idle", 0, |call: &Call| list(call, |progress| progress.since.get().is_none()))?;
    proto.method("active", 0, |call: &Call| list(call, |progress| progress.watched.get()))?;
    // Milliseconds; 0 for no limit.
    proto.method("expired", 2, |call: &Call| -> Result<Value> {
        let limit = |index| -> Result<Option<Duration>> {
            let milliseconds = call.usize(index)?;
            Ok((milliseconds > 0).then(|| Duration::from_millis(milliseconds as u64)))
        };
        let (head, message) = (limit(0)?, limit(1)?);
        Ok(call.cx().array(call.this_as::<ConnectionsList>()?.0.expired(head, message)))
    })
}

fn list(call: &Call, wanted: fn(&Progress) -> bool) -> Result<Value> {
    Ok(call.cx().array(call.this_as::<ConnectionsList>()?.0.select(wanted)))
}
