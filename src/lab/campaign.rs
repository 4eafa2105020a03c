//! Several runs that belong together: a sweep of rates, a search for a rate, targets in turns.

use std::sync::Arc;
use std::time::Duration;

use super::compare::compare;
use super::load::{Arrivals, Outcome, Pace, Plan, Progress, Target, run};
use super::report::model::{Document, Kind, Machine, Run, SCHEMA, Search};
use super::report::text::{count, time};
use super::report::timestamp;

/// A search begins here unless it is told where.
const SEARCH_FROM: f64 = 1000.0;
/// It ends when the highest rate that kept the goal and the lowest that did not are this close.
const SEARCH_CLOSE: f64 = 1.03;
const SEARCH_STEPS_MAX: usize = 40;
/// An open loop that gets less of its rate than this has not kept it.
const KEPT_SHARE: f64 = 0.97;
/// More requests than this share may not fail.
const FAILED_SHARE: f64 = 0.001;

/// What to measure.
pub struct Campaign {
    /// Of each run; target and pace are set for it.
    pub plan: Plan,
    pub targets: Vec<Target>,
    pub mode: Mode,
    pub title: String,
}

/// How the runs follow one another.
pub enum Mode {
    /// One run; of several targets, as many rounds, interleaved.
    Rounds(usize),
    /// Each target at each of these rates.
    Sweep(Vec<f64>, Arrivals),
    /// The highest rate that keeps this percentile within this time.
    Search { percentile: f64, goal: Duration, arrivals: Arrivals },
}

/// What came of it.
pub struct Results {
    pub document: Document,
    /// Of the runs of their own, with their intervals.
    pub outcomes: Vec<Outcome>,
}

/// Somebody who watches.
pub trait Watch {
    /// A run begins.
    fn begins(&mut self, what: &str);
    /// It is under way.
    fn progress(&mut self, progress: &Progress<'_>);
    /// It is over.
    fn ended(&mut self, run: &Run);
}

/// Measures.
///
/// # Errors
/// A run cannot be made.
pub fn measure(campaign: &Campaign, watch: &mut dyn Watch) -> Result<Results, String> {
    let document = Document {
        schema: SCHEMA.to_owned(),
        title: campaign.title.clone(),
        created: timestamp(std::time::SystemTime::now()),
        machine: Machine::here(),
        ..Document::default()
    };
    let mut results = Results { document, outcomes: Vec::new() };
    match &campaign.mode {
        Mode::Rounds(rounds) if campaign.targets.len() > 1 => in_rounds(campaign, *rounds, watch, &mut results)?,
        Mode::Rounds(_) => {
            let outcome = one(&campaign.plan, &campaign.targets[0], campaign.plan.pace, "", watch)?;
            results.document.runs.push(Run::of(&outcome, Kind::Run, None));
            results.outcomes.push(outcome);
        }
        Mode::Sweep(rates, arrivals) => sweep(campaign, rates, *arrivals, watch, &mut results)?,
        Mode::Search { percentile, goal, arrivals } => {
            search(campaign, *percentile, *goal, *arrivals, watch, &mut results)?;
        }
    }
    Ok(results)
}

fn one(plan: &Plan, target: &Target, pace: Pace, what: &str, watch: &mut dyn Watch) -> Result<Outcome, String> {
    watch.begins(what);
    let plan = Arc::new(Plan { target: target.clone(), pace, ..plan.clone() });
    run(&plan, &mut |progress| watch.progress(progress))
}

/// All targets in each round, another one first each time.
fn in_rounds(campaign: &Campaign, rounds: usize, watch: &mut dyn Watch, results: &mut Results) -> Result<(), String> {
    let targets = &campaign.targets;
    let mut merged: Vec<Option<Outcome>> = targets.iter().map(|_| None).collect();
    let mut measured: Vec<Vec<Run>> = Vec::new();
    'rounds: for round in 0..rounds {
        let mut runs: Vec<Option<Run>> = vec![None; targets.len()];
        for turn in 0..targets.len() {
            let at = (round + turn) % targets.len();
            let what = format!("[round {} of {rounds}] ", round + 1);
            let outcome = one(&campaign.plan, &targets[at], campaign.plan.pace, &what, watch)?;
            let interrupted = outcome.interrupted;
            let run = Run::of(&outcome, Kind::Round, Some(round as u32 + 1));
            watch.ended(&run);
            runs[at] = Some(run.brief());
            match &mut merged[at] {
                Some(before) => before.append(outcome),
                none => *none = Some(outcome),
            }
            if interrupted {
                break 'rounds;
            }
        }
        measured.push(runs.into_iter().flatten().collect());
    }
    for outcome in merged.into_iter().flatten() {
        results.document.runs.push(Run::of(&outcome, Kind::Run, None));
        results.outcomes.push(outcome);
    }
    if !measured.is_empty() {
        results.document.comparisons = compare(&measured);
    }
    results.document.runs.extend(measured.into_iter().flatten());
    Ok(())
}

