//! From rounds to a table and a stored document.

use ci_support::stats::{self, median, ratio};
use rnode::lab::compare;
use rnode::lab::load::Outcome;
use rnode::lab::report::model::{Document, Kind, Machine, Run, SCHEMA};
use rnode::lab::report::{text, timestamp};

use crate::rounds::{Load, Sample};
use crate::scenario::Scenario;

/// Whom the others are compared with.
const BASE: &str = "node";
/// What is compared; all else is in the table.
const MEASURES: &[&str] = &["p50", "p99", "p99.9"];

/// In the order in which they were measured.
fn loads(samples: &[Sample]) -> Vec<Load> {
    let mut loads: Vec<Load> = samples.iter().map(|sample| sample.load).collect();
    loads.dedup();
    loads
}

/// The base first, then in the order of the first round.
fn targets(samples: &[Sample]) -> Vec<&'static str> {
    let first = samples.iter().filter(|sample| sample.load == Load::All && sample.round == 1);
    let mut names: Vec<&str> = first.map(|sample| sample.target).collect();
    names.sort_by_key(|name| *name != BASE);
    names
}

fn of<'a>(samples: &'a [Sample], target: &str, load: Load) -> Vec<&'a Sample> {
    samples.iter().filter(|sample| sample.target == target && sample.load == load).collect()
}

/// Medians of the rounds, a block for each load. `others` is what neither server nor generator took of the cores, and
/// `host` the part of it that the host of the virtual machine did.
pub fn table(scenario: &Scenario, samples: &[Sample]) -> String {
    let mut all = format!("{}: {}\n", scenario.name, scenario.title);
    for load in loads(samples) {
        let times = ["p50", "p99", "p99.9", "max", "p99.9:node"];
        let heads = ["req/s", "CPU us/req"].into_iter().chain(times).chain(["errors", "collections", "others", "host"]);
        let mut rows = vec![std::iter::once(load.title()).chain(heads.map(str::to_owned)).collect::<Vec<_>>()];
        let p999 = |target: &str| {
            let rounds = of(samples, target, load);
            median(&rounds.iter().map(|sample| percentile_us(sample, 99.9)).collect::<Vec<_>>())
        };
        for target in targets(samples) {
            let rounds = of(samples, target, load);
            let middle = |value: &dyn Fn(&Sample) -> f64| median(&rounds.iter().map(|round| value(round)).collect::<Vec<_>>());
            let time = |percentile: f64| text::time(middle(&|sample| percentile_us(sample, percentile)));
            let collections: Option<u64> = rounds.iter().map(|round| round.collections).sum();
            let failed: u64 = rounds.iter().map(|round| round.outcome.total.failed() + round.outcome.total.unfinished).sum();
            rows.push(vec![
                target.to_owned(),
                text::count(middle(&|sample| sample.outcome.rate())),
                format!("{:.1}", middle(&cpu_us)),
                time(50.0),
                time(99.0),
                time(99.9),
                text::time(middle(&|sample| sample.outcome.total.latency.max_ns() as f64 / 1e3)),
                ratio(p999(target), p999(BASE)),
                failed.to_string(),
                collections.map_or_else(|| "–".to_owned(), |count| count.to_string()),
                format!("{:.1} %", middle(&|sample| sample.others) * 100.0),
                format!("{:.1} %", middle(&|sample| sample.stolen) * 100.0),
            ]);
        }
        all.push_str(&stats::table(&rows));
        all.push('\n');
    }
    all
}

fn percentile_us(sample: &Sample, percentile: f64) -> f64 {
    sample.outcome.total.latency.percentile_ns(percentile) as f64 / 1e3
}

/// The server's, warming up included.
fn cpu_us(sample: &Sample) -> f64 {
    let plan = &sample.outcome.plan;
    let share = sample.outcome.window.as_secs_f64() / (sample.outcome.window + plan.warm_up).as_secs_f64();
    sample.cpu_seconds * share * 1e6 / sample.outcome.total.responses.max(1) as f64
}

/// As `rnode bench` stores it: for each target and load all rounds together, the rounds, and how the targets compare with
/// the base at the load in the middle.
pub fn document(scenario: &Scenario, samples: &[Sample], machine: &Machine) -> Document {
    let mut document = Document {
        schema: SCHEMA.to_owned(),
        title: scenario.title.to_owned(),
        created: timestamp(std::time::SystemTime::now()),
        machine: machine.clone(),
        ..Document::default()
    };
    let loads = loads(samples);
    let middle = loads.get(loads.len().div_ceil(2)).copied().unwrap_or(Load::All);
    for load in loads {
        // The one whose curves are drawn, and those that are points of a sweep.
        let kind = if load == Load::All || load == middle { Kind::Run } else { Kind::Sweep };
        for target in targets(samples) {
            let rounds = of(samples, target, load);
            let mut run = Run::of(&together(&rounds), kind, None);
            let us: Vec<f64> = rounds.iter().map(|sample| cpu_us(sample)).collect();
            run.server_cpu_us_per_request = Some((median(&us) * 100.0).round() / 100.0);
            run.others = Some(median(&rounds.iter().map(|sample| sample.others).collect::<Vec<_>>()));
            document.runs.push(run);
        }
    }
    let names = targets(samples);
    let most = samples.iter().map(|sample| sample.round).max().unwrap_or(0);
    let in_round = |round: u32| {
        let of_target = |name: &&str| samples.iter().find(|s| s.target == *name && s.load == middle && s.round == round);
        names.iter().filter_map(of_target).map(Sample::run).collect::<Vec<Run>>()
    };
    let rounds: Vec<Vec<Run>> = (1..=most).map(in_round).collect();
    if most as usize >= rnode::lab::ROUNDS_MIN && names.first() == Some(&BASE) {
        document.comparisons = compare(&rounds);
        document.comparisons.retain(|row| MEASURES.contains(&row.measure.as_str()));
    }
    document.runs.extend(samples.iter().map(|sample| sample.run().brief()));
    document.set_group(scenario.title);
    document
}

/// All rounds as though they had followed at once.
fn together(rounds: &[&Sample]) -> Outcome {
    let mut rounds = rounds.iter().map(|sample| sample.outcome.clone());
    let mut all = rounds.next().expect("every target was measured at every load");
    rounds.for_each(|later| all.append(later));
    all
}
