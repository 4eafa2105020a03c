//! The view as text: a line for each shard, and the rate of requests over time.

use shards::Latencies;

use super::super::figures::{Document, Shard};

/// Of the terminal, in characters.
#[derive(Clone, Copy, Debug)]
pub(super) struct Size {
    pub(super) columns: usize,
    pub(super) rows: usize,
}

/// A column: its head, its width, and from which width of the terminal on it is shown.
struct Column {
    head: &'static str,
    width: usize,
    columns_min: usize,
}

const fn column(head: &'static str, width: usize, columns_min: usize) -> Column {
    Column { head, width, columns_min }
}

const COLUMNS: &[Column] = &[
    column("SHARD", 9, 0),
    column("BUSY", 5, 0),
    column("REQ/S", 8, 0),
    column("P50", 7, 0),
    column("P99", 7, 0),
    column("P99.9", 7, 0),
    column("TURN P99", 8, 0),
    column("CONN", 6, 0),
    column("HEAP", 7, 0),
    column("STALLS", 6, 0),
    column("QUEUE P99", 9, 90),
    column("TURN MAX", 8, 100),
    column("IN FLIGHT", 9, 110),
    column("GC P99", 7, 120),
    column("GC", 5, 126),
    column("IN/S", 8, 136),
    column("OUT/S", 8, 146),
    column("ERRORS", 7, 156),
    column("ABORTED", 7, 166),
    column("MAILBOX", 7, 176),
    column("NAME", 12, 192),
];

const BARS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/// One look; `rates` are requests a second, the latest last.
pub(super) fn text(address: &str, before: &Document, now: &Document, rates: &[f64], size: Size) -> String {
    let seconds = (now.at_ns.saturating_sub(before.at_ns)) as f64 / 1e9;
    let shown: Vec<&Column> = COLUMNS.iter().filter(|column| size.columns >= column.columns_min).collect();
    let mut lines = vec![head(address, now, rates, size.columns), sparkline(rates, size.columns), String::new()];
    lines.push(row(&shown, shown.iter().map(|column| column.head.to_owned())));
    // The sum is the last line; what does not fit is said.
    let room = size.rows.saturating_sub(lines.len() + 3).max(1);
    for shard in now.shards.iter().take(room) {
        let earlier = before.shards.iter().find(|known| known.label == shard.label);
        let cells = Cells { shard, before: earlier, seconds };
        lines.push(row(&shown, shown.iter().map(|column| cells.cell(column.head))));
    }
    if now.shards.len() > room {
        lines.push(format!("… and {} more", now.shards.len() - room));
    }
    if now.shards.len() > 1 {
        let (all, all_before) = (sum(now), sum(before));
        let cells = Cells { shard: &all, before: Some(&all_before), seconds };
        lines.push(row(&shown, shown.iter().map(|column| cells.cell(column.head))));
    }
    if !now.missing.is_empty() {
        lines.push(format!("no answer within a second: shard {}", now.missing.join(", ")));
    }
    let cut = |line: &String| line.chars().take(size.columns).collect::<String>().trim_end().to_owned();
    lines.iter().map(cut).collect::<Vec<_>>().join("\n")
}

fn head(address: &str, now: &Document, rates: &[f64], columns: usize) -> String {
    let rate = rates.last().copied().unwrap_or(0.0);
    let left = format!("rnode {} at {address}: {} shards, {} requests/s", now.pid, now.shards.len(), count(rate));
    let right = "q quits";
    let gap = columns.saturating_sub(left.chars().count() + right.len());
    if gap > 1 { format!("{left}{}{right}", " ".repeat(gap)) } else { left }
}

/// The rate over time, over the whole width.
fn sparkline(rates: &[f64], columns: usize) -> String {
    let most = rates.iter().copied().fold(0.0, f64::max);
    let shown = &rates[rates.len().saturating_sub(columns)..];
    let bar = |rate: &f64| if most > 0.0 { BARS[((rate / most * 7.0).round() as usize).min(7)] } else { BARS[0] };
    shown.iter().map(bar).collect()
}

