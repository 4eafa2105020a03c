// Utf8Stream: a fast writer for logs, which gathers what it is given and writes it in few calls.
'use strict';

const EventEmitter = require('events');
const { codes: { ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE, ERR_INVALID_STATE, ERR_OPERATION_FAILED } } =
  require('internal/errors');
const {
  parseFileMode, validateBoolean, validateFunction, validateNumber, validateObject, validateOneOf, validateUint32,
} = require('internal/validators');
const { sleep } = require('internal/util');
const { Buffer } = require('buffer');
const { dirname } = require('path');
const fs = require('fs');

// Node's own figures: the pause before a busy write is tried again, and how much is written at once.
const busyPauseMs = 100;
const maxWriteDefault = 16 * 1024;
// What is gathered beyond this makes `write` say that it is enough.
const highWaterMarkMin = 16387;

const fsFunctions = ['write', 'writeSync', 'fsync', 'fsyncSync', 'close', 'open', 'openSync', 'mkdir', 'mkdirSync'];

class Utf8Stream extends EventEmitter {
  #fs;
  #fd = -1;
  #file = null;
  #options;
  #highWaterMark;
  // What waits, each piece at most as long as one write may be.
  #pieces = [];
  #lengths = [];
  // What is being written, or was and failed.
  #current;
  #length = 0;
  #timer = null;
  #writing = false;
  #ending = false;
  #opening = false;
  #reopening = false;
  #destroyed = false;
  #flushPending = false;
  #drainScheduled = false;

