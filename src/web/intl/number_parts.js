// Numbers to parts: CLDR's patterns filled with digits, signs, currencies, units and compact forms (UTS 35, part 3).
'use strict';

const { pluralCategory, pluralRules } = internalBinding('intl');
const { decimalOf, round, textOf } = require('internal/intl/digits');
const { localeData, supplement } = require('internal/intl/locales');

const { hasOwn } = Object;

const patterns = new Map(); // a pattern's text -> what it says

/** What formatting needs of a locale's data; made once for each NumberFormat. */
function prepare(options) {
  const { dataLocale, numberingSystem } = options;
  const numbers = localeData('numbers', dataLocale);
  const known = numbers[numberingSystem] ?? numbers[numbers.system] ?? numbers.latn;
  const plurals = {};
  return {
    ...options,
    numbers: { ...numbers.latn, ...known },
    minimumGrouping: numbers.minimumGrouping,
    digits: numberingSystem === 'latn' ? undefined : [...supplement().digits[numberingSystem]],
    plural: (text, exponent) =>
      text === undefined ? 'other' : pluralCategory((plurals.rules ??= pluralRules(dataLocale, false)), text, exponent),
  };
}

/** The parts of a number: `{ type, value }`. */
function numberParts(format, value) {
  const decimal = decimalOf(value);
  return decorate(format, measured(format, decimal)).parts;
}

/**
 * A number before its affixes: `{ negative, isZero, body, text, exponent, compact }` where `body` has the parts of the
 * number itself and `text` is what plural rules look at.
 */
function measured(format, source) {
  const { symbols } = format.numbers;
  if (source.kind !== 'finite') {
    const isNan = source.kind === 'nan';
    const body = [{ type: isNan ? 'nan' : 'infinity', value: isNan ? symbols.nan : symbols.infinity }];
    return { negative: source.negative, isZero: isNan, isNan, body, text: undefined, exponent: 0 };
  }
  let decimal = source;
  if (format.style === 'percent' && decimal.digits !== '') decimal = { ...decimal, exponent: decimal.exponent + 2 };
  const shift = format.notation === 'standard' ? 0 : shiftOf(format, decimal);
  if (shift !== 0) decimal = { ...decimal, exponent: decimal.exponent - shift };
  const { rounded, minimum } = round(decimal, format);
  let { integer, fraction } = textOf(rounded, format.minimumIntegerDigits, minimum);
  if (format.trailingZeroDisplay === 'stripIfInteger' && !/[1-9]/.test(fraction)) fraction = '';
  const text = fraction === '' ? integer : `${integer}.${fraction}`;
  const body = digitParts(format, integer, fraction);
  const result = { negative: source.negative, isZero: rounded.digits === '', body, text, exponent: shift };
  if (format.notation === 'compact') return { ...result, compact: compactPattern(format, shift, text) };
  if (format.notation !== 'standard') {
    body.push({ type: 'exponentSeparator', value: symbols.exponential });
    if (shift < 0) body.push({ type: 'exponentMinusSign', value: symbols.minusSign });
    body.push({ type: 'exponentInteger', value: localDigits(format, `${Math.abs(shift)}`) });
    result.exponent = 0;
  }
  return result;
}

// By which power of ten the shown number is smaller, after its rounding.
function shiftOf(format, decimal) {
  if (decimal.digits === '') return 0;
  const shift = shiftAt(format, decimal.exponent - 1);
  const { rounded } = round({ ...decimal, exponent: decimal.exponent - shift }, format);
  const size = rounded.exponent + shift - 1;
  return rounded.digits !== '' && size !== decimal.exponent - 1 ? shiftAt(format, size) : shift;
}

function shiftAt(format, size) {
  if (format.notation === 'scientific') return size;
  if (format.notation === 'engineering') return Math.floor(size / 3) * 3;
  return compactEntry(format, size)?.shift ?? 0;
}

