// Intl.RelativeTimeFormat (ECMA-402, 18).
'use strict';

const { canonicalizeLocaleList, localeData, resolveLocale, supportedLocales } = require('internal/intl/locales');
const { pluralCategory, pluralRules } = internalBinding('intl');
const { numberFormatter } = require('internal/intl/number_format');
const { numberingChoice, numberingSystem } = require('internal/intl/number_options');
const { coerceOptions, defineClass, getOption, getTypeOption, requiresNew, slotsOf } = require('internal/intl/options');

const service = 'Intl.RelativeTimeFormat';
const slots = new WeakMap();
const units = ['second', 'minute', 'hour', 'day', 'week', 'month', 'quarter', 'year'];

function RelativeTimeFormat(locales = undefined, given = undefined) {
  if (new.target === undefined) throw requiresNew('RelativeTimeFormat');
  const format = Reflect.construct(Object, [], new.target);
  const requested = canonicalizeLocaleList(locales);
  const options = coerceOptions(given, service);
  getOption(options, 'localeMatcher', ['lookup', 'best fit'], 'best fit', service);
  const nu = getTypeOption(options, 'numberingSystem');
  const found = resolveLocale(requested, { nu }, numberingChoice);
  const style = getOption(options, 'style', ['long', 'short', 'narrow'], 'long', service);
  const numeric = getOption(options, 'numeric', ['always', 'auto'], 'always', service);
  const system = numberingSystem(found.dataLocale, found.nu);
  slots.set(format, {
    dataLocale: found.dataLocale,
    resolved: { locale: found.locale, style, numeric, numberingSystem: system },
    numbers: numberFormatter([found.dataLocale], { numberingSystem: system }),
    rules: pluralRules(found.dataLocale, false),
  });
  return format;
}

function partsOf(receiver, value, unit, name) {
  const method = `${service}.prototype.${name}`;
  const { dataLocale, resolved, numbers, rules } = slotsOf(slots, receiver, method);
  const number = Number(value);
  const asked = `${unit}`;
  const singular = asked.endsWith('s') ? asked.slice(0, -1) : asked;
  if (!units.includes(singular)) throw new RangeError(`Invalid unit argument for ${method}() '${asked}'`);
  if (!Number.isFinite(number)) throw new RangeError(`Value need to be finite number for ${method}()`);
  const width = resolved.style === 'long' ? '' : `-${resolved.style}`;
  const field = localeData('relative', dataLocale)[singular + width];
  if (resolved.numeric === 'auto') {
    const word = field[`relative-type-${Object.is(number, -0) ? 0 : number}`];
    if (word !== undefined) return [{ type: 'literal', value: word }];
  }
  const isPast = number < 0 || Object.is(number, -0);
  const patterns = field[`relativeTime-type-${isPast ? 'past' : 'future'}`];
  const size = Math.abs(number);
  const { text } = numbers.measure(size);
  const category = pluralCategory(rules, text, 0);
  const pattern = patterns[`relativeTimePattern-count-${category}`] ?? patterns['relativeTimePattern-count-other'];
  const at = pattern.indexOf('{0}');
  const literal = (value) => (value === '' ? [] : [{ type: 'literal', value }]);
  if (at === -1) return literal(pattern);
  const parts = numbers.parts(size).map((part) => ({ ...part, unit: singular }));
  return [...literal(pattern.slice(0, at)), ...parts, ...literal(pattern.slice(at + 3))];
}

defineClass(RelativeTimeFormat, 'RelativeTimeFormat', {
  resolvedOptions() {
    return { ...slotsOf(slots, this, `${service}.prototype.resolvedOptions`).resolved };
  },
  format(value, unit) {
    return partsOf(this, value, unit, 'format').map((part) => part.value).join('');
  },
  formatToParts(value, unit) {
    return partsOf(this, value, unit, 'formatToParts');
  },
}, {
  supportedLocalesOf(locales, options = undefined) {
    return supportedLocales(locales, options, service);
  },
});

module.exports = { RelativeTimeFormat };
