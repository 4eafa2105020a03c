// The error of everything that needs TLS, until there is TLS.
'use strict';

const { codes: { ERR_METHOD_NOT_IMPLEMENTED } } = require('internal/errors');

/** `what` is in the plural: it follows "There are no". */
module.exports = function absent(what, instead) {
  const error = new ERR_METHOD_NOT_IMPLEMENTED(what);
  error.message = `There are no ${what} yet${instead}`;
  return error;
};
