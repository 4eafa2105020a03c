// CloseEvent (https://websockets.spec.whatwg.org/#the-closeevent-interface), and the event that errors are told by.
'use strict';

const { Event } = require('internal/event_target');
const { kEnumerableProperty } = require('internal/util');
const { markPrototype } = require('internal/worker/transfer_marks');
const { checkArguments, toDictionary, toUSVString } = require('internal/fetch/webidl');

/** `unsigned short` and the like, as Web IDL converts numbers without an attribute. */
function toUnsigned(value, bits, context, name) {
  if (typeof value === 'bigint' || typeof value === 'symbol') {
    throw new TypeError(`${context}: ${name} is a ${typeof value}, which cannot be converted to a number.`);
  }
  const number = Number(value);
  if (!Number.isFinite(number)) return 0;
  const modulus = 2 ** bits;
  return ((Math.trunc(number) % modulus) + modulus) % modulus;
}

class CloseEvent extends Event {
  #wasClean;
  #code;
  #reason;

  constructor(type, init = undefined) {
    const context = 'CloseEvent constructor';
    checkArguments(arguments, 1, context);
    const options = toDictionary(init);
    super(type, options);
    this.#wasClean = Boolean(options.wasClean);
    this.#code = options.code === undefined ? 0 : toUnsigned(options.code, 16, context, 'code');
    this.#reason = options.reason === undefined ? '' : toUSVString(options.reason, context, 'reason');
  }

  get wasClean() { return this.#wasClean; }
  get code() { return this.#code; }
  get reason() { return this.#reason; }
}

// No global in Node 24: programs meet it as what an "error" listener is given.
class ErrorEvent extends Event {
  #message;
  #error;

  constructor(type, { message = '', error } = {}) {
    super(type);
    this.#message = message;
    this.#error = error;
  }

  get message() { return this.#message; }
  get filename() { return ''; }
  get lineno() { return 0; }
  get colno() { return 0; }
  get error() { return this.#error; }
}

for (const [Class, names] of [
  [CloseEvent, ['reason', 'code', 'wasClean']],
  [ErrorEvent, ['message', 'filename', 'lineno', 'colno', 'error']],
]) {
  for (const name of names) Object.defineProperty(Class.prototype, name, kEnumerableProperty);
  Object.defineProperty(Class.prototype, Symbol.toStringTag, {
    __proto__: null, value: Class.name, configurable: true,
  });
  markPrototype(Class.prototype, false, false);
}

module.exports = { CloseEvent, ErrorEvent };
