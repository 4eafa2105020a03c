// Ranges of dates (UTS 35, part 4, "intervalFormats"): what both ends share is said once.
'use strict';

const { dateParts, fieldsOf } = require('internal/intl/date_fields');
const { calendarPatterns, generatorOf, mapFields, tokens } = require('internal/intl/date_patterns');
const { cycleLetters } = require('internal/intl/date_options');

// The fields in which two ends may differ, largest first, with their letters in CLDR's table.
const differences = [
  ['G', (fields) => fields.era],
  ['y', (fields) => fields.year],
  ['M', (fields) => fields.month],
  ['d', (fields) => fields.day],
  ['a', (fields) => (fields.hour < 12 ? 0 : 1)],
  ['h', (fields) => fields.hour],
  ['m', (fields) => fields.minute],
  ['s', (fields) => fields.second],
  ['S', (fields) => fields.ms],
];

/** The parts of a range, each with its `source`. */
function rangeParts(own, start, end) {
  const isOfTimes = !own.tokens.some(({ field }) => /^[GyMLdEce]/.test(field ?? ''));
  const format = { ...own, tokens: tokens(bestPattern(own, '')) };
  const [a, b] = [fieldsOf(format, start), fieldsOf(format, end)];
  const marked = (parts, source) => parts.map((part) => ({ ...part, source }));
  const text = (parts) => parts.map((part) => part.value).join('');
  const letter = differences.find(([, of]) => of(a) !== of(b))?.[0];
  const isSame = text(dateParts(own, a)) === text(dateParts(own, b));
  if (isSame && !(isOfTimes && letter !== undefined && 'GyMd'.includes(letter)))
    return marked(dateParts(own, a), 'shared');
  // Times of two days are told with them.
  if (isOfTimes && 'GyMd'.includes(letter)) format.tokens = tokens(bestPattern(own, 'yMd'));
  const data = calendarPatterns(format.dataLocale, format.calendar);
  const pattern = intervalPattern(format, data, letter);
  if (pattern !== undefined) return splitParts(format, a, b, pattern);
  if (format.hasHour && 'GyMd'.includes(letter) === false) {
    const shared = sharedDate(format, data, letter, a, b);
    if (shared !== undefined) return shared;
  }
  const [from, to] = [dateParts(format, a), dateParts(format, b)];
  const separator = /\{0\}(.*)\{1\}/su.exec(data.interval.intervalFormatFallback)?.[1] ?? ' – ';
  return [
    ...marked(from, 'startRange'),
    { type: 'literal', value: separator, source: 'shared' },
    ...marked(to, 'endRange'),
  ];
}

// As in ICU, the pattern for the fields of the format's own, which need not be that.
function bestPattern({ tokens: list, dataLocale, calendar, hourCycle, hasHour }, more) {
  const skeleton = list.filter(({ field }) => field !== undefined && !/^[aO]/.test(field)).map(({ field }) => field);
  const isHalf = hourCycle === 'h11' || hourCycle === 'h12';
  const asked = skeleton.map((field) =>
    /^[hHkK]/.test(field)
      ? (isHalf ? 'h' : 'H').repeat(field.length)
      : ({ L: 'M', c: 'E' }[field[0]]?.repeat(field.length) ?? field),
  );
  const pattern = generatorOf(dataLocale, calendar).best(more + asked.join(''), true);
  return hasHour
    ? mapFields(pattern, (field) => (/^[hHkK]/.test(field) ? cycleLetters[hourCycle].repeat(field.length) : field))
    : pattern;
}

// A skeleton of a pattern, as CLDR's table of intervals names them.
function skeletonOf(list) {
  const order = 'GyMEdBahHmsvz';
  const fields = list
    .filter(({ field }) => field !== undefined)
    .map(({ field }) => {
      const letter = { L: 'M', c: 'E', e: 'E', K: 'h', k: 'H', z: 'v', O: 'v' }[field[0]] ?? field[0];
      if (letter === 'M') return field.length > 2 ? 'M'.repeat(field.length) : 'M';
      if (letter === 'E') return field.length === 4 ? 'EEEE' : 'E';
      return letter;
    });
  return fields
    .filter((field) => field !== 'a')
    .sort((x, y) => order.indexOf(x[0]) - order.indexOf(y[0]))
    .join('');
}

