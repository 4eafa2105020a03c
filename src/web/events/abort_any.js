// AbortSignal.any(): https://dom.spec.whatwg.org/#create-a-dependent-abort-signal
//
// A dependent signal and its sources hold each other weakly: a long-lived source must not collect
// every signal that ever followed it. A dependent signal without listeners does not even register
// with its sources, it looks at them when it is asked.
'use strict';

const {
  abortSignal,
  conversionError,
  createSignal,
  kAborted,
  kDependants,
  kSources,
  kTimeout,
  kept,
  requireSignal,
} = require('internal/abort_controller');

const kFollowing = Symbol('kFollowing');

function anySignal(iterable) {
  const signals = toSignals(iterable, 'signals');
  const result = createSignal();
  result[kSources] = new Set();
  let hasTimeout = false;

  for (const signal of signals) {
    if (signal[kTimeout]) {
      hasTimeout = true;
      // Its timer does not keep it.
      kept.add(signal);
    }
    if (signal.aborted) {
      abortSignal(result, signal.reason);
      return result;
    }
    // Sources are never dependent themselves: of such a one, follow what it follows.
    const sources = signal[kSources];
    if (sources === undefined) result[kSources].add(weakRefOf(signal));
    else for (const reference of sources) result[kSources].add(reference);
  }
  if (hasTimeout && result[kSources].size > 0) result[kTimeout] = true;
  return result;
}

/** Aborts `signal` if a source has been aborted meanwhile. */
function refresh(signal) {
  for (const reference of signal[kSources]) {
    const source = reference.deref();
    if (source === undefined) {
      signal[kSources].delete(reference);
    } else if (source[kAborted]) {
      abortSignal(signal, source.reason);
      return;
    }
  }
}

/** Registers `signal`, which has got a listener, with its sources. */
function follow(signal) {
  if (signal[kFollowing]) return;
  signal[kFollowing] = true;
  const self = weakRefOf(signal);
  for (const reference of signal[kSources]) {
    const source = reference.deref();
    if (source === undefined) {
      signal[kSources].delete(reference);
      continue;
    }
    (source[kDependants] ??= new Set()).add(self);
    goneDependants().register(signal, { source: reference, dependant: self });
    goneSources().register(source, { source: reference, dependant: self });
  }
}

const kWeakRef = Symbol('kWeakRef');

/** One reference for each signal, so that sets of them have no doubles. */
function weakRefOf(signal) {
  return signal[kWeakRef] ??= new WeakRef(signal);
}

let dependants;
let sources;

function goneDependants() {
  return dependants ??= new FinalizationRegistry(({ source, dependant }) => {
    source.deref()?.[kDependants].delete(dependant);
  });
}

function goneSources() {
  return sources ??= new FinalizationRegistry(({ source, dependant }) => {
    const signal = dependant.deref();
    if (signal === undefined) return;
    signal[kSources].delete(source);
    // Without a source it cannot be aborted any more.
    if (signal[kSources].size === 0) kept.delete(signal);
  });
}

/** https://webidl.spec.whatwg.org/#js-sequence */
function toSignals(iterable, context) {
  const fail = () => { throw conversionError(`${context} cannot be converted to sequence.`); };
  const isObject = (value) => (typeof value === 'object' && value !== null) || typeof value === 'function';
  if (!isObject(iterable)) fail();
  const method = iterable[Symbol.iterator];
  if (typeof method !== 'function') fail();
  const iterator = method.call(iterable);
  const next = iterator?.next;
  if (typeof next !== 'function') fail();
  const signals = [];
  for (;;) {
    const step = next.call(iterator);
    if (!isObject(step)) fail();
    if (step.done) return signals;
    signals.push(requireSignal(step.value, `${context}[${signals.length}]`));
  }
}

module.exports = { anySignal, follow, refresh };
