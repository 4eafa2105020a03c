// From a request to a file: extensions, folders, node_modules.
'use strict';

const path = require('path');
const { stat, realpath } = internalBinding('modules');
const packages = require('internal/modules/package_json_reader');

const kPackageName = /^((?:@[^/\\%]+\/)?[^./\\%][^/\\%]*)(\/.*)?$/;

const realpaths = new Map();
let stats = null;
let statDepth = 0;

/** Remembers what stat said during one outermost `require`, as a program changes its files rarely within one. */
function withStatCache(body) {
  if (statDepth++ === 0) stats = new Map();
  try {
    return body();
  } finally {
    if (--statDepth === 0) stats = null;
  }
}

function kindOf(file) {
  if (stats === null) return stat(file);
  let kind = stats.get(file);
  if (kind === undefined) {
    kind = stat(file);
    // What is not there may be made by the module that runs next.
    if (kind >= 0) stats.set(file, kind);
  }
  return kind;
}

function toRealPath(file) {
  let real = realpaths.get(file);
  if (real === undefined) {
    real = realpath(file);
    realpaths.set(file, real);
  }
  return real;
}

function tryFile(file, preserve) {
  if (kindOf(file) !== 0) return false;
  return preserve ? path.resolve(file) : toRealPath(file);
}

function tryExtensions(base, extensions, preserve) {
  for (let i = 0; i < extensions.length; i++) {
    const found = tryFile(base + extensions[i], preserve);
    if (found) return found;
  }
  return false;
}

/** A folder's entry: its package.json's `main`, or its index. */
function tryPackage(folder, extensions, preserve, original) {
  const { main, pjsonPath } = packages.read(path.resolve(folder, 'package.json'));
  if (!main) return tryExtensions(path.resolve(folder, 'index'), extensions, preserve);
  const file = path.resolve(folder, main);
  const found = tryFile(file, preserve) || tryExtensions(file, extensions, preserve) ||
    tryExtensions(path.resolve(file, 'index'), extensions, preserve);
  if (found) return found;
  const index = tryExtensions(path.resolve(folder, 'index'), extensions, preserve);
  if (index) {
    process.emitWarning(`Invalid 'main' field in '${pjsonPath}' of '${main}'. Please either fix that or report it ` +
                        'to the module author', 'DeprecationWarning', 'DEP0128');
    return index;
  }
  const error = new Error(`Cannot find module '${file}'. Please verify that the package.json has a valid "main" entry`);
  error.code = 'MODULE_NOT_FOUND';
  error.path = path.resolve(folder, 'package.json');
  error.requestPath = original;
  throw error;
}

/** The package name and subpath of a bare request; undefined for what cannot be a package. */
function splitPackage(request) {
  const match = kPackageName.exec(request);
  return match === null ? undefined : { name: match[1], subpath: `.${match[2] ?? ''}` };
}

// The file that a package's `exports` names, when the package has one.
function tryExports(folder, request, conditions) {
  const split = splitPackage(request);
  if (split === undefined) return false;
  const root = path.resolve(folder, split.name);
  const config = packages.read(`${root}/package.json`);
  if (!config.exists || config.exports === undefined || config.exports === null) return false;
  const { resolveExports } = require('internal/modules/package_targets');
  return finish(resolveExports(root, config, split.subpath, conditions, null), root);
}

/** Checks that a file named by `exports` or `imports` is there. */
function finish(file, root) {
  if (/%2f|%5c/i.test(file)) {
    const { codes: { ERR_INVALID_MODULE_SPECIFIER } } = require('internal/errors');
    throw new ERR_INVALID_MODULE_SPECIFIER(file, 'must not include encoded "/" or "\\" characters', null);
  }
  const found = tryFile(file, false);
  if (found) return found;
  const error = new Error(`Cannot find module '${file}'`);
  error.code = 'MODULE_NOT_FOUND';
  error.path = root;
  throw error;
}

/** The file for `request` in one of the folders; false when there is none. `options` as `Module._findPath` has them. */
function findPath(request, folders, { extensions, conditions, preserve }) {
  const absolute = path.isAbsolute(request);
  if (absolute) folders = [''];
  const last = request.charCodeAt(request.length - 1);
  const wantsFolder = last === 47 || request === '.' || request === '..' || request.endsWith('/.') ||
    request.endsWith('/..');
  const relative = request.charCodeAt(0) === 46 && (request.length === 1 || request.charCodeAt(1) === 47 ||
    (request.charCodeAt(1) === 46 && (request.length === 2 || request.charCodeAt(2) === 47)));
  // The folder may be gone where the request leaves it at once.
  const leaves = relative && path.normalize(request).startsWith('..');
  for (let i = 0; i < folders.length; i++) {
    const folder = folders[i];
    if (folder && !leaves && kindOf(folder) < 1) continue;
    if (!absolute) {
      const exported = tryExports(folder, request, conditions);
      if (exported) return exported;
    }
    const base = path.resolve(folder, request);
    const kind = kindOf(base);
    let found = false;
    if (!wantsFolder) {
      if (kind === 0) found = preserve ? path.resolve(base) : toRealPath(base);
      found ||= tryExtensions(base, extensions(), preserve);
    }
    if (!found && kind === 1) found = tryPackage(base, extensions(), preserve, request);
    if (found) return found;
    if (relative && absolute) return false;
  }
  return false;
}

/** The node_modules folders from a folder up to the root. */
function nodeModulePaths(from) {
  from = path.resolve(from);
  if (from === '/') return ['/node_modules'];
  const paths = [];
  for (let end = from.length; end > 0; end = from.lastIndexOf('/', end - 1)) {
    const folder = from.slice(0, end);
    if (!folder.endsWith('/node_modules')) paths.push(`${folder}/node_modules`);
  }
  paths.push('/node_modules');
  return paths;
}

module.exports = { findPath, finish, nodeModulePaths, splitPackage, toRealPath, withStatCache };
