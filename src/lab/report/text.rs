//! Results for a terminal.

use std::fmt::Write;

use super::model::{Comparison, Distribution, Document, Kind, Run, Search};

/// What the host takes is told from this share on; below, the kernel's ticks are too coarse.
const STOLEN_MIN: f64 = 0.005;

/// Everything: a block for each run of its own, a line for each of many, comparisons, the search's end.
pub fn document(document: &Document) -> String {
    let mut text = String::new();
    for run in document.runs.iter().filter(|run| run.kind == Kind::Run) {
        text.push_str(&block(run));
        text.push('\n');
    }
    let many: Vec<&Run> = document.runs.iter().filter(|run| run.kind != Kind::Run).collect();
    if !many.is_empty() {
        text.push_str(&lines(&many));
        text.push('\n');
    }
    if !document.comparisons.is_empty() {
        text.push_str(&comparisons(&document.comparisons));
    }
    if let Some(search) = &document.search {
        text.push_str(&verdict(search));
    }
    text
}

/// One run in full.
pub fn block(run: &Run) -> String {
    let mut text = format!("{}\n{}", format!("{}  {}", run.name, run.url).trim_end(), facts(run));
    text.push_str(&distributions(run));
    for sign in run.saturation() {
        writeln!(text, "  warning: {sign}").expect("a text takes it");
    }
    text
}

/// What was done and what came of it, but for the times.
pub(super) fn facts(run: &Run) -> String {
    let mut text = String::new();
    let mut line = |head: &str, rest: String| writeln!(text, "  {head:<14}{rest}").expect("a text takes it");
    let pace = run.rate.map_or("closed loop".to_owned(), |rate| {
        format!("open loop, {} /s {}", count(rate), run.arrivals.as_deref().unwrap_or_default())
    });
    let several = |count: usize, name: &str| format!("{count} {name}{}", if count == 1 { "" } else { "s" });
    let pipeline = if run.pipeline > 1 { format!(", {} at a time on each", run.pipeline) } else { String::new() };
    // What others have measured may lack any of these.
    if run.connections > 0 {
        let (connections, threads) = (several(run.connections, "connection"), several(run.threads, "thread"));
        line("load", format!("{pace}, {connections}{pipeline}, {threads}"));
    }
    if run.duration_s > 0.0 {
        line("time", format!("{:.2} s (after {:.2} s of warming up)", run.duration_s, run.warm_up_s));
    }
    if run.achieved_rate > 0.0 {
        line("responses", format!("{} ({} /s)", run.responses, count(run.achieved_rate)));
    }
    if run.bytes_read > 0 {
        let per_second = |sum: u64| bytes(sum as f64 / run.duration_s.max(f64::MIN_POSITIVE));
        line("transfer", format!("{}/s in, {}/s out", per_second(run.bytes_read), per_second(run.bytes_written)));
    }
    if let Some(server_us) = run.server_cpu_us_per_request {
        line("server", format!("{server_us:.2} us of CPU a response"));
    }
    if let Some(generator) = &run.generator {
        let (us, busy) = (generator.cpu_us_per_request, generator.busiest * 100.0);
        line("generator", format!("{us:.2} us of CPU a response, {busy:.0} % busy"));
    }
    if let Some(others) = run.others {
        line("others", format!("{:.1} % of the cores' time", others * 100.0));
    }
    if let Some(stolen) = run.stolen.filter(|stolen| *stolen >= STOLEN_MIN) {
        line("host", format!("took {:.1} % of the cores' time from this virtual machine", stolen * 100.0));
    }
    line("errors", errors(run));
    for sample in &run.error_samples {
        line("", sample.clone());
    }
    if run.unfinished > 0 {
        line("unfinished", format!("{} had no response when the run ended; counted as old as they were", run.unfinished));
    }
    text
}

fn errors(run: &Run) -> String {
    if run.failed() == 0 {
        return "none".to_owned();
    }
    let mut kinds: Vec<String> = run.errors.iter().map(|(kind, count)| format!("{kind} {count}")).collect();
    let bad = run.statuses.iter().filter(|(status, _)| !matches!(status.as_bytes().first(), Some(b'2' | b'3')));
    kinds.extend(bad.map(|(status, count)| format!("[{status}] {count}")));
    kinds.join(", ")
}

fn distributions(run: &Run) -> String {
    let mut columns: Vec<(&str, &Distribution)> = vec![("latency", &run.latency)];
    columns.extend(run.service.as_ref().map(|service| ("service", service)));
    columns.extend(run.first_byte.as_ref().map(|first_byte| ("first byte", first_byte)));
    columns.extend(run.connect.as_ref().map(|connect| ("connect", connect)));
    columns.extend(run.late.as_ref().map(|late| ("late start", late)));
    let mut rows = vec![std::iter::once(String::new()).chain(columns.iter().map(|(name, _)| (*name).to_owned())).collect()];
    let mut row = |head: &str, value: &dyn Fn(&Distribution) -> Option<f64>| {
        let cell = |(_, distribution): &(&str, &Distribution)| value(distribution).map_or("–".to_owned(), time);
        rows.push(std::iter::once(head.to_owned()).chain(columns.iter().map(cell)).collect::<Vec<String>>());
    };
    row("mean", &|distribution| known(distribution.mean_us));
    for percentile in super::collect::PERCENTILES {
        row(&format!("p{percentile}"), &|distribution| distribution.percentile_us(percentile));
    }
    row("max", &|distribution| known(distribution.max_us));
    table(&rows, 2)
}

