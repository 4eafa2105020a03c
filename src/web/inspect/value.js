// The walk over a value: what every object goes through, and the kinds that most objects are of, which are
// arrays and plain objects. Functions, errors, collections and the other built-ins are in their own files.
'use strict';

const { inspect, inspectDefaultOptions, objectKeys } = require('internal/util/inspect');
const { formatPrimitive, quote, escapeText } = require('internal/util/inspect/primitives');
const { getConstructorName, getObjectPrefix, getPrefix } = require('internal/util/inspect/names');
const { Parts, arrange } = require('internal/util/inspect/layout');
const { isArgumentsObject, isModuleNamespaceObject } = require('internal/util/types');
const {
  constants: { ALL_PROPERTIES, ONLY_ENUMERABLE },
  getOwnNonIndexProperties,
  getProxyDetails,
} = internalBinding('util');

const { getOwnPropertyDescriptor, getOwnPropertyNames, getOwnPropertySymbols, hasOwn } = Object;
const isEnumerable = Object.prototype.propertyIsEnumerable;
const symbolToString = Symbol.prototype.toString;
const customInspect = inspect.custom;

// How formatProperty shows a property: with its key, an array's entry without.
const objectEntry = 0;
const arrayEntry = 1;
const arrayExtraEntry = 2;

// Once this much text was made at one level of indentation, objects are no longer opened, so that neither
// the longest string there can be is exceeded nor the loop blocked for long.
const textLengthMax = 2 ** 27;

const identifier = /^[a-zA-Z_][a-zA-Z_0-9]*$/;
const indexMax = 2 ** 32 - 2; // of an array
const arrayIndex = /^(0|[1-9][0-9]*)$/;

let functions;
let collections;
let builtins;
let isStackOverflowError;

module.exports = {
  arrayEntry,
  arrayExtraEntry,
  formatProperty,
  formatValue,
  getKeys,
  isTooDeep,
  moreItems,
  objectEntry,
};

// `depth` counts from 0. It is undefined for values that are shown however deep they lie (a function's name,
// an error's stack). `hidesBytes` marks the buffer of a typed array, whose bytes were shown already.
//
// The caller sets the indentation: what it writes before the value is added to ctx.indentationLvl.
function formatValue(ctx, value, depth, hidesBytes) {
  if (value === null || (typeof value !== 'object' && typeof value !== 'function')) {
    return formatPrimitive(ctx.stylize, value, ctx);
  }
  const receiver = value;
  // A proxy is recognised before it is looked at: no trap may run.
  const proxy = getProxyDetails(value, !!ctx.showProxy);
  if (proxy !== undefined) {
    if (proxy === null || (ctx.showProxy && proxy[0] === null)) return ctx.stylize('<Revoked Proxy>', 'special');
    if (ctx.showProxy) return formatProxy(ctx, proxy, depth);
    value = proxy;
  }
  if (ctx.customInspect) {
    const custom = value[customInspect];
    // util itself has `inspect` under this name too; a prototype is not an instance of its class.
    if (typeof custom === 'function' && custom !== inspect &&
        getOwnPropertyDescriptor(value, 'constructor')?.value?.prototype !== value) {
      const text = callCustomInspect(ctx, custom, receiver, depth, proxy !== undefined);
      if (text !== undefined) return text;
    }
  }
  if (ctx.seen.includes(value)) return formatCircular(ctx, value);
  return formatObject(ctx, value, depth, hidesBytes);
}

function isTooDeep(ctx, depth) {
  return depth > ctx.depth && ctx.depth !== null;
}

function formatProxy(ctx, proxy, depth) {
  if (isTooDeep(ctx, depth)) return ctx.stylize('Proxy [Array]', 'special');
  depth += 1;
  ctx.indentationLvl += 2;
  const output = [formatValue(ctx, proxy[0], depth), formatValue(ctx, proxy[1], depth)];
  ctx.indentationLvl -= 2;
  return arrange(ctx, output, '', 'Proxy [', ']', true, depth);
}

function formatCircular(ctx, value) {
  ctx.circular ??= new Map();
  let index = ctx.circular.get(value);
  if (index === undefined) {
    index = ctx.circular.size + 1;
    ctx.circular.set(value, index);
  }
  return ctx.stylize(`[Circular *${index}]`, 'special');
}

