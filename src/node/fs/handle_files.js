// The operations on the open file of a FileHandle.
'use strict';

const { isArrayBufferView } = require('internal/util/types');
const { parseFileMode, validateBoolean, validateEncoding, validateInteger, validateObject,
        kValidateObjectAllowNullable } = require('internal/validators');
const { Buffer } = require('buffer');
const {
  getOptions, isUtf8, toUnixTimestamp, validateBufferArray, validateReadFileBufferOptions,
  validateStringAfterArrayBufferView,
} = require('internal/fs/options');
const { getStatsFromBinding } = require('internal/fs/stats');
const { nothingToRead, readArguments, totalLength, writeArguments } = require('internal/fs/descriptors');
const { validateOwner } = require('internal/fs/paths');
const { readingIntoBuffer, readingWhole, readDefaults, writeDefaults, writing } = require('internal/fs/files');
const { checkAborted } = require('internal/fs/file_handle');
const { runAsync } = require('internal/fs/steps');
const binding = internalBinding('fs');

const { kUsePromises } = binding;
const defaultReadLength = 16 * 1024;

async function read(handle, bufferOrOptions, offset, length, position) {
  let buffer = bufferOrOptions;
  if (!isArrayBufferView(buffer)) {
    // (options)
    if (bufferOrOptions !== undefined) {
      validateObject(bufferOrOptions, 'options', kValidateObjectAllowNullable);
    }
    ({ buffer = Buffer.alloc(defaultReadLength), offset = 0, length = buffer.byteLength - offset, position = null } =
      bufferOrOptions ?? {});
  } else if (offset !== null && typeof offset === 'object') {
    // (buffer, options)
    ({ offset = 0, length = buffer.byteLength - offset, position = null } = offset);
  }
  if (offset == null) offset = 0;
  else validateInteger(offset, 'offset', 0);
  length ??= buffer.byteLength - offset;
  const wanted = readArguments(buffer, offset, length, position);
  if (wanted.length === 0) return { __proto__: null, bytesRead: 0, buffer };
  const bytesRead =
    await binding.read(handle.fd, wanted.offset, wanted.length, wanted.position, kUsePromises, buffer);
  return { __proto__: null, bytesRead, buffer };
}

const numberOrNull = (position) => (typeof position === 'number' ? position : null);

async function readv(handle, buffers, position) {
  validateBufferArray(buffers);
  if (buffers.length === 0) throw nothingToRead();
  const length = totalLength(buffers);
  const bytesRead = await binding.readBuffers(handle.fd, length, numberOrNull(position), kUsePromises, buffers);
  return { __proto__: null, bytesRead, buffers };
}

async function write(handle, buffer, offset, length, position) {
  if (isArrayBufferView(buffer)) {
    if (buffer.byteLength === 0) return { __proto__: null, bytesWritten: 0, buffer };
    const wanted = writeArguments(buffer, offset, length, position);
    const bytesWritten = await binding.writeBuffer(
      handle.fd, buffer, wanted.offset, wanted.length, wanted.position, kUsePromises);
    return { __proto__: null, bytesWritten, buffer };
  }
  validateStringAfterArrayBufferView(buffer, 'buffer');
  validateEncoding(buffer, length);
  const at = numberOrNull(offset);
  let bytesWritten;
  if (isUtf8(length)) {
    bytesWritten = await binding.writeString(handle.fd, buffer, at, kUsePromises);
  } else {
    const bytes = Buffer.from(buffer, length);
    bytesWritten = await binding.writeBuffer(handle.fd, bytes, 0, bytes.byteLength, at, kUsePromises);
  }
  return { __proto__: null, bytesWritten, buffer };
}

async function writev(handle, buffers, position) {
  validateBufferArray(buffers);
  if (buffers.length === 0) return { __proto__: null, bytesWritten: 0, buffers };
  const bytesWritten = await binding.writeBuffers(handle.fd, buffers, numberOrNull(position), kUsePromises);
  return { __proto__: null, bytesWritten, buffers };
}

async function readFile(handle, options) {
  options = getOptions(options, readDefaults);
  validateReadFileBufferOptions(options);
  checkAborted(options.signal);
  if (options.buffer !== undefined) return runAsync(readingIntoBuffer(handle.fd, 0, options));
  return runAsync(readingWhole(handle.fd, 0, options.encoding, options.signal));
}

const isCustomIterable = (data) =>
  !isArrayBufferView(data) && typeof data !== 'string' &&
  (typeof data?.[Symbol.asyncIterator] === 'function' || typeof data?.[Symbol.iterator] === 'function');

/** Writes text, bytes, or what an iterable gives, from the file's position on. */
async function writeFile(handle, data, options) {
  options = getOptions(options, writeDefaults);
  const flush = options.flush ?? false;
  validateBoolean(flush, 'options.flush');
  const { encoding, signal } = options;
  checkAborted(signal);
  if (isCustomIterable(data)) await writeIterable(handle, data, encoding, signal);
  else await runAsync(writing(handle.fd, bytesOf(data, encoding), { signal, flush: false }));
  if (flush) await handle.sync();
}

function bytesOf(data, encoding) {
  if (isArrayBufferView(data)) return data;
  validateStringAfterArrayBufferView(data, 'data');
  return Buffer.from(data, encoding || 'utf8');
}

async function writeIterable(handle, data, encoding, signal) {
  for await (const chunk of data) {
    checkAborted(signal);
    const bytes = isArrayBufferView(chunk) ? chunk : Buffer.from(chunk, encoding || 'utf8');
    await runAsync(writing(handle.fd, bytes, { signal, flush: false }));
  }
  checkAborted(signal);
}

async function chmod(handle, mode) {
  mode = parseFileMode(mode, 'mode');
  await binding.fchmod(handle.fd, mode, kUsePromises);
}

async function chown(handle, uid, gid) {
  validateOwner(uid, gid);
  await binding.fchown(handle.fd, uid, gid, kUsePromises);
}

async function datasync(handle) {
  await binding.fdatasync(handle.fd, kUsePromises);
}

async function sync(handle) {
  await binding.fsync(handle.fd, kUsePromises);
}

async function stat(handle, options = { bigint: false }) {
  const target = options?.bigint ? new BigInt64Array(18) : new Float64Array(14);
  await binding.fstat(handle.fd, kUsePromises, target);
  return getStatsFromBinding(target);
}

async function truncate(handle, len = 0) {
  validateInteger(len, 'len');
  await binding.ftruncate(handle.fd, Math.max(0, len), kUsePromises);
}

async function utimes(handle, atime, mtime) {
  await binding.futimes(handle.fd, toUnixTimestamp(atime, 'atime'), toUnixTimestamp(mtime, 'mtime'), kUsePromises);
}

module.exports = {
  chmod, chown, datasync, isCustomIterable, read, readFile, readv, stat, sync, truncate, utimes, write,
  writeFile, writev,
};
