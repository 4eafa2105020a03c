// The locale-dependent methods of String, Number, BigInt, Date, arrays and views (ECMA-402, 20). What a call without
// options makes is kept for the next one.
'use strict';

const { toLower, toUpper } = internalBinding('intl');
const { canonicalizeLocaleList, defaultLocale, languageOf, tagOf } = require('internal/intl/locales');
const { shown } = require('internal/intl/options');

const { getTimezoneOffset, getTime } = Date.prototype;
const engineToString = Object.fromEntries([Number, BigInt].map(({ name, prototype }) => [name, prototype.valueOf]));
const kept = new Map();

// `make(requested)` for the last few locales that came without options.
function keptFor(kind, locales, options, make) {
  if (options !== undefined || locales !== undefined && typeof locales !== 'string') {
    return make(canonicalizeLocaleList(locales), options);
  }
  const key = `${kind}/${locales ?? ''}/${kind.startsWith('Date') ? process.env.TZ : ''}`;
  let value = kept.get(key);
  if (value === undefined) {
    value = make(canonicalizeLocaleList(locales), undefined);
    if (kept.size >= 64) kept.clear();
    kept.set(key, value);
  }
  return value;
}

function textOf(receiver, method) {
  if (receiver === undefined || receiver === null) {
    throw new TypeError(`String.prototype.${method} called on null or undefined`);
  }
  return `${receiver}`;
}

// The languages that change letters their own way.
const special = new Set(['az', 'el', 'lt', 'tr', 'hy']);

function changeCase(text, locales, plain, native) {
  const [tag = defaultLocale()] = locales === undefined ? [] : canonicalizeLocaleList(locales);
  const language = languageOf(tag);
  if (!special.has(language)) return Reflect.apply(plain, text, []);
  if (text.isWellFormed()) return native(language, text);
  return text.split(/(\p{Cs})/u).map((piece) => (piece.isWellFormed() ? native(language, piece) : piece)).join('');
}

const stringMethods = {
  localeCompare(that, locales = undefined, options = undefined) {
    const [a, b] = [textOf(this, 'localeCompare'), `${that}`];
    if (typeof locales === 'string') checkTag(locales);
    return keptFor('Collator', locales, options, require('internal/intl/collator').comparison)(a, b);
  },
  toLocaleLowerCase(locales = undefined) {
    return changeCase(textOf(this, 'toLocaleLowerCase'), locales, String.prototype.toLowerCase, toLower);
  },
  toLocaleUpperCase(locales = undefined) {
    return changeCase(textOf(this, 'toLocaleUpperCase'), locales, String.prototype.toUpperCase, toUpper);
  },
};

// V8 words it differently here.
function checkTag(tag) {
  try {
    tagOf(tag);
  } catch {
    throw new RangeError(`Invalid language tag: ${tag}`);
  }
}

function numberMethod(constructor) {
  return {
    toLocaleString(locales = undefined, options = undefined) {
      let value;
      try {
        value = Reflect.apply(engineToString[constructor.name], this, []);
      } catch {
        throw new TypeError(`${constructor.name}.prototype.toLocaleString requires that 'this' be a ${constructor.name}`);
      }
      return keptFor('Number', locales, options, require('internal/intl/number_format').numberFormatter).format(value);
    },
  }.toLocaleString;
}

function timeOf(receiver, method) {
  try {
    return Reflect.apply(getTime, receiver, []);
  } catch {
    if (method === undefined) throw new TypeError('this is not a Date object.');
    throw new TypeError(`Method Date.prototype.${method} called on incompatible receiver ${shown(receiver)}`);
  }
}

const methodNames = { Date: 'toLocaleString', DateDate: 'toLocaleDateString', DateTime: 'toLocaleTimeString' };

