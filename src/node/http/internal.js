// What the HTTP modules share with each other and with https and http2.
'use strict';

const { utcDate } = internalBinding('http_parser');

module.exports = {
  kOutHeaders: Symbol('kOutHeaders'),
  kNeedDrain: Symbol('kNeedDrain'),
  kProxyConfig: Symbol('kProxyConfig'),
  kWaitForProxyTunnel: Symbol('kWaitForProxyTunnel'),
  // The present time, as the Date field has it.
  utcDate,
  getGlobalAgent,
  ...require('internal/http/proxy'),
};

/** The agent that requests use by default. */
function getGlobalAgent(proxyEnv, Agent) {
  return new Agent({ keepAlive: true, scheduling: 'lifo', timeout: 5000, proxyEnv });
}
