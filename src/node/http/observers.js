// Who watches HTTP from outside: diagnostics channels and performance observers.
'use strict';

const { channel } = require('diagnostics_channel');
const { counts, hasObserver, startPerf, stopPerf } = require('internal/perf/observe');

module.exports = {
  channel,
  hasObserver,
  startPerf,
  stopPerf,
  // The channels on which the messages of a server are told of.
  watchedChannels: ['http.server.request.start', 'http.server.response.created', 'http.server.response.finish'].map(channel),
  // One that nobody knows, and so nobody subscribes to.
  idleChannel: channel(Symbol('idle')),
  observerCounts: counts,
};