// The text that the object's own inspect function gives, or undefined if that returned the object itself.
function callCustomInspect(ctx, custom, receiver, depth, isProxy) {
  const remaining = ctx.depth === null ? null : ctx.depth - depth;
  const isForeign = isProxy || !(receiver instanceof Object);
  const result = custom.call(receiver, remaining, getUserOptions(ctx, isForeign), inspect);
  if (result === receiver) return undefined;
  if (typeof result !== 'string') return formatValue(ctx, result, depth);
  return result.replaceAll('\n', `\n${' '.repeat(ctx.indentationLvl)}`);
}

// The options as a custom inspect function sees them. One from another realm gets nothing through which it
// could reach the objects of this one.
function getUserOptions(ctx, isForeign) {
  const options = { stylize: ctx.stylize };
  for (const key of objectKeys(inspectDefaultOptions)) options[key] = ctx[key];
  Object.assign(options, ctx.userOptions);
  if (!isForeign) return options;
  Object.setPrototypeOf(options, null);
  for (const key of objectKeys(options)) {
    const type = typeof options[key];
    if (type === 'function' || (type === 'object' && options[key] !== null)) delete options[key];
  }
  options.stylize = Object.setPrototypeOf((value, flavour) => {
    try {
      return `${ctx.stylize(value, flavour)}`;
    } catch {
      return value;
    }
  }, null);
  return options;
}

function formatObject(ctx, value, depth, hidesBytes) {
  let protoProps = ctx.showHidden && !isTooDeep(ctx, depth) ? [] : undefined;
  const name = getConstructorName(value, ctx, depth, protoProps);
  if (protoProps !== undefined && protoProps.length === 0) protoProps = undefined;
  const tag = getTag(ctx, value);

  const parts = describe(ctx, value, depth, name, tag, protoProps, hidesBytes);
  if (typeof parts === 'string') return parts;

  if (isTooDeep(ctx, depth)) {
    const label = getObjectPrefix(value, name, tag).slice(0, -1);
    return ctx.stylize(name === null ? label : `[${label}]`, 'special');
  }
  depth += 1;
  ctx.seen.push(value);
  ctx.currentDepth = depth;
  const indentation = ctx.indentationLvl;
  let output;
  try {
    output = formatEntries(ctx, value, depth, parts, protoProps);
  } catch (error) {
    isStackOverflowError ??= require('internal/errors').isStackOverflowError;
    if (!isStackOverflowError(error)) throw error;
    ctx.seen.pop();
    ctx.indentationLvl = indentation;
    const label = getObjectPrefix(value, name, tag).slice(0, -1);
    return ctx.stylize(
      `[${label}: Inspection interrupted prematurely. Maximum call stack size exceeded.]`, 'special');
  }
  if (ctx.circular !== undefined) markReference(ctx, value, parts);
  ctx.seen.pop();
  if (ctx.sorted) sortEntries(ctx, output, parts);

  const text = arrange(ctx, output, parts.base, parts.open, parts.close, parts.list, depth, value);
  const written = (ctx.budget[ctx.indentationLvl] || 0) + text.length;
  ctx.budget[ctx.indentationLvl] = written;
  if (written > textLengthMax) ctx.depth = -1;
  return text;
}

// The object's Symbol.toStringTag, or '' if it has none or it is among the properties shown anyway.
function getTag(ctx, value) {
  let tag;
  try {
    tag = value[Symbol.toStringTag];
  } catch {
    return ''; // an accessor that throws
  }
  if (typeof tag !== 'string' || tag === '') return '';
  const isShown = ctx.showHidden ?
    hasOwn(value, Symbol.toStringTag) : isEnumerable.call(value, Symbol.toStringTag);
  return isShown ? '' : tag;
}

