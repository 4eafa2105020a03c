// What fs functions accept, checked and brought into the form that operations take.
'use strict';

const { codes } = require('internal/errors');
const { kEmptyObject, isWindows } = require('internal/util');
const { isArrayBufferView, isDate, isUint8Array } = require('internal/util/types');
const {
  isInt32, validateAbortSignal, validateBoolean, validateFunction, validateInt32, validateInteger, validateObject,
  validateOneOf, validateString, validateUint32,
} = require('internal/validators');
const { Buffer } = require('buffer');
const { fs: constants } = internalBinding('constants');

const {
  ERR_INCOMPATIBLE_OPTION_PAIR, ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE, ERR_OUT_OF_RANGE,
} = codes;
const {
  O_APPEND, O_CREAT, O_EXCL, O_RDONLY, O_RDWR, O_SYNC, O_TRUNC, O_WRONLY, UV_FS_SYMLINK_DIR, UV_FS_SYMLINK_JUNCTION,
} = constants;

function assertEncoding(encoding) {
  if (encoding && !Buffer.isEncoding(encoding)) {
    throw new ERR_INVALID_ARG_VALUE('encoding', encoding, 'is invalid encoding');
  }
}

/** Options as an object; a string is an encoding. */
function getOptions(options, defaults = kEmptyObject) {
  if (options == null || typeof options === 'function') return defaults;
  if (typeof options === 'string') options = { ...defaults, encoding: options };
  else if (typeof options !== 'object') throw new ERR_INVALID_ARG_TYPE('options', ['string', 'Object'], options);
  const { encoding, signal } = options;
  if (encoding !== 'buffer') assertEncoding(encoding);
  if (signal !== undefined) validateAbortSignal(signal, 'options.signal');
  return options;
}

/** A copy with everything that the options inherit. */
function copyObject(source) {
  const target = {};
  for (const key in source) target[key] = source[key];
  return target;
}

/** A string or bytes, from a path or a file URL. */
function getValidatedPath(path, name = 'path') {
  if (typeof path !== 'string' && path !== null && typeof path === 'object' && !isUint8Array(path)) {
    path = require('internal/url').toPathIfFileURL(path);
  }
  validatePath(path, name);
  return path;
}

function validatePath(path, name = 'path') {
  const isString = typeof path === 'string';
  if (!isString && !isUint8Array(path)) throw new ERR_INVALID_ARG_TYPE(name, ['string', 'Buffer', 'URL'], path);
  if (isString ? path.includes('\0') : path.includes(0)) {
    throw new ERR_INVALID_ARG_VALUE(name, path, 'must be a string, Uint8Array, or URL without null bytes');
  }
}

function getValidatedFd(fd, name = 'fd') {
  // -0 is 0, and no negative number is one.
  if (Object.is(fd, -0)) return 0;
  validateInt32(fd, name, 0, 2147483647);
  return fd;
}

const O_RDONLY_SYNC = O_RDONLY | O_SYNC;
const O_RDWR_SYNC = O_RDWR | O_SYNC;
const W = O_TRUNC | O_CREAT | O_WRONLY;
const W_PLUS = O_TRUNC | O_CREAT | O_RDWR;
const A = O_APPEND | O_CREAT | O_WRONLY;
const A_PLUS = O_APPEND | O_CREAT | O_RDWR;
const flagNames = new Map(Object.entries({
  'r': O_RDONLY, 'rs': O_RDONLY_SYNC, 'sr': O_RDONLY_SYNC,
  'r+': O_RDWR, 'rs+': O_RDWR_SYNC, 'sr+': O_RDWR_SYNC,
  'w': W, 'wx': W | O_EXCL, 'xw': W | O_EXCL,
  'w+': W_PLUS, 'wx+': W_PLUS | O_EXCL, 'xw+': W_PLUS | O_EXCL,
  'a': A, 'ax': A | O_EXCL, 'xa': A | O_EXCL, 'as': A | O_SYNC, 'sa': A | O_SYNC,
  'a+': A_PLUS, 'ax+': A_PLUS | O_EXCL, 'xa+': A_PLUS | O_EXCL, 'as+': A_PLUS | O_SYNC, 'sa+': A_PLUS | O_SYNC,
}));

