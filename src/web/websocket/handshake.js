// The opening handshake: what is sent, and what the answer has to be (RFC 6455, section 4).
'use strict';

const { key: freshKey } = internalBinding('websocket');
const { HeadersList, listOf } = require('internal/fetch/headers');

const kWindowBits = 15;
const kDefaultPort = 80;

/** `{ host, port, target, fields, check }` for a `ws:` URL: `check` looks at the answer. */
function prepare(url, protocols, headers) {
  const { 0: key, 1: accept } = freshKey();
  const list = headers === null ? new HeadersList() : HeadersList.from(listOf(headers));
  list.append('sec-websocket-key', key);
  list.append('sec-websocket-version', '13');
  for (const protocol of protocols) list.append('sec-websocket-protocol', protocol);
  list.append('sec-websocket-extensions', 'permessage-deflate; client_max_window_bits');
  const fields = ['host', list.get('host') ?? url.host, 'connection', 'upgrade', 'upgrade', 'websocket'];
  for (const [key, { name, value }] of list.map) {
    if (key !== 'host' && key !== 'connection' && key !== 'upgrade') fields.push(name, value);
  }
  const add = (name, value) => {
    if (!list.has(name)) fields.push(name, value);
  };
  add('accept', '*/*');
  add('accept-language', '*');
  add('sec-fetch-mode', 'websocket');
  add('user-agent', 'node');
  add('pragma', 'no-cache');
  add('cache-control', 'no-cache');
  add('accept-encoding', 'gzip, deflate');
  return {
    host: url.hostname.replace(/^\[(.*)\]$/, '$1'),
    port: url.port === '' ? kDefaultPort : Number(url.port),
    target: url.pathname + url.search,
    fields,
    check: (status, flat) => check(status, flat, accept, list.get('sec-websocket-protocol')),
  };
}

/** `{ extensions, protocol, windowBits }`, with 0 for no compression; null for an answer that will not do. */
function check(status, flat, accept, sentProtocols) {
  if (status !== 101) return null;
  const list = new HeadersList();
  for (let i = 0; i < flat.length; i += 2) list.append(flat[i], flat[i + 1]);
  const protocol = list.get('sec-websocket-protocol');
  const matches = (protocol !== null || sentProtocols === null) &&
    list.get('upgrade')?.toLowerCase() === 'websocket' &&
    list.get('connection')?.toLowerCase() === 'upgrade' &&
    list.get('sec-websocket-accept') === accept &&
    (protocol === null || sentProtocols?.split(', ').includes(protocol));
  if (!matches) return null;
  const extensions = list.get('sec-websocket-extensions');
  const windowBits = extensions === null ? 0 : windowBitsOf(extensions);
  return windowBits === null ? null : { extensions: extensions ?? '', protocol: protocol ?? '', windowBits };
}

/** The peer's window, from what was agreed on; null for another extension, or a window that there is not. */
function windowBitsOf(extensions) {
  const parameters = new Map();
  for (const part of extensions.split(';')) {
    const { 0: name, 1: value = '' } = part.split('=', 2);
    parameters.set(name.trim(), value.trim());
  }
  if (!parameters.has('permessage-deflate')) return null;
  const bits = parameters.get('server_max_window_bits');
  if (bits === undefined || bits === '') return kWindowBits;
  return /^(?:8|9|1[0-5])$/.test(bits) ? Number(bits) : null;
}

module.exports = { prepare };
