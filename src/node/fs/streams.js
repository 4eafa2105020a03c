// ReadStream and WriteStream: streams over files.
'use strict';

const {
  codes: {
    ERR_INVALID_ARG_TYPE, ERR_INVALID_THIS, ERR_METHOD_NOT_IMPLEMENTED, ERR_OUT_OF_RANGE, ERR_STREAM_DESTROYED,
    ERR_SYSTEM_ERROR,
  },
} = require('internal/errors');
const { kEmptyObject } = require('internal/util');
const { validateBoolean, validateFunction, validateInteger } = require('internal/validators');
const { Readable, Writable, finished } = require('stream');
const { errorOrDestroy } = require('internal/streams/destroy');
const { Buffer } = require('buffer');
const fs = require('fs');
const { copyObject, getOptions, getValidatedFd, getValidatedPath } = require('internal/fs/options');
const { kRef, kUnref, FileHandle } = require('internal/fs/file_handle');
const binding = internalBinding('fs');

const kFs = Symbol('kFs');
const kHandle = Symbol('kHandle');
const kIoDone = Symbol('kIoDone');
const kIsPerformingIO = Symbol('kIsPerformingIO');

// While a program has not replaced it, a chunk can be read without a buffer to read it into.
const originalRead = fs.read;

/** The functions of `fs` that a stream needs, over a FileHandle. */
function fileHandleOperations(handle) {
  return {
    open() { throw new ERR_METHOD_NOT_IMPLEMENTED('open()'); },
    close(fd, callback) {
      handle[kUnref]();
      handle.close().then(() => callback(), callback);
    },
    fsync(fd, callback) {
      handle.sync().then(() => callback(), callback);
    },
    read(fd, buffer, offset, length, position, callback) {
      handle.read(buffer, offset, length, position).then(
        ({ bytesRead, buffer: filled }) => callback(null, bytesRead, filled),
        (error) => callback(error, 0, buffer));
    },
    write(fd, buffer, offset, length, position, callback) {
      handle.write(buffer, offset, length, position).then(
        ({ bytesWritten, buffer: written }) => callback(null, bytesWritten, written),
        (error) => callback(error, 0, buffer));
    },
    writev(fd, buffers, position, callback) {
      handle.writev(buffers, position).then(
        ({ bytesWritten, buffers: written }) => callback(null, bytesWritten, written),
        (error) => callback(error, 0, buffers));
    },
  };
}

/** Sets where a stream reads or writes: a path to be opened, or what is open already. */
function setSource(stream, path, options, flags) {
  const { fd } = options;
  if (fd == null) {
    stream.fd = null;
    stream[kFs] = options.fs || fs;
    validateFunction(stream[kFs].open, 'options.fs.open');
    stream.path = getValidatedPath(path);
    stream.flags = options.flags === undefined ? flags : options.flags;
    stream.mode = options.mode === undefined ? 0o666 : options.mode;
  } else if (typeof fd === 'number') {
    stream[kFs] = options.fs || fs;
    stream.fd = getValidatedFd(fd);
  } else if (fd instanceof FileHandle) {
    if (options.fs) throw new ERR_METHOD_NOT_IMPLEMENTED('FileHandle with fs');
    stream[kHandle] = fd;
    stream[kFs] = fileHandleOperations(fd);
    fd[kRef]();
    fd.on('close', () => stream.close());
    stream.fd = getValidatedFd(fd.fd);
  } else {
    throw new ERR_INVALID_ARG_TYPE('options.fd', ['number', 'FileHandle'], fd);
  }
}

const checkPosition = (position, name) => validateInteger(position, name, 0);

/** Opens the file; a program may have its own `open`, which emits when it is done. */
function constructStream(callback) {
  if (typeof this.fd === 'number') {
    callback();
    return;
  }
  if (this.open !== openFile) {
    const { emit } = this;
    this.emit = function(...args) {
      if (args[0] === 'open') {
        this.emit = emit;
        callback();
      } else if (args[0] === 'error') {
        this.emit = emit;
        callback(args[1]);
        return;
      }
      return Reflect.apply(emit, this, args);
    };
    this.open();
    return;
  }
  this[kFs].open(this.path, this.flags, this.mode, (error, fd) => {
    if (error) {
      callback(error);
      return;
    }
    this.fd = fd;
    callback();
    this.emit('open', this.fd);
    this.emit('ready');
  });
}

