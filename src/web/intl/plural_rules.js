// Intl.PluralRules (ECMA-402, 17), on ICU4X's plural rules.
'use strict';

const { pluralCategories, pluralCategory, pluralRange, pluralRules } = internalBinding('intl');
const { decimalOf, round, textOf } = require('internal/intl/digits');
const { canonicalizeLocaleList, resolveLocale, supportedLocales } = require('internal/intl/locales');
const { setDigitOptions } = require('internal/intl/number_options');
const { coerceOptions, defineClass, getOption, requiresNew, slotsOf } = require('internal/intl/options');

const service = 'Intl.PluralRules';
const slots = new WeakMap();

function PluralRules(locales = undefined, given = undefined) {
  if (new.target === undefined) throw requiresNew('PluralRules');
  const rules = Reflect.construct(Object, [], new.target);
  const requested = canonicalizeLocaleList(locales);
  const options = coerceOptions(given, service);
  getOption(options, 'localeMatcher', ['lookup', 'best fit'], 'best fit', service);
  const { locale, dataLocale } = resolveLocale(requested, {}, {});
  // As ICU, which has the rules by language, and those of Portugal.
  const shown = /^pt-PT\b/.test(locale) ? locale : locale.replace(/^([a-z]+)(?:-[A-Z][a-z]{3})?(?:-(?:[A-Z]{2}|\d{3}))?/, '$1');
  const resolved = { locale: shown, type: getOption(options, 'type', ['cardinal', 'ordinal'], 'cardinal', service) };
  setDigitOptions(resolved, options, 0, 3, 'standard', service);
  slots.set(rules, { resolved, native: pluralRules(dataLocale, resolved.type === 'ordinal') });
  return rules;
}

// The number as it would be shown; undefined for what has no digits.
function shownText(options, value) {
  const decimal = decimalOf(value);
  if (decimal.kind !== 'finite') return undefined;
  const { rounded, minimum } = round(decimal, options);
  const { integer, fraction } = textOf(rounded, options.minimumIntegerDigits, minimum);
  return fraction === '' ? integer : `${integer}.${fraction}`;
}

const stateOf = (receiver, name) => slotsOf(slots, receiver, `Intl.PluralRules.prototype.${name}`);

defineClass(PluralRules, 'PluralRules', {
  resolvedOptions() {
    const { resolved, native } = stateOf(this, 'resolvedOptions');
    const {
      roundingIncrement, roundingMode, roundingPriority, roundingType, trailingZeroDisplay, ...shown
    } = resolved;
    const order = ['zero', 'one', 'two', 'few', 'many', 'other'];
    const names = pluralCategories(native).split(' ');
    const categories = order.filter((name) => names.includes(name));
    return { ...shown, pluralCategories: categories, roundingIncrement, roundingMode, roundingPriority, trailingZeroDisplay };
  },
  select(value) {
    const { resolved, native } = stateOf(this, 'select');
    const text = shownText(resolved, Number(value));
    return text === undefined ? 'other' : pluralCategory(native, text, 0);
  },
  selectRange(start, end) {
    const { resolved, native } = stateOf(this, 'selectRange');
    if (start === undefined) throw new TypeError('Invalid start : undefined');
    if (end === undefined) throw new TypeError('Invalid end : undefined');
    const [from, to] = [Number(start), Number(end)];
    if (Number.isNaN(from)) throw new RangeError('Invalid start : NaN');
    if (Number.isNaN(to)) throw new RangeError('Invalid end : NaN');
    const [a, b] = [shownText(resolved, from), shownText(resolved, to)];
    return a === undefined || b === undefined ? 'other' : pluralRange(native, a, b);
  },
}, {
  supportedLocalesOf(locales, options = undefined) {
    return supportedLocales(locales, options, service);
  },
});

module.exports = { PluralRules };
