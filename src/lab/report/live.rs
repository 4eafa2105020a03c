//! The view of a run that is under way, on a terminal: a few lines that are drawn over and over.

use std::io::{self, Write};
use std::time::{Duration, Instant};

use super::text::{count, time};
use crate::lab::load::{Length, Progress, Times};

const REDRAW_EVERY: Duration = Duration::from_millis(200);
const BARS: &[char] = &['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
const PERCENTILES: &[&str] = &["50", "90", "99", "99.9", "99.99", "99.999"];
/// Of a terminal that does not say how wide it is.
const COLUMNS_DEFAULT: usize = 80;
const SPARKLINE_MAX: usize = 120;

/// Draws onto standard error, so that results can be piped.
pub struct Live {
    drawn: usize,
    last: Option<Instant>,
    /// In front of the run's name: which of how many.
    pub prefix: String,
}

impl Live {
    /// `None` where nobody would see it.
    pub fn on_terminal() -> Option<Live> {
        rustix::termios::isatty(io::stderr()).then(|| Live { drawn: 0, last: None, prefix: String::new() })
    }

    /// Draws, if the last time is long enough ago.
    pub fn show(&mut self, progress: &Progress<'_>) {
        if self.last.is_some_and(|last| last.elapsed() < REDRAW_EVERY) {
            return;
        }
        self.last = Some(Instant::now());
        let columns = rustix::termios::tcgetwinsize(io::stderr()).map_or(0, |size| usize::from(size.ws_col));
        let columns = if columns == 0 { COLUMNS_DEFAULT } else { columns };
        let lines = view(&self.prefix, progress, columns);
        let mut text = self.rewind();
        for line in &lines {
            text.push_str(line);
            text.push_str("\x1b[K\n");
        }
        self.drawn = lines.len();
        // A terminal that is gone shows nothing.
        let _ = io::stderr().write_all(text.as_bytes());
    }

    /// Takes the view away, for what is printed next.
    pub fn clear(&mut self) {
        let text = self.rewind() + "\x1b[J";
        self.drawn = 0;
        self.last = None;
        let _ = io::stderr().write_all(text.as_bytes());
    }

    fn rewind(&self) -> String {
        if self.drawn > 0 { format!("\x1b[{}A\r", self.drawn) } else { String::new() }
    }
}

/// The lines, none wider than the terminal.
fn view(prefix: &str, progress: &Progress<'_>, columns: usize) -> Vec<String> {
    let (plan, total) = (progress.plan, progress.total);
    let warming = progress.points.is_empty() && progress.elapsed < plan.warm_up;
    let state = if warming { "warming up" } else { "measuring" };
    let elapsed = progress.elapsed.saturating_sub(plan.warm_up).as_secs_f64();
    let of = match plan.length {
        Length::Time(length) => format!("{:.0} of {:.0} s", elapsed.min(length.as_secs_f64()), length.as_secs_f64()),
        Length::Requests(requests) => {
            format!("{} of {} requests", count(total.responses as f64), count(requests as f64))
        }
    };
    let pace = plan.pace.rate().map_or(String::new(), |rate| format!(", {} /s wanted", count(rate)));
    let rates: Vec<f64> =
        progress.points.iter().map(|point| point.responses as f64 / plan.interval.as_secs_f64()).collect();
    let now = rates.last().copied().unwrap_or(0.0);
    let mut lines = vec![format!("{prefix}{}: {state}, {of}{pace}", plan.target.name)];
    let errors = total.failed();
    let head = format!("{:>10} /s  {} errors  ", count(now), count(errors as f64));
    let room = columns.saturating_sub(head.chars().count() + 1).min(SPARKLINE_MAX);
    lines.push(format!("{head}{}", sparkline(&rates, room)));
    lines.push(percentiles(&total.latency, columns));
    for line in &mut lines {
        *line = line.chars().take(columns.saturating_sub(1)).collect();
    }
    lines
}

/// As many percentiles as fit.
fn percentiles(times: &Times, columns: usize) -> String {
    let mut line = String::new();
    for percentile in PERCENTILES {
        let ns = times.percentile_ns(percentile.parse().expect("a constant that is a number"));
        let cell = format!("  p{percentile} {}", time(ns as f64 / 1e3));
        if line.chars().count() + cell.chars().count() >= columns {
            break;
        }
        line.push_str(&cell);
    }
    line
}

/// The last values as bars, the highest a whole one.
fn sparkline(values: &[f64], room: usize) -> String {
    let values = &values[values.len().saturating_sub(room)..];
    let most = values.iter().copied().fold(0.0, f64::max).max(f64::MIN_POSITIVE);
    values.iter().map(|value| BARS[((value / most * 7.0).round() as usize).min(7)]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sparkline_keeps_to_its_room() {
        assert_eq!(sparkline(&[9.0, 0.0, 4.0, 8.0], 3), "▁▅█");
        assert_eq!(sparkline(&[], 3), "");
    }

    #[test]
    fn percentiles_that_do_not_fit_are_left_out() {
        let line = percentiles(&Times::default(), 40);
        assert!(line.ends_with("p99 0.00 us"), "{line}");
    }
}
