// `Worker`: a thread with JavaScript of its own, as its parent sees it.
'use strict';

const EventEmitter = require('events');
const path = require('path');
const binding = internalBinding('worker_threads');
const { drain, receiveWith, stop } = internalBinding('message_port');
const {
  codes,
  codes: {
    ERR_INVALID_ARG_TYPE, ERR_METHOD_NOT_IMPLEMENTED, ERR_WORKER_INVALID_EXEC_ARGV, ERR_WORKER_NOT_RUNNING,
    ERR_WORKER_PATH, ERR_WORKER_UNSERIALIZABLE_ERROR,
  },
} = require('internal/errors');
const tracking = require('internal/async_tracking');
const { fileURLToPath, isURL } = require('internal/url');
const { kEmptyObject } = require('internal/util');
const { validateArray, validateObject, validateString } = require('internal/validators');
const { transferList } = require('internal/messaging/ports');
const { deliver } = require('internal/worker/delivery');
const { environmentData } = require('internal/worker/environment_data');
const {
  ReadableWorkerStdio, WritableWorkerStdio, kIncrementsPortRef, kStdioWantsMoreDataCallback,
} = require('internal/worker/io');
const { messageTypes } = require('internal/worker/message_types');

const SHARE_ENV = Symbol.for('nodejs.worker_threads.SHARE_ENV');

// Options of a worker whose program is a built-in script: what its `start` is called with.
const kBuiltinProgram = Symbol('kBuiltinProgram');
const kHandle = Symbol('kHandle');
const kPort = Symbol('kPort');
const kPublicPort = Symbol('kPublicPort');
const kStreams = Symbol('kParentSideStdio');
const kResource = Symbol('kResource');
const kThreadId = Symbol('kThreadId');
const kName = Symbol('kName');
const kLimits = Symbol('kLimits');
const kQuestions = Symbol('kQuestions');

// What a worker has when nothing else is asked for, in MiB.
const defaultLimits = { maxYoungGenerationSizeMb: 48, maxOldGenerationSizeMb: 2096, codeRangeSizeMb: 0, stackSizeMb: 4 };

const kExitNotStarted = 1;

const made = require('diagnostics_channel').channel('worker_threads');

class Worker extends EventEmitter {
  // `shard` is for `rnode:shards`: the core to run on, the port at the worker's end of the link, and the link's depth.
  constructor(filename, options = kEmptyObject, shard = undefined) {
    super();
    if (options.execArgv) validateArray(options.execArgv, 'options.execArgv');
    if (options.argv) validateArray(options.argv, 'options.argv');
    const program = programOf(filename, options);
    const environment = environmentOf(options.env);
    const name = nameOf(options.name);
    const limits = limitsOf(options.resourceLimits);

    const argv = [process.execPath, program.argument ?? program.filename];
    if (options.argv) for (const argument of options.argv) argv.push(String(argument));
    const init = {
      argv,
      execArgv: optionsOf(options.execArgv) ?? process.execArgv,
      execPath: process.execPath,
      argv0: process.argv0,
      environment,
      environmentData: [...environmentData],
      filename: program.filename,
      kind: program.kind,
      workerData: options[kBuiltinProgram] ?? options.workerData,
      hasStdin: Boolean(options.stdin),
      tracksFds: Boolean(options.trackUnmanagedFds ?? true),
      limits: options.resourceLimits === undefined ? undefined : limits,
      link: shard?.link,
      mailbox: shard?.mailbox,
    };
    const transfers = options.transferList === undefined ? [] : transferList(options.transferList) ?? [];
    if (shard !== undefined) transfers.push(shard.link);
    if (tracking.tracker !== null) {
      // Before its ports, which are resources of their own.
      this[kResource] = { handle: undefined, hasRef() { return this.handle?.hasRef(); } };
      tracking.tracker.init(this[kResource], 'WORKER');
    }
    const started = binding.start({
      init,
      transfers,
      options: threadOptions(options),
      limits,
      name,
      core: shard?.core,
    }, (...end) => onExit(this, ...end));
    this[kHandle] = started[0] ?? null;
    if (this[kResource] !== undefined) this[kResource].handle = started[0];
    this[kPort] = started[1];
    this[kPublicPort] = started[2];
    this[kThreadId] = started[3];
    this[kName] = name;
    this[kLimits] = limits;
    this[kQuestions] = undefined;
    this[kStreams] = streamsOf(this[kPort], options);
    this.performance = {
      eventLoopUtilization: require('internal/worker/utilization').of(this[kHandle]),
    };

    this[kPort].on('message', (message) => onControl(this, message));
    this[kPort].unref();
    receiveWith(this[kPublicPort], (message) => deliver(this, message));
    this[kPublicPort].on('messageerror', (error) => this.emit('messageerror', error));
    this[kPublicPort].start();
    referencePort(this);
    if (options[kBuiltinProgram] !== undefined) return;
    if (made.hasSubscribers) made.publish({ worker: this });
    if (this[kHandle] === null) process.nextTick(onExit, this, kExitNotStarted, 'ERR_WORKER_INIT_FAILED', started[4]);
    process.nextTick(() => process.emit('worker', this));
  }

