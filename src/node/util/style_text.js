// util.styleText: text between the control sequences of its styles.
'use strict';

const { codes: { ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE } } = require('internal/errors');
const { shouldColorize } = require('internal/util/colors');
const { inspect } = require('internal/util/inspect');
const { validateBoolean, validateObject, validateOneOf, validateString } = require('internal/validators');

const hexColor = /^#(?:[0-9a-fA-F]{3}|[0-9a-fA-F]{6})$/;
const hexClose = '\u001b[39m';

function styleText(format, text, options) {
  const validateStream = options?.validateStream ?? true;
  validateString(text, 'text');
  if (options !== undefined) validateObject(options, 'options');
  validateBoolean(validateStream, 'options.validateStream');
  const isPlain = validateStream && !shouldColorize(validStream(options?.stream ?? process.stdout));

  let opening = '';
  let closing = '';
  let styled = text;
  for (const key of Array.isArray(format) ? format : [format]) {
    if (key === 'none') continue;
    const { open, close, keepsClose } = typeof key === 'string' && key[0] === '#' ? hexStyle(key) : namedStyle(key);
    opening += open;
    closing = close + closing;
    styled = reopen(styled, close, keepsClose ? close + open : open);
  }
  return isPlain ? text : opening + styled + closing;
}

function validStream(stream) {
  const { isNodeStream, isReadableStream, isWritableStream } = require('internal/streams/utils');
  if (!isReadableStream(stream) && !isWritableStream(stream) && !isNodeStream(stream)) {
    throw new ERR_INVALID_ARG_TYPE('stream', ['ReadableStream', 'WritableStream', 'Stream'], stream);
  }
  return stream;
}

function namedStyle(name) {
  const style = inspect.colors[name];
  if (!style) validateOneOf(name, 'format', Object.getOwnPropertyNames(inspect.colors));
  // Bold and dim end with the same code: what closed one inside the text must not close the other.
  return {
    open: `\u001b[${style[0]}m`,
    close: `\u001b[${style[1]}m`,
    keepsClose: style[0] === inspect.colors.bold[0] || style[0] === inspect.colors.dim[0],
  };
}

function hexStyle(hex) {
  if (!hexColor.test(hex)) {
    throw new ERR_INVALID_ARG_VALUE('format', hex, 'must be a valid hex color (#RGB or #RRGGBB)');
  }
  const digits = hex.length === 4 ? [...hex.slice(1)].map((digit) => digit + digit).join('') : hex.slice(1);
  const rgb = [0, 2, 4].map((start) => Number.parseInt(digits.slice(start, start + 2), 16));
  return { open: `\u001b[38;2;${rgb.join(';')}m`, close: hexClose, keepsClose: false };
}

// Where the text ends the style for a part of itself, it goes on with it; not at its very end.
function reopen(text, close, replacement) {
  const pieces = text.split(close);
  if (pieces.length === 1) return text;
  const last = pieces.pop();
  return last === '' ? pieces.join(replacement) + close : pieces.join(replacement) + replacement + last;
}

module.exports = { styleText };