fn sweep(
    campaign: &Campaign,
    rates: &[f64],
    arrivals: Arrivals,
    watch: &mut dyn Watch,
    results: &mut Results,
) -> Result<(), String> {
    for (at, rate) in rates.iter().enumerate() {
        for target in &campaign.targets {
            let pace = Pace::Open { rate: *rate, arrivals };
            let outcome = one(&campaign.plan, target, pace, &format!("[rate {} of {}] ", at + 1, rates.len()), watch)?;
            let run = Run::of(&outcome, Kind::Sweep, None);
            watch.ended(&run);
            results.document.runs.push(run);
            let interrupted = outcome.interrupted;
            results.outcomes.push(outcome);
            if interrupted {
                return Ok(());
            }
        }
    }
    Ok(())
}

/// Doubles the rate until it is not kept, then halves the distance. A rate that fails is tried once more: a hiccup of
/// the machine is no property of the server.
fn search(
    campaign: &Campaign,
    percentile: f64,
    goal: Duration,
    arrivals: Arrivals,
    watch: &mut dyn Watch,
    results: &mut Results,
) -> Result<(), String> {
    let goal_us = goal.as_secs_f64() * 1e6;
    let (mut kept, mut failing): (Option<f64>, Option<f64>) = (None, None);
    let mut rate = campaign.plan.pace.rate().unwrap_or(SEARCH_FROM);
    let mut limit = None;
    let mut failed_once = false;
    for step in 1..=SEARCH_STEPS_MAX {
        let pace = Pace::Open { rate, arrivals };
        let what = format!("[step {step}, {} /s] ", count(rate));
        let outcome = one(&campaign.plan, &campaign.targets[0], pace, &what, watch)?;
        let run = Run::of(&outcome, Kind::Search, None);
        watch.ended(&run);
        let keeps = keeps(&outcome, rate, percentile, goal);
        let interrupted = outcome.interrupted;
        if !keeps && !outcome.saturation.is_empty() {
            limit = Some(outcome.saturation.join("; "));
        }
        results.document.runs.push(run);
        results.outcomes.push(outcome);
        if interrupted {
            break;
        }
        if !keeps && !std::mem::replace(&mut failed_once, true) {
            continue;
        }
        failed_once = false;
        if keeps {
            kept = Some(rate);
        } else {
            failing = Some(rate);
        }
        rate = match (kept, failing) {
            (Some(kept), None) => kept * 2.0,
            (None, Some(failing)) => failing / 2.0,
            (Some(kept), Some(failing)) if failing / kept <= SEARCH_CLOSE => break,
            (Some(kept), Some(failing)) => f64::midpoint(kept, failing),
            (None, None) => unreachable!("the step has either kept the goal or failed"),
        };
        if !(1.0..=super::load::RATE_MAX).contains(&rate) {
            break;
        }
    }
    let mut verdict = match kept {
        Some(rate) => format!("{} /s is the highest rate with p{percentile} within {}", count(rate), time(goal_us)),
        None => format!("no rate was found with p{percentile} within {}", time(goal_us)),
    };
    if let Some(limit) = limit {
        verdict.push_str(&format!("; but the generator was a limit at a higher one: {limit}"));
    }
    results.document.search = Some(Search { percentile, goal_us, rate: kept, failing_rate: failing, verdict });
    Ok(())
}

fn keeps(outcome: &Outcome, rate: f64, percentile: f64, goal: Duration) -> bool {
    let total = &outcome.total;
    let failed = (total.failed() + total.unfinished) as f64 / total.sent.max(1) as f64;
    let latency = Duration::from_nanos(total.latency.percentile_ns(percentile));
    let reached = outcome.rate() >= rate * KEPT_SHARE || few(outcome, rate);
    total.responses > 0 && latency <= goal && failed <= FAILED_SHARE && reached
}

/// Whether so little was to be sent that chance may explain what is missing: four deviations of Poisson's.
fn few(outcome: &Outcome, rate: f64) -> bool {
    let expected = rate * outcome.window.as_secs_f64();
    outcome.total.responses as f64 >= expected - 4.0 * expected.sqrt()
}
