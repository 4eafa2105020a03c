// The handles of standard streams: terminals, and pipes that are written to at once.
'use strict';

const { Buffer } = require('buffer');
const { Pipe } = internalBinding('net');
const { writeSync } = internalBinding('process_fatal');
const tty = internalBinding('tty_wrap');

/** What a stream writes to whose writes are done when they return, as standard output's on Linux. */
class OutputHandle {
  constructor(fd) {
    this.fd = fd;
    this.reading = false;
    this.bytesRead = 0;
    this.bytesWritten = 0;
    this.writeQueueSize = 0;
  }

  write(data, latin1) {
    if (typeof data === 'string' && latin1) data = Buffer.from(data, 'latin1');
    return attempt(this, data);
  }

  writev(chunks) {
    return attempt(this, Buffer.concat(chunks));
  }

  shutdown() {
    process.nextTick(() => this.onshutdown?.(0));
    return 0;
  }

  close(callback) {
    if (callback !== undefined) process.nextTick(callback);
  }

  readStart() { return 0; }
  readStop() { return 0; }
  ref() {}
  unref() {}
  hasRef() { return false; }

  getWindowSize() {
    return tty.getWindowSize(this.fd);
  }
}

// 0, or a negative errno.
function attempt(handle, data) {
  try {
    writeSync(handle.fd, data);
  } catch (error) {
    return error.errno;
  }
  handle.bytesWritten += typeof data === 'string' ? Buffer.byteLength(data) : data.length;
  return 0;
}

/** A terminal that is read from. Writing to it is done when it returns. */
class TTY extends Pipe {
  constructor(fd, context) {
    super();
    this.terminal = fd;
    const own = tty.reopen(fd, true);
    const status = own < 0 ? own : this.open(own);
    if (status < 0) fail(context, status);
  }

  setRawMode(on) {
    return tty.setRawMode(this.terminal, on);
  }

  getWindowSize() {
    return tty.getWindowSize(this.terminal);
  }

  write(data, latin1) {
    return OutputHandle.prototype.write.call({ fd: this.terminal, bytesWritten: 0 }, data, latin1);
  }

  writev(chunks) {
    return this.write(Buffer.concat(chunks));
  }
}

function fail(context, errno) {
  const { getErrorMessage, getErrorName } = require('internal/errors/uv');
  context.errno = errno;
  context.code = getErrorName(errno);
  context.message = getErrorMessage(errno);
  context.syscall = 'uv_tty_init';
}

module.exports = { OutputHandle, TTY, fail };
