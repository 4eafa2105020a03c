// Readable streams from iterables, and readable streams as async iterators.
'use strict';

const { codes: { ERR_ARG_NOT_ITERABLE, ERR_INVALID_STATE } } = require('internal/errors');
const { react } = require('internal/webstreams/settlement');
const { DefaultReaderState } = require('internal/webstreams/reader_states');

const AsyncIteratorPrototype = Object.getPrototypeOf(Object.getPrototypeOf(async function* () {}).prototype);

const isObject = (value) => (typeof value === 'object' && value !== null) || typeof value === 'function';

/** The source of `ReadableStream.from()`. */
function sourceFromIterable(iterable) {
  const method = iterable[Symbol.asyncIterator] ?? iterable[Symbol.iterator];
  if (typeof method !== 'function') throw new ERR_ARG_NOT_ITERABLE(iterable);
  const iterator = method.call(iterable);
  if (!isObject(iterator)) throw new ERR_INVALID_STATE.TypeError('The iterator method must return an object');
  const { next } = iterator;
  return {
    async pull(controller) {
      const result = await next.call(iterator);
      if (!isObject(result)) {
        throw new ERR_INVALID_STATE.TypeError(
          'The promise returned by the iterator.next() method must fulfill with an object');
      }
      if (result.done) {
        controller.close();
      } else {
        const { value } = result;
        controller.enqueue(isObject(value) ? await value : value);
      }
    },
    async cancel(reason) {
      const end = iterator.return;
      if (end === undefined) return;
      if (!isObject(await end.call(iterator, reason))) {
        throw new ERR_INVALID_STATE.TypeError(
          'The promise returned by the iterator.return() method must fulfill with an object');
      }
    },
  };
}

/** `stream.values()`: each call waits for the one before it. */
function iterate(stream, preventCancel) {
  const reader = new DefaultReaderState(stream);
  let last; // The promise of the latest call.
  let unsettled = 0; // Calls that have not come to their end.
  let finished = false;

  const inTurn = (action) => {
    last = unsettled++ === 0 ? action() : react(last, action, action);
    return last;
  };

  const read = () => {
    if (finished || reader.stream === undefined) {
      unsettled--;
      return finished ? Promise.resolve({ done: true, value: undefined }) : Promise.reject(unbound());
    }
    return new Promise((resolve, reject) => {
      const finish = () => {
        unsettled--;
        finished = true;
        reader.release();
      };
      reader.read({
        chunk(value) {
          unsettled--;
          resolve({ done: false, value });
        },
        close() {
          finish();
          resolve({ done: true, value: undefined });
        },
        error(error) {
          finish();
          reject(error);
        },
      });
    });
  };

  const end = async (value) => {
    try {
      if (finished) return { done: true, value };
      finished = true;
      if (reader.stream === undefined) throw unbound();
      const cancelled = preventCancel ? undefined : reader.cancel(value);
      reader.release();
      await cancelled;
      return { done: true, value };
    } finally {
      unsettled--;
    }
  };

  return {
    __proto__: ReadableStreamAsyncIteratorPrototype,
    next() {
      if (last !== undefined) return inTurn(read);
      // The first waits for the stream to begin.
      unsettled++;
      last = react(Promise.resolve(), read);
      return last;
    },
    return(value) {
      return inTurn(() => end(value));
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}

const ReadableStreamAsyncIteratorPrototype = {
  __proto__: AsyncIteratorPrototype, next: undefined, return: undefined,
};

function unbound() {
  return new ERR_INVALID_STATE.TypeError('The reader is not bound to a ReadableStream');
}

module.exports = { iterate, sourceFromIterable };
