// Where bytes come from and where they go: memory that is there, and nowhere.
'use strict';
const { Readable, Writable } = require('stream');

const kChunk = Buffer.alloc(64 * 1024, 'x');

exports.Source = class Source extends Readable {
  constructor(bytes) {
    super();
    this.left = bytes;
  }

  _read() {
    if (this.left === 0) return this.push(null);
    const chunk = this.left < kChunk.length ? kChunk.subarray(0, this.left) : kChunk;
    this.left -= chunk.length;
    this.push(chunk);
  }
};

exports.Sink = class Sink extends Writable {
  bytes = 0;

  _write(chunk, encoding, callback) {
    this.bytes += chunk.length;
    callback();
  }
};
