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

const typeScriptFormats = {
  '__proto__': null, '.mts': 'module-typescript', '.cts': 'commonjs-typescript', '.ts': 'typescript',
};

/** The format of a file that is TypeScript, as far as its name tells; undefined for any other file. */
function typeScriptFormat(filename) {
  const format = typeScriptFormats[filename.slice(filename.lastIndexOf('.'))];
  return format !== undefined && getOptionValue('--strip-types') ? format : undefined;
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

// On `Module`: what `require.resolve` does while there are hooks.
const kResolve = Symbol('kResolve');

let ofImport;
let ofRequire;

function withUserConditions(own) {
  const conditions = new Set(own);
  if (!getOptionValue('--addons')) conditions.delete('node-addons');
  const given = getOptionValue('--conditions') ?? [];
  for (let i = 0; i < given.length; i++) conditions.add(given[i]);
  return conditions;
}

const preserved = { __proto__: null };

/** Whether the names of modules keep symbolic links; `option` says of which modules. */
function preservesSymlinks(option) {
  const variable = option === '--preserve-symlinks' ? 'NODE_PRESERVE_SYMLINKS' : 'NODE_PRESERVE_SYMLINKS_MAIN';
  return preserved[option] ??= getOptionValue(option) || process.env[variable] === '1';
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
    if (hookLists.resolve.length > 0) return Module[kResolve](request, module, options);
    return Module._resolveFilename(request, module, false, options);
  }
  function paths(request) {
    validateString(request, 'request');
    return Module._resolveLookupPaths(request, module);
  }
  require.resolve = resolve;
  resolve.paths = paths;
  if ('main' in require) {
    // A program has put something of that name on Object.prototype.
    Object.defineProperty(require, 'main', {
      __proto__: null, value: process.mainModule, writable: true, enumerable: true, configurable: true,
    });
  } else {
    require.main = process.mainModule;
  }
  require.extensions = Module._extensions;
  require.cache = Module._cache;
  return require;
}

// Of programs that are no files, by name: their text, and what an error of syntax in it is shown with.
const textSources = { texts: new Map(), notes: new Map() };

// While source maps are wanted: `remember(name, text, module)` takes note of what a text names, `find(name)` gives it.
const sourceMaps = { remember: undefined, find: undefined };

// The tracing channels of loading, once the program has loaded `node:diagnostics_channel`, which sets them.
const tracing = { require: undefined, import: undefined };

// The hooks of `module.registerHooks`, in the order of their registration; the last is asked first.
// `resolved` is a file that `require` is to load without asking them, since `import` has done so.
// `thread` runs those of `module.register`, after all of these; `isThread` says that this is it.
const hookLists = { resolve: [], load: [], resolved: undefined, thread: undefined, isThread: false };

module.exports = {
  builtinModules, cjsConditions, esmConditions, hookLists, isBuiltin, kResolve, kScheme, loadBuiltin, makeRequire,
  preservesSymlinks,
  setBuiltinSync, sourceMaps, syncBuiltinESMExports, textSources, tracing, typeScriptFormat,
};
