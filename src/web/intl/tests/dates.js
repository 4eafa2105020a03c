// Dates and times by styles and by components, locale by locale.
'use strict';

const locales = [
  'en-US', 'en-GB', 'de', 'fr', 'es', 'pt-BR', 'it', 'nl', 'sv', 'pl', 'ru', 'uk', 'tr', 'ar', 'he', 'hi', 'th', 'ja', 'ko',
  'zh-CN', 'zh-TW',
];
const numeric = 'numeric';
const options = [
  {}, { dateStyle: 'full' }, { dateStyle: 'long' }, { dateStyle: 'medium' }, { dateStyle: 'short' }, { timeStyle: 'full' },
  { timeStyle: 'long' }, { timeStyle: 'medium' }, { timeStyle: 'short' }, { dateStyle: 'full', timeStyle: 'short' },
  { dateStyle: 'short', timeStyle: 'medium' }, { dateStyle: 'medium', timeStyle: 'short', hour12: true },
  { weekday: 'long', year: numeric, month: 'long', day: numeric }, { weekday: 'short', month: 'short', day: numeric },
  { year: numeric, month: '2-digit', day: '2-digit' }, { year: '2-digit', month: numeric, day: numeric },
  { year: numeric, month: 'short' }, { year: numeric, month: 'long' }, { month: 'long' }, { month: 'narrow' },
  { month: 'long', day: numeric }, { month: numeric, day: numeric }, { weekday: 'narrow' }, { year: numeric },
  { hour: numeric }, { hour: '2-digit' }, { hour: numeric, minute: '2-digit' }, { hour: numeric, minute: numeric },
  { hour: '2-digit', minute: '2-digit', second: '2-digit' }, { hour: numeric, minute: numeric, hour12: true },
  { hour: numeric, minute: numeric, hour12: false }, { hour: numeric, hourCycle: 'h11' }, { minute: '2-digit' },
  { minute: numeric, second: numeric }, { hour: numeric, minute: numeric, second: numeric, fractionalSecondDigits: 2 },
  { year: numeric, month: 'long', day: numeric, hour: numeric, minute: numeric, timeZoneName: 'short' },
  { era: 'short', year: numeric }, { era: 'long', year: numeric, month: 'long', day: numeric }, { dayPeriod: 'long' },
  { hour: numeric, dayPeriod: 'short', hour12: true }, { weekday: 'short', hour: numeric, minute: numeric },
];
const times = [Date.UTC(2024, 1, 9, 15, 4, 5, 678), Date.UTC(1999, 11, 31, 0, 30)];

for (const locale of locales) {
  for (const option of options) {
    const format = new Intl.DateTimeFormat(locale, { timeZone: 'UTC', ...option });
    console.log(locale, JSON.stringify(option), times.map((time) => format.format(time)).join(' | '));
  }
  const format = new Intl.DateTimeFormat(locale, { timeZone: 'UTC', dateStyle: 'long', timeStyle: 'medium' });
  console.log(locale, JSON.stringify(format.formatToParts(times[0])), JSON.stringify(format.resolvedOptions()));
}
