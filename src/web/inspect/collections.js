// What is iterable and built in: sets, maps, their iterators, typed arrays; and the weak collections, whose
// entries are shown like theirs.
'use strict';

const { formatBigInt, formatNumber } = require('internal/util/inspect/primitives');
const { getPrefix } = require('internal/util/inspect/names');
const { Parts, arrange } = require('internal/util/inspect/layout');
const { formatValue, getKeys, moreItems } = require('internal/util/inspect/value');
const { isMap, isMapIterator, isSet, isSetIterator } = require('internal/util/types');
const {
  constants: { ALL_PROPERTIES, ONLY_ENUMERABLE },
  getOwnNonIndexProperties,
  previewEntries,
} = internalBinding('util');

// Captured, because a collection without its prototype has no methods of its own.
const { get: sizeOfSet } = Object.getOwnPropertyDescriptor(Set.prototype, 'size');
const { get: sizeOfMap } = Object.getOwnPropertyDescriptor(Map.prototype, 'size');
const valuesOfSet = Set.prototype.values;
const entriesOfMap = Map.prototype.entries;
const typedArrayPrototype = Object.getPrototypeOf(Uint8Array.prototype);
const { get: typedArrayName } = Object.getOwnPropertyDescriptor(typedArrayPrototype, Symbol.toStringTag);
const { get: typedArrayLength } = Object.getOwnPropertyDescriptor(typedArrayPrototype, 'length');

// The parts of the object's text, its text if it is empty, or undefined if it is none of these.
function describe(ctx, value, name, tag, protoProps) {
  if (isSet(value)) {
    const size = sizeOfSet.call(value);
    const prefix = getPrefix(name, tag, 'Set', `(${size})`);
    return describeCollection(ctx, value, prefix, size, protoProps, formatSet,
      name === null ? valuesOfSet.call(value) : value);
  }
  if (isMap(value)) {
    const size = sizeOfMap.call(value);
    const prefix = getPrefix(name, tag, 'Map', `(${size})`);
    return describeCollection(ctx, value, prefix, size, protoProps, formatMap,
      name === null ? entriesOfMap.call(value) : value);
  }
  const arrayName = typedArrayName.call(value);
  if (arrayName !== undefined) return describeTypedArray(ctx, value, arrayName, name, tag);
  if (isMapIterator(value)) return describeIterator(ctx, value, 'Map Iterator', tag);
  if (isSetIterator(value)) return describeIterator(ctx, value, 'Set Iterator', tag);
}

function describeCollection(ctx, value, prefix, size, protoProps, fill, iterable) {
  const keys = getKeys(value, ctx.showHidden);
  if (size === 0 && keys.length === 0 && protoProps === undefined) return `${prefix}{}`;
  const parts = new Parts(keys, `${prefix}{`, '}');
  parts.fill = fill;
  parts.data = iterable;
  return parts;
}

function describeTypedArray(ctx, value, arrayName, name, tag) {
  const keys = getOwnNonIndexProperties(value, ctx.showHidden ? ALL_PROPERTIES : ONLY_ENUMERABLE);
  // An array without its prototype is read through one that has it.
  const array = name === null ? new globalThis[arrayName](value) : value;
  const length = typedArrayLength.call(value);
  const prefix = getPrefix(name, tag, name === null ? arrayName : '', `(${length})`);
  if (value.length === 0 && keys.length === 0 && !ctx.showHidden) return `${prefix}[]`;
  const parts = new Parts(keys, `${prefix}[`, ']');
  parts.list = true;
  parts.fill = formatTypedArray;
  parts.data = array;
  if (ctx.showHidden) {
    parts.accessors = ['BYTES_PER_ELEMENT', 'length', 'byteLength', 'byteOffset', 'buffer'];
    parts.hidesBytes = true;
  }
  return parts;
}

function describeIterator(ctx, value, kind, tag) {
  let label = tag;
  if (tag !== kind) label = tag === '' ? kind : `${tag}] [${kind}`;
  const parts = new Parts(getKeys(value, ctx.showHidden), `[${label}] {`, '}');
  parts.fill = formatIterator;
  return parts;
}

function shownCount(ctx, count) {
  return Math.min(Math.max(0, ctx.maxArrayLength), count);
}

function formatSet(ctx, value, depth, parts) {
  const size = sizeOfSet.call(value);
  const shown = shownCount(ctx, size);
  const output = [];
  ctx.indentationLvl += 2;
  for (const item of parts.data) {
    if (output.length >= shown) break;
    output.push(formatValue(ctx, item, depth));
  }
  ctx.indentationLvl -= 2;
  if (size > shown) output.push(moreItems(size - shown));
  return output;
}

function formatMap(ctx, value, depth, parts) {
  const size = sizeOfMap.call(value);
  const shown = shownCount(ctx, size);
  const output = [];
  ctx.indentationLvl += 2;
  for (const entry of parts.data) {
    if (output.length >= shown) break;
    output.push(`${formatValue(ctx, entry[0], depth)} => ${formatValue(ctx, entry[1], depth)}`);
  }
  ctx.indentationLvl -= 2;
  if (size > shown) output.push(moreItems(size - shown));
  return output;
}

function formatTypedArray(ctx, value, depth, parts) {
  const array = parts.data;
  const length = typedArrayLength.call(array);
  const shown = shownCount(ctx, length);
  const format = array.length > 0 && typeof array[0] === 'number' ? formatNumber : formatBigInt;
  const output = [];
  for (let i = 0; i < shown; i++) output.push(format(ctx.stylize, array[i], ctx.numericSeparator));
  if (length > shown) output.push(moreItems(length - shown));
  return output;
}

function formatIterator(ctx, value, depth, parts) {
  const [entries, isKeyValue] = previewEntries(value, true);
  if (!isKeyValue) return formatItems(ctx, entries, depth);
  // An iterator over pairs says so.
  parts.open = parts.open.replace(/ Iterator] {$/, ' Entries] {');
  return formatPairs(ctx, entries, depth, (key, item) =>
    arrange(ctx, [key, item], '', '[', ']', true, depth));
}

function formatWeakSet(ctx, value, depth) {
  return formatItems(ctx, previewEntries(value), depth, true);
}

function formatWeakMap(ctx, value, depth) {
  return formatPairs(ctx, previewEntries(value), depth, (key, item) => `${key} => ${item}`, true);
}

// Weak collections have no order, so what is shown of them is sorted.
function formatItems(ctx, items, depth, isWeak = false) {
  const shown = shownCount(ctx, items.length);
  const output = [];
  ctx.indentationLvl += 2;
  for (let i = 0; i < shown; i++) output.push(formatValue(ctx, items[i], depth));
  ctx.indentationLvl -= 2;
  if (isWeak && !ctx.sorted) output.sort();
  if (items.length > shown) output.push(moreItems(items.length - shown));
  return output;
}

// `entries` holds keys and values in turn.
function formatPairs(ctx, entries, depth, join, isWeak = false) {
  const count = entries.length / 2;
  const shown = shownCount(ctx, count);
  const output = [];
  ctx.indentationLvl += 2;
  for (let i = 0; i < shown; i++) {
    output.push(join(formatValue(ctx, entries[2 * i], depth), formatValue(ctx, entries[2 * i + 1], depth)));
  }
  ctx.indentationLvl -= 2;
  if (isWeak && !ctx.sorted) output.sort();
  if (count > shown) output.push(moreItems(count - shown));
  return output;
}

module.exports = { describe, formatWeakMap, formatWeakSet };
