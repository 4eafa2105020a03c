// The options of DateTimeFormat (ECMA-402, 11.1.2), and the pattern that they lead to.
'use strict';

const { localeData, regionOf, resolveLocale, supplement } = require('internal/intl/locales');
const { numberingChoice, numberingSystem } = require('internal/intl/number_options');
const { coerceOptions, getBooleanOption, getNumberOption, getOption, getTypeOption } = require('internal/intl/options');
const { calendarPatterns, generatorOf, glue, mapFields, tokens } = require('internal/intl/date_patterns');
const { canonicalZone, defaultZone } = require('internal/intl/zones');

const service = 'Intl.DateTimeFormat';

const calendars = [
  'buddhist',
  'gregory',
  'islamic-civil',
  'islamic-tbla',
  'islamic-umalqura',
  'iso8601',
  'japanese',
  'persian',
];

const texts = ['narrow', 'short', 'long'];
const numbers = ['2-digit', 'numeric'];
const zoneStyles = ['short', 'long', 'shortOffset', 'longOffset', 'shortGeneric', 'longGeneric'];
// Options, their values, and for each value its field in a skeleton.
const components = {
  weekday: { narrow: 'EEEEE', short: 'EEE', long: 'EEEE' },
  era: { narrow: 'GGGGG', short: 'GGG', long: 'GGGG' },
  year: { '2-digit': 'yy', numeric: 'y' },
  month: { '2-digit': 'MM', numeric: 'M', narrow: 'MMMMM', short: 'MMM', long: 'MMMM' },
  day: { '2-digit': 'dd', numeric: 'd' },
  dayPeriod: { narrow: 'BBBBB', short: 'B', long: 'BBBB' },
  hour: { '2-digit': 'hh', numeric: 'h' },
  minute: { '2-digit': 'mm', numeric: 'm' },
  second: { '2-digit': 'ss', numeric: 's' },
  fractionalSecondDigits: undefined,
  timeZoneName: {
    short: 'z',
    long: 'zzzz',
    shortOffset: 'O',
    longOffset: 'OOOO',
    shortGeneric: 'v',
    longGeneric: 'vvvv',
  },
};
const values = {
  weekday: texts,
  era: texts,
  year: numbers,
  month: [...numbers, ...texts],
  day: numbers,
  dayPeriod: texts,
  hour: numbers,
  minute: numbers,
  second: numbers,
  timeZoneName: zoneStyles,
};
const dateFields = ['weekday', 'year', 'month', 'day'];
const timeFields = ['dayPeriod', 'hour', 'minute', 'second', 'fractionalSecondDigits'];

/**
 * The resolved options of a new DateTimeFormat with its `pattern`. `required` and `defaults` are 'date', 'time', 'any' and
 * 'all', as ECMA-402 has them.
 */
function dateOptions(requested, given, required, defaults) {
  const options = coerceOptions(given, service);
  getOption(options, 'localeMatcher', ['lookup', 'best fit'], 'best fit', service);
  const ca = getTypeOption(options, 'calendar');
  const nu = getTypeOption(options, 'numberingSystem');
  const hour12 = getBooleanOption(options, 'hour12', undefined);
  let hc = getOption(options, 'hourCycle', ['h11', 'h12', 'h23', 'h24'], undefined, service);
  if (hour12 !== undefined) hc = undefined;
  const found = resolveLocale(
    requested,
    { nu, ca, hc },
    {
      ...calendarChoice,
      ...numberingChoice,
      hc: (value) => ['h11', 'h12', 'h23', 'h24'].includes(value),
    },
  );
  const { dataLocale } = found;
  const resolved = {
    locale: hour12 === undefined ? found.locale : withoutCycle(found.locale),
    dataLocale,
    calendar: found.ca ?? defaultCalendar(dataLocale),
    numberingSystem: numberingSystem(dataLocale, found.nu),
    timeZone: zoneOption(options),
  };
  const asked = readComponents(options);
  const dateStyle = getOption(options, 'dateStyle', ['full', 'long', 'medium', 'short'], undefined, service);
  const timeStyle = getOption(options, 'timeStyle', ['full', 'long', 'medium', 'short'], undefined, service);
  const cycle = hour12 === undefined ? (found.hc ?? defaultCycle(dataLocale)) : cycleOf(dataLocale, hour12);
  if (dateStyle !== undefined || timeStyle !== undefined) {
    if (Object.values(asked).some((value) => value !== undefined)) {
      throw new TypeError('Invalid option : option');
    }
    if (required === 'date' && timeStyle !== undefined) throw new TypeError('Invalid option : timeStyle');
    if (required === 'time' && dateStyle !== undefined) throw new TypeError('Invalid option : dateStyle');
    const asksCycle = hour12 !== undefined || found.hc !== undefined;
    resolved.pattern = stylePattern(resolved, dateStyle, timeStyle, cycle, asksCycle);
    Object.assign(resolved, { dateStyle, timeStyle });
  } else {
    applyDefaults(asked, required, defaults);
    resolved.pattern = componentPattern(resolved, asked, cycle);
    // What `formatRange` looks for.
    resolved.skeleton = skeletonOf(asked, cycle);
  }
  Object.assign(resolved, shownFields(resolved.pattern));
  if (resolved.hasHour) resolved.hourCycle = cycle;
  return resolved;
}

const calendarChoice = { ca: (name) => calendars.includes(name) };

function withoutCycle(locale) {
  return locale.replace(/-hc-h\d\d/, '').replace(/-u$/, '');
}

function defaultCalendar(dataLocale) {
  const preferred = supplement().calendars[regionOf(dataLocale)]?.[0] ?? 'gregorian';
  return calendars.includes(preferred) ? preferred : 'gregory';
}

