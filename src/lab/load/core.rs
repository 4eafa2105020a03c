//! What changes while a shard of the generator runs: which requests may start, what becomes of them, and the stages.
//!
//! ```text
//!   opening ──▶ warming up ──▶ measuring ──▶ draining (open loop) ──▶ over
//! ```

use std::collections::VecDeque;
use std::rc::Rc;
use std::time::Duration;

use rustix::time::{ClockId, clock_gettime};
use shards::clock::monotonic_ns;

use super::connection::Connection;
use super::plan::{Length, Pace, Plan};
use super::random::Random;
use super::schedule::Schedule;
use super::tally::{Failure, Tally};

/// One read takes at most this much.
const READ_BYTES_MAX: usize = 64 * 1024;
/// Connections that a shard makes at a time, so that a listener's backlog does not overflow.
const CONNECTING_MAX: usize = 128;
/// A run begins after this long though connections are still missing.
const OPENING_NS_MAX: u64 = 1_000_000_000;

/// What one shard tells at its end.
#[derive(Clone, Copy, Debug)]
pub(super) struct Finish {
    /// From the window's begin to its end, or to the last start behind that.
    pub window_ns: u64,
    /// The thread's CPU time, meanwhile.
    pub cpu_ns: u64,
    /// What of it the shard had to spare, looking for responses before it sleeps.
    pub spare_ns: u64,
    /// Somebody wants it to end.
    pub interrupted: bool,
}

/// See the module's page. Connections are handed it.
pub(super) struct Core {
    pub(super) tally: Tally,
    pub(super) scratch: Vec<u8>,
    pub(super) out: Vec<u8>,
    /// Connections that are to be made, or made again.
    pub(super) reconnect: Vec<usize>,
    /// A script wants to see responses.
    pub(super) looks: bool,
    pub(super) random: Random,
    stage: Stage,
    schedule: Option<Schedule>,
    /// Starts that are left, of a run that counts them.
    left: Option<u64>,
    number: u64,
    number_step: u64,
    outstanding: u64,
    connecting: usize,
    /// With room for a request; those whose mark is gone are passed over.
    idle: VecDeque<usize>,
    is_idle: Vec<bool>,
    window: Window,
    /// How long it has looked for responses before it slept, so far.
    pub(super) spare_ns: u64,
    pub(super) abort: Option<String>,
    /// Somebody wants it to end.
    pub(super) interrupted: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Debug)]
enum Stage {
    Opening,
    WarmingUp,
    Measuring,
    Draining,
    Over,
}

#[derive(Clone, Copy, Default, Debug)]
struct Window {
    begin_ns: u64,
    /// Of the starts; `u64::MAX` for a run that counts.
    end_ns: u64,
    drain_end_ns: u64,
    cpu_begin_ns: u64,
    spare_begin_ns: u64,
    /// A server that does not keep up is still asked behind the window for what was meant to start in it.
    last_start_ns: u64,
}

impl Core {
    /// That of a shard; `looks` if its script wants to see responses.
    pub(super) fn new(plan: &Plan, index: usize, looks: bool) -> Core {
        let threads = plan.threads;
        let share = |all: u64| all / threads as u64 + u64::from((index as u64) < all % threads as u64);
        let count = share(plan.connections as u64) as usize;
        let left = match plan.length {
            Length::Time(_) => None,
            Length::Requests(all) => Some(share(all)),
        };
        Core {
            tally: Tally::default(),
            scratch: vec![0; READ_BYTES_MAX],
            out: Vec::new(),
            reconnect: (0..count).rev().collect(),
            looks,
            random: Random::new(plan.seed ^ (index as u64 + 1).wrapping_mul(0xd6e8_feb8_6659_fd93)),
            stage: Stage::Opening,
            schedule: None,
            left,
            number: index as u64,
            number_step: threads as u64,
            outstanding: 0,
            connecting: 0,
            idle: VecDeque::new(),
            is_idle: vec![false; count],
            window: Window::default(),
            spare_ns: 0,
            abort: None,
            interrupted: false,
        }
    }

