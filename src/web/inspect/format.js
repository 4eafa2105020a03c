// util.format: the text of its arguments, the first of which may have placeholders
// (console.spec.whatwg.org, "Formatter", with Node's own: %j, and %c that swallows its argument).
'use strict';

const { inspect, inspectDefaultOptions } = require('internal/util/inspect');
const { formatBigInt, formatNumber } = require('internal/util/inspect/primitives');
const { getProxyDetails } = internalBinding('util');

const percent = 37;
const hasOwn = Object.hasOwn;

function formatArguments(options, args) {
  const first = args[0];
  let used = 0;
  let text = '';
  if (typeof first === 'string') {
    if (args.length === 1) return first;
    let copied = 0; // how much of `first` is in `text`
    const end = first.length - 1; // a percent sign at the very end is no placeholder
    for (let at = first.indexOf('%'); at !== -1 && at < end; at = first.indexOf('%', at)) {
      const letter = first.charCodeAt(at + 1);
      at += 2;
      if (letter === percent) {
        text += first.slice(copied, at - 1);
        copied = at;
      } else if (used + 1 < args.length) {
        const replacement = substitute(letter, args[used + 1], options);
        if (replacement === undefined) continue;
        used++;
        text += first.slice(copied, at - 2) + replacement;
        copied = at;
      }
    }
    if (copied !== 0) {
      used++;
      text += first.slice(copied);
    }
  }
  for (let i = used; i < args.length; i++) {
    if (i !== 0) text += ' ';
    text += formatRest(args[i], options);
  }
  return text;
}

// An argument that no placeholder stands for.
function formatRest(value, options) {
  if (typeof value === 'string') return value;
  const hasColors = options?.colors ?? inspectDefaultOptions.colors;
  return typeof value === 'number' && !hasColors ? plainNumber(value, options) : inspect(value, options);
}

// What stands in for a placeholder; undefined if the letter makes none.
function substitute(letter, value, options) {
  switch (letter) {
    case 115: // s
      return formatAsString(value, options);
    case 100: // d
      return formatAsNumber(value, Number, options);
    case 105: // i
      return formatAsNumber(value, Number.parseInt, options);
    case 102: // f
      if (typeof value === 'bigint') return plainNumber(Number.parseFloat(value), options);
      return formatAsNumber(value, Number.parseFloat, options);
    case 106: // j
      return formatAsJSON(value);
    case 79: // O
      return inspect(value, options);
    case 111: // o
      return inspect(value, { ...options, showHidden: true, showProxy: true, depth: 4 });
    case 99: // c
      return '';
  }
}

function plain(text) {
  return text;
}

function separates(options) {
  return options?.numericSeparator ?? inspectDefaultOptions.numericSeparator;
}

function plainNumber(number, options) {
  return formatNumber(plain, number, separates(options));
}

function formatAsNumber(value, convert, options) {
  if (typeof value === 'bigint') return formatBigInt(plain, value, separates(options));
  if (typeof value === 'symbol') return 'NaN';
  return plainNumber(convert(value), options);
}

// %s: primitives as they are, objects with a toString of their own by it, all others inspected shallowly.
function formatAsString(value, options) {
  if (typeof value === 'number') return plainNumber(value, options);
  if (typeof value === 'bigint') return formatBigInt(plain, value, separates(options));
  if (typeof value !== 'object' || value === null || !hasBuiltInToString(value)) return String(value);
  return inspect(value, { ...options, compact: 3, colors: false, depth: 0 });
}

// Whether converting the object to a string would run nothing but the language's own methods.
function hasBuiltInToString(value) {
  const target = getProxyDetails(value, false);
  if (target === null) return true;
  if (target !== undefined) value = target;

  const byToString = typeof value.toString === 'function';
  const byToPrimitive = typeof value[Symbol.toPrimitive] === 'function';
  if (!byToString && !byToPrimitive) return true;
  if (byToString && hasOwn(value, 'toString')) return false;
  if (byToPrimitive && hasOwn(value, Symbol.toPrimitive)) return false;

  // The nearest prototype that brings either method decides.
  let holder = value;
  do {
    holder = Object.getPrototypeOf(holder);
  } while (!(byToString && hasOwn(holder, 'toString')) &&
           !(byToPrimitive && hasOwn(holder, Symbol.toPrimitive)));
  const { isBuiltInClass } = require('internal/util/inspect/names');
  return isBuiltInClass(Object.getOwnPropertyDescriptor(holder, 'constructor'));
}

let circularMessage;

// %j: JSON, or '[Circular]' where the only reason that there is none is a cycle.
function formatAsJSON(value) {
  try {
    return `${JSON.stringify(value)}`; // undefined has no JSON
  } catch (error) {
    if (circularMessage === undefined) {
      const cycle = {};
      cycle.itself = cycle;
      try {
        JSON.stringify(cycle);
      } catch (circular) {
        circularMessage = firstLine(circular);
      }
    }
    if (error.name === 'TypeError' && firstLine(error) === circularMessage) return '[Circular]';
    throw error;
  }
}

function firstLine(error) {
  return error.message.split('\n', 1)[0];
}

module.exports = { formatArguments };