/** The number of `open` flags such as 'w+'. */
function stringToFlags(flags, name = 'flags') {
  if (typeof flags === 'number') {
    validateInt32(flags, name);
    return flags + 0; // -0 becomes 0
  }
  if (flags == null) return O_RDONLY;
  const number = flagNames.get(flags);
  if (number === undefined) throw new ERR_INVALID_ARG_VALUE('flags', flags);
  return number;
}

const symlinkTypes = ['dir', 'file', 'junction', null, undefined];

function stringToSymlinkType(type) {
  if (type === undefined || type === null || type === 'file') return 0;
  if (type === 'dir') return UV_FS_SYMLINK_DIR;
  if (type === 'junction') return UV_FS_SYMLINK_JUNCTION;
  validateOneOf(type, 'type', symlinkTypes);
}

function toUnixTimestamp(time, name = 'time') {
  // eslint-disable-next-line eqeqeq -- '1.0' and the like are numbers too
  if (typeof time === 'string' && +time == time) return +time;
  if (Number.isFinite(time)) return time < 0 ? Date.now() / 1000 : time;
  if (isDate(time)) return time.getTime() / 1000;
  throw new ERR_INVALID_ARG_TYPE(name, ['Date', 'Time in seconds'], time);
}

function validateOffsetLengthRead(offset, length, bufferLength) {
  if (offset < 0) throw new ERR_OUT_OF_RANGE('offset', '>= 0', offset);
  if (length < 0) throw new ERR_OUT_OF_RANGE('length', '>= 0', length);
  if (offset + length > bufferLength) {
    throw new ERR_OUT_OF_RANGE('length', `<= ${bufferLength - offset}`, length);
  }
}

function validateOffsetLengthWrite(offset, length, byteLength) {
  if (offset > byteLength) throw new ERR_OUT_OF_RANGE('offset', `<= ${byteLength}`, offset);
  if (length > byteLength - offset) throw new ERR_OUT_OF_RANGE('length', `<= ${byteLength - offset}`, length);
  if (length < 0) throw new ERR_OUT_OF_RANGE('length', '>= 0', length);
  validateInt32(length, 'length', 0);
}

function validatePosition(position, name, length) {
  if (typeof position === 'number') return validateInteger(position, name, -1);
  if (typeof position !== 'bigint') throw new ERR_INVALID_ARG_TYPE(name, ['integer', 'bigint'], position);
  const max = 2n ** 63n - 1n - BigInt(length);
  if (position < -1n || position > max) throw new ERR_OUT_OF_RANGE(name, `>= -1 && <= ${max}`, position);
}

function validateBufferArray(buffers, name = 'buffers') {
  if (!Array.isArray(buffers) || !buffers.every(isArrayBufferView)) {
    throw new ERR_INVALID_ARG_TYPE(name, 'ArrayBufferView[]', buffers);
  }
  return buffers;
}

function validateStringAfterArrayBufferView(data, name) {
  if (typeof data !== 'string') {
    throw new ERR_INVALID_ARG_TYPE(name, ['string', 'Buffer', 'TypedArray', 'DataView'], data);
  }
}

/** A mode of `access` or `copyFile`: a number of three bits. */
function getValidMode(mode) {
  if (mode == null) return 0;
  if (typeof mode !== 'number') {
    const error = new TypeError('mode must be int32 or null/undefined');
    error.code = 'ERR_INVALID_ARG_TYPE';
    throw error;
  }
  if (mode < 0 || mode > 7) {
    const error = new RangeError('mode is out of range: >= 0 && <= 7');
    error.code = 'ERR_OUT_OF_RANGE';
    throw error;
  }
  return mode | 0;
}

const rmDefaults = { recursive: false, force: false, retryDelay: 100, maxRetries: 0 };

function validateRmOptions(options) {
  if (options === undefined) return rmDefaults;
  validateObject(options, 'options');
  options = { ...rmDefaults, ...options };
  validateBoolean(options.recursive, 'options.recursive');
  validateBoolean(options.force, 'options.force');
  validateInt32(options.retryDelay, 'options.retryDelay', 0);
  validateUint32(options.maxRetries, 'options.maxRetries');
  return options;
}

