// Functions over a file descriptor, each with a callback and as `…Sync`.
'use strict';

const { UVException, codes: { ERR_INVALID_ARG_VALUE } } = require('internal/errors');
const { kEmptyObject } = require('internal/util');
const { kCustomPromisifyArgsSymbol } = require('internal/util');
const { isArrayBufferView } = require('internal/util/types');
const {
  parseFileMode, validateBuffer, validateEncoding, validateFunction, validateInteger, validateObject,
  kValidateObjectAllowNullable,
} = require('internal/validators');
const { Buffer } = require('buffer');
const {
  getValidatedFd, getValidatedPath, isUtf8, stringToFlags, toUnixTimestamp, validateBufferArray,
  validateOffsetLengthRead, validateOffsetLengthWrite, validatePosition, validateStringAfterArrayBufferView,
} = require('internal/fs/options');
const { getStatsFromBinding, statsTarget } = require('internal/fs/stats');
const binding = internalBinding('fs');

const { errno: { EINVAL } } = internalBinding('constants').os;

const kMaxUserId = 2 ** 32 - 1;
const defaultReadLength = 16 * 1024;

function checkCallback(callback) {
  if (typeof callback !== 'function') validateFunction(callback, 'cb');
  return callback;
}

function open(path, flags, mode, callback) {
  path = getValidatedPath(path);
  if (arguments.length < 3) {
    callback = flags;
    flags = 'r';
    mode = 0o666;
  } else if (typeof mode === 'function') {
    callback = mode;
    mode = 0o666;
  } else {
    mode = parseFileMode(mode, 'mode', 0o666);
  }
  const flagsNumber = stringToFlags(flags);
  checkCallback(callback);
  binding.open(path, flagsNumber, mode, callback);
}

function openSync(path, flags, mode) {
  return binding.open(getValidatedPath(path), stringToFlags(flags), parseFileMode(mode, 'mode', 0o666));
}

function throwError(error) {
  if (error != null) throw error;
}

function close(fd, callback = throwError) {
  if (callback !== throwError) checkCallback(callback);
  binding.close(getValidatedFd(fd), callback);
}

function closeSync(fd) {
  binding.close(getValidatedFd(fd));
}

/** What the many forms of a read come to: buffer, offset, length and position, checked. */
function readArguments(buffer, offset, length, position) {
  validateBuffer(buffer);
  if (offset == null) offset = 0;
  else validateInteger(offset, 'offset', 0);
  length |= 0;
  if (length !== 0) {
    if (buffer.byteLength === 0) {
      throw new ERR_INVALID_ARG_VALUE('buffer', buffer, 'is empty and cannot be written');
    }
    validateOffsetLengthRead(offset, length, buffer.byteLength);
    if (position == null) position = -1;
    else validatePosition(position, 'position', length);
  }
  return { buffer, offset, length, position };
}

function fromReadOptions(buffer, options) {
  const { offset = 0, length = buffer?.byteLength - offset, position = null } = options ?? kEmptyObject;
  return [buffer, offset, length, position];
}

function read(fd, buffer, offsetOrOptions, length, position, callback) {
  fd = getValidatedFd(fd);
  let form = [buffer, offsetOrOptions, length, position];
  if (arguments.length <= 4) {
    let options = null;
    if (arguments.length === 4) {
      validateObject(offsetOrOptions, 'options', kValidateObjectAllowNullable);
      callback = length;
      options = offsetOrOptions;
    } else if (arguments.length === 3) {
      callback = offsetOrOptions;
      if (!isArrayBufferView(buffer)) {
        validateObject(buffer, 'options', kValidateObjectAllowNullable);
        options = buffer;
        ({ buffer = Buffer.alloc(defaultReadLength) } = options ?? kEmptyObject);
      }
    } else {
      callback = buffer;
      buffer = Buffer.alloc(defaultReadLength);
    }
    form = fromReadOptions(buffer, options);
  }
  validateBuffer(form[0]);
  checkCallback(callback);
  const wanted = readArguments(...form);
  ({ buffer } = wanted);
  if (wanted.length === 0) {
    process.nextTick(callback, null, 0, buffer);
    return;
  }
  binding.read(fd, wanted.offset, wanted.length, wanted.position, (error, count) => {
    callback(error, count ?? 0, buffer);
  }, buffer);
}

read[kCustomPromisifyArgsSymbol] = ['bytesRead', 'buffer'];