    pub(super) fn connections(&self) -> usize {
        self.is_idle.len()
    }

    /// Which connection is to be made now.
    pub(super) fn next_to_connect(&mut self) -> Option<usize> {
        if self.connecting >= CONNECTING_MAX || self.is_over() {
            return None;
        }
        let index = self.reconnect.pop()?;
        self.connecting += 1;
        Some(index)
    }

    /// What there is to tell at the end.
    pub(super) fn finish(&self, plan: &Plan) -> Finish {
        let now_ns = monotonic_ns();
        let end_ns = match plan.pace {
            Pace::Closed => now_ns,
            Pace::Open { .. } => self.window.last_start_ns.max(self.window.end_ns.min(now_ns)),
        };
        Finish {
            window_ns: end_ns.saturating_sub(self.window.begin_ns),
            cpu_ns: thread_cpu_ns().saturating_sub(self.window.cpu_begin_ns),
            spare_ns: self.spare_ns - self.window.spare_begin_ns,
            interrupted: self.interrupted,
        }
    }

    pub(super) fn is_over(&self) -> bool {
        self.stage == Stage::Over
    }

    /// A request may start: when it was meant to, and its number.
    #[inline]
    pub(super) fn take_start(&mut self, now_ns: u64, idle_since_ns: u64) -> Option<(u64, u64)> {
        if !matches!(self.stage, Stage::WarmingUp | Stage::Measuring | Stage::Draining) {
            return None;
        }
        let intended_ns = match &mut self.schedule {
            None if self.stage == Stage::Draining => return None,
            None => now_ns,
            Some(schedule) => {
                let intended_ns = schedule.next_ns();
                if intended_ns > now_ns || intended_ns >= self.window.end_ns {
                    return None;
                }
                intended_ns
            }
        };
        let counted = intended_ns >= self.window.begin_ns;
        if counted && self.stage == Stage::WarmingUp {
            // The window opens in the next turn.
            return None;
        }
        if counted && let Some(left) = &mut self.left {
            *left = left.checked_sub(1)?;
        }
        if let Some(schedule) = &mut self.schedule {
            schedule.advance();
            if counted {
                self.tally.late.record(now_ns.saturating_sub(intended_ns.max(idle_since_ns)));
                self.window.last_start_ns = now_ns;
            }
        }
        self.tally.sent += u64::from(counted);
        self.outstanding += 1;
        let number = self.number;
        self.number += self.number_step;
        Some((intended_ns, number))
    }

    /// Whether what started then is counted. A closed loop that runs for a time counts what ends in it; all others
    /// count what starts in it.
    #[inline]
    fn counts(&self, intended_ns: u64) -> bool {
        if self.stage < Stage::Measuring {
            return false;
        }
        intended_ns >= self.window.begin_ns || self.schedule.is_none() && self.left.is_none()
    }

    /// A response is complete. True if it is a good one, which a check may look at.
    #[inline]
    pub(super) fn answered(
        &mut self,
        status: u16,
        intended_ns: u64,
        sent_ns: u64,
        first_byte_ns: u64,
        now_ns: u64,
    ) -> bool {
        self.outstanding -= 1;
        if !self.counts(intended_ns) {
            return false;
        }
        let tally = &mut self.tally;
        tally.responses += 1;
        tally.latency.record(now_ns.saturating_sub(intended_ns));
        tally.first_byte.record(first_byte_ns.saturating_sub(sent_ns));
        tally.status(status);
        if self.schedule.is_some() {
            tally.service.record(now_ns - sent_ns);
        }
        let good = matches!(status, 200..=399);
        if !good {
            tally.fail(Failure::Status, 1);
        }
        good
    }

