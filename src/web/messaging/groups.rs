//! The process's broadcast groups, by name.
//!
//! The table is behind a lock, which a broadcast holds while it fills the members' mailboxes: all members see the
//! broadcasts of a group in one order. No request path goes through it.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};

use shards::mailbox::{Sender, TrySendError};

use super::seat::QueueFull;
use crate::web::clone::Message;

type Groups = HashMap<String, Vec<(u64, Sender<Message>)>>;

static GROUPS: OnceLock<Mutex<Groups>> = OnceLock::new();

fn groups() -> MutexGuard<'static, Groups> {
    GROUPS.get_or_init(Mutex::default).lock().unwrap_or_else(PoisonError::into_inner)
}

/// A membership; it ends when this is dropped.
pub(super) struct Member {
    name: String,
    id: u64,
}

pub(super) fn join(name: &str, id: u64, inbox: Sender<Message>) -> Member {
    groups().entry(name.to_owned()).or_default().push((id, inbox));
    Member { name: name.to_owned(), id }
}

impl Member {
    /// Sends to every other member.
    pub(super) fn send(&self, message: &Message) -> Result<(), QueueFull> {
        broadcast(&self.name, self.id, message).map(drop)
    }
}

/// Sends to every member of a group but the one with this number; says how many there are.
pub(super) fn broadcast(name: &str, but: u64, message: &Message) -> Result<usize, QueueFull> {
    let groups = groups();
    let Some(members) = groups.get(name) else { return Ok(0) };
    let (mut full, mut reached) = (false, 0);
    for (_, inbox) in members.iter().filter(|(id, _)| *id != but) {
        let copy = message.duplicate().expect("nothing moves in a broadcast");
        full |= matches!(inbox.try_send(copy), Err(TrySendError::Full(_)));
        reached += 1;
    }
    if full { Err(QueueFull) } else { Ok(reached) }
}

impl Drop for Member {
    fn drop(&mut self) {
        let mut groups = groups();
        let Some(members) = groups.get_mut(&self.name) else { return };
        members.retain(|(id, _)| *id != self.id);
        if members.is_empty() {
            groups.remove(&self.name);
        }
    }
}
