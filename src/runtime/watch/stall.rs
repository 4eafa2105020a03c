//! The stall detector: turns of the loop that take too long, and the JavaScript that made them so.
//!
//! The engine asks every 10,000 calls or backward jumps, so a stall within JavaScript is seen while it lasts and its
//! stack can be taken. One within a single native call (a large `JSON.stringify`, a `*Sync` function) is seen when the
//! turn ends: it has the phase and the length, and no stack. What a collection of the heap took is told apart.

use std::cell::{Cell, RefCell};
use std::fmt::Write as _;
use std::rc::{Rc, Weak};

use shards::clock::monotonic_ns;
use shards::{Latencies, Shard};

use super::stack;
use crate::engine::{Cx, Interrupt, Value};
use crate::runtime::Runtime;

/// Frames of a stack in a report.
const FRAMES: u32 = 16;
/// Reports are at least this far apart; what comes in between is counted.
const REPORT_INTERVAL_NS: u64 = 1_000_000_000;

/// What the loop was doing.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Phase {
    /// The program's own script, before the loop turns.
    #[default]
    Start,
    /// Callbacks of sockets, files, messages and the like.
    Events,
    /// `setImmediate`.
    Immediates,
    /// `close` callbacks.
    Closing,
    /// `setTimeout`, `setInterval`.
    Timers,
}

impl Phase {
    /// For reports.
    pub const fn name(self) -> &'static str {
        match self {
            Phase::Start => "the program's start",
            Phase::Events => "I/O callbacks",
            Phase::Immediates => "immediates",
            Phase::Closing => "close callbacks",
            Phase::Timers => "timers",
        }
    }
}

/// One turn that took too long.
#[derive(Clone, Debug)]
pub struct Stall {
    /// How long the turn took.
    pub length_ns: u64,
    /// The part of it that collections of the heap took.
    pub collecting_ns: u64,
    /// What the loop was doing when it was noticed.
    pub phase: Phase,
    /// Events that had come and whose callbacks had not run.
    pub events_waiting: usize,
    /// Immediates that had not run.
    pub immediates_waiting: usize,
    /// The frames that ran when it was noticed, one a line; empty if nothing of JavaScript's ran.
    pub stack: String,
}

/// What was seen in the present turn.
struct Seen {
    phase: Phase,
    events_waiting: usize,
    immediates_waiting: usize,
    stack: String,
}

/// Watches one shard's turns. Dropped before the runtime stops.
pub struct Detector {
    state: Rc<State>,
    /// Declared behind the state that it looks at; what it adds to the engine goes with it.
    _interrupt: Interrupt,
}

struct State {
    limit_ns: u64,
    shard: Rc<Shard>,
    runtime: Weak<Runtime>,
    seen: RefCell<Option<Seen>>,
    looking: Cell<bool>,
    collecting_ns: Cell<u64>,
    lengths: RefCell<Latencies>,
    last_report_ns: Cell<u64>,
    unreported: Cell<u64>,
    listener: RefCell<Option<Value>>,
}

impl Detector {
    /// Watches for turns longer than `limit_ms`.
    pub fn new(runtime: &Rc<Runtime>, limit_ms: u64) -> Detector {
        let state = Rc::new(State {
            limit_ns: limit_ms.max(1) * 1_000_000,
            shard: runtime.shard().clone(),
            runtime: Rc::downgrade(runtime),
            seen: RefCell::new(None),
            looking: Cell::new(false),
            collecting_ns: Cell::new(0),
            lengths: RefCell::default(),
            last_report_ns: Cell::new(0),
            unreported: Cell::new(0),
            listener: RefCell::new(None),
        });
        let watched = state.clone();
        let interrupt = Interrupt::new(runtime.cx(), move || {
            watched.look();
            false
        });
        Detector { state, _interrupt: interrupt }
    }

    /// The lengths of the stalls so far.
    pub fn lengths(&self) -> Latencies {
        self.state.lengths.borrow().clone()
    }

    /// `listener` is called with each stall, in a turn of its own.
    pub fn set_listener(&self, listener: Option<Value>) {
        self.state.listener.replace(listener);
    }

    /// Takes the listener's place while it is called.
    pub(in crate::runtime) fn listener(&self) -> Option<Value> {
        self.state.listener.borrow().clone()
    }

    /// A collection took part of the present turn.
    pub(in crate::runtime) fn collected(&self, pause_ns: u64) {
        self.state.collecting_ns.set(self.state.collecting_ns.get() + pause_ns);
    }

    /// The turn has come to its timers: if it was too long by now, and nobody has asked while JavaScript ran, this is
    /// where the time went.
    pub(in crate::runtime) fn come_to_timers(&self, now_ns: u64, phase: Phase) {
        let state = &*self.state;
        let woke_ns = state.shard.reactor().woke_ns();
        if woke_ns == 0 || now_ns.saturating_sub(woke_ns) < state.limit_ns || state.seen.borrow().is_some() {
            return;
        }
        let seen = Seen { phase, ..state.now() };
        state.seen.replace(Some(seen));
    }