fn row(columns: &[&Column], cells: impl Iterator<Item = String>) -> String {
    let fit = |(column, cell): (&&Column, String)| {
        // Names on the left, figures on the right.
        if matches!(column.head, "SHARD" | "NAME") {
            format!("{cell:<width$.width$}", width = column.width)
        } else {
            format!("{cell:>width$}", width = column.width)
        }
    };
    columns.iter().zip(cells).map(fit).collect::<Vec<_>>().join(" ")
}

struct Cells<'a> {
    shard: &'a Shard,
    before: Option<&'a Shard>,
    seconds: f64,
}

impl Cells<'_> {
    fn cell(&self, head: &str) -> String {
        match head {
            "SHARD" => self.shard.label.clone(),
            "NAME" => self.shard.name.clone(),
            "BUSY" => self.busy(),
            "REQ/S" => count(self.rate("http_requests")),
            "P50" => self.quantile("http_request", 0.5),
            "P99" => self.quantile("http_request", 0.99),
            "P99.9" => self.quantile("http_request", 0.999),
            "QUEUE P99" => self.quantile("http_queueing", 0.99),
            "TURN P99" => self.quantile("turn", 0.99),
            "TURN MAX" => self.quantile("turn", 1.0),
            "GC P99" => self.quantile("collection", 0.99),
            "GC" => self.shard.since(self.before, "collection").count().to_string(),
            "STALLS" => self.shard.since(None, "stall").count().to_string(),
            "CONN" => count(self.shard.figure("http_connections_open")),
            "IN FLIGHT" => count(self.shard.figure("http_requests_in_flight")),
            "MAILBOX" => count(self.shard.figure("mailbox_depth")),
            "HEAP" => bytes(self.shard.figure("heap_bytes")),
            "IN/S" => bytes(self.rate("http_received_bytes")),
            "OUT/S" => bytes(self.rate("http_sent_bytes")),
            "ERRORS" => count(self.shard.figure("http_client_errors")),
            "ABORTED" => count(self.shard.figure("http_aborted")),
            other => unreachable!("{other} is no column"),
        }
    }

    fn grown(&self, name: &str) -> f64 {
        (self.shard.figure(name) - self.before.map_or(0.0, |before| before.figure(name))).max(0.0)
    }

    fn rate(&self, name: &str) -> f64 {
        if self.seconds > 0.0 { self.grown(name) / self.seconds } else { 0.0 }
    }

    fn busy(&self) -> String {
        let (lived, slept) = (self.grown("loop_seconds"), self.grown("loop_idle_seconds"));
        if lived <= 0.0 { "-".to_owned() } else { format!("{:.0}%", ((lived - slept) / lived).clamp(0.0, 1.0) * 100.0) }
    }

    fn quantile(&self, name: &str, quantile: f64) -> String {
        let latencies: Latencies = self.shard.since(self.before, name);
        if latencies.count() == 0 { "-".to_owned() } else { duration(latencies.quantile_ns(quantile)) }
    }
}

/// All shards as one: histograms and figures together.
fn sum(document: &Document) -> Shard {
    let mut total = Shard { label: "all".to_owned(), ..Shard::default() };
    for shard in &document.shards {
        for (name, value) in &shard.counters {
            add(&mut total.counters, name, *value);
        }
        for (name, value) in &shard.gauges {
            add(&mut total.gauges, name, *value);
        }
        for (name, pairs) in &shard.latencies {
            let at = total.latencies.iter().position(|(known, _)| known == name).unwrap_or_else(|| {
                total.latencies.push((name.clone(), Vec::new()));
                total.latencies.len() - 1
            });
            let both = total.latencies[at].1.iter().chain(pairs).copied();
            total.latencies[at].1 = Latencies::from_recorded(both).recorded();
        }
    }
    total
}

fn add(figures: &mut Vec<(String, f64)>, name: &str, value: f64) {
    match figures.iter_mut().find(|(known, _)| known == name) {
        Some((_, sum)) => *sum += value,
        None => figures.push((name.to_owned(), value)),
    }
}

