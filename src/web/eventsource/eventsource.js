// EventSource: https://html.spec.whatwg.org/multipage/server-sent-events.html#the-eventsource-interface
'use strict';

const { AbortController } = require('internal/abort_controller');
const { Event, EventTarget } = require('internal/event_target');
const { URL } = require('internal/url');
const { kEnumerableProperty, lazyDOMException } = require('internal/util');
const { markPrototype } = require('internal/worker/transfer_marks');
const { setTimeout } = require('timers');
const { fetch } = require('internal/fetch');
const { parseMimeType } = require('internal/fetch/mime');
const { checkArguments, defineHandlers, illegalInvocation, toDictionary, toUSVString } = require('internal/fetch/webidl');
const { stateOf } = require('internal/fetch/response');
const { MessageEvent } = require('internal/messaging/event');
const { EventParser } = require('internal/eventsource/parser');

const kConnecting = 0;
const kOpen = 1;
const kClosed = 2;

const RECONNECTION_TIME_MS = 3000;
const { codes: { ERR_METHOD_NOT_IMPLEMENTED } } = require('internal/errors');

let isWarned = false;
let handlersOf;

class EventSource extends EventTarget {
  #url;
  #withCredentials;
  #readyState = kConnecting;
  #abort = null;
  #settings;
  #handlers = { open: null, error: null, message: null };

  static {
    handlersOf = (source) => {
      if (typeof source !== 'object' || source === null || !(#url in source)) throw illegalInvocation();
      return source.#handlers;
    };
  }

  constructor(url, init = {}) {
    super();
    const context = 'EventSource constructor';
    checkArguments(arguments, 1, context);
    if (!isWarned) {
      isWarned = true;
      process.emitWarning('EventSource is experimental, expect them to change at any time.', { code: 'UNDICI-ES' });
    }
    url = toUSVString(url, context, 'url');
    const { withCredentials, node, dispatcher } = toDictionary(init, context);
    if (dispatcher !== undefined || node?.dispatcher !== undefined) {
      throw new ERR_METHOD_NOT_IMPLEMENTED('The option "dispatcher" of EventSource');
    }
    try {
      this.#url = new URL(url);
    } catch (error) {
      throw lazyDOMException(`${error.name}: ${error.message}`, 'SyntaxError');
    }
    this.#withCredentials = Boolean(withCredentials);
    this.#settings = { lastEventId: '', reconnectionTime: node?.reconnectionTime ?? RECONNECTION_TIME_MS, isOver: false };
    this.#connect();
  }

  get readyState() { return this.#readyState; }
  get url() { return this.#url.href; }
  get withCredentials() { return this.#withCredentials; }

  async #connect() {
    if (this.#readyState === kClosed) return;
    this.#readyState = kConnecting;
    this.#abort = new AbortController();
    const { lastEventId } = this.#settings;
    const headers = { 'accept': 'text/event-stream', 'accept-language': '*' };
    if (lastEventId !== '') headers['last-event-id'] = lastEventId;
    let response;
    try {
      response = await fetch(this.#url, {
        headers, cache: 'no-store', signal: this.#abort.signal, referrer: '', keepalive: true,
        credentials: this.#withCredentials ? 'omit' : 'same-origin',
      });
    } catch {
      // Whatever kept it from answering may pass.
      this.#reconnect();
      return;
    }
    const type = response.headers.get('content-type');
    if (response.status !== 200 || type === null || parseMimeType(type)?.essence !== 'text/event-stream') {
      this.#fail();
      return;
    }
    this.#readyState = kOpen;
    this.dispatchEvent(new Event('open'));
    await this.#read(response);
  }

  async #read(response) {
    const { body, url } = stateOf(response);
    const { origin } = url;
    const parser = new EventParser(this.#settings, (eventType, data) => {
      this.dispatchEvent(new MessageEvent(eventType, { data, origin, lastEventId: this.#settings.lastEventId }));
    });
    try {
      for (let bytes; body !== null && this.#readyState === kOpen && (bytes = await body.next()) !== null;) {
        parser.push(bytes);
      }
    } catch (error) {
      // Nobody waits for what comes of a source that was closed.
      if (this.#readyState === kClosed) return;
      if (error instanceof RangeError) {
        this.#fail();
        return;
      }
    }
    this.#reconnect();
  }

  #fail() {
    this.close();
    this.dispatchEvent(new Event('error'));
  }

  #reconnect() {
    if (this.#readyState === kClosed) return;
    this.#readyState = kConnecting;
    this.dispatchEvent(new Event('error'));
    setTimeout(() => {
      if (this.#readyState === kConnecting) this.#connect();
    }, this.#settings.reconnectionTime).unref();
  }

  close() {
    handlersOf(this);
    if (this.#readyState === kClosed) return;
    this.#readyState = kClosed;
    this.#settings.isOver = true;
    this.#abort.abort();
  }
}

defineHandlers(EventSource, ['open', 'message', 'error'], handlersOf);
for (const [name, value] of Object.entries({ CONNECTING: kConnecting, OPEN: kOpen, CLOSED: kClosed })) {
  const descriptor = { __proto__: null, value, configurable: false, enumerable: true, writable: false };
  Object.defineProperty(EventSource, name, descriptor);
  Object.defineProperty(EventSource.prototype, name, descriptor);
}
for (const name of ['close', 'readyState', 'url', 'withCredentials']) {
  Object.defineProperty(EventSource.prototype, name, kEnumerableProperty);
}

markPrototype(EventSource.prototype, false, false);

module.exports = { EventSource };
