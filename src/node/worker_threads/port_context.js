// `moveMessagePortToContext`: for ports that scripts of another context of the same thread are to use.
'use strict';

const { codes: { ERR_METHOD_NOT_IMPLEMENTED } } = require('internal/errors');

function moveMessagePortToContext() {
  throw new ERR_METHOD_NOT_IMPLEMENTED('moveMessagePortToContext()');
}

module.exports = { moveMessagePortToContext };
