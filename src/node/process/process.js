// The `process` object: what it shows of the program, and what it does to the process.
'use strict';

const binding = internalBinding('process_methods');
const EventEmitter = require('events');
const { codes, ErrnoException } = require('internal/errors');
const {
  validateArray,
  validateFunction,
  validateNumber,
  validateObject,
  validateOneOf,
  validateString,
} = require('internal/validators');
const { ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE, ERR_OUT_OF_RANGE, ERR_UNKNOWN_CREDENTIAL,
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
  // Through the property: programs put their own there.
  const errno = process._kill(pid | 0, number);
  if (errno) throw new ErrnoException(errno, 'kill');
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
  if (typeof fn !== 'function') throw new ERR_INVALID_ARG_TYPE('fn', ['Function', 'null'], fn);
  if (fatal.hasCapture()) throw new ERR_UNCAUGHT_EXCEPTION_CAPTURE_ALREADY_SET();
  fatal.setCapture(fn);
}

// ---- Other programs, add-ons, internals

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
  const { writeSync } = internalBinding('process_fatal');
  writeSync(2, `process.execve failed with error code ${require('internal/errors/uv').getErrorName(-errno)}\n`);
  binding.abort();
}

// An add-on is made for V8: none can be loaded.
function dlopen(module, filename, flags) {
  if (arguments.length < 2) throw coded(TypeError, 'ERR_MISSING_ARGS', 'process.dlopen needs at least 2 arguments');
  if (flags !== undefined && !(flags > 0)) throw coded(Error, 'ERR_DLOPEN_FAILED', 'invalid mode parameter');
  const reason = require('fs').existsSync(filename) ?
    'native add-ons are not supported' : 'cannot open shared object file: No such file or directory';
  throw coded(Error, 'ERR_DLOPEN_FAILED', `${filename}: ${reason}`);
}

// Errors that Node makes natively have their code as a plain property.
function coded(Class, code, message) {
  const error = new Class(message);
  error.code = code;
  return error;
}

// What Node lets programs see of its internals, where there is such a thing here.
const kShared = new Set(['async_wrap', 'buffer', 'cares_wrap', 'config', 'constants', 'fs', 'os', 'process_methods',
                         'timers', 'tty_wrap', 'url', 'util', 'uv', 'zlib']);

function processBinding(name) {
  name = `${name}`;
  if (kShared.has(name)) return internalBinding(name);
  throw new Error(`No such module: ${name}`);
}

function linkedBinding(name) {
  throw coded(Error, 'ERR_INVALID_MODULE', `No such binding was linked: ${name}`);
}

// ---- What keeps the loop alive

function getActiveResourcesInfo() {
  return [...binding.activeResources(), ...require('internal/timers').getActiveTimers()];
}

// ---- Putting it together

