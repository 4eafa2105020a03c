// Intl.DurationFormat (ECMA-402, 13).
'use strict';

const { canonicalizeLocaleList, localeData, resolveLocale, supportedLocales } = require('internal/intl/locales');
const { listParts } = require('internal/intl/list_format');
const { numberFormatter } = require('internal/intl/number_format');
const { numberingChoice, numberingSystem } = require('internal/intl/number_options');
const {
  defineClass, getNumberOption, getOption, getTypeOption, optionsObject, requiresNew, slotsOf,
} = require('internal/intl/options');

const service = 'Intl.DurationFormat';
const slots = new WeakMap();
const units = [
  'years', 'months', 'weeks', 'days', 'hours', 'minutes', 'seconds', 'milliseconds', 'microseconds', 'nanoseconds',
];
const words = ['long', 'short', 'narrow'];
const digital = { hours: 'numeric', minutes: 'numeric', seconds: 'numeric' };

const isClock = (unit) => Object.hasOwn(digital, unit);
const isSubsecond = (unit) => units.indexOf(unit) > units.indexOf('seconds');

function DurationFormat(locales = undefined, given = undefined) {
  if (new.target === undefined) throw requiresNew('DurationFormat');
  const format = Reflect.construct(Object, [], new.target);
  const requested = canonicalizeLocaleList(locales);
  const options = optionsObject(given);
  getOption(options, 'localeMatcher', ['lookup', 'best fit'], 'best fit', service);
  const nu = getTypeOption(options, 'numberingSystem');
  const found = resolveLocale(requested, { nu }, numberingChoice);
  const style = getOption(options, 'style', [...words, 'digital'], 'short', service);
  const resolved = { locale: found.locale, numberingSystem: numberingSystem(found.dataLocale, found.nu), style };
  let previous = '';
  for (const unit of units) previous = unitOptions(resolved, options, unit, previous);
  const digits = getNumberOption(options, 'fractionalDigits', 0, 9, undefined);
  if (digits !== undefined) resolved.fractionalDigits = digits;
  slots.set(format, { resolved, dataLocale: found.dataLocale });
  return format;
}

// GetDurationUnitOptions; the style that the next unit follows.
function unitOptions(resolved, options, unit, previous) {
  const base = resolved.style;
  const values = isClock(unit) ? [...words, 'numeric', '2-digit'] : isSubsecond(unit) ? [...words, 'numeric'] : words;
  let style = getOption(options, unit, values, undefined, service);
  let shown = 'always';
  const follows = previous === 'fractional' || previous === 'numeric' || previous === '2-digit';
  if (style === undefined) {
    if (base === 'digital') {
      style = isSubsecond(unit) ? 'numeric' : digital[unit] ?? 'short';
      if (!isClock(unit)) shown = 'auto';
    } else if (follows) {
      style = 'numeric';
      if (unit !== 'minutes' && unit !== 'seconds') shown = 'auto';
    } else {
      style = base;
      shown = 'auto';
    }
  }
  const isFractional = style === 'numeric' && isSubsecond(unit);
  if (isFractional) shown = 'auto';
  const display = getOption(options, `${unit}Display`, ['auto', 'always'], shown, service);
  if (isFractional && display === 'always' || follows && !['fractional', 'numeric', '2-digit'].includes(style) ||
    previous === 'fractional' && !isFractional) {
    throw new RangeError(`Value ${style} out of range for ${service} options property ${unit}`);
  }
  if ((unit === 'minutes' || unit === 'seconds') && (previous === 'numeric' || previous === '2-digit')) style = '2-digit';
  resolved[unit] = style;
  resolved[`${unit}Display`] = display;
  return isFractional ? 'fractional' : style;
}

/** ToDurationRecord. */
function durationOf(value) {
  if (typeof value !== 'object' && typeof value !== 'function' || value === null) {
    if (typeof value !== 'string') throw new TypeError('Invalid argument for Temporal duration');
    throw new RangeError(`Invalid time value: ${value}`);
  }
  const duration = {};
  let hasAny = false;
  for (const unit of [...units].sort()) {
    const own = value[unit];
    if (own !== undefined) hasAny = true;
    const number = own === undefined ? 0 : Number(own);
    if (!Number.isInteger(number)) throw new RangeError(`Invalid value for ${unit}: ${own}`);
    duration[unit] = number + 0;
  }
  if (!hasAny) throw new TypeError('Invalid argument for Temporal duration');
  const signs = new Set(Object.values(duration).filter((number) => number !== 0).map(Math.sign));
  if (signs.size > 1) throw new RangeError('Invalid time value');
  return duration;
}

