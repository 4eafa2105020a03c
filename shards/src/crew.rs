//! What the shards of a supervised set and their supervisor know of one another.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::balance::{Balance, Loads};
use crate::error::Error;
use crate::remote::Remote;
use crate::supervise::Ended;
use crate::wake::{self, Waker};

/// Shared by a supervisor and its shards. The locks in it are taken when a program starts, ends or drains, and when a
/// connection is passed on, which takes that of a mailbox besides.
pub struct Crew {
    balance: Balance,
    loads: Option<Arc<Loads>>,
    /// The program that serves on each shard.
    remotes: Mutex<Vec<Remote>>,
    events: Mutex<VecDeque<Event>>,
    /// Of each shard, the latest of its programs that serves.
    serving: Mutex<Vec<u64>>,
    serves: Condvar,
    pub(crate) waker: Arc<Waker>,
    drain_timeout: Duration,
    ending: AtomicBool,
}

/// What a supervisor is told.
pub(crate) enum Event {
    /// The program has run its main module, and turns its loop.
    Run { shard: usize, generation: u64 },
    /// The program has failed, and takes its memory apart.
    Failed { shard: usize, generation: u64, code: i32 },
    Ended { shard: usize, generation: u64, result: Result<Ended, Error> },
}

impl Crew {
    pub(crate) fn new(balance: Balance, remotes: Vec<Remote>, drain_timeout: Duration) -> Result<Crew, Error> {
        Ok(Crew {
            loads: (balance == Balance::LeastConn).then(|| Arc::new(Loads::new(remotes.len()))),
            balance,
            serving: Mutex::new(vec![0; remotes.len()]),
            serves: Condvar::new(),
            remotes: Mutex::new(remotes),
            events: Mutex::default(),
            waker: Arc::new(Waker::new().map_err(Error::Reactor)?),
            drain_timeout,
            ending: AtomicBool::new(false),
        })
    }

    /// How connections are spread.
    pub fn balance(&self) -> Balance {
        self.balance
    }

    /// How long a program has to drain.
    pub fn drain_timeout(&self) -> Duration {
        self.drain_timeout
    }

    /// Whether programs drain because the process is to end, rather than because others follow.
    pub fn is_ending(&self) -> bool {
        self.ending.load(Ordering::SeqCst)
    }

    pub(crate) fn end(&self) {
        self.ending.store(true, Ordering::SeqCst);
    }

    pub(crate) fn loads(&self) -> Option<&Arc<Loads>> {
        self.loads.as_ref()
    }

    /// The program that serves on a shard.
    pub(crate) fn remote(&self, shard: usize) -> Remote {
        self.remotes()[shard].clone()
    }

    pub(crate) fn remotes(&self) -> MutexGuard<'_, Vec<Remote>> {
        self.remotes.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The shard's program of that generation serves, or has run without serving anybody.
    pub(crate) fn now_serves(&self, shard: usize, generation: u64) {
        let mut serving = self.serving();
        if serving[shard] < generation {
            serving[shard] = generation;
            self.serves.notify_all();
        }
    }

    /// Waits until a program that follows the one of that generation serves, for so long at most.
    pub(crate) fn wait_for_successor(&self, shard: usize, generation: u64, wait: Duration) {
        let alone = |serving: &mut Vec<u64>| serving[shard] <= generation;
        // Over or not, the caller goes on.
        drop(self.serves.wait_timeout_while(self.serving(), wait, alone));
    }

    fn serving(&self) -> MutexGuard<'_, Vec<u64>> {
        self.serving.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn push(&self, event: Event) {
        self.events.lock().unwrap_or_else(PoisonError::into_inner).push_back(event);
        self.waker.raise(wake::NOTIFIED);
    }

    pub(crate) fn next_event(&self) -> Option<Event> {
        self.events.lock().unwrap_or_else(PoisonError::into_inner).pop_front()
    }
}