/// At most seven characters.
fn duration(ns: u64) -> String {
    let ns = ns as f64;
    match ns {
        _ if ns < 999.5 => format!("{ns:.0}ns"),
        _ if ns < 99_950.0 => format!("{:.1}us", ns / 1e3),
        _ if ns < 999_500.0 => format!("{:.0}us", ns / 1e3),
        _ if ns < 99_950_000.0 => format!("{:.2}ms", ns / 1e6),
        _ if ns < 999_500_000.0 => format!("{:.0}ms", ns / 1e6),
        _ => format!("{:.2}s", ns / 1e9),
    }
}

fn count(value: f64) -> String {
    match value {
        _ if value < 9.95 && value.fract() != 0.0 => format!("{value:.1}"),
        _ if value < 99_999.5 => format!("{value:.0}"),
        _ if value < 9_999_500.0 => format!("{:.0}k", value / 1e3),
        _ => format!("{:.1}M", value / 1e6),
    }
}

fn bytes(value: f64) -> String {
    match value / 1024.0 {
        kib if kib < 999.5 => format!("{kib:.0}K"),
        kib if kib < 1_022_976.0 => format!("{:.1}M", kib / 1024.0),
        kib => format!("{:.2}G", kib / 1024.0 / 1024.0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn document(at_ns: u64, requests: f64, latencies: Vec<(u64, u64)>) -> Document {
        let shard = |label: &str| Shard {
            label: label.to_owned(),
            counters: vec![
                ("http_requests".to_owned(), requests),
                ("loop_seconds".to_owned(), at_ns as f64 / 1e9),
                ("loop_idle_seconds".to_owned(), at_ns as f64 / 4e9),
            ],
            gauges: vec![("heap_bytes".to_owned(), 3.5 * 1024.0 * 1024.0)],
            latencies: vec![("http_request".to_owned(), latencies.clone())],
            ..Shard::default()
        };
        Document { pid: 7, at_ns, shards: vec![shard("0"), shard("1")], missing: vec!["2".to_owned()] }
    }

    #[test]
    fn a_look_shows_what_has_happened_since_the_last() {
        let before = document(1_000_000_000, 100.0, vec![(1_000_000, 100)]);
        let now = document(2_000_000_000, 1_100.0, vec![(1_000_000, 100), (50_000, 1_000)]);
        let text = text("127.0.0.1:1", &before, &now, &[0.0, 2_000.0], Size { columns: 80, rows: 24 });
        let lines: Vec<&str> = text.lines().collect();
        assert!(lines[0].starts_with("rnode 7 at 127.0.0.1:1: 2 shards, 2000 requests/s"));
        assert_eq!(lines[1], "▁█");
        assert_eq!(lines[4], "0           75%     1000  50.0us  50.0us  50.0us        -      0    3.5M      0");
        assert_eq!(lines[6], "all         75%     2000  50.0us  50.0us  50.0us        -      0    7.0M      0");
        assert_eq!(lines[7], "no answer within a second: shard 2");
    }

    #[test]
    fn every_width_is_kept() {
        let (before, now) = (document(1_000_000_000, 0.0, Vec::new()), document(2_000_000_000, 1e9, vec![(7, 7)]));
        for columns in [20, 80, 100, 160, 200, 300] {
            let text = text("[::1]:9464", &before, &now, &[1.0; 400], Size { columns, rows: 24 });
            assert!(text.lines().all(|line| line.chars().count() <= columns), "{columns}\n{text}");
        }
    }

    #[test]
    fn figures_stay_short() {
        for ns in [0, 999, 1_000, 99_949, 99_950, 999_499, 999_500, 99_949_999, 999_499_999, 3_600_000_000_000] {
            assert!(duration(ns).len() <= 8, "{}", duration(ns));
        }
        assert_eq!([duration(1_234_567), count(123_456.0), bytes(1536.0)], ["1.23ms", "123k", "2K"]);
    }
}
