// Histograms of whole numbers, over the native ones.
'use strict';

const { Histogram: NativeHistogram } = internalBinding('performance');
const { customInspectSymbol, kEmptyObject } = require('internal/util');
const { validateInteger, validateNumber, validateObject } = require('internal/validators');
const {
  ERR_ILLEGAL_CONSTRUCTOR,
  ERR_INVALID_ARG_TYPE,
  ERR_INVALID_ARG_VALUE,
  ERR_INVALID_THIS,
  ERR_OUT_OF_RANGE,
} = require('internal/errors').codes;

const kSkipThrow = Symbol('kSkipThrow');
const kInt64Max = 2n ** 63n - 1n;

let isHistogram;
let handleOf;

class Histogram {
  #handle;

  static {
    isHistogram = (value) => value !== null && typeof value === 'object' && #handle in value;
    handleOf = (histogram) => {
      if (!isHistogram(histogram)) throw new ERR_INVALID_THIS('Histogram');
      return histogram.#handle;
    };
  }

  constructor(skipThrow, handle) {
    if (skipThrow !== kSkipThrow) throw new ERR_ILLEGAL_CONSTRUCTOR();
    this.#handle = handle;
  }

  [customInspectSymbol](depth, options) {
    if (depth < 0) return options.stylize(`[${this.constructor.name}]`, 'special');
    const shown = { ...options, depth: options.depth == null ? null : options.depth - 1 };
    const { min, max, mean, exceeds, stddev, skewness, kurtosis, count, percentiles } = this;
    return `Histogram ${require('internal/util/inspect').inspect(
      { min, max, mean, exceeds, stddev, skewness, kurtosis, count, percentiles }, shown)}`;
  }

  get count() {
    return handleOf(this).count();
  }

  get countBigInt() {
    return BigInt(handleOf(this).count());
  }

  get min() {
    return handleOf(this).min(false);
  }

  get minBigInt() {
    return handleOf(this).min(true);
  }

  get max() {
    return handleOf(this).max(false);
  }

  get maxBigInt() {
    return handleOf(this).max(true);
  }

  get mean() {
    const { count, sums } = moments(handleOf(this));
    return count === 0 ? NaN : sums[0];
  }

  get stddev() {
    const { count, sums } = moments(handleOf(this));
    return count === 0 ? NaN : Math.sqrt(sums[1]);
  }

  get skewness() {
    const { sums } = moments(handleOf(this));
    return sums[1] > 0 ? sums[2] / sums[1] ** 1.5 : 0;
  }

  /** Excess kurtosis: that of a normal distribution is 0. */
  get kurtosis() {
    const { sums } = moments(handleOf(this));
    return sums[1] > 0 ? sums[3] / sums[1] ** 2 - 3 : 0;
  }

  get exceeds() {
    return handleOf(this).exceeds();
  }

  get exceedsBigInt() {
    return BigInt(handleOf(this).exceeds());
  }

  percentile(percentile) {
    return handleOf(this).percentile(false, checkedPercentile(percentile));
  }

  percentileBigInt(percentile) {
    return handleOf(this).percentile(true, checkedPercentile(percentile));
  }

  get percentiles() {
    return pairs(handleOf(this).percentiles(false));
  }

  get percentilesBigInt() {
    return pairs(handleOf(this).percentiles(true));
  }

  reset() {
    handleOf(this).reset();
  }

  toJSON() {
    const { count, min, max, mean, exceeds, stddev, skewness, kurtosis, percentiles } = this;
    return {
      count, min, max, mean, exceeds, stddev, skewness, kurtosis, percentiles: Object.fromEntries(percentiles),
    };
  }
}

// [mean, variance, third and fourth central moment] of what was recorded.
function moments(handle) {
  const recorded = handle.recorded();
  let count = 0;
  let sum = 0;
  for (let i = 0; i < recorded.length; i += 2) {
    count += recorded[i + 1];
    sum += recorded[i] * recorded[i + 1];
  }
  if (count === 0) return { count, sums: [0, 0, 0, 0] };
  const mean = sum / count;
  const sums = [mean, 0, 0, 0];
  for (let i = 0; i < recorded.length; i += 2) {
    const off = recorded[i] - mean;
    for (let power = 2; power <= 4; power++) sums[power - 1] += recorded[i + 1] * off ** power;
  }
  for (let power = 2; power <= 4; power++) sums[power - 1] /= count;
  return { count, sums };
}

function checkedPercentile(percentile) {
  validateNumber(percentile, 'percentile');
  if (Number.isNaN(percentile) || percentile <= 0 || percentile > 100) {
    throw new ERR_OUT_OF_RANGE('percentile', '> 0 && <= 100', percentile);
  }
  return percentile;
}

function pairs(list) {
  const map = new Map();
  for (let i = 0; i < list.length; i += 2) map.set(list[i], list[i + 1]);
  return map;
}

class RecordableHistogram extends Histogram {
  record(value) {
    const handle = recordable(this);
    if (typeof value === 'bigint') {
      if (value < 1n || value > kInt64Max) throw outOfRange();
    } else {
      validateInteger(value, 'val', 1);
    }
    handle.record(value);
  }

  /** Records the nanoseconds since the last call; the first one records nothing. */
  recordDelta() {
    recordable(this).recordDelta();
  }

  add(other) {
    const handle = recordable(this);
    if (!(isHistogram(other) && other instanceof RecordableHistogram)) {
      throw new ERR_INVALID_ARG_TYPE('other', 'RecordableHistogram', other);
    }
    handle.add(handleOf(other));
  }
}

function outOfRange() {
  const error = new RangeError('value is out of range');
  error.code = 'ERR_OUT_OF_RANGE';
  return error;
}

function recordable(histogram) {
  if (!isHistogram(histogram) || !(histogram instanceof RecordableHistogram)) {
    throw new ERR_INVALID_THIS('RecordableHistogram');
  }
  return handleOf(histogram);
}

function createHistogram(options = kEmptyObject) {
  validateObject(options, 'options');
  const { lowest = 1, highest = Number.MAX_SAFE_INTEGER, figures = 3 } = options;
  if (typeof lowest !== 'bigint') validateInteger(lowest, 'options.lowest', 1, Number.MAX_SAFE_INTEGER);
  if (typeof highest !== 'bigint') {
    validateInteger(highest, 'options.highest', 2 * Number(lowest), Number.MAX_SAFE_INTEGER);
  } else if (highest < 2n * BigInt(lowest)) {
    throw new ERR_INVALID_ARG_VALUE.RangeError('options.highest', highest);
  }
  validateInteger(figures, 'options.figures', 1, 5);
  return new RecordableHistogram(kSkipThrow, new NativeHistogram(lowest, highest, figures));
}

module.exports = { Histogram, RecordableHistogram, createHistogram, handleOf, isHistogram, kSkipThrow };
