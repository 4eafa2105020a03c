//! The text formats of Prometheus (0.0.4) and OpenMetrics (1.0).
//!
//! Every figure has the label `shard`; sums over shards are the reader's (`sum without (shard)`), and only grow, since
//! what shards that have ended did is kept under `shard="ended"`.

use std::fmt::Write as _;

use shards::Latencies;

use super::figures::Gathered;
use crate::runtime::watch::Snapshot;

/// Upper bounds of a histogram's buckets, in nanoseconds.
const BOUNDS_NS: [u64; 18] = [
    50_000,
    100_000,
    250_000,
    500_000,
    1_000_000,
    2_500_000,
    5_000_000,
    10_000_000,
    25_000_000,
    50_000_000,
    100_000_000,
    250_000_000,
    500_000_000,
    1_000_000_000,
    2_500_000_000,
    5_000_000_000,
    10_000_000_000,
    60_000_000_000,
];

/// What the figures are, by the names that snapshots give them.
const HELP: &[(&str, &str)] = &[
    ("loop_seconds", "Time since the event loop began to turn."),
    ("loop_idle_seconds", "Time that the event loop has slept."),
    ("loop_waits", "How often the event loop has waited for or looked for events."),
    ("collections_fruitless", "Collections of the heap's cycles that found next to none."),
    ("heap_bytes", "Bytes of the JavaScript heap, buffers included."),
    ("descriptors_watched", "File descriptors that the event loop watches."),
    ("mailbox_depth", "What other threads have sent and was not dealt with: messages in all ports, and closures."),
    ("http_connections", "HTTP connections that were accepted."),
    ("http_requests", "HTTP requests whose head was read."),
    ("http_responses", "HTTP responses that are complete."),
    ("http_client_errors", "What came from peers and was no HTTP."),
    ("http_timeouts", "HTTP connections that timed out."),
    ("http_aborted", "HTTP responses that their peers did not wait for."),
    ("http_received_bytes", "Bytes read from HTTP connections."),
    ("http_sent_bytes", "Bytes written to HTTP connections."),
    ("http_connections_open", "HTTP connections that are open."),
    ("http_requests_in_flight", "HTTP requests whose responses are not complete."),
    ("turn", "How long the event loop was busy between two waits."),
    ("collection", "How long collections of the heap's cycles took."),
    ("stall", "Turns of the event loop that were longer than --stall-ms."),
    ("http_request", "From an HTTP request's head to its response's last byte being the kernel's."),
    ("http_queueing", "From an HTTP connection's readiness to the call of the handler."),
];

/// Which of the two formats.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    Prometheus,
    OpenMetrics,
}

impl Format {
    /// By a request's `Accept`.
    pub(super) fn wanted(accept: &[u8]) -> Format {
        let is_open = String::from_utf8_lossy(accept).contains("application/openmetrics-text");
        if is_open { Format::OpenMetrics } else { Format::Prometheus }
    }

    pub(super) const fn content_type(self) -> &'static [u8] {
        match self {
            Format::Prometheus => b"text/plain; version=0.0.4; charset=utf-8",
            Format::OpenMetrics => b"application/openmetrics-text; version=1.0.0; charset=utf-8",
        }
    }
}

/// The whole text.
pub(super) fn text(gathered: &Gathered, format: Format) -> String {
    let mut shards: Vec<(String, &Snapshot)> =
        gathered.shards.iter().map(|(facts, snapshot)| (facts.label(), snapshot)).collect();
    let answering = shards.len();
    shards.push(("ended".to_owned(), &gathered.ended));
    let mut writer = Writer { out: String::new(), format };

    writer.family("shard_up", "gauge", "Whether the shard answered this scrape within a second.");
    for (label, _) in &shards[..answering] {
        writer.sample("shard_up", label, "", 1.0);
    }
    for facts in &gathered.missing {
        writer.sample("shard_up", &facts.label(), "", 0.0);
    }
    for name in names(&shards, |snapshot| &snapshot.counters) {
        writer.counter(name, &shards);
    }
    // What goes up and down is not of those that are gone.
    for name in names(&shards[..answering], |snapshot| &snapshot.gauges) {
        writer.gauge(name, &shards[..answering]);
    }
    for name in names(&shards, |snapshot| &snapshot.latencies) {
        writer.histogram(name, &shards);
    }
    if format == Format::OpenMetrics {
        writer.out.push_str("# EOF\n");
    }
    writer.out
}

