// Web streams over classic streams.
'use strict';

const { AbortError, codes: { ERR_INVALID_ARG_TYPE } } = require('internal/errors');
const { kEmptyObject, setOwnProperty } = require('internal/util');
const { isAnyArrayBuffer } = require('internal/util/types');
const { validateObject, validateOneOf } = require('internal/validators');
const { destroyer } = require('internal/streams/destroy');
const { eos, kEosNodeSynchronousCallback } = require('internal/streams/end-of-stream');
const { isDestroyed, isReadable, isWritable, isWritableEnded } = require('internal/streams/utils');
const { ByteLengthQueuingStrategy, CountQueuingStrategy } = require('internal/webstreams/queuingstrategies');
const { ReadableStream } = require('internal/webstreams/readablestream');
const { WritableStream } = require('internal/webstreams/writablestream');
const { Buffer } = require('buffer');

// Options of our own: a check of each chunk, and that the stream is destroyed when it throws.
const kValidateChunk = Symbol('kValidateChunk');
const kDestroyOnSyncError = Symbol('kDestroyOnSyncError');

const zlibFailure = /^Z_(?:NEED_DICT|ERRNO|(?:STREAM|DATA|MEM|BUF|VERSION)_ERROR)$/;

const ignore = () => {};

/** What the web calls an error of a classic stream. */
function toWebError(cause) {
  const code = cause?.code;
  if (code === 'ERR_STREAM_PREMATURE_CLOSE') return new AbortError(undefined, { cause });
  // Of zlib and of Brotli: their names among result codes, and what Brotli's begin with.
  if (typeof code === 'string' && (zlibFailure.test(code) || code.startsWith('ERR__ERROR_'))) {
    const error = new TypeError(undefined, { cause });
    setOwnProperty(error, 'code', code);
    return error;
  }
  return cause;
}

function newWritableStreamFromStreamWritable(streamWritable, options = kEmptyObject) {
  // By shape: a request of http is none of our classes, and a Duplex whose writable side is off gives a closed stream.
  if (typeof streamWritable?.write !== 'function' || typeof streamWritable?.on !== 'function') {
    throw new ERR_INVALID_ARG_TYPE('streamWritable', 'stream.Writable', streamWritable);
  }
  if (isDestroyed(streamWritable) || !isWritable(streamWritable)) return closedWritable();

  let controller;
  let drained; // A write that waits for the classic stream to have room.
  let closing;
  const stopWatching = eos(streamWritable, (error) => {
    error = toWebError(error);
    stopWatching();
    // Some old streams fail again after their end.
    streamWritable.on('error', ignore);
    if (error != null) {
      drained?.reject(error);
      closing?.reject(error);
      controller?.error(error);
    } else if (closing !== undefined) {
      closing.resolve();
    } else {
      controller?.error(new AbortError());
    }
    closing = undefined;
    controller = undefined;
  });
  streamWritable.on('drain', () => drained?.resolve());

  const write = (chunk) => {
    options[kValidateChunk]?.(chunk);
    if (!streamWritable.writableObjectMode && isAnyArrayBuffer(chunk)) chunk = new Uint8Array(chunk);
    if (!streamWritable.writableNeedDrain && streamWritable.write(chunk)) return undefined;
    drained = Promise.withResolvers();
    if (!streamWritable.writableNeedDrain) drained.resolve();
    return drained.promise.finally(() => { drained = undefined; });
  };

  return new WritableStream({
    start(c) { controller = c; },
    write(chunk) {
      try {
        return write(chunk);
      } catch (error) {
        // The other side of a pair would wait for ever.
        if (options[kDestroyOnSyncError]) destroyer(streamWritable, error);
        throw error;
      }
    },
    abort(reason) {
      destroyer(streamWritable, reason);
    },
    close() {
      if (closing === undefined && !isWritableEnded(streamWritable)) {
        closing = Promise.withResolvers();
        const { promise } = closing;
        streamWritable.end();
        return promise;
      }
      controller = undefined;
    },
  }, strategyOfWritable(streamWritable));
}

