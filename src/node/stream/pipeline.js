// `stream.pipeline()`: connects streams, iterables and functions, destroys all of them when one
// fails, and calls back once everything is done.
'use strict';

const { eos } = require('internal/streams/end-of-stream');
const { destroyer } = require('internal/streams/destroy');
const {
  AbortError,
  codes: {
    ERR_INVALID_ARG_TYPE,
    ERR_INVALID_RETURN_VALUE,
    ERR_MISSING_ARGS,
    ERR_STREAM_DESTROYED,
    ERR_STREAM_PREMATURE_CLOSE,
    ERR_STREAM_UNABLE_TO_PIPE,
  },
} = require('internal/errors');
const { once, promisify: { custom: customPromisify } } = require('internal/util');
const { validateFunction, validateAbortSignal } = require('internal/validators');
const {
  isIterable,
  isNodeStream,
  isReadable,
  isReadableFinished,
  isReadableNodeStream,
  isReadableStream,
  isTransformStream,
  isWebStream,
} = require('internal/streams/utils');
const { pumpToNode, pumpToWeb } = require('internal/streams/pump');

function pipeline(...streams) {
  validateFunction(streams[streams.length - 1], 'streams[stream.length - 1]');
  const callback = once(streams.pop());
  return pipelineImpl(streams, callback);
}

Object.defineProperty(pipeline, customPromisify, {
  enumerable: true,
  get() { return require('stream/promises').pipeline; },
});

/** @param {{ signal?: AbortSignal, end?: boolean }} [opts] */
function pipelineImpl(streams, callback, opts) {
  if (streams.length === 1 && Array.isArray(streams[0])) streams = streams[0];
  if (streams.length < 2) throw new ERR_MISSING_ARGS('streams');
  validateAbortSignal(opts?.signal, 'options.signal');
  return new Pipeline(streams, callback, opts).run();
}

class Pipeline {
  constructor(streams, callback, opts) {
    this.streams = streams;
    this.callback = callback;
    this.outerSignal = opts?.signal;
    this.endsLast = opts?.end !== false;

    this.error = undefined;
    this.value = undefined;
    // How many ends are still waited for.
    this.pending = 0;
    this.destroys = [];
    // What to take away from the last stream if all goes well and it stays readable.
    this.lastCleanups = [];
    // For functions among the streams; most pipelines have none.
    this.controller = null;
    this.aborted = false;
    this.disposable = undefined;

    this.finish = (err) => { this.settle(err, --this.pending === 0); };
    this.fail = (err) => { this.settle(err, false); };
    this.abort = () => { this.fail(new AbortError(undefined, { cause: this.outerSignal?.reason })); };
  }

  run() {
    if (this.outerSignal) {
      const { addAbortListener } = require('internal/events/abort_listener');
      this.disposable = addAbortListener(this.outerSignal, this.abort);
    }

    const { streams } = this;
    let previous;
    for (let i = 0; i < streams.length; i++) {
      if (isNodeStream(streams[i])) this.guard(i);
      previous = i === 0 ? this.first(streams[0]) : this.connect(previous, i);
    }

    if (this.aborted || this.outerSignal?.aborted) process.nextTick(this.abort);
    return previous;
  }

  // An error of any of them is the pipeline's, and the pipeline's error destroys them.
  guard(i) {
    const { streams } = this;
    const stream = streams[i];
    const isLast = i === streams.length - 1;
    const next = streams[i + 1];
    if (!isLast && (next?.closed || next?.destroyed)) throw new ERR_STREAM_UNABLE_TO_PIPE();

    const staysReadable = isLast && isReadable(stream);
    if (!isLast || this.endsLast) {
      const cleanup = this.willDestroy(stream, !isLast, i > 0);
      if (staysReadable) this.lastCleanups.push(cleanup);
    }

    const onerror = (err) => {
      if (err && err.name !== 'AbortError' && err.code !== 'ERR_STREAM_PREMATURE_CLOSE') this.fail(err);
    };
    stream.on('error', onerror);
    if (staysReadable) this.lastCleanups.push(() => { stream.removeListener('error', onerror); });
  }

  willDestroy(stream, reading, writing) {
    let finished = false;
    stream.on('close', () => { finished = true; });
    const cleanup = eos(stream, { readable: reading, writable: writing }, (err) => { finished = !err; });

    this.destroys.push((err) => {
      if (finished) return;
      finished = true;
      destroyer(stream, err || new ERR_STREAM_DESTROYED('pipe'));
    });
    return cleanup;
  }

  first(source) {
    if (typeof source === 'function') {
      const result = source({ signal: this.signal() });
      if (!isIterable(result)) {
        throw new ERR_INVALID_RETURN_VALUE('Iterable, AsyncIterable or Stream', 'source', result);
      }
      return result;
    }
    if (isIterable(source) || isReadableNodeStream(source) || isTransformStream(source)) return source;
    return newDuplexFrom(source);
  }

  connect(previous, i) {
    const stream = this.streams[i];
    const isLast = i === this.streams.length - 1;
    const end = !isLast || this.endsLast;
    if (typeof stream === 'function') return this.throughFunction(previous, stream, i, isLast, end);
    if (isNodeStream(stream)) return this.intoNodeStream(previous, stream, isLast, end);
    if (isWebStream(stream)) return this.intoWebStream(previous, stream, end);
    return newDuplexFrom(stream);
  }

