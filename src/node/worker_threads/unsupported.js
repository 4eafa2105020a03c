// What a worker's `process` cannot do: it is one process for all threads.
'use strict';

const { codes: { ERR_WORKER_UNSUPPORTED_OPERATION } } = require('internal/errors');

const methods = [
  'abort', 'chdir', 'send', 'disconnect',
  'setuid', 'seteuid', 'setgid', 'setegid', 'setgroups', 'initgroups', 'execve',
];

function disable(process) {
  const define = (name, value) => Object.defineProperty(process, name, {
    __proto__: null, value, writable: true, enumerable: true, configurable: true,
  });
  for (const name of methods) {
    const unavailable = function() {
      throw new ERR_WORKER_UNSUPPORTED_OPERATION(`process.${name}()`);
    };
    unavailable.disabled = true;
    define(name, unavailable);
  }
  for (const name of ['channel', 'connected']) {
    const get = () => {
      throw new ERR_WORKER_UNSUPPORTED_OPERATION(`process.${name}`);
    };
    Object.defineProperty(process, name, { __proto__: null, get, enumerable: false, configurable: true });
  }
  for (const name of ['_debugProcess', '_debugEnd', '_startProfilerIdleNotifier', '_stopProfilerIdleNotifier']) {
    delete process[name];
  }
  const { umask } = process;
  define('umask', function(mask) {
    if (mask === undefined) return umask();
    throw new ERR_WORKER_UNSUPPORTED_OPERATION('Setting process.umask()');
  });
  // Another thread may have gone elsewhere meanwhile.
  const { cwd } = internalBinding('process_methods');
  define('cwd', () => cwd());
}

module.exports = { disable };