// What the object is: the parts of its text, or the text itself where there are no properties to show.
function describe(ctx, value, depth, name, tag, protoProps, hidesBytes) {
  // Without a class anything may be an iterable whose iterator cannot be seen.
  if (name === null || Symbol.iterator in value) {
    if (Array.isArray(value)) return describeArray(ctx, value, name, tag, protoProps);
    collections ??= require('internal/util/inspect/collections');
    const parts = collections.describe(ctx, value, name, tag, protoProps);
    if (parts !== undefined) return parts;
  }
  const keys = getKeys(value, ctx.showHidden);
  const isBare = keys.length === 0 && protoProps === undefined;
  if (typeof value === 'function') {
    functions ??= require('internal/util/inspect/functions');
    const base = functions.describe(ctx, value, name, tag);
    if (isBare) return ctx.stylize(base, 'special');
    const parts = new Parts(keys, '{', '}');
    parts.base = base;
    return parts;
  }
  if (name === 'Object') {
    let open = '{';
    if (isArgumentsObject(value)) {
      open = '[Arguments] {';
    } else if (tag !== '') {
      open = `${getPrefix(name, tag, 'Object')}{`;
    }
    return isBare ? `${open}}` : new Parts(keys, open, '}');
  }
  builtins ??= require('internal/util/inspect/builtins');
  return builtins.describe(ctx, value, keys, depth, name, tag, protoProps, hidesBytes);
}

function describeArray(ctx, value, name, tag, protoProps) {
  // An ordinary array says neither its class nor its length.
  const prefix = name === 'Array' && tag === '' ? '' : getPrefix(name, tag, 'Array', `(${value.length})`);
  const keys = getOwnNonIndexProperties(value, ctx.showHidden ? ALL_PROPERTIES : ONLY_ENUMERABLE);
  if (value.length === 0 && keys.length === 0 && protoProps === undefined) return `${prefix}[]`;
  const parts = new Parts(keys, `${prefix}[`, ']');
  parts.list = true;
  parts.fill = formatArray;
  return parts;
}

function getKeys(value, showHidden) {
  const symbols = getOwnPropertySymbols(value);
  if (showHidden) {
    const names = getOwnPropertyNames(value);
    return symbols.length === 0 ? names : names.concat(symbols);
  }
  let keys;
  try {
    keys = objectKeys(value);
  } catch (error) {
    // A module that is not evaluated yet: its exports cannot be read, and so not said to be enumerable.
    if (error.name !== 'ReferenceError' || !isModuleNamespaceObject(value)) throw error;
    keys = getOwnPropertyNames(value);
  }
  for (let i = 0; i < symbols.length; i++) {
    if (isEnumerable.call(value, symbols[i])) keys.push(symbols[i]);
  }
  return keys;
}

function formatEntries(ctx, value, depth, parts, protoProps) {
  const output = parts.fill === undefined ? [] : parts.fill(ctx, value, depth, parts);
  if (parts.accessors !== undefined) {
    for (const key of parts.accessors) output.push(formatAccessor(ctx, value, depth, key, parts.hidesBytes));
  }
  const { keys } = parts;
  const type = parts.list ? arrayExtraEntry : objectEntry;
  for (let i = 0; i < keys.length; i++) output.push(formatProperty(ctx, value, depth, keys[i], type));
  if (protoProps !== undefined) output.push(...protoProps);
  return output;
}

function formatAccessor(ctx, value, depth, key, hidesBytes) {
  ctx.indentationLvl += 2;
  let content;
  try {
    content = value[key];
  } catch {
    // A view whose buffer went elsewhere. Node leaves what follows indented further.
    content = value.buffer[key];
    ctx.indentationLvl += 2;
  }
  const text = formatValue(ctx, content, depth, hidesBytes);
  ctx.indentationLvl -= 2;
  return `${ctx.stylize(`[${key}]`, 'string')}: ${text}`;
}

// An object that was met again inside itself is marked where it begins.
function markReference(ctx, value, parts) {
  const index = ctx.circular.get(value);
  if (index === undefined) return;
  const reference = ctx.stylize(`<ref *${index}>`, 'special');
  if (ctx.compact === true) {
    parts.open = `${reference} ${parts.open}`;
  } else {
    parts.base = parts.base === '' ? reference : `${reference} ${parts.base}`;
  }
}

// An array's entries keep their order: only what follows them is sorted.
function sortEntries(ctx, output, parts) {
  const comparator = ctx.sorted === true ? undefined : ctx.sorted;
  if (!parts.list) {
    output.sort(comparator);
  } else if (parts.keys.length > 1) {
    const start = output.length - parts.keys.length;
    const sorted = output.slice(start).sort(comparator);
    output.splice(start, sorted.length, ...sorted);
  }
}

