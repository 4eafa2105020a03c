//! The performance API: the global `performance` and its entries, histograms, and the time that the loop idles.

use crate::runtime::builtin::{Module, private, shared};

mod histogram;
mod natives;

pub use histogram::of_latencies;

/// The declaration.
pub const MODULE: Module = Module {
    name: "performance",
    scripts: &[
        shared("internal/perf/performance", "performance.js"),
        private("internal/perf/performance_entry", "entry.js"),
        private("internal/perf/usertiming", "user_timing.js"),
        private("internal/perf/resource_timing", "resource_timing.js"),
        shared("internal/perf/observe", "observe.js"),
        private("internal/perf/nodetiming", "node_timing.js"),
        private("internal/perf/timerify", "timerify.js"),
        shared("internal/perf/event_loop_utilization", "utilization.js"),
        shared("internal/perf/utils", "clock.js"),
        shared("internal/perf/event_loop_delay", "delay.js"),
        shared("internal/histogram", "histogram.js"),
    ],
    uses: &["base", "events", "inspect"],
    bindings: &[("performance", natives::bind)],
    globals: &[
        ("performance", "internal/perf/performance"),
        ("Performance", "internal/perf/performance"),
        ("PerformanceEntry", "internal/perf/performance_entry"),
        ("PerformanceMark", "internal/perf/usertiming"),
        ("PerformanceMeasure", "internal/perf/usertiming"),
        ("PerformanceResourceTiming", "internal/perf/resource_timing"),
        ("PerformanceObserver", "internal/perf/observe"),
        ("PerformanceObserverEntryList", "internal/perf/observe"),
    ],
    ..Module::EMPTY
};
