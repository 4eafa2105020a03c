// Making, listing and removing folders, each function with a callback and as `…Sync`.
'use strict';

const { codes: { ERR_FS_EISDIR } } = require('internal/errors');

const { parseFileMode, validateBoolean } = require('internal/validators');
const { join, resolve } = require('path');
const {
  emitRecursiveRmdirWarning, encodeName, getOptions, getValidatedPath, isUtf8, validateRmOptions,
  validateRmdirOptions, warnOnNonPortableTemplate,
} = require('internal/fs/options');
const { Dirent } = require('internal/fs/dirent');
const { checkCallback } = require('internal/fs/descriptors');
const { nameCallback } = require('internal/fs/links');
const { runCallback, runSync } = require('internal/fs/steps');
const binding = internalBinding('fs');

/** Mode and recursion of a `mkdir`: options, or only the mode. */
function mkdirOptions(options) {
  let recursive = false;
  let mode = 0o777;
  if (typeof options === 'number' || typeof options === 'string') {
    mode = parseFileMode(options, 'mode');
  } else if (options) {
    if (options.recursive !== undefined) {
      ({ recursive } = options);
      validateBoolean(recursive, 'options.recursive');
    }
    if (options.mode !== undefined) mode = parseFileMode(options.mode, 'options.mode');
  }
  return { recursive, mode };
}

function mkdir(path, options, callback) {
  if (typeof options === 'function') {
    callback = options;
    options = undefined;
  }
  checkCallback(callback);
  path = getValidatedPath(path);
  const { recursive, mode } = mkdirOptions(options);
  (recursive ? binding.mkdirAll : binding.mkdir)(path, mode, callback);
}

function mkdirSync(path, options) {
  path = getValidatedPath(path);
  const { recursive, mode } = mkdirOptions(options);
  return (recursive ? binding.mkdirAll : binding.mkdir)(path, mode);
}

function mkdtemp(prefix, options, callback) {
  callback = checkCallback(typeof options === 'function' ? options : callback);
  const { encoding } = getOptions(options);
  prefix = getValidatedPath(prefix, 'prefix');
  warnOnNonPortableTemplate(prefix);
  binding.mkdtemp(prefix, !isUtf8(encoding), nameCallback(encoding, callback));
}

function mkdtempSync(prefix, options) {
  const { encoding } = getOptions(options);
  prefix = getValidatedPath(prefix, 'prefix');
  warnOnNonPortableTemplate(prefix);
  return encodeName(binding.mkdtemp(prefix, !isUtf8(encoding)), encoding);
}

function mkdtempDisposableSync(prefix, options) {
  const path = mkdtempSync(prefix, options);
  // The program may have another working directory when it is time to remove it.
  const absolute = resolve(path);
  const remove = () => binding.rm(absolute, true, true, 0, 0);
  return {
    path,
    remove,
    [Symbol.dispose]() { remove(); },
  };
}

/** What a listing is to be like: { encoding, withTypes, recursive }. */
function readdirOptions(options) {
  options = getOptions(options);
  if (options.recursive != null) validateBoolean(options.recursive, 'options.recursive');
  return { encoding: options.encoding, withTypes: Boolean(options.withFileTypes), recursive: Boolean(options.recursive) };
}

/** Lists a folder: the operation, then the form that the program asked for. */
function* listing(path, { encoding, withTypes, recursive }, depthFirst) {
  const asBuffers = !isUtf8(encoding);
  const result = yield recursive ?
    (face) => binding.readdirAll(path, withTypes, asBuffers, depthFirst, face) :
    (face) => binding.readdir(path, withTypes, asBuffers, face);
  return formListing(path, result, encoding, withTypes, recursive);
}

function formListing(path, result, encoding, withTypes, recursive) {
  const decode = !isUtf8(encoding) && encoding !== 'buffer';
  if (!withTypes) return decode ? result.map((name) => name.toString(encoding)) : result;
  const [names, types, folders, homes] = result;
  const paths = recursive ? folders.map((folder) => (folder === '' ? path : join(`${path}`, folder))) : undefined;
  return names.map((name, i) => {
    const home = recursive ? paths[homes[i]] : path;
    return new Dirent(decode ? name.toString(encoding) : name, types[i], home);
  });
}

function readdir(path, options, callback) {
  callback = checkCallback(typeof options === 'function' ? options : callback);
  const { encoding, withTypes, recursive } = readdirOptions(options);
  path = getValidatedPath(path);
  const finish = (error, result) => {
    if (error) callback(error);
    else callback(null, formListing(path, result, encoding, withTypes, recursive));
  };
  if (recursive) binding.readdirAll(path, withTypes, !isUtf8(encoding), false, finish);
  else binding.readdir(path, withTypes, !isUtf8(encoding), finish);
}

function readdirSync(path, options) {
  const wanted = readdirOptions(options);
  path = getValidatedPath(path);
  return runSync(listing(path, wanted, false));
}

/** Removes a file or, when asked to, a folder. */
function* removal(path, { recursive, force, maxRetries, retryDelay }) {
  const removed = yield (face) => binding.rm(path, recursive, force, maxRetries, retryDelay, face);
  if (!removed) {
    throw new ERR_FS_EISDIR({ code: 'EISDIR', message: 'is a directory', path, syscall: 'rm', errno: 21 });
  }
}

function rm(path, options, callback) {
  if (typeof options === 'function') {
    callback = options;
    options = undefined;
  }
  path = getValidatedPath(path);
  options = validateRmOptions(options);
  runCallback(removal(path, options), (error) => callback(error ?? null));
}

function rmSync(path, options) {
  runSync(removal(getValidatedPath(path), validateRmOptions(options)));
}

/** Removes a folder with what is in it; what is no folder fails as rmdir(2) does. */
function* folderRemoval(path, { maxRetries, retryDelay }) {
  const target = new Float64Array(14);
  yield (face) => binding.lstat(path, true, face, target);
  const { getStatsFromBinding } = require('internal/fs/stats');
  if (getStatsFromBinding(target).isDirectory()) {
    yield (face) => binding.rm(path, true, false, maxRetries, retryDelay, face);
  } else {
    yield (face) => binding.rmdir(path, face);
  }
}

function rmdir(path, options, callback) {
  if (typeof options === 'function') {
    callback = options;
    options = undefined;
  }
  checkCallback(callback);
  path = getValidatedPath(path);
  if (options?.recursive) {
    emitRecursiveRmdirWarning();
    options = validateRmdirOptions(options);
    runCallback(folderRemoval(path, options), (error) => callback(error ?? null));
  } else {
    validateRmdirOptions(options);
    binding.rmdir(path, callback);
  }
}

function rmdirSync(path, options) {
  path = getValidatedPath(path);
  if (options?.recursive) {
    emitRecursiveRmdirWarning();
    runSync(folderRemoval(path, validateRmdirOptions(options)));
  } else {
    validateRmdirOptions(options);
    binding.rmdir(path);
  }
}

module.exports = {
  functions: {
    mkdir, mkdirSync, mkdtemp, mkdtempDisposableSync, mkdtempSync, readdir, readdirSync, rm, rmSync, rmdir, rmdirSync,
  },
  folderRemoval,
  formListing,
  listing,
  mkdirOptions,
  readdirOptions,
  removal,
};