function readSync(fd, buffer, offsetOrOptions, length, position) {
  fd = getValidatedFd(fd);
  validateBuffer(buffer);
  let form = [buffer, offsetOrOptions, length, position];
  if (arguments.length <= 3 || (offsetOrOptions !== null && typeof offsetOrOptions === 'object')) {
    if (offsetOrOptions !== undefined) {
      validateObject(offsetOrOptions, 'options', kValidateObjectAllowNullable);
    }
    form = fromReadOptions(buffer, offsetOrOptions);
  }
  const wanted = readArguments(...form);
  if (wanted.length === 0) return 0;
  return binding.readSync(fd, buffer, wanted.offset, wanted.length, wanted.position);
}

function readv(fd, buffers, position, callback) {
  fd = getValidatedFd(fd);
  validateBufferArray(buffers);
  callback = checkCallback(callback ?? position);
  const finish = (error, count) => callback(error, count ?? 0, buffers);
  if (buffers.length === 0) {
    process.nextTick(finish, nothingToRead());
    return;
  }
  binding.readBuffers(fd, totalLength(buffers), numberOrNull(position), finish, buffers);
}

readv[kCustomPromisifyArgsSymbol] = ['bytesRead', 'buffers'];

function readvSync(fd, buffers, position) {
  fd = getValidatedFd(fd);
  validateBufferArray(buffers);
  if (buffers.length === 0) throw nothingToRead();
  return binding.readBuffers(fd, totalLength(buffers), numberOrNull(position), undefined, buffers);
}

/** The system reads into one buffer at least. */
function nothingToRead() {
  return new UVException({ errno: -EINVAL, syscall: 'read' });
}

function totalLength(buffers) {
  let length = 0;
  for (const buffer of buffers) length += buffer.byteLength;
  return length;
}

const numberOrNull = (position) => (typeof position === 'number' ? position : null);

/** What the many forms of writing a buffer come to: offset, length and position, checked. */
function writeArguments(buffer, offset, length, position) {
  if (offset !== null && typeof offset === 'object') {
    ({ offset = 0, length = buffer.byteLength - offset, position = null } = offset);
  }
  if (offset == null || typeof offset === 'function') offset = 0;
  else validateInteger(offset, 'offset', 0);
  if (typeof length !== 'number') length = buffer.byteLength - offset;
  validateOffsetLengthWrite(offset, length, buffer.byteLength);
  return { offset, length, position: numberOrNull(position) };
}

function write(fd, buffer, offsetOrOptions, length, position, callback) {
  fd = getValidatedFd(fd);
  if (isArrayBufferView(buffer)) {
    callback = checkCallback(callback || position || length || offsetOrOptions);
    const wanted = writeArguments(buffer, offsetOrOptions, length, position);
    const finish = (error, count) => callback(error, count ?? 0, buffer);
    binding.writeBuffer(fd, buffer, wanted.offset, wanted.length, wanted.position, finish);
    return;
  }
  validateStringAfterArrayBufferView(buffer, 'buffer');
  // (fd, string[, position[, encoding]], callback)
  let encoding = length;
  let at = offsetOrOptions;
  callback = position;
  if (typeof position !== 'function') {
    encoding = 'utf8';
    if (typeof offsetOrOptions === 'function') {
      callback = offsetOrOptions;
      at = null;
    } else {
      callback = length;
    }
  }
  validateEncoding(buffer, encoding);
  checkCallback(callback);
  const finish = (error, count) => callback(error, count ?? 0, buffer);
  if (isUtf8(encoding)) {
    binding.writeString(fd, buffer, numberOrNull(at), finish);
  } else {
    const bytes = Buffer.from(buffer, encoding);
    binding.writeBuffer(fd, bytes, 0, bytes.byteLength, numberOrNull(at), finish);
  }
}

write[kCustomPromisifyArgsSymbol] = ['bytesWritten', 'buffer'];

function writeSync(fd, buffer, offsetOrOptions, length, position) {
  fd = getValidatedFd(fd);
  if (isArrayBufferView(buffer)) {
    const wanted = writeArguments(buffer, offsetOrOptions, length, position);
    return binding.writeSync(fd, buffer, wanted.offset, wanted.length, wanted.position);
  }
  validateStringAfterArrayBufferView(buffer, 'buffer');
  validateEncoding(buffer, length);
  const at = numberOrNull(offsetOrOptions);
  if (isUtf8(length)) return binding.writeString(fd, buffer, at);
  const bytes = Buffer.from(buffer, length);
  return binding.writeSync(fd, bytes, 0, bytes.byteLength, at);
}

