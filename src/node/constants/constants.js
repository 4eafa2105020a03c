// `node:constants`, deprecated: the constants of several modules in one object.
'use strict';

const { os, fs } = internalBinding('constants');

module.exports = Object.freeze(Object.assign(
  {}, os.dlopen, os.errno, os.priority, os.signals, fs));
