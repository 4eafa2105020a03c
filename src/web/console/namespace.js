// The global console under its name on the global object.
'use strict';

exports.console = require('internal/console/global');
