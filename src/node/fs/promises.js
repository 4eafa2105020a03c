// The functions of `node:fs/promises`.
'use strict';

const { codes: { ERR_METHOD_NOT_IMPLEMENTED } } = require('internal/errors');
const { parseFileMode, validateInteger } = require('internal/validators');
const { resolve } = require('path');
const {
  copyObject, emitRecursiveRmdirWarning, encodeName, getOptions, getValidMode, getValidatedPath, isUtf8,
  stringToFlags, stringToSymlinkType, toUnixTimestamp, validateCpOptions, validateReadFileBufferOptions,
  validateRmOptions, validateRmdirOptions, warnOnNonPortableTemplate,
} = require('internal/fs/options');
const { getStatFsFromBinding, getStatsFromBinding } = require('internal/fs/stats');
const { validateOwner } = require('internal/fs/paths');
const { folderRemoval, listing, mkdirOptions, readdirOptions, removal } = require('internal/fs/folders');
const {
  appendOptions, dataToWrite, readDefaults, readingIntoBuffer, readingWhole, writeDefaults, writeOptions, writing,
} = require('internal/fs/files');
const { FileHandle, call, checkAborted, kHandle, kLocked, kRef, kUnref } = require('internal/fs/file_handle');
const handleFiles = require('internal/fs/handle_files');
const { runAsync } = require('internal/fs/steps');
const { fs: constants } = internalBinding('constants');
const binding = internalBinding('fs');

const { kUsePromises } = binding;

async function access(path, mode = undefined) {
  await binding.access(getValidatedPath(path), getValidMode(mode), kUsePromises);
}

async function cp(src, dest, options) {
  options = validateCpOptions(options);
  src = getValidatedPath(src, 'src');
  dest = getValidatedPath(dest, 'dest');
  await runAsync(require('internal/fs/cp/cp').copying(src, dest, options));
}

async function copyFile(src, dest, mode) {
  src = getValidatedPath(src, 'src');
  dest = getValidatedPath(dest, 'dest');
  await binding.copyFile(src, dest, getValidMode(mode), kUsePromises);
}

async function* glob(pattern, options) {
  const { Glob } = require('internal/fs/glob');
  yield* new Glob(pattern, options).glob();
}

async function open(path, flags, mode) {
  path = getValidatedPath(path);
  const number = stringToFlags(flags);
  mode = parseFileMode(mode, 'mode', 0o666);
  return new FileHandle(await binding.openFileHandle(path, number, mode, kUsePromises));
}


// Of Node's length.
async function opendir(path, options, _callback) {
  return require('internal/fs/dir').opendirPromise(path, options);
}

async function rename(oldPath, newPath) {
  oldPath = getValidatedPath(oldPath, 'oldPath');
  newPath = getValidatedPath(newPath, 'newPath');
  await binding.rename(oldPath, newPath, kUsePromises);
}

async function truncate(path, len = 0) {
  path = getValidatedPath(path);
  validateInteger(len, 'len');
  await binding.truncate(path, Math.max(0, len), kUsePromises);
}

async function rm(path, options) {
  path = getValidatedPath(path);
  await runAsync(removal(path, validateRmOptions(options)));
}

async function rmdir(path, options) {
  path = getValidatedPath(path);
  if (options?.recursive) {
    emitRecursiveRmdirWarning();
    await runAsync(folderRemoval(path, validateRmdirOptions(options)));
  } else {
    validateRmdirOptions(options);
    await binding.rmdir(path, kUsePromises);
  }
}

async function mkdir(path, options) {
  path = getValidatedPath(path);
  const { recursive, mode } = mkdirOptions(options);
  return (recursive ? binding.mkdirAll : binding.mkdir)(path, mode, kUsePromises);
}

async function readdir(path, options) {
  const wanted = readdirOptions(options);
  return runAsync(listing(getValidatedPath(path), wanted, true));
}

async function readlink(path, options) {
  const { encoding } = getOptions(options);
  const name = await binding.readlink(getValidatedPath(path, 'oldPath'), !isUtf8(encoding), kUsePromises);
  return encodeName(name, encoding);
}

async function symlink(target, path, type) {
  stringToSymlinkType(type);
  target = getValidatedPath(target, 'target');
  await binding.symlink(target, getValidatedPath(path), kUsePromises);
}

// Several may be under way, and the promise is settled later than the numbers come: each has its own array.
const newTarget = (bigint) => (bigint ? new BigInt64Array(18) : new Float64Array(14));

async function lstat(path, options = { bigint: false }) {
  const target = newTarget(options?.bigint);
  await binding.lstat(getValidatedPath(path), true, kUsePromises, target);
  return getStatsFromBinding(target);
}

async function stat(path, options = { bigint: false }) {
  const target = newTarget(options?.bigint);
  const found = await binding.stat(getValidatedPath(path), options?.throwIfNoEntry !== false, kUsePromises, target);
  return found && getStatsFromBinding(target);
}

