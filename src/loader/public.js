// `node:module`: the class `Module` with what else the module offers.
'use strict';

const path = require('path');
const { stat } = internalBinding('modules');
const {
  codes: { ERR_MISSING_ARGS },
} = require('internal/errors');
const { validateString } = require('internal/validators');
const { Module } = require('internal/modules/cjs/loader');
const { sourceMaps, syncBuiltinESMExports } = require('internal/modules/helpers');
const { SourceMap } = require('internal/source_map/source_map');

const compileCacheStatus = Object.freeze({ __proto__: null, FAILED: 0, ENABLED: 1, ALREADY_ENABLED: 2, DISABLED: 3 });

const kFolder = 1;

/** The package.json of a package, or the one nearest to a file; undefined without one. */
function findPackageJSON(specifier, base = 'data:') {
  if (arguments.length === 0) throw new ERR_MISSING_ARGS('specifier');
  const { isURL, fileURLToPath, pathToFileURL } = require('internal/url');
  if (!isURL(specifier)) validateString(specifier, 'specifier');
  if (base !== 'data:' && !isURL(base)) validateString(base, 'base');
  const text = `${specifier}`;
  const baseURL = typeof base === 'string' && path.isAbsolute(base) ? pathToFileURL(base).href : `${base}`;
  if (isURL(specifier) || path.isAbsolute(text) || /^\.{0,2}(?:\/|$)/.test(text) || URL.canParse(text)) {
    const url = path.isAbsolute(text) ? pathToFileURL(text) : new URL(text, baseURL);
    return packageOfFile(fileURLToPath(url), url, baseURL);
  }
  const { packageName } = require('internal/modules/esm/resolve');
  const { name } = packageName(text, baseURL);
  for (const folder of Module._nodeModulePaths(path.dirname(fileURLToPath(baseURL)))) {
    if (stat(path.join(folder, name)) === kFolder) return path.join(folder, name, 'package.json');
  }
  const { codes: { ERR_MODULE_NOT_FOUND } } = require('internal/errors');
  throw new ERR_MODULE_NOT_FOUND(name, fileURLToPath(baseURL), null);
}

// Where there is no package.json, Node answers with the path itself.
function packageOfFile(file, url, baseURL) {
  const { fileURLToPath } = require('internal/url');
  const kind = stat(file);
  if (kind < 0) {
    const { codes: { ERR_MODULE_NOT_FOUND } } = require('internal/errors');
    throw new ERR_MODULE_NOT_FOUND(file, baseURL.startsWith('file:') ? fileURLToPath(baseURL) : baseURL, url.href);
  }
  const packages = require('internal/modules/package_json_reader');
  return packages.nearest(kind === kFolder ? path.join(file, 'x') : file)?.pjsonPath ?? file;
}

// There is no cache of compiled code: compiling is what a cached compilation would cost here.
function enableCompileCache(options) {
  if (options !== undefined && (options === null || typeof options !== 'object')) {
    validateString(options, 'cacheDir');
  }
  return { status: compileCacheStatus.DISABLED };
}

function getCompileCacheDir() {
  return undefined;
}

function flushCompileCache() {}

function register(specifier, parentURL = undefined, options) {
  require('internal/modules/esm/hooks_thread').register(specifier, parentURL, options);
}

function stripTypeScriptTypes(code, options) {
  return require('internal/modules/typescript').stripTypeScriptTypes(code, options);
}

// Asked through functions that are there before anything is loaded for them.
function sourceMapCache() {
  return require('internal/source_map/source_map_cache');
}

function getSourceMapsSupport() {
  return sourceMapCache().getSourceMapsSupport();
}

function setSourceMapsSupport(enabled, options) {
  return sourceMapCache().setSourceMapsSupport(enabled, options);
}

/** The source map of a loaded file, while support is on. */
function findSourceMap(file) {
  return sourceMaps.find?.(file);
}

Module.syncBuiltinESMExports = syncBuiltinESMExports;
Module.runMain = function executeUserEntryPoint(main = process.argv[1]) {
  return require('internal/modules/run_main').runFile(main);
};
Module.register = register;
Module.constants = Object.freeze({ __proto__: null, compileCacheStatus });
Module.enableCompileCache = enableCompileCache;
Module.findPackageJSON = findPackageJSON;
Module.flushCompileCache = flushCompileCache;
Module.getCompileCacheDir = getCompileCacheDir;
Module.stripTypeScriptTypes = stripTypeScriptTypes;
Module.findSourceMap = findSourceMap;
Module.SourceMap = SourceMap;
Module.getSourceMapsSupport = getSourceMapsSupport;
Module.setSourceMapsSupport = setSourceMapsSupport;

module.exports = Module;
