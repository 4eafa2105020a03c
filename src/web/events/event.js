// Event and CustomEvent: https://dom.spec.whatwg.org/#interface-event
'use strict';

const { codes: { ERR_INVALID_THIS, ERR_MISSING_ARGS } } = require('internal/errors');
const { validateObject } = require('internal/validators');
const { customInspectSymbol, kEmptyObject, kEnumerableProperty } = require('internal/util');
const { now } = internalBinding('performance');
const { cloneTemplate } = internalBinding('util');

const kType = Symbol('type');
const kTarget = Symbol('kTarget');
const kTimeStamp = Symbol('kTimeStamp');
const kDetail = Symbol('kDetail');
const kTrustEvent = Symbol('kTrustEvent');

// An event's yes-or-no state is one number: an object with ten fields costs more than its dispatch.
const kFlags = Symbol('kFlags');
const cancelable = 1 << 0;
const bubbles = 1 << 1;
const composed = 1 << 2;
const canceled = 1 << 3;
const trusted = 1 << 4;
const stopPropagation = 1 << 5;
const stopImmediatePropagation = 1 << 6;
const dispatching = 1 << 7;
const inPassiveListener = 1 << 8;

function isEvent(value) {
  return typeof value?.[kType] === 'string';
}

function flagsOf(event) {
  if (!isEvent(event)) throw new ERR_INVALID_THIS('Event');
  return event[kFlags];
}

/** initEvent() may have made an event that was canceled one that cannot be. */
function isCanceled(event) {
  return (flagsOf(event) & (cancelable | canceled)) === (cancelable | canceled);
}

class Event {
  constructor(type, options = undefined) {
    if (arguments.length === 0) throw new ERR_MISSING_ARGS('type');
    let flags = 0;
    if (options != null) {
      validateObject(options, 'options');
      if (options.bubbles) flags |= bubbles;
      if (options.cancelable) flags |= cancelable;
      if (options.composed) flags |= composed;
      if (options[kTrustEvent]) flags |= trusted;
    }
    this[kType] = `${type}`;
    this[kTarget] = null;
    this[kFlags] = flags;
    this[kTimeStamp] = now();
  }

  initEvent(type, canBubble = false, canCancel = false) {
    if (arguments.length === 0) throw new ERR_MISSING_ARGS('type');
    const flags = flagsOf(this);
    if (flags & dispatching) return;
    this[kType] = `${type}`;
    this[kFlags] = (flags & ~(bubbles | cancelable)) | (canBubble ? bubbles : 0) | (canCancel ? cancelable : 0);
  }

  stopImmediatePropagation() {
    this[kFlags] = flagsOf(this) | stopPropagation | stopImmediatePropagation;
  }

  preventDefault() {
    const flags = flagsOf(this);
    if ((flags & (cancelable | inPassiveListener)) === cancelable) this[kFlags] = flags | canceled;
  }

  get target() {
    flagsOf(this);
    return this[kTarget];
  }

  get currentTarget() {
    return flagsOf(this) & dispatching ? this[kTarget] : null;
  }

  get srcElement() {
    flagsOf(this);
    return this[kTarget];
  }

  get type() {
    flagsOf(this);
    return this[kType];
  }

  get cancelable() { return (flagsOf(this) & cancelable) !== 0; }
  get defaultPrevented() { return isCanceled(this); }

  get timeStamp() {
    flagsOf(this);
    return this[kTimeStamp];
  }

  composedPath() {
    return flagsOf(this) & dispatching ? [this[kTarget]] : [];
  }

  get returnValue() { return !isCanceled(this); }
  set returnValue(value) {
    flagsOf(this);
    if (!value) Event.prototype.preventDefault.call(this);
  }

  get bubbles() { return (flagsOf(this) & bubbles) !== 0; }
  get composed() { return (flagsOf(this) & composed) !== 0; }
  get eventPhase() { return flagsOf(this) & dispatching ? Event.AT_TARGET : Event.NONE; }

  get cancelBubble() { return (flagsOf(this) & stopPropagation) !== 0; }
  set cancelBubble(value) {
    const flags = flagsOf(this);
    if (value) this[kFlags] = flags | stopPropagation;
  }

  stopPropagation() {
    this[kFlags] = flagsOf(this) | stopPropagation;
  }

  // The standard has it on each event, where it cannot be forged; for a program it says the same here.
  get isTrusted() { return (this?.[kFlags] & trusted) !== 0; }

  [customInspectSymbol](depth, options) {
    flagsOf(this);
    const { type, defaultPrevented, cancelable, timeStamp } = this;
    return inspectMembers(this, { type, defaultPrevented, cancelable, timeStamp }, depth, options);
  }
}

/** A new event with everything that `template`, which was never dispatched, has: quicker than its constructor. */
function eventLike(template) {
  const event = cloneTemplate(template);
  event[kTimeStamp] = now();
  return event;
}

class CustomEvent extends Event {
  constructor(type, options = kEmptyObject) {
    if (arguments.length === 0) throw new ERR_MISSING_ARGS('type');
    super(type, options);
    this[kDetail] = options?.detail ?? null;
  }

  get detail() {
    if (!isEvent(this) || this[kDetail] === undefined) throw new ERR_INVALID_THIS('CustomEvent');
    return this[kDetail];
  }
}

['NONE', 'CAPTURING_PHASE', 'AT_TARGET', 'BUBBLING_PHASE'].forEach((name, value) => {
  Object.defineProperty(Event, name, { value, enumerable: true });
});

exposeMembers(Event, [
  'initEvent', 'stopImmediatePropagation', 'preventDefault', 'target', 'currentTarget', 'srcElement',
  'type', 'cancelable', 'defaultPrevented', 'timeStamp', 'composedPath', 'returnValue', 'bubbles',
  'composed', 'eventPhase', 'cancelBubble', 'stopPropagation',
]);
Object.defineProperty(Event.prototype, 'isTrusted', { enumerable: true, configurable: false });
exposeMembers(CustomEvent, ['detail']);

/** Gives a class what WebIDL gives an interface: enumerable members, and its name as the tag. */
function exposeMembers(Class, names) {
  for (const name of names) Object.defineProperty(Class.prototype, name, kEnumerableProperty);
  Object.defineProperty(Class.prototype, Symbol.toStringTag, { value: Class.name, configurable: true });
}

/** How objects are shown whose state is not in properties: `Name { member: value }`. */
function inspectMembers(object, members, depth, options) {
  const { name } = object.constructor;
  if (depth < 0) return name;
  const inner = Number.isInteger(options.depth) ? options.depth - 1 : options.depth;
  return `${name} ${require('internal/util/inspect').inspect(members, { ...options, depth: inner })}`;
}

module.exports = {
  CustomEvent,
  Event,
  dispatching,
  eventLike,
  exposeMembers,
  inPassiveListener,
  inspectMembers,
  kFlags,
  kTarget,
  kTrustEvent,
  stopImmediatePropagation,
};
