//! From what the generator has counted to what is stored, and the histograms' own format.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hdrhistogram::Histogram;
use hdrhistogram::serialization::{Deserializer, Serializer, V2DeflateSerializer};

use super::model::{Distribution, Generator, Interval, Kind, Machine, Run};
use crate::lab::load::{Arrivals, Failure, Outcome, Pace, Times};

/// Those that are stored beside the histogram, for readers that do not decode it.
pub const PERCENTILES: &[&str] = &["50", "75", "90", "95", "99", "99.9", "99.99", "99.999"];

impl Run {
    /// What a run has measured.
    pub fn of(outcome: &Outcome, kind: Kind, round: Option<u32>) -> Run {
        let (plan, total) = (&outcome.plan, &outcome.total);
        let open = plan.pace != Pace::Closed;
        let us = |ns: u64| ns as f64 / 1e3;
        let some = |times: &Times| (times.count() > 0).then(|| Distribution::of(times));
        Run {
            name: plan.target.name.clone(),
            group: String::new(),
            kind,
            url: format!("http://{}/", plan.target.origin.host),
            round,
            rate: plan.pace.rate(),
            arrivals: match plan.pace {
                Pace::Closed => None,
                Pace::Open { arrivals: Arrivals::Fixed, .. } => Some("fixed".to_owned()),
                Pace::Open { arrivals: Arrivals::Poisson, .. } => Some("poisson".to_owned()),
            },
            connections: plan.connections,
            pipeline: plan.pipeline,
            threads: plan.threads,
            warm_up_s: plan.warm_up.as_secs_f64(),
            duration_s: outcome.window.as_secs_f64(),
            requests: total.sent,
            responses: total.responses,
            achieved_rate: outcome.rate(),
            bytes_read: total.bytes_read,
            bytes_written: total.bytes_written,
            connections_made: total.connections,
            errors: Failure::ALL
                .iter()
                .zip(total.failures)
                .filter(|(_, count)| *count > 0)
                .map(|(failure, count)| (failure.name().to_owned(), count))
                .collect(),
            error_samples: total.samples.clone(),
            statuses: total.statuses.iter().map(|(status, count)| (status.to_string(), *count)).collect(),
            unfinished: total.unfinished,
            latency: Distribution::of(&total.latency),
            service: open.then(|| Distribution::of(&total.service)),
            first_byte: some(&total.first_byte),
            connect: some(&total.connect),
            late: some(&total.late),
            generator: Some(Generator {
                cpu_s: outcome.cpu.as_secs_f64(),
                cpu_us_per_request: outcome.cpu.as_secs_f64() * 1e6 / total.responses.max(1) as f64,
                busiest: outcome.busiest,
                saturation: outcome.saturation.clone(),
            }),
            server_cpu_us_per_request: None,
            others: None,
            stolen: outcome.stolen,
            series: outcome
                .points
                .iter()
                // Of a small part of an interval little can be said.
                .filter(|point| point.length * 4 >= plan.interval)
                .map(|point| Interval {
                    at_s: point.at.as_secs_f64(),
                    rate: point.responses as f64 / point.length.as_secs_f64(),
                    errors: point.failed,
                    p50_us: us(point.p50_ns),
                    p90_us: us(point.p90_ns),
                    p99_us: us(point.p99_ns),
                    p999_us: us(point.p999_ns),
                    max_us: us(point.max_ns),
                })
                .collect(),
        }
    }
}

impl Distribution {
    /// All that a histogram knows.
    pub fn of(times: &Times) -> Distribution {
        let percentiles = PERCENTILES.iter().map(|text| {
            let percentile = text.parse().expect("a constant that is a number");
            ((*text).to_owned(), times.percentile_ns(percentile) as f64 / 1e3)
        });
        Distribution {
            count: times.count(),
            min_us: times.min_ns() as f64 / 1e3,
            mean_us: round(times.mean_ns() / 1e3),
            stdev_us: round(times.deviation_ns() / 1e3),
            max_us: times.max_ns() as f64 / 1e3,
            percentiles: percentiles.collect(),
            histogram: Some(encode(times.inner())),
        }
    }

