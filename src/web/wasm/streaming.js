// WebAssembly.compileStreaming and instantiateStreaming: Node's part of the Web API, on the Response of `fetch`.
'use strict';

const { Response } = require('internal/fetch/response');
const { ERR_INVALID_ARG_TYPE, ERR_WEBASSEMBLY_RESPONSE } = require('internal/errors').codes;

/** The bytes of a response, or of what a promise of one resolves to. */
async function bytesOf(source) {
  const response = await source;
  if (!(response instanceof Response)) {
    throw new ERR_INVALID_ARG_TYPE('source', ['Response', 'Promise resolving to Response'], response);
  }
  const type = response.headers.get('Content-Type');
  if (type !== 'application/wasm') throw new ERR_WEBASSEMBLY_RESPONSE(`has unsupported MIME type '${type}'`);
  if (!response.ok) throw new ERR_WEBASSEMBLY_RESPONSE(`has status code ${response.status}`);
  if (response.bodyUsed) throw new ERR_WEBASSEMBLY_RESPONSE('body has already been used');
  return response.arrayBuffer();
}

module.exports = { bytesOf };
