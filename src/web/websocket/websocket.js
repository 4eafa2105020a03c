// WebSocket (https://websockets.spec.whatwg.org/), the client.
'use strict';

const { open } = internalBinding('websocket');
const { Event, EventTarget } = require('internal/event_target');
const { Blob, isBlob } = require('internal/blob');
const { kEnumerableProperty } = require('internal/util');
const { markPrototype } = require('internal/worker/transfer_marks');
const { isAnyArrayBuffer } = require('internal/util/types');
const { MessageEvent } = require('internal/messaging/event');
const { CloseEvent, ErrorEvent } = require('internal/websocket/events');
const { proxyOf } = require('internal/fetch/proxies');
const { prepare } = require('internal/websocket/handshake');
const { checkClose, toCode, toData, toOptions, toUrl } = require('internal/websocket/arguments');
const { checkArguments, defineHandlers, illegalInvocation, toUSVString } = require('internal/fetch/webidl');

const kConnecting = 0;
const kOpen = 1;
const kClosing = 2;
const kClosed = 3;

const kNoCode = 1005;
const kAbnormal = 1006;

let checked;
let handlersOf;

class WebSocket extends EventTarget {
  #url;
  #link = null;
  #readyState = kConnecting;
  #binaryType = 'blob';
  #protocol = '';
  #extensions = '';
  #bufferedAmount = 0;
  /** Bytes that were sent and have not all left. */
  #leaving = 0;
  /** What was sent behind a Blob waits until the Blob was read. */
  #queue = null;
  #closeSent = false;
  #closeReceived = null;
  #closeWanted = null;
  #handlers = { open: null, error: null, close: null, message: null };