function formatArray(ctx, value, depth) {
  const length = value.length;
  const shown = Math.min(Math.max(0, ctx.maxArrayLength), length);
  const output = [];
  for (let i = 0; i < shown; i++) {
    const descriptor = getOwnPropertyDescriptor(value, i);
    if (descriptor === undefined) return formatSparseArray(ctx, value, depth, shown, output, i);
    output.push(formatProperty(ctx, value, depth, i, arrayEntry, descriptor));
  }
  if (length > shown) output.push(moreItems(length - shown));
  return output;
}

// Goes on from the first hole, at `index`, by the keys: each run of holes is one of the entries shown.
function formatSparseArray(ctx, value, depth, shownMax, output, index) {
  const keys = objectKeys(value);
  for (let i = index; i < keys.length && output.length < shownMax; i++) {
    const key = keys[i];
    const position = +key;
    if (position > indexMax) break;
    if (key !== `${index}`) {
      if (!arrayIndex.test(key)) break;
      output.push(emptyItems(ctx, position - index));
      index = position;
      if (output.length === shownMax) break;
    }
    output.push(formatProperty(ctx, value, depth, key, arrayEntry));
    index++;
  }
  const remaining = value.length - index;
  if (remaining > 0) {
    output.push(output.length === shownMax ? moreItems(remaining) : emptyItems(ctx, remaining));
  }
  return output;
}

function emptyItems(ctx, count) {
  return ctx.stylize(`<${count} empty item${count > 1 ? 's' : ''}>`, 'undefined');
}

function moreItems(count) {
  return `... ${count} more item${count > 1 ? 's' : ''}`;
}

// `original` is the object on which getters are called, where `value` is one of its prototypes.
function formatProperty(ctx, value, depth, key, type, descriptor, original = value) {
  descriptor ??= getOwnPropertyDescriptor(value, key);
  let text;
  let separator = ' ';
  if (descriptor.value !== undefined) {
    const indentation = ctx.compact !== true || type !== objectEntry ? 2 : 3;
    ctx.indentationLvl += indentation;
    text = formatValue(ctx, descriptor.value, depth);
    if (indentation === 3 && ctx.breakLength < getTextWidth(ctx, text)) {
      separator = `\n${' '.repeat(ctx.indentationLvl)}`;
    }
    ctx.indentationLvl -= indentation;
  } else if (descriptor.get !== undefined) {
    text = formatGetter(ctx, depth, descriptor, original);
  } else if (descriptor.set !== undefined) {
    text = ctx.stylize('[Setter]', 'special');
  } else {
    text = ctx.stylize('undefined', 'undefined');
  }
  if (type === arrayEntry) return text;

  let name = formatKey(ctx, key);
  if (descriptor.enumerable === false) name = `[${name}]`;
  return `${name}:${separator}${text}`;
}

function getTextWidth(ctx, text) {
  return require('internal/util/inspect').getStringWidth(text, ctx.colors);
}

function formatKey(ctx, key) {
  if (typeof key === 'symbol') return ctx.stylize(escapeText(symbolToString.call(key)), 'symbol');
  if (key === '__proto__') return "['__proto__']";
  if (identifier.test(key)) return ctx.stylize(key, 'name');
  return ctx.stylize(quote(key), 'string');
}

function formatGetter(ctx, depth, descriptor, original) {
  const { stylize } = ctx;
  const hasSetter = descriptor.set !== undefined;
  const label = hasSetter ? 'Getter/Setter' : 'Getter';
  const wanted = ctx.getters === true || (ctx.getters === 'get' && !hasSetter) ||
    (ctx.getters === 'set' && hasSetter);
  if (!wanted) return stylize(`[${label}]`, 'special');

  ctx.indentationLvl += 2;
  let text;
  try {
    const value = descriptor.get.call(original);
    if (value !== null && (typeof value === 'object' || typeof value === 'function')) {
      text = `${stylize(`[${label}]`, 'special')} ${formatValue(ctx, value, depth)}`;
    } else {
      const primitive = formatPrimitive(stylize, value, ctx);
      text = `${stylize(`[${label}:`, 'special')} ${primitive}${stylize(']', 'special')}`;
    }
  } catch (error) {
    const message = `<Inspection threw (${formatValue(ctx, error, depth)})>`;
    text = `${stylize(`[${label}:`, 'special')} ${message}${stylize(']', 'special')}`;
  }
  ctx.indentationLvl -= 2;
  return text;
}
