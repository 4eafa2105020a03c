// `stream.finished()`: tells once when a stream has ended, failed or closed too early. It listens to
// what the stream emits and never touches the stream itself.
'use strict';

const {
  AbortError,
  codes: { ERR_INVALID_ARG_TYPE, ERR_STREAM_PREMATURE_CLOSE },
} = require('internal/errors');
const { kEmptyObject, promisify: { custom: customPromisify } } = require('internal/util');
const { validateAbortSignal, validateFunction, validateObject, validateBoolean } = require('internal/validators');
const {
  isClosed,
  isNodeStream,
  isReadable,
  isReadableErrored,
  isReadableFinished,
  isReadableNodeStream,
  isReadableStream,
  isWritable,
  isWritableErrored,
  isWritableFinished,
  isWritableNodeStream,
  isWritableStream,
  kIsClosedPromise,
  willEmitClose,
} = require('internal/streams/utils');

let AsyncResource;
let addAbortListener;

// An internal option: a stream that is done already is reported before `eos` returns.
const kEosNodeSynchronousCallback = Symbol('kEosNodeSynchronousCallback');

const nop = () => {};

/**
 * @param {{ error?: boolean, readable?: boolean, writable?: boolean, signal?: AbortSignal }} [options]
 * @param {(err?: Error) => void} callback
 * @returns {() => void} takes the listeners away
 */
function eos(stream, options, callback) {
  if (arguments.length === 2) {
    callback = options;
    options = kEmptyObject;
  } else if (options == null) {
    options = kEmptyObject;
  } else {
    validateObject(options, 'options');
  }
  validateFunction(callback, 'callback');
  validateAbortSignal(options.signal, 'options.signal');

  if (isReadableStream(stream) || isWritableStream(stream)) return eosWeb(stream, options, callback);
  if (!isNodeStream(stream)) {
    throw new ERR_INVALID_ARG_TYPE('stream', ['ReadableStream', 'WritableStream', 'Stream'], stream);
  }

  const watch = new Watch(stream, options);
  const outcome = watch.outcomeNow();
  return outcome === undefined ? watch.start(callback) : watch.settled(outcome, callback);
}

Object.defineProperty(eos, customPromisify, {
  enumerable: true,
  get() { return finished; },
});

// What is waited for on one stream.
class Watch {
  constructor(stream, options) {
    this.stream = stream;
    this.options = options;

    const hasReadable = isReadableNodeStream(stream);
    const hasWritable = isWritableNodeStream(stream);
    this.readable = options.readable ?? hasReadable;
    this.writable = options.writable ?? hasWritable;
    // "close" is waited for only by who is interested in the whole stream: with one side asked for,
    // the end of that side is enough.
    this.untilClose = willEmitClose(stream) && hasReadable === this.readable && hasWritable === this.writable;
    this.readableFinished = isReadableFinished(stream, false);
    this.writableFinished = isWritableFinished(stream, false);
  }

  /** For a stream that is done already its error, or null; else undefined. */
  outcomeNow() {
    const { stream, readable, writable, untilClose } = this;
    const r = stream._readableState;
    const w = stream._writableState;

    if (isClosed(stream)) return this.closeError();
    if (w?.errorEmitted || r?.errorEmitted) return untilClose ? undefined : errorOf(stream);

    if (!readable && (!untilClose || isReadable(stream)) &&
        (this.writableFinished || isWritable(stream) === false) && !w?.pendingcb) {
      return errorOf(stream);
    }
    if (!writable && (!untilClose || isWritable(stream)) &&
        (this.readableFinished || isReadable(stream) === false)) {
      return errorOf(stream);
    }
    return r && stream.req && stream.aborted ? errorOf(stream) : undefined;
  }

  /** What a "close" at this moment means. */
  closeError() {
    const { stream } = this;
    const error = errorOf(stream);
    if (error) return error;
    if (this.readable && !this.readableFinished &&
        isReadableNodeStream(stream, true) && !isReadableFinished(stream, false)) {
      return new ERR_STREAM_PREMATURE_CLOSE();
    }
    if (this.writable && !this.writableFinished && !isWritableFinished(stream, false)) {
      return new ERR_STREAM_PREMATURE_CLOSE();
    }
    return null;
  }

  /** The stream is done: says so on the next tick. */
  settled(outcome, callback) {
    const { stream, options } = this;
    let cleanup = nop;
    if (options.error !== false) {
      // A late error is nobody's business any more.
      stream.on('error', nop);
      cleanup = () => { stream.removeListener('error', nop); };
    }
    return this.report(outcome, callback, cleanup);
  }

  /** The stream goes on: listens to it, and to the signal. */
  start(callback) {
    const { stream, options: { signal } } = this;
    if (signal?.aborted) return this.report(abortErrorOf(signal), callback, nop);

    const resource = newAsyncResource();
    let told = false;
    let disposable;
    const tell = (...args) => {
      if (told) return;
      told = true;
      disposable?.[Symbol.dispose]();
      resource.runInAsyncScope(callback, stream, ...args);
    };
    const unlisten = this.listen(tell);

    if (signal) {
      disposable = listenForAbort(signal, () => {
        unlisten();
        tell(abortErrorOf(signal));
      });
    }
    return () => {
      told = true;
      unlisten();
    };
  }

