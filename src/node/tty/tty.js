// `node:tty`: the streams of terminals.
'use strict';

const net = require('net');
const { getColorDepth, hasColors } = require('internal/tty');
const { OutputHandle, TTY, fail } = require('internal/tty/handles');
const { ErrnoException, codes: { ERR_INVALID_FD, ERR_TTY_INIT_FAILED } } = require('internal/errors');
const { isTTY } = internalBinding('tty_wrap');

const kInt32Max = 2147483647;
const kEinval = -22;

function isatty(fd) {
  return Number.isInteger(fd) && fd >= 0 && fd <= kInt32Max && isTTY(fd);
}

function checkDescriptor(fd) {
  if (fd >> 0 !== fd || fd < 0) throw new ERR_INVALID_FD(fd);
}

function ReadStream(fd, options) {
  if (!(this instanceof ReadStream)) return new ReadStream(fd, options);
  checkDescriptor(fd);
  const context = {};
  const handle = new TTY(fd, context);
  if (context.code !== undefined) throw new ERR_TTY_INIT_FAILED(context);
  Reflect.apply(net.Socket, this, [{ highWaterMark: 0, handle, manualStart: true, ...options }]);
  this.isRaw = false;
  this.isTTY = true;
}

Object.setPrototypeOf(ReadStream.prototype, net.Socket.prototype);
Object.setPrototypeOf(ReadStream, net.Socket);

ReadStream.prototype.setRawMode = function(flag) {
  flag = !!flag;
  const status = this._handle?.setRawMode(flag);
  if (status) {
    this.emit('error', new ErrnoException(status, 'setRawMode'));
    return this;
  }
  this.isRaw = flag;
  return this;
};

function WriteStream(fd) {
  if (!(this instanceof WriteStream)) return new WriteStream(fd);
  checkDescriptor(fd);
  if (!isTTY(fd)) {
    const context = {};
    fail(context, kEinval);
    throw new ERR_TTY_INIT_FAILED(context);
  }
  Reflect.apply(net.Socket, this, [{ highWaterMark: 0, handle: new OutputHandle(fd), readable: false }]);
  const size = this._handle.getWindowSize();
  if (Array.isArray(size)) {
    this.columns = size[0];
    this.rows = size[1];
  }
}

Object.setPrototypeOf(WriteStream.prototype, net.Socket.prototype);
Object.setPrototypeOf(WriteStream, net.Socket);

WriteStream.prototype.isTTY = true;
WriteStream.prototype.getColorDepth = getColorDepth;
WriteStream.prototype.hasColors = hasColors;

WriteStream.prototype._refreshSize = function() {
  const { columns, rows } = this;
  const size = this._handle.getWindowSize();
  if (!Array.isArray(size)) {
    this.emit('error', new ErrnoException(size, 'getWindowSize'));
    return;
  }
  if (columns !== size[0] || rows !== size[1]) {
    this.columns = size[0];
    this.rows = size[1];
    this.emit('resize');
  }
};

WriteStream.prototype.cursorTo = function(x, y, callback) {
  return require('readline').cursorTo(this, x, y, callback);
};

WriteStream.prototype.moveCursor = function(dx, dy, callback) {
  return require('readline').moveCursor(this, dx, dy, callback);
};

WriteStream.prototype.clearLine = function(direction, callback) {
  return require('readline').clearLine(this, direction, callback);
};

WriteStream.prototype.clearScreenDown = function(callback) {
  return require('readline').clearScreenDown(this, callback);
};

WriteStream.prototype.getWindowSize = function() {
  return [this.columns, this.rows];
};

module.exports = { isatty, ReadStream, WriteStream };
