// `node:process`: the object itself.
'use strict';

module.exports = process;