async function statfs(path, options = { bigint: false }) {
  const bigint = Boolean(options?.bigint);
  const target = bigint ? new BigUint64Array(8) : new Float64Array(8);
  await binding.statfs(getValidatedPath(path), bigint, kUsePromises, target);
  return getStatFsFromBinding(target);
}

async function link(existingPath, newPath) {
  existingPath = getValidatedPath(existingPath, 'existingPath');
  newPath = getValidatedPath(newPath, 'newPath');
  await binding.link(existingPath, newPath, kUsePromises);
}

async function unlink(path) {
  await binding.unlink(getValidatedPath(path), kUsePromises);
}

async function chmod(path, mode) {
  path = getValidatedPath(path);
  await binding.chmod(path, parseFileMode(mode, 'mode'), kUsePromises);
}

async function lchmod(path, mode) {
  throw new ERR_METHOD_NOT_IMPLEMENTED('lchmod()');
}

async function lchown(path, uid, gid) {
  path = getValidatedPath(path);
  validateOwner(uid, gid);
  await binding.lchown(path, uid, gid, kUsePromises);
}

async function chown(path, uid, gid) {
  path = getValidatedPath(path);
  validateOwner(uid, gid);
  await binding.chown(path, uid, gid, kUsePromises);
}

async function utimes(path, atime, mtime) {
  path = getValidatedPath(path);
  await binding.utimes(path, toUnixTimestamp(atime), toUnixTimestamp(mtime), kUsePromises);
}

async function lutimes(path, atime, mtime) {
  path = getValidatedPath(path);
  await binding.lutimes(path, toUnixTimestamp(atime), toUnixTimestamp(mtime), kUsePromises);
}

async function realpath(path, options) {
  const { encoding } = getOptions(options);
  return encodeName(await binding.realpath(getValidatedPath(path), !isUtf8(encoding), kUsePromises), encoding);
}

async function mkdtemp(prefix, options) {
  const { encoding } = getOptions(options);
  prefix = getValidatedPath(prefix, 'prefix');
  warnOnNonPortableTemplate(prefix);
  return encodeName(await binding.mkdtemp(prefix, !isUtf8(encoding), kUsePromises), encoding);
}

async function mkdtempDisposable(prefix, options) {
  const cwd = process.cwd();
  const path = await mkdtemp(prefix, options);
  // The program may have another working directory when it is time to remove it.
  const absolute = resolve(cwd, path);
  const remove = async () => { await binding.rm(absolute, true, true, 0, 0, kUsePromises); };
  return {
    __proto__: null,
    path,
    remove,
    async [Symbol.asyncDispose]() { await remove(); },
  };
}

async function writeFile(path, data, options) {
  if (path instanceof FileHandle) return call('writeFile', handleFiles.writeFile, path, data, options);
  return writeToPath(path, data, writeOptions(options, writeDefaults), options);
}

/** `given` are the options as they came. */
async function writeToPath(path, data, wanted, given) {
  checkAborted(wanted.signal);
  if (handleFiles.isCustomIterable(data)) {
    const handle = await open(path, wanted.flags, wanted.mode);
    try {
      await handleFiles.writeFile(handle, data, given);
    } finally {
      await handle.close();
    }
    return;
  }
  data = dataToWrite(data, wanted.encoding);
  path = getValidatedPath(path);
  if (wanted.signal || wanted.flush) await runAsync(writing(path, data, wanted));
  else await binding.writeFile(path, data, wanted.flags, wanted.mode, false, kUsePromises);
}

async function appendFile(path, data, options) {
  if (path instanceof FileHandle) {
    options = copyObject(getOptions(options, writeDefaults));
    return call('writeFile', handleFiles.writeFile, path, data, options);
  }
  return writeToPath(path, data, appendOptions(path, options), options);
}

async function readFile(path, options) {
  if (path instanceof FileHandle) return call('readFile', handleFiles.readFile, path, options);
  options = getOptions(options, readDefaults);
  validateReadFileBufferOptions(options);
  const { encoding, signal } = options;
  checkAborted(signal);
  const flags = stringToFlags(options.flag || 'r');
  path = getValidatedPath(path);
  if (options.buffer !== undefined) return runAsync(readingIntoBuffer(path, flags, options));
  if (signal || (encoding && encoding !== 'utf8' && encoding !== 'utf-8')) {
    return runAsync(readingWhole(path, flags, encoding, signal));
  }
  return binding.readFile(path, flags, Boolean(encoding), kUsePromises);
}

async function* _watch(filename, options = undefined) {
  yield* require('internal/fs/watchers').watch(filename, options);
}

module.exports = {
  exports: {
    access, copyFile, cp, glob, open, opendir, rename, truncate, rm, rmdir, mkdir, readdir, readlink, symlink, lstat,
    stat, statfs, link, unlink, chmod, lchmod, lchown, chown, utimes, lutimes, realpath, mkdtemp, mkdtempDisposable,
    writeFile, appendFile, readFile, watch: _watch, constants,
  },
  FileHandle,
  kHandle,
  kLocked,
  kRef,
  kUnref,
};
