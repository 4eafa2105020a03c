// The checks of field names and values.
'use strict';

const { isHttpToken, hasInvalidHeaderChar } = internalBinding('http_parser');
const {
  hideStackFrames,
  codes: { ERR_HTTP_INVALID_HEADER_VALUE, ERR_INVALID_CHAR, ERR_INVALID_HTTP_TOKEN },
} = require('internal/errors');

function checkName(name, label) {
  if (typeof name !== 'string' || !isHttpToken(name)) {
    throw new ERR_INVALID_HTTP_TOKEN.HideStackFramesError(label || 'Header name', name);
  }
}

function checkValue(name, value, lenient) {
  if (value === undefined) throw new ERR_HTTP_INVALID_HEADER_VALUE.HideStackFramesError(value, name);
  if (hasInvalidHeaderChar(value, lenient)) {
    throw new ERR_INVALID_CHAR.HideStackFramesError('header content', name);
  }
}

const validateHeaderName = hideStackFrames(checkName);
const validateHeaderValue = hideStackFrames(checkValue);
for (const [name, value] of Object.entries({ validateHeaderName, validateHeaderValue })) {
  Object.defineProperty(value, 'name', { value: name, configurable: true });
}

module.exports = { hasInvalidHeaderChar, isHttpToken, validateHeaderName, validateHeaderValue };
