// From a specifier to a URL: the resolution algorithm of Node's documentation, "Modules: ECMAScript modules".
'use strict';

const path = require('path');
const { realpath, stat } = internalBinding('modules');
const {
  codes: {
    ERR_INVALID_MODULE_SPECIFIER,
    ERR_MODULE_NOT_FOUND,
    ERR_PACKAGE_IMPORT_NOT_DEFINED,
    ERR_UNSUPPORTED_DIR_IMPORT,
    ERR_UNSUPPORTED_RESOLVE_REQUEST,
  },
} = require('internal/errors');
const { fileURLToPath, pathToFileURL } = require('internal/url');
const { esmConditions, hookLists, isBuiltin, preservesSymlinks } = require('internal/modules/helpers');
const hooks = require('internal/modules/customization_hooks');
const packages = require('internal/modules/package_json_reader');
const { resolveExports, resolveImports } = require('internal/modules/package_targets');

const kFile = 0;
const kFolder = 1;
const kMainTries = ['', '.js', '.json', '.node', '/index.js', '/index.json', '/index.node'];
const kIndexTries = ['index.js', 'index.json', 'index.node'];

// By importer and specifier: what was found once stays, whatever becomes of the file.
const found = new Map();

function cachedResolve(specifier, parentURL) {
  const key = `${parentURL}\x00${specifier}`;
  let url = found.get(key);
  if (url === undefined) {
    url = defaultResolve(specifier, parentURL, esmConditions());
    found.set(key, url);
  }
  return url;
}

/** { url, format } that a specifier means to an importer; the hooks of the program are asked first. */
function resolve(specifier, parentURL, attributes) {
  const { thread } = hookLists;
  if (!hooks.hasResolveHooks() && thread === undefined) {
    return { url: cachedResolve(specifier, parentURL), format: undefined };
  }
  const context = { conditions: [...esmConditions()], importAttributes: { ...attributes }, parentURL };
  if (!hooks.hasResolveHooks()) return thread.resolve(specifier, context);
  return hooks.runResolve(specifier, context, (next, nextContext) => {
    if (thread !== undefined) return thread.resolve(next, { ...nextContext });
    const conditions = hooks.conditionSet(nextContext.conditions, esmConditions());
    const found = resolveWithFormat(next, nextContext.parentURL, conditions);
    found.importAttributes = undefined;
    return found;
  });
}

/** { url, format } as hooks are given them: the format that the name tells. */
function resolveWithFormat(specifier, parentURL, conditions) {
  const url = defaultResolve(specifier, parentURL, conditions);
  return { __proto__: null, url, format: formatHint(url) };
}

function formatHint(url) {
  if (url.startsWith('node:')) return 'builtin';
  if (!url.startsWith('file:')) return undefined;
  try {
    const format = require('internal/modules/esm/get_format').formatOfFile(url);
    // Where the syntax decides, nothing is known yet.
    return format === 'typescript' ? undefined : format;
  } catch {
    // An unknown extension is an error of loading, not of resolving.
    return undefined;
  }
}

/** The URL that a specifier means by the algorithm alone. */
function defaultResolve(specifier, parentURL, conditions) {
  try {
    return moduleResolve(specifier, parentURL, conditions);
  } catch (error) {
    if (error.code === 'ERR_MODULE_NOT_FOUND' || error.code === 'ERR_UNSUPPORTED_DIR_IMPORT') {
      hint(error, specifier, parentURL);
    }
    throw error;
  }
}

function moduleResolve(specifier, parentURL, conditions) {
  if (/^\.{0,2}\//.test(specifier) || specifier === '.' || specifier === '..') {
    const url = relativeURL(specifier, parentURL);
    return url.protocol === 'file:' ? finalize(url, parentURL) : url.href;
  }
  if (specifier[0] === '#') return packageImportsResolve(specifier, parentURL, conditions);
  if (isBuiltin(specifier)) return specifier.startsWith('node:') ? specifier : `node:${specifier}`;
  const absolute = URL.parse(specifier);
  if (absolute !== null) return absolute.protocol === 'file:' ? finalize(absolute, parentURL) : absolute.href;
  if (!parentURL.startsWith('file:')) relativeURL(specifier, parentURL, true);
  return packageResolve(specifier, parentURL, conditions);
}

function relativeURL(specifier, parentURL, mustFail = false) {
  try {
    if (mustFail) return new URL(specifier);
    return new URL(specifier, parentURL);
  } catch (cause) {
    const error = new ERR_UNSUPPORTED_RESOLVE_REQUEST(specifier, parentURL);
    error.cause = cause;
    throw error;
  }
}

// The importer as messages name it.
function importerOf(parentURL) {
  return parentURL.startsWith('file:') ? fileURLToPath(parentURL) : parentURL;
}

/** The URL of a file that is there, without symbolic links. */
function finalize(url, parentURL) {
  rejectEncodedSlashes(url.pathname, parentURL);
  const file = locate(url, parentURL);
  const kind = stat(file.endsWith('/') ? file.slice(0, -1) : file);
  if (kind === kFolder) throw new ERR_UNSUPPORTED_DIR_IMPORT(file, importerOf(parentURL), url.href);
  if (kind !== kFile || file.endsWith('/')) throw new ERR_MODULE_NOT_FOUND(file, importerOf(parentURL), url.href);
  if (preservesSymlinks('--preserve-symlinks')) return url.href;
  return pathToFileURL(realpath(file)).href + url.search + url.hash;
}

function rejectEncodedSlashes(pathname, parentURL) {
  if (!/%2f|%5c/i.test(pathname)) return;
  throw new ERR_INVALID_MODULE_SPECIFIER(pathname, 'must not include encoded "/" or "\\" characters',
                                         importerOf(parentURL));
}