const rmdirDefaults = { retryDelay: 100, maxRetries: 0, recursive: false };

function validateRmdirOptions(options, defaults = rmdirDefaults) {
  if (options === undefined) return defaults;
  validateObject(options, 'options');
  options = { ...defaults, ...options };
  validateBoolean(options.recursive, 'options.recursive');
  validateInt32(options.retryDelay, 'options.retryDelay', 0);
  validateUint32(options.maxRetries, 'options.maxRetries');
  return options;
}

let recursiveRmdirWarned = false;

function emitRecursiveRmdirWarning() {
  if (recursiveRmdirWarned || process.noDeprecation) return;
  recursiveRmdirWarned = true;
  process.emitWarning(
    'In future versions of Node.js, fs.rmdir(path, { recursive: true }) ' +
    'will be removed. Use fs.rm(path, { recursive: true }) instead',
    'DeprecationWarning', 'DEP0147');
}

const cpDefaults = {
  dereference: false,
  errorOnExist: false,
  filter: undefined,
  force: true,
  preserveTimestamps: false,
  recursive: false,
  verbatimSymlinks: false,
};

function validateCpOptions(options) {
  if (options === undefined) return { ...cpDefaults };
  validateObject(options, 'options');
  options = { ...cpDefaults, ...options };
  validateBoolean(options.dereference, 'options.dereference');
  validateBoolean(options.errorOnExist, 'options.errorOnExist');
  validateBoolean(options.force, 'options.force');
  validateBoolean(options.preserveTimestamps, 'options.preserveTimestamps');
  validateBoolean(options.recursive, 'options.recursive');
  validateBoolean(options.verbatimSymlinks, 'options.verbatimSymlinks');
  options.mode = validateCopyMode(options.mode);
  if (options.dereference === true && options.verbatimSymlinks === true) {
    throw new ERR_INCOMPATIBLE_OPTION_PAIR('dereference', 'verbatimSymlinks');
  }
  if (options.filter !== undefined) validateFunction(options.filter, 'options.filter');
  return options;
}

function validateCopyMode(mode) {
  if (mode == null) return 0;
  validateInteger(mode, 'mode', 0, 7);
  return mode;
}

/** The buffer that a file is to be read into, or a function that makes one of a size. */
function validateReadFileBufferOptions({ buffer }) {
  if (buffer !== undefined && typeof buffer !== 'function' && !isArrayBufferView(buffer)) {
    throw new ERR_INVALID_ARG_TYPE('options.buffer', ['Buffer', 'TypedArray', 'DataView', 'Function'], buffer);
  }
}

let nonPortableWarned = false;

/** What mkdtemp does with a prefix that ends so differs among systems. */
function warnOnNonPortableTemplate(template) {
  if (nonPortableWarned) return;
  if (typeof template === 'string' ? !template.endsWith('X') : template.at(-1) !== 0x58) return;
  nonPortableWarned = true;
  process.emitWarning('mkdtemp() templates ending with X are not portable. ' +
                      'For details see: https://nodejs.org/api/fs.html');
}

/** Whether it is text that operations give as it is; any other encoding is made from a Buffer. */
const isUtf8 = (encoding) => encoding === undefined || encoding === null || encoding === 'utf8' || encoding === 'utf-8';

/** A name or path in the encoding that was asked for. */
function encodeName(name, encoding) {
  return typeof name === 'string' || encoding === 'buffer' ? name : name.toString(encoding);
}

module.exports = {
  assertEncoding,
  copyObject,
  emitRecursiveRmdirWarning,
  encodeName,
  getOptions,
  getValidMode,
  getValidatedFd,
  getValidatedPath,
  isFd: isInt32,
  isUtf8,
  isWindows,
  stringToFlags,
  stringToSymlinkType,
  toUnixTimestamp,
  validateBufferArray,
  validateCpOptions,
  validateOffsetLengthRead,
  validateOffsetLengthWrite,
  validatePath,
  validatePosition,
  validateReadFileBufferOptions,
  validateRmOptions,
  validateRmdirOptions,
  validateString,
  validateStringAfterArrayBufferView,
  warnOnNonPortableTemplate,
};
