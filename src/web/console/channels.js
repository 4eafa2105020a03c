// The diagnostics channels of the console's methods, by method. node:diagnostics_channel puts a channel of one
// of the names "console.log", "console.info" … here when it makes it; nobody can subscribe before.
'use strict';

module.exports = {
  log: undefined,
  info: undefined,
  debug: undefined,
  warn: undefined,
  error: undefined,
};