function localeDate(kind, receiver, locales, options, required, defaults) {
  const time = timeOf(receiver, methodNames[kind]);
  const make = (requested, given) =>
    require('internal/intl/date_time_format').dateFormatter(requested, given, required, defaults);
  const format = keptFor(kind, locales, options, make);
  return Number.isNaN(time) ? 'Invalid Date' : format(time);
}

const weekdays = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const two = (number) => `${number}`.padStart(2, '0');

function zoneNameOf(zone, time) {
  return require('internal/intl/zone_names').zoneName('en-US', zone, time, 'long', (text) => text);
}

// "10:00:00 GMT+0100 (Central European Standard Time)"
function timeText(date) {
  const { defaultZone } = require('internal/intl/zones');
  const offset = -Reflect.apply(getTimezoneOffset, date, []);
  const size = Math.abs(offset);
  const zone = defaultZone();
  const name = zone === 'UTC' ? 'Coordinated Universal Time' : zoneNameOf(zone, date.getTime());
  return `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())} ` +
    `GMT${offset < 0 ? '-' : '+'}${two(Math.floor(size / 60))}${two(size % 60)} (${name})`;
}

const dateMethods = {
  toLocaleString(locales = undefined, options = undefined) {
    return localeDate('Date', this, locales, options, 'any', 'all');
  },
  toLocaleDateString(locales = undefined, options = undefined) {
    return localeDate('DateDate', this, locales, options, 'date', 'date');
  },
  toLocaleTimeString(locales = undefined, options = undefined) {
    return localeDate('DateTime', this, locales, options, 'time', 'time');
  },
  toString() {
    const time = timeOf(this);
    if (Number.isNaN(time)) return 'Invalid Date';
    const date = new Date(time);
    const year = date.getFullYear();
    const years = `${year < 0 ? '-' : ''}${`${Math.abs(year)}`.padStart(4, '0')}`;
    return `${weekdays[date.getDay()]} ${months[date.getMonth()]} ${two(date.getDate())} ${years} ${timeText(date)}`;
  },
  toTimeString() {
    const time = timeOf(this);
    return Number.isNaN(time) ? 'Invalid Date' : timeText(new Date(time));
  },
};

/** `toLocaleString` of arrays and views. */
function listToLocaleString(locales = undefined, options = undefined) {
  if (this === undefined || this === null) {
    throw new TypeError('Array.prototype.toLocaleString called on null or undefined');
  }
  const list = Object(this);
  if (joining.has(list)) return ''; // a cycle, as in `join`
  joining.add(list);
  try {
    const texts = [];
    const length = Math.min(Math.max(Math.trunc(Number(list.length)) || 0, 0), Number.MAX_SAFE_INTEGER);
    for (let index = 0; index < length; index++) {
      const item = list[index];
      texts.push(item === undefined || item === null ? '' : `${item.toLocaleString(locales, options)}`);
    }
    return texts.join(',');
  } finally {
    joining.delete(list);
  }
}

const joining = new Set();

const numberToLocaleString = numberMethod(Number);
const bigintToLocaleString = numberMethod(BigInt);

// As long as they are in V8.
for (const [method, length] of [
  [stringMethods.localeCompare, 1], [numberToLocaleString, 0], [bigintToLocaleString, 0],
]) Object.defineProperty(method, 'length', { value: length, configurable: true });

module.exports = {
  listToLocaleString,
  'String.localeCompare': stringMethods.localeCompare,
  'String.toLocaleLowerCase': stringMethods.toLocaleLowerCase,
  'String.toLocaleUpperCase': stringMethods.toLocaleUpperCase,
  'Number.toLocaleString': numberToLocaleString,
  'BigInt.toLocaleString': bigintToLocaleString,
  'Date.toLocaleString': dateMethods.toLocaleString,
  'Date.toLocaleDateString': dateMethods.toLocaleDateString,
  'Date.toLocaleTimeString': dateMethods.toLocaleTimeString,
  'Date.toString': dateMethods.toString,
  'Date.toTimeString': dateMethods.toTimeString,
};