    /// A request has failed; in the latencies it is as old as it was.
    pub(super) fn failed(&mut self, failure: Failure, intended_ns: u64, sent_ns: u64, now_ns: u64) {
        self.outstanding -= 1;
        if self.counts(intended_ns) {
            self.tally.fail(failure, 1);
            if failure == Failure::Timeout {
                self.tally.latency.record(now_ns.saturating_sub(intended_ns));
                if self.schedule.is_some() {
                    self.tally.service.record(now_ns.saturating_sub(sent_ns));
                }
            }
        }
    }

    /// The run ends before a response came. A closed loop stops in the midst of requests: those say nothing.
    pub(super) fn unfinished(&mut self, intended_ns: u64, now_ns: u64) {
        self.outstanding -= 1;
        if self.schedule.is_some() && self.counts(intended_ns) {
            self.tally.unfinished += 1;
            self.tally.latency.record(now_ns.saturating_sub(intended_ns));
        }
    }

    /// Starts that never came, because no connection was free until the end.
    pub(super) fn abandon_starts(&mut self, now_ns: u64) {
        let Some(mut schedule) = self.schedule.take() else { return };
        let mut left = self.left.unwrap_or(u64::MAX);
        let end_ns = self.window.end_ns.min(now_ns);
        while schedule.next_ns() < end_ns && left > 0 && !self.interrupted {
            let intended_ns = schedule.next_ns();
            if intended_ns >= self.window.begin_ns {
                self.tally.unfinished += 1;
                self.tally.latency.record(now_ns - intended_ns);
                left -= 1;
            }
            schedule.advance();
        }
    }

    pub(super) fn unchecked(&mut self, message: String) {
        self.tally.fail(Failure::Check, 1);
        self.tally.sample(message);
    }

    pub(super) fn connected(&mut self, took_ns: u64) {
        self.connecting -= 1;
        self.tally.connections += 1;
        self.tally.connect.record(took_ns);
    }

    pub(super) fn refused(&mut self, failure: Failure) {
        self.connecting -= 1;
        self.tally.fail(failure, 1);
    }

    /// A try to connect begins that nobody asked for with [`Core::reconnect`].
    pub(super) fn retries(&mut self) {
        self.connecting += 1;
    }

    /// The connection has room for a request.
    #[inline]
    pub(super) fn idle(&mut self, index: usize) {
        if !self.is_idle[index] {
            self.is_idle[index] = true;
            self.idle.push_back(index);
        }
    }

    pub(super) fn not_idle(&mut self, index: usize) {
        self.is_idle[index] = false;
    }

    /// Ends the run with a reason.
    pub(super) fn abort(&mut self, reason: String) {
        self.abort.get_or_insert(reason);
        self.stage = Stage::Over;
    }

    /// The next start that a free connection waits for.
    pub(super) fn next_start_ns(&self) -> Option<u64> {
        let schedule = self.schedule.as_ref()?;
        let next_ns = schedule.next_ns();
        (!self.idle.is_empty() && next_ns < self.window.end_ns).then_some(next_ns)
    }

    pub(super) fn start_due(&mut self, connections: &[Rc<Connection>]) {
        if self.stage == Stage::Opening {
            return;
        }
        // An open loop's requests are spread over the connections.
        let most = if self.schedule.is_some() { 1 } else { usize::MAX };
        // Each has one turn; those that have room still are at the queue's end by then. Each looks at the clock, as those
        // in front of it took their time.
        for _ in 0..self.idle.len() {
            let now_ns = monotonic_ns();
            if let Some(schedule) = &self.schedule
                && schedule.next_ns() > now_ns
            {
                return;
            }
            let Some(index) = self.idle.pop_front() else { return };
            if std::mem::take(&mut self.is_idle[index]) {
                connections[index].start(self, now_ns, most);
            }
        }
    }

