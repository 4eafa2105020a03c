// FileHandle: an open file of `fs/promises`.
'use strict';

const EventEmitter = require('events');
const { AbortError, codes: { ERR_INVALID_STATE } } = require('internal/errors');
const { kEmptyObject } = require('internal/util');
const { kDeserialize, kTransfer, kTransferList, markTransferMode } = require('internal/worker/js_transferable');
const binding = internalBinding('fs');

const { kUsePromises } = binding;

const kHandle = Symbol('kHandle');
const kFd = Symbol('kFd');
const kRefs = Symbol('kRefs');
const kClosePromise = Symbol('kClosePromise');
const kCloseResolve = Symbol('kCloseResolve');
const kCloseReject = Symbol('kCloseReject');
const kCloseSync = Symbol('kCloseSync');
const kRef = Symbol('kRef');
const kUnref = Symbol('kUnref');
const kLocked = Symbol('kLocked');
const kIsTransferred = Symbol('kIsTransferred');

const operations = () => require('internal/fs/handle_files');

// The native handle closes its descriptor when nobody can reach it; the program is told that it should have.
const forgotten = new FinalizationRegistry((fd) => {
  process.emitWarning(`Closing file descriptor ${fd} on garbage collection`);
  process.emitWarning(
    'Closing a FileHandle object on garbage collection is deprecated. ' +
    'Please close FileHandle objects explicitly using FileHandle.prototype.close(). ' +
    'In the future, an error will be thrown if a file descriptor is closed during garbage collection.',
    'DeprecationWarning', 'DEP0137');
});

class FileHandle extends EventEmitter {
  constructor(handle) {
    super();
    markTransferMode(this, false, true);
    this[kHandle] = handle;
    this[kFd] = handle ? handle.fd : -1;
    this[kRefs] = 1;
    this[kClosePromise] = null;
    if (handle) forgotten.register(handle, this[kFd], this);
  }

  getAsyncId() {
    return 0;
  }

  get fd() {
    return this[kFd];
  }

  appendFile(data, options) { return call('writeFile', operations().writeFile, this, data, options); }
  chmod(mode) { return call('fchmod', operations().chmod, this, mode); }
  chown(uid, gid) { return call('fchown', operations().chown, this, uid, gid); }
  datasync() { return call('fdatasync', operations().datasync, this); }
  sync() { return call('fsync', operations().sync, this); }
  read(buffer, offset, length, position) {
    return call('read', operations().read, this, buffer, offset, length, position);
  }
  readv(buffers, position) { return call('readv', operations().readv, this, buffers, position); }
  readFile(options) { return call('readFile', operations().readFile, this, options); }
  readLines(options = undefined) {
    const { Interface } = require('internal/readline/interface');
    return new Interface({ input: this.createReadStream(options), crlfDelay: Infinity });
  }
  stat(options) { return call('fstat', operations().stat, this, options); }
  truncate(len = 0) { return call('ftruncate', operations().truncate, this, len); }
  utimes(atime, mtime) { return call('futimes', operations().utimes, this, atime, mtime); }
  write(buffer, offset, length, position) {
    return call('write', operations().write, this, buffer, offset, length, position);
  }
  writev(buffers, position) { return call('writev', operations().writev, this, buffers, position); }
  writeFile(data, options) { return call('writeFile', operations().writeFile, this, data, options); }

  close = () => {
    if (this[kFd] === -1) return Promise.resolve();
    if (this[kClosePromise]) return this[kClosePromise];
    this[kRefs]--;
    if (this[kRefs] === 0) {
      this[kClosePromise] = closeNow(this).finally(() => { this[kClosePromise] = undefined; });
    } else {
      // Whoever uses the file still will close it.
      this[kClosePromise] = new Promise((resolve, reject) => {
        this[kCloseResolve] = resolve;
        this[kCloseReject] = reject;
      }).finally(() => {
        this[kClosePromise] = undefined;
        this[kCloseReject] = undefined;
        this[kCloseResolve] = undefined;
      });
    }
    this.emit('close');
    return this[kClosePromise];
  };

  async [Symbol.asyncDispose]() {
    await this.close();
  }

  /** A byte stream of the file; locks the handle. */
  readableWebStream(options = kEmptyObject) {
    return require('internal/fs/web_streams').readableWebStream(this, options);
  }

  createReadStream(options = undefined) {
    const { ReadStream } = require('internal/fs/streams');
    return new ReadStream(undefined, { ...options, fd: this });
  }

  createWriteStream(options = undefined) {
    const { WriteStream } = require('internal/fs/streams');
    return new WriteStream(undefined, { ...options, fd: this });
  }

  [kCloseSync]() {
    if (this[kFd] === -1) return;
    if (this[kClosePromise]) {
      throw new ERR_INVALID_STATE('FileHandle is closing');
    }
    this[kRefs]--;
    if (this[kRefs] === 0) binding.closeHandle(release(this));
    this.emit('close');
  }

  [kTransfer]() {
    if (this[kClosePromise] || this[kRefs] > 1) {
      const { lazyDOMException } = require('internal/util');
      throw lazyDOMException('Cannot transfer FileHandle while in use', 'DataCloneError');
    }
    this[kRefs] = 0;
    this[kIsTransferred] = true;
    return { data: { fd: release(this) }, deserializeInfo: 'internal/fs/promises:FileHandle' };
  }

  [kTransferList]() {
    return [];
  }

  [kDeserialize]({ fd }) {
    this[kHandle] = new binding.FileHandle(fd);
    this[kFd] = fd;
    forgotten.register(this[kHandle], fd, this);
  }

  [kRef]() {
    this[kRefs]++;
  }

  [kUnref]() {
    this[kRefs]--;
    if (this[kRefs] === 0) {
      closeNow(this).then(this[kCloseResolve], this[kCloseReject]);
    }
  }
}

/** Takes the descriptor away from the handle. */
function release(handle) {
  handle[kFd] = -1;
  forgotten.unregister(handle);
  return handle[kHandle].releaseFD();
}

function closeNow(handle) {
  return binding.close(release(handle), kUsePromises);
}

/** Calls an operation with the handle in use; `name` is what a closed handle's error blames. */
async function call(name, operation, handle, ...args) {
  if (handle[kFd] === -1) {
    const error = new Error(handle[kIsTransferred] ? 'The FileHandle has been transferred' : 'file closed');
    error.code = 'EBADF';
    error.syscall = name;
    throw error;
  }
  try {
    handle[kRef]();
    return await operation(handle, ...args);
  } finally {
    handle[kUnref]();
  }
}

/** Throws when a signal says to stop. */
function checkAborted(signal) {
  if (signal?.aborted) throw new AbortError(undefined, { cause: signal.reason });
}

module.exports = { FileHandle, call, checkAborted, kCloseSync, kFd, kHandle, kLocked, kRef, kUnref };
