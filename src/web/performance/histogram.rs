//! The native side of histograms: counts of whole numbers, and one that a timer of the loop fills.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use hdrhistogram::Histogram;
use shards::clock::monotonic_ns;
use shards::{Expires, Latencies, TimerKey};

use crate::engine::{Binding, Call, Class, Cx, Error, ErrorClass, Prototype, Result, Value};
use crate::runtime;

/// What an empty histogram gives for its smallest value.
const MIN_OF_NONE: u64 = i64::MAX as u64;
/// An hour in nanoseconds: the longest delay of the loop that is told apart.
const DELAY_NS_MAX: u64 = 3_600_000_000_000;
const DELAY_FIGURES: u8 = 3;

struct Counts {
    histogram: Histogram<u64>,
    /// Values that were larger than the largest.
    exceeds: u64,
    /// The moment of the last `recordDelta`, in nanoseconds; 0 before the first.
    previous: u64,
}

impl Counts {
    fn record(&mut self, value: u64) {
        if self.histogram.record(value).is_err() {
            self.exceeds += 1;
        }
    }

    /// Records the nanoseconds since the last call.
    fn record_delta(&mut self) {
        let now = monotonic_ns();
        let previous = std::mem::replace(&mut self.previous, now);
        if previous != 0 {
            self.record(now - previous);
        }
    }

    fn min(&self) -> u64 {
        if self.histogram.is_empty() { MIN_OF_NONE } else { self.histogram.min() }
    }
}

/// A histogram; the timer is there for those of the loop's delay.
struct NativeHistogram {
    counts: Rc<RefCell<Counts>>,
    timer: Option<Rc<DelayTimer>>,
}

impl Class for NativeHistogram {
    const NAME: &'static str = "Histogram";
}

/// Records how long each interval of the loop really took.
struct DelayTimer {
    counts: Rc<RefCell<Counts>>,
    resolution_ms: u64,
    key: Cell<Option<TimerKey>>,
}

impl DelayTimer {
    fn arm(self: &Rc<Self>, now_ms: u64) {
        let runtime = runtime::current();
        self.key.set(Some(runtime.shard().timers().arm(now_ms + self.resolution_ms, self.clone())));
    }
}

impl Expires for DelayTimer {
    fn expired(self: Rc<Self>, _: TimerKey, now_ms: u64) {
        self.counts.borrow_mut().record_delta();
        self.arm(now_ms);
    }
}

fn counts(lowest: u64, highest: u64, figures: u8) -> Result<Rc<RefCell<Counts>>> {
    let histogram = Histogram::new_with_bounds(lowest, highest, figures)
        .map_err(|error| Error::coded(ErrorClass::RangeError, "ERR_OUT_OF_RANGE", error.to_string()))?;
    Ok(Rc::new(RefCell::new(Counts { histogram, exceeds: 0, previous: 0 })))
}

/// A native histogram with a copy of what a shard has counted, for the script's `Histogram`.
pub fn of_latencies(cx: Cx, latencies: &Latencies) -> Result<Value> {
    let counts = counts(1, DELAY_NS_MAX, DELAY_FIGURES)?;
    if let Some(histogram) = latencies.histogram() {
        counts.borrow_mut().histogram.add(histogram).expect("an hour is the longest duration of both");
    }
    cx.instance(NativeHistogram { counts, timer: None })
}

pub(super) fn bind(binding: &Binding) -> Result<()> {
    let cx = binding.cx();
    cx.define_class::<NativeHistogram>(methods)?;
    // new Histogram(lowest, highest, figures)
    let constructor = cx.constructor::<NativeHistogram, _>(3, |call: &Call| {
        let (lowest, highest) = (call.i64(0)?.max(1) as u64, call.i64(1)?.max(2) as u64);
        Ok(NativeHistogram { counts: counts(lowest, highest, call.i32(2)? as u8)?, timer: None })
    })?;
    binding.value("Histogram", constructor)?;
    binding.function("createELDHistogram", 1, |call: &Call| -> Result<Value> {
        let counts = counts(1, DELAY_NS_MAX, DELAY_FIGURES)?;
        let resolution_ms = call.i64(0)?.max(1) as u64;
        let timer = Rc::new(DelayTimer { counts: counts.clone(), resolution_ms, key: Cell::new(None) });
        call.cx().instance(NativeHistogram { counts, timer: Some(timer) })
    })
}

