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

  /** The listener that a (callback, capture) pair identifies. */
  find(callback, capture) {
    let listener = this.next;
    while (listener !== undefined && !listener.same(callback, capture)) listener = listener.next;
    return listener;
  }

  append(listener) {
    let last = this;
    while (last.next !== undefined) last = last.next;
    last.next = listener;
    listener.previous = last;
    this.size++;
    if (listener.resistStopPropagation) this.resistStopPropagation = true;
  }

  remove(listener) {
    listener.previous.next = listener.next;
    if (listener.next !== undefined) listener.next.previous = listener.previous;
    // `next` stays: a walk that stands here goes on from it.
    listener.removed = true;
    if (listener.weak) weakListeners.unregister(listener);
    this.size--;
  }

  /** The callbacks that programs registered, without those that are gone. */
  callbacks() {
    const found = [];
    for (let listener = this.next; listener !== undefined; listener = listener.next) {
      found.push(listener.weak ? listener.callback.deref() : listener.callback);
    }
    return found;
  }
}

class Listener {
  /** `options`: {once, capture, passive, isNodeStyle, weak, resistStopPropagation}. */
  constructor(callback, options) {
    this.previous = undefined;
    this.next = undefined;
    this.removed = false;
    // A weak listener lives as long as the object that `weak` is, its callback does not count.
    this.weak = options.weak !== undefined;
    this.callback = this.weak ? holdWeakly(callback, options.weak) : callback;
    this.once = options.once;
    this.capture = options.capture;
    this.passive = options.passive;
    this.isNodeStyle = options.isNodeStyle;
    this.resistStopPropagation = options.resistStopPropagation;
  }

  same(callback, capture) {
    return (this.weak ? this.callback.deref() : this.callback) === callback && this.capture === capture;
  }

  /** Calls it for `target`; what it returns may be a promise whose rejection has to be reported. */
  call(target, argument) {
    const callback = this.weak ? this.callback.deref() : this.callback;
    if (typeof callback === 'function') return callback.call(target, argument);
    return callback === undefined ? undefined : callHandleEvent(callback, argument);
  }
}

/** Asynchronous so that an object whose handleEvent throws is reported as a rejection. */
async function callHandleEvent(object, event) {
  const { handleEvent } = object;
  if (handleEvent) await handleEvent.call(object, event);
}

let retainers;

function holdWeakly(callback, retainer) {
  retainers ??= new WeakMap();
  const callbacks = retainers.get(retainer);
  if (callbacks === undefined) retainers.set(retainer, [callback]);
  else callbacks.push(callback);
  return new WeakRef(callback);
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

module.exports = { Listener, ListenerList, weakListeners };
