// Checks of arguments, with Node's errors. Each throws as if its caller had thrown; none costs more
// than a call when the argument is right, so they are plain functions and not wrapped ones.
'use strict';

const { codes, throwFrom } = require('internal/errors');
const { isArrayBufferView, isAsyncFunction, isRegExp } = require('internal/util/types');

const { ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE, ERR_INVALID_THIS, ERR_OUT_OF_RANGE } = codes;

const isArray = Array.isArray;

// The functions that throw take the public check whose frame the stack leaves out.
function badType(name, expected, value, check) {
  return throwFrom(new ERR_INVALID_ARG_TYPE(name, expected, value), check);
}

function badValue(name, value, reason, check) {
  return throwFrom(new ERR_INVALID_ARG_VALUE(name, value, reason), check);
}

function badRange(name, range, value, check) {
  return throwFrom(new ERR_OUT_OF_RANGE(name, range, value), check);
}

const isInt32 = (value) => value === (value | 0);
const isUint32 = (value) => value === (value >>> 0);

const octal = /^[0-7]+$/;

/** A file mode as a number: `value`, or `def` without one; strings are octal. */
function parseFileMode(value, name, def) {
  value ??= def;
  if (typeof value === 'string') {
    if (!octal.test(value)) {
      throw new ERR_INVALID_ARG_VALUE(name, value, 'must be a 32-bit unsigned integer or an octal string');
    }
    value = parseInt(value, 8);
  }
  validateUint32(value, name);
  return value + 0; // -0 becomes 0.
}

function checkInteger(value, name, min, max, check) {
  if (typeof value !== 'number') badType(name, 'number', value, check);
  if (!Number.isInteger(value)) badRange(name, 'an integer', value, check);
  if (value < min || value > max) badRange(name, `>= ${min} && <= ${max}`, value, check);
}

function validateInteger(value, name, min = Number.MIN_SAFE_INTEGER, max = Number.MAX_SAFE_INTEGER) {
  checkInteger(value, name, min, max, validateInteger);
}

function validateInt32(value, name, min = -2147483648, max = 2147483647) {
  if (typeof value === 'number' && value === (value | 0) && value >= min && value <= max) return;
  checkInteger(value, name, min, max, validateInt32);
}

function validateUint32(value, name, positive = false) {
  if (typeof value === 'number' && value === (value >>> 0) && (value !== 0 || !positive)) return;
  checkInteger(value, name, positive ? 1 : 0, 4294967295, validateUint32);
}

function checkNumber(value, name, min, max, check) {
  if (typeof value !== 'number') badType(name, 'number', value, check);
  const low = min != null;
  const high = max != null;
  if ((low && value < min) || (high && value > max) || ((low || high) && Number.isNaN(value))) {
    badRange(name, `${low ? `>= ${min}` : ''}${low && high ? ' && ' : ''}${high ? `<= ${max}` : ''}`, value, check);
  }
}

function validateNumber(value, name, min = undefined, max = undefined) {
  checkNumber(value, name, min, max, validateNumber);
}

/** Whether there is a number: false for undefined and NaN; throws for everything infinite or no number. */
function validateFiniteNumber(value, name) {
  return checkFinite(value, name, validateFiniteNumber);
}

function checkFinite(value, name, check) {
  if (value === undefined || Number.isNaN(value)) return false;
  if (Number.isFinite(value)) return true;
  checkNumber(value, name, undefined, undefined, check);
  return badRange(name, 'a finite number', value, check);
}

/** `value` within its bounds, `def` for undefined and NaN. */
function checkRangesOrGetDefault(value, name, lower, upper, def) {
  if (!checkFinite(value, name, checkRangesOrGetDefault)) return def;
  if (value < lower || value > upper) {
    badRange(name, `>= ${lower} and <= ${upper}`, value, checkRangesOrGetDefault);
  }
  return value;
}

function validateString(value, name) {
  if (typeof value !== 'string') badType(name, 'string', value, validateString);
}

