//! One shard of the generator: its loop, with what wakes it.
//!
//! Starts of an open loop that come between two milliseconds are waited for with a timerfd in the shard's reactor.
//! Whatever is due when the shard wakes is sent in that turn, so that a busy shard wakes less often.

use std::cell::RefCell;
use std::io;
use std::os::fd::OwnedFd;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::mpsc::Sender;
use std::time::Duration;

use rustix::time::{
    Itimerspec, TimerfdClockId, TimerfdFlags, TimerfdTimerFlags, Timespec, timerfd_create,
    timerfd_settime,
};
use shards::clock::monotonic_ns;
use shards::{Events, Expires, Interest, Registration, Shard, Source, TimerKey};

use super::connection::Connection;
use super::core::{Core, Finish};
use super::lookout::Lookout;
use super::plan::{Pace, Plan, Response, Script, Work};
use super::request::encode;
use super::tally::Tally;

/// Between two looks for requests that take too long, at most.
const SWEEP_MS_MAX: u64 = 100;
const SIGINT: i32 = 2;

/// What one shard tells about one interval.
pub(super) struct Report {
    pub index: u32,
    pub tally: Box<Tally>,
}

/// See the module's page.
pub(super) struct Worker {
    pub(super) shard: Rc<Shard>,
    pub(super) plan: Arc<Plan>,
    pub(super) timeout_ns: u64,
    script: Option<Rc<dyn Script>>,
    pub(super) core: RefCell<Core>,
}

/// A request to send: bytes that are ready, or in [`Core::out`] already.
pub(super) struct Ready<'a> {
    pub fixed: Option<&'a [u8]>,
    pub head_only: bool,
}

/// Wakes the shard and does nothing more.
struct Alarm;

impl Source for Alarm {
    fn ready(self: Rc<Self>, _events: Events) {}
}

/// Runs one shard's part of the plan.
///
/// # Errors
/// The kernel's, when the run cannot be set up; what a script has thrown.
pub(super) fn run(shard: &Rc<Shard>, plan: &Arc<Plan>, reports: &Sender<Report>) -> Result<Finish, String> {
    let script = match &plan.target.work {
        Work::Mix(_) => None,
        Work::Script(make) => Some(make(shard)?),
    };
    let io = |error: io::Error| format!("a shard of the generator cannot run: {error}");
    let worker = Worker::new(shard.clone(), plan.clone(), script);
    let connections: Vec<Rc<Connection>> =
        (0..worker.core.borrow().connections()).map(|index| Connection::new(worker.clone(), index)).collect();
    let alarm = timerfd_create(TimerfdClockId::Monotonic, TimerfdFlags::CLOEXEC | TimerfdFlags::NONBLOCK)
        .map_err(|error| io(error.into()))?;
    // Edge-triggered and never read: each expiration is an edge.
    let _alarm_watch: Registration =
        shard.reactor().register(&alarm, Interest::READ.edge(), Rc::new(Alarm)).map_err(io)?;
    let interrupt = worker.clone();
    let on_signal = Rc::new(move |_| interrupt.core.borrow_mut().interrupted = true);
    let _signal = shard.signals().watch(SIGINT, on_signal).map_err(io)?;
    Rc::new(Sweep { worker: worker.clone(), connections: connections.clone() }).arm();

    let mut clock = Clock { began_ns: monotonic_ns(), next_report_ns: u64::MAX, index: 0, alarm_ns: 0 };
    let mut lookout = Lookout::new();
    loop {
        let wait = worker.turn(&connections, &mut clock, &alarm, reports).map_err(io)?;
        let Some(wait) = wait else { break };
        // An open loop sleeps as users do, who are not there either before they have something to ask.
        if plan.pace != Pace::Closed || !lookout.finds(shard).map_err(io)? {
            shard.poll(Some(wait)).map_err(io)?;
        }
        worker.core.borrow_mut().spare_ns = lookout.spent_ns();
    }
    connections.iter().for_each(|connection| connection.close());
    let mut core = worker.core.borrow_mut();
    match core.abort.take() {
        Some(reason) => Err(reason),
        None => Ok(core.finish(plan)),
    }
}

/// The loop's own times.
struct Clock {
    began_ns: u64,
    next_report_ns: u64,
    index: u32,
    /// What the alarm is set to.
    alarm_ns: u64,
}

