// Numbers as decimal digits, and their rounding (ECMA-402, 16.5.9 ff.). As in ICU, a Number stands for the shortest
// digits that read as it, so that 1.005 rounds to 1.01.
'use strict';

/**
 * A number's digits: `0.DIGITS * 10 ** exponent`, without zeros at either end; zero has none. `kind` is 'nan' or
 * 'infinity' for what has no digits.
 */
function decimalOf(value) {
  if (typeof value === 'bigint') return ofDigits(value < 0n, (value < 0n ? -value : value).toString(), 0);
  if (typeof value === 'string') return ofText(value);
  if (Number.isNaN(value)) return { kind: 'nan', negative: false, digits: '', exponent: 0 };
  const negative = value < 0 || Object.is(value, -0);
  const size = Math.abs(value);
  if (size === Infinity) return { kind: 'infinity', negative, digits: '', exponent: 0 };
  return ofLiteral(negative, `${size}`);
}

function ofLiteral(negative, text) {
  const [mantissa, power = '0'] = text.toLowerCase().split('e');
  const [whole, fraction = ''] = mantissa.split('.');
  return ofDigits(negative, whole + fraction, Number(power) - fraction.length);
}

function ofDigits(negative, text, power) {
  const from = text.search(/[1-9]/);
  if (from === -1) return { kind: 'finite', negative, digits: '', exponent: 0 };
  let end = text.length;
  while (text[end - 1] === '0') end--;
  return { kind: 'finite', negative, digits: text.slice(from, end), exponent: text.length + power - from };
}

// ToIntlMathematicalValue of a string: all of its digits count.
function ofText(text) {
  const trimmed = text.trim();
  const [, sign, literal] = /^([+-]?)((?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)$/.exec(trimmed) ?? [];
  if (literal === undefined || Math.abs(Number(/[eE](.*)/.exec(literal)?.[1] ?? 0)) > 100_000) return decimalOf(Number(text));
  return ofLiteral(sign === '-', literal);
}

/** ToIntlMathematicalValue: what `decimalOf` takes. */
function toNumeric(value) {
  const primitive = typeof value === 'object' || typeof value === 'function' ? toNumberPrimitive(value) : value;
  return typeof primitive === 'bigint' || typeof primitive === 'string' ? primitive : Number(primitive);
}

function toNumberPrimitive(value) {
  if (value === null) return 0;
  const convert = value[Symbol.toPrimitive];
  if (convert !== undefined && convert !== null) {
    const result = Reflect.apply(convert, value, ['number']);
    if (typeof result === 'object' && result !== null || typeof result === 'function') {
      throw new TypeError('Cannot convert object to primitive value');
    }
    return result;
  }
  for (const method of ['valueOf', 'toString']) {
    if (typeof value[method] !== 'function') continue;
    const result = value[method]();
    if (typeof result !== 'object' && typeof result !== 'function' || result === null) return result;
  }
  throw new TypeError('Cannot convert object to primitive value');
}

// Whether the size grows when what follows the kept digits is less than (-1), as much as (0) or more than (1) a half.
function growsSize(mode, negative, half, isOdd) {
  switch (mode) {
    case 'ceil': return !negative;
    case 'floor': return negative;
    case 'expand': return true;
    case 'trunc': return false;
    case 'halfCeil': return half > 0 || half === 0 && !negative;
    case 'halfFloor': return half > 0 || half === 0 && negative;
    case 'halfTrunc': return half > 0;
    case 'halfEven': return half > 0 || half === 0 && isOdd;
    default: return half >= 0; // halfExpand
  }
}

/** The number with `places` digits after the point (before it, when negative), rounded to multiples of `increment`. */
function roundTo(decimal, places, mode, increment = 1) {
  const { digits, exponent, negative } = decimal;
  const count = exponent + places;
  if (increment === 1 && count >= digits.length) return decimal;
  const kept = count <= 0 ? '0' : digits.slice(0, count).padEnd(count, '0');
  const rest = count < 0 ? '0'.repeat(-count) + digits : digits.slice(Math.max(count, 0));
  const step = BigInt(increment);
  let number = BigInt(kept);
  const over = number % step;
  number -= over;
  if (over !== 0n || /[1-9]/.test(rest)) {
    const twice = 2n * over;
    const half = twice !== step && increment > 1 ? compare(twice, step, rest) : compareRest(rest, increment);
    if (growsSize(mode, negative, half, number / step % 2n === 1n)) number += step;
  }
  return ofDigits(negative, number.toString(), -places);
}

// Twice what is over, against the step; the rest counts where `twice + 1` reaches it.
function compare(twice, step, rest) {
  if (twice > step) return 1;
  return twice + 1n === step ? compareRest(rest, 1) : -1;
}

function compareRest(rest, increment) {
  if (increment > 1) return /[1-9]/.test(rest) ? 1 : 0;
  if (rest === '' || rest[0] < '5') return -1;
  return rest[0] > '5' || /[1-9]/.test(rest.slice(1)) ? 1 : 0;
}

/**
 * Rounds as the options of a NumberFormat say. Gives `decimal` rounded and the least count of digits after the point.
 */
function round(decimal, options) {
  const { roundingType, roundingMode, roundingIncrement } = options;
  const bySignificance = () => {
    const places = options.maximumSignificantDigits - decimal.exponent;
    const rounded = roundTo(decimal, places, roundingMode);
    const size = rounded.digits === '' ? 1 : rounded.exponent;
    return { rounded, places, minimum: Math.max(options.minimumSignificantDigits - size, 0) };
  };
  const byFraction = () => ({
    rounded: roundTo(decimal, options.maximumFractionDigits, roundingMode, roundingIncrement),
    places: options.maximumFractionDigits,
    minimum: options.minimumFractionDigits,
  });
  let result;
  if (roundingType === 'significantDigits') result = bySignificance();
  else if (roundingType === 'fractionDigits') result = byFraction();
  else {
    const significant = bySignificance();
    const fraction = byFraction();
    const takesSignificance = roundingType === 'morePrecision' ?
      significant.places >= fraction.places : significant.places <= fraction.places;
    result = takesSignificance ? significant : fraction;
  }
  return result;
}

/** The digits before and after the point, at least as many as asked for. */
function textOf({ digits, exponent }, minimumInteger, minimumFraction) {
  const whole = exponent <= 0 ? '' : digits.slice(0, exponent).padEnd(exponent, '0');
  const fraction = exponent >= digits.length ? '' : '0'.repeat(Math.max(-exponent, 0)) + digits.slice(Math.max(exponent, 0));
  return { integer: whole.padStart(minimumInteger, '0'), fraction: fraction.padEnd(minimumFraction, '0') };
}

module.exports = { decimalOf, round, roundTo, textOf, toNumeric };
