// Ranges of dates and of numbers.
'use strict';

const start = Date.UTC(2024, 1, 9, 15, 4, 5);
const [hour, day] = [3_600_000, 86_400_000];
for (const locale of ['en-US', 'en-GB', 'de', 'fr', 'es', 'it', 'nl', 'pl', 'ja', 'zh-CN']) {
  for (const options of [
    {}, { dateStyle: 'long' }, { dateStyle: 'medium' }, { dateStyle: 'short' }, { timeStyle: 'short' },
    { dateStyle: 'medium', timeStyle: 'short' }, { year: 'numeric', month: 'short', day: 'numeric' },
    { hour: 'numeric', minute: '2-digit' },
  ]) {
    const format = new Intl.DateTimeFormat(locale, { timeZone: 'UTC', ...options });
    const texts = [0, hour, day, 40 * day, 400 * day].map((length) => format.formatRange(start, start + length));
    console.log(locale, JSON.stringify(options), texts.join(' | '));
  }
}
const date = new Intl.DateTimeFormat('en', { timeZone: 'UTC', dateStyle: 'long' });
console.log(date.formatRangeToParts(start, start + day));
for (const options of [{}, { style: 'currency', currency: 'USD' }, { style: 'percent' }, { style: 'unit', unit: 'liter' }, { notation: 'compact' }]) {
  const format = new Intl.NumberFormat('en', options);
  console.log([[1, 2], [3, 3], [-3, 5], [1000, 2000]].map(([a, b]) => format.formatRange(a, b)).join(' | '));
}
console.log(new Intl.NumberFormat('de', { style: 'currency', currency: 'EUR' }).formatRangeToParts(3, 5));