function writev(fd, buffers, position, callback) {
  fd = getValidatedFd(fd);
  validateBufferArray(buffers);
  callback = checkCallback(callback || position);
  if (buffers.length === 0) {
    process.nextTick(callback, null, 0, buffers);
    return;
  }
  binding.writeBuffers(fd, buffers, numberOrNull(position), (error, count) => callback(error, count ?? 0, buffers));
}

writev[kCustomPromisifyArgsSymbol] = ['bytesWritten', 'buffers'];

function writevSync(fd, buffers, position) {
  fd = getValidatedFd(fd);
  validateBufferArray(buffers);
  if (buffers.length === 0) return 0;
  return binding.writeBuffers(fd, buffers, numberOrNull(position));
}

function ftruncate(fd, len = 0, callback) {
  if (typeof len === 'function') {
    callback = len;
    len = 0;
  }
  fd = getValidatedFd(fd);
  validateInteger(len, 'len');
  binding.ftruncate(fd, Math.max(0, len), checkCallback(callback));
}

function ftruncateSync(fd, len = 0) {
  fd = getValidatedFd(fd);
  validateInteger(len, 'len');
  binding.ftruncate(fd, Math.max(0, len));
}

function fsync(fd, callback) {
  fd = getValidatedFd(fd);
  binding.fsync(fd, checkCallback(callback));
}

function fsyncSync(fd) {
  binding.fsync(getValidatedFd(fd));
}

function fdatasync(fd, callback) {
  fd = getValidatedFd(fd);
  binding.fdatasync(fd, checkCallback(callback));
}

function fdatasyncSync(fd) {
  binding.fdatasync(getValidatedFd(fd));
}

function fstat(fd, options = { bigint: false }, callback) {
  if (typeof options === 'function') {
    callback = options;
    options = kEmptyObject;
  }
  checkCallback(callback);
  fd = getValidatedFd(fd);
  const target = statsTarget(options?.bigint);
  binding.fstat(fd, (error) => {
    if (error) callback(error);
    else callback(null, getStatsFromBinding(target));
  }, target);
}

function fstatSync(fd, options = { bigint: false }) {
  const target = statsTarget(options?.bigint);
  binding.fstat(getValidatedFd(fd), undefined, target);
  return getStatsFromBinding(target);
}

function fchmod(fd, mode, callback) {
  fd = getValidatedFd(fd);
  mode = parseFileMode(mode, 'mode');
  binding.fchmod(fd, mode, checkCallback(callback));
}

function fchmodSync(fd, mode) {
  binding.fchmod(getValidatedFd(fd), parseFileMode(mode, 'mode'));
}

function fchown(fd, uid, gid, callback) {
  fd = getValidatedFd(fd);
  validateInteger(uid, 'uid', -1, kMaxUserId);
  validateInteger(gid, 'gid', -1, kMaxUserId);
  binding.fchown(fd, uid, gid, checkCallback(callback));
}

function fchownSync(fd, uid, gid) {
  fd = getValidatedFd(fd);
  validateInteger(uid, 'uid', -1, kMaxUserId);
  validateInteger(gid, 'gid', -1, kMaxUserId);
  binding.fchown(fd, uid, gid);
}

function futimes(fd, atime, mtime, callback) {
  fd = getValidatedFd(fd);
  atime = toUnixTimestamp(atime, 'atime');
  mtime = toUnixTimestamp(mtime, 'mtime');
  binding.futimes(fd, atime, mtime, checkCallback(callback));
}

function futimesSync(fd, atime, mtime) {
  binding.futimes(getValidatedFd(fd), toUnixTimestamp(atime, 'atime'), toUnixTimestamp(mtime, 'mtime'));
}

module.exports = {
  functions: {
    close, closeSync, fchmod, fchmodSync, fchown, fchownSync, fdatasync, fdatasyncSync, fstat, fstatSync, fsync,
    fsyncSync, ftruncate, ftruncateSync, futimes, futimesSync, open, openSync, read, readSync, readv, readvSync,
    write, writeSync, writev, writevSync,
  },
  checkCallback,
  kMaxUserId,
  nothingToRead,
  readArguments,
  totalLength,
  writeArguments,
};
