//! Durations as a histogram: what a shard keeps about its own turns, requests and stalls.

use hdrhistogram::Histogram;

use crate::limits;

/// A histogram of durations in nanoseconds, to three significant digits from 64 us on and to 64 ns below.
///
/// Takes no memory before the first duration, then as much as the longest one needs: 44 KiB for 50 ms, 70 KiB for a
/// minute. Recording allocates only when a duration is longer than any before.
#[derive(Clone, Debug, Default)]
pub struct Latencies {
    histogram: Option<Box<Histogram<u64>>>,
    sum_ns: u64,
}

impl Latencies {
    /// Nothing recorded yet.
    pub const fn new() -> Latencies {
        Latencies { histogram: None, sum_ns: 0 }
    }

    /// Counts one duration; one longer than [`limits::LATENCY_NS_MAX`] counts as that.
    #[inline]
    pub fn record(&mut self, ns: u64) {
        let histogram = match &mut self.histogram {
            Some(histogram) => histogram,
            None => self.histogram.insert(Box::new(empty())),
        };
        self.sum_ns = self.sum_ns.saturating_add(ns);
        histogram
            .record(ns.min(limits::LATENCY_NS_MAX))
            .expect("the histogram resizes itself, and the limit is within its range");
    }

    /// Adds what another one counted.
    pub fn add(&mut self, other: &Latencies) {
        let Some(theirs) = &other.histogram else { return };
        let ours = self.histogram.get_or_insert_with(|| Box::new(empty()));
        ours.add(&**theirs).expect("all of them have the same precision, and resize themselves");
        self.sum_ns = self.sum_ns.saturating_add(other.sum_ns);
    }

    /// How many durations were counted.
    pub fn count(&self) -> u64 {
        self.histogram.as_ref().map_or(0, |histogram| histogram.len())
    }

    /// All of them together, in nanoseconds.
    pub fn sum_ns(&self) -> u64 {
        self.sum_ns
    }

    /// The duration that `quantile` (0 to 1) of them do not exceed; 0 if there are none.
    pub fn quantile_ns(&self, quantile: f64) -> u64 {
        self.histogram.as_ref().map_or(0, |histogram| histogram.value_at_quantile(quantile))
    }

    /// The shortest of them; 0 if there are none.
    pub fn min_ns(&self) -> u64 {
        self.histogram.as_ref().map_or(0, |histogram| histogram.min())
    }

    /// The longest of them; 0 if there are none.
    pub fn max_ns(&self) -> u64 {
        self.histogram.as_ref().map_or(0, |histogram| histogram.max())
    }

    /// How many do not exceed `ns`, to the histogram's precision.
    pub fn count_up_to(&self, ns: u64) -> u64 {
        self.histogram.as_ref().map_or(0, |histogram| histogram.count_between(0, ns))
    }

    /// What was counted, as pairs of a duration in nanoseconds and how often it was seen.
    pub fn recorded(&self) -> Vec<(u64, u64)> {
        let histogram = self.histogram.as_deref();
        let values = histogram.into_iter().flat_map(|histogram| histogram.iter_recorded());
        values.map(|value| (value.value_iterated_to(), value.count_at_value())).collect()
    }

    /// A histogram of such pairs.
    pub fn from_recorded(pairs: impl IntoIterator<Item = (u64, u64)>) -> Latencies {
        let mut histogram = empty();
        let mut sum_ns = 0_u64;
        for (ns, count) in pairs {
            sum_ns = sum_ns.saturating_add(ns.saturating_mul(count));
            histogram
                .record_n(ns.min(limits::LATENCY_NS_MAX), count)
                .expect("the histogram resizes itself, and the limit is within its range");
        }
        Latencies { histogram: Some(Box::new(histogram)), sum_ns }
    }

    /// The histogram itself, for whoever writes it out.
    pub fn histogram(&self) -> Option<&Histogram<u64>> {
        self.histogram.as_deref()
    }
}

fn empty() -> Histogram<u64> {
    let mut histogram = Histogram::new_with_bounds(
        limits::LATENCY_NS_MIN,
        1000 * limits::LATENCY_NS_MIN,
        limits::LATENCY_DIGITS,
    )
    .expect("the bounds are valid");
    histogram.auto(true);
    histogram
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_digits_over_the_whole_range() {
        let mut latencies = Latencies::new();
        for ns in [70, 1_000, 123_456, 7_654_321, 1_234_567_890] {
            latencies.record(ns);
        }
        assert_eq!(latencies.count(), 5);
        assert_eq!(latencies.sum_ns(), 70 + 1_000 + 123_456 + 7_654_321 + 1_234_567_890);
        for (quantile, ns) in [(0.4, 1_000.0_f64), (0.6, 123_456.0), (0.8, 7_654_321.0), (1.0, 1_234_567_890.0)] {
            let found = latencies.quantile_ns(quantile) as f64;
            assert!((found - ns).abs() <= (ns / 1000.0).max(64.0), "{quantile}: {found}, not {ns}");
        }
    }

    #[test]
    fn merged_counts_are_sums() {
        let (mut one, mut other, empty) = (Latencies::new(), Latencies::new(), Latencies::new());
        one.record(1_000);
        other.record(2_000_000);
        other.record(3_000_000_000);
        one.add(&other);
        one.add(&empty);
        assert_eq!((one.count(), one.count_up_to(1_000_000)), (3, 1));
        assert_eq!(one.sum_ns(), 1_000 + 2_000_000 + 3_000_000_000);
    }

    #[test]
    fn pairs_make_the_same_histogram() {
        let mut latencies = Latencies::new();
        [100, 100, 5_000, 7_000_000].into_iter().for_each(|ns| latencies.record(ns));
        let again = Latencies::from_recorded(latencies.recorded());
        assert_eq!(again.recorded(), latencies.recorded());
        assert_eq!((again.count(), Latencies::new().recorded().len()), (4, 0));
    }

    #[test]
    fn what_is_too_long_counts_as_the_longest() {
        let mut latencies = Latencies::new();
        latencies.record(u64::MAX);
        assert_eq!(latencies.count(), 1);
        assert!(latencies.max_ns() >= limits::LATENCY_NS_MAX);
    }
}
