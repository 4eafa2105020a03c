//! Runs all targets in turns.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use ci_support::cores::Cores;
use ci_support::procfs;
use ci_support::stats::median;
use rnode::lab::load::{Arrivals, Length, Mix, Origin, Outcome, Pace, Plan, Prepared, Target as Address, Work, run};
use rnode::lab::report::live::Live;
use rnode::lab::report::model::{Kind, Run};
use rnode::lab::report::text;

use crate::Options;
use crate::scenario::Scenario;
use crate::target::{Running, Target};

/// What was asked for.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Load {
    /// As much as there is: a closed loop.
    All,
    /// So many requests a second; a share of what Node can do, in percent, where it is one.
    Rate(f64, Option<f64>),
}

/// One round of one target.
pub struct Sample {
    pub target: &'static str,
    pub load: Load,
    pub round: u32,
    pub outcome: Outcome,
    pub cpu_seconds: f64,
    /// Collections of cycles, where the target tells.
    pub collections: Option<u64>,
    /// The share of the cores' time that went to neither server nor generator, but to other processes or, as far as the
    /// kernel is told, to the host of a virtual machine.
    pub others: f64,
    /// The host's share alone.
    pub stolen: f64,
}

/// A round in which others, the host included, took more than this of the cores is made again …
const OTHERS_MAX: f64 = 0.02;
/// … until it was measured so many times; the least disturbed one counts.
pub const TRIES: usize = 4;

impl Sample {
    /// Whether every request was answered; those that are asked for more than they can do may leave some.
    pub fn is_good(&self) -> bool {
        self.outcome.total.responses > 0 && self.outcome.total.failed() == 0
    }

    /// As it is stored.
    pub fn run(&self) -> Run {
        let run = Run::of(&self.outcome, Kind::Round, Some(self.round));
        Run { others: Some(self.others), stolen: Some(self.stolen), ..run }
    }
}

impl Load {
    fn pace(self) -> Pace {
        match self {
            Load::All => Pace::Closed,
            Load::Rate(rate, _) => Pace::Open { rate, arrivals: Arrivals::Poisson },
        }
    }

    /// For tables.
    pub fn title(self) -> String {
        match self {
            Load::All => "closed loop".to_owned(),
            Load::Rate(rate, None) => format!("{} /s", text::count(rate)),
            Load::Rate(rate, Some(share)) => format!("{} /s ({share} % of what Node can do)", text::count(rate)),
        }
    }
}

/// Starts all targets, and measures them.
///
/// # Errors
/// rnode does not come up, or a run cannot be made.
pub fn measure(
    scenario: &Scenario,
    targets: &[Target],
    options: &Options,
    cores: &Cores,
    root: &Path,
) -> Result<Vec<Sample>, String> {
    let mut running: Vec<(&Target, Running, Plan)> = Vec::new();
    for target in targets {
        match target.start(scenario, cores, root) {
            Ok(started) => {
                let plan = plan(scenario, target, &started, options)?;
                running.push((target, started, plan));
            }
            Err(error) if target.name == "rnode" => return Err(format!("{}: rnode: {error}", scenario.name)),
            Err(error) => println!("{}: {} is left out: {error}", scenario.name, target.name),
        }
    }
    let mut screen = Screen { live: Live::on_terminal(), scenario: scenario.name };
    // Compilers and heaps settle under load.
    if !options.warm_up.is_zero() {
        for (_, _, plan) in &running {
            let plan = Plan { pace: Pace::Closed, length: Length::Time(options.length), ..plan.clone() };
            screen.run(plan, cores, "warming up ")?;
        }
    }
    let mut samples = Vec::new();
    let mut in_turns = |load: Load, samples: &mut Vec<Sample>| -> Result<(), String> {
        for round in 0..options.rounds {
            for turn in 0..running.len() {
                let (target, started, plan) = &running[(turn + round as usize) % running.len()];
                // The same arrivals for all, others in the next round.
                let plan = Plan { pace: load.pace(), seed: u64::from(round) + 1, ..plan.clone() };
                let what = format!("[{}, round {} of {}] ", load.title(), round + 1, options.rounds);
                let mut best: Option<Sample> = None;
                for _ in 0..options.tries.max(1) {
                    let sample = sample(target, started, &plan, cores, &mut screen, (load, round + 1, &what))?;
                    screen.ended(&sample);
                    if sample.outcome.interrupted {
                        return Err("interrupted".to_owned());
                    }
                    if best.as_ref().is_none_or(|best| sample.others < best.others) {
                        best = Some(sample);
                    }
                    if best.as_ref().is_some_and(|best| best.others <= OTHERS_MAX) {
                        break;
                    }
                }
                samples.extend(best);
            }
        }
        Ok(())
    };
    in_turns(Load::All, &mut samples)?;
    for load in loads(options, &samples) {
        in_turns(load, &mut samples)?;
    }
    Ok(samples)
}

