// Who watches HTTP from outside: diagnostics channels and performance observers.
'use strict';

const { channel } = require('diagnostics_channel');
const { hasObserver, startPerf, stopPerf } = require('internal/perf/observe');

module.exports = { channel, hasObserver, startPerf, stopPerf };
