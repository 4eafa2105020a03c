// The two ways in which a pipeline writes what an iterable yields: into a stream of ours, or into
// one of the web's.
'use strict';

const { aggregateTwoErrors } = require('internal/errors');
const { eos } = require('internal/streams/end-of-stream');
const { isTransformStream } = require('internal/streams/utils');

/**
 * @param {(err?: Error) => void} finish
 * @param {boolean} end whether to end `writable` at the end
 */
async function pumpToNode(iterable, writable, finish, end) {
  let error;
  let wake = null;

  // On "drain", and when the stream is done.
  function onready(err) {
    if (err) error = err;
    if (wake === null) return;
    const settle = wake;
    wake = null;
    settle();
  }
  function untilReady(resolve, reject) {
    wake = () => {
      if (error) reject(error);
      else resolve();
    };
    if (error) onready();
  }

  writable.on('drain', onready);
  const cleanup = eos(writable, { readable: false }, onready);
  try {
    if (writable.writableNeedDrain) await new Promise(untilReady);
    for await (const chunk of iterable) {
      if (!writable.write(chunk)) await new Promise(untilReady);
    }
    if (end) {
      writable.end();
      await new Promise(untilReady);
    }
    finish();
  } catch (err) {
    finish(error !== err ? aggregateTwoErrors(error, err) : err);
  } finally {
    cleanup();
    writable.off('drain', onready);
  }
}

async function pumpToWeb(readable, writable, finish, end) {
  const writer = (isTransformStream(writable) ? writable.writable : writable).getWriter();
  try {
    for await (const chunk of readable) {
      await writer.ready;
      // Its failure shows in `ready` and `close`.
      writer.write(chunk).catch(() => {});
    }
    await writer.ready;
    if (end) await writer.close();
    finish();
  } catch (err) {
    try {
      await writer.abort(err);
      finish(err);
    } catch (abortError) {
      finish(abortError);
    }
  }
}

module.exports = { pumpToNode, pumpToWeb };
