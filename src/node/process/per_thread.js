// What `process` says of the process and does to it: times, memory, folders, users, signals, the end.
'use strict';

const binding = internalBinding('process_methods');
const { codes, ErrnoException } = require('internal/errors');
const { validateArray, validateObject, validateString } = require('internal/validators');
const { ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE, ERR_OUT_OF_RANGE, ERR_UNKNOWN_CREDENTIAL,
        ERR_UNKNOWN_SIGNAL, ERR_UNCAUGHT_EXCEPTION_CAPTURE_ALREADY_SET } = codes;

const kHrScale = 1_000_000_000;

// ---- The process: identity, time, memory

function hrtime(time) {
  const now = binding.hrtime();
  const seconds = Math.floor(now / kHrScale);
  const nanoseconds = now - seconds * kHrScale;
  if (time === undefined) return [seconds, nanoseconds];
  validateArray(time, 'time');
  if (time.length !== 2) throw new ERR_OUT_OF_RANGE('time', 2, time.length);
  const wholeSeconds = seconds - time[0];
  const rest = nanoseconds - time[1];
  return rest < 0 ? [wholeSeconds - 1, rest + kHrScale] : [wholeSeconds, rest];
}
hrtime.bigint = () => binding.hrtimeBigInt();

function memoryUsage() {
  const { 0: rss, 1: heapTotal, 2: heapUsed, 3: external, 4: arrayBuffers } = binding.memoryUsage();
  return { rss, heapTotal, heapUsed, external, arrayBuffers };
}
memoryUsage.rss = () => binding.memoryUsage()[0];

function cpuUsage(previous) {
  const { 0: user, 1: system } = binding.cpuUsage();
  return sinceUsage(user, system, previous);
}

function threadCpuUsage(previous) {
  const { 0: user, 1: system } = binding.threadCpuUsage();
  return sinceUsage(user, system, previous);
}

function sinceUsage(user, system, previous) {
  if (!previous) return { user, system };
  for (const key of ['user', 'system']) {
    if (typeof previous[key] !== 'number') {
      validateObject(previous, 'prevValue');
      throw new ERR_INVALID_ARG_TYPE(`prevValue.${key}`, 'number', previous[key]);
    }
    if (!(previous[key] >= 0 && previous[key] <= Number.MAX_SAFE_INTEGER)) {
      throw new ERR_INVALID_ARG_VALUE.RangeError(`prevValue.${key}`, previous[key]);
    }
  }
  return { user: user - previous.user, system: system - previous.system };
}

const kResourceFields = ['userCPUTime', 'systemCPUTime', 'maxRSS', 'sharedMemorySize', 'unsharedDataSize',
                         'unsharedStackSize', 'minorPageFault', 'majorPageFault', 'swappedOut', 'fsRead', 'fsWrite',
                         'ipcSent', 'ipcReceived', 'signalsCount', 'voluntaryContextSwitches',
                         'involuntaryContextSwitches'];

function resourceUsage() {
  const values = binding.resourceUsage();
  const usage = {};
  for (let i = 0; i < kResourceFields.length; i++) usage[kResourceFields[i]] = values[i];
  return usage;
}

// ---- Folders, masks, users

let cachedCwd = '';

function cwd() {
  if (cachedCwd === '') cachedCwd = binding.cwd();
  return cachedCwd;
}

function chdir(directory) {
  validateString(directory, 'directory');
  binding.chdir(directory);
  cachedCwd = '';
}

function parseMode(value, name) {
  if (typeof value === 'string') {
    if (!/^[0-7]+$/.test(value)) {
      throw new ERR_INVALID_ARG_VALUE(name, value, 'must be a 32-bit unsigned integer or an octal string');
    }
    return parseInt(value, 8);
  }
  require('internal/validators').validateUint32(value, name);
  return value;
}

function umask(mask) {
  return mask === undefined ? binding.umask() : binding.umask(parseMode(mask, 'mask'));
}

function credential(id, name) {
  if (typeof id !== 'string' && typeof id !== 'number') {
    throw new ERR_INVALID_ARG_TYPE(name, ['number', 'string'], id);
  }
  if (typeof id === 'number') require('internal/validators').validateUint32(id, name);
  return id;
}

