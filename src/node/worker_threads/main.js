// A worker's first script: sets its world up, joins it with the parent's, and runs the program.
'use strict';

const { beginning } = internalBinding('worker_threads');
const { messageTypes } = require('internal/worker/message_types');

const kExitUncaught = 1;

let started;

function start() {
  const { 0: init, 1: control, 2: publicPort, 3: inbox } = beginning();
  started = { init, control, publicPort };
  const { argv, execArgv, execPath, argv0, environment } = init;
  require('internal/bootstrap').start({ argv, execArgv, execPath, argv0, environment });
  require('internal/worker/unsupported').disable(process);
  if (init.tracksFds) require('internal/worker/unmanaged_fds').track();
  require('internal/process/fatal').setLastResort(report);
  // The parent of a built-in script may wait for it, and not take what it writes.
  if (init.kind !== 'builtin') joinStreams();
  control.unref();
  control.on('message', onControl);
  control.unref();

  const { environmentData } = require('internal/worker/environment_data');
  for (const [key, value] of init.environmentData) environmentData.set(key, value);
  require('internal/worker/messaging').listen(inbox);

  control.postMessage({ type: messageTypes.UP_AND_RUNNING });
  run();
}

function run() {
  const { init: { filename, kind, workerData } } = started;
  if (kind === 'builtin') {
    started.init.workerData = null;
    started.publicPort = null;
    require(filename).start(workerData);
    return;
  }
  const main = require('internal/modules/run_main');
  if (kind === 'file') {
    main.runMain(filename);
  } else if (kind === 'data-url') {
    main.runURL(filename);
  } else {
    main.runText(filename, '[worker eval]', false);
  }
}

function onControl(message) {
  switch (message.type) {
    case messageTypes.STDIO_PAYLOAD:
      for (const { chunk, encoding } of message.chunks) process.stdin.push(chunk, encoding);
      break;
    case messageTypes.STDIO_WANTS_MORE_DATA:
      streams[message.stream]?.[require('internal/worker/io').kStdioWantsMoreDataCallback]();
      break;
    case messageTypes.ASK:
      started.control.postMessage({ type: messageTypes.ANSWER, id: message.id, value: answers[message.what](message.argument) });
      break;
  }
}

// What the parent may ask for.
const answers = {
  cpuUsage: (previous) => process.threadCpuUsage(previous),
  heapStatistics: () => require('v8').getHeapStatistics(),
};

const streams = { __proto__: null };

function joinStreams() {
  const { control, init } = started;
  const define = (name, make) => Object.defineProperty(process, name, {
    __proto__: null,
    get: () => (streams[name] ??= make(require('internal/worker/io'))),
    set(value) { streams[name] = value; },
    enumerable: true,
    configurable: true,
  });
  for (const name of ['stdout', 'stderr']) {
    define(name, ({ WritableWorkerStdio }) => new WritableWorkerStdio(control, name));
  }
  define('stdin', ({ ReadableWorkerStdio }) => {
    const stdin = new ReadableWorkerStdio(control, 'stdin');
    if (!init.hasStdin) stdin.push(null);
    return stdin;
  });
}

// An exception that nothing caught: the parent hears of it.
function report(error) {
  const { control } = started;
  try {
    const { serializeError } = require('internal/error_serdes');
    control.postMessage({ type: messageTypes.ERROR_MESSAGE, error: serializeError(error) });
  } catch {
    control.postMessage({ type: messageTypes.COULD_NOT_SERIALIZE_ERROR });
  }
  return kExitUncaught;
}

module.exports = {
  start,
  get started() { return started; },
};