    /// Goes on to the next stage when it is time. When requests begin to be sent, it tells when measuring will begin.
    pub(super) fn advance(&mut self, plan: &Plan, now_ns: u64, began_ns: u64) -> Option<u64> {
        let window = &mut self.window;
        match self.stage {
            Stage::Opening => {
                let settled = self.connecting == 0 && self.reconnect.is_empty();
                if self.interrupted {
                    self.stage = Stage::Over;
                } else if settled || now_ns >= began_ns + OPENING_NS_MAX {
                    self.begin(plan, now_ns);
                    // Without a warm-up, it measures from the first request on.
                    self.advance(plan, now_ns, began_ns);
                    return Some(self.window.begin_ns);
                }
            }
            Stage::WarmingUp if now_ns >= window.begin_ns || self.interrupted => {
                self.stage = Stage::Measuring;
                window.cpu_begin_ns = thread_cpu_ns();
                window.spare_begin_ns = self.spare_ns;
                if plan.pace == Pace::Closed {
                    // The window of a closed loop begins when it does.
                    let length_ns = window.end_ns.saturating_sub(window.begin_ns);
                    window.begin_ns = now_ns;
                    window.end_ns = now_ns.saturating_add(length_ns);
                }
                let opened = std::mem::take(&mut self.tally);
                self.tally.connect = opened.connect;
                self.tally.connections = opened.connections;
                self.tally.failures = opened.failures;
            }
            Stage::Measuring => {
                let counted = self.left == Some(0);
                if self.interrupted {
                    window.end_ns = window.end_ns.min(now_ns);
                }
                if plan.pace == Pace::Closed && (now_ns >= window.end_ns || counted && self.outstanding == 0) {
                    self.stage = Stage::Over;
                } else if plan.pace != Pace::Closed && (now_ns >= window.end_ns || counted) {
                    window.end_ns = window.end_ns.min(now_ns);
                    window.drain_end_ns = now_ns + drain_ns(plan);
                    self.stage = Stage::Draining;
                }
            }
            Stage::Draining => {
                let due = self.schedule.as_ref().is_some_and(|schedule| schedule.next_ns() < window.end_ns);
                let due = due && self.left != Some(0);
                if self.outstanding == 0 && !due || now_ns >= window.drain_end_ns || self.interrupted {
                    self.stage = Stage::Over;
                }
            }
            Stage::WarmingUp | Stage::Over => {}
        }
        None
    }

    fn begin(&mut self, plan: &Plan, now_ns: u64) {
        self.stage = Stage::WarmingUp;
        let begin_ns = now_ns + plan.warm_up.as_nanos() as u64;
        self.window.begin_ns = begin_ns;
        self.window.end_ns = match plan.length {
            Length::Time(time) => begin_ns + time.as_nanos() as u64,
            Length::Requests(_) => u64::MAX,
        };
        if let Pace::Open { rate, arrivals } = plan.pace {
            let threads = plan.threads as f64;
            let phase = self.number as f64 / threads;
            self.schedule = Some(Schedule::new(arrivals, rate / threads, now_ns, phase, self.random.next()));
        }
    }

    pub(super) fn next_stage_ns(&self, began_ns: u64) -> u64 {
        match self.stage {
            Stage::Opening => began_ns + OPENING_NS_MAX,
            Stage::WarmingUp => self.window.begin_ns,
            Stage::Measuring => self.window.end_ns,
            Stage::Draining => self.window.drain_end_ns,
            Stage::Over => 0,
        }
    }
}

/// Until this long behind the last start, responses are waited for.
fn drain_ns(plan: &Plan) -> u64 {
    let length = match plan.length {
        Length::Time(length) => length / 2,
        Length::Requests(_) => plan.timeout,
    };
    plan.timeout.min(length.max(Duration::from_secs(2))).as_nanos() as u64
}

fn thread_cpu_ns() -> u64 {
    let now = clock_gettime(ClockId::ThreadCPUTime);
    now.tv_sec as u64 * 1_000_000_000 + now.tv_nsec as u64
}
