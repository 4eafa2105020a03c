//! The handles that are open, for `process.getActiveResourcesInfo` and its relatives: sockets, servers, processes. What
//! keeps the loop alive is another matter, see [`super::Hold`].

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::{Rc, Weak};

use super::{Runtime, current};
use crate::engine::Value;

/// Something that is open as long as its [`OpenHandle`] is there.
pub trait Handle {
    /// What Node calls such a handle: `TCPSocketWrap`, `ProcessWrap` …
    fn kind(&self) -> &'static str;
    /// Whether the program has not unreferenced it.
    fn is_referenced(&self) -> bool;
    /// Its JavaScript side.
    fn object(&self) -> Option<Value>;
}

/// All of a runtime, by age.
#[derive(Default)]
pub(super) struct Handles {
    open: RefCell<BTreeMap<u64, Weak<dyn Handle>>>,
    last: Cell<u64>,
}

/// Says that a handle is open, until it is dropped.
pub struct OpenHandle {
    runtime: Weak<Runtime>,
    key: u64,
}

impl OpenHandle {
    /// Notes a handle of this thread's runtime.
    pub fn new(handle: Weak<dyn Handle>) -> OpenHandle {
        let runtime = current();
        let handles = &runtime.handles;
        let key = handles.last.get() + 1;
        handles.last.set(key);
        handles.open.borrow_mut().insert(key, handle);
        OpenHandle { runtime: Rc::downgrade(&runtime), key }
    }
}

impl Drop for OpenHandle {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.upgrade() {
            runtime.handles.open.borrow_mut().remove(&self.key);
        }
    }
}

impl Runtime {
    /// The handles that are open, oldest first.
    pub fn open_handles(&self) -> Vec<Rc<dyn Handle>> {
        self.handles.open.borrow().values().filter_map(Weak::upgrade).collect()
    }

    /// The handles that are open and referenced, oldest first.
    pub fn active_handles(&self) -> Vec<Rc<dyn Handle>> {
        let open = self.handles.open.borrow();
        open.values().filter_map(Weak::upgrade).filter(|handle| handle.is_referenced()).collect()
    }
}