/** `open()` of the prototypes: streams open by themselves. */
function openFile() {
}

function closeFile(stream, error, callback) {
  // 0 is not closed: it is the program's standard input.
  if (stream.fd) stream[kFs].close(stream.fd, (closeError) => callback(closeError || error));
  else callback(error);
  stream.fd = null;
}

/** Destroys when nothing is read or written any more. */
function afterIO(stream, run) {
  if (stream[kIsPerformingIO]) stream.once(kIoDone, run);
  else run();
}

function accessors(Class, state) {
  const stateOf = (stream) => {
    if (stream?.[state] === undefined) throw new ERR_INVALID_THIS(Class.name);
    return stream[state];
  };
  return {
    autoClose: {
      __proto__: null,
      get() { return stateOf(this).autoDestroy; },
      set(value) { stateOf(this).autoDestroy = value; },
    },
    pending: {
      __proto__: null,
      configurable: true,
      get() { return this.fd === null; },
    },
  };
}

function ReadStream(path, options) {
  if (!(this instanceof ReadStream)) return new ReadStream(path, options);
  options = copyObject(getOptions(options, kEmptyObject));
  if (options.highWaterMark === undefined) options.highWaterMark = 64 * 1024;
  setSource(this, path, options, 'r');
  options.autoDestroy = options.autoClose === undefined ? true : options.autoClose;
  validateFunction(this[kFs].read, 'options.fs.read');
  if (options.autoDestroy) validateFunction(this[kFs].close, 'options.fs.close');

  this.start = options.start;
  this.end = options.end ?? Infinity;
  this.pos = undefined;
  this.bytesRead = 0;
  this[kIsPerformingIO] = false;
  if (this.start !== undefined) {
    checkPosition(this.start, 'start');
    this.pos = this.start;
  }
  if (this.end !== Infinity) {
    checkPosition(this.end, 'end');
    if (this.start !== undefined && this.start > this.end) {
      throw new ERR_OUT_OF_RANGE('start', `<= "end" (here: ${this.end})`, this.start);
    }
  }
  Readable.call(this, options);
  if (options.encoding) this.setEncoding(options.encoding);
}
Object.setPrototypeOf(ReadStream.prototype, Readable.prototype);
Object.setPrototypeOf(ReadStream, Readable);
Object.defineProperties(ReadStream.prototype, accessors(ReadStream, '_readableState'));

ReadStream.prototype.open = openFile;
ReadStream.prototype._construct = constructStream;

ReadStream.prototype._read = function(n) {
  const done = this.pos !== undefined ? this.pos : this.bytesRead;
  n = Math.min(this.end - done + 1, n);
  if (n <= 0) {
    this.push(null);
    return;
  }
  this[kIsPerformingIO] = true;
  if (this[kFs] === fs && fs.read === originalRead) {
    binding.readNew(this.fd, n, this.pos, (error, chunk) => this._afterRead(error, chunk));
    return;
  }
  const buffer = Buffer.allocUnsafeSlow(n);
  this[kFs].read(this.fd, buffer, 0, n, this.pos, (error, count, filled) => {
    // A chunk does not keep more memory than it needs.
    this._afterRead(error, error || count === filled.length ? filled : Buffer.from(filled.subarray(0, count)));
  });
};

Object.defineProperty(ReadStream.prototype, '_afterRead', {
  __proto__: null,
  enumerable: false,
  value(error, chunk) {
    this[kIsPerformingIO] = false;
    if (this.destroyed) {
      this.emit(kIoDone, error);
    } else if (error) {
      errorOrDestroy(this, error);
    } else if (chunk.length > 0) {
      if (this.pos !== undefined) this.pos += chunk.length;
      this.bytesRead += chunk.length;
      this.push(chunk);
    } else {
      this.push(null);
    }
  },
});

ReadStream.prototype._destroy = function(error, callback) {
  afterIO(this, (ioError) => closeFile(this, error || ioError, callback));
};

ReadStream.prototype.close = function(callback) {
  if (typeof callback === 'function') finished(this, callback);
  this.destroy();
};

