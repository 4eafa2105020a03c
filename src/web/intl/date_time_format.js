// Intl.DateTimeFormat (ECMA-402, 11).
'use strict';

const { dateParts, fieldsOf, prepareDate } = require('internal/intl/date_fields');
const { dateOptions } = require('internal/intl/date_options');
const { canonicalizeLocaleList, supportedLocales } = require('internal/intl/locales');
const { defineClass, slotsOf } = require('internal/intl/options');

const service = 'Intl.DateTimeFormat';
const slots = new WeakMap();

function DateTimeFormat(locales = undefined, options = undefined) {
  const format = Reflect.construct(Object, [], new.target ?? DateTimeFormat);
  slots.set(format, { options: dateOptions(canonicalizeLocaleList(locales), options, 'any', 'date') });
  return format;
}

const timeMax = 8.64e15;

function timeOf(value) {
  const time = value === undefined ? Date.now() : Number(value);
  if (!(Math.abs(time) <= timeMax)) throw new RangeError('Invalid time value');
  return Math.trunc(time) + 0;
}

const prepared = (state) => state.prepared ??= prepareDate(state.options);

function partsOf(state, time) {
  const format = prepared(state);
  return dateParts(format, fieldsOf(format, time));
}

function formatDate(state, time) {
  let text = '';
  for (const part of partsOf(state, time)) text += part.value;
  // As V8, which keeps programs that look for a space from breaking on CLDR's narrow one; in parts and ranges it stays.
  return text.replaceAll('\u202f', ' ');
}

/** A function from times to texts, for the methods of Date. */
function dateFormatter(requested, options, required, defaults) {
  const state = { options: dateOptions(requested, options, required, defaults) };
  return (time) => formatDate(state, time);
}

function rangeOf(receiver, start, end, name) {
  const state = slotsOf(slots, receiver, `${service}.prototype.${name}`);
  if (start === undefined || end === undefined) throw new TypeError('Invalid time value');
  const [from, to] = [timeOf(start), timeOf(end)];
  return require('internal/intl/date_ranges').rangeParts(prepared(state), from, to);
}

const shownFields = [
  'weekday', 'era', 'year', 'month', 'day', 'dayPeriod', 'hour', 'minute', 'second', 'fractionalSecondDigits',
  'timeZoneName',
];

defineClass(DateTimeFormat, 'DateTimeFormat', {
  resolvedOptions() {
    const { options } = slotsOf(slots, this, `${service}.prototype.resolvedOptions`);
    const { locale, calendar, numberingSystem, timeZone, hourCycle, fields, dateStyle, timeStyle } = options;
    const shown = { locale, calendar, numberingSystem, timeZone };
    if (hourCycle !== undefined) {
      shown.hourCycle = hourCycle;
      shown.hour12 = hourCycle === 'h11' || hourCycle === 'h12';
    }
    if (dateStyle === undefined && timeStyle === undefined) {
      for (const name of shownFields) {
        if (fields[name] !== undefined) shown[name] = fields[name];
      }
    }
    if (dateStyle !== undefined) shown.dateStyle = dateStyle;
    if (timeStyle !== undefined) shown.timeStyle = timeStyle;
    return shown;
  },
  formatToParts(date) {
    return partsOf(slotsOf(slots, this, `${service}.prototype.formatToParts`), timeOf(date));
  },
  get format() {
    const state = slotsOf(slots, this, `get ${service}.prototype.format`);
    if (state.format === undefined) {
      state.format = Object.defineProperty((date) => formatDate(state, timeOf(date)), 'name', { value: '' });
    }
    return state.format;
  },
  formatRange(start, end) {
    const parts = rangeOf(this, start, end, 'formatRange');
    const text = parts.map((part) => part.value).join('');
    return parts.every((part) => part.source === 'shared') ? text.replaceAll('\u202f', ' ') : text;
  },
  formatRangeToParts(start, end) {
    return rangeOf(this, start, end, 'formatRangeToParts');
  },
}, {
  supportedLocalesOf(locales, options = undefined) {
    return supportedLocales(locales, options, service);
  },
});

module.exports = { DateTimeFormat, dateFormatter };
