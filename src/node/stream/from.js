// `Readable.from()` and what Duplex makes of an iterable: a stream that pulls from an iterator.
'use strict';

const { Buffer } = require('buffer');
const {
  aggregateTwoErrors,
  codes: { ERR_INVALID_ARG_TYPE, ERR_STREAM_NULL_VALUES },
} = require('internal/errors');

/** @param Readable the class to make, Readable or a Duplex */
module.exports = function from(Readable, iterable, opts) {
  // A string is one chunk, not one for each character.
  if (typeof iterable === 'string' || iterable instanceof Buffer) {
    return new Readable({
      objectMode: true,
      ...opts,
      read() {
        this.push(iterable);
        this.push(null);
      },
    });
  }

  let pull;
  let iterator;
  if (iterable?.[Symbol.asyncIterator]) {
    iterator = iterable[Symbol.asyncIterator]();
    pull = pullAsync;
  } else if (iterable?.[Symbol.iterator]) {
    iterator = iterable[Symbol.iterator]();
    pull = pullSync;
  } else {
    throw new ERR_INVALID_ARG_TYPE('iterable', ['Iterable'], iterable);
  }

  const readable = new Readable({ objectMode: true, highWaterMark: 1, ...opts });
  const source = { readable, iterator, pull, pulling: false };
  const ownDestroy = readable._destroy;

  readable._read = function() {
    if (source.pulling) return;
    source.pulling = true;
    source.pull(source);
  };

  readable._destroy = function(error, cb) {
    ownDestroy.call(this, error, (destroyError) => {
      const failure = destroyError || error;
      close(iterator, failure).then(
        () => process.nextTick(cb, failure),
        (closeError) => process.nextTick(cb, aggregateTwoErrors(failure, closeError)),
      );
    });
  };

  return readable;
};

// Passes on one value. Returns whether to pull the next at once.
function pass(source, value) {
  if (value === null) {
    source.pulling = false;
    throw new ERR_STREAM_NULL_VALUES();
  }
  if (source.readable.push(value)) return true;
  source.pulling = false;
  return false;
}

const isThenable = (value) => value && typeof value.then === 'function';

// A sync iterator is pulled synchronously until it gives a promise; from then on asynchronously.
function pullSync(source) {
  const { readable, iterator } = source;
  try {
    while (true) {
      const { value, done } = iterator.next();
      if (done) {
        readable.push(null);
        return;
      }
      if (isThenable(value)) {
        source.pull = pullPromises;
        passPromise(source, value);
        return;
      }
      if (!pass(source, value)) return;
    }
  } catch (err) {
    readable.destroy(err);
  }
}

async function passPromise(source, promise) {
  try {
    if (pass(source, await promise)) pullPromises(source);
  } catch (err) {
    source.readable.destroy(err);
  }
}

async function pullPromises(source) {
  const { readable, iterator } = source;
  try {
    while (true) {
      const { value, done } = iterator.next();
      if (done) {
        readable.push(null);
        return;
      }
      if (!pass(source, isThenable(value) ? await value : value)) return;
    }
  } catch (err) {
    readable.destroy(err);
  }
}

async function pullAsync(source) {
  const { readable, iterator } = source;
  try {
    while (true) {
      const { value, done } = await iterator.next();
      if (done) {
        readable.push(null);
        return;
      }
      if (!pass(source, value)) return;
    }
  } catch (err) {
    readable.destroy(err);
  }
}

// The iterator learns of the end, and of the error if there was one.
async function close(iterator, error) {
  if (error !== undefined && error !== null && typeof iterator.throw === 'function') {
    const { value, done } = await iterator.throw(error);
    await value;
    if (done) return;
  }
  if (typeof iterator.return === 'function') {
    const { value } = await iterator.return();
    await value;
  }
}
