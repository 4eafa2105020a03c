// `node:path`: the rules of the platform that the program runs on, with both sets of rules in it.
'use strict';

const posix = require('internal/path/posix');
const { defineLazyData } = require('internal/util');

// The other platform's rules are loaded when a program asks for them.
defineLazyData(posix, 'internal/path/win32', ['win32']);
posix.posix = posix;
// The old name; programs still call it.
posix._makeLong = posix.toNamespacedPath;

module.exports = posix;