// Seconds and what follows, or a part of it, as one number with its fraction.
function fractionalText(duration, unit) {
  const from = units.indexOf(unit);
  let total = 0n;
  for (const name of units.slice(from)) total = total * (name === unit ? 1n : 1000n) + BigInt(duration[name]);
  const places = 3 * (units.length - 1 - from);
  const sign = total < 0n ? '-' : '';
  const digits = (total < 0n ? -total : total).toString().padStart(places + 1, '0');
  return places === 0 ? sign + digits : `${sign}${digits.slice(0, -places)}.${digits.slice(-places)}`;
}

// The groups of parts that the list joins.
function groupsOf({ resolved, dataLocale }, duration) {
  const groups = [];
  let isNegative = Object.values(duration).some((number) => number < 0);
  let joins = false;
  for (const [index, unit] of units.entries()) {
    const style = resolved[unit];
    const next = units[index + 1];
    const takesRest = ['seconds', 'milliseconds', 'microseconds'].includes(unit) && resolved[next] === 'numeric';
    let value = takesRest ? fractionalText(duration, unit) : duration[unit];
    const isZero = Number(value) === 0;
    const needsMinutes = unit === 'minutes' && joins &&
      (resolved.secondsDisplay === 'always' || Number(fractionalText(duration, 'seconds')) !== 0);
    if (!isZero || resolved[`${unit}Display`] === 'always' || needsMinutes) {
      const options = { numberingSystem: resolved.numberingSystem };
      if (takesRest) {
        options.minimumFractionDigits = resolved.fractionalDigits ?? 0;
        options.maximumFractionDigits = resolved.fractionalDigits ?? 9;
        options.roundingMode = 'trunc';
      }
      if (isNegative) {
        if (isZero) value = -0;
        isNegative = false;
      } else {
        options.signDisplay = 'never';
      }
      const singular = unit.slice(0, -1);
      if (style === '2-digit') options.minimumIntegerDigits = 2;
      if (style === 'numeric' || style === '2-digit') options.useGrouping = false;
      else Object.assign(options, { style: 'unit', unit: singular, unitDisplay: style });
      const parts = numberFormatter([dataLocale], options).parts(value).map((part) => ({ ...part, unit: singular }));
      if (joins) groups.at(-1).push({ type: 'literal', value: separatorOf(dataLocale) }, ...parts);
      else groups.push(parts);
      joins = (style === 'numeric' || style === '2-digit') && (unit === 'hours' || unit === 'minutes');
    }
    if (takesRest) break;
  }
  return groups;
}

function separatorOf(dataLocale) {
  const numbers = localeData('numbers', dataLocale);
  return numbers[numbers.system].symbols.timeSeparator;
}

function partsOf(receiver, value, name) {
  const state = slotsOf(slots, receiver, `${service}.prototype.${name}`);
  const groups = groupsOf(state, durationOf(value));
  const { style } = state.resolved;
  // The list is made of places, which the groups then take.
  const list = listParts(state.dataLocale, 'unit', style === 'digital' ? 'short' : style, groups.map((_, index) => `${index}`));
  return list.flatMap((part) => (part.type === 'element' ? groups[part.value] : [part]));
}

defineClass(DurationFormat, 'DurationFormat', {
  resolvedOptions() {
    return { ...slotsOf(slots, this, `${service}.prototype.resolvedOptions`).resolved };
  },
  format(duration) {
    return partsOf(this, duration, 'format').map((part) => part.value).join('');
  },
  formatToParts(duration) {
    return partsOf(this, duration, 'formatToParts');
  },
}, {
  supportedLocalesOf(locales, options = undefined) {
    return supportedLocales(locales, options, service);
  },
});

module.exports = { DurationFormat };