impl Worker {
    fn new(shard: Rc<Shard>, plan: Arc<Plan>, script: Option<Rc<dyn Script>>) -> Rc<Worker> {
        let core = Core::new(&plan, shard.index(), script.as_ref().is_some_and(|script| script.checks()));
        let timeout_ns = plan.timeout.as_nanos() as u64;
        Rc::new(Worker { shard, plan, timeout_ns, script, core: RefCell::new(core) })
    }

    /// The request with this number: appended to [`Core::out`], or bytes that are ready.
    pub(super) fn request(&self, number: u64, core: &mut Core) -> Result<Ready<'_>, String> {
        match &self.plan.target.work {
            Work::Mix(mix) => {
                let prepared = mix.pick(&mut core.random);
                let fixed = prepared.bytes();
                if fixed.is_none() {
                    prepared.write(number, &mut core.random, &mut core.out);
                }
                Ok(Ready { fixed, head_only: prepared.head_only })
            }
            Work::Script(_) => {
                let script = self.script.as_ref().expect("made when the shard began");
                let request = script.request(number)?;
                let head_only = encode(&request, &self.plan.target.origin.host, &mut core.out)?;
                Ok(Ready { fixed: None, head_only })
            }
        }
    }

    pub(super) fn check(&self, response: &Response<'_>) -> Result<(), String> {
        self.script.as_ref().map_or(Ok(()), |script| script.check(response))
    }

    /// What is due now; then how long there is to wait, or `None` at the end.
    fn turn(
        &self,
        connections: &[Rc<Connection>],
        clock: &mut Clock,
        alarm: &OwnedFd,
        reports: &Sender<Report>,
    ) -> io::Result<Option<Duration>> {
        let mut guard = self.core.borrow_mut();
        let core = &mut *guard;
        // Events took their time.
        self.shard.reactor().update_now();
        let now_ns = self.shard.reactor().now_ns();
        while let Some(index) = core.next_to_connect() {
            connections[index].connect(core);
        }
        if let Some(begin_ns) = core.advance(&self.plan, now_ns, clock.began_ns) {
            clock.next_report_ns = begin_ns + self.plan.interval.as_nanos() as u64;
        }
        core.start_due(connections);
        if core.is_over() {
            connections.iter().for_each(|connection| connection.abandon(core, now_ns));
            core.abandon_starts(now_ns);
            clock.report(core, reports);
            return Ok(None);
        }
        if now_ns >= clock.next_report_ns {
            clock.next_report_ns += self.plan.interval.as_nanos() as u64;
            clock.report(core, reports);
        }
        if let Some(next_ns) = core.next_start_ns()
            && next_ns != clock.alarm_ns
        {
            set_alarm(alarm, next_ns)?;
            clock.alarm_ns = next_ns;
        }
        let until_ns = core.next_stage_ns(clock.began_ns).min(clock.next_report_ns);
        Ok(Some(Duration::from_nanos(until_ns.saturating_sub(now_ns).max(1))))
    }
}

impl Clock {
    fn report(&mut self, core: &mut Core, reports: &Sender<Report>) {
        let tally = Box::new(std::mem::take(&mut core.tally));
        // Nobody listens any more: the run is given up.
        let _unheard = reports.send(Report { index: self.index, tally });
        self.index += 1;
    }
}

/// Gives up what takes too long, now and then.
struct Sweep {
    worker: Rc<Worker>,
    connections: Vec<Rc<Connection>>,
}

impl Sweep {
    fn arm(self: Rc<Self>) {
        let timeout_ms = self.worker.timeout_ns / 1_000_000;
        let shard = self.worker.shard.clone();
        shard.timers().arm(shard.now_ms() + (timeout_ms / 10).clamp(1, SWEEP_MS_MAX), self);
    }
}

impl Expires for Sweep {
    fn expired(self: Rc<Self>, _key: TimerKey, _now_ms: u64) {
        {
            let mut core = self.worker.core.borrow_mut();
            let now_ns = self.worker.shard.reactor().now_ns();
            self.connections.iter().for_each(|connection| connection.sweep(&mut core, now_ns));
        }
        self.arm();
    }
}

fn set_alarm(alarm: &OwnedFd, at_ns: u64) -> io::Result<()> {
    // Zero would switch it off.
    let at_ns = at_ns.max(1);
    let zero = Timespec { tv_sec: 0, tv_nsec: 0 };
    let value = Timespec { tv_sec: (at_ns / 1_000_000_000) as _, tv_nsec: (at_ns % 1_000_000_000) as _ };
    timerfd_settime(alarm, TimerfdTimerFlags::ABSTIME, &Itimerspec { it_interval: zero, it_value: value })?;
    Ok(())
}