/// One run in a line, for those who wait for the next.
pub fn line(run: &Run) -> String {
    let name = run.round.map_or(run.name.clone(), |round| format!("{} #{round}", run.name));
    let wanted = run.rate.map_or(String::new(), |rate| format!(" of {}", count(rate)));
    let of = |percentile| run.latency.percentile_us(percentile).map_or("–".to_owned(), time);
    let rest = format!("p50 {}, p99 {}, p99.9 {}", of("50"), of("99"), of("99.9"));
    format!("{name}: {}{wanted} /s, {rest}, {} errors", count(run.achieved_rate), run.failed() + run.unfinished)
}

/// Zero stands for what was not measured.
pub(super) fn known(us: f64) -> Option<f64> {
    (us > 0.0).then_some(us)
}

/// Runs of which there are many, one a line.
fn lines(runs: &[&Run]) -> String {
    const HEADS: &[&str] = &["", "wanted /s", "got /s", "p50", "p90", "p99", "p99.9", "max", "errors"];
    let mut rows = vec![HEADS.iter().map(|head| (*head).to_owned()).collect::<Vec<_>>()];
    for run in runs {
        let name = run.round.map_or(run.name.clone(), |round| format!("{} #{round}", run.name));
        let mut row = vec![name, run.rate.map_or("–".to_owned(), count), count(run.achieved_rate)];
        let of = |percentile| run.latency.percentile_us(percentile).map_or("–".to_owned(), time);
        row.extend(["50", "90", "99", "99.9"].map(of));
        row.push(known(run.latency.max_us).map_or("–".to_owned(), time));
        let mark = if run.saturation().is_empty() { "" } else { " (generator saturated)" };
        row.push(format!("{}{mark}", run.failed() + run.unfinished));
        rows.push(row);
    }
    table(&rows, 0)
}

fn comparisons(comparisons: &[Comparison]) -> String {
    let mut text = String::new();
    for comparison in comparisons {
        writeln!(text, "{}", sentence(comparison)).expect("a text takes it");
    }
    text
}

/// What a comparison says, in words.
pub fn sentence(comparison: &Comparison) -> String {
    let Comparison { baseline, other, measure, ratio, low, high, rounds, .. } = comparison;
    let (value, base) = if measure == "rate" {
        (count(comparison.other_value), count(comparison.baseline_value))
    } else {
        (time(comparison.other_value), time(comparison.baseline_value))
    };
    let verdict = if comparison.is_clear() { "" } else { ": no difference that these rounds could tell" };
    format!(
        "{measure:<6} {other} {value}, {baseline} {base}: {} (95 % of resamplings: {} to {}, {rounds} rounds){verdict}",
        change(*ratio, 1),
        change(*low, 1),
        change(*high, 1),
    )
}

/// A ratio as a change in percent.
pub(super) fn change(ratio: f64, digits: usize) -> String {
    let percent = (ratio - 1.0) * 100.0;
    let sign = if percent < 0.0 { '−' } else { '+' };
    format!("{sign}{:.digits$} %", percent.abs())
}

fn verdict(search: &Search) -> String {
    format!("{}\n", search.verdict)
}

/// Rows under one another: the first column to the left, the others to the right.
fn table(rows: &[Vec<String>], indent: usize) -> String {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let cell = |row: &Vec<String>, column: usize| row.get(column).map_or(0, |cell| cell.chars().count());
    let widths: Vec<usize> =
        (0..columns).map(|column| rows.iter().map(|row| cell(row, column)).max().unwrap_or(0)).collect();
    let mut text = String::new();
    for row in rows {
        let mut line = " ".repeat(indent);
        for (at, cell) in row.iter().enumerate() {
            let width = widths[at];
            line.push_str(&if at == 0 { format!("{cell:<width$}") } else { format!("  {cell:>width$}") });
        }
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}

/// A time with three digits and the unit that suits it.
pub fn time(us: f64) -> String {
    match us {
        us if us < 999.5 => format!("{} us", three(us)),
        us if us < 999_500.0 => format!("{} ms", three(us / 1e3)),
        us => format!("{} s", three(us / 1e6)),
    }
}

pub(super) fn three(value: f64) -> String {
    let digits = if value < 9.995 { 2 } else { usize::from(value < 99.95) };
    format!("{value:.digits$}")
}

/// A number with separators; small ones with a digit behind the point.
pub fn count(value: f64) -> String {
    if value < 100.0 {
        return format!("{value:.1}").trim_end_matches(".0").to_owned();
    }
    let digits = format!("{value:.0}");
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// Bytes in the unit that suits them.
pub fn bytes(value: f64) -> String {
    match value {
        value if value < 1024.0 => format!("{value:.0} B"),
        value if value < 1024.0 * 1024.0 => format!("{} KiB", three(value / 1024.0)),
        value if value < 1024.0 * 1024.0 * 1024.0 => format!("{} MiB", three(value / 1024.0 / 1024.0)),
        value => format!("{} GiB", three(value / 1024.0 / 1024.0 / 1024.0)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_short() {
        let times = [0.0, 1.234, 99.96, 999.4, 999.6, 12_345.0, 1_234_567.0].map(time);
        assert_eq!(times, ["0.00 us", "1.23 us", "100 us", "999 us", "1.00 ms", "12.3 ms", "1.23 s"]);
        assert_eq!([3.0, 99.5, 1000.0, 1_234_567.0].map(count), ["3", "99.5", "1,000", "1,234,567"]);
        assert_eq!([10.0, 2048.0, 5.5 * 1024.0 * 1024.0].map(bytes), ["10 B", "2.00 KiB", "5.50 MiB"]);
    }
}
