//! `rnode:shards`: programs on cores of their own, and bounded mailboxes between them.

use std::sync::atomic::{AtomicUsize, Ordering};

use shards::Topology;

use crate::engine::{Binding, Call, Result, Value};
use crate::runtime;
use crate::runtime::builtin::{Module, own, private};

mod stats;

/// The declaration.
pub const MODULE: Module = Module {
    name: "shards",
    scripts: &[
        own("rnode:shards", "shards.js"),
        private("internal/shards/child", "child.js"),
        private("internal/shards/handover", "handover.js"),
        private("internal/shards/peer", "peer.js"),
        private("internal/shards/stats", "stats.js"),
        private("internal/shards/topics", "topics.js"),
    ],
    uses: &["base", "clone", "events", "net", "performance", "process", "worker_threads"],
    bindings: &[("shards", bind), ("shard_stats", stats::bind)],
    ..Module::EMPTY
};

/// Children that run, by the place of their core in the topology. Written when one starts or ends, on no request path.
static CHILDREN: [AtomicUsize; shards::limits::SHARDS_MAX] = [const { AtomicUsize::new(0) }; shards::limits::SHARDS_MAX];

fn bind(binding: &Binding) -> Result<()> {
    binding.function("place", 0, |call: &Call| {
        let shard = runtime::current().shard().clone();
        let core = rustix::thread::sched_getcpu();
        call.cx().array([Value::from(shard.index()), Value::from(core), Value::from(Topology::detect().auto())])
    })?;
    // `take(at)`: a seat on a core for a child, the `at`th or the least busy one: `[at, core]`.
    binding.function("take", 1, |call: &Call| -> Result<Value> {
        let topology = Topology::detect();
        let count = topology.auto().clamp(1, CHILDREN.len());
        let wanted = call.arg(0).as_f64().map(|at| at as usize % count);
        let load = |at: &usize| CHILDREN[*at].load(Ordering::Relaxed);
        // The program itself is on the first: others are taken before it where there is nothing between them.
        let at = wanted.or_else(|| (0..count).rev().min_by_key(load)).unwrap_or(0);
        CHILDREN[at].fetch_add(1, Ordering::Relaxed);
        Ok(call.cx().array([Value::from(at), Value::from(topology.core(at))]))
    })?;
    binding.function("leave", 1, |call: &Call| -> Result<()> {
        if let Some(children) = CHILDREN.get(call.usize(0)?) {
            children.fetch_sub(1, Ordering::Relaxed);
        }
        Ok(())
    })
}
