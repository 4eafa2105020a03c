// High water marks: the defaults, which a program may change, and the reading of the options.
'use strict';

const { validateInteger } = require('internal/validators');
const { ERR_INVALID_ARG_VALUE } = require('internal/errors').codes;

let bytesDefault = process.platform === 'win32' ? 16 * 1024 : 64 * 1024;
let objectsDefault = 16;

function getDefaultHighWaterMark(objectMode) {
  return objectMode ? objectsDefault : bytesDefault;
}

function setDefaultHighWaterMark(objectMode, value) {
  validateInteger(value, 'value', 0);
  if (objectMode) objectsDefault = value;
  else bytesDefault = value;
}

/**
 * The high water mark that `options` ask for: `highWaterMark`, or on a duplex `options[duplexKey]`,
 * or the default for `state.objectMode`.
 */
function getHighWaterMark(state, options, duplexKey, isDuplex) {
  let mark = options.highWaterMark;
  if (mark == null && isDuplex) mark = options[duplexKey];
  if (mark == null) return state.objectMode ? objectsDefault : bytesDefault;
  if (!Number.isInteger(mark) || mark < 0) {
    throw new ERR_INVALID_ARG_VALUE(isDuplex ? `options.${duplexKey}` : 'options.highWaterMark', mark);
  }
  return mark;
}

module.exports = { getHighWaterMark, getDefaultHighWaterMark, setDefaultHighWaterMark };
