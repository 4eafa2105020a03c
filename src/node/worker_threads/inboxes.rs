//! Messages to a thread by its number, whoever started it.
//!
//! The table is behind a lock, for starting and ending threads and for `postMessageToThread`: no request path.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};

use crate::web::clone::Message;
use crate::web::messaging::{Seat, channel};

static INBOXES: OnceLock<Mutex<HashMap<u64, Seat>>> = OnceLock::new();

fn inboxes() -> MutexGuard<'static, HashMap<u64, Seat>> {
    INBOXES.get_or_init(Mutex::default).lock().unwrap_or_else(PoisonError::into_inner)
}

/// The end at which messages for the thread arrive. Made before a thread starts, so that they can wait for it.
pub(super) fn open(thread_id: u64) -> Seat {
    let (outside, inside) = channel();
    let previous = inboxes().insert(thread_id, outside);
    drop(previous);
    inside
}

/// Forgets a thread.
pub(super) fn close(thread_id: u64) {
    let seat = inboxes().remove(&thread_id);
    drop(seat);
}

/// Sends to a thread; false if there is none of that number, or it does not take more.
pub(super) fn send(thread_id: u64, message: Message) -> bool {
    inboxes().get(&thread_id).is_some_and(|seat| seat.send(message).is_ok())
}