  report(outcome, callback, cleanup) {
    const { stream, options } = this;
    const args = outcome === null ? [] : [outcome];
    if (options[kEosNodeSynchronousCallback]) {
      callback.apply(stream, args);
      return cleanup;
    }

    const resource = newAsyncResource();
    let cancelled = false;
    process.nextTick(() => {
      if (!cancelled) resource.runInAsyncScope(callback, stream, ...args);
    });
    return () => {
      cancelled = true;
      cleanup();
    };
  }

  listen(tell) {
    const { stream, options } = this;

    const onfinish = () => {
      this.writableFinished = true;
      // Destroyed without the stream's own doing: "close" may never come.
      if (stream.destroyed) this.untilClose = false;
      if (this.untilClose && (!stream.readable || this.readable)) return;
      if (!this.readable || this.readableFinished) tell();
    };
    const onend = () => {
      this.readableFinished = true;
      if (stream.destroyed) this.untilClose = false;
      if (this.untilClose && (!stream.writable || this.writable)) return;
      if (!this.writable || this.writableFinished) tell();
    };
    const onlegacyfinish = () => {
      if (!stream.writable) onfinish();
    };
    const onerror = (err) => { tell(err); };
    const onclose = () => {
      const error = this.closeError();
      if (error === null) tell();
      else tell(error);
    };
    const onrequest = () => { stream.req.on('finish', onfinish); };

    const asRequest = isRequest(stream);
    // An old-style stream.
    const asLegacy = !asRequest && this.writable && !stream._writableState;
    // Not everything that is aborted emits "close".
    const asAborted = !this.untilClose && typeof stream.aborted === 'boolean';

    if (asRequest) {
      stream.on('complete', onfinish);
      if (!this.untilClose) stream.on('abort', onclose);
      if (stream.req) onrequest();
      else stream.on('request', onrequest);
    } else if (asLegacy) {
      stream.on('end', onlegacyfinish);
      stream.on('close', onlegacyfinish);
    }
    if (asAborted) stream.on('aborted', onclose);
    stream.on('end', onend);
    stream.on('finish', onfinish);
    if (options.error !== false) stream.on('error', onerror);
    stream.on('close', onclose);

    return () => {
      if (asAborted) stream.removeListener('aborted', onclose);
      if (asRequest) {
        stream.removeListener('complete', onfinish);
        stream.removeListener('abort', onclose);
        stream.removeListener('request', onrequest);
        if (stream.req) stream.req.removeListener('finish', onfinish);
      } else if (asLegacy) {
        stream.removeListener('end', onlegacyfinish);
        stream.removeListener('close', onlegacyfinish);
      }
      stream.removeListener('finish', onfinish);
      stream.removeListener('end', onend);
      stream.removeListener('error', onerror);
      stream.removeListener('close', onclose);
    };
  }
}

function errorOf(stream) {
  const errored = isWritableErrored(stream) || isReadableErrored(stream);
  // Old states say only that there was one.
  return typeof errored !== 'boolean' && errored || null;
}

function isRequest(stream) {
  return stream.setHeader && typeof stream.abort === 'function';
}

function abortErrorOf(signal) {
  return new AbortError(undefined, { cause: signal.reason });
}

function listenForAbort(signal, listener) {
  addAbortListener ??= require('internal/events/abort_listener').addAbortListener;
  return addAbortListener(signal, listener);
}

// The callback runs in the async context of the call to `finished`, not in that of the event.
function newAsyncResource() {
  AsyncResource ??= require('async_hooks').AsyncResource;
  return new AsyncResource('STREAM_END_OF_STREAM');
}

function eosWeb(stream, options, callback) {
  const { signal } = options;
  const resource = newAsyncResource();
  let told = false;
  let aborted = false;
  let disposable;

  const tell = (...args) => {
    if (told) return;
    told = true;
    disposable?.[Symbol.dispose]();
    resource.runInAsyncScope(callback, stream, ...args);
  };
  const onabort = () => {
    aborted = true;
    tell(abortErrorOf(signal));
  };
  if (signal?.aborted) process.nextTick(onabort);
  else if (signal) disposable = listenForAbort(signal, onabort);

  const onclosed = (...args) => {
    if (!aborted) process.nextTick(tell, ...args);
  };
  stream[kIsClosedPromise].promise.then(onclosed, onclosed);
  return nop;
}

/** `finished` of `stream/promises`. */
function finished(stream, opts) {
  let autoCleanup = false;
  if (opts === null) opts = kEmptyObject;
  if (opts?.cleanup) {
    validateBoolean(opts.cleanup, 'cleanup');
    autoCleanup = opts.cleanup;
  }
  return new Promise((resolve, reject) => {
    const cleanup = eos(stream, opts, (err) => {
      if (autoCleanup) cleanup();
      if (err) reject(err);
      else resolve();
    });
  });
}

module.exports = { eos, finished, kEosNodeSynchronousCallback };
