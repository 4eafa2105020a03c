// A time filled into a date pattern (UTS 35, part 4, "Date Format Patterns").
'use strict';

const { calendarDate } = internalBinding('intl');
const { languageOf, localeData, supplement } = require('internal/intl/locales');
const { tokens } = require('internal/intl/date_patterns');
const { offsetAt } = require('internal/intl/zones');

/** What formatting needs of a locale's data; made once for each DateTimeFormat. */
function prepareDate(options) {
  const { dataLocale, calendar, numberingSystem } = options;
  const dates = localeData('dates', dataLocale);
  const own = calendar.startsWith('islamic') ? 'islamic' : calendar;
  const isGregorian = own === 'gregory' || own === 'iso8601';
  const names = isGregorian ? {} : localeData('calendars', dataLocale)[own] ?? {};
  const digits = numberingSystem === 'latn' ? undefined : [...supplement().digits[numberingSystem]];
  return {
    ...options,
    months: names.months ?? dates.months,
    days: dates.days,
    eras: names.eras ?? dates.eras,
    periods: dates.periods,
    tokens: tokens(options.pattern),
    isGregorian,
    digits: (text) => (digits === undefined ? text : text.replace(/[0-9]/g, (digit) => digits[digit])),
  };
}

/** A time's fields in the format's zone and calendar. */
function fieldsOf(format, time) {
  const { seconds, saving } = offsetAt(format.timeZone, time);
  const date = new Date(time + seconds * 1000);
  const fields = {
    time, saving,
    year: date.getUTCFullYear(), month: date.getUTCMonth(), day: date.getUTCDate(), weekday: date.getUTCDay(),
    hour: date.getUTCHours(), minute: date.getUTCMinutes(), second: date.getUTCSeconds(), ms: date.getUTCMilliseconds(),
    era: 1,
  };
  if (!format.isGregorian) {
    const [year, month, day, era] = calendarDate(format.calendar, fields.year, fields.month + 1, fields.day);
    Object.assign(fields, { year, month: month - 1, day, era: eraIndex(format, era) });
  } else if (format.calendar === 'gregory') {
    // The Julian calendar before 15 October 1582 is left to historians: ECMA-262's is proleptic.
    if (fields.year <= 0) [fields.year, fields.era] = [1 - fields.year, 0];
  }
  return fields;
}

// CLDR numbers eras from the oldest one; of Japan those of today are the last ones.
function eraIndex({ calendar, eras }, era) {
  if (calendar === 'japanese') {
    const modern = ['meiji', 'taisho', 'showa', 'heisei', 'reiwa'].indexOf(era);
    return modern === -1 ? eras.short.length - 6 : eras.short.length - 5 + modern;
  }
  return era === 'bh' ? 1 : 0;
}

const types = {
  G: 'era', y: 'year', u: 'year', r: 'relatedYear', U: 'yearName', M: 'month', L: 'month', E: 'weekday', c: 'weekday',
  e: 'weekday', d: 'day', a: 'dayPeriod', b: 'dayPeriod', B: 'dayPeriod', h: 'hour', H: 'hour', K: 'hour', k: 'hour',
  m: 'minute', s: 'second', S: 'fractionalSecond', z: 'timeZoneName', O: 'timeZoneName', v: 'timeZoneName',
};
const zoneStyles = {
  z: 'short', zzzz: 'long', O: 'shortOffset', OOOO: 'longOffset', v: 'shortGeneric', vvvv: 'longGeneric',
};

/** The parts of a time by a pattern's tokens: `{ type, value }`. */
function dateParts(format, fields, list = format.tokens) {
  const parts = [];
  for (const { field, literal } of list) {
    const part = field === undefined ?
      { type: 'literal', value: literal } :
      { type: types[field[0]] ?? 'unknown', value: fieldText(format, fields, field) };
    if (part.type === 'literal' && parts.at(-1)?.type === 'literal') parts.at(-1).value += part.value;
    else parts.push(part);
  }
  return parts;
}

const widthOf = (length) => (length === 4 ? 'wide' : length === 5 ? 'narrow' : 'abbreviated');

function fieldText(format, fields, field) {
  const { length } = field;
  const number = (value, least = length) => format.digits(`${value}`.padStart(least, '0'));
  switch (field[0]) {
    case 'G': return format.eras[length === 4 ? 'long' : length === 5 ? 'narrow' : 'short'][fields.era];
    case 'y': return length === 2 ? number(fields.year % 100) : yearText(format, fields, number);
    case 'M': return length > 2 ? format.months.format[widthOf(length)][fields.month] : number(fields.month + 1);
    case 'L': return length > 2 ? format.months.alone[widthOf(length)][fields.month] : number(fields.month + 1);
    case 'E': return format.days.format[widthOf(length)][fields.weekday];
    case 'e': return format.days.format[widthOf(length)][fields.weekday];
    case 'c': return format.days.alone[widthOf(length)][fields.weekday];
    case 'd': return number(fields.day);
    case 'a': return format.periods[widthOf(length)][fields.hour < 12 ? 'am' : 'pm'];
    case 'b':
    case 'B': return dayPeriod(format, fields, length);
    case 'h': return number(fields.hour % 12 || 12);
    case 'H': return number(fields.hour);
    case 'K': return number(fields.hour % 12);
    case 'k': return number(fields.hour || 24);
    case 'm': return number(fields.minute);
    case 's': return number(fields.second);
    case 'S': return format.digits(`${fields.ms}`.padStart(3, '0').slice(0, length));
    default: {
      const { zoneName } = require('internal/intl/zone_names');
      return zoneName(format.dataLocale, format.timeZone, fields.time, zoneStyles[field] ?? 'short', format.digits);
    }
  }
}

function yearText(format, fields, number) {
  // The first year of a Japanese era has a name of its own in Japanese.
  const isFirst = format.calendar === 'japanese' && fields.year === 1 && languageOf(format.dataLocale) === 'ja';
  return isFirst && format.tokens.some(({ literal }) => literal?.startsWith('年')) ? '元' : number(fields.year);
}

// "in the morning"
function dayPeriod(format, { hour, minute }, length) {
  const names = format.periods[widthOf(length)];
  const rules = supplement().dayPeriods[languageOf(format.dataLocale)] ?? {};
  const minutesOf = (text) => Number(text.slice(0, 2)) * 60 + Number(text.slice(3));
  const now = hour * 60 + minute;
  // As ICU, which tells noon where it is noon as far as is shown, and never midnight.
  const hasMinutes = format.tokens.some(({ field }) => field?.[0] === 'm');
  for (const [name, rule] of Object.entries(rules)) {
    if (rule._at !== '12:00' || names[name] === undefined) continue;
    if (minutesOf(rule._at) === (hasMinutes ? now : hour * 60)) return names[name];
  }
  for (const [name, rule] of Object.entries(rules)) {
    if (rule._from === undefined || names[name] === undefined) continue;
    const [from, before] = [minutesOf(rule._from), minutesOf(rule._before)];
    if (from < before ? now >= from && now < before : now >= from || now < before) return names[name];
  }
  return names[hour < 12 ? 'am' : 'pm'];
}

module.exports = { dateParts, fieldsOf, prepareDate };