function WriteStream(path, options) {
  if (!(this instanceof WriteStream)) return new WriteStream(path, options);
  options = copyObject(getOptions(options, kEmptyObject));
  options.decodeStrings = true;
  setSource(this, path, options, 'w');
  options.autoDestroy = options.autoClose === undefined ? true : options.autoClose;
  const { write, writev, close, fsync } = this[kFs];
  if (!write && !writev) throw new ERR_INVALID_ARG_TYPE('options.fs.write', 'function', write);
  if (write) validateFunction(write, 'options.fs.write');
  if (writev) validateFunction(writev, 'options.fs.writev');
  if (options.autoDestroy) validateFunction(close, 'options.fs.close');
  this.flush = options.flush;
  if (this.flush == null) {
    this.flush = false;
  } else {
    validateBoolean(this.flush, 'options.flush');
    if (this.flush) validateFunction(fsync, 'options.fs.fsync');
  }
  // What cannot write several chunks at once gets them one by one.
  if (!write) this._write = null;
  if (!writev) this._writev = null;

  this.start = options.start;
  this.pos = undefined;
  this.bytesWritten = 0;
  this[kIsPerformingIO] = false;
  if (this.start !== undefined) {
    checkPosition(this.start, 'start');
    this.pos = this.start;
  }
  Writable.call(this, options);
  if (options.encoding) this.setDefaultEncoding(options.encoding);
}
Object.setPrototypeOf(WriteStream.prototype, Writable.prototype);
Object.setPrototypeOf(WriteStream, Writable);
Object.defineProperties(WriteStream.prototype, accessors(WriteStream, '_writableState'));

WriteStream.prototype.open = openFile;
WriteStream.prototype._construct = constructStream;

// How often a write may come to nothing in a row.
const retriesMax = 5;

/** Writes until everything is written: `write(rest, pos, callback)` writes some of it. */
function writeAll(stream, data, size, pos, write, advance, callback, retries = 0) {
  write(data, pos, (error, written) => {
    if (error?.code === 'EAGAIN') {
      error = null;
      written = 0;
    }
    if (stream.destroyed || error) {
      callback(error || new ERR_STREAM_DESTROYED('write'));
      return;
    }
    stream.bytesWritten += written;
    retries = written ? 0 : retries + 1;
    size -= written;
    if (size <= 0) {
      callback();
    } else if (retries > retriesMax) {
      callback(new ERR_SYSTEM_ERROR({
        code: 'EAGAIN', errno: -11, message: 'resource temporarily unavailable', syscall: 'write',
      }));
    } else {
      const next = pos === undefined ? undefined : pos + written;
      writeAll(stream, advance(data, written), size, next, write, advance, callback, retries);
    }
  });
}

function afterWrite(stream, callback) {
  return (error) => {
    stream[kIsPerformingIO] = false;
    if (stream.destroyed) {
      // The destruction that waits for this must come after the callback's own.
      callback(error);
      stream.emit(kIoDone, error);
    } else {
      callback(error);
    }
  };
}

WriteStream.prototype._write = function(data, encoding, callback) {
  this[kIsPerformingIO] = true;
  const { fd } = this;
  writeAll(this, data, data.length, this.pos,
           (rest, pos, done) => this[kFs].write(fd, rest, 0, rest.length, pos, done),
           (rest, written) => rest.subarray(written),
           afterWrite(this, callback));
  if (this.pos !== undefined) this.pos += data.length;
};

WriteStream.prototype._writev = function(data, callback) {
  const chunks = data.map(({ chunk }) => chunk);
  const size = chunks.reduce((sum, chunk) => sum + chunk.length, 0);
  this[kIsPerformingIO] = true;
  const { fd } = this;
  writeAll(this, chunks, size, this.pos,
           (rest, pos, done) => this[kFs].writev(fd, rest, pos ?? null, done),
           (rest, written) => [Buffer.concat(rest).subarray(written)],
           afterWrite(this, callback));
  if (this.pos !== undefined) this.pos += size;
};

WriteStream.prototype._destroy = function(error, callback) {
  afterIO(this, (ioError) => {
    if (this.flush && this.fd) {
      this[kFs].fsync(this.fd, (flushError) => closeFile(this, error || ioError || flushError, callback));
    } else {
      closeFile(this, error || ioError, callback);
    }
  });
};

WriteStream.prototype.close = function(callback) {
  if (callback) {
    if (this.closed) {
      process.nextTick(callback);
      return;
    }
    this.on('close', callback);
  }
  if (!this.autoClose) this.on('finish', this.destroy);
  // What was written before is to be in the file.
  this.end();
};

// There is no end without what comes before it.
WriteStream.prototype.destroySoon = WriteStream.prototype.end;

module.exports = { ReadStream, WriteStream };