/// One run, with what server, generator and others took of the cores meanwhile.
fn sample(
    target: &Target,
    started: &Running,
    plan: &Plan,
    cores: &Cores,
    screen: &mut Screen,
    (load, round, what): (Load, u32, &str),
) -> Result<Sample, String> {
    // An upstream and this very process are no others.
    let taken = || -> f64 { started.cpu_seconds() + started.upstream_seconds() + own_seconds() };
    let cores_time = || procfs::cores_time(&cores.all).ok_or("/proc/stat does not tell of the cores");
    let before = (started.cpu_seconds(), started.collections(), taken(), cores_time()?, Instant::now());
    let outcome = screen.run(plan.clone(), cores, what)?;
    let length = before.4.elapsed().as_secs_f64() * cores.all.len() as f64;
    let after = cores_time()?;
    let stolen = (after.stolen - before.3.stolen) / length;
    // The two are counted apart: what was taken is never negative, but for the ticks in which it is counted.
    let others = ((after.worked - before.3.worked - (taken() - before.2)) / length).max(0.0);
    Ok(Sample {
        target: target.name,
        load,
        round,
        others: others + stolen,
        stolen,
        cpu_seconds: started.cpu_seconds() - before.0,
        collections: started.collections().zip(before.1).map(|(after, before)| after - before),
        outcome,
    })
}

fn own_seconds() -> f64 {
    procfs::cpu_seconds(std::process::id()).unwrap_or(0.0)
}

/// Those that follow the closed loop.
fn loads(options: &Options, samples: &[Sample]) -> Vec<Load> {
    if !options.rates.is_empty() {
        return options.rates.iter().map(|rate| Load::Rate(*rate, None)).collect();
    }
    let of_node = samples.iter().filter(|sample| sample.target == "node" && sample.load == Load::All);
    let most = median(&of_node.map(|sample| sample.outcome.rate()).collect::<Vec<f64>>());
    options.loads.iter().map(|share| Load::Rate((most * share / 100.0).round().max(1.0), Some(*share))).collect()
}

/// A run of this target; its pace is set for each.
fn plan(scenario: &Scenario, target: &Target, running: &Running, options: &Options) -> Result<Plan, String> {
    let address = running.server.address;
    let host = address.to_string();
    let mix = Mix::new(vec![(1.0, Prepared::fixed(&scenario.request(), &host)?)])?;
    Ok(Plan {
        target: Address {
            name: target.name.to_owned(),
            origin: Origin { host, address },
            work: Work::Mix(Arc::new(mix)),
        },
        pace: Pace::Closed,
        connections: options.connections,
        pipeline: 1,
        threads: 1,
        warm_up: options.warm_up,
        length: Length::Time(options.length),
        timeout: Duration::from_secs(10),
        interval: (options.length / 50).max(Duration::from_millis(50)),
        seed: 1,
        keep_intervals: false,
    })
}

/// The terminal, while runs follow one another.
struct Screen {
    live: Option<Live>,
    scenario: &'static str,
}

impl Screen {
    fn run(&mut self, plan: Plan, cores: &Cores, what: &str) -> Result<Outcome, String> {
        let live = &mut self.live;
        if let Some(live) = live {
            live.prefix = format!("{} {what}", self.scenario);
        }
        let outcome = cores.on(cores.load, || {
            run(&Arc::new(plan), &mut |progress| {
                if let Some(live) = live {
                    live.show(progress);
                }
            })
        });
        if let Some(live) = live {
            live.clear();
        }
        outcome
    }

    fn ended(&self, sample: &Sample) {
        let (others, stolen) = (sample.others * 100.0, sample.stolen * 100.0);
        let line = text::line(&sample.run());
        eprintln!(
            "{} {}: {line}, others {others:.1} % (the host {stolen:.1} %)",
            self.scenario,
            sample.load.title()
        );
    }
}
