// `readable.pipe()` and `unpipe()`. A source with one destination remembers it in
// `awaitDrainWriters` while it waits for "drain"; with several, a Set of those that it waits for.
'use strict';

const { prependListener } = require('internal/streams/legacy');
const { errorOrDestroy } = require('internal/streams/destroy');
const {
  kEndEmitted, kMultiAwaitDrain, kFlowing, kDataListening,
} = require('internal/streams/readable_state');

function pipe(dest, pipeOpts) {
  const src = this;
  const state = src._readableState;
  let ondrain;
  let cleanedUp = false;

  if (state.pipes.length === 1 && (state.bits & kMultiAwaitDrain) === 0) {
    state.bits |= kMultiAwaitDrain;
    state.awaitDrainWriters = new Set(state.awaitDrainWriters ? [state.awaitDrainWriters] : []);
  }
  state.pipes.push(dest);

  function onend() {
    dest.end();
  }

  function unpipeDest() {
    src.unpipe(dest);
  }

  const endsDest = (!pipeOpts || pipeOpts.end !== false) && dest !== process.stdout && dest !== process.stderr;
  const onEnded = endsDest ? onend : unpipeDest;
  if ((state.bits & kEndEmitted) !== 0) process.nextTick(onEnded);
  else src.once('end', onEnded);

  // `hasUnpiped` goes with the event, so that of several pipes to one destination only one is undone.
  function onunpipe(readable, info) {
    if (readable === src && info && info.hasUnpiped === false) {
      info.hasUnpiped = true;
      cleanup();
    }
  }

  function cleanup() {
    dest.removeListener('close', onclose);
    dest.removeListener('finish', onfinish);
    if (ondrain) dest.removeListener('drain', ondrain);
    dest.removeListener('error', onerror);
    dest.removeListener('unpipe', onunpipe);
    src.removeListener('end', onend);
    src.removeListener('end', unpipeDest);
    src.removeListener('data', ondata);
    cleanedUp = true;

    // "drain" will not be heard any more: do not wait for it.
    if (ondrain && state.awaitDrainWriters && (!dest._writableState || dest._writableState.needDrain)) ondrain();
  }

  function waitForDrain() {
    // A `write` may have unpiped its own destination.
    if (!cleanedUp) {
      const pipes = state.pipes;
      if (pipes.length === 1 && pipes[0] === dest) {
        state.awaitDrainWriters = dest;
        state.bits &= ~kMultiAwaitDrain;
      } else if (pipes.length > 1 && pipes.includes(dest)) {
        state.awaitDrainWriters.add(dest);
      }
      src.pause();
    }
    if (!ondrain) {
      ondrain = () => drained(src, dest);
      dest.on('drain', ondrain);
    }
  }

  function ondata(chunk) {
    try {
      if (dest.write(chunk) === false) waitForDrain();
    } catch (error) {
      dest.destroy(error);
    }
  }

  // Only looks on: an error that nobody else listens for must still be thrown.
  function onerror(er) {
    unpipeDest();
    dest.removeListener('error', onerror);
    if (dest.listenerCount('error') !== 0) return;
    const destState = dest._writableState || dest._readableState;
    if (destState && !destState.errorEmitted) errorOrDestroy(dest, er);
    else dest.emit('error', er);
  }

  function onclose() {
    dest.removeListener('finish', onfinish);
    unpipeDest();
  }

  function onfinish() {
    dest.removeListener('close', onclose);
    unpipeDest();
  }

  dest.on('unpipe', onunpipe);
  src.on('data', ondata);
  prependListener(dest, 'error', onerror);
  dest.once('close', onclose);
  dest.once('finish', onfinish);

  dest.emit('pipe', src);

  if (dest.writableNeedDrain === true) waitForDrain();
  else if ((state.bits & kFlowing) === 0) src.resume();

  return dest;
}

// Not bound to one pipe's life: after an unpipe it may be called by hand, to resume the source.
function drained(src, dest) {
  const state = src._readableState;
  if (state.awaitDrainWriters === dest) state.awaitDrainWriters = null;
  else if ((state.bits & kMultiAwaitDrain) !== 0) state.awaitDrainWriters.delete(dest);

  if ((!state.awaitDrainWriters || state.awaitDrainWriters.size === 0) && (state.bits & kDataListening) !== 0) {
    src.resume();
  }
}

function unpipe(dest) {
  const state = this._readableState;
  if (state.pipesCount === 0) return this;

  if (!dest) {
    const dests = state.pipes;
    state.pipes = [];
    this.pause();
    for (const each of dests) each.emit('unpipe', this, { hasUnpiped: false });
    return this;
  }

  const index = state.pipes.indexOf(dest);
  if (index === -1) return this;
  state.pipes.splice(index, 1);
  if (state.pipes.length === 0) this.pause();
  dest.emit('unpipe', this, { hasUnpiped: false });
  return this;
}

module.exports = { pipe, unpipe, drained };
