// The hooks of `module.registerHooks` as `require` runs them.
'use strict';

const { readText } = internalBinding('modules');
const { cjsConditions, hookLists, isBuiltin, kScheme, loadBuiltin } = require('internal/modules/helpers');

// Loaded when there are hooks.
const hooks = () => require('internal/modules/customization_hooks');
const fileURLToPath = (url) => require('internal/url').fileURLToPath(url);
const pathToFileURL = (path) => require('internal/url').pathToFileURL(path);

const hasResolveHooks = () => hookLists.resolve.length > 0;
const hasLoadHooks = () => hookLists.load.length > 0;

function toURL(filename) {
  if (isBuiltin(filename)) return filename.startsWith(kScheme) ? filename : `${kScheme}${filename}`;
  return pathToFileURL(filename).href;
}

/** { filename, url, format } of a request; `resolveFilename` is what decides without hooks. */
function resolveRequest(request, parent, parentURL, resolveFilename) {
  if (!hasResolveHooks() || hookLists.resolved === request) {
    return { filename: resolveFilename(request, undefined), url: undefined, format: undefined };
  }
  const context = {
    parentURL: parentURL ?? (parent?.filename ? pathToFileURL(parent.filename).href : undefined),
    importAttributes: undefined,
    conditions: [...cjsConditions()],
  };
  const { url, format } = hooks().runResolve(request, context, (next, { conditions }) => {
    const filename = resolveFilename(next, hooks().conditionSet(conditions, cjsConditions()));
    return { __proto__: null, url: toURL(filename), format: undefined, importAttributes: undefined };
  });
  return { filename: url.startsWith('file:') ? fileURLToPath(url) : url, url, format };
}

/** { format, source } of a file that `require` loads. */
function loadFile(filename, url, format) {
  if (!hasLoadHooks()) return { format, source: readText(filename) };
  const context = { format, importAttributes: undefined, conditions: [...cjsConditions()] };
  const loaded = hooks().runLoad(url ?? toURL(filename), context, (nextURL, nextContext) => {
    if (nextURL.startsWith(kScheme)) return { __proto__: null, source: null, format: 'builtin' };
    return { __proto__: null, source: readText(fileURLToPath(nextURL)), format: nextContext.format };
  });
  return { format: loaded.format, source: hooks().sourceText(loaded.source) };
}

/** A built-in module, or what hooks put in its place. */
function loadBuiltinWithHooks(id, url, Module) {
  const { format, source } = loadFile(id, url, 'builtin');
  if (format === 'builtin' || typeof source !== 'string') return loadBuiltin(id);
  const name = url ?? `${kScheme}${id}`;
  if (format === 'json') return JSON.parse(source);
  if (format === 'module') return require('internal/modules/esm/loader').requireText(name, source);
  const module = new Module(name);
  module.filename = name;
  module.paths = [];
  module._compile(source, name, format);
  return module.exports;
}

/** What `require.resolve` answers. */
function resolveForUser(request, parent, parentURL, resolveFilename) {
  const { filename } = resolveRequest(request, parent, parentURL, resolveFilename);
  const bare = filename.startsWith(kScheme) && filename !== request ? filename.slice(kScheme.length) : filename;
  return isBuiltin(bare) ? bare : filename;
}

module.exports = { hasLoadHooks, hasResolveHooks, loadBuiltinWithHooks, loadFile, resolveForUser, resolveRequest };
