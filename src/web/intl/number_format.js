// Intl.NumberFormat (ECMA-402, 16).
'use strict';

const { decimalOf, toNumeric } = require('internal/intl/digits');
const { canonicalizeLocaleList, supportedLocales } = require('internal/intl/locales');
const { numberOptions } = require('internal/intl/number_options');
const { decorate, measured, numberParts, prepare } = require('internal/intl/number_parts');
const { defineClass, slotsOf } = require('internal/intl/options');

const slots = new WeakMap();
const method = 'Intl.NumberFormat.prototype';

function NumberFormat(locales = undefined, options = undefined) {
  const format = Reflect.construct(Object, [], new.target ?? NumberFormat);
  slots.set(format, { options: numberOptions(canonicalizeLocaleList(locales), options) });
  return format;
}

const join = (parts) => {
  let text = '';
  for (const part of parts) text += part.value;
  return text;
};

const stateOf = (receiver, name) => slotsOf(slots, receiver, name);
const prepared = (state) => state.prepared ??= prepare(state.options);

const shownOptions = [
  'locale', 'numberingSystem', 'style', 'currency', 'currencyDisplay', 'currencySign', 'unit', 'unitDisplay',
  'minimumIntegerDigits', 'minimumFractionDigits', 'maximumFractionDigits', 'minimumSignificantDigits',
  'maximumSignificantDigits', 'useGrouping', 'notation', 'compactDisplay', 'signDisplay', 'roundingIncrement',
  'roundingMode', 'roundingPriority', 'trailingZeroDisplay',
];

// The parts of a range, each with its `source`.
function rangeParts(format, start, end) {
  const from = decimalOf(start);
  const to = decimalOf(end);
  if (from.kind === 'nan') throw new RangeError(`Invalid start : ${start}`);
  if (to.kind === 'nan') throw new RangeError(`Invalid end : ${end}`);
  const a = decorate(format, measured(format, from));
  const b = decorate(format, measured(format, to));
  const marked = (parts, source) => parts.map((part) => ({ ...part, source }));
  const { approximately, range } = format.numbers.miscPatterns;
  if (join(a.parts) === join(b.parts)) {
    const sign = approximately.replace('{0}', '');
    const parts = marked(a.parts, 'shared');
    parts.unshift({ type: 'approximatelySign', value: sign, source: 'shared' });
    return parts;
  }
  const affixes = join([...a.prefix, ...a.suffix]);
  const isShared = join(a.prefix) === join(b.prefix) && join(a.suffix) === join(b.suffix);
  let separator = /^\{0\}(.*)\{1\}$/su.exec(range)?.[1] ?? '–';
  // As ICU: what is said once is longer than a sign, and what is said twice has spaces around the dash.
  const isSigned = (parts) => parts.some(({ type }) => type === 'minusSign');
  if (isShared && (affixes === '' || [...affixes].length > 1)) {
    if (isSigned(a.body) !== isSigned(b.body) && !/^\s|\s$/u.test(separator)) separator = ` ${separator} `;
    return [
      ...marked(a.prefix, 'shared'), ...marked(a.body, 'startRange'), { type: 'literal', value: separator, source: 'shared' },
      ...marked(b.body, 'endRange'), ...marked(b.suffix, 'shared'),
    ];
  }
  if (!/^\s|\s$/u.test(separator)) separator = ` ${separator} `;
  return [
    ...marked(a.parts, 'startRange'), { type: 'literal', value: separator, source: 'shared' }, ...marked(b.parts, 'endRange'),
  ];
}

function checkedRange(receiver, start, end, name) {
  const state = stateOf(receiver, `${method}.${name}`);
  if (start === undefined) throw new TypeError('Invalid start : undefined');
  if (end === undefined) throw new TypeError('Invalid end : undefined');
  return rangeParts(prepared(state), toNumeric(start), toNumeric(end));
}

defineClass(NumberFormat, 'NumberFormat', {
  resolvedOptions() {
    const { options } = stateOf(this, `${method}.resolvedOptions`);
    const shown = {};
    for (const name of shownOptions) {
      if (options[name] !== undefined) shown[name] = options[name];
    }
    return shown;
  },
  formatToParts(value) {
    return numberParts(prepared(stateOf(this, `${method}.formatToParts`)), toNumeric(value));
  },
  get format() {
    const state = stateOf(this, `get ${method}.format`);
    if (state.format === undefined) {
      state.format = Object.defineProperty((value) => formatNumber(state, toNumeric(value)), 'name', { value: '' });
    }
    return state.format;
  },
  formatRange(start, end) {
    return join(checkedRange(this, start, end, 'formatRange'));
  },
  formatRangeToParts(start, end) {
    return checkedRange(this, start, end, 'formatRangeToParts');
  },
}, {
  supportedLocalesOf(locales, options = undefined) {
    return supportedLocales(locales, options, 'Intl.NumberFormat');
  },
});

function formatNumber(state, value) {
  return join(numberParts(prepared(state), value));
}

/** The state of a NumberFormat that a script formats with itself. */
function numberFormatter(requested, options) {
  const state = { options: numberOptions(requested, options) };
  return {
    format: (value) => formatNumber(state, value),
    parts: (value) => numberParts(prepared(state), value),
    measure: (value) => measured(prepared(state), decimalOf(value)),
  };
}

module.exports = { NumberFormat, numberFormatter };
