// `Duplex.from()`: makes a Duplex of nearly anything: a stream of either kind, a pair of streams, an
// iterable, a promise, a Blob, or an async function.
'use strict';

const {
  AbortError,
  codes: { ERR_INVALID_ARG_TYPE, ERR_INVALID_RETURN_VALUE },
} = require('internal/errors');
const { destroyer } = require('internal/streams/destroy');
const { eos } = require('internal/streams/end-of-stream');
const Duplex = require('internal/streams/duplex');
const Readable = require('internal/streams/readable');
const Writable = require('internal/streams/writable');
const from = require('internal/streams/from');
const {
  isDuplexNodeStream,
  isIterable,
  isNodeStream,
  isReadable,
  isReadableNodeStream,
  isReadableStream,
  isWritable,
  isWritableNodeStream,
  isWritableStream,
} = require('internal/streams/utils');

// Only a name of its own, which shows when one is printed.
class Duplexify extends Duplex {}

/** @param {string} [name] what to call `body` in an error */
module.exports = function duplexify(body, name) {
  if (isDuplexNodeStream(body)) return body;
  if (isReadableNodeStream(body)) return joinPair(body, undefined);
  if (isWritableNodeStream(body)) return joinPair(undefined, body);
  if (isNodeStream(body)) return joinPair(undefined, undefined);
  if (isReadableStream(body)) return joinPair(Readable.fromWeb(body), undefined);
  if (isWritableStream(body)) return joinPair(undefined, Writable.fromWeb(body));
  if (typeof body === 'function') return fromFunction(body, name);
  if (isIterable(body)) return from(Duplexify, body, { objectMode: true, writable: false });
  if (isReadableStream(body?.readable) && isWritableStream(body?.writable)) return Duplexify.fromWeb(body);

  if (typeof body?.writable === 'object' || typeof body?.readable === 'object') {
    const { readable, writable } = body;
    return joinPair(
      readable ? (isReadableNodeStream(readable) ? readable : duplexify(readable)) : undefined,
      writable ? (isWritableNodeStream(writable) ? writable : duplexify(writable)) : undefined,
    );
  }

  if (typeof body?.then === 'function') return fromPromise(body);
  if (require('internal/blob').isBlob(body)) return duplexify(body.arrayBuffer());

  throw new ERR_INVALID_ARG_TYPE(
    name,
    ['Blob', 'ReadableStream', 'WritableStream', 'Stream', 'Iterable',
     'AsyncIterable', 'Function', '{ readable, writable } pair', 'Promise'],
    body);
};

function fromPromise(promise) {
  const duplex = new Duplexify({ objectMode: true, writable: false, read() {} });
  promise.then((value) => {
    if (value != null) duplex.push(value);
    duplex.push(null);
  }, (err) => { destroyer(duplex, err); });
  return duplex;
}

// An async generator function transforms what is written; an async function consumes it.
function fromFunction(fn, name) {
  const { value, write, final, destroy } = feed(fn);

  if (isDuplexNodeStream(value)) return value;
  if (isIterable(value)) return from(Duplexify, value, { objectMode: true, write, final, destroy });

  const then = value?.then;
  if (typeof then !== 'function') {
    throw new ERR_INVALID_RETURN_VALUE('Iterable, AsyncIterable or AsyncFunction', name, value);
  }

  let duplex;
  const consumed = then.call(value, (result) => {
    if (result != null) throw new ERR_INVALID_RETURN_VALUE('nully', 'body', result);
  }, (err) => { destroyer(duplex, err); });

  return duplex = new Duplexify({
    objectMode: true,
    readable: false,
    write,
    final(cb) {
      final(async () => {
        try {
          await consumed;
          process.nextTick(cb, null);
        } catch (err) {
          process.nextTick(cb, err);
        }
      });
    },
    destroy,
  });
}

// Calls `fn` with an async iterable of what is written, one chunk at a time.
function feed(fn) {
  const { AbortController } = require('internal/abort_controller');
  const controller = new AbortController();
  const { signal } = controller;
  let { promise, resolve } = Promise.withResolvers();

  async function* written() {
    while (true) {
      const next = promise;
      promise = null;
      const { chunk, done, cb } = await next;
      process.nextTick(cb);
      if (done) return;
      if (signal.aborted) throw new AbortError(undefined, { cause: signal.reason });
      ({ promise, resolve } = Promise.withResolvers());
      yield chunk;
    }
  }
  function give(item) {
    const settle = resolve;
    resolve = null;
    settle(item);
  }

  return {
    value: fn(written(), { signal }),
    write(chunk, encoding, cb) { give({ chunk, done: false, cb }); },
    final(cb) { give({ done: true, cb }); },
    destroy(err, cb) {
      controller.abort(err);
      // Whoever waits for the next chunk must not wait for ever.
      if (resolve !== null) give({ done: true, cb() {} });
      cb(err);
    },
  };
}

function joinPair(readable, writable) {
  if (readable && typeof readable.read !== 'function') readable = Readable.wrap(readable);

  const pair = {
    readable: !!isReadable(readable),
    writable: !!isWritable(writable),
    ondrain: null,
    onfinish: null,
    onreadable: null,
    // The callback of `_destroy`; null once both sides are known to be done.
    onclose: undefined,
  };
  const duplex = new Duplexify({
    readableObjectMode: !!readable?.readableObjectMode,
    writableObjectMode: !!writable?.writableObjectMode,
    readable: pair.readable,
    writable: pair.writable,
  });

  if (pair.writable) joinWritable(pair, duplex, writable, readable);
  if (pair.readable) joinReadable(pair, duplex, readable, writable);

  duplex._destroy = function(err, callback) {
    if (!err && pair.onclose !== null) err = new AbortError();
    pair.onreadable = null;
    pair.ondrain = null;
    pair.onfinish = null;
    if (pair.onclose === null) {
      callback(err);
    } else {
      pair.onclose = callback;
      destroyer(writable, err);
      destroyer(readable, err);
    }
  };
  return duplex;
}

function joinWritable(pair, duplex, writable, readable) {
  eos(writable, (err) => {
    if (err) destroyer(readable, err);
    sideDone(pair, duplex, err);
  });

  duplex._write = function(chunk, encoding, callback) {
    if (writable.write(chunk, encoding)) callback();
    else pair.ondrain = callback;
  };
  duplex._final = function(callback) {
    writable.end();
    pair.onfinish = callback;
  };
  writable.on('drain', () => { take(pair, 'ondrain')?.(); });
  writable.on('finish', () => { take(pair, 'onfinish')?.(); });
}

function joinReadable(pair, duplex, readable, writable) {
  eos(readable, (err) => {
    if (err) destroyer(writable, err);
    sideDone(pair, duplex, err);
  });

  readable.on('readable', () => { take(pair, 'onreadable')?.(); });
  readable.on('end', () => { duplex.push(null); });
  duplex._read = function() {
    while (true) {
      const chunk = readable.read();
      if (chunk === null) {
        pair.onreadable = duplex._read;
        return;
      }
      if (!duplex.push(chunk)) return;
    }
  };
}

function sideDone(pair, duplex, err) {
  const callback = take(pair, 'onclose');
  if (callback) callback(err);
  else if (err) duplex.destroy(err);
}

function take(pair, name) {
  const callback = pair[name];
  pair[name] = null;
  return callback;
}