function intervalPattern(format, data, letter, list = format.tokens) {
  if (list.some(({ field }) => /^[sS]/.test(field ?? ''))) return undefined;
  const skeleton = skeletonOf(list);
  const plain = skeleton.replace('MMMM', 'MMM').replace('EEEE', 'E');
  const entry = data.interval[skeleton] ?? data.interval[skeleton.replace('EEEE', 'E')] ?? data.interval[plain];
  const key = (letter === 'h' && /H/.test(skeleton)) || (letter === 'a' && /H/.test(skeleton)) ? 'H' : letter;
  const pattern = entry?.[key] ?? (letter === 'a' && /B/.test(skeleton) ? entry?.B : undefined);
  return pattern === undefined ? undefined : lengthened(format, list, pattern);
}

// The interval's fields as long as the format's own.
function lengthened(format, list, pattern) {
  const own = new Map(list.filter(({ field }) => field !== undefined).map(({ field }) => [kindOf(field), field]));
  return mapFields(pattern, (field) => {
    if (/^[hHkK]/.test(field)) {
      const asked = own.get('h');
      return asked === undefined ? field : cycleLetters[format.hourCycle].repeat(field.length);
    }
    const asked = own.get(kindOf(field));
    if (asked === undefined) return field;
    const isText = (text) => /^[MLEceG]/.test(text) && text.length > 2;
    if (/^[zvOG]/.test(field)) return asked[0] === 'G' ? 'G'.repeat(asked.length) : asked;
    if (isText(asked) && (isText(field) || field[0] === 'E')) return field[0].repeat(asked.length);
    return !isText(asked) && !isText(field) && asked.length > field.length ? field[0].repeat(asked.length) : field;
  });
}

const kindOf = (field) => ({ L: 'M', c: 'E', e: 'E', K: 'h', k: 'h', H: 'h', z: 'v', O: 'v' })[field[0]] ?? field[0];

// The pattern's second half begins where a kind of field comes again.
function splitParts(format, a, b, pattern) {
  const list = tokens(pattern);
  const seen = new Set();
  let split = list.length;
  for (const [index, { field }] of list.entries()) {
    if (field === undefined) continue;
    if (seen.has(kindOf(field))) {
      split = index;
      break;
    }
    seen.add(kindOf(field));
  }
  const [first, second] = [list.slice(0, split), list.slice(split)];
  const kinds = (half) => new Set(half.filter(({ field }) => field !== undefined).map(({ field }) => kindOf(field)));
  const [inFirst, inSecond] = [kinds(first), kinds(second)];
  const isTwice = ({ field }) => field !== undefined && inFirst.has(kindOf(field)) && inSecond.has(kindOf(field));
  const lastOfFirst = first.findLastIndex(isTwice);
  const firstOfFirst = first.findIndex(isTwice);
  const firstOfSecond = second.findIndex(isTwice);
  const lastOfSecond = second.findLastIndex(isTwice);
  const parts = [];
  const add = (half, fields, source, from, to) =>
    half.forEach((token, index) => {
      const [part] = dateParts(format, fields, [token]);
      parts.push({ ...part, source: index >= from && index <= to ? source : 'shared' });
    });
  add(first, a, 'startRange', firstOfFirst, lastOfFirst);
  add(second, b, 'endRange', firstOfSecond, lastOfSecond);
  return parts.reduce((merged, part) => {
    const last = merged.at(-1);
    if (last?.type === 'literal' && part.type === 'literal' && last.source === part.source) last.value += part.value;
    else merged.push(part);
    return merged;
  }, []);
}

// A date before a range of times: "Jan 1, 2020, 10:00 – 11:00 AM".
function sharedDate(format, data, letter, a, b) {
  const isTime = ({ field }) => /^[abBhHkKmsSzvO]/.test(field ?? '');
  const from = format.tokens.findIndex(isTime);
  if (from <= 0 || format.tokens.slice(from).some(({ field }) => field !== undefined && !isTime({ field })))
    return undefined;
  const times = format.tokens.slice(from);
  const pattern = intervalPattern(format, data, letter, times);
  if (pattern === undefined) return undefined;
  const date = dateParts(format, a, format.tokens.slice(0, from)).map((part) => ({ ...part, source: 'shared' }));
  return [...date, ...splitParts(format, a, b, pattern)];
}

module.exports = { rangeParts };
