// One registered listener of an EventTarget, and the list of those of one type.
'use strict';

// The list is linked, so that listeners can come and go while it is being walked.
class ListenerList {
  constructor() {
    this.next = undefined;
    // A handler attribute that is set to null stays in the list and does not count.
    this.size = 0;
    this.resistStopPropagation = false;
  }

  /** The listener that a callback and its `capture` flag, or 0, identify. */
  find(callback, captures) {
    let listener = this.next;
    while (listener !== undefined && !listener.same(callback, captures)) listener = listener.next;
    return listener;
  }

  has(wanted) {
    let listener = this.next;
    while (listener !== undefined && listener !== wanted) listener = listener.next;
    return listener !== undefined;
  }

  append(listener) {
    let last = this;
    while (last.next !== undefined) last = last.next;
    last.next = listener;
    listener.previous = last;
    this.size++;
    if (listener.flags & resistStopPropagation) this.resistStopPropagation = true;
  }

  remove(listener) {
    listener.previous.next = listener.next;
    if (listener.next !== undefined) listener.next.previous = listener.previous;
    // `next` stays: a walk that stands here goes on from it.
    listener.flags |= removed;
    if (listener.flags & weak) weakListeners.unregister(listener);
    this.size--;
  }

  /** The callbacks that programs registered, without those that are gone. */
  callbacks() {
    const found = [];
    for (let listener = this.next; listener !== undefined; listener = listener.next) {
      found.push(listener.flags & weak ? listener.callback.deref() : listener.callback);
    }
    return found;
  }
}

// What was said when a listener was added. One number: a field costs more than a test of a bit.
const once = 1 << 0;
const capture = 1 << 1;
const passive = 1 << 2;
const nodeStyle = 1 << 3;
const resistStopPropagation = 1 << 4;
const removed = 1 << 5;
// Its callback is a weak reference.
const weak = 1 << 6;

class Listener {
  constructor(callback, flags) {
    this.previous = undefined;
    this.next = undefined;
    this.callback = callback;
    this.flags = flags;
  }

  /** A listener that lives as long as the object `retainer`: it does not keep its callback itself. */
  static weak(callback, flags, retainer) {
    retainers ??= new WeakMap();
    const callbacks = retainers.get(retainer);
    if (callbacks === undefined) retainers.set(retainer, [callback]);
    else callbacks.push(callback);
    return new Listener(new WeakRef(callback), flags | weak);
  }

  same(callback, captures) {
    const { flags } = this;
    return (flags & weak ? this.callback.deref() : this.callback) === callback &&
      (flags & capture) === captures;
  }

  /** Calls it for `target`; what it returns may be a promise whose rejection has to be reported. */
  call(target, argument) {
    const callback = this.flags & weak ? this.callback.deref() : this.callback;
    if (typeof callback === 'function') return callback.call(target, argument);
    return callback === undefined ? undefined : callHandleEvent(callback, argument);
  }
}

let retainers;

/** Asynchronous so that an object whose handleEvent throws is reported as a rejection. */
async function callHandleEvent(object, event) {
  const { handleEvent } = object;
  if (handleEvent) await handleEvent.call(object, event);
}

let registry;

/** Takes weak listeners out of their targets when their callbacks have been collected. */
const weakListeners = {
  register(listener, target, type, removeListener) {
    registry ??= new FinalizationRegistry(({ target, type, listener, removeListener }) => {
      const found = target.deref();
      if (found !== undefined) removeListener(found, type, listener);
    });
    const held = { target: new WeakRef(target), type, listener, removeListener };
    registry.register(listener.callback.deref(), held, listener);
  },

  unregister(listener) {
    registry.unregister(listener);
  },
};

module.exports = {
  Listener,
  ListenerList,
  capture,
  nodeStyle,
  once,
  passive,
  removed,
  resistStopPropagation,
  weakListeners,
};