function validateStringWithoutNullBytes(value, name) {
  if (typeof value !== 'string') badType(name, 'string', value, validateStringWithoutNullBytes);
  if (value.includes('\0')) {
    badValue(name, value, 'must be a string without null bytes', validateStringWithoutNullBytes);
  }
}

function validateBoolean(value, name) {
  if (typeof value !== 'boolean') badType(name, 'boolean', value, validateBoolean);
}

function validateFunction(value, name) {
  if (typeof value !== 'function') badType(name, 'Function', value, validateFunction);
}

function validatePlainFunction(value, name) {
  if (typeof value !== 'function' || isAsyncFunction(value)) {
    badType(name, 'Function', value, validatePlainFunction);
  }
}

function validateUndefined(value, name) {
  if (value !== undefined) badType(name, 'undefined', value, validateUndefined);
}

function validateOneOf(value, name, oneOf) {
  if (oneOf.includes(value)) return;
  const allowed = oneOf.map((v) => (typeof v === 'string' ? `'${v}'` : String(v))).join(', ');
  badValue(name, value, `must be one of: ${allowed}`, validateOneOf);
}

function validateUnion(value, name, union) {
  if (!union.includes(value)) badType(name, `('${union.join('|')}')`, value, validateUnion);
}

const kValidateObjectNone = 0;
const kValidateObjectAllowNullable = 1 << 0;
const kValidateObjectAllowArray = 1 << 1;
const kValidateObjectAllowFunction = 1 << 2;
const kValidateObjectAllowObjects = kValidateObjectAllowArray | kValidateObjectAllowFunction;
const kValidateObjectAllowObjectsAndNull = kValidateObjectAllowObjects | kValidateObjectAllowNullable;

function validateObject(value, name, options) {
  if (typeof value === 'object' && value !== null && !isArray(value)) return;
  const allowed = options ?? kValidateObjectNone;
  let bit = 0;
  if (value === null) bit = kValidateObjectAllowNullable;
  else if (typeof value === 'object') bit = kValidateObjectAllowArray;
  else if (typeof value === 'function') bit = kValidateObjectAllowFunction;
  if ((allowed & bit) === 0) badType(name, 'Object', value, validateObject);
}

/** What WebIDL takes for a dictionary. */
function validateDictionary(value, name) {
  if (value != null && typeof value !== 'object' && typeof value !== 'function') {
    badType(name, 'a dictionary', value, validateDictionary);
  }
}

function checkArray(value, name, minLength, check) {
  if (!isArray(value)) badType(name, 'Array', value, check);
  if (value.length < minLength) badValue(name, value, `must have a length of at least ${minLength}`, check);
}

function validateArray(value, name, minLength = 0) {
  checkArray(value, name, minLength, validateArray);
}

function checkItems(value, name, type, check) {
  checkArray(value, name, 0, check);
  for (let i = 0; i < value.length; i++) {
    if (typeof value[i] !== type) badType(`${name}[${i}]`, type, value[i], check);
  }
}

function validateStringArray(value, name) {
  checkItems(value, name, 'string', validateStringArray);
}

function validateBooleanArray(value, name) {
  checkItems(value, name, 'boolean', validateBooleanArray);
}

const isSignal = (value) => typeof value === 'object' && value !== null && 'aborted' in value;

/** An AbortSignal or undefined. */
function validateAbortSignal(signal, name) {
  if (signal !== undefined && !isSignal(signal)) badType(name, 'AbortSignal', signal, validateAbortSignal);
}

function validateAbortSignalArray(value, name) {
  checkArray(value, name, 0, validateAbortSignalArray);
  for (let i = 0; i < value.length; i++) {
    if (!isSignal(value[i])) badType(`${name}[${i}]`, 'AbortSignal', value[i], validateAbortSignalArray);
  }
}

/** A signal's name, in capitals. */
function validateSignalName(signal, name = 'signal') {
  if (typeof signal !== 'string') badType(name, 'string', signal, validateSignalName);
  const { signals } = internalBinding('constants').os;
  if (signals[signal] !== undefined) return;
  const hint = signals[signal.toUpperCase()] === undefined ? '' : ' (signals must use all capital letters)';
  throwFrom(new codes.ERR_UNKNOWN_SIGNAL(signal + hint), validateSignalName);
}

