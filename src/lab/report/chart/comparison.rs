//! The chart of differences: by how much another target differs from the first, and how sure that is.

use std::fmt::Write;

use super::super::model::{Comparison, Document};
use super::super::text;
use super::Chart;
use super::panel::{WIDTH, escape};

const LEFT: f64 = 190.0;
const RIGHT: f64 = 250.0;
const TOP: f64 = 14.0;
const ROW: f64 = 26.0;
/// Differences are drawn up to at least this many percent.
const PERCENT_MIN: f64 = 2.0;

fn percent(ratio: f64) -> f64 {
    (ratio - 1.0) * 100.0
}

pub(super) fn differences(document: &Document) -> Option<Chart> {
    let rows = &document.comparisons;
    if rows.is_empty() {
        return None;
    }
    // A bound far out would make all else invisible: it is cut off.
    let widest = rows.iter().map(|row| percent(row.low).abs().max(percent(row.high).abs())).fold(PERCENT_MIN, f64::max);
    let reach = (widest * 1.05).min(200.0);
    // Nothing is smaller than nothing.
    let least = reach.min(100.0);
    let step = [1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0].into_iter().find(|step| (reach + least) / step <= 8.0).unwrap_or(100.0);
    let at = |ratio: f64| {
        let share = (percent(ratio).clamp(-least, reach) + least) / (least + reach);
        LEFT + (WIDTH - LEFT - RIGHT) * share
    };
    let bottom = TOP + ROW * rows.len() as f64;
    let mut body = String::new();
    for mark in -(least / step).floor() as i32..=(reach / step).floor() as i32 {
        let value = f64::from(mark) * step;
        let (x, class) = (at(1.0 + value / 100.0), if mark == 0 { "axis" } else { "grid" });
        write!(
            body,
            "<line class=\"{class}\" x1=\"{x:.1}\" x2=\"{x:.1}\" y1=\"{TOP}\" y2=\"{bottom}\"/>\
             <text class=\"mark middle\" x=\"{x:.1}\" y=\"{:.1}\">{}</text>",
            bottom + 18.0,
            if mark == 0 { "equal".to_owned() } else { text::change(1.0 + value / 100.0, 0) },
        )
        .expect("a text takes it");
    }
    for (index, row) in rows.iter().enumerate() {
        body.push_str(&bar(row, TOP + ROW * (index as f64 + 0.5), at));
    }
    let baseline = &rows[0].baseline;
    Some(Chart {
        title: format!("Compared with {baseline}"),
        note: format!(
            "Dots are differences from {baseline}, bars the bounds within which 95 of 100 resamplings of the {} rounds lie. \
             Where a bar holds “equal”, these rounds cannot tell the two apart.",
            rows[0].rounds
        ),
        height: bottom + 28.0,
        body,
    })
}

fn bar(row: &Comparison, y: f64, at: impl Fn(f64) -> f64) -> String {
    let class = if row.is_clear() { "s1" } else { "unclear" };
    let name: String = format!("{} {}", row.other, row.measure).chars().take(28).collect();
    let value = |value: f64| {
        if row.measure == "rate" { format!("{} /s", text::count(value)) } else { text::time(value).replace("us", "µs") }
    };
    let figures = format!("{} against {}", value(row.other_value), value(row.baseline_value));
    let (low, high, dot) = (at(row.low), at(row.high), at(row.ratio));
    let (start, end) = (LEFT - 12.0, WIDTH - RIGHT + 14.0);
    format!(
        "<text class=\"mark end\" x=\"{start}\" y=\"{base:.1}\">{name}</text>\
         <line class=\"bar {class}\" x1=\"{low:.1}\" x2=\"{high:.1}\" y1=\"{y:.1}\" y2=\"{y:.1}\"/>\
         <circle class=\"dot {class}\" cx=\"{dot:.1}\" cy=\"{y:.1}\" r=\"4.5\"/>\
         <text class=\"mark\" x=\"{end}\" y=\"{base:.1}\">{change}: {figures}</text>\n",
        base = y + 4.0,
        name = escape(&name),
        change = text::change(row.ratio, 1),
        figures = escape(&figures),
    )
}
