// What CommonJS and ES modules share: which requests are built-in, and the `require` that a module gets.
'use strict';

const builtins = internalBinding('builtins');
const { isPublic, publicBuiltin } = builtins;
const { getOptionValue } = require('internal/options');
const { validateString } = require('internal/validators');
const { codes: { ERR_UNKNOWN_BUILTIN_MODULE } } = require('internal/errors');

const kScheme = 'node:';

// For those who test the insides of Node.
const internalIds = getOptionValue('--expose-internals') ?
  builtins.builtinIds.filter((id) => id.startsWith('internal/')) : [];
const exposed = internalIds.length > 0 ? new Set(internalIds) : undefined;

/** Whether a request means a built-in module. */
function isBuiltin(request) {
  if (typeof request !== 'string') return false;
  return isPublic(request) || exposed?.has(request.startsWith(kScheme) ? request.slice(kScheme.length) : request) === true;
}

// What `module.builtinModules` lists.
function builtinModules() {
  const { publicIds, schemedIds } = builtins;
  return Object.freeze([...publicIds, ...internalIds, ...schemedIds.map((id) => `${kScheme}${id}`)]);
}

/** The exports of a built-in module; throws for an unknown one. */
function loadBuiltin(request) {
  if (!isBuiltin(request)) throw new ERR_UNKNOWN_BUILTIN_MODULE(request);
  return publicBuiltin(request) ?? require(request);
}

// What syncBuiltinESMExports does, once something imported a built-in module.
let syncBuiltins = () => {};

function setBuiltinSync(sync) {
  syncBuiltins = sync;
}

/** Makes the imported names of built-in modules what their properties are now. */
function syncBuiltinESMExports() {
  syncBuiltins();
}

let ofImport;
let ofRequire;

function withUserConditions(own) {
  return new Set([...own, ...getOptionValue('--conditions') ?? []]);
}

/** The conditions of package.json that hold for `import`. */
function esmConditions() {
  return ofImport ??= withUserConditions(['node', 'import', 'module-sync', 'node-addons']);
}

/** The conditions of package.json that hold for `require`. */
function cjsConditions() {
  return ofRequire ??= withUserConditions(['require', 'node', 'node-addons', 'module-sync']);
}

/** The `require` function of a module. */
function makeRequire(module, Module) {
  function require(path) {
    return module.require(path);
  }
  function resolve(request, options) {
    validateString(request, 'request');
    return Module._resolveFilename(request, module, false, options);
  }
  function paths(request) {
    validateString(request, 'request');
    return Module._resolveLookupPaths(request, module);
  }
  require.resolve = resolve;
  resolve.paths = paths;
  require.main = process.mainModule;
  require.extensions = Module._extensions;
  require.cache = Module._cache;
  return require;
}

// The tracing channels of loading, once the program has loaded `node:diagnostics_channel`, which sets them.
const tracing = { require: undefined, import: undefined };

// The hooks of `module.registerHooks`, in the order of their registration; the last is asked first.
const hookLists = { resolve: [], load: [] };

module.exports = {
  builtinModules, cjsConditions, esmConditions, hookLists, isBuiltin, kScheme, loadBuiltin, makeRequire,
  setBuiltinSync, syncBuiltinESMExports, tracing,
};
