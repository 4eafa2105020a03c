// How primitive values are shown: strings with their quotes and escapes, numbers, bigints, symbols.
'use strict';

// With the unicode flag a surrogate in a class matches only where it stands alone.
const escapable = /[\x00-\x1f'\\\x7f-\x9f\ud800-\udfff]/u;
const escapableAll = /[\x00-\x1f'\\\x7f-\x9f\ud800-\udfff]/gu;
// The same for text in double quotes or backticks, in which a single quote stands for itself.
const escapableUnquoted = /[\x00-\x1f\\\x7f-\x9f\ud800-\udfff]/u;
const escapableUnquotedAll = /[\x00-\x1f\\\x7f-\x9f\ud800-\udfff]/gu;

// Shorter strings are never split at their line breaks.
const splitLengthMin = 16;

const symbolToString = Symbol.prototype.toString;

function formatPrimitive(stylize, value, ctx) {
  switch (typeof value) {
    case 'string':
      return formatString(stylize, value, ctx);
    case 'number':
      return formatNumber(stylize, value, ctx.numericSeparator);
    case 'bigint':
      return formatBigInt(stylize, value, ctx.numericSeparator);
    case 'boolean':
      return stylize(`${value}`, 'boolean');
    case 'undefined':
      return stylize('undefined', 'undefined');
    case 'symbol':
      return stylize(symbolToString.call(value), 'symbol');
    default:
      return stylize('null', 'null');
  }
}

function formatString(stylize, value, ctx) {
  let trailer = '';
  if (value.length > ctx.maxStringLength) {
    const remaining = value.length - ctx.maxStringLength;
    value = value.slice(0, ctx.maxStringLength);
    trailer = `... ${remaining} more character${remaining > 1 ? 's' : ''}`;
  }
  // A long text is shown line by line, each line a literal of its own.
  if (ctx.compact !== true && value.length > splitLengthMin &&
      value.length > ctx.breakLength - ctx.indentationLvl - 4) {
    const lines = [];
    let start = 0;
    do {
      const newline = value.indexOf('\n', start);
      const end = newline === -1 ? value.length : newline + 1;
      lines.push(stylize(quote(value.slice(start, end)), 'string'));
      start = end;
    } while (start < value.length);
    return lines.join(` +\n${' '.repeat(ctx.indentationLvl + 2)}`) + trailer;
  }
  return stylize(quote(value), 'string') + trailer;
}

// The string as a literal: in single quotes if that needs no escape, else in double quotes, else in
// backticks, else in single quotes with escapes.
function quote(text) {
  let mark = "'";
  if (text.includes("'")) {
    if (!text.includes('"')) {
      mark = '"';
    } else if (!text.includes('`') && !text.includes('${')) {
      mark = '`';
    }
  }
  if (mark === "'") {
    if (escapable.test(text)) text = text.replace(escapableAll, escapeCharacter);
  } else if (escapableUnquoted.test(text)) {
    text = text.replace(escapableUnquotedAll, escapeCharacter);
  }
  return mark + text + mark;
}

// A symbol's text or a key's, without quotes around it.
function escapeText(text) {
  return escapable.test(text) ? text.replace(escapableAll, escapeCharacter) : text;
}

function escapeCharacter(character) {
  switch (character) {
    case '\b': return '\\b';
    case '\t': return '\\t';
    case '\n': return '\\n';
    case '\f': return '\\f';
    case '\r': return '\\r';
    case "'": return "\\'";
    case '\\': return '\\\\';
  }
  const code = character.charCodeAt(0);
  if (code > 0xff) return `\\u${code.toString(16)}`;
  return `\\x${code < 16 ? '0' : ''}${code.toString(16).toUpperCase()}`;
}

function formatNumber(stylize, number, numericSeparator) {
  // String(-0) is '0'.
  if (number === 0 && 1 / number < 0) return stylize('-0', 'number');
  const text = `${number}`;
  // Exponents, Infinity and NaN have no digits to group.
  if (!numericSeparator || !(number - number === 0) || text.includes('e')) return stylize(text, 'number');
  const point = text.indexOf('.');
  if (point === -1) return stylize(groupFromEnd(text), 'number');
  return stylize(`${groupFromEnd(text.slice(0, point))}.${groupFromStart(text.slice(point + 1))}`, 'number');
}

function formatBigInt(stylize, bigint, numericSeparator) {
  const text = String(bigint);
  return stylize(`${numericSeparator ? groupFromEnd(text) : text}n`, 'bigint');
}

function groupFromEnd(digits) {
  const first = digits[0] === '-' ? 1 : 0;
  let end = digits.length;
  let grouped = '';
  while (end - first > 3) {
    grouped = `_${digits.slice(end - 3, end)}${grouped}`;
    end -= 3;
  }
  return digits.slice(0, end) + grouped;
}

function groupFromStart(digits) {
  let start = 0;
  let grouped = '';
  while (digits.length - start > 3) {
    grouped += `${digits.slice(start, start + 3)}_`;
    start += 3;
  }
  return grouped + digits.slice(start);
}

module.exports = { formatPrimitive, formatNumber, formatBigInt, quote, escapeText };
