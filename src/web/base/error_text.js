// The words that error messages are made of: what a value is, lists, grouped digits.
'use strict';

/** What `value` is, as "Received ..." says it. */
function determineSpecificType(value) {
  if (value == null) return `${value}`;
  switch (typeof value) {
    case 'bigint':
      return `type bigint (${value}n)`;
    case 'number':
      return Object.is(value, -0) ? 'type number (-0)' : `type number (${value})`;
    case 'boolean':
      return `type boolean (${value})`;
    case 'symbol':
      return `type symbol (${String(value)})`;
    case 'function':
      return `function ${value.name}`;
    case 'string': {
      const shown = value.length > 28 ? `${value.slice(0, 25)}...` : value;
      return `type string (${shown.includes("'") ? JSON.stringify(shown) : `'${shown}'`})`;
    }
    default: {
      const { constructor } = value;
      if (constructor && 'name' in constructor) return `an instance of ${constructor.name}`;
      return `${require('internal/util/inspect').inspect(value, { depth: -1 })}`;
    }
  }
}

/** 'a', 'a and b', 'a, b, and c'. `conjunction` stands before the last. */
function formatList(list, conjunction = 'and') {
  if (list.length < 2) return list.join('');
  const last = list[list.length - 1];
  if (list.length === 2) return `${list[0]} ${conjunction} ${last}`;
  return `${list.slice(0, -1).join(', ')}, ${conjunction} ${last}`;
}

/** The digits of an integer in groups of three: '-1234567' is '-1_234_567'. */
function addNumericalSeparator(digits) {
  const start = digits[0] === '-' ? 1 : 0;
  let end = digits.length;
  let grouped = '';
  for (; end >= start + 4; end -= 3) grouped = `_${digits.slice(end - 3, end)}${grouped}`;
  return `${digits.slice(0, end)}${grouped}`;
}

module.exports = { addNumericalSeparator, determineSpecificType, formatList };