function setter(native, kind) {
  return function(id) {
    credential(id, 'id');
    if (native(id) === 1) throw new ERR_UNKNOWN_CREDENTIAL(kind, id);
  };
}

function setgroups(groups) {
  validateArray(groups, 'groups');
  groups.forEach((group, i) => credential(group, `groups[${i}]`));
  const unknown = binding.setgroups(groups);
  if (unknown > 0) throw new ERR_UNKNOWN_CREDENTIAL('Group', groups[unknown - 1]);
}

function initgroups(user, extraGroup) {
  credential(user, 'user');
  credential(extraGroup, 'extraGroup');
  const unknown = binding.initgroups(user, extraGroup);
  if (unknown === 1) throw new ERR_UNKNOWN_CREDENTIAL('User', user);
  if (unknown === 2) throw new ERR_UNKNOWN_CREDENTIAL('Group', extraGroup);
}

// ---- Signals and the end

function kill(pid, signal) {
  // eslint-disable-next-line eqeqeq -- Node accepts numeric strings here
  if (pid != (pid | 0)) throw new ERR_INVALID_ARG_TYPE('pid', 'number', pid);
  let number;
  if (typeof signal === 'number') {
    number = signal;
  } else {
    const { os: { signals } } = internalBinding('constants');
    number = signals[signal || 'SIGTERM'];
    if (number === undefined) throw new ERR_UNKNOWN_SIGNAL(signal);
  }
  // Through the property: programs put their own there.
  const errno = process._kill(pid | 0, number);
  if (errno) throw new ErrnoException(errno, 'kill');
  return true;
}

function exit(code) {
  if (code !== undefined) process.exitCode = code;
  if (!process._exiting) {
    process._exiting = true;
    process.emit('exit', +process.exitCode || 0);
  }
  if (require('internal/options').getOptionValue('--trace-exit')) traceExit(+process.exitCode || 0);
  // Standard output and error write synchronously, so nothing is left to flush.
  process.reallyExit(+process.exitCode || 0);
}

function traceExit(code) {
  const trace = {};
  Error.captureStackTrace(trace, exit);
  internalBinding('process_fatal').writeSync(
    2, `(node:${process.pid}) WARNING: Exited the environment with code ${code}\n` +
    `${trace.stack.replace(/^[^\n]*\n(?=    at )/, '')}\n`);
}

function setUncaughtExceptionCaptureCallback(fn) {
  const fatal = require('internal/process/fatal');
  if (fn === null) return fatal.setCapture(null);
  if (typeof fn !== 'function') throw new ERR_INVALID_ARG_TYPE('fn', ['Function', 'null'], fn);
  if (fatal.hasCapture()) throw new ERR_UNCAUGHT_EXCEPTION_CAPTURE_ALREADY_SET();
  fatal.setCapture(fn);
}

// ---- Other programs

const hasNull = (text) => text.includes('\u0000');

/** Replaces the process by another program; comes back only to say that this failed, and then ends the process. */
function execve(execPath, args = [], env = process.env) {
  require('internal/util').emitExperimentalWarning('process.execve');
  validateString(execPath, 'execPath');
  validateArray(args, 'args');
  for (let i = 0; i < args.length; i++) {
    if (typeof args[i] !== 'string' || hasNull(args[i])) {
      throw new ERR_INVALID_ARG_VALUE(`args[${i}]`, args[i], 'must be a string without null bytes');
    }
  }
  validateObject(env, 'env');
  const pairs = [];
  for (const { 0: name, 1: value } of Object.entries(env)) {
    if (typeof value !== 'string' || hasNull(name) || hasNull(value)) {
      throw new ERR_INVALID_ARG_VALUE(
        'env', env, 'must be an object with string keys and values without null bytes');
    }
    pairs.push(`${name}=${value}`);
  }
  const errno = binding.execve(execPath, args, pairs);
  const failure = new Error();
  const { writeSync } = internalBinding('process_fatal');
  writeSync(2, `process.execve failed with error code ${require('internal/errors/uv').getErrorName(-errno)}\n` +
    `${failure.stack.replace(/^Error\n/, '')}\n`);
  binding.abort();
}

module.exports = {
  chdir, cpuUsage, cwd, execve, exit, hrtime, initgroups, kill, memoryUsage, resourceUsage, setUncaughtExceptionCaptureCallback,
  setgroups, setter, threadCpuUsage, umask,
};
