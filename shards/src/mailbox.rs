//! Bounded mailboxes: many senders, one receiver, any thread.
//!
//! A mailbox belongs to no shard until its receiver is bound to one's [`Notify`], and
//! can be bound elsewhere later: ports travel. A full mailbox says so to the sender,
//! which may ask to be told when there is room.
//!
//! Each mailbox has one lock, held for one push or for taking one batch. Mailboxes carry
//! messages between shards, never a shard's own requests, and one message costs more to
//! make (a structured clone) than the lock, which mostly nobody else holds. The receiver is
//! told of a message only when it has found the mailbox empty since it was last told.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::limits;
use crate::notify::Notify;

/// Makes a mailbox for `depth` messages.
///
/// # Panics
/// If `depth` is 0 or over [`limits::MAILBOX_DEPTH_MAX`].
pub fn channel<T: Send>(depth: usize) -> (Sender<T>, Receiver<T>) {
    assert!((1..=limits::MAILBOX_DEPTH_MAX).contains(&depth), "mailbox depth {depth}");
    let mailbox = Arc::new(Mailbox {
        depth,
        state: Mutex::new(State {
            queue: VecDeque::new(),
            senders: 1,
            receiver: End::Unbound,
            is_attended: false,
            waiting: Vec::new(),
        }),
    });
    (Sender { mailbox: mailbox.clone() }, Receiver { mailbox, taken: RefCell::default() })
}

struct Mailbox<T> {
    depth: usize,
    state: Mutex<State<T>>,
}

struct State<T> {
    queue: VecDeque<T>,
    senders: usize,
    receiver: End,
    /// The receiver knows that there are messages, and takes them until it has found that there are none.
    is_attended: bool,
    /// Senders that found the mailbox full and want to know when it is not.
    waiting: Vec<Notify>,
}

enum End {
    Unbound,
    Bound(Notify),
    Closed,
}

impl<T> Mailbox<T> {
    fn lock(&self) -> MutexGuard<'_, State<T>> {
        // Nothing that can panic runs under the lock, messages are dropped outside.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Why a message was not taken. It is given back.
#[derive(PartialEq, Eq)]
pub enum TrySendError<T> {
    /// `depth` messages wait already.
    Full(T),
    /// The receiver is gone.
    Closed(T),
}

impl<T> std::fmt::Debug for TrySendError<T> {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(match self {
            TrySendError::Full(_) => "Full",
            TrySendError::Closed(_) => "Closed",
        })
    }
}

/// Why there was no message.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TryRecvError {
    /// None at present.
    Empty,
    /// Empty, and every sender is gone.
    Closed,
}

/// The sending end; clones send into the same mailbox.
pub struct Sender<T: Send> {
    mailbox: Arc<Mailbox<T>>,
}

impl<T: Send> Sender<T> {
    /// # Errors
    /// Full or closed; the message comes back in the error.
    pub fn try_send(&self, message: T) -> Result<(), TrySendError<T>> {
        self.try_send_with(message, |message| message).map(drop)
    }

    /// As [`Sender::try_send`]; how many messages wait then, this one included.
    ///
    /// # Errors
    /// As [`Sender::try_send`].
    pub fn try_send_counted(&self, message: T) -> Result<usize, TrySendError<T>> {
        self.try_send_with(message, |message| message)
    }

    /// As [`Sender::try_send_counted`], making the message only once it is sure of its place.
    pub(crate) fn try_send_with<U>(
        &self,
        raw: U,
        make: impl FnOnce(U) -> T,
    ) -> Result<usize, TrySendError<U>> {
        let mut state = self.mailbox.lock();
        if matches!(state.receiver, End::Closed) {
            return Err(TrySendError::Closed(raw));
        }
        if state.queue.len() >= self.mailbox.depth {
            return Err(TrySendError::Full(raw));
        }
        state.queue.push_back(make(raw));
        let waiting = state.queue.len();
        let notify = match &state.receiver {
            End::Bound(notify) if !state.is_attended => Some(notify.clone()),
            _ => None,
        };
        state.is_attended |= notify.is_some();
        drop(state);
        if let Some(notify) = notify {
            notify.notify();
        }
        Ok(waiting)
    }

    /// Asks for one call of `notify` as soon as half of the mailbox is free (a
    /// whole batch then fits), or the receiver is gone; at once if that is so now.
    pub fn notify_when_free(&self, notify: &Notify) {
        let mut state = self.mailbox.lock();
        if matches!(state.receiver, End::Closed) || state.has_room(self.mailbox.depth) {
            drop(state);
            notify.notify();
        } else if !state.waiting.iter().any(|waiting| waiting.same(notify)) {
            state.waiting.push(notify.clone());
        }
    }

