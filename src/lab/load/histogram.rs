//! The one kind of histogram of the lab: nanoseconds, three significant digits, up to an hour.

use std::time::Duration;

use hdrhistogram::Histogram;

/// Values below are told apart no further.
const LOWEST_NS: u64 = 64;
/// Longer ones are counted as this long.
const HIGHEST_NS: u64 = 3_600_000_000_000;
const SIGNIFICANT_DIGITS: u8 = 3;

/// Times in nanoseconds.
#[derive(Clone, Debug)]
pub struct Times(Histogram<u64>);

impl Default for Times {
    fn default() -> Times {
        let made = Histogram::new_with_bounds(LOWEST_NS, HIGHEST_NS, SIGNIFICANT_DIGITS);
        Times(made.expect("the bounds are constants that the format allows"))
    }
}

impl Times {
    /// Counts one time.
    #[inline]
    pub fn record(&mut self, ns: u64) {
        self.0.saturating_record(ns);
    }

    /// Adds what another has counted.
    pub fn add(&mut self, other: &Times) {
        self.0.add(&other.0).expect("all have the same bounds");
    }

    /// How many were counted.
    pub fn count(&self) -> u64 {
        self.0.len()
    }

    /// The time that this share (0 to 100) of all is at or under, 0 if nothing was counted.
    pub fn percentile_ns(&self, percentile: f64) -> u64 {
        self.0.value_at_percentile(percentile).min(self.max_ns())
    }

    /// The shortest, 0 if nothing was counted.
    pub fn min_ns(&self) -> u64 {
        if self.0.is_empty() { 0 } else { self.0.min() }
    }

    /// The longest.
    pub fn max_ns(&self) -> u64 {
        self.0.max()
    }

    /// The mean.
    pub fn mean_ns(&self) -> f64 {
        self.0.mean()
    }

    /// The standard deviation.
    pub fn deviation_ns(&self) -> f64 {
        self.0.stdev()
    }

    /// Which share of all, 0 to 1, was at or under this.
    pub fn share_up_to(&self, limit: Duration) -> f64 {
        let limit = u64::try_from(limit.as_nanos()).unwrap_or(HIGHEST_NS).min(HIGHEST_NS);
        if self.0.is_empty() { 1.0 } else { self.0.percentile_below(limit) / 100.0 }
    }

    /// As the histogram itself, for its own formats.
    pub fn inner(&self) -> &Histogram<u64> {
        &self.0
    }
}

impl From<Histogram<u64>> for Times {
    /// Takes over a histogram that was read, into the lab's own bounds.
    fn from(read: Histogram<u64>) -> Times {
        let mut times = Times::default();
        for step in read.iter_recorded() {
            times.0.saturating_record_n(step.value_iterated_to(), step.count_since_last_iteration());
        }
        times
    }
}
