// Whole files: reading, writing, appending, each function with a callback and as `…Sync`; and Blobs over files.
'use strict';

const { AbortError, codes: { ERR_INVALID_ARG_VALUE } } = require('internal/errors');
const { isArrayBufferView } = require('internal/util/types');
const { parseFileMode, validateBoolean, validateBuffer, validateObject, validateString } =
  require('internal/validators');
const { Buffer } = require('buffer');
const {
  copyObject, getOptions, getValidatedFd, getValidatedPath, isFd, isUtf8, stringToFlags,
  validateReadFileBufferOptions, validateStringAfterArrayBufferView,
} = require('internal/fs/options');
const { checkCallback } = require('internal/fs/descriptors');
const { runCallback, runSync } = require('internal/fs/steps');
const binding = internalBinding('fs');

const readDefaults = { flag: 'r' };
const writeDefaults = { encoding: 'utf8', mode: 0o666, flag: 'w', flush: false };
const appendDefaults = { encoding: 'utf8', mode: 0o666, flag: 'a', flush: false };

const abortErrorOf = (signal) => new AbortError(undefined, { cause: signal.reason });

/** A path or descriptor as operations take it. */
function pathOrFd(path) {
  return isFd(path) ? getValidatedFd(path) : getValidatedPath(path);
}

const wantsText = (encoding) => encoding === 'utf8' || encoding === 'utf-8';

/** The content in the encoding that was asked for; text is decoded already. */
function encodeContent(content, encoding) {
  return !encoding || typeof content === 'string' ? content : content.toString(encoding);
}

function readFile(path, options, callback) {
  callback = checkCallback(callback || options);
  options = getOptions(options, readDefaults);
  validateReadFileBufferOptions(options);
  const { encoding, signal } = options;
  if (signal?.aborted) {
    callback(abortErrorOf(signal));
    return;
  }
  const flags = stringToFlags(options.flag, 'options.flag');
  const from = pathOrFd(path);
  if (options.buffer !== undefined) {
    runCallback(readingIntoBuffer(from, flags, options), callback);
  } else if (signal) {
    runCallback(readingWhole(from, flags, encoding, signal), callback);
  } else if (!encoding || wantsText(encoding)) {
    binding.readFile(from, flags, wantsText(encoding), callback);
  } else {
    binding.readFile(from, flags, false, (error, content) => {
      if (error) return callback(error);
      try {
        content = encodeContent(content, encoding);
      } catch (encodeError) {
        return callback(encodeError);
      }
      callback(null, content);
    });
  }
}

function readFileSync(path, options) {
  options = getOptions(options, readDefaults);
  validateReadFileBufferOptions(options);
  const { encoding } = options;
  const from = pathOrFd(path);
  const flags = stringToFlags(options.flag);
  if (options.buffer !== undefined) return runSync(readingIntoBuffer(from, flags, options));
  return encodeContent(binding.readFile(from, flags, wantsText(encoding)), encoding);
}

// How much is read or written before the signal is looked at again.
const chunkLength = 512 * 1024;

/** Reads a file, piece by piece when a signal may say to stop. */
function* readingWhole(from, flags, encoding, signal) {
  if (!signal) {
    const content = yield (face) => binding.readFile(from, flags, wantsText(encoding), face);
    return encodeContent(content, encoding);
  }
  const check = () => {
    if (signal.aborted) throw abortErrorOf(signal);
  };
  check();
  const owned = typeof from !== 'number';
  const fd = owned ? yield (face) => binding.open(from, flags, 0o666, face) : from;
  try {
    const chunks = [];
    for (;;) {
      check();
      const chunk = yield (face) => binding.readNew(fd, chunkLength, null, face);
      check();
      if (chunk.length === 0) break;
      chunks.push(chunk);
    }
    const content = chunks.length === 1 ? chunks[0] : Buffer.concat(chunks);
    return encodeContent(content, encoding);
  } finally {
    if (owned) yield (face) => binding.close(fd, face);
  }
}

/** Reads a file into the program's own buffer; the part of it that was filled. */
function* readingIntoBuffer(from, flags, options) {
  const { signal } = options;
  const owned = typeof from !== 'number';
  const fd = owned ? yield (face) => binding.open(from, flags, 0o666, face) : from;
  try {
    const { getStatsFromBinding } = require('internal/fs/stats');
    const target = new Float64Array(14);
    yield (face) => binding.fstat(fd, face, target);
    const stats = getStatsFromBinding(target);
    const size = stats.isFile() ? stats.size : 0;
    const buffer = bufferForFile(options, size);
    const full = size || buffer.byteLength;
    let used = 0;
    while (used < full) {
      if (signal?.aborted) throw abortErrorOf(signal);
      const at = used;
      const count = yield (face) => binding.read(fd, at, full - at, -1, face, buffer);
      if (count === 0) break;
      used += count;
    }
    if (size === 0 && used === full) {
      const extra = yield (face) => binding.read(fd, 0, 1, -1, face, Buffer.alloc(1));
      if (extra !== 0) {
        throw new ERR_INVALID_ARG_VALUE(
          nameOfLength(options), buffer.byteLength, 'is too small to contain the entire file');
      }
    }
    const content = buffer.subarray(0, used);
    return encodeContent(content, options.encoding);
  } finally {
    if (owned) yield (face) => binding.close(fd, face);
  }
}

function nameOfLength({ buffer }) {
  return typeof buffer === 'function' ? 'options.buffer().byteLength' : 'options.buffer.byteLength';
}

