//! A sampling CPU profiler: where a shard's JavaScript spends its time.
//!
//! The engine asks every 10,000 calls or backward jumps, a few thousand times in a busy second; the profiler takes the
//! stack then, at most once in an interval. A sample stands for the time since the one before, less what the loop slept
//! and what collections took, which have nodes of their own. Time within one native call counts for the JavaScript that
//! runs when it returns. Nothing is asked, and nothing costs, while no profile is taken.

mod cpuprofile;
mod flame;
mod tree;

use std::cell::{Cell, RefCell};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::time::{SystemTime, UNIX_EPOCH};

use shards::Shard;
use shards::clock::monotonic_ns;

use super::stack;
use crate::engine::{Cx, Interrupt, Result};
use crate::runtime::Runtime;
use tree::{Frame, Tree};

/// Frames of one sample, at most; deeper ones are cut off at the outer end.
const FRAMES_MAX: u32 = 128;

/// How profiles are taken and where they go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProfileOptions {
    /// Whether one is taken of the whole run.
    pub whole_run: bool,
    /// Between samples, in microseconds.
    pub interval_us: u64,
    /// The folder that profiles are written to.
    pub folder: PathBuf,
    /// The name of the `.cpuprofile`; the other files are named after it.
    pub name: Option<String>,
}

/// Node's interval between samples, in microseconds.
pub const INTERVAL_US: u64 = 1000;

impl Default for ProfileOptions {
    fn default() -> ProfileOptions {
        ProfileOptions { whole_run: false, interval_us: INTERVAL_US, folder: PathBuf::from("."), name: None }
    }
}

/// A profile that is being taken. Dropped before the runtime stops.
pub struct Profiler {
    state: Rc<State>,
    _interrupt: Interrupt,
}

struct State {
    shard: Rc<Shard>,
    interval_ns: u64,
    began_ns: u64,
    /// The end of what is accounted for.
    until_ns: Cell<u64>,
    /// What the shard had slept by then.
    idle_ns: Cell<u64>,
    looking: Cell<bool>,
    tree: RefCell<Tree>,
}

impl Profiler {
    /// Begins a profile.
    pub fn begin(runtime: &Runtime, interval_us: u64) -> Profiler {
        let now_ns = monotonic_ns();
        let shard = runtime.shard().clone();
        let state = Rc::new(State {
            interval_ns: interval_us * 1000,
            began_ns: now_ns,
            until_ns: Cell::new(now_ns),
            idle_ns: Cell::new(shard.reactor().idle_ns()),
            looking: Cell::new(false),
            tree: RefCell::new(Tree::new()),
            shard,
        });
        let watched = state.clone();
        let interrupt = Interrupt::new(runtime.cx(), move || {
            watched.look();
            false
        });
        Profiler { state, _interrupt: interrupt }
    }

    /// A collection has just ended that took so long.
    pub(in crate::runtime) fn collected(&self, pause_ns: u64) {
        let state = &*self.state;
        let rest_ns = state.account();
        state.tree.borrow_mut().add(&[], rest_ns.saturating_sub(pause_ns));
        state.tree.borrow_mut().add(&[Frame::special("(garbage collector)")], pause_ns.min(rest_ns));
    }

    /// Ends the profile and writes it: `NAME.cpuprofile` for Chrome's and VS Code's viewers, `NAME.folded` for flame graph
    /// tools, `NAME.svg` to look at. Returns the first one's path.
    ///
    /// # Errors
    /// When the folder cannot be made or a file cannot be written.
    fn finish(&self, options: &ProfileOptions, name: &str) -> io::Result<PathBuf> {
        let state = &*self.state;
        let rest_ns = state.account();
        let mut tree = state.tree.borrow_mut();
        tree.add(&[], rest_ns);
        fs::create_dir_all(&options.folder)?;
        let path = options.folder.join(name);
        let beside = |extension: &str| with_extension(&path, extension);
        fs::write(&path, cpuprofile::text(&tree, state.began_ns, state.until_ns.get()))?;
        fs::write(beside("folded"), tree.folded())?;
        fs::write(beside("svg"), flame::svg(&tree, name))?;
        Ok(path)
    }
}

