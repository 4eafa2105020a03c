// AbortController and AbortSignal: https://dom.spec.whatwg.org/#aborting-ongoing-activities
'use strict';

const { codes: { ERR_ILLEGAL_CONSTRUCTOR, ERR_INVALID_THIS } } = require('internal/errors');
const { kValidateObjectAllowObjects, validateObject, validateUint32 } = require('internal/validators');
const { customInspectSymbol, lazyDOMExceptionClass } = require('internal/util');
const {
  Event,
  EventTarget,
  defineEventHandler,
  kNewListener,
  kRemoveListener,
  kResistStopPropagation,
  kTrustEvent,
  kWeakHandler,
} = require('internal/event_target');
const { exposeMembers, inspectMembers } = require('internal/event_target/event');
const { kMaxEventTargetListeners } = require('internal/events/symbols');

const kAborted = Symbol('kAborted');
const kReason = Symbol('kReason');
const kTimeout = Symbol('kTimeout');

// Of a signal that any() made: a set of weak references to the signals that it follows.
const kSources = Symbol('kSourceSignals');
// Of a signal that others follow: a set of weak references to those.
const kDependants = Symbol('kDependantSignals');

const kConstruct = Symbol('kConstruct');

// Signals with a listener that will still be called though no program holds them any more: a timeout,
// or one that follows another.
const kept = new Set();

class AbortSignal extends EventTarget {
  constructor() {
    if (arguments[0] !== kConstruct) throw new ERR_ILLEGAL_CONSTRUCTOR();
    super();
    this[kAborted] = false;
  }

  get aborted() {
    return isAborted(this);
  }

  get reason() {
    isAborted(this);
    return this[kReason];
  }

  throwIfAborted() {
    if (isAborted(this)) throw this[kReason];
  }

  static abort(reason = abortReason()) {
    const signal = createSignal();
    signal[kAborted] = true;
    signal[kReason] = reason;
    return signal;
  }

  static timeout(delay) {
    validateUint32(delay, 'delay', false);
    const signal = createSignal();
    signal[kTimeout] = true;
    startTimeout(signal, delay);
    return signal;
  }

  static any(signals) {
    return require('internal/abort_controller/any').anySignal(signals);
  }

  [customInspectSymbol](depth, options) {
    return inspectSelf(this, { aborted: this.aborted }, depth, options);
  }

  [kNewListener](size, type, listener, once, capture, passive, weak) {
    super[kNewListener](size, type, listener, once, capture, passive, weak);
    if (type !== 'abort' || size !== 1) return;
    const sources = this[kSources];
    if ((sources === undefined && !this[kTimeout]) || this.aborted) return;
    if (sources !== undefined) require('internal/abort_controller/any').follow(this);
    if (!weak && (this[kTimeout] || sources.size > 0)) kept.add(this);
  }

  [kRemoveListener](size, type, listener, capture) {
    super[kRemoveListener](size, type, listener, capture);
    if (type === 'abort' && size === 0) kept.delete(this);
  }
}

exposeMembers(AbortSignal, ['aborted']);
defineEventHandler(AbortSignal.prototype, 'abort');

// A signal may well have many listeners.
Object.defineProperty(AbortSignal.prototype, kMaxEventTargetListeners, { value: 0, writable: true });
Object.defineProperty(AbortSignal.prototype, kReason, { value: undefined, writable: true });

class AbortController {
  #signal;

  // Most controllers are never asked for it.
  get signal() {
    return this.#signal ??= createSignal();
  }

