//! Which shard serves a connection.
//!
//! With [`Balance::LeastConn`] the shard that accepts a connection passes it on to the one with the fewest. Each shard
//! publishes how many it has in cache lines of its own, which only it writes: those that it has open, those that it has
//! passed on to each other shard, and those that it has taken from each. What is on its way counts where it goes, so
//! that a burst that one shard accepts does not all go to whoever was the least busy before it.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

/// How connections are spread over the shards of a set.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub enum Balance {
    /// By the kernel, which hashes addresses and ports: evenly for many connections, by chance for few.
    #[default]
    Kernel,
    /// To the shard that has the fewest open.
    LeastConn,
    /// By the client: shard `i` listens on the port that was asked for plus `i`. Port 0 is one of its own for each.
    Port,
    /// To the shard on the core that the connection's first packet came in on (`SO_INCOMING_CPU`).
    Cpu,
}

const PER_LINE: usize = 32;

/// Two cache lines, as adjacent ones are fetched in pairs.
#[repr(align(128))]
#[derive(Default)]
struct Line([AtomicU32; PER_LINE]);

/// One shard's counters. Written by its own thread; by two while one program drains and the next one serves, so that
/// they are changed by atomic additions, which cost no more than others as long as the line is in one core's cache.
struct Row {
    lines: Box<[Line]>,
    shards: usize,
}

impl Row {
    fn new(shards: usize) -> Row {
        let lines = (2 + 2 * shards).div_ceil(PER_LINE);
        Row { lines: (0..lines).map(|_| Line::default()).collect(), shards }
    }

    fn at(&self, index: usize) -> &AtomicU32 {
        &self.lines[index / PER_LINE].0[index % PER_LINE]
    }

    fn open(&self) -> &AtomicU32 {
        self.at(0)
    }

    /// How many it has had so far.
    fn total(&self) -> &AtomicU32 {
        self.at(1)
    }

    fn passed_to(&self, shard: usize) -> &AtomicU32 {
        self.at(2 + shard)
    }

    fn taken_from(&self, shard: usize) -> &AtomicU32 {
        self.at(2 + self.shards + shard)
    }
}

/// How many connections the shards of a set have.
pub(crate) struct Loads {
    rows: Vec<Arc<Row>>,
}

impl Loads {
    pub(crate) fn new(shards: usize) -> Loads {
        Loads { rows: (0..shards).map(|_| Arc::new(Row::new(shards))).collect() }
    }

    /// Connections that the shard has, and those on their way to it.
    pub(crate) fn of(&self, shard: usize) -> u32 {
        let row = &self.rows[shard];
        let on_the_way = self.rows.iter().enumerate().fold(0u32, |sum, (from, other)| {
            let passed = other.passed_to(shard).load(Ordering::Relaxed);
            sum.wrapping_add(passed).wrapping_sub(row.taken_from(from).load(Ordering::Relaxed))
        });
        // Not one moment's values: what was just taken may seem to be under way no more, and not yet open.
        let on_the_way = if on_the_way > u32::MAX / 2 { 0 } else { on_the_way };
        row.open().load(Ordering::Relaxed).saturating_add(on_the_way)
    }

    /// Which of `shards` is to have the next connection that `own` has accepted: `own` itself unless another has fewer,
    /// or as many and has had clearly fewer so far. Short connections are nearly all gone when the next one comes.
    pub(crate) fn least(&self, own: usize, shards: &[usize]) -> usize {
        let mut least = (self.of(own), own);
        for &shard in shards {
            let load = self.of(shard);
            if load < least.0 || load == least.0 && self.had_clearly_fewer(shard, least.1) {
                least = (load, shard);
            }
        }
        least.1
    }

    fn had_clearly_fewer(&self, shard: usize, than: usize) -> bool {
        let total = |shard: usize| u64::from(self.rows[shard].total().load(Ordering::Relaxed));
        let (ours, theirs) = (total(shard), total(than));
        ours + ours / 32 + 4 < theirs
    }

    pub(crate) fn pass(&self, from: usize, to: usize) {
        self.rows[from].passed_to(to).fetch_add(1, Ordering::Relaxed);
    }

    /// What was passed on did not go.
    pub(crate) fn keep(&self, from: usize, to: usize) {
        self.rows[from].passed_to(to).fetch_sub(1, Ordering::Relaxed);
    }

    pub(crate) fn take(&self, at: usize, from: usize) {
        self.rows[at].taken_from(from).fetch_add(1, Ordering::Relaxed);
    }

    /// One more connection of the shard, until what this gives is dropped.
    pub(crate) fn count(&self, shard: usize) -> Counted {
        let row = self.rows[shard].clone();
        row.open().fetch_add(1, Ordering::Relaxed);
        row.total().fetch_add(1, Ordering::Relaxed);
        Counted(row)
    }
}

/// A connection that counts among those of its shard.
pub(crate) struct Counted(Arc<Row>);

impl Drop for Counted {
    fn drop(&mut self) {
        self.0.open().fetch_sub(1, Ordering::Relaxed);
    }
}

impl std::fmt::Debug for Counted {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("Counted")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_least_busy_takes_the_next() {
        let loads = Loads::new(3);
        let shards = [0, 1, 2];
        // All are accepted by shard 0, and none has arrived yet.
        let mut open = Vec::new();
        let mut got = [0; 3];
        for _ in 0..9 {
            let to = loads.least(0, &shards);
            got[to] += 1;
            if to == 0 { open.push(loads.count(0)) } else { loads.pass(0, to) }
        }
        assert_eq!(got, [3, 3, 3]);
        for shard in [1, 2] {
            for _ in 0..3 {
                loads.take(shard, 0);
                open.push(loads.count(shard));
            }
            assert_eq!(loads.of(shard), 3);
        }
        open.truncate(3);
        assert_eq!((loads.of(1), loads.of(2)), (0, 0));
        assert_eq!(loads.least(0, &shards), 1);
        assert_eq!(loads.least(0, &[0]), 0);
        open.clear();
        // As many, and as many so far.
        assert_eq!(loads.least(2, &shards), 2);
        for _ in 0..10 {
            drop(loads.count(2));
        }
        assert_eq!(loads.least(2, &shards), 0);
    }
}