    /// How many messages can wait.
    pub fn depth(&self) -> usize {
        self.mailbox.depth
    }

    /// Whether the receiver is gone.
    pub fn is_closed(&self) -> bool {
        matches!(self.mailbox.lock().receiver, End::Closed)
    }

    /// Messages that wait.
    pub fn len(&self) -> usize {
        self.mailbox.lock().queue.len()
    }

    /// Whether no message waits.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl<T> State<T> {
    fn has_room(&self, depth: usize) -> bool {
        self.queue.len() <= depth / 2
    }
}

impl<T: Send> Clone for Sender<T> {
    fn clone(&self) -> Self {
        self.mailbox.lock().senders += 1;
        Sender { mailbox: self.mailbox.clone() }
    }
}

impl<T: Send> Drop for Sender<T> {
    fn drop(&mut self) {
        let mut state = self.mailbox.lock();
        state.senders -= 1;
        if state.senders > 0 {
            return;
        }
        if let End::Bound(notify) = &state.receiver {
            let notify = notify.clone();
            drop(state);
            notify.notify();
        }
    }
}

/// The receiving end.
pub struct Receiver<T: Send> {
    mailbox: Arc<Mailbox<T>>,
    /// Out of the mailbox, and not yet received.
    taken: RefCell<VecDeque<T>>,
}

impl<T: Send> Receiver<T> {
    /// The oldest message. Some more are taken with it, so that those need no lock, and do not count against the
    /// mailbox's depth any more: a 16th of what fits into it, at most [`limits::MAILBOX_BATCH_MAX`].
    ///
    /// # Errors
    /// Empty, or empty for good.
    pub fn try_recv(&self) -> Result<T, TryRecvError> {
        let mut taken = self.taken.borrow_mut();
        if let Some(message) = taken.pop_front() {
            return Ok(message);
        }
        let mut state = self.mailbox.lock();
        let Some(message) = state.queue.pop_front() else {
            let closed = state.senders == 0 || matches!(state.receiver, End::Closed);
            state.is_attended = false;
            return Err(if closed { TryRecvError::Closed } else { TryRecvError::Empty });
        };
        let batch = (self.mailbox.depth / 16).min(limits::MAILBOX_BATCH_MAX).min(state.queue.len());
        taken.extend(state.queue.drain(..batch));
        if !state.waiting.is_empty() && state.has_room(self.mailbox.depth) {
            let waiting = std::mem::take(&mut state.waiting);
            drop(state);
            waiting.iter().for_each(Notify::notify);
        }
        Ok(message)
    }

    /// Messages that wait.
    pub fn len(&self) -> usize {
        self.taken.borrow().len() + self.mailbox.lock().queue.len()
    }

    /// Whether no message waits.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether nothing waits and nothing can come.
    pub fn is_finished(&self) -> bool {
        let state = self.mailbox.lock();
        state.queue.is_empty()
            && self.taken.borrow().is_empty()
            && (state.senders == 0 || matches!(state.receiver, End::Closed))
    }

    /// Calls `notify` when messages come or the last sender goes; at once if there is
    /// either. A callback that has not taken messages until there was none ([`TryRecvError::Empty`])
    /// must ask for itself again ([`Notify::notify`]): the mailbox speaks up only after that.
    pub fn bind(&self, notify: Notify) {
        let mut state = self.mailbox.lock();
        if matches!(state.receiver, End::Closed) {
            return;
        }
        let news = !state.queue.is_empty() || !self.taken.borrow().is_empty() || state.senders == 0;
        state.is_attended = news;
        let previous = std::mem::replace(&mut state.receiver, End::Bound(notify.clone()));
        drop(state);
        drop(previous);
        if news {
            notify.notify();
        }
    }

    /// Messages wait in the mailbox until it is bound again.
    pub fn unbind(&self) {
        let mut state = self.mailbox.lock();
        if matches!(state.receiver, End::Bound(_)) {
            let previous = std::mem::replace(&mut state.receiver, End::Unbound);
            drop(state);
            drop(previous);
        }
    }

    /// Refuses further messages and throws away those that wait.
    pub fn close(&self) {
        let mut state = self.mailbox.lock();
        let previous = std::mem::replace(&mut state.receiver, End::Closed);
        let messages = (self.taken.take(), std::mem::take(&mut state.queue));
        let waiting = std::mem::take(&mut state.waiting);
        drop(state);
        waiting.iter().for_each(Notify::notify);
        // A message's own drop may come back to this mailbox.
        drop((previous, messages));
    }

}

impl<T: Send> Drop for Receiver<T> {
    fn drop(&mut self) {
        self.close();
    }
}
