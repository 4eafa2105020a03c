//! When requests of an open loop are meant to start.
//!
//! The schedule never waits for anybody: requests that are late are counted from the moment they were meant for. What
//! is due and was not sent yet is not stored anywhere, the schedule simply stands further back.

use super::plan::Arrivals;
use super::random::Random;

/// Intended starts, one after another, in nanoseconds of the monotonic clock.
#[derive(Debug)]
pub struct Schedule {
    arrivals: Arrivals,
    /// Kept as a fraction, so that steps that are no whole nanoseconds do not drift.
    next_ns: f64,
    origin_ns: u64,
    step_ns: f64,
    random: Random,
}

impl Schedule {
    /// `per_second` starts from `origin_ns` on. `phase`, 0 to 1, shifts a fixed schedule within its step, so that
    /// shards take turns.
    pub fn new(arrivals: Arrivals, per_second: f64, origin_ns: u64, phase: f64, seed: u64) -> Schedule {
        let step_ns = 1e9 / per_second;
        let mut schedule = Schedule { arrivals, next_ns: 0.0, origin_ns, step_ns, random: Random::new(seed) };
        match arrivals {
            Arrivals::Fixed => schedule.next_ns = phase * step_ns,
            Arrivals::Poisson => schedule.advance(),
        }
        schedule
    }

    /// The next intended start.
    #[inline]
    pub fn next_ns(&self) -> u64 {
        self.origin_ns + self.next_ns as u64
    }

    /// That start was taken.
    #[inline]
    pub fn advance(&mut self) {
        self.next_ns += match self.arrivals {
            Arrivals::Fixed => self.step_ns,
            // Exponential gaps; 1 - u is never 0.
            Arrivals::Poisson => -(1.0 - self.random.unit()).ln() * self.step_ns,
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn starts(arrivals: Arrivals, per_second: f64, count: usize) -> Vec<u64> {
        let mut schedule = Schedule::new(arrivals, per_second, 1000, 0.0, 3);
        let next = |_| {
            let next = schedule.next_ns();
            schedule.advance();
            next
        };
        (0..count).map(next).collect()
    }

    #[test]
    fn fixed_starts_do_not_drift() {
        let starts = starts(Arrivals::Fixed, 3000.0, 3001);
        assert_eq!((starts[0], starts[3000]), (1000, 1_000_001_000));
        assert_eq!(starts[1] - starts[0], 333_333);
    }

    #[test]
    fn poisson_gaps_are_exponential() {
        let starts = starts(Arrivals::Poisson, 1000.0, 100_001);
        let gaps: Vec<f64> = starts.windows(2).map(|pair| (pair[1] - pair[0]) as f64).collect();
        let mean = gaps.iter().sum::<f64>() / gaps.len() as f64;
        let variance = gaps.iter().map(|gap| (gap - mean).powi(2)).sum::<f64>() / gaps.len() as f64;
        assert!((mean / 1e6 - 1.0).abs() < 0.02, "{mean}");
        assert!((variance.sqrt() / mean - 1.0).abs() < 0.02, "the deviation of an exponential is its mean");
    }
}
