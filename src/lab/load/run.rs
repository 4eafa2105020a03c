//! Runs a plan: starts the shards, merges what they tell, and watches for what makes the figures doubtful.

use std::collections::BTreeMap;
use std::fs;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant, SystemTime};

use shards::{ShardOptions, ShardSet, Topology};

use super::core::Finish;
use super::histogram::Times;
use super::plan::{Pace, Plan};
use super::tally::Tally;
use super::worker::{self, Report};

/// A shard of a closed loop that computes for this share of the time is what limits the rate.
const BUSY_SHARE: f64 = 0.95;
/// Of an open loop's starts, this share may be late …
const LATE_SHARE: f64 = 0.01;
/// … by more than this.
const LATE: Duration = Duration::from_millis(1);
/// The watcher is called at least this often.
const WATCH_EVERY: Duration = Duration::from_millis(250);

/// What a run has measured.
#[derive(Clone)]
pub struct Outcome {
    pub plan: Arc<Plan>,
    pub begun: SystemTime,
    pub total: Tally,
    pub points: Vec<Point>,
    /// Each interval's latencies, if the plan keeps them.
    pub intervals: Vec<Times>,
    pub window: Duration,
    /// The generator's CPU time within the window, all shards together.
    pub cpu: Duration,
    /// The busiest shard's share of the window that it computed for. What it spent looking for responses that were not
    /// there yet is not part of it.
    pub busiest: f64,
    /// The share of all cores' time, warm-up included, that the host of a virtual machine gave to others though there was
    /// work for them; `None` if the kernel does not say.
    pub stolen: Option<f64>,
    /// Why the figures may tell more of the generator than of the server.
    pub saturation: Vec<String>,
    pub interrupted: bool,
}

/// One interval. Times in nanoseconds; 0 where nothing ended.
#[derive(Clone, Copy, Default, Debug)]
pub struct Point {
    /// Of the interval's begin.
    pub at: Duration,
    /// The last one of a run may be shorter than the others.
    pub length: Duration,
    pub responses: u64,
    pub failed: u64,
    pub p50_ns: u64,
    pub p90_ns: u64,
    pub p99_ns: u64,
    pub p999_ns: u64,
    pub max_ns: u64,
}

/// A run that is under way, for those who watch.
pub struct Progress<'a> {
    pub plan: &'a Plan,
    pub total: &'a Tally,
    pub points: &'a [Point],
    /// Since the run was begun, warm-up included.
    pub elapsed: Duration,
}

impl Outcome {
    /// Responses a second.
    pub fn rate(&self) -> f64 {
        self.total.responses as f64 / self.window.as_secs_f64().max(f64::MIN_POSITIVE)
    }

    /// Adds a later run of the same plan, as though it had followed at once.
    pub fn append(&mut self, later: Outcome) {
        self.total.add(later.total);
        let behind = self.points.last().map_or(Duration::ZERO, |last| last.at + last.length);
        self.points.extend(later.points.into_iter().map(|point| Point { at: point.at + behind, ..point }));
        self.intervals.extend(later.intervals);
        let share = later.window.as_secs_f64() / (self.window + later.window).as_secs_f64().max(f64::MIN_POSITIVE);
        self.stolen = self.stolen.zip(later.stolen).map(|(mine, theirs)| mine * (1.0 - share) + theirs * share);
        self.window += later.window;
        self.cpu += later.cpu;
        self.busiest = self.busiest.max(later.busiest);
        for sign in later.saturation {
            if self.saturation.is_empty() {
                self.saturation.push(sign);
            }
        }
        self.interrupted |= later.interrupted;
    }
}

