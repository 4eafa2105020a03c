// Event emitters belong to the domain that is active when they are made: their listeners run in it, and an 'error' that
// nobody listens for is the domain's.
'use strict';

const EventEmitter = require('events');
const { codes: { ERR_UNHANDLED_ERROR } } = require('internal/errors');
const { active, currentStack, setActive, setStack } = require('internal/domain/current');

function mark(object, domain) {
  Object.defineProperty(object, 'domain', {
    __proto__: null, configurable: true, enumerable: false, value: domain, writable: true,
  });
}

/** Has emitters made from now on belong to domains. */
function install(Domain) {
  EventEmitter.usingDomains = true;
  const { init } = EventEmitter;
  EventEmitter.init = function(options) {
    const domain = active();
    mark(this, domain && !(this instanceof Domain) ? domain : null);
    return Reflect.apply(init, this, [options]);
  };
  const { emit } = EventEmitter.prototype;
  EventEmitter.prototype.emit = function(...args) {
    const { domain } = this;
    const type = args[0];
    const isHeard = type === 'error' && this.listenerCount(type) > 0;
    if (isHeard || domain === null || domain === undefined || this === process) return Reflect.apply(emit, this, args);
    if (type === 'error') {
      emitToDomain(this, domain, args[1]);
      return false;
    }
    domain.enter();
    const result = Reflect.apply(emit, this, args);
    domain.exit();
    return result;
  };
}

function emitToDomain(emitter, domain, given) {
  const error = given || new ERR_UNHANDLED_ERROR(given);
  if (typeof error === 'object') {
    error.domainEmitter = emitter;
    mark(error, domain);
    error.domainThrown = false;
  }
  // What the domain's own listeners throw is for the domain outside of it.
  const outer = currentStack();
  const wasActive = active();
  let end = outer.length;
  while (end > 0 && outer[end - 1] === wasActive) end--;
  setStack(outer.slice(0, end), null);
  domain.emit('error', error);
  setStack(outer, null);
  setActive(wasActive);
}

module.exports = { install, mark };