function zoneOption(options) {
  const asked = options.timeZone;
  if (asked === undefined) return defaultZone();
  const zone = canonicalZone(`${asked}`);
  if (zone === undefined) throw new RangeError(`Invalid time zone specified: ${asked}`);
  return zone;
}

function readComponents(options) {
  const asked = {};
  for (const name of Object.keys(components)) {
    asked[name] =
      name === 'fractionalSecondDigits'
        ? getNumberOption(options, name, 1, 3, undefined)
        : getOption(options, name, values[name], undefined, service);
  }
  getOption(options, 'formatMatcher', ['basic', 'best fit'], 'best fit', service);
  return asked;
}

function applyDefaults(asked, required, defaults) {
  const has = (names) => names.some((name) => asked[name] !== undefined);
  const needsDate = required === 'date' || required === 'any';
  const needsTime = required === 'time' || required === 'any';
  if ((needsDate && has(dateFields)) || (needsTime && has(timeFields))) return;
  if (defaults === 'date' || defaults === 'all') asked.year = asked.month = asked.day = 'numeric';
  if (defaults === 'time' || defaults === 'all') asked.hour = asked.minute = asked.second = 'numeric';
}

/** The hour cycle that a locale prefers. */
function defaultCycle(dataLocale) {
  const { hours } = supplement();
  const region = regionOf(dataLocale);
  const preferred = (
    hours[`${dataLocale.split('-')[0]}_${region}`] ??
    hours[`${dataLocale.split('-')[0]}-${region}`] ??
    hours[region] ??
    hours['001']
  )._preferred;
  return { h: 'h12', H: 'h23', K: 'h11', k: 'h24' }[preferred[0]];
}

function cycleOf(dataLocale, hour12) {
  const own = defaultCycle(dataLocale);
  if (hour12) return own === 'h11' || own === 'h12' ? own : 'h12';
  return own === 'h23' || own === 'h24' ? own : 'h23';
}

const cycleLetters = { h11: 'K', h12: 'h', h23: 'H', h24: 'k' };

function skeletonOf(asked, cycle) {
  let skeleton = '';
  const isHalf = cycle === 'h11' || cycle === 'h12';
  for (const [name, fields] of Object.entries(components)) {
    const value = asked[name];
    if (value === undefined) continue;
    if (name === 'fractionalSecondDigits') skeleton += 'S'.repeat(value);
    else if (name === 'hour') skeleton += isHalf ? fields[value] : fields[value].toUpperCase();
    else if (name !== 'dayPeriod' || isHalf || asked.hour === undefined) skeleton += fields[value];
  }
  return skeleton;
}

function componentPattern({ dataLocale, calendar }, asked, cycle) {
  const pattern = generatorOf(dataLocale, calendar).best(skeletonOf(asked, cycle));
  return withCycle(pattern, cycle);
}

function withCycle(pattern, cycle) {
  return mapFields(pattern, (field) => (/^[hHkK]/.test(field) ? cycleLetters[cycle].repeat(field.length) : field));
}

function stylePattern({ dataLocale, calendar }, dateStyle, timeStyle, cycle, asksCycle) {
  const patterns = calendarPatterns(dataLocale, calendar);
  const date = dateStyle && patterns.date[dateStyle];
  const time = timeStyle && localeData('dates', dataLocale).time[timeStyle];
  const pattern = date === undefined ? time : time === undefined ? date : glue(patterns.atTime[dateStyle], date, time);
  if (time === undefined || !asksCycle) return pattern;
  const own = tokens(time).find(({ field }) => /^[hHkK]/.test(field ?? '')).field[0];
  if (own === cycleLetters[cycle]) return pattern;
  const isHalf = cycle === 'h11' || cycle === 'h12';
  let skeleton = '';
  for (const { field } of tokens(pattern)) {
    if (field === undefined || /^[abB]/.test(field)) continue;
    skeleton += /^[hHkK]/.test(field) ? (isHalf ? 'h' : 'H').repeat(field.length) : field;
  }
  return withCycle(generatorOf(dataLocale, calendar).best(skeleton), cycle);
}

// What `resolvedOptions` says of the fields: what is in the pattern.
function shownFields(pattern) {
  const shown = { hasHour: false, fields: {} };
  const { fields } = shown;
  const width = (field, wide = 4) => (field.length === 5 ? 'narrow' : field.length === wide ? 'long' : 'short');
  const digits = (field) => (field.length === 2 ? '2-digit' : 'numeric');
  for (const { field } of tokens(pattern)) {
    switch (field?.[0]) {
      case 'G':
        fields.era = width(field);
        break;
      case 'y':
      case 'u':
      case 'r':
        fields.year = digits(field);
        break;
      case 'M':
      case 'L':
        fields.month = field.length > 2 ? width(field) : digits(field);
        break;
      case 'E':
      case 'c':
      case 'e':
        fields.weekday = width(field);
        break;
      case 'd':
        fields.day = digits(field);
        break;
      case 'B':
        fields.dayPeriod = width(field);
        break;
      case 'h':
      case 'H':
      case 'K':
      case 'k':
        fields.hour = digits(field);
        shown.hasHour = true;
        break;
      case 'm':
        fields.minute = digits(field);
        break;
      case 's':
        fields.second = digits(field);
        break;
      case 'S':
        fields.fractionalSecondDigits = field.length;
        break;
      case 'z':
        fields.timeZoneName = field.length === 4 ? 'long' : 'short';
        break;
      case 'O':
        fields.timeZoneName = field.length === 4 ? 'longOffset' : 'shortOffset';
        break;
      case 'v':
        fields.timeZoneName = field.length === 4 ? 'longGeneric' : 'shortGeneric';
        break;
    }
  }
  return shown;
}

module.exports = { calendars, components, cycleLetters, dateOptions, defaultCalendar, defaultCycle };