/// The names of one kind of figures, each once, in the order in which shards have them.
fn names<T>(shards: &[(String, &Snapshot)], of: impl Fn(&Snapshot) -> &Vec<(&'static str, T)>) -> Vec<&'static str> {
    let mut names = Vec::new();
    for (_, snapshot) in shards {
        for (name, _) in of(snapshot) {
            if !names.contains(name) {
                names.push(*name);
            }
        }
    }
    names
}

fn value<T: Copy>(figures: &[(&'static str, T)], name: &str) -> Option<T> {
    figures.iter().find(|(known, _)| *known == name).map(|(_, value)| *value)
}

struct Writer {
    out: String,
    format: Format,
}

impl Writer {
    fn family(&mut self, name: &str, kind: &str, help: &str) {
        writeln!(self.out, "# HELP rnode_{name} {help}\n# TYPE rnode_{name} {kind}").expect("strings take text");
    }

    fn sample(&mut self, name: &str, shard: &str, more: &str, value: f64) {
        writeln!(self.out, "rnode_{name}{{shard=\"{shard}\"{more}}} {value}").expect("strings take text");
    }

    /// OpenMetrics names a counter's family without `_total`, Prometheus with it.
    fn counter(&mut self, name: &str, shards: &[(String, &Snapshot)]) {
        let total = format!("{name}_total");
        let family = if self.format == Format::OpenMetrics { name } else { &*total };
        self.family(family, "counter", help(name));
        for (label, snapshot) in shards {
            if let Some(value) = value(&snapshot.counters, name) {
                self.sample(&total, label, "", value);
            }
        }
    }

    fn gauge(&mut self, name: &str, shards: &[(String, &Snapshot)]) {
        self.family(name, "gauge", help(name));
        for (label, snapshot) in shards {
            if let Some(value) = value(&snapshot.gauges, name) {
                self.sample(name, label, "", value);
            }
        }
    }

    fn histogram(&mut self, name: &str, shards: &[(String, &Snapshot)]) {
        let base = format!("{name}_duration_seconds");
        self.family(&base, "histogram", help(name));
        for (label, snapshot) in shards {
            let Some((_, latencies)) = snapshot.latencies.iter().find(|(known, _)| *known == name) else { continue };
            self.buckets(&base, label, latencies);
        }
    }

    fn buckets(&mut self, base: &str, label: &str, latencies: &Latencies) {
        let bucket = format!("{base}_bucket");
        for bound in BOUNDS_NS {
            let bound_s = bound as f64 / 1e9;
            // OpenMetrics wants floating point numbers there.
            let point = if self.format == Format::OpenMetrics && bound_s.fract() == 0.0 { ".0" } else { "" };
            self.sample(&bucket, label, &format!(",le=\"{bound_s}{point}\""), latencies.count_up_to(bound) as f64);
        }
        self.sample(&bucket, label, ",le=\"+Inf\"", latencies.count() as f64);
        self.sample(&format!("{base}_sum"), label, "", latencies.sum_ns() as f64 / 1e9);
        self.sample(&format!("{base}_count"), label, "", latencies.count() as f64);
    }
}

fn help(name: &str) -> &'static str {
    HELP.iter().find(|(known, _)| *known == name).map_or("", |(_, help)| help)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::runtime::watch::ShardFacts;

    fn gathered() -> Gathered {
        let snapshot = |requests: f64, ns: &[u64]| {
            let mut snapshot = Snapshot::default();
            snapshot.counter("http_requests", requests);
            snapshot.gauge("heap_bytes", 1000.0);
            let mut latencies = Latencies::new();
            ns.iter().for_each(|ns| latencies.record(*ns));
            snapshot.latency("turn", latencies);
            snapshot
        };
        let facts = |index| ShardFacts { thread_id: 0, index, name: String::new() };
        Gathered {
            shards: vec![(facts(0), snapshot(3.0, &[60_000, 2_000_000])), (facts(1), snapshot(4.0, &[]))],
            missing: vec![facts(2)],
            ended: snapshot(10.0, &[]),
        }
    }

    #[test]
    fn every_shard_is_told_apart() {
        let text = text(&gathered(), Format::Prometheus);
        for line in [
            "# TYPE rnode_http_requests_total counter",
            "rnode_http_requests_total{shard=\"0\"} 3",
            "rnode_http_requests_total{shard=\"ended\"} 10",
            "rnode_heap_bytes{shard=\"1\"} 1000",
            "rnode_shard_up{shard=\"2\"} 0",
            "rnode_turn_duration_seconds_bucket{shard=\"0\",le=\"0.0001\"} 1",
            "rnode_turn_duration_seconds_bucket{shard=\"0\",le=\"+Inf\"} 2",
            "rnode_turn_duration_seconds_sum{shard=\"0\"} 0.00206",
            "rnode_turn_duration_seconds_count{shard=\"1\"} 0",
        ] {
            assert!(text.lines().any(|known| known == line), "{line} is not in\n{text}");
        }
        assert!(!text.contains("heap_bytes{shard=\"ended\"}"), "what is gone has no heap");
    }

    #[test]
    fn open_metrics_differs_where_it_must() {
        let text = text(&gathered(), Format::OpenMetrics);
        assert!(text.ends_with("# EOF\n"));
        assert!(text.contains("# TYPE rnode_http_requests counter\nrnode_http_requests_total{"));
        assert!(text.contains("le=\"1.0\""));
        assert!(Format::wanted(b"application/openmetrics-text;version=1.0.0,text/plain;q=0.5") == Format::OpenMetrics);
        assert!(Format::wanted(b"*/*") == Format::Prometheus);
    }

    #[test]
    fn every_figure_has_a_help_text() {
        let text = text(&gathered(), Format::Prometheus);
        assert!(text.lines().filter(|line| line.starts_with("# HELP")).all(|line| line.split(' ').count() > 3), "{text}");
    }
}
