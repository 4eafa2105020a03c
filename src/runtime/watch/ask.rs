//! The shards of this process, and asking each of them for its figures.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use shards::Remote;

use super::Snapshot;
use crate::runtime;

/// Which shard a snapshot is of.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ShardFacts {
    /// The thread's id, as programs see it: 0 for the program itself.
    pub thread_id: u64,
    /// Its number among the shards that run the program.
    pub index: usize,
    /// The name that a program gave it.
    pub name: String,
}

impl ShardFacts {
    /// What metrics and views call the shard: its number, or `thread 3` for what a program has started.
    pub fn label(&self) -> String {
        if self.thread_id == 0 { self.index.to_string() } else { format!("thread {}", self.thread_id) }
    }
}

struct Member {
    facts: ShardFacts,
    remote: Remote,
}

/// The shards with a program, in the order of their starting. The lock is taken when one starts or ends and when
/// somebody asks for figures: on no request path.
static MEMBERS: Mutex<Vec<Arc<Member>>> = Mutex::new(Vec::new());

fn members() -> MutexGuard<'static, Vec<Arc<Member>>> {
    // The list is whole at every moment.
    MEMBERS.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Keeps a shard among those that are asked.
pub struct Registration(Arc<Member>);

/// Adds a shard, until the registration is dropped.
pub fn register(facts: ShardFacts, remote: Remote) -> Registration {
    let member = Arc::new(Member { facts, remote });
    members().push(member.clone());
    Registration(member)
}

impl Drop for Registration {
    fn drop(&mut self) {
        members().retain(|member| !Arc::ptr_eq(member, &self.0));
    }
}

/// The shards that run, and how each can be reached.
pub fn shards() -> Vec<(ShardFacts, Remote)> {
    members().iter().map(|member| (member.facts.clone(), member.remote.clone())).collect()
}

/// What shards that have ended did. Taken when one ends and when somebody asks.
static ENDED: Mutex<Option<Snapshot>> = Mutex::new(None);

/// Keeps the last figures of a shard whose program is over, so that sums over shards only grow.
pub fn remember(snapshot: &Snapshot) {
    let mut ended = ENDED.lock().unwrap_or_else(PoisonError::into_inner);
    ended.get_or_insert_default().merge(snapshot);
}

/// The figures of all shards that have ended, together.
pub fn ended() -> Snapshot {
    ENDED.lock().unwrap_or_else(PoisonError::into_inner).clone().unwrap_or_default()
}

/// Asks every shard for its figures. `reply` is called on each shard's own thread, between two callbacks of its program;
/// a shard that is stalled replies when the stall is over, one that ends meanwhile never. Returns who was asked.
pub fn ask_all(reply: impl Fn(&ShardFacts, Snapshot) + Clone + Send + 'static) -> Vec<ShardFacts> {
    let mut asked = Vec::new();
    for (facts, remote) in shards() {
        let (reply, whose) = (reply.clone(), facts.clone());
        let posted = remote.post(move |_| {
            if let Some(runtime) = runtime::try_current() {
                reply(&whose, runtime.snapshot());
            }
        });
        if posted.is_ok() {
            asked.push(facts);
        }
    }
    asked
}
