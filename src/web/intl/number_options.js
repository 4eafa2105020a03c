// The options of NumberFormat (ECMA-402, 16.1.2), and those of digits, which PluralRules shares.
'use strict';

const { localeData, resolveLocale, supplement } = require('internal/intl/locales');
const {
  coerceOptions,
  defaultNumber,
  getNumberOption,
  getOption,
  getTypeOption,
  outOfRange,
} = require('internal/intl/options');

const service = 'Intl.NumberFormat';

const increments = [1, 2, 5, 10, 20, 25, 50, 100, 200, 250, 500, 1000, 2000, 2500, 5000];
const modes = ['ceil', 'floor', 'expand', 'trunc', 'halfCeil', 'halfFloor', 'halfExpand', 'halfTrunc', 'halfEven'];

// The simple units of ECMA-402, table 2.
const units = (
  'acre bit byte celsius centimeter day degree fahrenheit fluid-ounce foot gallon gigabit gigabyte gram hectare hour ' +
  'inch kilobit kilobyte kilogram kilometer liter megabit megabyte meter microsecond mile mile-scandinavian ' +
  'milliliter millimeter millisecond minute month nanosecond ounce percent petabyte pound second stone terabit ' +
  'terabyte week yard year'
).split(' ');

function isUnit(unit) {
  if (units.includes(unit)) return true;
  const at = unit.indexOf('-per-');
  return at > 0 && units.includes(unit.slice(0, at)) && units.includes(unit.slice(at + 5));
}

/** The resolved options of a new NumberFormat, and what its formatting needs besides. */
function numberOptions(requested, given) {
  const options = coerceOptions(given, service);
  getOption(options, 'localeMatcher', ['lookup', 'best fit'], 'best fit', service);
  const nu = getTypeOption(options, 'numberingSystem');
  const { locale, dataLocale, nu: system } = resolveLocale(requested, { nu }, numberingChoice);
  const resolved = { locale, dataLocale, numberingSystem: numberingSystem(dataLocale, system) };

  setUnitOptions(resolved, options);
  const { style } = resolved;
  const notation = getOption(
    options,
    'notation',
    ['standard', 'scientific', 'engineering', 'compact'],
    'standard',
    service,
  );
  resolved.notation = notation;
  let least = 0;
  let most = style === 'percent' ? 0 : 3;
  if (style === 'currency' && notation === 'standard') least = most = currencyDigits(resolved.currency);
  setDigitOptions(resolved, options, least, most, notation, service);
  const compactDisplay = getOption(options, 'compactDisplay', ['short', 'long'], 'short', service);
  if (notation === 'compact') resolved.compactDisplay = compactDisplay;
  resolved.useGrouping = groupingOption(options, notation === 'compact' ? 'min2' : 'auto');
  resolved.signDisplay = getOption(
    options,
    'signDisplay',
    ['auto', 'never', 'always', 'exceptZero', 'negative'],
    'auto',
    service,
  );
  return resolved;
}

const numberingChoice = { nu: (name) => Object.hasOwn(supplement().digits, name) };

/** The numbering system that a locale has unless another one is asked for. */
function numberingSystem(dataLocale, asked) {
  return asked ?? localeData('numbers', dataLocale).system;
}

// SetNumberFormatUnitOptions.
function setUnitOptions(resolved, options) {
  const style = getOption(options, 'style', ['decimal', 'percent', 'currency', 'unit'], 'decimal', service);
  resolved.style = style;
  const currency = getOption(options, 'currency', undefined, undefined, service);
  if (currency !== undefined && !/^[a-z]{3}$/i.test(currency))
    throw new RangeError(`Invalid currency code : ${currency}`);
  if (currency === undefined && style === 'currency')
    throw new TypeError('Currency code is required with currency style.');
  const currencyDisplay = getOption(
    options,
    'currencyDisplay',
    ['code', 'symbol', 'narrowSymbol', 'name'],
    'symbol',
    service,
  );
  const currencySign = getOption(options, 'currencySign', ['standard', 'accounting'], 'standard', service);
  const unit = getOption(options, 'unit', undefined, undefined, service);
  if (unit !== undefined && !isUnit(unit)) throw new RangeError(`Invalid unit argument for ${service}() '${unit}'`);
  if (unit === undefined && style === 'unit') throw new TypeError(`Invalid unit argument for ${service}() ''`);
  const unitDisplay = getOption(options, 'unitDisplay', ['short', 'narrow', 'long'], 'short', service);
  if (style === 'currency')
    Object.assign(resolved, { currency: currency.toUpperCase(), currencyDisplay, currencySign });
  if (style === 'unit') Object.assign(resolved, { unit, unitDisplay });
}

