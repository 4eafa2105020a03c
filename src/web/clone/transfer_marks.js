// Which objects must not be transferred, and how built-in classes say whether they can be cloned. Buffers need
// the first at start-up, so this is kept apart from structuredClone itself.
'use strict';

const untransferable = new WeakSet();

/** `worker_threads.markAsUntransferable`: a no-op on primitives, which are copied anyway. */
function markAsUntransferable(object) {
  if ((typeof object === 'object' && object !== null) || typeof object === 'function') untransferable.add(object);
}

function isMarkedAsUntransferable(object) {
  return untransferable.has(object);
}

// Holds a sum of the constants below; a platform object with 0 can be neither cloned nor transferred. An object
// without the property is an ordinary one.
const kTransferMode = Symbol('transfer_mode');
const kTransferable = 1;
const kCloneable = 2;

/**
 * Called in the constructor of a built-in class, for its instances. Instances of one class nearly always agree,
 * so the first one's mode goes on its prototype, and construction after that costs one comparison.
 */
function markTransferMode(object, cloneable = false, transferable = false) {
  if ((typeof object !== 'object' && typeof object !== 'function') || object === null) return;
  const mode = (cloneable ? kCloneable : 0) | (transferable ? kTransferable : 0);
  const current = object[kTransferMode];
  if (current === mode) return;
  const prototype = Object.getPrototypeOf(object);
  const shared = current === undefined && prototype !== null && prototype !== Object.prototype;
  Object.defineProperty(shared ? prototype : object, kTransferMode, {
    __proto__: null, configurable: true, enumerable: false, writable: true, value: mode,
  });
}

/** `worker_threads.markAsUncloneable`: a no-op on primitives. Ordinary objects and errors are cloned all the same. */
function markAsUncloneable(object) {
  if ((typeof object !== 'object' && typeof object !== 'function') || object === null) return;
  Object.defineProperty(object, kTransferMode, {
    __proto__: null, configurable: true, enumerable: false, writable: true, value: 0,
  });
}

/** The same for every instance of a class at once, for classes that are made often. */
function markPrototype(prototype, cloneable, transferable) {
  Object.defineProperty(prototype, kTransferMode, {
    __proto__: null,
    configurable: true,
    enumerable: false,
    writable: true,
    value: (cloneable ? kCloneable : 0) | (transferable ? kTransferable : 0),
  });
}

module.exports = {
  isMarkedAsUntransferable,
  kCloneable,
  kTransferMode,
  kTransferable,
  markAsUncloneable,
  markAsUntransferable,
  markPrototype,
  markTransferMode,
};
