// What util exports, in order.
'use strict';
const util = require('util');
console.log(Object.keys(util));
console.log(require('util/types') === util.types, require('node:util') === util, util.debug === util.debuglog,
  util.types.isDate(new Date()));
for (const name of Object.keys(util)) {
  if (typeof util[name] === 'function') console.log(name, util[name].name, util[name].length);
}
console.log(util.TextEncoder === TextEncoder, util.TextDecoder === TextDecoder, Object.getOwnPropertyDescriptor(util,
  'parseArgs').enumerable);
