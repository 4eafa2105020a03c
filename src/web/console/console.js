// node:console: the global console, which has the class as a property.
'use strict';

module.exports = require('internal/console/global');
