// The `process` object: what it shows of the program, and what it does to the process.
'use strict';

const binding = internalBinding('process_methods');
const EventEmitter = require('events');
const { codes } = require('internal/errors');
const { validateString } = require('internal/validators');
const { ERR_INVALID_ARG_TYPE } = codes;
const { sourceMaps } = require('internal/modules/helpers');
const { getOptionValue } = require('internal/options');
const perThread = require('internal/process/per_thread');

function define(name, value, { enumerable = true, writable = true } = {}) {
  Object.defineProperty(process, name, { __proto__: null, value, enumerable, writable, configurable: true });
}

function lazy(name, get, set) {
  Object.defineProperty(process, name, { __proto__: null, get, set, enumerable: true, configurable: true });
}

// ---- The end

let exitCode;

function validatedExitCode(value) {
  if (value === null || value === undefined) return value;
  if (typeof value === 'string' && value !== '' && Number.isInteger(+value)) return value;
  require('internal/validators').validateInteger(value, 'code');
  return value;
}

lazy('exitCode', () => exitCode, (value) => { exitCode = validatedExitCode(value); });
Object.defineProperty(process, 'exitCode', { __proto__: null, configurable: false });

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

// ---- Add-ons, internals

// An add-on is made for V8: none can be loaded.
function dlopen(module, filename, flags) {
  if (arguments.length < 2) throw coded(TypeError, 'ERR_MISSING_ARGS', 'process.dlopen needs at least 2 arguments');
  if (flags !== undefined && !(flags > 0)) throw coded(Error, 'ERR_DLOPEN_FAILED', 'invalid mode parameter');
  throw coded(Error, 'ERR_DLOPEN_FAILED', `${filename}: ${whyNotLoaded(filename)}`);
}

const kElfHeaderBytes = 64;

// What the system's loader would find wrong comes first.
function whyNotLoaded(filename) {
  const fs = require('fs');
  if (!fs.existsSync(filename)) return 'cannot open shared object file: No such file or directory';
  const head = fs.readFileSync(filename).subarray(0, kElfHeaderBytes);
  if (head.length < kElfHeaderBytes) return 'file too short';
  if (head.toString('latin1', 0, 4) !== '\x7fELF') return 'invalid ELF header';
  return 'native add-ons are not supported';
}

// Errors that Node makes natively have their code as a plain property.
function coded(Class, code, message) {
  const error = new Class(message);
  error.code = code;
  return error;
}

// What Node lets programs see of its internals, where there is such a thing here.
const kShared = new Set(['async_wrap', 'buffer', 'cares_wrap', 'config', 'constants', 'fs', 'os', 'process_methods',
                         'timers', 'tty_wrap', 'url', 'uv', 'zlib']);

function processBinding(name) {
  name = `${name}`;
  if (name === 'util') return typePredicates();
  if (kShared.has(name)) return internalBinding(name);
  throw new Error(`No such module: ${name}`);
}

// What programs once took from this binding.
function typePredicates() {
  const { types } = require('util');
  const names = ['isAnyArrayBuffer', 'isArrayBuffer', 'isArrayBufferView', 'isAsyncFunction', 'isDataView', 'isDate',
                 'isExternal', 'isMap', 'isMapIterator', 'isNativeError', 'isPromise', 'isRegExp', 'isSet',
                 'isSetIterator', 'isTypedArray', 'isUint8Array'];
  return Object.fromEntries(names.map((name) => [name, types[name]]));
}

function linkedBinding(name) {
  throw coded(Error, 'ERR_INVALID_MODULE', `No such binding was linked: ${name}`);
}

// ---- What keeps the loop alive

// What programs know of a handle: the socket, server or child process.
function ownerOf(handle) {
  return handle.server ?? handle[internalBinding('symbols').owner_symbol] ?? handle;
}

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

function setup({ argv, execArgv, execPath, argv0, environment }) {
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
  define('env', require('internal/process/env').create(environment ?? binding.environment()));
  setupTitle(argv0);
  define('debugPort', 9229);
  Object.defineProperty(process, 'features', {
    __proto__: null, value: features(), enumerable: true, writable: false, configurable: false,
  });
  define('config', config());
  define('_exiting', false);
  define('domain', null);
  lazy('moduleLoadList', () => internalBinding('builtins').loadedIds().map((id) => `NativeModule ${id}`));
  Object.defineProperty(process, 'sourceMapsEnabled', {
    __proto__: null, get: () => sourceMaps.find !== undefined, enumerable: true, configurable: true,
  });
  defineAliases();
  defineMethods();

  const made = { __proto__: null };
  const once = (name, make) => lazy(name, () => (made[name] ??= make()), (value) => { made[name] = value; });
  once('allowedNodeEnvironmentFlags', () => require('internal/process/flags').create());
  once('finalization', () => require('internal/process/finalization').create());
  once('report', () => require('internal/process/report').report);
  require('internal/process/stdio').define(lazy);
}

// Options that programs see on `process`, each only when it was given.
function defineAliases() {
  const aliases = {
    noDeprecation: '--no-deprecation', noProcessWarnings: '--no-warnings', traceProcessWarnings: '--trace-warnings',
    throwDeprecation: '--throw-deprecation', traceDeprecation: '--trace-deprecation', _eval: '--eval',
    _print_eval: '--print', _syntax_check_only: '--check',
  };
  for (const name of Object.keys(aliases)) {
    const value = getOptionValue(aliases[name]);
    if (value) define(name, value, { writable: name.startsWith('_') });
  }
  define('_preload_modules', getOptionValue('--require') ?? []);
}

function defineMethods() {
  const { setter, ...methodsOfThread } = perThread;
  const methods = {
    ...methodsOfThread, dlopen, getActiveResourcesInfo,
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
      const { setSourceMapsSupport } = require('internal/source_map/source_map_cache');
      setSourceMapsSupport(enabled, { nodeModules: enabled, generatedCode: enabled });
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
    _getActiveRequests: () => binding.activeResources().filter((name) => name.includes('Req')).map(requestNamed),
    _getActiveHandles: () => binding.activeHandles().map(ownerOf),
    _kill: binding.kill,
    _tickCallback: require('internal/process/task_queues').runNextTicks,
    _fatalException: (error, fromPromise) => require('internal/process/fatal').offer(error, fromPromise),
    _debugProcess: noInspector,
    _debugEnd() {},
    _startProfilerIdleNotifier() {},
    _stopProfilerIdleNotifier() {},
  };
}

// Requests are no objects here: what programs look at is the name of their class.
function requestNamed(name) {
  return new ({ [name]: class {} })[name]();
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
  const given = getOptionValue('--title');
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
    variables: Object.freeze({
      napi_build_version: '10', node_module_version: 137, node_shared: false, node_use_amaro: true,
      v8_enable_i18n_support: 1, icu_small: false, icu_ver_major: '78',
    }),
  });
}

function features() {
  const fixed = {
    inspector: false, debug: false, uv: true, ipv6: true, tls_alpn: true, tls_sni: true, tls_ocsp: true, tls: true,
    openssl_is_boringssl: true,
  };
  const typescript = getOptionValue('--strip-types') ? 'strip' : false;
  const require_module = getOptionValue('--experimental-require-module') && getOptionValue('--require-module');
  const asked = { cached_builtins: true, require_module, quic: false, typescript };
  for (const name of Object.keys(asked)) {
    Object.defineProperty(fixed, name, {
      __proto__: null, get: () => asked[name], enumerable: true, configurable: false,
    });
  }
  return fixed;
}

module.exports = { setup, emitBeforeExit, emitExit };