function validateBuffer(buffer, name = 'buffer') {
  if (!isArrayBufferView(buffer)) {
    badType(name, ['Buffer', 'TypedArray', 'DataView'], buffer, validateBuffer);
  }
}

function validateEncoding(data, encoding) {
  const { length } = data;
  if (require('internal/util').normalizeEncoding(encoding) === 'hex' && length % 2 !== 0) {
    badValue('encoding', encoding, `is invalid for data of length ${length}`, validateEncoding);
  }
}

/** The port as a number. */
function validatePort(port, name = 'Port', allowZero = true) {
  const number = +port;
  const fits = typeof port === 'number' || (typeof port === 'string' && port.trim() !== '');
  if (!fits || number !== (number >>> 0) || number > 0xFFFF || (number === 0 && !allowZero)) {
    throwFrom(new codes.ERR_SOCKET_BAD_PORT(name, port, allowZero), validatePort);
  }
  return port | 0;
}

function validateThisInternalField(object, field, className) {
  if (typeof object !== 'object' || object === null || !Object.hasOwn(object, field)) {
    throwFrom(new ERR_INVALID_THIS(className), validateThisInternalField);
  }
}

// RFC 8288, section 3: anything in angle brackets, then parameters after semicolons.
const linkValue = /^(?:<[^>\r\n]*>)(?:\s*;\s*[^;"\s]+(?:=(")?[^;"\s]*\1)?)*$/;

/** The value of a Link header: `hints`, or its items joined. */
function validateLinkHeaderValue(hints) {
  const links = typeof hints === 'string' ? [hints] : hints;
  if (!isArray(links)) badLink(hints);
  for (let i = 0; i < links.length; i++) {
    if (typeof links[i] === 'undefined' || !linkValue.test(links[i])) badLink(links[i]);
  }
  return links.join(', ');
}

function badLink(value) {
  badValue('hints', value, 'must be an array or string of format "</styles.css>; rel=preload; as=style"',
           validateLinkHeaderValue);
}

/** What `fs.watch` and the like take to ignore: a pattern, a RegExp, a function, or several of them. */
function validateIgnoreOption(value, name) {
  if (value == null) return;
  if (!isArray(value)) return checkIgnored(value, name);
  value.forEach((item, i) => checkIgnored(item, `${name}[${i}]`));
}

function checkIgnored(value, name) {
  if (value === '') badValue(name, value, 'must be a non-empty string', validateIgnoreOption);
  if (typeof value !== 'string' && typeof value !== 'function' && !isRegExp(value)) {
    badType(name, ['string', 'RegExp', 'Function'], value, validateIgnoreOption);
  }
}

module.exports = {
  checkRangesOrGetDefault,
  isInt32,
  isUint32,
  kValidateObjectAllowArray,
  kValidateObjectAllowFunction,
  kValidateObjectAllowNullable,
  kValidateObjectAllowObjects,
  kValidateObjectAllowObjectsAndNull,
  kValidateObjectNone,
  parseFileMode,
  validateAbortSignal,
  validateAbortSignalArray,
  validateArray,
  validateBoolean,
  validateBooleanArray,
  validateBuffer,
  validateDictionary,
  validateEncoding,
  validateFiniteNumber,
  validateFunction,
  validateIgnoreOption,
  validateInt32,
  validateInteger,
  validateLinkHeaderValue,
  validateNumber,
  validateObject,
  validateOneOf,
  validatePlainFunction,
  validatePort,
  validateSignalName,
  validateString,
  validateStringArray,
  validateStringWithoutNullBytes,
  validateThisInternalField,
  validateUint32,
  validateUndefined,
  validateUnion,
};

// Below hideStackFrames() the outermost check captures the stack anew, so the plain ones serve there too.
for (const check of Object.values(module.exports)) {
  if (typeof check === 'function') check.withoutStackTrace = check;
}
