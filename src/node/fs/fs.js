// `node:fs`.
'use strict';

const { defineLazyProperties, deprecate } = require('internal/util');
const { validateBoolean, validateFunction } = require('internal/validators');
const { getOptions, getValidatedPath, toUnixTimestamp, validateCpOptions } = require('internal/fs/options');
const { Dirent } = require('internal/fs/dirent');
const { DeprecatedStats } = require('internal/fs/stats');
const descriptors = require('internal/fs/descriptors');
const paths = require('internal/fs/paths');
const links = require('internal/fs/links');
const folders = require('internal/fs/folders');
const files = require('internal/fs/files');
const { runCallback, runSync } = require('internal/fs/steps');
const { fs: constants } = internalBinding('constants');

function cp(src, dest, options, callback) {
  if (typeof options === 'function') {
    callback = options;
    options = undefined;
  }
  descriptors.checkCallback(callback);
  options = validateCpOptions(options);
  src = getValidatedPath(src, 'src');
  dest = getValidatedPath(dest, 'dest');
  runCallback(require('internal/fs/cp/cp').copying(src, dest, options), callback);
}

function cpSync(src, dest, options) {
  options = validateCpOptions(options);
  src = getValidatedPath(src, 'src');
  dest = getValidatedPath(dest, 'dest');
  runSync(require('internal/fs/cp/cp').copying(src, dest, options, true));
}

function glob(pattern, options, callback) {
  if (typeof options === 'function') {
    callback = options;
    options = undefined;
  }
  descriptors.checkCallback(callback);
  const { Glob } = require('internal/fs/glob');
  Array.fromAsync(new Glob(pattern, options).glob()).then(
    (matches) => process.nextTick(callback, null, matches),
    (error) => process.nextTick(callback, error));
}

function globSync(pattern, options) {
  const { Glob } = require('internal/fs/glob');
  return new Glob(pattern, options).globSync();
}

function watch(filename, options, listener) {
  if (typeof options === 'function') listener = options;
  options = { ...getOptions(options) };
  if (options.persistent === undefined) options.persistent = true;
  if (options.recursive === undefined) options.recursive = false;
  validateBoolean(options.recursive, 'options.recursive');
  return require('internal/fs/watchers').watchPath(filename, options, listener);
}

function watchFile(filename, options, listener) {
  if (options === null || typeof options !== 'object') {
    listener = options;
    options = null;
  }
  validateFunction(listener, 'listener');
  return require('internal/fs/watchers').watchFile(filename, options, listener);
}

function unwatchFile(filename, listener) {
  require('internal/fs/watchers').unwatchFile(filename, listener);
}

function createReadStream(path, options) {
  return new fs.ReadStream(path, options);
}

function createWriteStream(path, options) {
  return new fs.WriteStream(path, options);
}

function opendir(path, options, callback) {
  callback = typeof options === 'function' ? options : callback;
  validateFunction(callback, 'callback');
  require('internal/fs/dir').opendir(path, options, callback);
}

function opendirSync(path, options) {
  return require('internal/fs/dir').opendirSync(path, options);
}

const all = {
  ...descriptors.functions,
  ...paths.functions,
  ...links.functions,
  ...folders.functions,
  ...files.functions,
  cp, cpSync, createReadStream, createWriteStream, glob, globSync, lchmod: undefined, lchmodSync: undefined,
  unwatchFile, watch, watchFile,
};

// Node's own order is what programs that list the module see.
const fs = module.exports = {};
for (const name of [
  'appendFile', 'appendFileSync', 'access', 'accessSync', 'chown', 'chownSync', 'chmod', 'chmodSync', 'close',
  'closeSync', 'copyFile', 'copyFileSync', 'cp', 'cpSync', 'createReadStream', 'createWriteStream', 'exists',
  'existsSync', 'fchown', 'fchownSync', 'fchmod', 'fchmodSync', 'fdatasync', 'fdatasyncSync', 'fstat', 'fstatSync',
  'fsync', 'fsyncSync', 'ftruncate', 'ftruncateSync', 'futimes', 'futimesSync', 'glob', 'globSync', 'lchown',
  'lchownSync', 'lchmod', 'lchmodSync', 'link', 'linkSync', 'lstat', 'lstatSync', 'lutimes', 'lutimesSync', 'mkdir',
  'mkdirSync', 'mkdtemp', 'mkdtempSync', 'mkdtempDisposableSync', 'open', 'openSync', 'openAsBlob', 'readdir',
  'readdirSync', 'read', 'readSync', 'readv', 'readvSync', 'readFile', 'readFileSync', 'readlink', 'readlinkSync',
  'realpath', 'realpathSync', 'rename', 'renameSync', 'rm', 'rmSync', 'rmdir', 'rmdirSync', 'stat', 'statfs',
  'statSync', 'statfsSync', 'symlink', 'symlinkSync', 'truncate', 'truncateSync', 'unwatchFile', 'unlink',
  'unlinkSync', 'utimes', 'utimesSync', 'watch', 'watchFile', 'writeFile', 'writeFileSync', 'write', 'writeSync',
  'writev', 'writevSync',
]) fs[name] = all[name];

fs.Dirent = Dirent;
fs.Stats = DeprecatedStats;

for (const [name, exported] of [
  ['ReadStream', 'ReadStream'], ['WriteStream', 'WriteStream'],
  ['FileReadStream', 'ReadStream'], ['FileWriteStream', 'WriteStream'],
]) {
  let stream;
  // Programs replace these to have their own streams made.
  Object.defineProperty(fs, name, {
    __proto__: null,
    configurable: true,
    enumerable: true,
    get: Object.defineProperty(
      () => stream ??= require('internal/fs/streams')[exported], 'name', { value: `get ${exported}` }),
    set: Object.defineProperty(
      (value) => { stream = value; }, 'name', { value: `set ${exported}` }),
  });
}

defineLazyProperties(fs, 'internal/streams/fast-utf8-stream', ['Utf8Stream']);
fs._toUnixTimestamp = toUnixTimestamp;
defineLazyProperties(fs, 'internal/fs/dir', ['Dir']);
fs.opendir = opendir;
fs.opendirSync = opendirSync;

for (const name of ['F_OK', 'R_OK', 'W_OK', 'X_OK']) {
  Object.defineProperty(fs, name, {
    __proto__: null,
    enumerable: false,
    get: deprecate(() => constants[name], `fs.${name} is deprecated, use fs.constants.${name} instead`, 'DEP0176'),
  });
}

Object.defineProperties(fs, {
  constants: { __proto__: null, configurable: false, enumerable: true, value: constants },
  promises: {
    __proto__: null,
    configurable: true,
    enumerable: true,
    get() { return require('internal/fs/promises').exports; },
  },
});