function setupPrototype() {
  const constructor = { process: function() { throw new TypeError('Illegal constructor'); } }.process;
  const prototype = Object.create(EventEmitter.prototype, {
    constructor: { __proto__: null, configurable: true, enumerable: false, writable: true, value: constructor },
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
  const constant = { writable: false };
  define('version', facts.version, constant);
  define('versions', Object.freeze(facts.versions), constant);
  define('arch', facts.arch, constant);
  define('platform', 'linux', constant);
  define('release', release(facts.version), constant);
  define('argv', argv);
  define('execArgv', execArgv);
  define('execPath', execPath);
  Object.defineProperty(process, 'argv0', {
    __proto__: null, value: argv0, enumerable: true, writable: false, configurable: false,
  });
  define('pid', facts.pid, constant);
  lazy('ppid', () => binding.ppid());
  define('env', require('internal/process/env').create(binding.environment()));
  setupTitle(argv0);
  define('debugPort', 9229);
  Object.defineProperty(process, 'features', {
    __proto__: null, value: features(), enumerable: true, writable: false, configurable: false,
  });
  define('config', config());
  define('_exiting', false);
  define('domain', null);
  lazy('moduleLoadList', () => internalBinding('builtins').loadedIds().map((id) => `NativeModule ${id}`));
  define('sourceMapsEnabled', false);
  define('_preload_modules', []);
  defineMethods();

  const made = { __proto__: null };
  const once = (name, make) => lazy(name, () => (made[name] ??= make()), (value) => { made[name] = value; });
  once('allowedNodeEnvironmentFlags', () => require('internal/process/flags').create());
  once('finalization', () => require('internal/process/finalization').create());
  once('report', () => require('internal/process/report').report);
  require('internal/process/stdio').define(lazy);
}

function defineMethods() {
  const methods = {
    hrtime, memoryUsage, cpuUsage, threadCpuUsage, resourceUsage, cwd, chdir, umask, kill, exit, execve, dlopen,
    setUncaughtExceptionCaptureCallback, setgroups, initgroups, getActiveResourcesInfo,
    hasUncaughtExceptionCaptureCallback: () => require('internal/process/fatal').hasCapture(),
    binding: processBinding,
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
    setSourceMapsEnabled(enabled) {
      require('internal/validators').validateBoolean(enabled, 'enabled');
      process.sourceMapsEnabled = enabled;
    },
    getBuiltinModule(id) {
      validateString(id, 'id');
      return internalBinding('builtins').publicBuiltin(id);
    },
    loadEnvFile,
    openStdin() {
      process.stdin.resume();
      return process.stdin;
    },
    ref(handle) { (handle?.[Symbol.for('nodejs.ref')] ?? handle?.ref)?.call(handle); },
    unref(handle) { (handle?.[Symbol.for('nodejs.unref')] ?? handle?.unref)?.call(handle); },
    ...hidden(),
  };
  for (const name of Object.keys(methods)) define(name, methods[name]);
}

// Node's own, which programs have come to call.
function hidden() {
  return {
    _rawDebug(...args) {
      const { format } = require('internal/util/inspect');
      internalBinding('process_fatal').writeSync(2, `${format(...args)}\n`);
    },
    _linkedBinding: linkedBinding,
    _getActiveRequests: () => [],
    _getActiveHandles: () => [],
    _kill: binding.kill,
    _tickCallback: require('internal/process/task_queues').runNextTicks,
    _fatalException: (error, fromPromise) => require('internal/process/fatal').offer(error, fromPromise),
    _debugProcess: noInspector,
    _debugEnd() {},
    _startProfilerIdleNotifier() {},
    _stopProfilerIdleNotifier() {},
  };
}

function noInspector() {
  throw new codes.ERR_FEATURE_UNAVAILABLE_ON_PLATFORM('process._debugProcess');
}

function release(version) {
  const base = `https://nodejs.org/download/release/${version}/node-${version}`;
  return { name: 'node', lts: 'Krypton', sourceUrl: `${base}.tar.gz`, headersUrl: `${base}-headers.tar.gz` };
}

// The title is kept here: the kernel cuts what it shows of it.
function setupTitle(argv0) {
  let title = argv0;
  const given = require('internal/options').getOptionValue('--title');
  const set = (value) => {
    title = `${value}`;
    binding.setTitle(title);
  };
  if (given) set(given);
  lazy('title', () => title, set);
}

function loadEnvFile(path = undefined) {
  if (path !== undefined && typeof path !== 'string' && !(path instanceof Uint8Array) && !(path instanceof URL)) {
    throw new ERR_INVALID_ARG_TYPE('path', ['string', 'Buffer', 'URL'], path);
  }
  const { parseEnv } = require('util');
  const text = require('fs').readFileSync(path ?? '.env', 'utf8');
  for (const { 0: key, 1: value } of Object.entries(parseEnv(text))) process.env[key] ??= value;
}

function config() {
  return Object.freeze({
    target_defaults: Object.freeze({
      cflags: [], default_configuration: 'Release', defines: [], include_dirs: [], libraries: [],
    }),
    variables: Object.freeze({ napi_build_version: '10', node_shared: false, v8_enable_i18n_support: 0 }),
  });
}

function features() {
  const fixed = {
    inspector: false, debug: false, uv: true, ipv6: true, tls_alpn: true, tls_sni: true, tls_ocsp: true, tls: true,
    openssl_is_boringssl: true,
  };
  const asked = { cached_builtins: true, require_module: true, quic: false, typescript: false };
  for (const name of Object.keys(asked)) {
    Object.defineProperty(fixed, name, {
      __proto__: null, get: () => asked[name], enumerable: true, configurable: false,
    });
  }
  return fixed;
}

module.exports = { setup, emitBeforeExit, emitExit };
