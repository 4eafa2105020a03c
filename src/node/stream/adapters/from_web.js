// Classic streams over web streams.
'use strict';

const {
  codes: { ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE, ERR_STREAM_PREMATURE_CLOSE },
} = require('internal/errors');
const { kEmptyObject, normalizeEncoding } = require('internal/util');
const { validateBoolean, validateObject } = require('internal/validators');
const { TextEncoder } = require('internal/encoding');
const { destroyer } = require('internal/streams/destroy');
const { isWritableEnded } = require('internal/streams/utils');
const Readable = require('internal/streams/readable');
const Writable = require('internal/streams/writable');
const Duplex = require('internal/streams/duplex');
const { isReadableStream } = require('internal/webstreams/readablestream');
const { isWritableStream } = require('internal/webstreams/writablestream');
const { Buffer } = require('buffer');

const encoder = new TextEncoder();

function newStreamWritableFromWritableStream(writableStream, options = kEmptyObject) {
  checkWritable(writableStream, 'writableStream');
  validateObject(options, 'options');
  const { highWaterMark, decodeStrings = true, objectMode = false, signal } = options;
  validateBoolean(objectMode, 'options.objectMode');
  validateBoolean(decodeStrings, 'options.decodeStrings');

  const side = new WritableSide(writableStream, decodeStrings && !objectMode);
  const writable = new Writable({
    highWaterMark, objectMode, decodeStrings, signal, ...side.methods,
    destroy(error, callback) {
      const { writer } = side;
      let ended;
      if (!side.closed) ended = error != null ? writer.abort(error) : writer.close();
      endDestruction(ended, error, callback);
    },
  });
  side.follow(writable);
  return writable;
}

function newStreamReadableFromReadableStream(readableStream, options = kEmptyObject) {
  checkReadable(readableStream, 'readableStream');
  validateObject(options, 'options');
  const { highWaterMark, encoding, objectMode = false, signal } = options;
  checkEncoding(encoding);
  validateBoolean(objectMode, 'options.objectMode');

  const side = new ReadableSide(readableStream);
  const readable = new Readable({
    objectMode, highWaterMark, encoding, signal, ...side.methods,
    destroy(error, callback) {
      endDestruction(side.closed ? undefined : side.reader.cancel(error), error, callback);
    },
  });
  side.follow(readable);
  return readable;
}

function newStreamDuplexFromReadableWritablePair(pair = kEmptyObject, options = kEmptyObject) {
  validateObject(pair, 'pair');
  const { readable: readableStream, writable: writableStream } = pair;
  checkReadable(readableStream, 'pair.readable');
  checkWritable(writableStream, 'pair.writable');
  validateObject(options, 'options');
  const { allowHalfOpen = false, objectMode = false, encoding, decodeStrings = true, highWaterMark, signal } = options;
  validateBoolean(objectMode, 'options.objectMode');
  checkEncoding(encoding);

  const writableSide = new WritableSide(writableStream, decodeStrings && !objectMode);
  const readableSide = new ReadableSide(readableStream);
  const duplex = new Duplex({
    allowHalfOpen, highWaterMark, objectMode, encoding, decodeStrings, signal,
    ...writableSide.methods, ...readableSide.methods,
    destroy(error, callback) {
      const endings = [];
      if (!writableSide.closed) endings.push(writableSide.writer.abort(error));
      if (!readableSide.closed) endings.push(readableSide.reader.cancel(error));
      endDestruction(endings.length === 0 ? undefined : Promise.all(endings), error, callback);
    },
  });
  const bothFailed = () => {
    writableSide.closed = true;
    readableSide.closed = true;
  };
  writableSide.follow(duplex, bothFailed);
  readableSide.follow(duplex, bothFailed);
  return duplex;
}

/** What a Writable does with a web stream's writer. */
class WritableSide {
  constructor(stream, encodesStrings) {
    const writer = this.writer = stream.getWriter();
    const side = this;
    this.closed = false;
    // `this` in them is the classic stream.
    this.methods = {
      writev(chunks, callback) {
        const write = () => Promise.all(chunks.map(({ chunk }) => writer.write(chunk)));
        callBack(this, writer.ready.then(write), callback);
      },
      write(chunk, encoding, callback) {
        if (encodesStrings && typeof chunk === 'string') chunk = encode(chunk, encoding);
        callBack(this, writer.ready.then(() => writer.write(chunk)), callback);
      },
      final(callback) {
        if (!side.closed) callBack(this, writer.close(), callback);
      },
    };
  }

  follow(stream, onFailed) {
    this.writer.closed.then(() => {
      this.closed = true;
      if (!isWritableEnded(stream)) destroyer(stream, new ERR_STREAM_PREMATURE_CLOSE());
    }, (error) => {
      this.closed = true;
      onFailed?.();
      destroyer(stream, error);
    });
  }
}

/** What a Readable does with a web stream's reader. */
class ReadableSide {
  constructor(stream) {
    const reader = this.reader = stream.getReader();
    this.closed = false;
    this.methods = {
      read() {
        reader.read().then(({ done, value }) => { this.push(done ? null : value); }, (error) => destroyer(this, error));
      },
    };
  }

  follow(stream, onFailed) {
    this.reader.closed.then(() => { this.closed = true; }, (error) => {
      this.closed = true;
      onFailed?.();
      destroyer(stream, error);
    });
  }
}

// What a callback throws must not become an unhandled rejection: it ends the stream.
function callBack(stream, promise, callback) {
  const done = (error) => {
    try {
      callback(error);
    } catch (thrown) {
      process.nextTick(() => destroyer(stream, thrown));
    }
  };
  promise.then(() => done(), done);
}

function endDestruction(ended, error, callback) {
  const done = () => {
    try {
      callback(error);
    } catch (thrown) {
      process.nextTick(() => { throw thrown; });
    }
  };
  if (ended === undefined) done();
  else ended.then(done, done);
}

function encode(string, encoding) {
  if (normalizeEncoding(encoding) === 'utf8') return encoder.encode(string);
  const { buffer, byteOffset, byteLength } = Buffer.from(string, encoding);
  return new Uint8Array(buffer, byteOffset, byteLength);
}

function checkReadable(stream, name) {
  if (!isReadableStream(stream)) throw new ERR_INVALID_ARG_TYPE(name, 'ReadableStream', stream);
}

function checkWritable(stream, name) {
  if (!isWritableStream(stream)) throw new ERR_INVALID_ARG_TYPE(name, 'WritableStream', stream);
}

function checkEncoding(encoding) {
  if (encoding !== undefined && !Buffer.isEncoding(encoding)) {
    throw new ERR_INVALID_ARG_VALUE('options.encoding', encoding);
  }
}

module.exports = {
  newStreamDuplexFromReadableWritablePair,
  newStreamReadableFromReadableStream,
  newStreamWritableFromWritableStream,
};