/// `CPU.x.cpuprofile` to `CPU.x.svg`; a name that ends otherwise keeps its end.
fn with_extension(path: &Path, extension: &str) -> PathBuf {
    if path.extension().is_some_and(|known| known == "cpuprofile") {
        return path.with_extension(extension);
    }
    let mut name = path.as_os_str().to_owned();
    name.push(".");
    name.push(extension);
    name.into()
}

/// Begins or ends the profile of a running shard. What is written is said on standard error.
pub fn toggle(runtime: &Runtime) {
    if runtime.end_profile().is_some() {
        return;
    }
    runtime.begin_profile();
    eprintln!(
        "(rnode:{}) Taking a CPU profile of shard {}: SIGUSR1 ends it",
        std::process::id(),
        runtime.facts().label()
    );
}

impl Runtime {
    /// Begins a profile of this shard.
    pub fn begin_profile(&self) {
        let profiler = Profiler::begin(self, self.options().profile.interval_us);
        self.profiler.replace(Some(Rc::new(profiler)));
    }

    /// Ends the profile and writes it; `None` where none was taken.
    pub fn end_profile(&self) -> Option<()> {
        let profiler = self.profiler.take()?;
        let options = &self.options().profile;
        let name = options.name.clone().unwrap_or_else(|| self.profile_name());
        let label = self.facts().label();
        let process = std::process::id();
        match profiler.finish(options, &name) {
            // As in Node: of the whole run nothing is said.
            Ok(_) if options.whole_run => {}
            Ok(path) => eprintln!("(rnode:{process}) CPU profile of shard {label}: {}, .folded and .svg", path.display()),
            Err(error) => eprintln!("(rnode:{process}) The CPU profile of shard {label} cannot be written: {error}"),
        }
        Some(())
    }

    /// `CPU.yyyymmdd.hhmmss.pid.tid.seq.cpuprofile`, in local time, as Node names them.
    fn profile_name(&self) -> String {
        let sequence = self.profiles.get();
        self.profiles.set(sequence + 1);
        let facts = self.facts();
        let thread = if facts.thread_id == 0 { facts.index as u64 } else { facts.thread_id };
        let now = self.local_time().unwrap_or_default();
        format!("CPU.{now}.{}.{thread}.{sequence:03}.cpuprofile", std::process::id())
    }

    fn local_time(&self) -> Result<String> {
        let cx = self.cx();
        let elapsed = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let date = cx.date(elapsed.as_millis() as f64)?;
        let part = |name: &str| -> Result<i32> { Ok(cx.invoke(&date, name, &[])?.as_f64().unwrap_or(0.0) as i32) };
        Ok(format!(
            "{:04}{:02}{:02}.{:02}{:02}{:02}",
            part("getFullYear")?,
            part("getMonth")? + 1,
            part("getDate")?,
            part("getHours")?,
            part("getMinutes")?,
            part("getSeconds")?
        ))
    }
}

impl State {
    /// Called by the engine while JavaScript runs.
    fn look(&self) {
        if self.looking.get() || monotonic_ns() - self.until_ns.get() < self.interval_ns {
            return;
        }
        // Taking the stack runs a little JavaScript, within which the engine may ask again.
        self.looking.set(true);
        let text = stack::capture(Cx::current(), FRAMES_MAX);
        let mut frames: Vec<Frame> = text.lines().filter_map(Frame::parse).collect();
        frames.reverse();
        let busy_ns = self.account();
        self.tree.borrow_mut().add(&frames, busy_ns);
        self.looking.set(false);
    }

    /// Accounts for the time until now: adds what the loop slept to its node, and returns the rest.
    fn account(&self) -> u64 {
        let now_ns = monotonic_ns();
        let passed_ns = now_ns - self.until_ns.replace(now_ns);
        let idle_ns = self.shard.reactor().idle_ns();
        let slept_ns = (idle_ns - self.idle_ns.replace(idle_ns)).min(passed_ns);
        if slept_ns > 0 {
            self.tree.borrow_mut().add(&[Frame::special("(idle)")], slept_ns);
        }
        passed_ns - slept_ns
    }
}
