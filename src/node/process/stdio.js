// `process.stdin`, `stdout` and `stderr`: made on first use, each as the right kind of stream for what the descriptor
// is. Writes are synchronous for files, terminals and pipes, as in Node on Linux.
'use strict';

const { writeSync, guessHandleType, terminalSize } = internalBinding('process_fatal');

function dummyDestroy(error, callback) {
  callback(error);
  this._undestroy();
  // Node's standard streams cannot be closed, but say that they were.
  if (!this._writableState.emitClose) process.nextTick(() => this.emit('close'));
}

function createOutput(fd) {
  const { Writable } = require('stream');
  const type = guessHandleType(fd);
  const stream = new Writable({
    decodeStrings: false,
    write(chunk, encoding, callback) {
      try {
        writeSync(fd, typeof chunk === 'string' && encoding !== 'utf8' && encoding !== 'utf-8' ?
          Buffer.from(chunk, encoding) : chunk);
      } catch (error) {
        return callback(error);
      }
      callback();
    },
  });
  stream._type = type === 'TTY' ? 'tty' : type === 'FILE' ? 'fs' : 'pipe';
  stream.fd = fd;
  stream._isStdio = true;
  stream.destroySoon = stream.destroy;
  stream._destroy = dummyDestroy;
  if (type === 'TTY') {
    stream.isTTY = true;
    const size = () => terminalSize(fd);
    Object.defineProperty(stream, 'columns', { __proto__: null, configurable: true, enumerable: true, get: () => size()[0] });
    Object.defineProperty(stream, 'rows', { __proto__: null, configurable: true, enumerable: true, get: () => size()[1] });
    stream.getWindowSize = size;
    stream.getColorDepth = () => 8;
    stream.hasColors = (count = 16) => count <= 256;
  }
  return stream;
}

function createInput() {
  const fd = 0;
  switch (guessHandleType(fd)) {
    case 'TTY':
      return new (require('tty').ReadStream)(fd);
    case 'PIPE':
    case 'TCP':
      return new (require('net').Socket)({ fd, readable: true, writable: false, manualStart: true });
    default:
      return new (require('fs').ReadStream)(null, { fd, autoClose: false });
  }
}

// Defines the three properties through `lazy(name, get, set)`.
function define(lazy) {
  const streams = { __proto__: null };
  const property = (name, create) => {
    lazy(name, () => (streams[name] ??= create()), (stream) => { streams[name] = stream; });
  };
  property('stdout', () => createOutput(1));
  property('stderr', () => createOutput(2));
  property('stdin', createInput);
}

module.exports = { define };
