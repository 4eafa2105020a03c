// Sets up a program's world: called once a shard, before the program's first line.
'use strict';

const { isMainThread } = internalBinding('worker');
const { writeSync } = internalBinding('process_fatal');
const { getOptionValue } = require('internal/options');
const task_queues = require('internal/process/task_queues');

function start(facts) {
  internalBinding('errors').setCodedErrorMark(require('internal/errors').kIsNodeError);
  require('internal/process/process').setup(facts);
  if (isMainThread) loadEnvFiles();
  require('internal/process/fatal').setup();
  task_queues.setup();
  internalBinding('atomics').install();
  require('internal/timers').setup(task_queues.runNextTicks);
  if (isMainThread) require('internal/process/signals').setup();
  if (getOptionValue('--warnings') && process.env.NODE_NO_WARNINGS !== '1') {
    process.on('warning', (warning) => require('internal/process/warning').onWarning(warning));
  }
  defineGlobals();
  applyOptions();
  if (isMainThread) joinParent();
}

// What the environment has already stays; of several files the last wins.
function loadEnvFiles() {
  const needed = getOptionValue('--env-file') ?? [];
  const optional = getOptionValue('--env-file-if-exists') ?? [];
  if (needed.length + optional.length === 0) return;
  const { existsSync, readFileSync } = require('fs');
  const { parseEnv } = require('util');
  const found = {};
  for (const file of [...needed, ...optional]) {
    if (existsSync(file)) Object.assign(found, parseEnv(readFileSync(file, 'utf8')));
    else if (needed.includes(file)) refuseStart(`${file}: not found`);
    else writeSync(2, `${file} not found. Continuing without it.\n`);
  }
  for (const name of Object.keys(found)) process.env[name] ??= found[name];
}

const kExitBadOption = 9;

function refuseStart(reason) {
  writeSync(2, `${process.argv0}: ${reason}\n`);
  process.reallyExit(kExitBadOption);
}

function applyOptions() {
  if (!getOptionValue('--experimental-eventsource')) delete globalThis.EventSource;
  if (!getOptionValue('--experimental-websocket')) {
    delete globalThis.WebSocket;
    delete globalThis.CloseEvent;
  }
  if (getOptionValue('--expose-gc')) require('internal/gc').expose();
  const frames = getOptionValue('--stack-trace-limit');
  if (frames !== undefined) Error.stackTraceLimit = frames;
  if (getOptionValue('--disable-proto') !== undefined) restrictProto(Object);
  if (getOptionValue('--trace-sigint')) new (internalBinding('watchdog').TraceSigintWatchdog)().start();
}

// What `--disable-proto` says, in the context of this `Object`.
function restrictProto(Object) {
  if (getOptionValue('--disable-proto') === 'delete') {
    delete Object.prototype.__proto__;
    return;
  }
  const refuse = () => {
    // Made natively in Node: the code is a plain property.
    const error = new Error('Accessing Object.prototype.__proto__ has been disallowed with --disable-proto=throw');
    throw Object.assign(error, { code: 'ERR_PROTO_ACCESS' });
  };
  Object.defineProperty(Object.prototype, '__proto__', {
    __proto__: null, get: refuse, set: refuse, enumerable: false, configurable: true,
  });
}

// A forked process finds the channel to its parent in its environment, which its own children do not inherit.
function joinParent() {
  const { NODE_CHANNEL_FD: fd, NODE_CHANNEL_SERIALIZATION_MODE: mode = 'json' } = process.env;
  if (!fd || !internalBinding('ipc').isFirstShard) return;
  delete process.env.NODE_CHANNEL_FD;
  delete process.env.NODE_CHANNEL_SERIALIZATION_MODE;
  require('child_process')._forkChild(Number.parseInt(fd, 10), mode);
  if (!process.env.NODE_UNIQUE_ID || !process.argv[1]) return;
  require('cluster')._setupWorker();
  delete process.env.NODE_UNIQUE_ID;
}

function hidden(name, value) {
  Object.defineProperty(globalThis, name, { __proto__: null, value, writable: true, configurable: true });
}

function accessor(name, get, set) {
  const pair = { get() { return get(); }, set(value) { set(value); } };
  Object.defineProperty(globalThis, name, { __proto__: null, ...pair, enumerable: false, configurable: true });
}

function defineGlobals() {
  hidden('global', globalThis);
  Object.defineProperty(globalThis, Symbol.toStringTag, {
    __proto__: null, value: 'global', writable: false, enumerable: false, configurable: true,
  });
  let current = process;
  accessor('process', () => current, (value) => { current = value; });
  let isBufferSet = false;
  let buffer;
  const setBuffer = (value) => {
    isBufferSet = true;
    buffer = value;
    return value;
  };
  Object.defineProperty(globalThis, 'navigator', {
    __proto__: null,
    get() { return require('internal/navigator').navigator; },
    enumerable: true,
    configurable: true,
  });
  accessor('Buffer', () => (isBufferSet ? buffer : setBuffer(require('buffer').Buffer)), setBuffer);
  Object.defineProperty(globalThis, 'queueMicrotask', {
    __proto__: null, value: task_queues.queueMicrotask, writable: true, enumerable: true, configurable: true,
  });
}

module.exports = { restrictProto, start };
