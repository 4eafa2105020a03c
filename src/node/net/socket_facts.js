// What a socket says about itself: its state, its bytes, its addresses.
'use strict';

const { Buffer } = require('buffer');

/** Puts the getters on the prototype; the symbols are the fields that keep the counts of a socket without a handle. */
function defineFacts(Socket, kBytesRead, kBytesWritten) {
  function getter(name, get) {
    Object.defineProperty(Socket.prototype, name, {
      __proto__: null, configurable: false, enumerable: true, get,
    });
  }

  getter('pending', function() { return !this._handle || this.connecting; });
  getter('_connecting', function() { return this.connecting; });
  getter('readyState', function() {
    if (this.connecting) return 'opening';
    if (this.readable && this.writable) return 'open';
    if (this.readable && !this.writable) return 'readOnly';
    if (!this.readable && this.writable) return 'writeOnly';
    return 'closed';
  });
  getter('bufferSize', function() {
    return this._handle ? this.writableLength : undefined;
  });
  getter('bytesRead', function() { return this._handle ? this._handle.bytesRead : this[kBytesRead]; });
  getter('_bytesDispatched', function() { return this._handle ? this._handle.bytesWritten : this[kBytesWritten]; });
  getter('bytesWritten', function() {
    let bytes = this._bytesDispatched;
    const pending = this._pendingData;
    for (const { chunk, encoding } of this._writableState?.getBuffer?.() ?? []) {
      bytes += typeof chunk === 'string' ? Buffer.byteLength(chunk, encoding) : chunk.length;
    }
    if (Array.isArray(pending)) {
      for (const { chunk, encoding } of pending) {
        bytes += typeof chunk === 'string' ? Buffer.byteLength(chunk, encoding) : chunk.length;
      }
    } else if (pending) {
      bytes += typeof pending === 'string' ? Buffer.byteLength(pending, this._pendingEncoding) : pending.byteLength;
    }
    return bytes;
  });
  getter('remoteAddress', function() { return this._getpeername().address; });
  getter('remoteFamily', function() { return this._getpeername().family; });
  getter('remotePort', function() { return this._getpeername().port; });
  getter('localAddress', function() { return this._getsockname().address; });
  getter('localPort', function() { return this._getsockname().port; });
  getter('localFamily', function() { return this._getsockname().family; });
}

module.exports = { defineFacts };
