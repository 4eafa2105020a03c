//! The answer of all shards to one scrape.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use shards::Latencies;

use crate::runtime::watch::{ShardFacts, Snapshot};

/// How long a scrape waits for shards that are in the midst of a turn.
pub(super) const PATIENCE: Duration = Duration::from_secs(1);

/// What one scrape has gathered.
#[derive(Default)]
pub(super) struct Gathered {
    /// In the order of the shards.
    pub(super) shards: Vec<(ShardFacts, Snapshot)>,
    /// Those that have not answered.
    pub(super) missing: Vec<ShardFacts>,
    /// The figures of shards that have ended, so that sums only grow.
    pub(super) ended: Snapshot,
}

/// The same for `rnode top`: `/stats.json`.
#[derive(Serialize, Deserialize, Default)]
pub(super) struct Document {
    pub(super) pid: u32,
    /// Monotonic, in nanoseconds.
    pub(super) at_ns: u64,
    pub(super) shards: Vec<Shard>,
    pub(super) missing: Vec<String>,
}

/// One shard's figures there.
#[derive(Serialize, Deserialize, Default, Clone)]
pub(super) struct Shard {
    pub(super) label: String,
    pub(super) name: String,
    pub(super) counters: Vec<(String, f64)>,
    pub(super) gauges: Vec<(String, f64)>,
    /// Histograms as pairs of nanoseconds and a count.
    pub(super) latencies: Vec<(String, Vec<(u64, u64)>)>,
}

impl Gathered {
    pub(super) fn document(&self) -> Document {
        let shards = self.shards.iter().map(|(facts, snapshot)| Shard {
            label: facts.label(),
            name: facts.name.clone(),
            counters: owned(&snapshot.counters),
            gauges: owned(&snapshot.gauges),
            latencies: snapshot.latencies.iter().map(|(name, found)| ((*name).to_owned(), found.recorded())).collect(),
        });
        Document {
            pid: std::process::id(),
            at_ns: shards::clock::monotonic_ns(),
            shards: shards.collect(),
            missing: self.missing.iter().map(ShardFacts::label).collect(),
        }
    }
}

fn owned(figures: &[(&'static str, f64)]) -> Vec<(String, f64)> {
    figures.iter().map(|(name, value)| ((*name).to_owned(), *value)).collect()
}

impl Shard {
    /// A counter or a gauge; 0 for one that the shard does not have.
    pub(super) fn figure(&self, name: &str) -> f64 {
        let found = self.counters.iter().chain(&self.gauges).find(|(known, _)| known == name);
        found.map_or(0.0, |(_, value)| *value)
    }

    /// What a histogram has counted since `before`.
    pub(super) fn since(&self, before: Option<&Shard>, name: &str) -> Latencies {
        let of = |shard: &Shard| {
            shard.latencies.iter().find(|(known, _)| known == name).map(|(_, pairs)| pairs.clone()).unwrap_or_default()
        };
        let earlier: std::collections::HashMap<u64, u64> = before.map(of).unwrap_or_default().into_iter().collect();
        let count = |(ns, count): (u64, u64)| (ns, count.saturating_sub(earlier.get(&ns).copied().unwrap_or(0)));
        Latencies::from_recorded(of(self).into_iter().map(count).filter(|(_, count)| *count > 0))
    }
}
