// `for await (const chunk of readable)`: takes chunks with `read()` on "readable", and destroys the
// stream when the loop is left, unless told not to.
'use strict';

const { aggregateTwoErrors } = require('internal/errors');
const { destroyer } = require('internal/streams/destroy');
const { eos } = require('internal/streams/end-of-stream');

const nop = () => {};

/** @param {{ destroyOnReturn?: boolean }} [options] */
function createIterator(stream, options) {
  if (typeof stream.read !== 'function') {
    stream = require('internal/streams/readable').wrap(stream, { objectMode: true });
  }
  const iterator = chunks(stream, options);
  iterator.stream = stream;
  return iterator;
}

async function* chunks(stream, options) {
  let wake = nop;
  // undefined while the stream goes on, null once it ended well.
  let error;

  function wakeUp() {
    const resolve = wake;
    wake = nop;
    resolve();
  }
  const sleep = (resolve) => { wake = resolve; };

  stream.on('readable', wakeUp);
  const cleanup = eos(stream, { writable: false }, (err) => {
    error = err ? aggregateTwoErrors(error, err) : null;
    wakeUp();
  });

  try {
    while (true) {
      const chunk = stream.destroyed ? null : stream.read();
      if (chunk !== null) yield chunk;
      else if (error) throw error;
      else if (error === null) return;
      else await new Promise(sleep);
    }
  } catch (err) {
    error = aggregateTwoErrors(error, err);
    throw error;
  } finally {
    if (destroysOnLeave(stream, error, options)) {
      destroyer(stream, null);
    } else {
      stream.off('readable', wakeUp);
      cleanup();
    }
  }
}

function destroysOnLeave(stream, error, options) {
  // The writable side of a socket that was read to its end may still be in use.
  if (error === null && stream.allowHalfOpen === true &&
      stream.writable === true && stream.writableEnded !== true) {
    return false;
  }
  return (error || options?.destroyOnReturn !== false) &&
    (error === undefined || stream._readableState.autoDestroy);
}

module.exports = { createIterator };
