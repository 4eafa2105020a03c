//! The charts of lines: percentiles, over time, against load.

use super::super::model::{Distribution, Document, Kind, Run};
use super::super::text;
use super::Chart;
use super::panel::{Axis, Frame, Line, Style, draw, level};
use super::scale::{Scale, percentile_mark, rate_mark, time_mark};

/// As far as the axis of percentiles goes, in nines: to 99.9999 %.
const NINES_MAX: f64 = 6.0;
/// Lines that can still be told apart.
const LINES_MAX: usize = 12;
const FRAME: Frame = Frame { top: 26.0, height: 300.0 };
const LATENCY: &str = "latency";

fn seconds_mark(seconds: f64) -> String {
    let text = format!("{seconds:.2}");
    format!("{} s", text.trim_end_matches('0').trim_end_matches('.'))
}

fn time(us: f64) -> String {
    text::time(us).replace("us", "µs")
}

fn rate(rate: f64) -> String {
    format!("{} /s", text::count(rate))
}

/// Those that are shown one by one: runs of their own, or else the sweep's. A closed loop's latencies are of another
/// kind than an open loop's: where there are both, those of the open one.
fn shown(document: &Document) -> Vec<&Run> {
    let of = |kind| document.runs.iter().filter(move |run| run.kind == kind && run.latency.count > 0);
    let mut own: Vec<&Run> = of(Kind::Run).collect();
    if own.iter().any(|run| run.rate.is_some()) {
        own.retain(|run| run.rate.is_some());
    }
    own.truncate(LINES_MAX);
    if own.is_empty() { of(Kind::Sweep).take(LINES_MAX).collect() } else { own }
}

/// A run among those that are shown: a sweep's by its rate, and by its target where there are several.
fn name(run: &Run, among: &[&Run]) -> String {
    match (run.kind, run.rate) {
        (Kind::Sweep, Some(rate)) if among.iter().all(|other| other.name == run.name) => {
            format!("{} /s", rate_mark(rate))
        }
        (Kind::Sweep, Some(rate)) => format!("{} {}/s", run.name, rate_mark(rate)),
        _ => run.name.clone(),
    }
}

/// Latency over percentiles, each further nine as wide as the one before.
pub(super) fn percentiles(document: &Document) -> Result<Option<Chart>, String> {
    let runs = shown(document);
    let mut lines = Vec::new();
    for (at, run) in runs.iter().enumerate() {
        lines.push(Line { name: name(run, &runs), colour: at, points: curve(&run.latency)?, ..Line::default() });
        // Where there is a single run, there is room to show what an observer at the connection would see.
        if let (1, Some(service)) = (runs.len(), &run.service) {
            let points = curve(service)?;
            lines.push(Line { name: "service time".into(), colour: 1, style: Style::Dashed, points, dots: None });
        }
    }
    lines.retain(|line| line.points.len() > 1);
    if lines.is_empty() {
        return Ok(None);
    }
    let most = runs.iter().map(|run| run.latency.count).max().unwrap_or(1);
    let nines = (most as f64).log10().clamp(2.0, NINES_MAX);
    let x = Axis { scale: Scale::Nines { nines }, text: percentile_mark, exact: percentile_mark, title: "share of all requests" };
    let values = lines.iter().flat_map(|line| &line.points).map(|(_, y)| *y);
    let y = Axis { scale: Scale::log(values), text: time_mark, exact: time, title: LATENCY };
    let note = if lines.iter().any(|line| line.style == Style::Dashed) {
        "How many of all requests were answered within how long. Each further nine takes as much room as the one before. \
         Latency counts from the moment at which a request was meant to start, service time from the moment at which it \
         was sent: where the two part, requests had to wait for a free connection."
    } else {
        "How many of all requests were answered within how long. Each further nine takes as much room as the one before."
    };
    Ok(Some(Chart {
        title: "Latency by percentile".into(),
        note: note.into(),
        height: FRAME.top + FRAME.height + 48.0,
        body: draw(FRAME, &x, &y, &lines, true),
    }))
}

