// Who watches sockets and servers through diagnostics channels. Loaded with the first of either.
'use strict';

const { channel, tracingChannel } = require('diagnostics_channel');

module.exports = {
  clientSocket: channel('net.client.socket'),
  serverSocket: channel('net.server.socket'),
  serverListen: tracingChannel('net.server.listen'),
};
