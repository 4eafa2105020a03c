// `rnode:serve`: the function that serves. The types are in serve.d.ts.
'use strict';

const { Server: NetServer } = require('net');
const { setImmediate } = require('timers');
const { validateFunction, validateObject } = require('internal/validators');
const { createNative } = require('internal/serve/server');

const DEFAULT_PORT = 3000;

/** Serves `handler(request, info)` on a port or a path. `handler` may be the option `fetch` instead. */
function serve(options, handler = options?.fetch) {
  if (typeof options === 'function') return serve({}, options);
  validateObject(options, 'options');
  validateFunction(handler, 'handler');
  if (options.onError !== undefined) validateFunction(options.onError, 'options.onError');
  return new Server(options, handler);
}

class Server {
  #net = new NetServer();
  #native;
  #closed = Promise.withResolvers();
  #isClosing = false;
  /** Every connection is gone, and was told so. */
  #isIdle = true;
  /** Fulfilled with the server once it listens; rejected if it cannot. */
  ready;
  /** Fulfilled when the server was closed and its last connection is gone. */
  closed = this.#closed.promise;

  constructor(options, handler) {
    const { path, signal, hostname, backlog, reusePort } = options;
    const native = this.#native = createNative(handler, options.onError, options, () => {
      this.#isIdle = true;
      // Behind what the end of the last connection brings about.
      setImmediate(() => this.#settle());
    });
    this.ready = new Promise((resolve, reject) => {
      this.#net.once('error', reject);
      this.#net.once('listening', () => {
        this.#net.off('error', reject);
        resolve(this);
      });
    });
    // A connection that comes as a socket, from a process that accepts for this one.
    this.#net.on('connection', (socket) => {
      const handle = socket._handle;
      socket._handle = null;
      if (!native.adopt(handle)) handle.close();
    });
    this.#net.once('listening', () => native.attach(this.#net._handle));
    this.#net.on('close', () => this.#settle());
    this.#net.listen(path === undefined ?
      { port: options.port ?? DEFAULT_PORT, host: hostname, backlog, reusePort } : { path, backlog });
    signal?.addEventListener('abort', () => this.close(), { once: true });
  }

  /** The port that is listened on; undefined on a path, and once closed. */
  get port() { return this.#net.address()?.port; }

  /** The address that is listened on, or the path. */
  get hostname() {
    const address = this.#net.address();
    return typeof address === 'string' ? address : address?.address;
  }

  /** Where a client on this machine finds the server. */
  get url() {
    const { URL } = require('internal/url');
    const { address, family, port } = this.#net.address() ?? {};
    if (port === undefined) return undefined;
    const isAny = address === '::' || address === '0.0.0.0';
    return new URL(`http://${isAny ? 'localhost' : family === 'IPv6' ? `[${address}]` : address}:${port}/`);
  }

  /** Listens no more, and lets what is under way finish; with `force`, ends that too. */
  close({ force = false } = {}) {
    if (!this.#isClosing) {
      this.#isClosing = true;
      this.#isIdle = this.#native.connections === 0;
      this.#net.close();
      this.#native.closeIdle();
    }
    if (force) this.#native.closeAll();
    return this.closed;
  }

  ref() {
    this.#net.ref();
    return this;
  }

  unref() {
    this.#net.unref();
    return this;
  }

  async [Symbol.asyncDispose]() {
    await this.close();
  }

  #settle() {
    if (this.#isClosing && this.#isIdle && !this.#net.listening) this.#closed.resolve();
  }
}

module.exports = { Server, serve };