/// From the histogram, or the percentiles that are stored.
fn curve(distribution: &Distribution) -> Result<Vec<(f64, f64)>, String> {
    if let Some(times) = distribution.times()? {
        let most = 100.0 - 100.0 / times.count().max(1) as f64;
        let mut points: Vec<(f64, f64)> = Vec::new();
        for step in times.inner().iter_quantiles(12) {
            let percentile = (step.quantile_iterated_to() * 100.0).min(most);
            let us = step.value_iterated_to().min(times.max_ns()) as f64 / 1e3;
            if points.last().is_none_or(|last| last.0 < percentile) {
                points.push((percentile, us));
            }
        }
        if times.count() > 1 {
            points.push((most, times.max_ns() as f64 / 1e3));
        }
        return Ok(points);
    }
    let mut points: Vec<(f64, f64)> =
        distribution.percentiles.iter().filter_map(|(text, us)| Some((text.parse().ok()?, *us))).collect();
    if distribution.min_us > 0.0 {
        points.push((0.0, distribution.min_us));
    }
    points.sort_by(|a, b| a.0.total_cmp(&b.0));
    Ok(points)
}

/// Latency while the run went on, and the rate under it.
pub(super) fn over_time(document: &Document) -> Option<Chart> {
    const RATE_HEIGHT: f64 = 84.0;
    const GAP: f64 = 40.0;
    const RUNS_MAX: usize = 6;
    let runs: Vec<&Run> = shown(document).into_iter().filter(|run| run.series.len() > 1).collect();
    if runs.len() > RUNS_MAX || runs.len() > 1 && runs[0].kind == Kind::Sweep {
        // Runs that followed one another: lines above one another would show nothing but noise.
        return None;
    }
    let series = |run: &Run, of: fn(&super::super::model::Interval) -> f64| {
        let value = |us: f64| if us > 0.0 { us } else { f64::NAN };
        run.series.iter().map(|interval| (interval.at_s, value(of(interval)))).collect::<Vec<_>>()
    };
    let mut lines = Vec::new();
    let mut rates = Vec::new();
    for (at, run) in runs.iter().enumerate() {
        let mut line = |name: String, colour, style, points| lines.push(Line { name, colour, style, points, dots: None });
        if runs.len() == 1 {
            line("p50".into(), 0, Style::Solid, series(run, |interval| interval.p50_us));
            line("p99".into(), 1, Style::Solid, series(run, |interval| interval.p99_us));
            line("longest".into(), 4, Style::Dotted, series(run, |interval| interval.max_us));
        } else {
            line(name(run, &runs), at, Style::Solid, series(run, |interval| interval.p99_us));
        }
        let style = if runs.len() == 1 { Style::Area } else { Style::Solid };
        let points = run.series.iter().map(|interval| (interval.at_s, interval.rate)).collect();
        rates.push(Line { name: String::new(), colour: at, style, points, dots: None });
    }
    if lines.is_empty() {
        return None;
    }
    let span = |lines: &[Line]| Scale::linear(lines.iter().flat_map(|line| &line.points).map(|(x, _)| *x));
    let x = Axis { scale: span(&lines), text: seconds_mark, exact: seconds_mark, title: "time since the measurement began" };
    let values = lines.iter().flat_map(|line| &line.points).map(|(_, y)| *y).filter(|y| y.is_finite());
    let title = if runs.len() == 1 { LATENCY } else { "p99 latency" };
    let y = Axis { scale: Scale::log(values), text: time_mark, exact: time, title };
    let most = rates.iter().flat_map(|line| &line.points).map(|(_, y)| *y);
    let rate_axis = Axis { scale: Scale::linear(most), text: rate_mark, exact: rate, title: "responses a second" };
    let upper = Frame { height: 220.0, ..FRAME };
    let lower = Frame { top: upper.top + upper.height + GAP, height: RATE_HEIGHT };
    let mut body = draw(upper, &x, &y, &lines, false);
    body.push_str(&draw(lower, &x, &rate_axis, &rates, true));
    Some(Chart {
        title: "Latency over time".into(),
        note: "Each point is an interval of its own, by the moment at which responses came. A gap is an interval \
               without any response."
            .into(),
        height: lower.top + lower.height + 48.0,
        body,
    })
}

