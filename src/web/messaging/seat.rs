//! The two ends of a channel, before and after they belong to a port of some thread.

use std::cell::{Cell, RefCell};
use std::sync::atomic::{AtomicU64, Ordering};

use shards::mailbox::{self, Receiver, Sender, TrySendError};

use super::groups::{self, Member};
use crate::web::clone::Message;

/// Messages that wait in one port; the next one is refused.
pub const QUEUE_DEPTH_MAX: usize = shards::limits::MAILBOX_DEPTH_MAX;

/// One end of a channel: where its messages go, and where those of the other end arrive. It belongs to no thread.
pub struct Seat {
    /// Which channel or membership this is an end of; no two have the same number.
    pub id: u64,
    to: Target,
    pub(super) inbox: Receiver<Message>,
    /// Places at the other end that are kept for messages to come.
    promised: Cell<usize>,
}

enum Target {
    /// The other end.
    Peer(Sender<Message>),
    /// Every other member of a group, until it is left.
    Group(RefCell<Option<Member>>),
}

static NEXT_ID: AtomicU64 = AtomicU64::new(1);

fn next_id() -> u64 {
    NEXT_ID.fetch_add(1, Ordering::Relaxed)
}

/// A new channel's two ends.
pub fn channel() -> (Seat, Seat) {
    channel_of(QUEUE_DEPTH_MAX)
}

/// A new channel's two ends, in each of which at most `depth` messages wait.
pub fn channel_of(depth: usize) -> (Seat, Seat) {
    let id = next_id();
    let (to_first, first) = mailbox::channel(depth);
    let (to_second, second) = mailbox::channel(depth);
    let seat = |to, inbox| Seat { id, to: Target::Peer(to), inbox, promised: Cell::new(0) };
    (seat(to_second, first), seat(to_first, second))
}

/// A seat in the process's group of that name.
pub(super) fn join(name: &str) -> Seat {
    let id = next_id();
    let (sender, inbox) = mailbox::channel(QUEUE_DEPTH_MAX);
    let to = Target::Group(RefCell::new(Some(groups::join(name, id, sender))));
    Seat { id, to, inbox, promised: Cell::new(0) }
}

impl Seat {
    /// Sends to the other end, or to every other member. How many messages wait there then, as far as that is one place.
    ///
    /// # Errors
    /// [`QUEUE_DEPTH_MAX`] messages wait there already. Nobody there is no error: the message is dropped.
    pub fn send(&self, message: Message) -> Result<usize, QueueFull> {
        if self.promised.get() > 0 && !self.has_room() {
            return Err(QueueFull);
        }
        match &self.to {
            Target::Peer(sender) => match sender.try_send_counted(message) {
                Ok(waiting) => Ok(waiting),
                Err(TrySendError::Closed(_)) => Ok(0),
                Err(TrySendError::Full(_)) => Err(QueueFull),
            },
            Target::Group(member) => {
                member.borrow().as_ref().map_or(Ok(()), |member| member.send(&message)).map(|()| 0)
            }
        }
    }

    /// Leaves the group at once, if it is in one.
    pub(super) fn leave_group(&self) {
        if let Target::Group(member) = &self.to {
            drop(member.take());
        }
    }

    /// Has `notify` called when there is room for a batch of messages at the other end, or it is gone.
    pub(super) fn notify_when_free(&self, notify: &shards::Notify) {
        match &self.to {
            Target::Peer(sender) => sender.notify_when_free(notify),
            Target::Group(_) => notify.notify(),
        }
    }

    /// Whether the other end takes a message. It stays so until this end sends one, as nobody else sends there.
    pub(super) fn has_room(&self) -> bool {
        match &self.to {
            Target::Peer(sender) => sender.len() + self.promised.get() < sender.depth(),
            Target::Group(_) => true,
        }
    }

    /// Keeps a place at the other end for a message that is still to be made, whatever else is sent meanwhile; false if
    /// there is none.
    pub(super) fn promise(&self) -> bool {
        let has_room = self.has_room();
        self.promised.set(self.promised.get() + usize::from(has_room));
        has_room
    }

    /// Gives one such place to the message that is sent next.
    pub(super) fn keep_promise(&self) {
        self.promised.set(self.promised.get().saturating_sub(1));
    }

    /// Whoever has the end next has promised nothing.
    pub(super) fn forget_promises(&self) {
        self.promised.set(0);
    }

    /// Whether the other end is gone, so that nothing more will come.
    pub(super) fn is_finished(&self) -> bool {
        self.inbox.is_finished()
    }
}

/// Too many messages wait for the receiver.
pub struct QueueFull;
