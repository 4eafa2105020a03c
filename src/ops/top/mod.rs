//! `rnode top`: a live view of a server that runs with `--metrics`.
//!
//! It asks `/stats.json` once an interval and shows the difference: what the shards did since the time before.

mod ask;
mod screen;
mod view;

use std::collections::VecDeque;
use std::io::{self, Write};
use std::time::{Duration, Instant};

use super::figures::Document;
use screen::Screen;
use view::Size;

/// What is shown, and how often.
#[derive(Clone, Debug)]
pub struct Options {
    /// `HOST:PORT` of the server's `--metrics`.
    pub address: String,
    /// Between two looks.
    pub interval: Duration,
    /// Looks; `None` for as long as the server answers and nobody presses `q`.
    pub count: Option<u64>,
}

/// Intervals of which the rate is drawn.
const HISTORY: usize = 240;
/// The view's size where there is no terminal.
const SIZE_DEFAULT: Size = Size { columns: 120, rows: 40 };

/// Shows the view until it is over.
///
/// # Errors
/// A sentence for the user: when the server does not answer, or the terminal cannot be written.
pub fn run(options: &Options) -> Result<(), String> {
    let screen = Screen::open().map_err(|error| format!("the terminal cannot be set up: {error}"))?;
    let mut before = ask::document(&options.address)?;
    let mut rates = VecDeque::new();
    let mut looks = 0;
    loop {
        if screen.wait(options.interval) {
            return Ok(());
        }
        let now = ask::document(&options.address)?;
        rates.push_back(requests_per_second(&before, &now));
        if rates.len() > HISTORY {
            rates.pop_front();
        }
        let size = screen.size().unwrap_or(SIZE_DEFAULT);
        let text = view::text(&options.address, &before, &now, rates.make_contiguous(), size);
        screen.show(&text).map_err(|error| format!("the terminal cannot be written: {error}"))?;
        before = now;
        looks += 1;
        if options.count.is_some_and(|count| looks >= count) {
            return Ok(());
        }
    }
}

fn requests_per_second(before: &Document, now: &Document) -> f64 {
    let requests = |document: &Document| document.shards.iter().map(|shard| shard.figure("http_requests")).sum::<f64>();
    let seconds = (now.at_ns.saturating_sub(before.at_ns)) as f64 / 1e9;
    if seconds > 0.0 { (requests(now) - requests(before)).max(0.0) / seconds } else { 0.0 }
}

/// Sleeps in pieces, so that a key is noticed.
fn sleep_until(end: Instant, mut is_over: impl FnMut(Duration) -> bool) -> bool {
    loop {
        let left = end.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return false;
        }
        if is_over(left) {
            return true;
        }
    }
}

fn write_all(text: &str) -> io::Result<()> {
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes())?;
    out.flush()
}
