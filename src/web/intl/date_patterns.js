// Finds the pattern for a set of date and time fields, by the distances of UTS 35, part 4, "Matching Skeletons", as ICU
// weighs them.
'use strict';

const { localeData } = require('internal/intl/locales');

// The kinds of fields, largest first. Those before the day period are of dates.
const kinds = [
  'era',
  'year',
  'quarter',
  'month',
  'week',
  'weekOfMonth',
  'weekday',
  'day',
  'dayOfYear',
  'weekdayOfMonth',
  'period',
  'hour',
  'minute',
  'second',
  'fraction',
  'zone',
];
const dateKinds = 10;
const appendNames = [
  'Era',
  'Year',
  'Quarter',
  'Month',
  'Week',
  'Week',
  'Day-Of-Week',
  'Day',
  'Day',
  'Day-Of-Week',
  '',
  'Hour',
  'Minute',
  'Second',
  '',
  'Timezone',
];

// A letter's kind, and by its repetitions what it weighs: numbers are positive and grow with their length.
const numeric = 0x100;
const delta = 0x10;
const [narrow, shorter, short, long] = [-0x101, -0x102, -0x103, -0x104];
const text =
  (offset = 0) =>
  (length) =>
    [short, short, short, long, narrow, shorter][Math.min(length, 6) - 1] + offset;
const number =
  (offset = 0) =>
  (length) =>
    numeric + offset + length;
const mixed =
  (offset = 0) =>
  (length) =>
    length < 3 ? numeric + offset + length : text(-offset)(length);
const letters = {
  G: ['era', text()],
  y: ['year', number()],
  Y: ['year', number(delta)],
  u: ['year', number(2 * delta)],
  r: ['year', number(3 * delta)],
  U: ['year', text()],
  Q: ['quarter', mixed()],
  q: ['quarter', mixed(delta)],
  M: ['month', mixed()],
  L: ['month', mixed(delta)],
  w: ['week', number()],
  W: ['weekOfMonth', number()],
  E: ['weekday', text()],
  c: ['weekday', mixed(2 * delta)],
  e: ['weekday', mixed(delta)],
  d: ['day', number()],
  D: ['dayOfYear', number()],
  F: ['weekdayOfMonth', number()],
  a: ['period', text()],
  b: ['period', text(-delta)],
  B: ['period', text(-3 * delta)],
  H: ['hour', number(10 * delta)],
  k: ['hour', number(11 * delta)],
  h: ['hour', number()],
  K: ['hour', number(delta)],
  m: ['minute', number()],
  s: ['second', number()],
  S: ['fraction', number(delta)],
  v: ['zone', text(-2 * delta)],
  z: ['zone', text()],
  Z: ['zone', text(-delta)],
  O: ['zone', text(-delta)],
  V: ['zone', text(-delta)],
  X: ['zone', text(-delta)],
  x: ['zone', text(-delta)],
};
const [extraField, missingField] = [0x10000, 0x1000];
const indexOf = Object.fromEntries(kinds.map((kind, index) => [kind, index]));

/** A pattern's pieces: `{ field }` of repeated letters, or `{ literal }`. */
function tokens(pattern) {
  const result = [];
  let literal = '';
  const token = /'((?:[^']|'')*)'|([A-Za-z])\2*|([^'A-Za-z]+)/gs;
  for (const [whole, quoted, letter, other] of pattern.matchAll(token)) {
    if (letter === undefined) {
      literal += other ?? (quoted === '' ? "'" : quoted.replaceAll("''", "'"));
      continue;
    }
    if (literal !== '') result.push({ literal });
    literal = '';
    result.push({ field: whole });
  }
  if (literal !== '') result.push({ literal });
  return result;
}

