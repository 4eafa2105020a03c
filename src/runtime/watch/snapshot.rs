//! One shard's figures at one moment.

use shards::Latencies;

/// A copy of a shard's figures. Names are those of the metrics, without the prefix `rnode_`.
#[derive(Clone, Debug, Default)]
pub struct Snapshot {
    /// What only grows, by name.
    pub counters: Vec<(&'static str, f64)>,
    /// What goes up and down.
    pub gauges: Vec<(&'static str, f64)>,
    /// Durations.
    pub latencies: Vec<(&'static str, Latencies)>,
}

impl Snapshot {
    /// Adds a figure that only grows.
    pub fn counter(&mut self, name: &'static str, value: f64) {
        self.counters.push((name, value));
    }

    /// Adds a figure that goes up and down; to what others have added under the same name.
    pub fn gauge(&mut self, name: &'static str, value: f64) {
        *slot(&mut self.gauges, name) += value;
    }

    /// Adds a histogram.
    pub fn latency(&mut self, name: &'static str, latencies: Latencies) {
        self.latencies.push((name, latencies));
    }

    /// Adds another shard's figures to these: counters and gauges are summed, histograms merged.
    pub fn merge(&mut self, other: &Snapshot) {
        for (name, value) in &other.counters {
            *slot(&mut self.counters, name) += value;
        }
        for (name, value) in &other.gauges {
            *slot(&mut self.gauges, name) += value;
        }
        for (name, latencies) in &other.latencies {
            slot(&mut self.latencies, name).add(latencies);
        }
    }

    /// One histogram; empty where the shard has none of that name.
    pub fn latencies_of(&self, name: &str) -> Latencies {
        self.latencies.iter().find(|(known, _)| *known == name).map(|(_, found)| found.clone()).unwrap_or_default()
    }
}

fn slot<'a, T: Default>(list: &'a mut Vec<(&'static str, T)>, name: &'static str) -> &'a mut T {
    let at = list.iter().position(|(known, _)| *known == name).unwrap_or_else(|| {
        list.push((name, T::default()));
        list.len() - 1
    });
    &mut list[at].1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn merging_sums_by_name() {
        let (mut one, mut other) = (Snapshot::default(), Snapshot::default());
        one.counter("requests", 2.0);
        other.gauge("open", 1.0);
        other.counter("requests", 3.0);
        other.counter("errors", 1.0);
        let mut latencies = Latencies::new();
        latencies.record(1_000);
        other.latency("turn", latencies);
        one.merge(&other);
        one.merge(&other);
        assert_eq!(one.counters, [("requests", 8.0), ("errors", 2.0)]);
        assert_eq!(one.gauges, [("open", 2.0)]);
        assert_eq!(one.latencies_of("turn").count(), 2);
    }
}