  constructor(options = {}) {
    super();
    validateObject(options, 'options');
    let { fd } = options;
    const {
      dest, minLength, maxLength, maxWrite, periodicFlush, sync = false, append = true, mkdir = false, fsync = false,
      mode, retryEAGAIN = () => true, contentMode = 'utf8', fs: override = {},
    } = options;
    fd ??= dest;
    validateObject(override, 'options.fs');
    this.#fs = { ...fs, ...override };
    for (const name of fsFunctions) {
      if (override[name] !== undefined) validateFunction(override[name], `options.fs.${name}`);
    }
    this.#options = {
      minLength: minLength || 0,
      maxLength: maxLength || 0,
      maxWrite: maxWrite || maxWriteDefault,
      periodicFlush: periodicFlush || 0,
      sync: sync || false,
      append: append ?? true,
      mkdir: mkdir || false,
      fsync: fsync || false,
      mode,
      retryEAGAIN,
      contentMode,
    };
    this.#highWaterMark = Math.max(this.#options.minLength, highWaterMarkMin);
    validateUint32(this.#highWaterMark, 'options.hwm');
    validateUint32(this.#options.maxLength, 'options.maxLength');
    validateUint32(this.#options.maxWrite, 'options.maxWrite');
    validateBoolean(this.#options.sync, 'options.sync');
    validateBoolean(this.#options.fsync, 'options.fsync');
    validateBoolean(this.#options.append, 'options.append');
    validateBoolean(this.#options.mkdir, 'options.mkdir');
    validateFunction(retryEAGAIN, 'options.retryEAGAIN');
    validateNumber(this.#options.periodicFlush, 'options.periodicFlush', 0);
    validateOneOf(contentMode, 'options.contentMode', ['buffer', 'utf8']);
    if (mode !== undefined) this.#options.mode = parseFileMode(mode, 'mode');
    if (this.#options.minLength >= this.#options.maxWrite) {
      throw new ERR_INVALID_ARG_VALUE.RangeError(
        'minLength', minLength, `should be smaller than maxWrite (${this.#options.maxWrite})`);
    }

    if (typeof fd === 'number') {
      this.#fd = fd;
      process.nextTick(() => this.emit('ready'));
    } else if (typeof fd === 'string') {
      this.#open(fd);
    } else {
      throw new ERR_INVALID_ARG_TYPE('fd', ['number', 'string'], fd);
    }
    // Who listens from now on is to hear of the next drain.
    this.on('newListener', (name) => {
      if (name === 'drain') this.#drainScheduled = false;
    });
    if (this.#options.periodicFlush > 0) {
      const { setInterval } = require('timers');
      this.#timer = setInterval(() => this.flush(), this.#options.periodicFlush);
      this.#timer.unref();
    }
  }

  get mode() { return this.#options.mode; }
  get file() { return this.#file; }
  get fd() { return this.#fd; }
  get minLength() { return this.#options.minLength; }
  get maxLength() { return this.#options.maxLength; }
  get writing() { return this.#writing; }
  get sync() { return this.#options.sync; }
  get fsync() { return this.#options.fsync; }
  get append() { return this.#options.append; }
  get periodicFlush() { return this.#options.periodicFlush; }
  get contentMode() { return this.#options.contentMode; }
  get mkdir() { return this.#options.mkdir; }

  /** Whether there is room for more. */
  write(data) {
    this.#checkAlive();
    const { contentMode, maxLength, maxWrite, minLength } = this.#options;
    if (contentMode === 'utf8') {
      if (typeof data !== 'string') throw new ERR_INVALID_ARG_TYPE('data', 'string', data);
    } else if (!Buffer.isBuffer(data)) {
      throw new ERR_INVALID_ARG_TYPE('data', 'Buffer', data);
    }
    const total = this.#length + data.length;
    if (maxLength && total > maxLength) {
      this.emit('drop', data);
      return this.#length < this.#highWaterMark;
    }
    const last = this.#pieces.length - 1;
    if (last < 0 || this.#lengths[last] + data.length > maxWrite) {
      this.#pieces.push([data]);
      this.#lengths.push(data.length);
    } else {
      this.#pieces[last].push(data);
      this.#lengths[last] += data.length;
    }
    this.#length = total;
    if (!this.#writing && this.#length >= minLength) this.#writeNext();
    return this.#length < this.#highWaterMark;
  }

  flush(callback = undefined) {
    if (callback !== undefined) validateFunction(callback, 'cb');
    if (this.#destroyed) {
      const error = new ERR_INVALID_STATE('Utf8Stream is destroyed');
      if (callback === undefined) throw error;
      callback(error);
      return;
    }
    if (this.#options.minLength <= 0) {
      callback?.();
      return;
    }
    if (callback !== undefined) this.#callWhenDrained(callback);
    if (this.#writing) return;
    // A write of nothing drains.
    if (this.#pieces.length === 0) {
      this.#pieces.push([]);
      this.#lengths.push(0);
    }
    this.#writeNext();
  }

  #callWhenDrained(callback) {
    this.#flushPending = true;
    const finish = (error) => {
      this.#flushPending = false;
      callback(error);
    };
    const onDrain = () => {
      this.off('error', onError);
      if (this.#options.fsync || this.#destroyed) finish();
      else this.#fs.fsync(this.#fd, (error) => (error?.code === 'EBADF' ? finish() : finish(error ?? undefined)));
    };
    const onError = (error) => {
      this.off('drain', onDrain);
      finish(error);
    };
    this.once('drain', onDrain);
    this.once('error', onError);
  }

  flushSync() {
    this.#checkAlive();
    if (this.#fd < 0) throw new ERR_INVALID_STATE('Invalid file descriptor');
    if (!this.#writing && this.#current?.length > 0) {
      this.#pieces.unshift([this.#current]);
      this.#lengths.unshift(this.#current.length);
      this.#current = undefined;
    }
    while (this.#pieces.length > 0) {
      let rest = this.#take();
      while (rest.length > 0) {
        try {
          rest = this.#written(rest, this.#callWriteSync(rest));
        } catch (error) {
          if (!this.#isBusy(error) || !this.#options.retryEAGAIN(error, rest.length, this.#length - rest.length)) {
            this.#pieces.unshift([rest]);
            this.#lengths.unshift(rest.length);
            throw error;
          }
          sleep(busyPauseMs);
        }
      }
    }
    try {
      this.#fs.fsyncSync(this.#fd);
    } catch {
      // What cannot be flushed, such as a pipe, has been written all the same.
    }
  }

  reopen(file) {
    this.#checkAlive();
    if (this.#opening) {
      this.once('ready', () => this.reopen(file));
      return;
    }
    if (this.#ending) return;
    if (!this.#file) {
      throw new ERR_OPERATION_FAILED(
        'Unable to reopen a file descriptor, you must pass a file to SonicBoom');
    }
    if (file) this.#file = file;
    this.#reopening = true;
    if (this.#writing) return;
    const before = this.#fd;
    this.once('ready', () => {
      if (before === this.#fd) return;
      this.#fs.close(before, (error) => {
        if (error) this.emit('error', error);
      });
    });
    this.#open(this.#file);
  }

  end() {
    this.#checkAlive();
    if (this.#opening) {
      this.once('ready', () => this.end());
      return;
    }
    if (this.#ending) return;
    this.#ending = true;
    if (this.#writing) return;
    if (this.#length > 0 && this.#fd >= 0) this.#writeNext();
    else this.#close();
  }

  destroy() {
    if (!this.#destroyed) this.#close();
  }

  [Symbol.dispose]() {
    this.destroy();
  }

  #checkAlive() {
    if (this.#destroyed) throw new ERR_INVALID_STATE('Utf8Stream is destroyed');
  }

  #open(file) {
    this.#opening = true;
    this.#writing = true;
    this.#drainScheduled = false;
    const { append, mkdir, mode, sync } = this.#options;
    const flags = append ? 'a' : 'w';
    if (sync) {
      let fd;
      try {
        if (mkdir) this.#fs.mkdirSync(dirname(file), { recursive: true });
        fd = this.#fs.openSync(file, flags, mode);
      } catch (error) {
        this.#opened(file, error);
        throw error;
      }
      this.#opened(file, null, fd);
      return;
    }
    const open = () => this.#fs.open(file, flags, mode, (error, fd) => this.#opened(file, error, fd));
    if (!mkdir) {
      open();
      return;
    }
    this.#fs.mkdir(dirname(file), { recursive: true }, (error) => (error ? this.#opened(file, error) : open()));
  }

  #opened(file, error, fd) {
    if (error) {
      this.#reopening = false;
      this.#writing = false;
      this.#opening = false;
      if (this.#options.sync) {
        process.nextTick(() => {
          if (this.listenerCount('error') > 0) this.emit('error', error);
        });
      } else {
        this.emit('error', error);
      }
      return;
    }
    const reopened = this.#reopening;
    this.#fd = fd;
    this.#file = file;
    this.#reopening = false;
    this.#opening = false;
    this.#writing = false;
    if (this.#options.sync) process.nextTick(() => this.emit('ready'));
    else this.emit('ready');
    if (this.#destroyed) return;
    if ((!this.#writing && this.#length > this.#options.minLength) || this.#flushPending) this.#writeNext();
    else if (reopened) process.nextTick(() => this.emit('drain'));
  }

  /** The next piece as one. */
  #take() {
    const piece = this.#pieces.shift();
    this.#lengths.shift();
    if (this.#options.contentMode === 'utf8') return piece.join('');
    return piece.length === 1 ? piece[0] : Buffer.concat(piece);
  }

  #writeNext() {
    this.#writing = true;
    this.#current = this.#current?.length > 0 ? this.#current : this.#pieces.length > 0 ? this.#take() : '';
    if (!this.#options.sync) {
      this.#callWrite();
      return;
    }
    let written;
    try {
      written = this.#callWriteSync(this.#current);
    } catch (error) {
      this.#release(error);
      return;
    }
    this.#release(null, written);
  }

  #callWrite() {
    const done = (error, written) => this.#release(error, written);
    if (typeof this.#current === 'string') this.#fs.write(this.#fd, this.#current, 'utf8', done);
    else this.#fs.write(this.#fd, this.#current, done);
  }

  #callWriteSync(data) {
    return typeof data === 'string' ? this.#fs.writeSync(this.#fd, data, 'utf8') : this.#fs.writeSync(this.#fd, data);
  }

  /** Counts bytes as written; the rest, from the first character that is not whole. */
  #written(data, bytes = Buffer.byteLength(data)) {
    let count = bytes;
    if (typeof data === 'string') {
      count = data.length;
      if (bytes !== Buffer.byteLength(data)) {
        const whole = Buffer.from(data).subarray(0, bytes);
        count = new (require('internal/encoding').TextDecoder)().decode(whole, { stream: true }).length;
      }
    }
    this.#length = Math.max(this.#length - count, 0);
    return typeof data === 'string' ? data.slice(count) : data.subarray(count);
  }

  #isBusy(error) {
    return error.code === 'EAGAIN' || error.code === 'EBUSY';
  }

  #release(error, written) {
    if (error) {
      const current = this.#current.length;
      if (this.#isBusy(error) && this.#options.retryEAGAIN(error, current, this.#length - current)) {
        if (this.#options.sync) {
          sleep(busyPauseMs);
          this.#writeNext();
        } else {
          require('timers').setTimeout(() => this.#callWrite(), busyPauseMs);
        }
      } else {
        this.#writing = false;
        this.emit('error', error);
      }
      return;
    }
    this.emit('write', written);
    this.#current = this.#written(this.#current, written);
    if (this.#current.length > 0) {
      this.#writeNext();
      return;
    }
    if (this.#options.fsync) this.#fs.fsyncSync(this.#fd);
    if (this.#reopening) {
      this.#writing = false;
      this.#reopening = false;
      this.reopen();
    } else if (this.#length > this.#options.minLength) {
      this.#writeNext();
    } else if (this.#ending) {
      if (this.#length > 0) {
        this.#writeNext();
      } else {
        this.#writing = false;
        this.#close();
      }
    } else {
      this.#writing = false;
      if (!this.#options.sync) {
        this.emit('drain');
      } else if (!this.#drainScheduled) {
        this.#drainScheduled = true;
        process.nextTick(() => {
          if (this.listenerCount('drain') > 0) this.#drainScheduled = false;
          this.emit('drain');
        });
      }
    }
  }

  #close() {
    if (this.#fd === -1) {
      this.once('ready', () => this.#close());
      return;
    }
    if (this.#timer !== null) require('timers').clearInterval(this.#timer);
    this.#destroyed = true;
    this.#pieces = [];
    this.#lengths = [];
    const done = (error) => {
      if (error) {
        this.emit('error', error);
        return;
      }
      if (this.#ending && !this.#writing) this.emit('finish');
      this.emit('close');
    };
    const close = () => {
      if (this.#fd === 1 || this.#fd === 2) done();
      else this.#fs.close(this.#fd, done);
    };
    // What cannot be flushed, such as a pipe, is closed all the same.
    try {
      this.#fs.fsync(this.#fd, close);
    } catch {
      close();
    }
  }
}

module.exports = { Utf8Stream };