    /// The histogram, if there is one.
    ///
    /// # Errors
    /// It is there and cannot be read.
    pub fn times(&self) -> Result<Option<Times>, String> {
        let Some(text) = &self.histogram else { return Ok(None) };
        let bytes = STANDARD.decode(text).map_err(|error| format!("a histogram is no base64: {error}"))?;
        let read: Histogram<u64> = Deserializer::new()
            .deserialize(&mut bytes.as_slice())
            .map_err(|error| format!("a histogram cannot be read: {error}"))?;
        Ok(Some(Times::from(read)))
    }

    /// A percentile in microseconds, as it is stored: `"99.9"`.
    pub fn percentile_us(&self, percentile: &str) -> Option<f64> {
        self.percentiles.get(percentile).copied()
    }
}

fn encode(histogram: &Histogram<u64>) -> String {
    let mut bytes = Vec::new();
    let written = V2DeflateSerializer::new().serialize(histogram, &mut bytes);
    written.expect("memory takes what a histogram of these bounds is");
    STANDARD.encode(bytes)
}

fn round(us: f64) -> f64 {
    (us * 1e3).round() / 1e3
}

impl Machine {
    /// This one.
    pub fn here() -> Machine {
        let kernel = std::fs::read_to_string("/proc/sys/kernel/osrelease").unwrap_or_default();
        Machine {
            cores: shards::Topology::detect().cores.len(),
            kernel: format!("Linux {}", kernel.trim()),
            generator: format!("rnode {}", env!("CARGO_PKG_VERSION")),
        }
    }
}

/// RFC 3339, in UTC, to the second.
pub fn timestamp(time: SystemTime) -> String {
    let seconds = time.duration_since(UNIX_EPOCH).unwrap_or(Duration::ZERO).as_secs();
    let (days, rest) = (seconds / 86_400, seconds % 86_400);
    // Days into years of 365.2425 days that begin in March ("Euclidean affine functions", Neri and Schneider).
    let n = 4 * (days + 719_468) + 3;
    let (century, n) = (n / 146_097, n % 146_097 / 4 * 4 + 3);
    let (year, day) = (n / 1461, n % 1461 / 4);
    let month = (5 * day + 2) / 153;
    let day = day - (153 * month + 2) / 5 + 1;
    let (year, month) = (100 * century + year + u64::from(month >= 10), if month < 10 { month + 3 } else { month - 9 });
    let (hour, minute, second) = (rest / 3600, rest / 60 % 60, rest % 60);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_written_as_dates() {
        let at = |seconds| timestamp(UNIX_EPOCH + Duration::from_secs(seconds));
        assert_eq!(at(0), "1970-01-01T00:00:00Z");
        assert_eq!(at(951_782_400), "2000-02-29T00:00:00Z");
        assert_eq!(at(951_868_799), "2000-02-29T23:59:59Z");
        assert_eq!(at(1_767_225_599), "2025-12-31T23:59:59Z");
        assert_eq!(at(1_772_323_200), "2026-03-01T00:00:00Z");
    }

    #[test]
    fn a_histogram_comes_back_from_its_text() {
        let mut times = Times::default();
        (1..=10_000u64).for_each(|ms| times.record(ms * 1_000_000));
        let stored = Distribution::of(&times);
        assert!((stored.percentile_us("99").unwrap() / 9_900_000.0 - 1.0).abs() < 0.001);
        let read = stored.times().unwrap().unwrap();
        assert_eq!(read.count(), 10_000);
        assert_eq!(read.percentile_ns(50.0), times.percentile_ns(50.0));
        assert!(Distribution { histogram: Some("?".into()), ..stored }.times().is_err());
    }
}