/// Percentiles over the rate that was reached.
pub(super) fn against_load(document: &Document) -> Option<Chart> {
    const SHOWN: &[(&str, Style)] = &[("50", Style::Dotted), ("99", Style::Solid), ("99.9", Style::Dashed)];
    let mut runs: Vec<&Run> = document.runs.iter().filter(|run| run.rate.is_some() && run.latency.count > 0).collect();
    // Those that are shown by themselves are points of it, too.
    let has_points = runs.iter().any(|run| matches!(run.kind, Kind::Sweep | Kind::Search));
    runs.retain(|run| has_points && run.kind != Kind::Round);
    runs.sort_by(|a, b| a.rate.unwrap_or(0.0).total_cmp(&b.rate.unwrap_or(0.0)));
    let mut names: Vec<&str> = Vec::new();
    for run in &runs {
        if !names.contains(&run.name.as_str()) {
            names.push(&run.name);
        }
    }
    let mut lines = Vec::new();
    // Of many targets, there is room for the tail alone.
    let percentiles = if names.len() > LINES_MAX / SHOWN.len() { &[("99.9", Style::Solid)] } else { SHOWN };
    for (at, target) in names.iter().enumerate().take(LINES_MAX / percentiles.len()) {
        let own: Vec<&&Run> = runs.iter().filter(|run| run.name == *target).collect();
        for (index, (percentile, style)) in percentiles.iter().enumerate() {
            let of = |run: &&&Run| Some((run.rate?, run.latency.percentile_us(percentile)?));
            let points: Vec<(f64, f64)> = own.iter().filter_map(of).collect();
            let missed = |run: &&&Run| run.achieved_rate < run.rate.unwrap_or(0.0) * 0.97 || run.failed() + run.unfinished > 0;
            let name = if names.len() > 1 { format!("{target} p{percentile}") } else { format!("p{percentile}") };
            let colour = if names.len() > 1 { at } else { index };
            let dots = Some(own.iter().map(missed).collect());
            lines.push(Line { name, colour, style: *style, points, dots });
        }
    }
    lines.retain(|line| !line.points.is_empty());
    if runs.len() < 2 || lines.is_empty() {
        return None;
    }
    let rates = || lines.iter().flat_map(|line| &line.points).map(|(x, _)| *x);
    let (least, most) = (rates().fold(f64::INFINITY, f64::min), rates().fold(0.0, f64::max));
    let scale = if most / least > 10.0 { Scale::log(rates()) } else { Scale::linear(rates()) };
    let x = Axis { scale, text: rate_mark, exact: rate, title: "requests a second that were asked for" };
    let goal = document.search.as_ref().map(|search| (search.goal_us, format!("limit of p{}", search.percentile)));
    let values = lines.iter().flat_map(|line| &line.points).map(|(_, y)| *y).chain(goal.iter().map(|(us, _)| *us));
    let y = Axis { scale: Scale::log(values), text: time_mark, exact: time, title: LATENCY };
    let mut body = draw(FRAME, &x, &y, &lines, true);
    if let Some((us, name)) = &goal {
        body.push_str(&level(FRAME, &y, *us, name));
    }
    Some(Chart {
        title: "Latency against load".into(),
        note: "Each point is a run at a constant rate. A hollow one did not keep its rate, or requests of it failed.".into(),
        height: FRAME.top + FRAME.height + 48.0,
        body,
    })
}
