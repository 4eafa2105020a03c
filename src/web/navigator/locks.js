// `navigator.locks`: https://w3c.github.io/web-locks/. The queues are native, for all threads of the process; what a
// thread is granted, or is robbed of, comes back as an event.
'use strict';

const binding = internalBinding('locks');
const { getAsyncContext, swapAsyncContext } = internalBinding('task_queue');
const { codes } = require('internal/errors');
const { kEnumerableProperty, lazyDOMException } = require('internal/util');
const { validateAbortSignal, validateFunction } = require('internal/validators');
const { ERR_ILLEGAL_CONSTRUCTOR, ERR_INVALID_THIS } = codes;

const kConstruct = Symbol('kConstruct');
const kName = Symbol('kName');
const kMode = Symbol('kMode');

// By its number, each request that waits or is held: { context, granted(), stolen() }.
const requests = new Map();

binding.setHandler(settle);

// What has come about: at once for what this thread did, by a call from the loop for what another one did.
function settle() {
  for (const { 0: id, 1: stolen } of binding.takeEvents()) {
    const request = requests.get(id);
    if (request !== undefined) settleOne(request, stolen);
  }
}

function settleOne(request, stolen) {
  const outer = swapAsyncContext(request.context);
  try {
    if (stolen) request.stolen();
    else request.granted();
  } finally {
    swapAsyncContext(outer);
  }
}

class Lock {
  constructor(token, name, mode) {
    if (token !== kConstruct) throw new ERR_ILLEGAL_CONSTRUCTOR();
    this[kName] = name;
    this[kMode] = mode;
  }

  get name() {
    if (!(kName in this)) throw new ERR_INVALID_THIS('Lock');
    return this[kName];
  }

  get mode() {
    if (!(kMode in this)) throw new ERR_INVALID_THIS('Lock');
    return this[kMode];
  }
}

class LockManager {
  #isManager = true;

  constructor(token) {
    if (token !== kConstruct) throw new ERR_ILLEGAL_CONSTRUCTOR();
  }

  async request(name, options, callback = undefined) {
    if (!(#isManager in this)) throw new ERR_INVALID_THIS('LockManager');
    if (callback === undefined) {
      callback = options;
      options = undefined;
    }
    validateFunction(callback, 'callback');
    if (typeof name === 'symbol') throw coded('Value is a Symbol and cannot be converted to a string.');
    name = `${name}`;
    const { mode, steal, ifAvailable, signal } = lockOptions(options);
    if (name.startsWith('-')) throw notSupported('Lock name may not start with hyphen');
    if (ifAvailable && steal) throw notSupported('ifAvailable and steal are mutually exclusive');
    if (mode !== 'exclusive' && steal) throw notSupported(`mode: "${mode}" and steal are mutually exclusive`);
    if (signal !== undefined && (steal || ifAvailable)) {
      throw notSupported('signal cannot be used with steal or ifAvailable');
    }
    signal?.throwIfAborted();
    return await hold({ name, mode, steal, ifAvailable, signal, callback });
  }

  /** What this thread holds, and what it waits for: { held, pending } of { name, mode, clientId }. As in Node, no other's. */
  async query() {
    if (!(#isManager in this)) throw new ERR_INVALID_THIS('LockManager');
    const { 0: held, 1: pending } = binding.query();
    return { held: held.map(described), pending: pending.map(described) };
  }
}

const described = ({ 0: name, 1: isExclusive, 2: thread }) => ({
  name, mode: isExclusive ? 'exclusive' : 'shared', clientId: `node-${process.pid}-${thread}`,
});

function lockOptions(options) {
  if (options === undefined || options === null) options = {};
  if (typeof options !== 'object' && typeof options !== 'function') throw coded('Value cannot be converted to a dictionary');
  const { mode = 'exclusive', steal, ifAvailable, signal } = options;
  if (`${mode}` !== 'exclusive' && `${mode}` !== 'shared') {
    throw coded(`mode '${mode}' is not a valid enum value of type LockMode.`, 'ERR_INVALID_ARG_VALUE');
  }
  validateAbortSignal(signal, 'options.signal');
  return { mode: `${mode}`, steal: Boolean(steal), ifAvailable: Boolean(ifAvailable), signal };
}

// Calls back with the lock once it is granted; the result is the callback's, or a rejection where the lock is lost.
function hold({ name, mode, steal, ifAvailable, signal, callback }) {
  const { promise, resolve, reject } = Promise.withResolvers();
  const started = binding.request(name, mode === 'exclusive', steal, ifAvailable);
  if (steal) settle();
  if (started === undefined) {
    run(callback, null).then(resolve, reject);
    return promise;
  }
  const { 0: id, 1: isGranted } = started;
  const request = {
    context: getAsyncContext(),
    granted() {
      signal?.removeEventListener('abort', abort);
      run(callback, new Lock(kConstruct, name, mode)).then(resolve, reject).finally(() => {
        requests.delete(id);
        binding.release(name, id);
        settle();
      });
    },
    stolen() {
      requests.delete(id);
      reject(lazyDOMException('The operation was aborted', 'AbortError'));
    },
  };
  requests.set(id, request);
  if (isGranted) {
    request.granted();
  } else {
    signal?.addEventListener('abort', abort, { once: true });
  }
  return promise;

  function abort() {
    // Granted meanwhile, by another thread: the callback is on its way.
    if (!binding.cancel(name, id)) return;
    requests.delete(id);
    settle();
    reject(signal.reason);
  }
}

async function run(callback, lock) {
  return await callback(lock);
}

function notSupported(message) {
  return lazyDOMException(message, 'NotSupportedError');
}

function coded(message, code = 'ERR_INVALID_ARG_TYPE') {
  return Object.assign(new TypeError(message), { code });
}

for (const { 0: Class, 1: names } of [[Lock, ['name', 'mode']], [LockManager, ['request', 'query']]]) {
  for (const name of names) Object.defineProperty(Class.prototype, name, kEnumerableProperty);
  Object.defineProperty(Class.prototype, Symbol.toStringTag, {
    __proto__: null, value: Class.name, writable: false, enumerable: false, configurable: true,
  });
}

module.exports = { Lock, LockManager, locks: new LockManager(kConstruct) };
