//! A shard as other threads see it.

use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use crate::limits;
use crate::mailbox::{self, Receiver, Sender, TrySendError};
use crate::notify::Shared;
use crate::shard::Shard;

/// How far along a shard's life is. Asked for from outside, obeyed by the program.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
#[repr(u8)]
pub enum Phase {
    /// Nothing was asked.
    Running = 0,
    /// Take nothing new, finish what is there, then end.
    Draining = 1,
    /// End now.
    Stopping = 2,
}

impl Phase {
    pub(crate) fn from_u8(phase: u8) -> Phase {
        match phase {
            0 => Phase::Running,
            1 => Phase::Draining,
            _ => Phase::Stopping,
        }
    }
}

pub(crate) type Post = Box<dyn FnOnce(&Rc<Shard>) + Send>;

/// Why a closure was not posted. It is given back.
pub enum PostError<F> {
    /// [`limits::POSTS_DEPTH_MAX`] closures wait already.
    Full(F),
    /// The shard has ended.
    Ended(F),
}

impl<F> std::fmt::Debug for PostError<F> {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(match self {
            PostError::Full(_) => "Full",
            PostError::Ended(_) => "Ended",
        })
    }
}

/// A handle to a shard for other threads. Exists before the shard runs, so that
/// shards which start together can know one another, and may outlive it.
#[derive(Clone)]
pub struct Remote {
    index: usize,
    name: Arc<str>,
    shared: Arc<Shared>,
    posts: Sender<Post>,
}

impl Remote {
    pub(crate) fn new(index: usize, name: &str) -> std::io::Result<(Remote, Receiver<Post>)> {
        let (posts, receiver) = mailbox::channel(limits::POSTS_DEPTH_MAX);
        let shared = Arc::new(Shared::new()?);
        Ok((Remote { index, name: name.into(), shared, posts }, receiver))
    }

    /// The shard's number: 0 for the first, in order of starting within a set.
    pub fn index(&self) -> usize {
        self.index
    }

    /// The shard's name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Runs `f` on that shard, in its loop, after what was posted before.
    ///
    /// # Errors
    /// Full or ended; `f` comes back in the error.
    pub fn post<F>(&self, f: F) -> Result<(), PostError<F>>
    where
        F: FnOnce(&Rc<Shard>) + Send + 'static,
    {
        // Boxed only once there is room, so that the error can return `f` as it was.
        self.posts.try_send_with(f, |f| Box::new(f) as Post).map(drop).map_err(|error| match error {
            TrySendError::Full(f) => PostError::Full(f),
            TrySendError::Closed(f) => PostError::Ended(f),
        })
    }

    /// As [`Remote::post`], for a closure that is made of `parcel` once there is room, which comes back otherwise.
    pub(crate) fn post_with<P, F>(&self, parcel: P, make: impl FnOnce(P) -> F) -> Result<(), P>
    where
        F: FnOnce(&Rc<Shard>) + Send + 'static,
    {
        let sent = self.posts.try_send_with(parcel, |parcel| Box::new(make(parcel)) as Post);
        sent.map(drop).map_err(|error| match error {
            TrySendError::Full(parcel) | TrySendError::Closed(parcel) => parcel,
        })
    }

    /// Whether both are the same shard's.
    pub(crate) fn is(&self, other: &Remote) -> bool {
        Arc::ptr_eq(&self.shared, &other.shared)
    }

    /// Asks the shard to finish what it has and end.
    pub fn drain(&self) {
        self.shared.advance(Phase::Draining);
    }

    /// Asks the shard to end now.
    pub fn stop(&self) {
        self.shared.advance(Phase::Stopping);
    }

    /// What was asked of the shard. One load: cheap enough for an interrupt handler.
    pub fn phase(&self) -> Phase {
        self.shared.phase()
    }

    /// When its program began to turn the loop, on the clock of [`crate::clock::monotonic_ns`]; 0 before.
    pub fn began_ns(&self) -> u64 {
        self.shared.began_ns().load(Ordering::Relaxed)
    }

    /// Said by the shard itself when its program begins to turn the loop.
    pub fn begin(&self, now_ns: u64) {
        self.shared.began_ns().store(now_ns, Ordering::Relaxed);
    }

    /// How long the shard has slept so far, in nanoseconds.
    pub fn idle_ns(&self) -> u64 {
        self.shared.idle_ns().load(Ordering::Relaxed)
    }

    /// Whether the shard's program is over (or its thread never came up).
    pub fn has_ended(&self) -> bool {
        self.posts.is_closed()
    }

    pub(crate) fn shared(&self) -> &Arc<Shared> {
        &self.shared
    }
}

impl std::fmt::Debug for Remote {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "Remote({} {:?})", self.index, self.name)
    }
}
