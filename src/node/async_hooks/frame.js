// The async context: what each AsyncLocalStorage holds at this point of the program.
//
// The engine carries one value across `await`, promise reactions and microtasks; whatever else defers a callback carries
// it along. Here it is a linked list of frames {key, value, next} that is never changed by a write, or undefined when no
// storage holds anything. A program has few storages, so that a walk beats a Map's copy: entering costs one object.
'use strict';

const { getAsyncContext, swapAsyncContext } = internalBinding('task_queue');

/** The frame of `key` that is current; undefined without one. */
function find(key) {
  let frame = getAsyncContext();
  while (frame !== undefined && frame.key !== key) frame = frame.next;
  return frame;
}

/** Makes `value` current for `key`. Returns the new context. */
function enter(key, value) {
  const context = getAsyncContext();
  let next = context;
  if (context !== undefined) {
    if (context.key === key) next = context.next;
    else if (context.next !== undefined) next = without(context, key);
  }
  const frame = { key, value, next };
  swapAsyncContext(frame);
  return frame;
}

// The list without the frame of `key`, of which there is at most one; what comes after it is shared.
function without(frame, key) {
  for (let other = frame; other !== undefined; other = other.next) {
    if (other.key === key) return copyUpTo(frame, other);
  }
  return frame;
}

function copyUpTo(frame, end) {
  return frame === end ? end.next : { key: frame.key, value: frame.value, next: copyUpTo(frame.next, end) };
}

/** Takes `key` out of the current context, for everybody who has captured that very context. */
function disable(key) {
  const context = getAsyncContext();
  if (context === undefined) return;
  const rest = without(context, key);
  if (rest === context) return;
  // The frame becomes what the list is without the key; an empty one stands for a list of none.
  context.key = rest?.key;
  context.value = rest?.value;
  context.next = rest?.next;
  // And the current context another one, so that who entered the frame sees that it was changed.
  swapAsyncContext(rest);
}

module.exports = { disable, enter, find };