  postMessage(...args) {
    const port = this[kPublicPort];
    if (port === null) return;
    if (args.length === 1) port.postMessage(args[0]);
    else port.postMessage(...args);
  }

  terminate(callback) {
    this.ref();
    if (typeof callback === 'function') {
      process.emitWarning('Passing a callback to worker.terminate() is deprecated. It returns a Promise instead.',
                          'DeprecationWarning', 'DEP0132');
      if (this[kHandle] === null) return Promise.resolve();
      this.once('exit', (exitCode) => callback(null, exitCode));
    }
    if (this[kHandle] === null) return Promise.resolve();
    this[kHandle].stop();
    // Not through events.once(): an `error` event does not mean that the thread is gone.
    const { promise, resolve } = Promise.withResolvers();
    this.once('exit', resolve);
    return promise;
  }

  async [Symbol.asyncDispose]() {
    await this.terminate();
  }

  ref() {
    if (this[kHandle] === null) return;
    this[kHandle].reference(true);
    this[kPublicPort].ref();
  }

  unref() {
    if (this[kHandle] === null) return;
    this[kHandle].reference(false);
    this[kPublicPort].unref();
  }

  get threadId() {
    return this[kHandle] === null ? -1 : this[kThreadId];
  }

  get threadName() {
    return this[kHandle] === null ? null : this[kName];
  }

  get stdin() {
    return this[kStreams].stdin;
  }

  get stdout() {
    return this[kStreams].stdout;
  }

  get stderr() {
    return this[kStreams].stderr;
  }

  get resourceLimits() {
    return this[kHandle] === null ? {} : { ...this[kLimits] };
  }

  getHeapStatistics() {
    return ask(this, 'heapStatistics');
  }

  cpuUsage(previous) {
    if (previous) {
      validateObject(previous, 'prevValue');
      for (const key of ['user', 'system']) {
        if (typeof previous[key] !== 'number') {
          throw new ERR_INVALID_ARG_TYPE(`prevValue.${key}`, 'number', previous[key]);
        }
        if (!(previous[key] >= 0 && previous[key] <= Number.MAX_SAFE_INTEGER)) {
          throw new codes.ERR_OUT_OF_RANGE(`prevValue.${key}`, `>= 0 && <= ${Number.MAX_SAFE_INTEGER}`, previous[key]);
        }
      }
    }
    return ask(this, 'cpuUsage', previous || undefined);
  }

  getHeapSnapshot() {
    return unsupported(this, 'worker.getHeapSnapshot()');
  }

  startCpuProfile() {
    return unsupported(this, 'worker.startCpuProfile()');
  }

  startHeapProfile() {
    return unsupported(this, 'worker.startHeapProfile()');
  }
}

function programOf(filename, options) {
  if (options[kBuiltinProgram] !== undefined) return { kind: 'builtin', filename };
  if (options.eval) {
    if (typeof filename !== 'string') {
      throw new codes.ERR_INVALID_ARG_VALUE('options.eval', options.eval,
                                            "must be false when 'filename' is not a string");
    }
    return { kind: 'text', filename, argument: '[worker eval]' };
  }
  if (isURL(filename) && filename.protocol === 'data:') return { kind: 'data-url', filename: `${filename}` };
  if (isURL(filename)) return { kind: 'file', filename: fileURLToPath(filename) };
  if (typeof filename !== 'string') throw new ERR_INVALID_ARG_TYPE('filename', ['string', 'URL'], filename);
  if (!path.isAbsolute(filename) && !/^\.\.?[\\/]/.test(filename)) throw new ERR_WORKER_PATH(filename);
  return { kind: 'file', filename: path.resolve(filename) };
}

// Options end at `--`, which is none itself.
function optionsOf(execArgv) {
  const end = execArgv?.indexOf('--') ?? -1;
  return end === -1 ? execArgv : execArgv.slice(0, end);
}

// A flat list of names and values, as natives give it.
function environmentOf(env) {
  if (env === SHARE_ENV) return require('internal/process/env').share();
  if (env === undefined || env === null) env = process.env;
  else if (typeof env !== 'object') {
    throw new ERR_INVALID_ARG_TYPE('options.env', ['object', 'undefined', 'null', 'worker_threads.SHARE_ENV'], env);
  }
  return Object.entries(env).flatMap(([key, value]) => [key, `${value}`]);
}

function nameOf(name) {
  if (!name) return '';
  validateString(name, 'options.name');
  return name.trim();
}

function limitsOf(given) {
  if (!given) return { ...defaultLimits };
  const limits = { ...defaultLimits };
  for (const key of Object.keys(limits)) {
    if (typeof given[key] === 'number') limits[key] = given[key];
  }
  return limits;
}

