// The `process` object: what it shows of the program, and what it does to the process.
'use strict';

const binding = internalBinding('process_methods');
const EventEmitter = require('events');
const { codes, errnoException } = require('internal/errors');
const {
  validateArray,
  validateFunction,
  validateNumber,
  validateObject,
  validateOneOf,
  validateString,
} = require('internal/validators');
const { ERR_ASSERTION, ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE, ERR_OUT_OF_RANGE, ERR_UNKNOWN_CREDENTIAL,
        ERR_UNKNOWN_SIGNAL, ERR_UNCAUGHT_EXCEPTION_CAPTURE_ALREADY_SET } = codes;

const kHrScale = 1_000_000_000;

function define(name, value, { enumerable = true, writable = true } = {}) {
  Object.defineProperty(process, name, { __proto__: null, value, enumerable, writable, configurable: true });
}

function lazy(name, get, set) {
  Object.defineProperty(process, name, { __proto__: null, get, set, enumerable: true, configurable: true });
}

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
  const errno = binding.kill(pid | 0, number);
  if (errno) throw errnoException(errno, 'kill');
  return true;
}

let exitCode;

function validatedExitCode(value) {
  if (value === null || value === undefined) return value;
  if (typeof value === 'string' && value !== '' && Number.isInteger(+value)) return value;
  require('internal/validators').validateInteger(value, 'code');
  return value;
}

lazy('exitCode', () => exitCode, (value) => { exitCode = validatedExitCode(value); });
Object.defineProperty(process, 'exitCode', { __proto__: null, configurable: false });

function exit(code) {
  if (code !== undefined) process.exitCode = code;
  if (!process._exiting) {
    process._exiting = true;
    process.emit('exit', +process.exitCode || 0);
  }
  // Standard output and error write synchronously, so nothing is left to flush.
  process.reallyExit(+process.exitCode || 0);
}

// Called by the runtime when the loop has run dry: `beforeExit`, which may keep the program going.
function emitBeforeExit() {
  process.emit('beforeExit', +process.exitCode || 0);
}

// Called by the runtime at the end; returns the exit code.
function emitExit() {
  if (!process._exiting) {
    process._exiting = true;
    process.emit('exit', +process.exitCode || 0);
  }
  return +process.exitCode || 0;
}

function setUncaughtExceptionCaptureCallback(fn) {
  const fatal = require('internal/process/fatal');
  if (fn === null) return fatal.setCapture(null);
  validateFunction(fn, 'fn');
  if (fatal.hasCapture()) throw new ERR_UNCAUGHT_EXCEPTION_CAPTURE_ALREADY_SET();
  fatal.setCapture(fn);
}

function assert(value, message) {
  if (!value) throw new ERR_ASSERTION(message || 'assertion error');
}

// ---- Putting it together

function setupPrototype() {
  const constructor = { process: function() { throw new TypeError('Illegal constructor'); } }.process;
  const prototype = Object.create(EventEmitter.prototype, {
    constructor: { __proto__: null, configurable: false, enumerable: false, writable: true, value: constructor },
    [Symbol.toStringTag]: {
      __proto__: null, configurable: false, enumerable: false, writable: true, value: 'process',
    },
  });
  constructor.prototype = prototype;
  Object.setPrototypeOf(process, prototype);
  EventEmitter.call(process);
}

function setup({ argv, execArgv, execPath, argv0 }) {
  setupPrototype();
  const facts = binding.facts();
  define('version', facts.version, { writable: false });
  define('versions', Object.freeze(facts.versions), { writable: false });
  define('arch', facts.arch, { writable: false });
  define('platform', 'linux', { writable: false });
  define('release', { name: 'node', lts: 'Krypton' }, { writable: false });
  define('argv', argv);
  define('execArgv', execArgv);
  define('execPath', execPath);
  define('argv0', argv0, { writable: false });
  define('pid', facts.pid, { writable: false });
  lazy('ppid', () => binding.ppid());
  define('env', require('internal/process/env').create(binding.environment()));
  lazy('title', () => binding.title(), (title) => binding.setTitle(`${title}`));
  define('debugPort', 9229);
  define('features', features());
  define('config', Object.freeze({ target_defaults: Object.freeze({}), variables: Object.freeze({}) }));
  define('_exiting', false);
  define('domain', null);
  define('moduleLoadList', []);

  const methods = {
    hrtime, memoryUsage, cpuUsage, threadCpuUsage, resourceUsage, cwd, chdir, umask, kill, exit, assert,
    setUncaughtExceptionCaptureCallback, setgroups, initgroups,
    hasUncaughtExceptionCaptureCallback: () => require('internal/process/fatal').hasCapture(),
    reallyExit: binding.reallyExit,
    abort: binding.abort,
    uptime: binding.uptime,
    constrainedMemory: binding.constrainedMemory,
    availableMemory: binding.availableMemory,
    getuid: binding.getuid,
    geteuid: binding.geteuid,
    getgid: binding.getgid,
    getegid: binding.getegid,
    getgroups: binding.getgroups,
    setuid: setter(binding.setuid, 'User'),
    seteuid: setter(binding.seteuid, 'User'),
    setgid: setter(binding.setgid, 'Group'),
    setegid: setter(binding.setegid, 'Group'),
    emitWarning: require('internal/process/warning').emitWarning,
    nextTick: require('internal/process/task_queues').nextTick,
    getActiveResourcesInfo: () => [],
    _getActiveHandles: () => [],
    _getActiveRequests: () => [],
    binding: notSupported('process.binding', 'the public modules'),
    dlopen: notSupported('process.dlopen', 'packages without native add-ons'),
    setSourceMapsEnabled(value) {
      require('internal/validators').validateBoolean(value, 'val');
    },
    getBuiltinModule(id) {
      validateString(id, 'id');
      return internalBinding('builtins').publicBuiltin(id);
    },
    loadEnvFile(path = '.env') {
      const { parseEnv } = require('util');
      const text = require('fs').readFileSync(path, 'utf8');
      for (const { 0: key, 1: value } of Object.entries(parseEnv(text))) process.env[key] ??= value;
    },
    execve: notSupported('process.execve', 'child_process.spawn'),
    ref(handle) { (handle?.[Symbol.for('nodejs.ref')] ?? handle?.ref)?.call(handle); },
    unref(handle) { (handle?.[Symbol.for('nodejs.unref')] ?? handle?.unref)?.call(handle); },
  };
  for (const name of Object.keys(methods)) define(name, methods[name]);

  lazy('allowedNodeEnvironmentFlags', () => new Set(), undefined);
  require('internal/process/stdio').define(lazy);
}

function features() {
  return Object.freeze({
    inspector: false, debug: false, uv: true, ipv6: true, tls_alpn: true, tls_sni: true, tls_ocsp: true, tls: true,
    openssl_is_boringssl: true, cached_builtins: true, require_module: true, typescript: false,
  });
}

function notSupported(name, instead) {
  return function() {
    const error = new codes.ERR_METHOD_NOT_IMPLEMENTED(`${name}()`);
    error.message += `; use ${instead} instead`;
    throw error;
  };
}

module.exports = { setup, emitBeforeExit, emitExit };
