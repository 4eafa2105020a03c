// toLocaleString and its like on numbers, dates, arrays and views.
'use strict';

process.env.TZ = 'Europe/Berlin';
const date = new Date(Date.UTC(2024, 1, 9, 15, 4, 5));
console.log((1234.5).toLocaleString(), (1234.5).toLocaleString('de'), (0.5).toLocaleString('en', { style: 'percent' }));
console.log(123456789012345678901234567890n.toLocaleString('en-IN'), (1005 / 1000).toLocaleString('en', { maximumFractionDigits: 2 }));
for (const locale of [undefined, 'de-DE', 'fr-CA', 'ja-JP', ['xx', 'es']]) {
  console.log(date.toLocaleString(locale), '|', date.toLocaleDateString(locale), '|', date.toLocaleTimeString(locale));
}
console.log(date.toLocaleDateString('en', { weekday: 'long' }), date.toLocaleTimeString('en', { hour: 'numeric' }));
console.log(date.toLocaleDateString('en', { hour: 'numeric' }), date.toLocaleTimeString('en', { month: 'long' }));
console.log(new Date(NaN).toLocaleString(), `${new Date(NaN)}`, `${new Date(0)}`);
console.log([1234.5, date, null, undefined, 'a', 5n].toLocaleString('de'), [1, [2, [3]]].toLocaleString());
console.log(new Float64Array([1234.5, 0.1]).toLocaleString('de', { minimumFractionDigits: 1 }));
console.log([0.1, 0.2].toLocaleString('en', { style: 'percent' }));
for (const run of [
  () => Number.prototype.toLocaleString.call('a'), () => Date.prototype.toLocaleString.call({}),
  () => String.prototype.localeCompare.call(null, 'a'), () => 'a'.localeCompare('b', 'xx-'), () => 'a'.toLocaleUpperCase('x'),
]) {
  try {
    console.log(run());
  } catch (error) {
    console.log(error.name, error.message);
  }
}