function strategyOfWritable({ writableHighWaterMark: highWaterMark, writableObjectMode }) {
  if (writableObjectMode) return new CountQueuingStrategy({ highWaterMark });
  return { highWaterMark, size: (chunk) => chunk?.byteLength ?? chunk?.length ?? 1 };
}

function closedWritable() {
  const writable = new WritableStream();
  writable.close();
  return writable;
}

// On a stream whose late errors are caught.
const kErrorsCaught = Symbol('kErrorsCaught');

function newReadableStreamFromStreamReadable(streamReadable, options = kEmptyObject) {
  if (typeof streamReadable?._readableState !== 'object') {
    throw new ERR_INVALID_ARG_TYPE('streamReadable', 'stream.Readable', streamReadable);
  }
  validateObject(options, 'options');
  if (options.type !== undefined) validateOneOf(options.type, 'options.type', ['bytes', undefined]);
  const isBytes = options.type === 'bytes';
  const objectMode = streamReadable.readableObjectMode;
  const readable = isReadable(streamReadable);

  let controller;
  let done = false;
  const source = {
    type: isBytes ? 'bytes' : undefined,
    start(c) { controller = c; },
    cancel(reason) {
      done = true;
      destroyer(streamReadable, reason);
    },
  };
  let strategy;
  if (readable) {
    source.pull = () => { streamReadable.resume(); };
    strategy = strategyOfReadable(streamReadable, options, isBytes);
  }
  const readableStream = new ReadableStream(source, strategy);

  let stopWatching = ignore;
  // The other side of a Duplex may go on.
  stopWatching = eos(streamReadable, { writable: false, [kEosNodeSynchronousCallback]: true }, (error) => {
    error = toWebError(error);
    stopWatching();
    if (!(kErrorsCaught in streamReadable)) {
      streamReadable.on('error', ignore);
      streamReadable[kErrorsCaught] = true;
    }
    if (done) return;
    done = true;
    if (error) {
      controller.error(error);
      return;
    }
    controller.close();
    if (isBytes) controller.byobRequest?.respond(0);
  });
  if (done) {
    // Told at once, before there was what stops it.
    stopWatching();
  } else if (readable) {
    streamReadable.pause();
    streamReadable.on('data', (chunk) => {
      // The web's streams give the memory away, and a Buffer's is a part of the pool.
      if (!objectMode && Buffer.isBuffer(chunk)) chunk = new Uint8Array(chunk);
      controller.enqueue(chunk);
      if (controller.desiredSize <= 0) streamReadable.pause();
    });
  }
  return readableStream;
}

function strategyOfReadable({ readableHighWaterMark: highWaterMark, readableObjectMode }, options, isBytes) {
  if (isBytes) return { highWaterMark };
  if (options.strategy != null) return options.strategy;
  return new (readableObjectMode ? CountQueuingStrategy : ByteLengthQueuingStrategy)({ highWaterMark });
}

function newReadableWritablePairFromDuplex(duplex, options = kEmptyObject) {
  if (typeof duplex?._writableState !== 'object' || typeof duplex?._readableState !== 'object') {
    throw new ERR_INVALID_ARG_TYPE('duplex', 'stream.Duplex', duplex);
  }
  validateObject(options, 'options');
  const type = options.readableType ?? options.type;
  const gone = isDestroyed(duplex);
  const writable = !gone && isWritable(duplex) ? newWritableStreamFromStreamWritable(duplex, options) : closedWritable();
  const readable = !gone && isReadable(duplex) ?
    newReadableStreamFromStreamReadable(duplex, { type }) : closedReadable(type);
  return { writable, readable };
}

function closedReadable(type) {
  const readable = new ReadableStream({ type });
  readable.cancel();
  return readable;
}

module.exports = {
  kDestroyOnSyncError,
  kValidateChunk,
  newReadableStreamFromStreamReadable,
  newReadableWritablePairFromDuplex,
  newWritableStreamFromStreamWritable,
};
