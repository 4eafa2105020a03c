// From a URL to a source: files, `data:` URLs, built-in modules.
'use strict';

const { readText } = internalBinding('modules');
const {
  codes: {
    ERR_INVALID_RETURN_PROPERTY_VALUE, ERR_INVALID_URL, ERR_UNKNOWN_MODULE_FORMAT, ERR_UNSUPPORTED_ESM_URL_SCHEME,
  },
} = require('internal/errors');
const { fileURLToPath } = require('internal/url');
const { formatOfFile, formatOfMimeType } = require('internal/modules/esm/get_format');
const hooks = require('internal/modules/customization_hooks');
const { esmConditions, hookLists } = require('internal/modules/helpers');

const kDataURL = /^data:([^,;]*)((?:;[^,]*)?),([^]*)$/;

/** { format, source } of a URL, as the hooks of the program have it or else as it stands. */
function load(url, format, attributes) {
  const { thread } = hookLists;
  if (!hooks.hasLoadHooks()) {
    if (thread === undefined) return defaultLoad(url, format);
    return plain(url, thread.load(url, { format, importAttributes: { ...attributes } }));
  }
  const context = {
    format: format ?? guessFormat(url), importAttributes: attributes, conditions: [...esmConditions()],
  };
  return plain(url, hooks.runLoad(url, context, (nextURL, nextContext) => {
    if (thread !== undefined) return thread.load(nextURL, { ...nextContext, importAttributes: { ...attributes } });
    return { __proto__: null, ...loadAsHooksSeeIt(nextURL, nextContext.format), responseURL: nextURL };
  }));
}

// What hooks made of it. CommonJS without a source is loaded as `require` does it.
function plain(url, { format, source }) {
  const isLacking = source === undefined || source === null;
  if (isLacking && format === 'commonjs' && url.startsWith('file:')) {
    return { format, source: readText(fileURLToPath(url)), isHooked: false };
  }
  if (isLacking && format !== 'builtin') {
    throw new ERR_INVALID_RETURN_PROPERTY_VALUE('string, array buffer, or typed array', 'load', 'source', source);
  }
  return { format, source: hooks.sourceText(source), isHooked: true };
}

/** { format, source } with the format that the syntax tells, and bytes. */
function loadAsHooksSeeIt(url, format) {
  const { format: known, source } = defaultLoad(url, format ?? undefined);
  const bytes = typeof source === 'string' ? require('buffer').Buffer.from(source) : source;
  const isKnown = known !== undefined && known !== 'typescript';
  return { format: isKnown ? known : formatOfSyntax(url, source, known !== undefined), source: bytes };
}

function formatOfSyntax(url, source, isTyped) {
  const { isModuleSyntax } = require('internal/modules/cjs/syntax');
  const strip = () => require('internal/modules/typescript').stripModuleTypes(source, fileURLToPath(url), url);
  const text = isTyped ? strip() : source;
  return `${isModuleSyntax(text, url) ? 'module' : 'commonjs'}${isTyped ? '-typescript' : ''}`;
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

module.exports = { load, loadAsHooksSeeIt, plain };
