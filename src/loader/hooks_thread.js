// `module.register` and `--experimental-loader`: hooks that run on a thread of their own, one for all of them. This
// side asks and waits: what it asks for is needed before the program can go on.
'use strict';

const { codes: { ERR_ASYNC_LOADER_REQUEST_NEVER_SETTLED } } = require('internal/errors');
const { getOptionValue } = require('internal/options');
const { isURL, pathToFileURL } = require('internal/url');
const { hookLists } = require('internal/modules/helpers');

let thread;

class HooksThread {
  #lock = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  #port;

  constructor() {
    const { Worker, kBuiltinProgram } = require('internal/worker');
    const { MessageChannel } = require('internal/messaging/ports');
    const { port1, port2 } = new MessageChannel();
    this.#port = port1;
    this.#port.unref();
    const worker = new Worker('internal/modules/esm/hooks_worker', {
      [kBuiltinProgram]: { port: port2, lock: this.#lock.buffer },
      transferList: [port2],
      execArgv: [],
    });
    worker.unref();
  }

  // Calls a method over there; throws what it throws.
  ask(method, args, transfers = []) {
    const { receiveMessageOnPort } = require('internal/messaging/ports');
    this.#port.postMessage({ method, args }, transfers);
    for (;;) {
      const seen = Atomics.load(this.#lock, 0);
      const received = receiveMessageOnPort(this.#port);
      if (received !== undefined) return unwrap(received.message);
      Atomics.wait(this.#lock, 0, seen);
    }
  }

  resolve(specifier, context) {
    return this.ask('resolve', [specifier, context]);
  }

  load(url, context) {
    return this.ask('load', [url, context]);
  }
}

function unwrap({ status, value }) {
  switch (status) {
    case 'value':
      return value;
    case 'error':
      throw require('internal/error_serdes').deserializeError(value);
    case 'thrown':
      throw value;
    case 'unsettled':
      throw new ERR_ASYNC_LOADER_REQUEST_NEVER_SETTLED();
    default:
      // A hook has called process.exit.
      return process.exit(value);
  }
}

/** `module.register`. */
function register(specifier, parentURL, options) {
  if (parentURL !== null && typeof parentURL === 'object' && !isURL(parentURL)) {
    options = parentURL;
    ({ parentURL } = options);
  }
  add(`${specifier}`, `${parentURL ?? 'data:'}`, options?.data, options?.transferList);
}

function add(specifier, parentURL, data, transfers) {
  thread ??= new HooksThread();
  // Hooks are loaded by those that are there already.
  thread.ask('register', [specifier, parentURL, data], transfers);
  hookLists.thread = thread;
}

/** Registers what `--experimental-loader` names. */
function registerFromOptions() {
  const specifiers = getOptionValue('--experimental-loader');
  const calls = specifiers.map((specifier) => `register(${JSON.stringify(specifier)}, pathToFileURL("./"))`).join('; ');
  process.emitWarning(
    '`--experimental-loader` may be removed in the future; instead use `register()`:\n' +
    '--import \'data:text/javascript,import { register } from "node:module"; ' +
    `import { pathToFileURL } from "node:url"; ${calls};'`, 'ExperimentalWarning');
  const base = pathToFileURL(`${process.cwd()}/`).href;
  for (const specifier of specifiers) add(specifier, base, undefined, undefined);
}

/** Whether an error says that a hook's promise will never settle. */
function isNeverSettled(error) {
  return error?.code === 'ERR_ASYNC_LOADER_REQUEST_NEVER_SETTLED';
}

module.exports = { isNeverSettled, register, registerFromOptions };