  static {
    checked = (socket) => {
      if (typeof socket !== 'object' || socket === null || !(#url in socket)) throw illegalInvocation();
      return socket;
    };

    handlersOf = (socket) => checked(socket).#handlers;
  }

  constructor(url, protocols = []) {
    super();
    checkArguments(arguments, 1, 'WebSocket constructor');
    const options = toOptions(protocols);
    this.#url = toUrl(`${url}`.toWellFormed());
    if (this.#url.protocol === 'wss:') {
      process.nextTick(() => this.#fail(noTls()));
      return;
    }
    const { host, port, target, fields, check } = prepare(this.#url, options.protocols, options.headers);
    this.#link = open(host, port, target, fields, this.#sink(check), proxyOf(this.#url));
  }

  /** What the native connection tells. */
  #sink(check) {
    return {
      onhead: (status, flat) => {
        const agreed = check(status, flat);
        if (agreed === null) return undefined;
        this.#extensions = agreed.extensions;
        this.#protocol = agreed.protocol;
        return agreed.windowBits;
      },
      onopen: () => {
        this.#readyState = kOpen;
        this.dispatchEvent(new Event('open'));
      },
      onmessage: (data) => this.#receive(data),
      onping() {},
      onpong() {},
      onclosing: (code, reason) => {
        this.#closeSent = true;
        this.#closeReceived = { code: code ?? kNoCode, reason };
        this.#readyState = kClosing;
      },
      onfail: () => {
        this.#closeSent = true;
        this.#readyState = kClosing;
      },
      ondrain: () => {
        this.#bufferedAmount -= this.#leaving;
        this.#leaving = 0;
      },
      onclosed: () => this.#closed(),
    };
  }

  #receive(data) {
    if (this.#readyState !== kOpen) return;
    if (typeof data !== 'string') data = this.#binaryType === 'blob' ? new Blob([data]) : data.buffer;
    this.dispatchEvent(new MessageEvent('message', { data, origin: this.#url.origin }));
  }

  #closed() {
    if (this.#closeReceived === null) return this.#fail(new TypeError(''));
    this.#readyState = kClosed;
    const { code, reason } = this.#closeReceived;
    this.dispatchEvent(new CloseEvent('close', { wasClean: this.#closeSent, code, reason }));
  }

  #fail(error) {
    this.#readyState = kClosed;
    this.dispatchEvent(new ErrorEvent('error', { error }));
    this.dispatchEvent(new CloseEvent('close', { wasClean: false, code: kAbnormal, reason: '' }));
  }

  close(code = undefined, reason = undefined) {
    checked(this);
    code = code === undefined ? null : toCode(code);
    reason = reason === undefined ? '' : toUSVString(reason, 'WebSocket.close', 'reason');
    checkClose(code, reason);
    if (this.#readyState === kConnecting) {
      this.#link?.destroy();
      this.#fail(new TypeError(''));
      this.#readyState = kClosing;
    } else if (this.#readyState === kOpen) {
      this.#readyState = kClosing;
      if (reason !== '' && code === null) code = 1000;
      this.#closeSent = true;
      if (this.#queue === null) this.#link.close(code, reason);
      else this.#closeWanted = [code, reason];
    }
  }

  send(data) {
    checked(this);
    checkArguments(arguments, 1, 'WebSocket.send');
    data = toData(data);
    if (this.#readyState === kConnecting) {
      const { lazyDOMException } = require('internal/util');
      throw lazyDOMException('Sent before connected.', 'InvalidStateError');
    }
    if (this.#readyState !== kOpen) return;
    if (this.#queue === null && !isBlob(data)) return this.#put(data);
    this.#bufferedAmount += sizeOf(data);
    if (this.#queue !== null) {
      this.#queue.push(isBlob(data) || typeof data === 'string' ? data : copyOf(data));
    } else {
      this.#queue = [data];
      this.#sendQueued();
    }
  }

  async #sendQueued() {
    while (this.#queue.length > 0) {
      const data = this.#queue.shift();
      const size = sizeOf(data);
      const bytes = isBlob(data) ? await data.arrayBuffer() : data;
      this.#bufferedAmount -= size;
      this.#put(bytes);
    }
    this.#queue = null;
    if (this.#closeWanted !== null) this.#link.close(...this.#closeWanted);
  }

  #put(data) {
    const size = sizeOf(data);
    this.#bufferedAmount += size;
    if (typeof data !== 'string') data = bytesOf(data);
    if (this.#link.send(data)) process.nextTick(() => { this.#bufferedAmount -= size; });
    else this.#leaving += size;
  }

  get readyState() { return checked(this).#readyState; }
  get bufferedAmount() { return checked(this).#bufferedAmount; }
  get url() { return checked(this).#url.href; }
  get extensions() { return checked(this).#extensions; }
  get protocol() { return checked(this).#protocol; }
  get binaryType() { return checked(this).#binaryType; }

  set binaryType(type) {
    checked(this).#binaryType = type === 'arraybuffer' ? 'arraybuffer' : 'blob';
  }
}

function noTls() {
  const error = new TypeError('There are no connections to wss: URLs yet, as they need TLS');
  error.code = 'ERR_METHOD_NOT_IMPLEMENTED';
  return error;
}

const bytesOf = (data) =>
  (isAnyArrayBuffer(data) ? new Uint8Array(data) : new Uint8Array(data.buffer, data.byteOffset, data.byteLength));

const copyOf = (data) => bytesOf(data).slice();

function sizeOf(data) {
  if (typeof data !== 'string') return isBlob(data) ? data.size : data.byteLength;
  const { TextEncoder } = require('internal/encoding');
  return new TextEncoder().encode(data).byteLength;
}

defineHandlers(WebSocket, ['open', 'error', 'close', 'message'], handlersOf);

const states = { CONNECTING: kConnecting, OPEN: kOpen, CLOSING: kClosing, CLOSED: kClosed };
for (const [name, value] of Object.entries(states)) {
  const descriptor = { __proto__: null, value, enumerable: true, writable: false, configurable: false };
  Object.defineProperty(WebSocket, name, descriptor);
  Object.defineProperty(WebSocket.prototype, name, descriptor);
}
for (const name of ['url', 'readyState', 'bufferedAmount', 'close', 'binaryType', 'send', 'extensions', 'protocol']) {
  Object.defineProperty(WebSocket.prototype, name, kEnumerableProperty);
}
Object.defineProperty(WebSocket.prototype, Symbol.toStringTag, {
  __proto__: null, value: 'WebSocket', writable: false, enumerable: false, configurable: true,
});

markPrototype(WebSocket.prototype, false, false);

module.exports = { WebSocket };