function bufferForFile(options, size) {
  let { buffer } = options;
  if (typeof buffer === 'function') {
    buffer = options.buffer(size);
    validateBuffer(buffer, 'options.buffer()');
  }
  if (!Buffer.isBuffer(buffer)) buffer = Buffer.from(buffer.buffer, buffer.byteOffset, buffer.byteLength);
  if (size > buffer.byteLength) {
    throw new ERR_INVALID_ARG_VALUE(
      nameOfLength(options), buffer.byteLength, `is smaller than the file size of ${size} bytes`);
  }
  return buffer;
}

/** What is to be written: bytes, or text when that is to be UTF-8. */
function dataToWrite(data, encoding) {
  if (isArrayBufferView(data)) return data;
  validateStringAfterArrayBufferView(data, 'data');
  return isUtf8(encoding) || encoding === '' ? data : Buffer.from(data, encoding);
}

function writeOptions(options, defaults) {
  options = getOptions(options, defaults);
  const flush = options.flush ?? false;
  validateBoolean(flush, 'options.flush');
  return {
    encoding: options.encoding,
    signal: options.signal,
    flush,
    flags: stringToFlags(options.flag || defaults.flag),
    mode: parseFileMode(options.mode, 'mode', 0o666),
  };
}

function writeWith(path, data, options, callback) {
  const { encoding, signal, flush, flags, mode } = options;
  data = dataToWrite(data, encoding);
  const to = pathOrFd(path);
  if (signal || flush) runCallback(writing(to, data, options), (error) => callback(error ?? null));
  else binding.writeFile(to, data, flags, mode, false, callback);
}

function writeWithSync(path, data, options) {
  const { encoding, flush, flags, mode } = options;
  data = dataToWrite(data, encoding);
  const to = pathOrFd(path);
  if (flush) runSync(writing(to, data, options));
  else binding.writeFileSync(to, data, flags, mode, false);
}

/** Writes a file unless `signal` says to stop; flushes it with the program's `fs.fsync`. */
function* writing(to, data, { signal, flush, flags, mode }) {
  if (signal?.aborted) throw abortErrorOf(signal);
  const owned = typeof to !== 'number';
  const fd = owned ? yield (face) => binding.open(to, flags, mode, face) : to;
  try {
    const bytes = typeof data === 'string' ? Buffer.from(data) : data;
    for (let used = 0; used < bytes.byteLength;) {
      if (signal?.aborted) throw abortErrorOf(signal);
      const at = used;
      const length = Math.min(chunkLength, bytes.byteLength - at);
      used += yield (face) => binding.writeBuffer(fd, bytes, at, length, null, face);
    }
    if (signal?.aborted) throw abortErrorOf(signal);
    if (flush) yield (face) => flushed(fd, face);
  } finally {
    if (owned) yield (face) => binding.close(fd, face);
  }
}

function flushed(fd, face) {
  const fs = require('fs');
  if (face === undefined) return fs.fsyncSync(fd);
  return new Promise((resolve, reject) => {
    fs.fsync(fd, (error) => (error ? reject(error) : resolve()));
  });
}

function writeFile(path, data, options, callback) {
  callback = checkCallback(callback || options);
  const wanted = writeOptions(options, writeDefaults);
  if (wanted.signal?.aborted) {
    dataToWrite(data, wanted.encoding);
    callback(abortErrorOf(wanted.signal));
    return;
  }
  writeWith(path, data, wanted, callback);
}

function writeFileSync(path, data, options) {
  writeWithSync(path, data, writeOptions(options, writeDefaults));
}

/** The options of an append: a file's own position is its end. */
function appendOptions(path, options) {
  options = copyObject(getOptions(options, appendDefaults));
  if (!options.flag || isFd(path)) options.flag = 'a';
  return writeOptions(options, appendDefaults);
}

function appendFile(path, data, options, callback) {
  callback = checkCallback(callback || options);
  writeWith(path, data, appendOptions(path, options), callback);
}

function appendFileSync(path, data, options) {
  writeWithSync(path, data, appendOptions(path, options));
}

/** A Blob whose bytes are read from the file when they are needed. */
function openAsBlob(path, options = {}) {
  validateObject(options, 'options');
  const type = options.type || '';
  validateString(type, 'options.type');
  path = getValidatedPath(path);
  const { statSync } = require('fs');
  const { BlobData } = require('internal/blob/data');
  const { createBlob } = require('internal/blob');
  let stats;
  try {
    stats = statSync(path);
  } catch {
    // Node says no more than this.
    const error = new TypeError('Unable to open file as blob');
    error.code = 'ERR_INVALID_ARG_VALUE';
    throw error;
  }
  const { size, mtimeMs } = stats;
  const source = { read: (position, length) => readForBlob(path, size, mtimeMs, position, length) };
  return Promise.resolve(createBlob(BlobData.ofSource(source, size), type));
}

async function readForBlob(path, size, mtimeMs, position, length) {
  const { kUsePromises } = binding;
  try {
    const fd = await binding.open(path, 0, 0, kUsePromises);
    try {
      const target = new Float64Array(14);
      await binding.fstat(fd, kUsePromises, target);
      // What the Blob was made of is gone.
      if (target[8] !== size || target[11] !== mtimeMs) throw new Error('the file has changed');
      return await binding.readNew(fd, length, position, kUsePromises);
    } finally {
      await binding.close(fd, kUsePromises);
    }
  } catch {
    const { lazyDOMException } = require('internal/util');
    throw lazyDOMException('The blob could not be read', 'NotReadableError');
  }
}

module.exports = {
  functions: { appendFile, appendFileSync, openAsBlob, readFile, readFileSync, writeFile, writeFileSync },
  abortErrorOf,
  appendOptions,
  dataToWrite,
  readDefaults,
  readingIntoBuffer,
  readingWhole,
  writeDefaults,
  writeOptions,
  writing,
};