// What each field of a skeleton weighs, by kind: `{ fields, weights }`.
function skeletonOf(source) {
  const fields = new Array(kinds.length).fill('');
  const weights = new Array(kinds.length).fill(0);
  const put = (field) => {
    const entry = letters[field[0]];
    if (entry === undefined) return;
    const index = indexOf[entry[0]];
    fields[index] = field;
    weights[index] = entry[1](field.length);
  };
  for (const { field } of tokens(source)) {
    if (field !== undefined) put(field);
  }
  const { hour, minute, second, fraction, period } = indexOf;
  if (fields[minute] !== '' && fields[fraction] !== '' && fields[second] === '') put('s');
  if (/^[hK]/.test(fields[hour]) && fields[period] === '') put('a');
  if (/^[Hk]/.test(fields[hour]) && fields[period] !== '') [fields[period], weights[period]] = ['', 0];
  return { fields, weights, key: fields.join('') };
}

const generators = new Map();

/** The generator of a locale's calendar. */
function generatorOf(dataLocale, calendar) {
  const key = `${dataLocale}/${calendar}`;
  let generator = generators.get(key);
  if (generator === undefined) generators.set(key, (generator = new Generator(dataLocale, calendar)));
  return generator;
}

/** The patterns of a locale's calendar: those of all calendars but the Gregorian are generic. */
function calendarPatterns(dataLocale, calendar) {
  if (calendar === 'gregory' || calendar === 'iso8601') return localeData('dates', dataLocale);
  const { generic, [calendar]: names } = localeData('calendars', dataLocale);
  const own = names?.patterns;
  return own === undefined
    ? generic
    : { ...generic, date: own.date, available: { ...generic.available, ...own.available } };
}

class Generator {
  constructor(dataLocale, calendar) {
    this.data = calendarPatterns(dataLocale, calendar);
    this.names = localeData('dates', dataLocale).fields;
    const numbers = localeData('numbers', dataLocale);
    this.decimal = numbers[numbers.system].symbols.decimal;
    this.entries = new Map();
    this.#addAll();
    // As ICU walks its table: by the first letter of what was added.
    this.list = [...this.entries.values()].sort((a, b) =>
      a.skeleton.key[0] < b.skeleton.key[0] ? -1 : a.skeleton.key[0] > b.skeleton.key[0] ? 1 : 0,
    );
  }

