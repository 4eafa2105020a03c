// Histograms: what they say of what was recorded.
'use strict';
const { createHistogram, monitorEventLoopDelay } = require('perf_hooks');

const histogram = createHistogram();
console.log(histogram.count, histogram.min, histogram.max, histogram.mean, histogram.percentiles);
for (const value of [1, 2, 3, 10, 50]) histogram.record(value);
console.log(histogram.count, histogram.min, histogram.max, histogram.mean, histogram.stddev, histogram.exceeds);
console.log(histogram.percentile(75), histogram.percentileBigInt(75), histogram.minBigInt, histogram.percentiles);
const other = createHistogram();
other.record(7n);
other.add(histogram);
console.log(other.count, other.max);
other.reset();
console.log(other.count);
for (const bad of [() => histogram.record(0), () => histogram.record('a'), () => histogram.percentile(0),
                   () => histogram.add(1), () => createHistogram({ figures: 6 }),
                   () => monitorEventLoopDelay({ resolution: 0 })]) {
  try {
    bad();
  } catch (error) {
    console.log(error.name, error.code, error.message);
  }
}
const delay = monitorEventLoopDelay({ resolution: 5 });
console.log(delay.enable(), delay.enable());
setTimeout(() => console.log(delay.disable(), delay.disable(), delay.count > 0, delay.min > 1e6), 100);