function locate(url, parentURL) {
  try {
    return fileURLToPath(url);
  } catch (error) {
    Object.defineProperty(error, 'input', { __proto__: null, value: `${url}`, configurable: true, enumerable: true });
    Object.defineProperty(error, 'module', {
      __proto__: null, value: importerOf(parentURL), configurable: true, enumerable: true,
    });
    throw error;
  }
}

// ---- Packages

function packageName(specifier, parentURL) {
  const first = specifier.indexOf('/');
  const end = specifier[0] === '@' && first !== -1 ? specifier.indexOf('/', first + 1) : first;
  const scopeAlone = specifier[0] === '@' && first === -1;
  const name = end === -1 ? specifier : specifier.slice(0, end);
  if (scopeAlone || /^\.|\\|%/.test(name)) {
    throw new ERR_INVALID_MODULE_SPECIFIER(specifier, 'is not a valid package name', importerOf(parentURL));
  }
  return { name, subpath: `.${end === -1 ? '' : specifier.slice(end)}` };
}

/** The URL of a bare specifier. */
function packageResolve(specifier, parentURL, conditions) {
  if (isBuiltin(specifier)) return specifier.startsWith('node:') ? specifier : `node:${specifier}`;
  const { name, subpath } = packageName(specifier, parentURL);
  const importer = fileURLToPath(parentURL);
  const own = packages.nearest(importer);
  if (own !== undefined && own.name === name && own.exports !== undefined) {
    return target(resolveExports(path.dirname(own.pjsonPath), own, subpath, conditions, importer), parentURL);
  }
  const start = importer.endsWith('/') ? importer.slice(0, -1) : path.dirname(importer);
  for (let folder = start; ; folder = path.dirname(folder)) {
    if (name !== '' && path.basename(folder) !== 'node_modules') {
      const root = path.join(folder, 'node_modules', name);
      if (stat(root) === kFolder) return inPackage(root, subpath, specifier, parentURL, conditions);
    }
    if (folder === '/') break;
  }
  throw new ERR_MODULE_NOT_FOUND(name, importer, null);
}

function inPackage(root, subpath, specifier, parentURL, conditions) {
  const importer = fileURLToPath(parentURL);
  const config = packages.read(path.join(root, 'package.json'), importer, specifier);
  if (config.exports !== undefined) {
    return target(resolveExports(root, config, subpath, conditions, importer), parentURL);
  }
  if (subpath === '.') return finalize(pathToFileURL(legacyMain(root, config, importer)), parentURL);
  return finalize(new URL(subpath, pathToFileURL(`${root}/`)), parentURL);
}

function legacyMain(root, { main }, importer) {
  if (main !== undefined) {
    for (const suffix of kMainTries) {
      const file = path.resolve(root, main) + suffix;
      if (stat(file) === kFile) return file;
    }
  }
  for (const name of kIndexTries) {
    const file = path.join(root, name);
    if (stat(file) === kFile) return file;
  }
  throw new ERR_MODULE_NOT_FOUND(path.resolve(root, main ?? 'index.js'), importer, null);
}

function packageImportsResolve(specifier, parentURL, conditions) {
  if (!parentURL.startsWith('file:')) {
    throw new ERR_PACKAGE_IMPORT_NOT_DEFINED(specifier, undefined, importerOf(parentURL));
  }
  const importer = fileURLToPath(parentURL);
  const bare = (name) => {
    const root = packages.nearest(importer);
    return packageResolve(name, pathToFileURL(root.pjsonPath).href, conditions);
  };
  return target(resolveImports(specifier, packages.nearest(importer), conditions, importer, bare), parentURL);
}

// What package.json names: a path, or already a URL where it named another package.
function target(named, parentURL) {
  if (named.startsWith('node:')) return named;
  rejectEncodedSlashes(named, parentURL);
  return finalize(named.startsWith('/') ? pathToFileURL(named) : new URL(named), parentURL);
}

// ---- Hints

// What `require` would have found is probably what was meant.
function hint(error, specifier, parentURL) {
  if (!parentURL.startsWith('file:') || specifier[0] === '#') return;
  const meant = asCommonJS(specifier, parentURL);
  if (meant === undefined) return;
  error.message += `\nDid you mean to import ${JSON.stringify(meant)}?`;
}

function asCommonJS(specifier, parentURL) {
  if (specifier.startsWith('file:')) specifier = fileURLToPath(specifier);
  const { Module } = require('internal/modules/cjs/loader');
  const importer = fileURLToPath(parentURL);
  const folder = path.dirname(importer);
  const parent = new Module(importer, null);
  parent.filename = importer;
  parent.paths = Module._nodeModulePaths(folder);
  let file;
  try {
    file = Module._resolveFilename(specifier, parent, false);
  } catch {
    // Then there is nothing to suggest.
    return undefined;
  }
  if (isBuiltin(file)) return undefined;
  if (/^\.{0,2}(?:\/|$)/.test(specifier)) {
    const relative = path.relative(folder, file);
    const url = relative.startsWith('../') ? relative : `./${relative}`;
    return url.split('/').map(encodeURIComponent).join('/').replace(/%40/g, '@');
  }
  const base = path.basename(file);
  const meant = file.includes(`/node_modules/${specifier}/`) || !specifier.includes('/') ?
    file.slice(file.lastIndexOf('/node_modules/') + '/node_modules/'.length) : specifier.replace(/[^/]*$/, base);
  return meant.split('/').map(encodeURIComponent).join('/').replace(/%40/g, '@');
}

module.exports = { defaultResolve, packageName, resolve, resolveWithFormat };
