// From a URL to a source: files, `data:` URLs, built-in modules.
'use strict';

const { readText } = internalBinding('modules');
const {
  codes: { ERR_INVALID_URL, ERR_UNKNOWN_MODULE_FORMAT, ERR_UNSUPPORTED_ESM_URL_SCHEME },
} = require('internal/errors');
const { fileURLToPath } = require('internal/url');
const { formatOfFile, formatOfMimeType } = require('internal/modules/esm/get_format');
const hooks = require('internal/modules/customization_hooks');
const { esmConditions } = require('internal/modules/helpers');

const kDataURL = /^data:([^,;]*)((?:;[^,]*)?),([^]*)$/;

/** { format, source } of a URL, as the hooks of the program have it or else as it stands. */
function load(url, format, attributes) {
  if (!hooks.hasLoadHooks()) return defaultLoad(url, format);
  const context = {
    format: format ?? guessFormat(url), importAttributes: attributes, conditions: [...esmConditions()],
  };
  const loaded = hooks.runLoad(url, context, (nextURL, nextContext) => {
    const { format, source } = defaultLoad(nextURL, nextContext.format ?? undefined);
    const bytes = typeof source === 'string' ? require('buffer').Buffer.from(source) : source;
    return { __proto__: null, format, responseURL: nextURL, source: bytes };
  });
  return { format: loaded.format, source: hooks.sourceText(loaded.source), isHooked: true };
}

function guessFormat(url) {
  if (url.startsWith('node:')) return 'builtin';
  return url.startsWith('file:') ? formatOfFile(url) : undefined;
}

/** `format` is what resolution knew already. */
function defaultLoad(url, format) {
  if (url.startsWith('node:')) return { format: 'builtin', source: null };
  if (url.startsWith('file:')) {
    const known = format ?? formatOfFile(url);
    return { format: known, source: readText(fileURLToPath(url)) };
  }
  if (url.startsWith('data:')) return loadData(url, format);
  const parsed = new URL(url);
  const schemes = /^https?:$/.test(parsed.protocol) ? ['file', 'data'] : ['file', 'data', 'node'];
  throw new ERR_UNSUPPORTED_ESM_URL_SCHEME(parsed, schemes);
}

function loadData(url, format) {
  const match = kDataURL.exec(url);
  if (match === null) throw new ERR_INVALID_URL(url);
  const { 1: type, 2: parameters, 3: body } = match;
  const known = format ?? formatOfMimeType(type);
  if (known === null) throw new ERR_UNKNOWN_MODULE_FORMAT(type, url);
  const text = decodeURIComponent(body);
  const isBase64 = /;base64$/.test(parameters);
  return { format: known, source: isBase64 ? require('buffer').Buffer.from(text, 'base64').toString() : text };
}

module.exports = { load, defaultLoad };
