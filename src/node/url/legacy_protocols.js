// What the old parser knows about protocols, with and without their colon.
'use strict';

function withColon(names) {
  return new Set(names.flatMap((name) => [name, `${name}:`]));
}

module.exports = {
  // Always with '//' before the rest.
  slashedProtocols: withColon(['http', 'https', 'ftp', 'gopher', 'file', 'ws', 'wss']),
  // Without a host, and with nothing escaped.
  scriptProtocols: withColon(['javascript']),
};