fn methods(proto: &Prototype) -> Result<()> {
    proto.method("start", 1, start)?;
    proto.method("stop", 0, stop)?;
    proto.method("record", 1, |call: &Call| change(call, |counts, call| {
        counts.record(call.i64(0)?.max(0) as u64);
        Ok(())
    }))?;
    proto.method("recordDelta", 0, |call: &Call| change(call, |counts, _| {
        counts.record_delta();
        Ok(())
    }))?;
    proto.method("reset", 0, |call: &Call| change(call, |counts, _| {
        counts.histogram.reset();
        (counts.exceeds, counts.previous) = (0, 0);
        Ok(())
    }))?;
    proto.method("add", 1, add)?;
    proto.method("count", 0, |call: &Call| -> Result<u64> {
        let counts = call.this_as::<NativeHistogram>()?.counts.borrow();
        Ok(counts.histogram.len() + counts.exceeds)
    })?;
    proto.method("exceeds", 0, |call: &Call| -> Result<u64> {
        Ok(call.this_as::<NativeHistogram>()?.counts.borrow().exceeds)
    })?;
    // The numbers may be larger than what a double holds exactly, so that these two are for BigInt and Number alike.
    proto.method("min", 1, |call: &Call| whole(call, Counts::min))?;
    proto.method("max", 1, |call: &Call| whole(call, |counts| counts.histogram.max()))?;
    proto.method("percentile", 2, |call: &Call| -> Result<Value> {
        let percentile = call.f64(1)?;
        whole(call, |counts| counts.histogram.value_at_percentile(percentile))
    })?;
    proto.method("recorded", 0, recorded)?;
    proto.method("percentiles", 1, percentiles)
}

fn change(call: &Call, body: fn(&mut Counts, &Call) -> Result<()>) -> Result<()> {
    body(&mut call.this_as::<NativeHistogram>()?.counts.borrow_mut(), call)
}

/// A whole number, as a `BigInt` when the first argument is true.
fn whole(call: &Call, get: impl FnOnce(&Counts) -> u64) -> Result<Value> {
    let number = get(&call.this_as::<NativeHistogram>()?.counts.borrow());
    Ok(if call.bool(0) { call.cx().bigint_unsigned(number) } else { Value::from(number as f64) })
}

fn add(call: &Call) -> Result<()> {
    let (this, other) = (call.this_as::<NativeHistogram>()?, call.arg_as::<NativeHistogram>(0)?);
    // One may be added to itself.
    let (source, exceeds) = {
        let other = other.counts.borrow();
        (other.histogram.clone(), other.exceeds)
    };
    let mut counts = this.counts.borrow_mut();
    for step in source.iter_recorded() {
        let times = step.count_at_value();
        if counts.histogram.record_n(step.value_iterated_to(), times).is_err() {
            counts.exceeds += times;
        }
    }
    counts.exceeds += exceeds;
    Ok(())
}

/// `[value, count, …]`: the middle of each range of values that the histogram does not tell apart.
fn recorded(call: &Call) -> Result<Value> {
    let counts = call.this_as::<NativeHistogram>()?.counts.borrow();
    let histogram = &counts.histogram;
    let steps = histogram.iter_recorded().flat_map(|step| {
        let value = histogram.median_equivalent(step.value_iterated_to());
        [Value::from(value as f64), Value::from(step.count_at_value() as f64)]
    });
    Ok(call.cx().array(steps))
}

/// `[percentile, value, …]`, in steps that halve the distance to 100; the values as `BigInt`s when the argument is true.
fn percentiles(call: &Call) -> Result<Value> {
    let cx = call.cx();
    let counts = call.this_as::<NativeHistogram>()?.counts.borrow();
    let value = |number: u64| {
        if call.bool(0) { cx.bigint_unsigned(number) } else { Value::from(number as f64) }
    };
    if counts.histogram.is_empty() {
        return Ok(cx.array([Value::from(100), value(0)]));
    }
    let steps = counts.histogram.iter_quantiles(1).flat_map(|step| {
        [Value::from(step.quantile_iterated_to() * 100.0), value(step.value_iterated_to())]
    });
    Ok(cx.array(steps))
}

/// `start(reset)`: whether it did not run before.
fn start(call: &Call) -> Result<bool> {
    let this = call.this_as::<NativeHistogram>()?;
    let Some(timer) = &this.timer else { return Err(Error::type_error("Illegal invocation")) };
    if timer.key.get().is_some() {
        return Ok(false);
    }
    let mut counts = this.counts.borrow_mut();
    if call.bool(0) {
        counts.histogram.reset();
        counts.exceeds = 0;
    }
    counts.previous = 0;
    timer.arm(runtime::current().shard().now_ms());
    Ok(true)
}

/// Whether it ran.
fn stop(call: &Call) -> Result<bool> {
    let this = call.this_as::<NativeHistogram>()?;
    let key = this.timer.as_ref().and_then(|timer| timer.key.take());
    if let Some(key) = key {
        runtime::current().shard().timers().cancel(key);
    }
    Ok(key.is_some())
}
