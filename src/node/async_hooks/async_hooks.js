// `node:async_hooks`.
'use strict';

const { codes: { ERR_ASYNC_CALLBACK } } = require('internal/errors');
const { validateBoolean } = require('internal/validators');

const kNames = ['init', 'before', 'after', 'destroy', 'promiseResolve'];
const kHook = Symbol('hook');

class AsyncHook {
  constructor(callbacks) {
    const { trackPromises } = callbacks;
    for (const name of kNames) {
      const fn = callbacks[name];
      if (fn !== undefined && typeof fn !== 'function') throw new ERR_ASYNC_CALLBACK(`hook.${name}`);
    }
    if (trackPromises !== undefined) validateBoolean(trackPromises, 'trackPromises');
    for (const name of kNames) this[symbols[name]] = callbacks[name];
    this[symbols.kNoPromiseHook] = trackPromises === false;
    Object.defineProperty(this, kHook, { __proto__: null, value: undefined, writable: true });
  }

  enable() {
    if (this[kHook] === undefined) {
      const hook = { owner: this, tracksPromises: !this[symbols.kNoPromiseHook] };
      for (const name of kNames) hook[name] = this[symbols[name]];
      this[kHook] = hook;
      require('internal/async_hooks').enableHook(hook);
    }
    return this;
  }

  disable() {
    if (this[kHook] !== undefined) {
      require('internal/async_hooks').disableHook(this[kHook]);
      this[kHook] = undefined;
    }
    return this;
  }
}

const symbols = { __proto__: null };
for (const name of [...kNames, 'kNoPromiseHook']) symbols[name] = Symbol(name);

function createHook(callbacks) {
  return new AsyncHook(callbacks);
}

// The kinds of native resources, by the numbers that Node gives them.
const providers = [
  'NONE', 'DIRHANDLE', 'DNSCHANNEL', 'ELDHISTOGRAM', 'FILEHANDLE', 'FILEHANDLECLOSEREQ', 'BLOBREADER', 'FSEVENTWRAP',
  'FSREQCALLBACK', 'FSREQPROMISE', 'GETADDRINFOREQWRAP', 'GETNAMEINFOREQWRAP', 'HEAPSNAPSHOT', 'HTTP2SESSION',
  'HTTP2STREAM', 'HTTP2PING', 'HTTP2SETTINGS', 'HTTPINCOMINGMESSAGE', 'HTTPCLIENTREQUEST', 'LOCKS', 'JSSTREAM',
  'JSUDPWRAP', 'MESSAGEPORT', 'PIPECONNECTWRAP', 'PIPESERVERWRAP', 'PIPEWRAP', 'PROCESSWRAP', 'PROMISE', 'QUERYWRAP',
  'QUIC_ENDPOINT', 'QUIC_LOGSTREAM', 'QUIC_SESSION', 'QUIC_STREAM', 'QUIC_UDP', 'SHUTDOWNWRAP', 'SIGNALWRAP',
  'STATWATCHER', 'STREAMPIPE', 'TCPCONNECTWRAP', 'TCPSERVERWRAP', 'TCPWRAP', 'TTYWRAP', 'UDPSENDWRAP', 'UDPWRAP',
  'SIGINTWATCHDOG', 'WORKER', 'WORKERCPUPROFILE', 'WORKERCPUUSAGE', 'WORKERHEAPPROFILE', 'WORKERHEAPSNAPSHOT',
  'WORKERHEAPSTATISTICS', 'WRITEWRAP', 'ZLIB', 'CHECKPRIMEREQUEST', 'PBKDF2REQUEST', 'KEYPAIRGENREQUEST',
  'KEYGENREQUEST', 'KEYEXPORTREQUEST', 'ARGON2REQUEST', 'CIPHERREQUEST', 'DERIVEBITSREQUEST', 'HASHREQUEST',
  'RANDOMBYTESREQUEST', 'RANDOMPRIMEREQUEST', 'SCRYPTREQUEST', 'SIGNREQUEST', 'TLSWRAP', 'VERIFYREQUEST',
];

// Each is made when it is first read: who wants AsyncLocalStorage alone does not pay for ids.
const members = {
  AsyncLocalStorage: () => require('internal/async_local_storage/async_context_frame'),
  createHook: () => createHook,
  executionAsyncId: () => tracked().executionAsyncId,
  triggerAsyncId: () => tracked().triggerAsyncId,
  executionAsyncResource: () => tracked().executionAsyncResource,
  asyncWrapProviders: () => Object.freeze({
    __proto__: null, ...Object.fromEntries(providers.map((name, number) => [name, number])),
  }),
  AsyncResource: () => require('internal/async_resource').AsyncResource,
};

function tracked() {
  const hooks = require('internal/async_hooks');
  hooks.track();
  return hooks;
}

for (const name of Object.keys(members)) {
  const define = (value) => Object.defineProperty(module.exports, name, {
    __proto__: null, value, enumerable: true, configurable: true, writable: true,
  });
  Object.defineProperty(module.exports, name, {
    __proto__: null,
    enumerable: true,
    configurable: true,
    get() {
      const value = members[name]();
      define(value);
      return value;
    },
    set: define,
  });
}