/// Runs the plan to its end.
///
/// # Errors
/// The shards cannot run; a script has thrown.
pub fn run(plan: &Arc<Plan>, watch: &mut dyn FnMut(&Progress<'_>)) -> Result<Outcome, String> {
    let (sender, reports) = channel();
    let shared = plan.clone();
    let main = move |shard: std::rc::Rc<shards::Shard>| {
        let (plan, reports) = (shared.clone(), sender.clone());
        async move { worker::run(&shard, &plan, &reports) }
    };
    let begun = SystemTime::now();
    let options = ShardOptions::default();
    // A lone shard goes where the scheduler finds room; several have a core each.
    let finishes: Vec<_>;
    let mut gathered = Gathered::new(plan);
    if plan.threads == 1 {
        let handle = shards::start(options, main).map_err(|error| error.to_string())?;
        gathered.listen(&reports, watch);
        finishes = vec![handle.join()];
    } else {
        let set = ShardSet::start(plan.threads, &Topology::detect(), &options, main);
        let set = set.map_err(|error| error.to_string())?;
        gathered.listen(&reports, watch);
        finishes = set.join();
    }
    let finishes = finishes.into_iter().map(|finish| finish.map_err(|error| error.to_string())?);
    let finishes: Vec<Finish> = finishes.collect::<Result<_, String>>()?;
    Ok(gathered.outcome(begun, &finishes))
}

struct Gathered {
    plan: Arc<Plan>,
    began: Instant,
    /// At that time.
    stolen_before: Option<Duration>,
    total: Tally,
    /// Intervals that some shard has not told of yet: latencies, failures, and how many have.
    open: BTreeMap<u32, (Times, u64, u64, usize)>,
    points: Vec<Point>,
    intervals: Vec<Times>,
}

impl Gathered {
    fn new(plan: &Arc<Plan>) -> Gathered {
        Gathered {
            plan: plan.clone(),
            began: Instant::now(),
            stolen_before: stolen(),
            total: Tally::default(),
            open: BTreeMap::new(),
            points: Vec::new(),
            intervals: Vec::new(),
        }
    }

    /// Until every shard has hung up.
    fn listen(&mut self, reports: &Receiver<Report>, watch: &mut dyn FnMut(&Progress<'_>)) {
        loop {
            match reports.recv_timeout(WATCH_EVERY) {
                Ok(report) => self.take(report),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => break,
            }
            let elapsed = self.began.elapsed();
            watch(&Progress { plan: &self.plan, total: &self.total, points: &self.points, elapsed });
        }
        while let Some((index, entry)) = self.open.pop_first() {
            self.close(index, entry);
        }
        self.total.settle();
    }

    fn take(&mut self, report: Report) {
        let entry = self.open.entry(report.index).or_default();
        entry.0.add(&report.tally.latency);
        entry.1 += report.tally.responses;
        entry.2 += report.tally.failed();
        entry.3 += 1;
        self.total.add(*report.tally);
        while let Some(first) = self.open.first_entry()
            && first.get().3 == self.plan.threads
        {
            let (index, entry) = first.remove_entry();
            self.close(index, entry);
        }
    }

    fn close(&mut self, index: u32, (times, responses, failed, _): (Times, u64, u64, usize)) {
        self.points.push(Point {
            at: self.plan.interval * index,
            length: self.plan.interval,
            responses,
            failed,
            p50_ns: times.percentile_ns(50.0),
            p90_ns: times.percentile_ns(90.0),
            p99_ns: times.percentile_ns(99.0),
            p999_ns: times.percentile_ns(99.9),
            max_ns: times.max_ns(),
        });
        if self.plan.keep_intervals {
            self.intervals.push(times);
        }
    }

    fn outcome(mut self, begun: SystemTime, finishes: &[Finish]) -> Outcome {
        let window_ns = finishes.iter().map(|finish| finish.window_ns).max().unwrap_or(0);
        if let Some(last) = self.points.last_mut() {
            last.length = last.length.min(Duration::from_nanos(window_ns).saturating_sub(last.at));
        }
        let share = |finish: &Finish| {
            finish.cpu_ns.saturating_sub(finish.spare_ns) as f64 / finish.window_ns.max(1) as f64
        };
        let elapsed = self.began.elapsed();
        let stolen = stolen().zip(self.stolen_before).map(|(now, before)| now.saturating_sub(before));
        let busiest = finishes.iter().map(share).fold(0.0, f64::max);
        Outcome {
            saturation: saturation(&self.plan, &self.total, busiest),
            plan: self.plan,
            begun,
            total: self.total,
            points: self.points,
            intervals: self.intervals,
            window: Duration::from_nanos(window_ns),
            cpu: Duration::from_nanos(finishes.iter().map(|finish| finish.cpu_ns).sum()),
            busiest,
            stolen: stolen.map(|stolen| stolen.div_duration_f64(elapsed)),
            interrupted: finishes.iter().any(|finish| finish.interrupted),
        }
    }
}

/// What the host of a virtual machine has taken from each of its cores since it started, on average, as far as the kernel
/// is told.
fn stolen() -> Option<Duration> {
    let stat = fs::read_to_string("/proc/stat").ok()?;
    // user, nice, system, idle, iowait, irq, softirq, steal, in hundredths of a second: proc_stat(5).
    let ticks: u64 = stat.lines().next()?.strip_prefix("cpu ")?.split_ascii_whitespace().nth(7)?.parse().ok()?;
    let cores = stat.lines().skip(1).take_while(|line| line.starts_with("cpu")).count();
    Some(Duration::from_millis(ticks * 10) / u32::try_from(cores.max(1)).ok()?)
}

/// What shows that the generator was the limit.
fn saturation(plan: &Plan, total: &Tally, busiest: f64) -> Vec<String> {
    let mut signs = Vec::new();
    if busiest >= BUSY_SHARE {
        let share = busiest * 100.0;
        signs.push(format!(
            "the generator itself was busy for {share:.0} % of the time: it may be the limit, not the server (try -t {})",
            plan.threads + 1
        ));
    }
    let late = 1.0 - total.late.share_up_to(LATE);
    if matches!(plan.pace, Pace::Open { .. }) && late > LATE_SHARE {
        signs.push(format!(
            "{:.1} % of the starts were over {} ms late though a connection was free (p99 {:.1} ms): \
             the generator could not keep the rate",
            late * 100.0,
            LATE.as_millis(),
            total.late.percentile_ns(99.0) as f64 / 1e6
        ));
    }
    signs
}
