// The class `ChildProcess`: one child, its standard streams, its end, and the channel to it.
'use strict';

const EventEmitter = require('events');
const { channel, tracingChannel } = require('diagnostics_channel');
const { Process } = internalBinding('process_wrap');
const { owner_symbol: kOwner } = internalBinding('symbols');
const { os: { errno } } = internalBinding('constants');
const { ErrnoException } = require('internal/errors');
const { validateArray, validateObject, validateOneOf, validateString } = require('internal/validators');
const { convertToValidSignal } = require('internal/util');
const { getValidStdio, nativeStdio, stdioStringToArray } = require('internal/child_process/stdio');
const { kChannelHandle, setupChannel } = require('internal/child_process/channel');
const { signalName } = require('internal/child_process/sync');

const made = channel('child_process');
const spawning = tracingChannel('child_process.spawn');

const kIsUsedAsStdio = Symbol('kIsUsedAsStdio');

// These a program hears of as an event; any other failure is thrown.
const kRunTimeErrors = new Set([errno.EACCES, errno.EAGAIN, errno.EMFILE, errno.ENFILE, errno.ENOENT]);

function ChildProcess() {
  EventEmitter.call(this);
  this._closesNeeded = 1;
  this._closesGot = 0;
  this.connected = false;
  this.signalCode = null;
  this.exitCode = null;
  this.killed = false;
  this.spawnfile = null;
  this._handle = new Process();
  this._handle[kOwner] = this;
  this._handle.onexit = (exitCode, signal) => onexit(this, exitCode, signal);
  if (made.hasSubscribers) made.publish({ process: this });
}

Object.setPrototypeOf(ChildProcess.prototype, EventEmitter.prototype);
Object.setPrototypeOf(ChildProcess, EventEmitter);

function onexit(child, exitCode, signal) {
  const name = signal === 0 ? '' : signalName(signal);
  // One without a name passes for an exit, as in Node.
  if (name !== '') child.signalCode = name;
  else child.exitCode = exitCode;
  if (child.stdin) child.stdin.destroy();
  if (child._handle) {
    child._handle.close();
    child._handle = null;
  }
  if (exitCode < 0) {
    const error = new ErrnoException(exitCode, child.spawnfile ? `spawn ${child.spawnfile}` : 'spawn');
    if (child.spawnfile) error.path = child.spawnfile;
    error.spawnargs = child.spawnargs.slice(1);
    child.emit('error', error);
  } else {
    child.emit('exit', child.exitCode, child.signalCode);
  }
  // What nobody reads is read to its end, so that its close is told.
  process.nextTick(flushStdio, child);
  maybeClose(child);
}

function flushStdio(child) {
  const { stdio } = child;
  if (!stdio) return;
  for (const stream of stdio) {
    if (stream?.readable && !stream[kIsUsedAsStdio]) stream.resume();
  }
}

// `close` comes when the process has ended and every stream of it has closed.
function maybeClose(child) {
  child._closesGot++;
  if (child._closesGot === child._closesNeeded) child.emit('close', child.exitCode, child.signalCode);
}

ChildProcess.prototype.spawn = function spawn(options) {
  validateObject(options, 'options');
  validateOneOf(options.serialization, 'options.serialization', [undefined, 'json', 'advanced']);
  const serialization = options.serialization || 'json';
  const { stdio, ipc, ipcFd } = getValidStdio(options.stdio || 'pipe', false, serialization);
  options.stdio = stdio;
  if (ipc !== undefined) {
    if (options.envPairs === undefined) options.envPairs = [];
    else validateArray(options.envPairs, 'options.envPairs');
    options.envPairs.push(`NODE_CHANNEL_FD=${ipcFd}`, `NODE_CHANNEL_SERIALIZATION_MODE=${serialization}`);
  }
  validateString(options.file, 'options.file');
  this.spawnfile = options.file;
  if (options.args === undefined) this.spawnargs = [];
  else validateArray(options.args, 'options.args');
  if (options.args !== undefined) this.spawnargs = options.args;

  const event = { process: this, options };
  if (spawning.hasSubscribers) spawning.start.publish(event);
  const status = this._handle.spawn({ __proto__: null, ...options, stdio: nativeStdio(stdio) });
  if (kRunTimeErrors.has(-status)) {
    process.nextTick((child) => child._handle.onexit(status, 0), this);
    if (spawning.error.hasSubscribers) spawning.error.publish({ ...event, error: new ErrnoException(status, 'spawn') });
    // Without descriptors there is nothing to make streams of.
    if (-status === errno.EMFILE || -status === errno.ENFILE) return status;
  } else if (status) {
    for (const entry of stdio) entry.handle?.close();
    this._handle.close();
    this._handle = null;
    const error = new ErrnoException(status, 'spawn');
    if (spawning.error.hasSubscribers) spawning.error.publish({ ...event, error });
    throw error;
  } else {
    if (spawning.end.hasSubscribers) spawning.end.publish(event);
    process.nextTick((child) => child.emit('spawn'), this);
  }
  this.pid = this._handle.pid;
  makeStreams(this, stdio);
  if (ipc !== undefined) setupChannel(this, ipc, serialization, () => maybeClose(this));
  return status;
};

function makeStreams(child, stdio) {
  const { Socket } = require('net');
  const streams = stdio.map((entry, i) => {
    if (entry.type === 'wrap') takeOut(entry);
    if (entry.ipc) {
      child._closesNeeded++;
      return null;
    }
    if (entry.type !== 'pipe' && entry.type !== 'overlapped') return null;
    const stream = new Socket({ handle: entry.handle, readable: i > 0 });
    child._closesNeeded++;
    stream.on('close', () => maybeClose(child));
    return stream;
  });
  child.stdin = streams[0] ?? null;
  child.stdout = streams[1] ?? null;
  child.stderr = streams[2] ?? null;
  child.stdio = streams;
}

// A stream that the child reads or writes now is not read here any more.
function takeOut({ handle, _stdio: stream }) {
  if (handle.readStop) {
    handle.reading = false;
    handle.readStop();
  }
  stream.pause?.();
  if (stream._readableState) {
    stream.readableFlowing = false;
    stream._readableState.reading = false;
  }
  stream[kIsUsedAsStdio] = true;
}

ChildProcess.prototype.kill = function kill(sig) {
  const signal = sig === 0 ? sig : convertToValidSignal(sig === undefined ? 'SIGTERM' : sig);
  if (this._handle) {
    const status = this._handle.kill(signal);
    if (status === 0) {
      this.killed = true;
      return true;
    }
    if (status === -errno.EINVAL || status === -errno.ENOSYS) throw new ErrnoException(status, 'kill');
    if (status !== -errno.ESRCH) this.emit('error', new ErrnoException(status, 'kill'));
  }
  return false;
};

ChildProcess.prototype[Symbol.dispose] = function dispose() {
  if (!this.killed) this.kill();
};

ChildProcess.prototype.ref = function ref() {
  if (this._handle) this._handle.ref();
};

ChildProcess.prototype.unref = function unref() {
  if (this._handle) this._handle.unref();
};

module.exports = { ChildProcess, getValidStdio, kChannelHandle, setupChannel, stdioStringToArray };
