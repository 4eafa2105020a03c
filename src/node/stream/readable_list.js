// The backlog of a Readable: taking `n` bytes, characters or one object off its front. What was
// taken is passed over with a cursor, since moving an array's elements costs its whole length.
'use strict';

const { Buffer } = require('buffer');
const { FastBuffer } = require('internal/buffer');
const { kObjectMode } = require('internal/streams/bits');
const { kDecoder } = require('internal/streams/readable_state');

// Spent places are given back once there are this many, so that a long backlog does not keep growing.
const kSpentMax = 1024;

/** Takes `n` off the backlog; 0 or NaN, like more than there is, takes it all. */
function fromList(n, state) {
  const total = state.length;
  if (total === 0) return null;

  const items = state.buffer;
  const index = state.bufferIndex;
  const first = items[index];
  const isText = (state.bits & kDecoder) !== 0;

  if ((state.bits & kObjectMode) !== 0) {
    pass(state, items, 1);
    return first;
  }
  if (!(n > 0 && n < total)) {
    if (isText) return takeText(state, items, total);
    if (items.length - index !== 1) return takeBytes(state, items, total);
    pass(state, items, 1);
    return first;
  }
  if (n < first.length) {
    items[index] = first.slice(n);
    return first.slice(0, n);
  }
  if (n === first.length) {
    pass(state, items, 1);
    return first;
  }
  return isText ? takeText(state, items, n) : takeBytes(state, items, n);
}

function takeText(state, items, n) {
  let index = state.bufferIndex;
  let text = '';
  while (n > 0 && index < items.length) {
    const item = items[index];
    if (item.length > n) {
      text += item.slice(0, n);
      items[index] = item.slice(n);
      break;
    }
    text += item;
    n -= item.length;
    index++;
  }
  pass(state, items, index - state.bufferIndex);
  return text;
}

function takeBytes(state, items, n) {
  let index = state.bufferIndex;
  if (index === items.length) return new FastBuffer();

  const bytes = Buffer.allocUnsafe(n);
  let filled = 0;
  while (filled < n && index < items.length) {
    const item = items[index];
    const missing = n - filled;
    if (item.length > missing) {
      bytes.set(view(item, 0, missing), filled);
      items[index] = view(item, missing, item.length - missing);
      break;
    }
    bytes.set(item, filled);
    filled += item.length;
    index++;
  }
  pass(state, items, index - state.bufferIndex);
  return bytes;
}

function view(buffer, start, length) {
  return new FastBuffer(buffer.buffer, buffer.byteOffset + start, length);
}

// Moves the cursor over `count` items that were taken, and lets go of them.
function pass(state, items, count) {
  const end = state.bufferIndex + count;
  if (end === items.length) {
    items.length = 0;
    state.bufferIndex = 0;
  } else if (end > kSpentMax) {
    items.splice(0, end);
    state.bufferIndex = 0;
  } else {
    for (let i = state.bufferIndex; i < end; i++) items[i] = null;
    state.bufferIndex = end;
  }
}

module.exports = { fromList };