// The options that the worker's scripts see; undefined for the parent's own. A copy of the parent's environment asks for
// nothing that the parent does not have.
function threadOptions({ execArgv, env }) {
  const asks = typeof env === 'object' && env !== null && env.NODE_OPTIONS !== undefined &&
    `${env.NODE_OPTIONS}` !== process.env.NODE_OPTIONS;
  const own = asks ?
    `${env.NODE_OPTIONS}`.split(/\s+/).filter((option) => option !== '') : undefined;
  if (own !== undefined) {
    const refused = binding.checkOptions(own);
    if (refused.length > 0) throw new ERR_WORKER_INVALID_EXEC_ARGV(refused, 'invalid NODE_OPTIONS env variable');
  }
  if (execArgv) {
    const refused = binding.checkOptions(execArgv);
    if (refused.length > 0) throw new ERR_WORKER_INVALID_EXEC_ARGV(refused);
  }
  if (own === undefined && !execArgv) return undefined;
  return [...own ?? [], ...execArgv ?? process.execArgv];
}

function streamsOf(port, options) {
  const stdin = options.stdin ? new WritableWorkerStdio(port, 'stdin') : null;
  const output = (name) => {
    const stream = new ReadableWorkerStdio(port, name);
    if (!options[name]) {
      stream[kIncrementsPortRef] = false;
      pipeWithoutWarning(stream, process[name]);
    }
    return stream;
  };
  return { stdin, stdout: output('stdout'), stderr: output('stderr') };
}

// Many workers may write to the same stream.
function pipeWithoutWarning(source, destination) {
  const sourceMax = source._maxListeners;
  const destinationMax = destination._maxListeners;
  source.setMaxListeners(Infinity);
  destination.setMaxListeners(Infinity);
  source.pipe(destination);
  source._maxListeners = sourceMax;
  destination._maxListeners = destinationMax;
}

// Whoever listens for messages waits for them.
function referencePort(worker) {
  worker.on('newListener', (name) => {
    if (name !== 'message' || worker.listenerCount(name) > 0 || worker[kPublicPort] === null) return;
    worker[kPublicPort].ref();
    worker[kPublicPort].start();
  });
  worker.on('removeListener', (name) => {
    if (name !== 'message' || worker.listenerCount(name) > 0 || worker[kPublicPort] === null) return;
    worker[kPublicPort].unref();
    stop(worker[kPublicPort]);
  });
}

function onControl(worker, message) {
  switch (message.type) {
    case messageTypes.UP_AND_RUNNING:
      worker.emit('online');
      break;
    case messageTypes.COULD_NOT_SERIALIZE_ERROR:
      worker.emit('error', new ERR_WORKER_UNSERIALIZABLE_ERROR());
      break;
    case messageTypes.ERROR_MESSAGE: {
      const { deserializeError } = require('internal/error_serdes');
      worker.emit('error', deserializeError(message.error));
      break;
    }
    case messageTypes.STDIO_PAYLOAD: {
      const stream = worker[kStreams][message.stream];
      for (const { chunk, encoding } of message.chunks) stream.push(chunk, encoding);
      break;
    }
    case messageTypes.STDIO_WANTS_MORE_DATA:
      worker[kStreams][message.stream][kStdioWantsMoreDataCallback]();
      break;
    case messageTypes.ANSWER:
      worker[kQuestions].get(message.id).resolve(message.value);
      worker[kQuestions].delete(message.id);
      break;
  }
}

function onExit(worker, code, errorCode, reason, stack) {
  drain(worker[kPublicPort]);
  drain(worker[kPort]);
  worker.removeAllListeners('message');
  worker.removeAllListeners('messageerrors');
  if (worker[kResource] !== undefined) tracking.tracker?.destroy(worker[kResource]);
  worker[kPort].close();
  worker[kPublicPort].unref();
  worker[kPublicPort].close();
  worker[kHandle] = null;
  worker[kPort] = null;
  worker[kPublicPort] = null;
  const { stdout, stderr } = worker[kStreams];
  if (!stdout.readableEnded) stdout.push(null);
  if (!stderr.readableEnded) stderr.push(null);
  for (const { reject } of worker[kQuestions]?.values() ?? []) reject(new ERR_WORKER_NOT_RUNNING());
  if (errorCode !== undefined) worker.emit('error', endOf(errorCode, reason, stack));
  worker.emit('exit', code);
}

// With the worker's own stack, where it had one.
function endOf(errorCode, reason, stack) {
  const error = new codes[errorCode](reason);
  if (stack !== '') error.stack = `${error.stack.split('\n', 1)[0]}\n${stack}`;
  return error;
}

let questions = 0;

// A question to the worker's own script.
function ask(worker, what, argument) {
  if (worker[kHandle] === null) return Promise.reject(new ERR_WORKER_NOT_RUNNING());
  const id = ++questions;
  const question = Promise.withResolvers();
  worker[kQuestions] ??= new Map();
  worker[kQuestions].set(id, question);
  worker[kPort].postMessage({ type: messageTypes.ASK, id, what, argument });
  return question.promise;
}

function unsupported(worker, name) {
  if (worker[kHandle] === null) return Promise.reject(new ERR_WORKER_NOT_RUNNING());
  return Promise.reject(new ERR_METHOD_NOT_IMPLEMENTED(name));
}

module.exports = { Worker, kBuiltinProgram };