/** SetNumberFormatDigitOptions (ECMA-402, 16.1.3). */
function setDigitOptions(resolved, options, least, most, notation, name) {
  const integers = getNumberOption(options, 'minimumIntegerDigits', 1, 21, 1);
  let minFraction = options.minimumFractionDigits;
  let maxFraction = options.maximumFractionDigits;
  let minSignificant = options.minimumSignificantDigits;
  let maxSignificant = options.maximumSignificantDigits;
  resolved.minimumIntegerDigits = integers;
  const increment = getNumberOption(options, 'roundingIncrement', 1, 5000, 1);
  if (!increments.includes(increment)) throw new RangeError('roundingIncrement value is out of range.');
  const mode = getOption(options, 'roundingMode', modes, 'halfExpand', name);
  const priority = getOption(options, 'roundingPriority', ['auto', 'morePrecision', 'lessPrecision'], 'auto', name);
  const trailing = getOption(options, 'trailingZeroDisplay', ['auto', 'stripIfInteger'], 'auto', name);

  const hasSignificant = minSignificant !== undefined || maxSignificant !== undefined;
  const hasFraction = minFraction !== undefined || maxFraction !== undefined;
  let needSignificant = true;
  let needFraction = true;
  if (priority === 'auto') {
    needSignificant = hasSignificant;
    if (needSignificant || (!hasFraction && notation === 'compact')) needFraction = false;
  }
  if (needSignificant) {
    minSignificant = defaultNumber(minSignificant, 1, 21, 1, 'minimumSignificantDigits');
    maxSignificant = defaultNumber(maxSignificant, minSignificant, 21, 21, 'maximumSignificantDigits');
  }
  if (needFraction) {
    minFraction = defaultNumber(minFraction, 0, 100, undefined, 'minimumFractionDigits');
    maxFraction = defaultNumber(maxFraction, 0, 100, undefined, 'maximumFractionDigits');
    if (minFraction === undefined) minFraction = Math.min(least, maxFraction ?? least);
    else if (maxFraction === undefined) maxFraction = Math.max(most, minFraction);
    else if (minFraction > maxFraction) throw new RangeError('maximumFractionDigits value is out of range.');
    maxFraction ??= Math.max(most, minFraction);
  }
  let type = 'morePrecision';
  if (!needSignificant && !needFraction) {
    [minFraction, maxFraction, minSignificant, maxSignificant] = [0, 0, 1, 2];
  } else if (priority !== 'auto') {
    type = priority;
  } else {
    type = hasSignificant ? 'significantDigits' : 'fractionDigits';
  }
  const shown =
    !needSignificant && !needFraction ? 'both' : needSignificant ? (needFraction ? 'both' : 'significant') : 'fraction';
  if (shown !== 'significant')
    Object.assign(resolved, { minimumFractionDigits: minFraction, maximumFractionDigits: maxFraction });
  if (shown !== 'fraction')
    Object.assign(resolved, { minimumSignificantDigits: minSignificant, maximumSignificantDigits: maxSignificant });
  if (increment !== 1) {
    if (type !== 'fractionDigits') throw new TypeError('RoundingType is not fractionDigits');
    if (maxFraction !== minFraction) throw new RangeError('maximumFractionDigits value is out of range.');
  }
  resolved.roundingIncrement = increment;
  resolved.roundingMode = mode;
  resolved.roundingType = type;
  resolved.roundingPriority = type === 'morePrecision' || type === 'lessPrecision' ? type : 'auto';
  resolved.trailingZeroDisplay = trailing;
}

function groupingOption(options, fallback) {
  const value = options.useGrouping;
  if (value === undefined) return fallback;
  if (value === true) return 'always';
  if (!value) return false;
  const text = `${value}`;
  if (text === 'true' || text === 'false') return fallback;
  if (!['min2', 'auto', 'always'].includes(text)) throw outOfRange(text, service, 'useGrouping');
  return text;
}

/** How many digits after the point a currency has. */
function currencyDigits(currency) {
  const { fractions } = supplement();
  return Number((fractions[currency] ?? fractions.DEFAULT)._digits);
}

module.exports = { currencyDigits, modes, numberOptions, numberingChoice, numberingSystem, setDigitOptions, units };
