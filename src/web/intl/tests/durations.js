// Durations in all styles.
'use strict';

const durations = [
  { hours: 1, minutes: 2, seconds: 3 }, { years: 1, months: 2, days: 10 }, { minutes: 5, milliseconds: 250 }, { days: -3, hours: -4 },
  { hours: 12345, seconds: 1 }, { seconds: 0 }, { weeks: 2 },
];
for (const locale of ['en', 'de', 'fr', 'ja', 'ru']) {
  for (const style of ['long', 'short', 'narrow', 'digital']) {
    const format = new Intl.DurationFormat(locale, { style });
    console.log(locale, style, durations.map((duration) => format.format(duration)).join(' | '));
  }
}
console.log(new Intl.DurationFormat('en', { style: 'digital', fractionalDigits: 2 }).format({ minutes: 1, seconds: 2, milliseconds: 345 }));
console.log(new Intl.DurationFormat('en').formatToParts({ hours: 1, minutes: 30 }), new Intl.DurationFormat('en').resolvedOptions());
