// Functions over a path that make and list no folders, each with a callback and as `…Sync`.
'use strict';

const { kEmptyObject, promisify } = require('internal/util');
const { parseFileMode, validateInteger } = require('internal/validators');
const { getValidMode, getValidatedPath, toUnixTimestamp } = require('internal/fs/options');
const { getStatFsFromBinding, getStatsFromBinding, statFsTarget, statsTarget } = require('internal/fs/stats');
const { checkCallback, kMaxUserId } = require('internal/fs/descriptors');
const binding = internalBinding('fs');

function access(path, mode, callback) {
  if (typeof mode === 'function') {
    callback = mode;
    mode = 0;
  }
  path = getValidatedPath(path);
  checkCallback(callback);
  binding.access(path, getValidMode(mode), callback);
}

function accessSync(path, mode) {
  binding.access(getValidatedPath(path), getValidMode(mode));
}

function exists(path, callback) {
  checkCallback(callback);
  try {
    path = getValidatedPath(path);
  } catch {
    return callback(false);
  }
  binding.exists(path, (error, found) => callback(found));
}

Object.defineProperty(exists, promisify.custom, {
  __proto__: null,
  value: function exists(path) {
    return new Promise((resolve) => module.exports.functions.exists(path, resolve));
  },
});

let invalidExistsWarned = false;

function existsSync(path) {
  try {
    path = getValidatedPath(path);
  } catch (error) {
    if (error?.code === 'ERR_INVALID_ARG_TYPE' && !invalidExistsWarned) {
      invalidExistsWarned = true;
      process.emitWarning('Passing invalid argument types to fs.existsSync is deprecated',
                          'DeprecationWarning', 'DEP0187');
    }
    return false;
  }
  return binding.exists(path);
}

function stat(path, options = { bigint: false }, callback) {
  if (typeof options === 'function') {
    callback = options;
    options = kEmptyObject;
  }
  checkCallback(callback);
  statWith(binding.stat, getValidatedPath(path), options, callback);
}

function lstat(path, options = { bigint: false }, callback) {
  if (typeof options === 'function') {
    callback = options;
    options = kEmptyObject;
  }
  checkCallback(callback);
  statWith(binding.lstat, getValidatedPath(path), options, callback);
}

function statWith(operation, path, options, callback) {
  const target = statsTarget(options?.bigint);
  operation(path, options?.throwIfNoEntry !== false, (error, found) => {
    if (error) callback(error);
    else callback(null, found && getStatsFromBinding(target));
  }, target);
}

function statSync(path, options = undefined) {
  const target = statsTarget(options?.bigint);
  const found = binding.stat(getValidatedPath(path), options?.throwIfNoEntry !== false, undefined, target);
  return found && getStatsFromBinding(target);
}

function lstatSync(path, options = undefined) {
  const target = statsTarget(options?.bigint);
  const found = binding.lstat(getValidatedPath(path), options?.throwIfNoEntry !== false, undefined, target);
  return found && getStatsFromBinding(target);
}

function statfs(path, options = { bigint: false }, callback) {
  if (typeof options === 'function') {
    callback = options;
    options = kEmptyObject;
  }
  checkCallback(callback);
  path = getValidatedPath(path);
  const target = statFsTarget(options?.bigint);
  binding.statfs(path, Boolean(options?.bigint), (error) => {
    if (error) callback(error);
    else callback(null, getStatFsFromBinding(target));
  }, target);
}

function statfsSync(path, options = { bigint: false }) {
  const target = statFsTarget(options?.bigint);
  binding.statfs(getValidatedPath(path), Boolean(options?.bigint), undefined, target);
  return getStatFsFromBinding(target);
}

function chmod(path, mode, callback) {
  path = getValidatedPath(path);
  mode = parseFileMode(mode, 'mode');
  binding.chmod(path, mode, checkCallback(callback));
}

function chmodSync(path, mode) {
  binding.chmod(getValidatedPath(path), parseFileMode(mode, 'mode'));
}

function validateOwner(uid, gid) {
  validateInteger(uid, 'uid', -1, kMaxUserId);
  validateInteger(gid, 'gid', -1, kMaxUserId);
}

function chown(path, uid, gid, callback) {
  checkCallback(callback);
  path = getValidatedPath(path);
  validateOwner(uid, gid);
  binding.chown(path, uid, gid, callback);
}

function chownSync(path, uid, gid) {
  path = getValidatedPath(path);
  validateOwner(uid, gid);
  binding.chown(path, uid, gid);
}

function lchown(path, uid, gid, callback) {
  checkCallback(callback);
  path = getValidatedPath(path);
  validateOwner(uid, gid);
  binding.lchown(path, uid, gid, callback);
}

function lchownSync(path, uid, gid) {
  path = getValidatedPath(path);
  validateOwner(uid, gid);
  binding.lchown(path, uid, gid);
}

function utimes(path, atime, mtime, callback) {
  checkCallback(callback);
  path = getValidatedPath(path);
  binding.utimes(path, toUnixTimestamp(atime), toUnixTimestamp(mtime), callback);
}

function utimesSync(path, atime, mtime) {
  binding.utimes(getValidatedPath(path), toUnixTimestamp(atime), toUnixTimestamp(mtime));
}

function lutimes(path, atime, mtime, callback) {
  checkCallback(callback);
  path = getValidatedPath(path);
  binding.lutimes(path, toUnixTimestamp(atime), toUnixTimestamp(mtime), callback);
}

function lutimesSync(path, atime, mtime) {
  binding.lutimes(getValidatedPath(path), toUnixTimestamp(atime), toUnixTimestamp(mtime));
}

function truncate(path, len, callback) {
  if (typeof len === 'function') {
    callback = len;
    len = 0;
  } else if (len === undefined) {
    len = 0;
  }
  validateInteger(len, 'len');
  checkCallback(callback);
  binding.truncate(getValidatedPath(path), Math.max(0, len), callback);
}

function truncateSync(path, len) {
  path = getValidatedPath(path);
  if (len === undefined) len = 0;
  validateInteger(len, 'len');
  binding.truncate(path, Math.max(0, len));
}

function copyFile(src, dest, mode, callback) {
  if (typeof mode === 'function') {
    callback = mode;
    mode = 0;
  }
  src = getValidatedPath(src, 'src');
  dest = getValidatedPath(dest, 'dest');
  checkCallback(callback);
  binding.copyFile(src, dest, getValidMode(mode), callback);
}

function copyFileSync(src, dest, mode) {
  src = getValidatedPath(src, 'src');
  binding.copyFile(src, getValidatedPath(dest, 'dest'), getValidMode(mode));
}

function rename(oldPath, newPath, callback) {
  checkCallback(callback);
  oldPath = getValidatedPath(oldPath, 'oldPath');
  binding.rename(oldPath, getValidatedPath(newPath, 'newPath'), callback);
}

function renameSync(oldPath, newPath) {
  oldPath = getValidatedPath(oldPath, 'oldPath');
  binding.rename(oldPath, getValidatedPath(newPath, 'newPath'));
}

function unlink(path, callback) {
  checkCallback(callback);
  binding.unlink(getValidatedPath(path), callback);
}

function unlinkSync(path) {
  binding.unlink(getValidatedPath(path));
}

module.exports = {
  functions: {
    access, accessSync, chmod, chmodSync, chown, chownSync, copyFile, copyFileSync, exists, existsSync, lchown,
    lchownSync, lstat, lstatSync, lutimes, lutimesSync, rename, renameSync, stat, statSync, statfs, statfsSync,
    truncate, truncateSync, unlink, unlinkSync, utimes, utimesSync,
  },
  validateOwner,
};
