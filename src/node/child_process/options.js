// The options of the ways to start a process: what is checked, and what becomes of them.
'use strict';

const { codes: { ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE, ERR_OUT_OF_RANGE } } = require('internal/errors');
const { isInt32, validateBoolean, validateFunction, validateObject, validateString } = require('internal/validators');
const { convertToValidSignal, kEmptyObject } = require('internal/util');
const { getValidatedPath } = require('internal/fs/utils');

/** What `exec` and the sync forms keep of a child's output, in bytes, unless told otherwise. */
const kMaxBuffer = 1024 * 1024;

/** What the kernel would cut off at a NUL must not have one. */
function rejectNulls(text, name) {
  if (typeof text === 'string' && text.includes('\u0000')) {
    throw new ERR_INVALID_ARG_VALUE(name, text, 'must be a string without null bytes');
  }
}

function validateTimeout(timeout) {
  if (timeout != null && !(Number.isInteger(timeout) && timeout >= 0)) {
    throw new ERR_OUT_OF_RANGE('timeout', 'an unsigned integer', timeout);
  }
}

function validateMaxBuffer(maxBuffer) {
  if (maxBuffer != null && !(typeof maxBuffer === 'number' && maxBuffer >= 0)) {
    throw new ERR_OUT_OF_RANGE('options.maxBuffer', 'a positive number', maxBuffer);
  }
}

function sanitizeKillSignal(killSignal) {
  if (typeof killSignal === 'string' || typeof killSignal === 'number') return convertToValidSignal(killSignal);
  if (killSignal != null) throw new ERR_INVALID_ARG_TYPE('options.killSignal', ['string', 'number'], killSignal);
  return undefined;
}

let warnedOfShell = false;

/** The options of `spawn`, whole: `file`, `args` with the program's own name, `envPairs`, `cwd` … */
function normalizeSpawnArguments(file, args, options) {
  validateString(file, 'file');
  rejectNulls(file, 'file');
  if (file.length === 0) throw new ERR_INVALID_ARG_VALUE('file', file, 'cannot be empty');
  if (Array.isArray(args)) {
    args = args.slice();
  } else if (args == null) {
    args = [];
  } else if (typeof args !== 'object') {
    throw new ERR_INVALID_ARG_TYPE('args', 'object', args);
  } else {
    options = args;
    args = [];
  }
  args.forEach((arg, i) => rejectNulls(arg, `args[${i}]`));
  if (options === undefined) options = kEmptyObject;
  else validateObject(options, 'options');
  options = { __proto__: null, ...options };
  if (options.cwd != null) options.cwd = folder(options.cwd);
  validateSpawnOptions(options);
  if (options.shell) {
    rejectNulls(options.shell, 'options.shell');
    if (args.length > 0 && !warnedOfShell) {
      warnedOfShell = true;
      process.emitWarning(
        'Passing args to a child process with shell option true can lead to security vulnerabilities, as the arguments ' +
        'are not escaped, only concatenated.', 'DeprecationWarning', 'DEP0190');
    }
    const command = args.length > 0 ? [file, ...args].join(' ') : file;
    file = typeof options.shell === 'string' ? options.shell : '/bin/sh';
    args = ['-c', command];
  }
  args.unshift(typeof options.argv0 === 'string' ? options.argv0 : file);
  options.detached = Boolean(options.detached);
  options.windowsHide = Boolean(options.windowsHide);
  options.windowsVerbatimArguments = Boolean(options.windowsVerbatimArguments);
  options.file = file;
  options.args = args;
  options.envPairs = environment(options.env || process.env);
  return options;
}

function folder(cwd) {
  const path = getValidatedPath(cwd, 'options.cwd');
  return typeof path === 'string' ? path : require('buffer').Buffer.from(path).toString();
}

function validateSpawnOptions(options) {
  const { uid, gid, shell, argv0 } = options;
  if (options.detached != null) validateBoolean(options.detached, 'options.detached');
  if (uid != null && !isInt32(uid)) throw new ERR_INVALID_ARG_TYPE('options.uid', 'int32', uid);
  if (gid != null && !isInt32(gid)) throw new ERR_INVALID_ARG_TYPE('options.gid', 'int32', gid);
  if (shell != null && typeof shell !== 'boolean' && typeof shell !== 'string') {
    throw new ERR_INVALID_ARG_TYPE('options.shell', ['boolean', 'string'], shell);
  }
  validateArgv0(argv0);
  if (options.windowsHide != null) validateBoolean(options.windowsHide, 'options.windowsHide');
  if (options.windowsVerbatimArguments != null) {
    validateBoolean(options.windowsVerbatimArguments, 'options.windowsVerbatimArguments');
  }
}

function validateArgv0(argv0) {
  if (argv0 == null) return;
  validateString(argv0, 'options.argv0');
  rejectNulls(argv0, 'options.argv0');
}

function environment(env) {
  const pairs = [];
  // What is inherited counts too.
  for (const key in env) {
    const value = env[key];
    if (value === undefined) continue;
    rejectNulls(key, `options.env['${key}']`);
    rejectNulls(value, `options.env['${key}']`);
    pairs.push(`${key}=${value}`);
  }
  return pairs;
}

/** The arguments of `execFile`, of which most may be left out. */
function normalizeExecFileArgs(file, args, options, callback) {
  if (Array.isArray(args)) {
    args = args.slice();
  } else if (args != null && typeof args === 'object') {
    callback = options;
    options = args;
    args = null;
  } else if (typeof args === 'function') {
    callback = args;
    options = null;
    args = null;
  }
  args ??= [];
  if (typeof options === 'function') callback = options;
  else if (options != null) validateObject(options, 'options');
  options ??= kEmptyObject;
  if (callback != null) validateFunction(callback, 'callback');
  validateArgv0(options.argv0);
  return { file, args, options, callback };
}

/** The arguments of `exec`: a command line for the shell. */
function normalizeExecArgs(command, options, callback) {
  validateString(command, 'command');
  rejectNulls(command, 'command');
  if (typeof options === 'function') {
    callback = options;
    options = undefined;
  }
  options = { __proto__: null, ...options };
  options.shell = typeof options.shell === 'string' ? options.shell : true;
  return { file: command, options, callback };
}

module.exports = {
  kMaxBuffer,
  normalizeExecArgs,
  normalizeExecFileArgs,
  normalizeSpawnArguments,
  rejectNulls,
  sanitizeKillSignal,
  validateMaxBuffer,
  validateTimeout,
};
