//! The binding `performance`: the clock, the moments of the program's start, idle time, histograms.

use std::sync::OnceLock;
use std::time::{SystemTime, UNIX_EPOCH};

use shards::clock::monotonic_ns;

use super::histogram;
use crate::engine::{Binding, Call, Result, Value};
use crate::runtime;

const NS_PER_MS: f64 = 1e6;

/// Where the process's time counts from.
struct Origin {
    /// Monotonic nanoseconds.
    monotonic: u64,
    /// Milliseconds since 1970.
    unix_ms: f64,
}

fn origin() -> &'static Origin {
    static ORIGIN: OnceLock<Origin> = OnceLock::new();
    ORIGIN.get_or_init(|| {
        let now = monotonic_ns();
        let unix = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs_f64() * 1e3;
        // The kernel knows when the process began, in clock ticks since it booted itself.
        let age_ns = now.saturating_sub(started_ns().unwrap_or(now));
        Origin { monotonic: now - age_ns, unix_ms: unix - age_ns as f64 / NS_PER_MS }
    })
}

/// The start of the process on the clock of `monotonic_ns`, to a hundredth of a second; `None` when it cannot be
/// compared, as after the machine was suspended.
fn started_ns() -> Option<u64> {
    let stat = std::fs::read_to_string("/proc/self/stat").ok()?;
    // The 22nd field; the second is the program's name in parentheses, which may hold spaces.
    let ticks: u64 = stat.rsplit_once(')')?.1.split_whitespace().nth(19)?.parse().ok()?;
    let started = ticks * (1_000_000_000 / rustix::param::clock_ticks_per_second());
    let age = monotonic_ns().checked_sub(started)?;
    (age < 60_000_000_000).then_some(started)
}

fn since_origin(ns: u64) -> f64 {
    ns.saturating_sub(origin().monotonic) as f64 / NS_PER_MS
}

pub(super) fn bind(binding: &Binding) -> Result<()> {
    let origin = origin();
    binding.value("timeOriginTimestamp", origin.unix_ms)?;
    binding.value("bootstrapComplete", since_origin(monotonic_ns()))?;
    let milestones = runtime::current().milestones();
    binding.value("realmStart", since_origin(milestones.realm_ns))?;
    binding.value("environment", since_origin(milestones.environment_ns))?;
    // (hook(start, duration)), in nanoseconds: called after each collection that the loop makes.
    binding.function("tellCollections", 1, |call: &Call| runtime::current().tell_collections(call.arg(0)))?;
    binding.function("sinceOrigin", 1, |call: &Call| -> Result<f64> { Ok(since_origin(call.f64(0)? as u64)) })?;
    // [turns, events, events that waited]
    binding.function("loopCounts", 0, |call: &Call| {
        let counts = runtime::current().loop_counts();
        call.cx().array([counts.turns, counts.events, counts.events_waiting].map(Value::from))
    })?;
    binding.function("now", 0, |_: &Call| since_origin(monotonic_ns()))?;
    binding.function("loopIdleTime", 0, |_: &Call| {
        runtime::current().shard().reactor().idle_ns() as f64 / NS_PER_MS
    })?;
    binding.function("loopStart", 0, |_: &Call| match runtime::current().loop_started_ns() {
        0 => -1.0,
        started => since_origin(started),
    })?;
    binding.function("loopEnd", 0, |_: &Call| match runtime::current().loop_ended_ns() {
        0 => -1.0,
        ended => since_origin(ended),
    })?;
    histogram::bind(binding)
}