  abort(reason = abortReason()) {
    abortSignal(this.#signal ??= createSignal(), reason);
  }

  [customInspectSymbol](depth, options) {
    return inspectSelf(this, { signal: this.signal }, depth, options);
  }
}

exposeMembers(AbortController, ['signal', 'abort']);

function createSignal() {
  return new AbortSignal(kConstruct);
}

const isSignal = (value) => value?.[kAborted] !== undefined;

/** Checks the brand too. A signal that follows others and has no listener looks when it is asked. */
function isAborted(signal) {
  if (!isSignal(signal)) throw new ERR_INVALID_THIS('AbortSignal');
  if (signal[kSources] !== undefined && !signal[kAborted]) {
    require('internal/abort_controller/any').refresh(signal);
  }
  return signal[kAborted];
}

const abortReason = () => new (lazyDOMExceptionClass())('This operation was aborted', 'AbortError');

/** https://dom.spec.whatwg.org/#abortsignal-signal-abort */
function abortSignal(signal, reason) {
  if (signal[kAborted]) return;
  signal[kAborted] = true;
  signal[kReason] = reason;

  // All of them are aborted before the first listener of any is called.
  const aborting = [signal];
  for (const reference of signal[kDependants] ?? []) {
    const dependant = reference.deref();
    if (dependant !== undefined && !dependant[kAborted]) {
      dependant[kAborted] = true;
      dependant[kReason] = reason;
      aborting.push(dependant);
    }
  }
  for (const aborted of aborting) {
    aborted.dispatchEvent(new Event('abort', { [kTrustEvent]: true }));
    // It cannot be aborted again, so nothing keeps it, nor what it followed.
    kept.delete(aborted);
  }
  for (const reference of signal[kSources] ?? []) {
    const source = reference.deref();
    if (source !== undefined) kept.delete(source);
  }
}

let timeouts;

// Neither does the timer keep the signal, nor the signal's timer the process.
function startTimeout(signal, delay) {
  const { clearTimeout, setTimeout } = require('timers');
  timeouts ??= new FinalizationRegistry(clearTimeout);
  const reference = new WeakRef(signal);
  const timer = setTimeout(() => {
    const signal = reference.deref();
    if (signal === undefined) return;
    timeouts.unregister(signal);
    const DOMException = lazyDOMExceptionClass();
    abortSignal(signal, new DOMException('The operation was aborted due to timeout', 'TimeoutError'));
  }, delay);
  timer.unref();
  timeouts.register(signal, timer, signal);
}

function inspectSelf(self, members, depth, options) {
  return depth < 0 ? self : inspectMembers(self, members, depth, options);
}

/** A promise that is fulfilled when `signal` is aborted, unless `resource` is collected before. */
async function aborted(signal, resource) {
  requireSignal(signal, 'signal');
  validateObject(resource, 'resource', kValidateObjectAllowObjects);
  if (signal.aborted) return;
  const { promise, resolve } = Promise.withResolvers();
  signal.addEventListener('abort', resolve, {
    [kWeakHandler]: resource, once: true, [kResistStopPropagation]: true,
  });
  return promise;
}

/** https://webidl.spec.whatwg.org/#js-interface */
function requireSignal(value, context) {
  if (AbortSignal.prototype.isPrototypeOf(value)) return value;
  throw conversionError(`${context} is not of type AbortSignal.`);
}

function conversionError(message) {
  const error = new TypeError(message);
  error.code = 'ERR_INVALID_ARG_TYPE';
  return error;
}

/** Lets `signal` be transferred to another thread. */
function transferableAbortSignal(signal) {
  return require('internal/abort_controller/transfer').transferableAbortSignal(signal);
}

/** A controller whose signal can be transferred. */
function transferableAbortController() {
  const controller = new AbortController();
  transferableAbortSignal(controller.signal);
  return controller;
}

/** What a transferred signal is made with on the other side. */
function ClonedAbortSignal() {
  const signal = createSignal();
  require('internal/abort_controller/transfer').markTransferable(signal);
  return signal;
}

module.exports = {
  AbortController,
  AbortSignal,
  ClonedAbortSignal,
  abortSignal,
  aborted,
  conversionError,
  createSignal,
  isSignal,
  kAborted,
  kDependants,
  kReason,
  kSources,
  kTimeout,
  kept,
  requireSignal,
  transferableAbortController,
  transferableAbortSignal,
};
