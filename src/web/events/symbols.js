// What EventTarget and node:events have in common.
'use strict';

/** Whether an emitter turns rejections of its listeners into errors. */
const kCapture = Symbol('kCapture');

module.exports = {
  kCapture,
  // On the listeners of a type, where there are several: how many emits that walk them are under way. Only while that is
  // 0 may they be changed in place.
  kEmitting: Symbol('events.emitting'),
  // The limit of listeners of one type, in force where an emitter or target has none of its own.
  // Programs set it as events.defaultMaxListeners.
  defaults: { maxListeners: 10 },
  // `EventEmitter.init` and `emit` before anybody has put others in their place.
  originals: { init: null, emit: null },

  // Keys on an EventTarget: its own limit, and whether it has warned.
  kMaxEventTargetListeners: Symbol('events.maxEventTargetListeners'),
  kMaxEventTargetListenersWarned: Symbol('events.maxEventTargetListenersWarned'),

  // An option of events.on(): the iterator yields the first argument alone, not an array.
  kFirstEventParam: Symbol('kFirstEventParam'),
};