// Of a number of `size + 1` digits.
function compactEntry(format, size) {
  if (size < 3) return undefined;
  const { decimalFormats, currencyFormats } = format.numbers;
  const isCurrency = format.style === 'currency' && format.currencyDisplay !== 'name';
  const table = isCurrency ? currencyFormats.short?.standard : decimalFormats[format.compactDisplay]?.decimalFormat;
  if (table === undefined) return undefined;
  // The largest numbers take the last entry.
  let top = size;
  while (top > 14 && table[`1${'0'.repeat(top)}-count-other`] === undefined) top--;
  const power = `1${'0'.repeat(top)}`;
  const other = table[`${power}-count-other`];
  if (other === undefined || /^0+$/.test(other)) return undefined;
  const zeros = /0+/.exec(other.replace(/'[^']*'/g, ''))[0].length;
  return { shift: top - zeros + 1, table, power };
}

function compactPattern(format, shift, text) {
  if (shift === 0) return undefined;
  // The entry that has this shift: that of the number as it is shown.
  const size = text.split('.')[0].length - 1 + shift;
  const { table, power } = compactEntry(format, Math.max(size, 3));
  const plural = format.plural(text, 0);
  const exact = text === '1' ? table[`${power}-count-1`] : undefined;
  return exact ?? table[`${power}-count-${plural}`] ?? table[`${power}-count-other`];
}

function localDigits({ digits }, text) {
  return digits === undefined ? text : text.replace(/[0-9]/g, (digit) => digits[digit]);
}

function digitParts(format, integer, fraction) {
  const { symbols } = format.numbers;
  const parts = [];
  const { primary, secondary } = patternOf(format.numbers.decimalFormats.standard);
  const least = format.useGrouping === 'always' ? 1 : format.useGrouping === 'min2' ? 2 : format.minimumGrouping;
  if (format.useGrouping === false || primary === 0 || integer.length < primary + Math.max(least, 1)) {
    parts.push({ type: 'integer', value: localDigits(format, integer) });
  } else {
    const groups = [];
    let end = integer.length;
    for (let size = primary; end > 0; size = secondary) {
      groups.unshift(integer.slice(Math.max(end - size, 0), end));
      end -= size;
    }
    const isCurrency = format.style === 'currency';
    const group = (isCurrency && symbols.currencyGroup) || symbols.group;
    for (const [index, digits] of groups.entries()) {
      if (index > 0) parts.push({ type: 'group', value: group });
      parts.push({ type: 'integer', value: localDigits(format, digits) });
    }
  }
  if (fraction !== '') {
    const decimal = (format.style === 'currency' && symbols.currencyDecimal) || symbols.decimal;
    parts.push({ type: 'decimal', value: decimal }, { type: 'fraction', value: localDigits(format, fraction) });
  }
  return parts;
}

/** A pattern's affixes and grouping: `#,##0.00 ¤;(#,##0.00 ¤)`. */
function patternOf(text) {
  let pattern = patterns.get(text);
  if (pattern !== undefined) return pattern;
  const [positive, negative] = splitPattern(text);
  const number = positive[1].split('.')[0].split(',');
  const primary = number.length > 1 ? number.at(-1).length : 0;
  pattern = {
    prefix: positive[0],
    suffix: positive[2],
    negative: negative && { prefix: negative[0], suffix: negative[2] },
    primary,
    secondary: number.length > 2 ? number.at(-2).length : primary,
  };
  patterns.set(text, pattern);
  return pattern;
}

// Prefix, number and suffix of each half.
function splitPattern(text) {
  const halves = /^((?:'[^']*'|[^';])*)(?:;(.*))?$/s.exec(text);
  return halves
    .slice(1)
    .filter((half) => half !== undefined)
    .map((half) => /^((?:'[^']*'|[^'#0-9,.])*)([#0-9,.]*(?:E0)?)(.*)$/s.exec(half).slice(1));
}

function affixOfSign(format, { negative, isZero, isNan }) {
  switch (format.signDisplay) {
    case 'never':
      return '';
    case 'always':
      return negative && !isNan ? '-' : '+';
    case 'exceptZero':
      return isZero || isNan ? '' : negative ? '-' : '+';
    case 'negative':
      return negative && !isZero ? '-' : '';
    default:
      return negative && !isNan ? '-' : '';
  }
}

/** The number with its sign, percent sign, currency, unit or compact form: `{ prefix, body, suffix, parts }`. */
function decorate(format, number) {
  const sign = affixOfSign(format, number);
  const { decimalFormats, percentFormats, currencyFormats } = format.numbers;
  const isNamed = format.style === 'currency' && format.currencyDisplay === 'name';
  let text = decimalFormats.standard;
  // Percent as a unit is what percent as a style is, but for the factor.
  const isPercentUnit = format.unit === 'percent' && format.unitDisplay !== 'long';
  if (format.style === 'percent' || isPercentUnit) text = percentFormats.standard;
  else if (format.style === 'currency' && !isNamed) {
    text = currencyFormats[format.currencySign] ?? currencyFormats.standard;
  }
  let pattern = patternOf(text);
  if (number.compact !== undefined) {
    const compact = patternOf(number.compact);
    // The accounting form has no compact patterns of its own: its parentheses go around them.
    pattern =
      format.currencySign === 'accounting' && pattern.negative
        ? {
            ...compact,
            negative: {
              prefix: pattern.negative.prefix.replace(/¤.*/su, '') + compact.prefix,
              suffix: compact.suffix + pattern.negative.suffix.replace(/^.*¤/su, ''),
            },
          }
        : compact;
  }
  let { prefix, suffix } = pattern;
  const usesNegative =
    pattern.negative !== undefined && (sign === '-' || (sign === '+' && pattern.negative.prefix.includes('-')));
  if (usesNegative) ({ prefix, suffix } = pattern.negative);
  else if (sign !== '') prefix = `-${prefix}`;
  const before = affixParts(format, prefix, sign);
  const after = affixParts(format, suffix, sign);
  spaceCurrency(format, before, number.body, after);
  const parts = [...before, ...number.body, ...after];
  if (isNamed) return named(format, number, parts);
  if (format.style === 'unit' && !isPercentUnit) return united(format, number, parts);
  return { prefix: before, body: number.body, suffix: after, parts };
}

function affixParts(format, text, sign) {
  if (text === '') return [];
  const { symbols } = format.numbers;
  const parts = [];
  let literal = '';
  // The marks of direction around a sign are no part of it.
  const push = (type, value) => {
    const [, before, sign, after] = /^([\u200e\u200f\u061c]*)(.*?)([\u200e\u200f\u061c]*)$/su.exec(value);
    literal += before;
    flush();
    parts.push({ type, value: sign });
    literal = after;
  };
  // In compact forms all text but the spaces around it is the form.
  const flush = () => {
    if (literal === '') return;
    const isCompact = format.notation === 'compact' && /[^\s\u00a0\u202f\u200e\u200f\u061c()-]/u.test(literal);
    if (isCompact) {
      const [, before, form, after] = /^([\s\u200f]*)(.*?)([\s\u200f]*)$/su.exec(literal);
      if (before !== '') parts.push({ type: 'literal', value: before });
      parts.push({ type: 'compact', value: form });
      if (after !== '') parts.push({ type: 'literal', value: after });
    } else {
      parts.push({ type: 'literal', value: literal });
    }
    literal = '';
  };
  let quoted = false;
  for (const char of text) {
    if (char === "'") quoted = !quoted;
    else if (quoted) literal += char;
    else if (char === '-')
      push(sign === '+' ? 'plusSign' : 'minusSign', sign === '+' ? symbols.plusSign : symbols.minusSign);
    else if (char === '%') push(format.style === 'unit' ? 'unit' : 'percentSign', symbols.percentSign);
    else if (char === '¤') push('currency', currencySymbol(format));
    else literal += char;
  }
  flush();
  return parts;
}

function currencySymbol({ currency, currencyDisplay, dataLocale }) {
  if (currencyDisplay === 'code') return currency;
  const names = localeData('currencies', dataLocale)[currency];
  if (currencyDisplay === 'narrowSymbol' && names?.['symbol-alt-narrow'] !== undefined)
    return names['symbol-alt-narrow'];
  return names?.symbol ?? currency;
}

// A currency that ends in a letter keeps a space to the digits.
function spaceCurrency(format, before, body, after) {
  if (format.style !== 'currency' || !/^(?:integer|nan)$/.test(body[0].type)) return;
  const spacing = format.numbers.currencyFormats.currencySpacing;
  const space = { type: 'literal', value: spacing?.beforeCurrency.insertBetween ?? '\u00a0' };
  const matches = (char) => !/[\p{S}\p{Z}]/u.test(char);
  const isDigit = body[0].type === 'integer';
  if (isDigit && before.at(-1)?.type === 'currency' && matches([...before.at(-1).value].at(-1))) before.push(space);
  if (isDigit && after[0]?.type === 'currency' && matches([...after[0].value][0])) after.unshift(space);
}

// "1.00 US dollars"
function named(format, number, parts) {
  const names = localeData('currencies', format.dataLocale)[format.currency];
  const plural = format.plural(number.text, number.exponent);
  const name =
    names?.[`displayName-count-${plural}`] ??
    names?.['displayName-count-other'] ??
    names?.displayName ??
    format.currency;
  const { currencyFormats } = format.numbers;
  const pattern =
    currencyFormats[`unitPattern-count-${plural}`] ?? currencyFormats['unitPattern-count-other'] ?? '{0} {1}';
  return around(pattern, parts, 'currency', name);
}

function united(format, number, parts) {
  const units = localeData('units', format.dataLocale)[format.unitDisplay];
  const plural = format.plural(number.text, number.exponent);
  const patternIn = (unit) => unit[`unitPattern-count-${plural}`] ?? unit['unitPattern-count-other'];
  const whole = units[format.unit];
  if (whole !== undefined) return around(patternIn(whole), parts, 'unit');
  const at = format.unit.indexOf('-per-');
  const [top, bottom] = [units[format.unit.slice(0, at)], units[format.unit.slice(at + 5)]];
  let pattern;
  if (bottom.perUnitPattern !== undefined) {
    pattern = bottom.perUnitPattern.replace('{0}', () => patternIn(top));
  } else {
    const one = bottom['unitPattern-count-one'] ?? bottom['unitPattern-count-other'];
    pattern = units.per.replace('{0}', () => patternIn(top)).replace('{1}', () => one.replace('{0}', '').trim());
  }
  return around(pattern, parts, 'unit');
}

// A pattern `{0} km` around parts; its text is of `type`, the spaces beside the number apart. With `name`, `{1}` is that.
function around(pattern, parts, type, name) {
  // Arabic and Hebrew have words that say the number too.
  if (!pattern.includes('{0}'))
    return { prefix: [], body: [{ type, value: pattern }], suffix: [], parts: [{ type, value: pattern }] };
  const [before, after] = pattern.split('{0}');
  const text = (side) =>
    (side ?? '').split(/(\{1\})/).flatMap((piece) => {
      if (piece === '{1}') return [{ type, value: name }];
      if (name !== undefined) return piece === '' ? [] : [{ type: 'literal', value: piece }];
      const [, left, unit, right] = /^([\s\u00a0\u202f]*)(.*?)([\s\u00a0\u202f]*)$/su.exec(piece);
      return [
        ['literal', left],
        [type, unit],
        ['literal', right],
      ]
        .filter(([, value]) => value !== '')
        .map(([kind, value]) => ({ type: kind, value }));
    });
  const prefix = text(before);
  const suffix = text(after);
  return { prefix, body: parts, suffix, parts: [...prefix, ...parts, ...suffix] };
}

module.exports = { decorate, hasOwn, localDigits, measured, numberParts, prepare };
