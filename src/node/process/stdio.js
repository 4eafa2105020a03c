// `process.stdin`, `stdout` and `stderr`: made on first use, each as the kind of stream that its descriptor is. Writes
// are done when they return, for files, terminals and pipes, as in Node on Linux.
'use strict';

const { kUnopened } = require('internal/util');
const { writeSync, guessHandleType } = internalBinding('process_fatal');

// The standard streams cannot be closed, but say that they were.
function dummyDestroy(error, callback) {
  callback(error);
  this._undestroy();
  if (!this._writableState.emitClose) process.nextTick(() => this.emit('close'));
}

function createOutput(fd) {
  const stream = outputOf(fd);
  stream.fd = fd;
  stream._isStdio = true;
  stream.destroySoon = stream.destroy;
  stream._destroy = dummyDestroy;
  if (stream.isTTY) process.on('SIGWINCH', () => stream._refreshSize());
  return stream;
}

function outputOf(fd) {
  let stream;
  switch (guessHandleType(fd)) {
    case 'TTY':
      stream = new (require('tty').WriteStream)(fd);
      stream._type = 'tty';
      return stream;
    case 'FILE':
      stream = new SyncWriteStream(fd);
      stream._type = 'fs';
      return stream;
    case 'PIPE':
    case 'TCP': {
      const { OutputHandle } = require('internal/tty/handles');
      const { Socket } = require('net');
      stream = new Socket({ handle: new OutputHandle(fd), readable: false, writable: true });
      stream._type = 'pipe';
      return stream;
    }
    default: {
      // Closed, or of a kind that is not written to: what is written is lost.
      const { Writable } = require('stream');
      return new Writable({ write(chunk, encoding, callback) { callback(); } });
    }
  }
}

// A file is written to without all of `node:fs`, which most programs that print never load.
function SyncWriteStream(fd) {
  require('stream').Writable.call(this, { autoDestroy: true, decodeStrings: false });
  this.fd = fd;
  this.readable = false;
  this.autoClose = false;
}

let prepared = false;

function prepare() {
  if (prepared) return;
  prepared = true;
  const { Writable } = require('stream');
  Object.setPrototypeOf(SyncWriteStream.prototype, Writable.prototype);
  Object.setPrototypeOf(SyncWriteStream, Writable);
  SyncWriteStream.prototype._write = function(chunk, encoding, callback) {
    try {
      const isText = typeof chunk === 'string' && (encoding === 'utf8' || encoding === 'utf-8');
      writeSync(this.fd, typeof chunk === 'string' && !isText ? Buffer.from(chunk, encoding) : chunk);
    } catch (error) {
      return callback(error);
    }
    callback();
  };
}

function createInput() {
  const fd = 0;
  let stdin;
  switch (guessHandleType(fd)) {
    case 'TTY':
      stdin = new (require('tty').ReadStream)(fd);
      break;
    case 'FILE':
      stdin = new (require('fs').ReadStream)(null, { fd, autoClose: false });
      break;
    case 'PIPE':
    case 'TCP':
      stdin = new (require('net').Socket)({ fd, readable: true, writable: false, manualStart: true });
      // Whoever pipes into this program is not kept waiting for an end of its own.
      stdin._type = 'pipe';
      break;
    default: {
      // Provide a stream that is at its end.
      const { Readable } = require('stream');
      stdin = new Readable({ read() {} });
      stdin.push(null);
    }
  }
  stdin.fd ??= fd;
  if (stdin._handle) stopWhenPaused(stdin);
  return stdin;
}

// A paused standard input does not keep the loop alive.
function stopWhenPaused(stdin) {
  if (stdin._handle.readStop) {
    stdin._handle.reading = false;
    stdin._readableState.reading = false;
    stdin._handle.readStop();
  }
  stdin.on('pause', () => {
    process.nextTick(() => {
      if (!stdin._handle || !stdin._handle.reading || stdin._readableState.flowing) return;
      stdin._handle.reading = false;
      stdin._readableState.reading = false;
      stdin._handle.readStop();
    });
  });
}

// Defines the three properties through `lazy(name, get, set)`.
function define(lazy) {
  const streams = { __proto__: null };
  const property = (name, get) => lazy(name, get, (stream) => { streams[name] = stream; });
  const output = (name, fd) => {
    const get = () => {
      prepare();
      return streams[name] ??= createOutput(fd);
    };
    get[kUnopened] = () => (streams[name] === undefined ? writerOf(fd) : undefined);
    property(name, get);
  };
  output('stdout', 1);
  output('stderr', 2);
  property('stdin', () => (streams.stdin ??= createInput()));
}

const writers = [];

// What the console writes with while nobody has asked for the stream: files and pipes need none. A write that fails is
// left to the stream, which knows whom to tell.
function writerOf(fd) {
  const known = writers[fd];
  if (known !== undefined) return known ?? undefined; // null: a kind that needs its stream
  const kind = guessHandleType(fd);
  const writer = kind !== 'FILE' && kind !== 'PIPE' ? null : {
    isTTY: false,
    write(text) {
      try {
        writeSync(fd, text);
        return true;
      } catch {
        return false;
      }
    },
  };
  writers[fd] = writer;
  return writer ?? undefined;
}

module.exports = { define };