  #addAll() {
    for (const letter of 'GyQMwWEdDFaHmsSv') this.#add(letter, skeletonOf(letter), false);
    const bases = new Set();
    for (const style of ['full', 'long', 'medium', 'short']) {
      for (const pattern of [this.data.date[style], this.data.time[style]]) {
        const skeleton = skeletonOf(pattern);
        const base = skeleton.fields
          .map((field) => (/^[MLQqEcGaBzv]/.test(field) && field.length > 2 ? field : field.slice(0, 1)))
          .join('');
        if (bases.has(base)) continue;
        bases.add(base);
        this.#add(pattern, skeleton, false);
      }
    }
    for (const [name, pattern] of Object.entries(this.data.available)) this.#add(pattern, skeletonOf(name), true);
  }

  #add(pattern, skeleton, specified) {
    this.entries.set(skeleton.key, { pattern, skeleton, specified });
  }

  /** The pattern for a skeleton, with lengths as the skeleton asks for; with `keepsHour`, the hour's as it is. */
  best(source, keepsHour = false) {
    this.keepsHour = keepsHour;
    const asked = skeletonOf(source);
    const all = this.#nearest(asked, () => true);
    if (all.missing.length === 0 && !all.extra) return this.#adjust(all.entry, asked);
    const date = this.#appending(asked, (index) => index < dateKinds);
    const time = this.#appending(asked, (index) => index >= dateKinds);
    if (date === '' || time === '') return date + time;
    const month = asked.fields[indexOf.month].length;
    const width =
      month === 4 ? (asked.fields[indexOf.weekday] === '' ? 'long' : 'full') : month === 3 ? 'medium' : 'short';
    return glue(this.data.atTime[width], date, time);
  }

  #nearest(asked, isWanted) {
    let best;
    let least = Infinity;
    for (const entry of this.list) {
      let distance = 0;
      let extra = false;
      const missing = [];
      for (let index = 0; index < kinds.length && distance < least; index++) {
        const own = isWanted(index) ? asked.weights[index] : 0;
        const other = entry.skeleton.weights[index];
        if (own === other) continue;
        if (own === 0) {
          extra = true;
          distance += extraField;
        } else if (other === 0) {
          missing.push(index);
          distance += missingField;
        } else {
          distance += Math.abs(own - other);
        }
      }
      if (distance < least) {
        least = distance;
        best = { entry, extra, missing };
        if (distance === 0) break;
      }
    }
    return best;
  }

  #appending(asked, isWanted) {
    if (!asked.weights.some((weight, index) => weight !== 0 && isWanted(index))) return '';
    let { entry, missing } = this.#nearest(asked, isWanted);
    let pattern = this.#adjust(entry, asked);
    const { fraction, second } = indexOf;
    while (missing.length > 0) {
      if (missing.includes(fraction) && !missing.includes(second) && asked.fields[second] !== '') {
        pattern = this.#withFraction(pattern, asked.fields[fraction]);
        missing = missing.filter((index) => index !== fraction);
        continue;
      }
      const before = missing;
      const next = this.#nearest(asked, (index) => before.includes(index));
      const found = before.filter((index) => !next.missing.includes(index));
      if (found.length === 0) break;
      const name = appendNames[found.at(-1)];
      const format = this.data.append[name] ?? '{0} ├{2}: {1}┤';
      const parts = { '{0}': pattern, '{1}': this.#adjust(next.entry, asked), '{2}': `'${this.names[name]}'` };
      pattern = format.replace(/\{[012]\}/g, (place) => parts[place]);
      missing = next.missing;
    }
    return pattern;
  }

  #withFraction(pattern, field) {
    return mapFields(pattern, (own) => (own[0] === 's' ? `${own}${quote(this.decimal)}${field}` : own));
  }

  // Fields as long as asked for, except where the pattern was made for that length.
  #adjust({ pattern, skeleton, specified }, asked) {
    return mapFields(pattern, (field) => {
      const entry = letters[field[0]];
      if (entry === undefined) return field;
      const index = indexOf[entry[0]];
      const own = asked.fields[index];
      if (own === '') return field;
      let length = own[0] === 'E' && own.length < 3 ? 3 : own.length;
      const wanted = length;
      if (index === indexOf.minute || index === indexOf.second || (index === indexOf.hour && this.keepsHour)) {
        length = field.length;
      } else if (specified && own[0] !== 'c' && own[0] !== 'e') {
        const isNumber = entry[1](field.length) > 0;
        const isNumberAsked = asked.weights[index] > 0;
        const made = skeleton.fields[index];
        const madeLength = made[0] === 'E' && made.length < 3 ? 3 : made.length;
        if (madeLength === wanted || isNumber !== isNumberAsked) length = field.length;
      }
      const keeps =
        index === indexOf.hour ||
        index === indexOf.month ||
        index === indexOf.weekday ||
        (index === indexOf.year && own[0] !== 'Y');
      const letter = keeps ? field[0] : own[0];
      return (letter === 'E' && length < 3 ? 'e' : letter).repeat(length);
    });
  }
}

function quote(literal) {
  return /[A-Za-z']/.test(literal) ? `'${literal.replaceAll("'", "''")}'` : literal;
}

function mapFields(pattern, change) {
  return tokens(pattern)
    .map(({ field, literal }) => (field === undefined ? quote(literal) : change(field)))
    .join('');
}

/** A date's and a time's pattern in one. */
function glue(pattern, date, time) {
  return pattern.replace(/\{[01]\}/g, (place) => (place === '{1}' ? date : time));
}

module.exports = { calendarPatterns, generatorOf, glue, mapFields, tokens };
