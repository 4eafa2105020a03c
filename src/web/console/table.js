// console.table: rows and columns of what collections, arrays and objects hold.
'use strict';

const { previewEntries } = internalBinding('util');
const renderTable = require('internal/cli_table');
const { inspect } = require('internal/util/inspect');
const { isMap, isMapIterator, isSet, isSetIterator, isTypedArray } = require('internal/util/types');

const indexHeader = '(index)';
const iterationHeader = '(iteration index)';
const keyHeader = 'Key';
const valuesHeader = 'Values';

// An array in a cell shows this many of its entries.
const cellItemsMax = 3;

function tabulate(data, properties, inspectOptions) {
  const format = (value) => inspect(value, {
    depth: hasManyProperties(value) ? -1 : 0,
    maxArrayLength: cellItemsMax,
    breakLength: Infinity,
    ...inspectOptions,
  });
  if (isMapIterator(data)) {
    const [entries, isKeyValue] = previewEntries(data, true);
    return isKeyValue ? tabulatePairs(pairUp(entries), format) : tabulateItems(entries, format);
  }
  if (isMap(data)) return tabulatePairs([...data], format);
  if (isSetIterator(data)) return tabulateItems(previewEntries(data), format);
  if (isSet(data)) return tabulateItems([...data], format);
  return tabulateRows(data, properties, format);
}

function hasManyProperties(value) {
  return value !== null && typeof value === 'object' && !Array.isArray(value) && !isTypedArray(value) &&
    Object.keys(value).length > 2;
}

function pairUp(entries) {
  const pairs = [];
  for (let i = 0; i < entries.length; i += 2) pairs.push([entries[i], entries[i + 1]]);
  return pairs;
}

function tabulatePairs(pairs, format) {
  return renderTable([iterationHeader, keyHeader, valuesHeader], [
    pairs.map((_, i) => format(i)),
    pairs.map((pair) => format(pair[0])),
    pairs.map((pair) => format(pair[1])),
  ]);
}

function tabulateItems(items, format) {
  return renderTable([iterationHeader, valuesHeader], [
    items.map((_, i) => format(i)),
    items.map((item) => format(item)),
  ]);
}

// One row for each of the object's own properties. The columns are those that are asked for, or all that the
// rows have, in the order in which they come up, and the values of rows that are no objects.
function tabulateRows(data, properties, format) {
  const columns = { __proto__: null };
  const values = [];
  const rows = Object.keys(data);
  rows.forEach((row, i) => {
    const item = data[row];
    const isPrimitive = item === null || (typeof item !== 'object' && typeof item !== 'function');
    if (isPrimitive && properties === undefined) {
      values[i] = format(item);
      return;
    }
    for (const key of properties ?? Object.keys(item)) {
      const cells = columns[key] ??= [];
      cells[i] = !isPrimitive && Object.hasOwn(item, key) ? format(item[key]) : '';
    }
  });
  const headers = [indexHeader, ...Object.keys(columns)];
  const cells = [rows, ...Object.values(columns)];
  if (values.length > 0) {
    headers.push(valuesHeader);
    cells.push(values);
  }
  return renderTable(headers, cells);
}

module.exports = { tabulate };
