// Intl.DisplayNames (ECMA-402, 12).
'use strict';

const {
  canonicalTag,
  canonicalizeLocaleList,
  localeData,
  resolveLocale,
  supportedLocales,
} = require('internal/intl/locales');
const { defineClass, getOption, optionsObject, requiresNew, slotsOf } = require('internal/intl/options');

const service = 'Intl.DisplayNames';
const slots = new WeakMap();
const types = ['language', 'region', 'script', 'currency', 'calendar', 'dateTimeField'];
const fields = {
  era: 'era',
  year: 'year',
  quarter: 'quarter',
  month: 'month',
  weekOfYear: 'week',
  weekday: 'weekday',
  day: 'day',
  dayPeriod: 'dayperiod',
  hour: 'hour',
  minute: 'minute',
  second: 'second',
  timeZoneName: 'zone',
};

function DisplayNames(locales, given) {
  if (new.target === undefined) throw requiresNew('DisplayNames');
  const names = Reflect.construct(Object, [], new.target);
  const requested = canonicalizeLocaleList(locales);
  if (given === undefined) throw new TypeError('invalid_argument');
  const options = optionsObject(given);
  getOption(options, 'localeMatcher', ['lookup', 'best fit'], 'best fit', service);
  const { locale, dataLocale } = resolveLocale(requested, {}, {});
  const style = getOption(options, 'style', ['narrow', 'short', 'long'], 'long', service);
  const type = getOption(options, 'type', types, undefined, service);
  if (type === undefined) throw new TypeError('invalid_argument');
  const fallback = getOption(options, 'fallback', ['code', 'none'], 'code', service);
  const languageDisplay = getOption(options, 'languageDisplay', ['dialect', 'standard'], 'dialect', service);
  const resolved = { locale, style, type, fallback };
  if (type === 'language') resolved.languageDisplay = languageDisplay;
  slots.set(names, { resolved, dataLocale });
  return names;
}

const invalid = () => new RangeError('invalid_argument');

// A code in its canonical form; an error for what is none.
function canonicalCode(type, code) {
  const forms = {
    region: /^(?:[a-z]{2}|[0-9]{3})$/i,
    script: /^[a-z]{4}$/i,
    currency: /^[a-z]{3}$/i,
    calendar: /^[a-z0-9]{3,8}(?:-[a-z0-9]{3,8})*$/i,
  };
  if (type === 'dateTimeField') {
    if (!Object.hasOwn(fields, code)) throw invalid();
    return code;
  }
  if (type === 'language') {
    if (
      !/^(?:[a-z]{2,3}|[a-z]{5,8})(?:-[a-z]{4})?(?:-(?:[a-z]{2}|[0-9]{3}))?(?:-(?:[a-z0-9]{5,8}|[0-9][a-z0-9]{3}))*$/i.test(
        code,
      )
    )
      throw invalid();
    return canonicalTag(code);
  }
  if (!forms[type].test(code)) throw invalid();
  if (type === 'calendar') return code.toLowerCase();
  return type === 'script' ? code[0].toUpperCase() + code.slice(1).toLowerCase() : code.toUpperCase();
}

function nameOf({ resolved, dataLocale }, code) {
  const { type, style } = resolved;
  const isShort = style !== 'long';
  const narrowed = (all, key) => (isShort ? all[`${key}-alt-short`] : undefined) ?? all[key];
  switch (type) {
    case 'region':
      return narrowed(localeData('names', dataLocale).territories, code);
    case 'script':
      return narrowed(localeData('names', dataLocale).scripts, code);
    case 'calendar': {
      const { calendars } = localeData('names', dataLocale);
      return calendars[{ gregory: 'gregorian' }[code] ?? code];
    }
    case 'currency': {
      // V8 has the long name in all styles.
      return localeData('currencies', dataLocale)[code]?.displayName;
    }
    case 'dateTimeField': {
      const all = localeData('names', dataLocale).fields;
      return all[isShort ? `${fields[code]}-${style}` : fields[code]] ?? all[fields[code]];
    }
    default:
      return languageName(resolved, dataLocale, code);
  }
}

// "British English", "English (United Kingdom)"
function languageName({ style, languageDisplay }, dataLocale, code) {
  const { languages, scripts, territories, variants, pattern } = localeData('names', dataLocale);
  const find = (key) => (style === 'long' ? undefined : languages[`${key}-alt-short`]) ?? languages[key];
  let parts = code.split('-');
  let name;
  let rest = parts.slice(1);
  if (languageDisplay === 'dialect') {
    for (let count = Math.min(parts.length, 3); count > 1 && name === undefined; count--) {
      name = find(parts.slice(0, count).join('-'));
      if (name !== undefined) rest = parts.slice(count);
    }
    // A region without the script that stands between.
    if (name === undefined && parts.length > 2 && parts[1].length === 4) {
      name = find(`${parts[0]}-${parts[2]}`);
      if (name !== undefined) rest = [parts[1], ...parts.slice(3)];
    }
  }
  name ??= find(parts[0]);
  if (name === undefined) {
    if (rest.length === 0) return undefined;
    [name] = parts;
  }
  const called = rest.map((part) => {
    const all = /^[A-Z][a-z]{3}$/.test(part) ? scripts : /^(?:[A-Z]{2}|[0-9]{3})$/.test(part) ? territories : variants;
    const isPlain = all !== scripts;
    return (
      (style !== 'long' && isPlain ? all[`${part}-alt-short`] : undefined) ??
      all[part] ??
      all[part.toUpperCase()] ??
      part
    );
  });
  parts = called.map((text) =>
    text.replaceAll('(', '[').replaceAll(')', ']').replaceAll('（', '［').replaceAll('）', '］'),
  );
  if (parts.length === 0) return name;
  const list = parts.reduce((a, b) => pattern.localeSeparator.replace('{0}', () => a).replace('{1}', () => b));
  return pattern.localePattern.replace('{0}', () => name).replace('{1}', () => list);
}

defineClass(
  DisplayNames,
  'DisplayNames',
  {
    resolvedOptions() {
      return { ...slotsOf(slots, this, `${service}.prototype.resolvedOptions`).resolved };
    },
    of(code) {
      const state = slotsOf(slots, this, `${service}.prototype.of`);
      const canonical = canonicalCode(state.resolved.type, `${code}`);
      return nameOf(state, canonical) ?? (state.resolved.fallback === 'code' ? canonical : undefined);
    },
  },
  {
    supportedLocalesOf(locales, options = undefined) {
      return supportedLocales(locales, options, service);
    },
  },
);
Object.defineProperty(DisplayNames, 'length', { value: 2, configurable: true });

module.exports = { DisplayNames };
