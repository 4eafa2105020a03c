// `stream.duplexPair()`: two Duplexes, each of which reads what is written to the other.
'use strict';

const Duplex = require('internal/streams/duplex');

const kOther = Symbol('kOtherSide');
// The callback of the other side's write, until this side has room again.
const kPendingWrite = Symbol('kPendingWrite');

class DuplexSide extends Duplex {
  constructor(options) {
    super(options);
    this[kOther] = null;
    this[kPendingWrite] = null;
  }

  _read() {
    const callback = this[kPendingWrite];
    if (callback) {
      this[kPendingWrite] = null;
      callback();
    }
  }

  _write(chunk, encoding, callback) {
    if (chunk.length === 0) {
      process.nextTick(callback);
    } else {
      const other = this[kOther];
      other.push(chunk);
      other[kPendingWrite] = callback;
    }
  }

  _final(callback) {
    this[kOther].on('end', callback);
    this[kOther].push(null);
  }

  _destroy(err, callback) {
    // There is none yet if an aborted signal ended this side in its constructor.
    const other = this[kOther];
    if (other && !other.destroyed) process.nextTick(leave, other, err);
    callback(err);
  }
}

// The other side sees an end, or goes too if this one failed.
function leave(other, err) {
  if (other.destroyed) return;
  if (err) other.destroy();
  else other.push(null);
}

module.exports = function duplexPair(options) {
  const one = new DuplexSide(options);
  const two = new DuplexSide(options);
  one[kOther] = two;
  two[kOther] = one;
  return [one, two];
};
