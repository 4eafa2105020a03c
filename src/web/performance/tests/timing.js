// Marks, measures, observers and the timeline.
'use strict';
const { performance, PerformanceObserver } = require('perf_hooks');

const plain = (entry) => [entry.constructor.name, entry.name, entry.entryType, entry.detail];
performance.mark('a', { startTime: 5, detail: { x: 1 } });
performance.mark('b', { startTime: 9 });
const measure = performance.measure('ab', 'a', 'b');
console.log(measure.startTime, measure.duration, plain(measure));
console.log(performance.measure('opts', { start: 1, duration: 2, detail: 'd' }).toJSON());
console.log(performance.getEntries().map(plain));
console.log(performance.getEntriesByName('a', 'mark').length, performance.getEntriesByType('measure').length);
performance.clearMarks('a');
console.log(performance.getEntriesByType('mark').map(plain));
for (const bad of [() => performance.measure('x', 'nope'), () => performance.mark(), () => new PerformanceEntry(),
                   () => performance.mark('x', { startTime: -1 }), () => performance.now.call({}),
                   () => performance.measure('x', { start: 1, end: 2, duration: 3 })]) {
  try {
    bad();
  } catch (error) {
    console.log(error.name, error.code, error.message);
  }
}
const observer = new PerformanceObserver((list) => {
  console.log(list.getEntries().map(plain));
  observer.disconnect();
});
observer.observe({ entryTypes: ['mark', 'function'] });
performance.mark('seen');
performance.timerify(function double(x) { return x * 2; })(4);
console.log(performance.now() > 0, typeof performance.timeOrigin, Object.keys(performance.toJSON()));
