// `node:domain`.
'use strict';

const EventEmitter = require('events');
const {
  codes: { ERR_DOMAIN_CALLBACK_NOT_AVAILABLE, ERR_DOMAIN_CANNOT_SET_UNCAUGHT_EXCEPTION_CAPTURE },
} = require('internal/errors');
const { hasCapture, setDomainHandler } = require('internal/process/fatal');
const { active, currentStack, setActive, setStack } = require('internal/domain/current');
const { install, mark } = require('internal/domain/emitters');

if (hasCapture()) throw new ERR_DOMAIN_CALLBACK_NOT_AVAILABLE();

const required = new Error('require(`domain`) at this point').stack;

process.setUncaughtExceptionCaptureCallback = function(fn) {
  const error = new ERR_DOMAIN_CANNOT_SET_UNCAUGHT_EXCEPTION_CAPTURE();
  error.stack += `\n${'-'.repeat(40)}\n${required}`;
  throw error;
};

class Domain extends EventEmitter {
  constructor() {
    super();
    this.members = [];
  }
}

// Assigned, so that they are enumerable, as Node's are.
Domain.prototype.members = undefined;

/** Takes an error that nothing caught; whether it is dealt with. */
Domain.prototype._errorHandler = function(error) {
  if ((typeof error === 'object' && error !== null) || typeof error === 'function') {
    mark(error, this);
    error.domainThrown = true;
    while (active() === this) this.exit();
  }
  let caught = false;
  if (currentStack().length === 0) {
    // An 'error' without a listener would be thrown and hide where the error came from.
    if (this.listenerCount('error') > 0) caught = outsideOfDomains(() => this.emit('error', error));
  } else {
    caught = this.emitWithin(error);
  }
  setStack([], null);
  return caught;
};

Object.defineProperty(Domain.prototype, 'emitWithin', {
  __proto__: null,
  configurable: true,
  writable: true,
  // What a listener throws is for the next domain of the stack.
  value(error) {
    try {
      return this.emit('error', error);
    } catch (thrown) {
      const stack = currentStack();
      if (stack.length === 0) throw thrown;
      const domain = stack.at(-1);
      setActive(domain);
      return domain._errorHandler(thrown);
    }
  },
});

Domain.prototype.enter = function() {
  setStack([...currentStack(), this]);
};

Domain.prototype.exit = function() {
  const stack = currentStack();
  const index = stack.lastIndexOf(this);
  if (index >= 0) setStack(stack.slice(0, index), undefined);
};

Domain.prototype.add = function(emitter) {
  if (emitter.domain === this) return;
  if (emitter.domain) emitter.domain.remove(emitter);
  // Domains must not contain each other.
  if (this.domain && emitter instanceof Domain) {
    for (let { domain } = this; domain; domain = domain.domain) if (emitter === domain) return;
  }
  mark(emitter, this);
  this.members.push(emitter);
};

Domain.prototype.remove = function(emitter) {
  emitter.domain = null;
  const index = this.members.indexOf(emitter);
  if (index !== -1) this.members.splice(index, 1);
};

Domain.prototype.run = function(fn, ...args) {
  this.enter();
  const result = Reflect.apply(fn, this, args);
  this.exit();
  return result;
};

Domain.prototype.bind = function(callback) {
  // eslint-disable-next-line no-this-alias
  const domain = this;
  function runBound(...args) {
    domain.enter();
    const result = Reflect.apply(callback, this, args);
    domain.exit();
    return result;
  }
  mark(runBound, this);
  return runBound;
};

Domain.prototype.intercept = function(callback) {
  // eslint-disable-next-line no-this-alias
  const domain = this;
  return function runIntercepted(error, ...args) {
    if (error && error instanceof Error) {
      error.domainBound = callback;
      error.domainThrown = false;
      mark(error, domain);
      domain.emit('error', error);
      return undefined;
    }
    domain.enter();
    const result = Reflect.apply(callback, this, args);
    domain.exit();
    return result;
  };
};

// ---- Uncaught exceptions

let isOutside = false;

// Whether the error went to a domain that took it.
function onUncaught(error) {
  const domain = active();
  if (!domain || isOutside) return false;
  if (currentStack().some((each) => each.listenerCount('error') > 0)) return domain._errorHandler(error);
  // Listeners of 'uncaughtException' belong to no domain.
  setStack([], null);
  return false;
}

// What is thrown in a listener of the outermost domain is nobody's.
function outsideOfDomains(body) {
  isOutside = true;
  try {
    return body();
  } finally {
    isOutside = false;
  }
}

setDomainHandler(onUncaught);
setActive(null);
install(Domain);

Object.defineProperty(process, 'domain', {
  __proto__: null, enumerable: true, get: active, set: setActive,
});

function createDomain() {
  return new Domain();
}

module.exports = {
  Domain,
  create: createDomain,
  createDomain,
};
Object.defineProperties(module.exports, {
  active: { __proto__: null, get: active, set: setActive, enumerable: true, configurable: true },
  _stack: { __proto__: null, get: currentStack, enumerable: true, configurable: true },
});