    /// The present turn is over: says if it was a stall.
    pub(in crate::runtime) fn end_turn(&self, now_ns: u64) -> Option<Stall> {
        let state = &*self.state;
        let collecting_ns = state.collecting_ns.take();
        let seen = state.seen.take();
        let length_ns = now_ns.saturating_sub(state.shard.reactor().woke_ns());
        if length_ns < state.limit_ns || state.shard.reactor().woke_ns() == 0 {
            return None;
        }
        state.lengths.borrow_mut().record(length_ns);
        let seen = seen.unwrap_or_else(|| state.now());
        let stall = Stall {
            length_ns,
            collecting_ns,
            phase: seen.phase,
            events_waiting: seen.events_waiting,
            immediates_waiting: seen.immediates_waiting,
            stack: seen.stack,
        };
        state.report(&stall, now_ns);
        Some(stall)
    }
}

impl State {
    /// Called by the engine while JavaScript runs.
    fn look(&self) {
        if self.looking.get() || self.seen.borrow().is_some() {
            return;
        }
        let woke_ns = self.shard.reactor().woke_ns();
        if woke_ns == 0 || monotonic_ns() - woke_ns < self.limit_ns {
            return;
        }
        // Taking the stack runs a little JavaScript, within which the engine may ask again.
        self.looking.set(true);
        let mut seen = self.now();
        seen.stack = stack::capture(Cx::current(), FRAMES);
        self.seen.replace(Some(seen));
        self.looking.set(false);
    }

    fn now(&self) -> Seen {
        let runtime = self.runtime.upgrade();
        Seen {
            phase: runtime.as_ref().map_or(Phase::Start, |runtime| runtime.phase()),
            events_waiting: self.shard.reactor().undispatched(),
            immediates_waiting: runtime.map_or(0, |runtime| runtime.immediates_waiting()),
            stack: String::new(),
        }
    }

    fn report(&self, stall: &Stall, now_ns: u64) {
        if now_ns - self.last_report_ns.get() < REPORT_INTERVAL_NS && self.last_report_ns.get() != 0 {
            self.unreported.set(self.unreported.get() + 1);
            return;
        }
        self.last_report_ns.set(now_ns);
        let name = self.runtime.upgrade().map(|runtime| runtime.facts().label()).unwrap_or_default();
        eprint!("{}", stall.text(&name, self.unreported.take()));
    }
}

impl Stall {
    /// The report, of whole lines.
    fn text(&self, shard: &str, unreported: u64) -> String {
        let ms = |ns: u64| ns as f64 / 1e6;
        let mut text = format!(
            "(rnode:{}) Stall: shard {shard} spent {:.1} ms in one turn, in {}",
            std::process::id(),
            ms(self.length_ns),
            self.phase.name()
        );
        let mut add = |part: std::fmt::Arguments<'_>| text.write_fmt(part).expect("strings take text");
        if self.collecting_ns > 0 {
            add(format_args!(", {:.1} ms of it collecting garbage", ms(self.collecting_ns)));
        }
        match (self.events_waiting, self.immediates_waiting) {
            (0, 0) => {}
            (events, 0) => add(format_args!("; {events} events waited")),
            (0, immediates) => add(format_args!("; {immediates} immediates waited")),
            (events, immediates) => add(format_args!("; {events} events and {immediates} immediates waited")),
        }
        if unreported > 0 {
            add(format_args!("; {unreported} earlier stalls were not reported"));
        }
        add(format_args!("\n"));
        if !self.stack.is_empty() {
            add(format_args!("{}\n", self.stack));
        } else if self.collecting_ns * 2 < self.length_ns {
            add(format_args!("    in native code that took most of the turn, or in many short callbacks\n"));
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stall(collecting_ns: u64, stack: &str) -> Stall {
        Stall {
            length_ns: 312_400_000,
            collecting_ns,
            phase: Phase::Events,
            events_waiting: 3,
            immediates_waiting: 0,
            stack: stack.to_owned(),
        }
    }

    #[test]
    fn a_report_says_where_and_what_waited() {
        let text = stall(0, "    at busy (/srv/app.js:3:7)").text("1", 2);
        let rest = text.split_once(") ").unwrap().1;
        assert_eq!(
            rest,
            "Stall: shard 1 spent 312.4 ms in one turn, in I/O callbacks; 3 events waited; 2 earlier stalls were not \
             reported\n    at busy (/srv/app.js:3:7)\n"
        );
    }

    #[test]
    fn collections_are_told_apart() {
        let text = stall(300_000_000, "").text("0", 0);
        assert!(text.ends_with("in I/O callbacks, 300.0 ms of it collecting garbage; 3 events waited\n"), "{text}");
        let text = stall(0, "").text("0", 0);
        assert!(text.contains("in native code"), "{text}");
    }
}
