// MessageEvent: https://html.spec.whatwg.org/multipage/comms.html#the-messageevent-interface
'use strict';

const { Event, eventLike } = require('internal/event_target');
const { kEnumerableProperty } = require('internal/util');
const { isPort } = internalBinding('message_port');

let arrived;

class MessageEvent extends Event {
  #data;
  #ports;
  /** What few events say: origin, lastEventId, source. */
  #more;

  static {
    const templates = { __proto__: null };
    arrived = (type, data, ports) => {
      const event = eventLike(templates[type] ??= new MessageEvent(type));
      event.#data = data;
      event.#ports = ports;
      return event;
    };
  }

  constructor(type, init = undefined) {
    if (arguments.length === 0) {
      throw invalid("MessageEvent constructor: 1 argument required, but only 0 present.", 'ERR_MISSING_ARGS');
    }
    const options = dictionary(init);
    super(type, options);
    const { data, origin, lastEventId, source, ports } = options;
    this.#data = data === undefined ? null : data;
    this.#more = {
      origin: origin === undefined ? '' : `${origin}`,
      lastEventId: lastEventId === undefined ? '' : `${lastEventId}`,
      source: sourceOf(source, 'eventInitDict.source'),
    };
    this.#ports = portsOf(ports, 'eventInitDict.ports');
  }

  get data() { return this.#data; }
  get origin() { return this.#more.origin; }
  get lastEventId() { return this.#more.lastEventId; }
  get source() { return this.#more.source; }

  get ports() {
    this.#ports ??= [];
    if (!Object.isFrozen(this.#ports)) Object.freeze(this.#ports);
    return this.#ports;
  }

  initMessageEvent(type, bubbles = false, cancelable = false, data = null, origin = '', lastEventId = '',
                   source = null, ports = []) {
    if (arguments.length === 0) {
      throw invalid('MessageEvent.initMessageEvent: 1 argument required, but only 0 present.', 'ERR_MISSING_ARGS');
    }
    // The instance keeps its identity: its type is what it was made with.
    this.#data = data;
    this.#more = { origin: `${origin}`, lastEventId: `${lastEventId}`, source: sourceOf(source, 'source') };
    this.#ports = portsOf(ports, 'ports');
  }
}

for (const name of ['data', 'origin', 'lastEventId', 'source', 'ports', 'initMessageEvent']) {
  Object.defineProperty(MessageEvent.prototype, name, kEnumerableProperty);
}
Object.defineProperty(MessageEvent.prototype, Symbol.toStringTag, {
  __proto__: null, value: 'MessageEvent', configurable: true, enumerable: false, writable: false,
});

function invalid(message, code = 'ERR_INVALID_ARG_TYPE') {
  const error = new TypeError(message);
  error.code = code;
  return error;
}

function dictionary(init) {
  if (init === undefined || init === null) return {};
  if (typeof init !== 'object' && typeof init !== 'function') {
    throw invalid(`MessageEvent constructor: Expected eventInitDict ("MessageEventInit") to be one of: Null, Undefined, Object.`);
  }
  return init;
}

function sourceOf(source, name) {
  if (source === undefined || source === null) return null;
  if (!isPort(source)) throw notPort(name, source);
  return source;
}

function portsOf(ports, name) {
  if (ports === undefined) return [];
  if (ports === null || typeof ports !== 'object' || typeof ports[Symbol.iterator] !== 'function') {
    throw invalid(`MessageEvent constructor: ${name} (${shown(ports)}) is not iterable.`);
  }
  const list = [...ports];
  list.forEach((port, i) => {
    if (!isPort(port)) throw notPort(`${name}[${i}]`, port);
  });
  return list;
}

function notPort(name, value) {
  return invalid(`MessageEvent constructor: Expected ${name} ("${shown(value)}") to be an instance of MessagePort.`);
}

function shown(value) {
  return require('internal/util/inspect').inspect(value);
}

module.exports = {
  MessageEvent,
  /** `arrived(type, data, ports)`: the event of a message from another port, with the ports that came with it, if any. */
  arrived,
};