  throughFunction(previous, fn, i, isLast, end) {
    const input = isTransformStream(previous) ? previous.readable : previous;
    const result = fn(toAsyncIterable(input), { signal: this.signal() });
    if (isLast) return this.lastFunction(result, end);
    if (!isIterable(result, true)) {
      throw new ERR_INVALID_RETURN_VALUE('AsyncIterable', `transform[${i - 1}]`, result);
    }
    return result;
  }

  // A function at the end may be a consumer, whose promised value goes to the callback, or a
  // producer: either way the pipeline returns a stream.
  lastFunction(result, end) {
    const PassThrough = require('internal/streams/passthrough');
    const output = new PassThrough({ objectMode: true });

    const then = result?.then;
    if (typeof then === 'function') {
      this.pending++;
      then.call(result, (value) => {
        this.value = value;
        if (value != null) output.write(value);
        if (end) output.end();
        process.nextTick(this.finish);
      }, (err) => {
        output.destroy(err);
        process.nextTick(this.finish, err);
      });
    } else if (isIterable(result, true)) {
      this.pending++;
      pumpToNode(result, output, this.finish, end);
    } else if (isReadableStream(result) || isTransformStream(result)) {
      this.pending++;
      pumpToNode(result.readable || result, output, this.finish, end);
    } else {
      throw new ERR_INVALID_RETURN_VALUE('AsyncIterable or Promise', 'destination', result);
    }

    this.lastCleanups.push(this.willDestroy(output, false, true));
    return output;
  }

  intoNodeStream(previous, stream, isLast, end) {
    if (isReadableNodeStream(previous)) {
      this.pending += 2;
      const cleanup = this.pipe(previous, stream, end);
      if (isLast && isReadable(stream)) this.lastCleanups.push(cleanup);
    } else if (isTransformStream(previous) || isReadableStream(previous)) {
      this.pending++;
      pumpToNode(previous.readable || previous, stream, this.finish, end);
    } else if (isIterable(previous)) {
      this.pending++;
      pumpToNode(previous, stream, this.finish, end);
    } else {
      throw notReadable(previous);
    }
    return stream;
  }

  intoWebStream(previous, stream, end) {
    let input;
    if (isReadableNodeStream(previous)) input = toAsyncIterable(previous);
    else if (isReadableStream(previous) || isIterable(previous)) input = previous;
    else if (isTransformStream(previous)) input = previous.readable;
    else throw notReadable(previous);
    this.pending++;
    pumpToWeb(input, stream, this.finish, end);
    return stream;
  }

  pipe(src, dst, end) {
    let ended = false;
    dst.on('close', () => {
      if (!ended) this.fail(new ERR_STREAM_PREMATURE_CLOSE());
    });

    src.pipe(dst, { end: false });
    if (end) {
      const endDst = () => {
        ended = true;
        dst.end();
      };
      if (isReadableFinished(src)) process.nextTick(endDst);
      else src.once('end', endDst);
    } else {
      this.finish();
    }

    eos(src, { readable: true, writable: false }, (err) => {
      const r = src._readableState;
      if (err && err.code === 'ERR_STREAM_PREMATURE_CLOSE' && r?.ended && !r.errored && !r.errorEmitted) {
        // Some streams emit "close" before "end": what they hold can still be read.
        src.once('end', this.finish).once('error', this.finish);
      } else {
        this.finish(err);
      }
    });
    return eos(dst, { readable: false, writable: true }, this.finish);
  }

  settle(err, final) {
    // An abort or a premature close is mostly the echo of the error that is worth telling.
    if (err && (!this.error || this.error.code === 'ERR_STREAM_PREMATURE_CLOSE' || this.error.name === 'AbortError')) {
      this.error = err;
    }
    if (!this.error && !final) return;

    // One by one: a destroy may lead back here, and must find the rest.
    while (this.destroys.length > 0) this.destroys.shift()(this.error);

    this.disposable?.[Symbol.dispose]();
    this.aborted = true;
    this.controller?.abort();

    if (final) {
      if (!this.error) for (const cleanup of this.lastCleanups) cleanup();
      process.nextTick(this.callback, this.error, this.value);
    }
  }

  signal() {
    if (this.controller === null) {
      const { AbortController } = require('internal/abort_controller');
      this.controller = new AbortController();
      if (this.aborted) this.controller.abort();
    }
    return this.controller.signal;
  }
}

function newDuplexFrom(body) {
  return require('internal/streams/duplex').from(body);
}

function toAsyncIterable(value) {
  if (isIterable(value)) return value;
  if (isReadableNodeStream(value)) return iterateOldStream(value);
  throw new ERR_INVALID_ARG_TYPE('val', ['Readable', 'Iterable', 'AsyncIterable'], value);
}

async function* iterateOldStream(stream) {
  const Readable = require('internal/streams/readable');
  yield* Readable.prototype[Symbol.asyncIterator].call(stream);
}

function notReadable(value) {
  return new ERR_INVALID_ARG_TYPE(
    'val', ['Readable', 'Iterable', 'AsyncIterable', 'ReadableStream', 'TransformStream'], value);
}

module.exports = { pipelineImpl, pipeline };
