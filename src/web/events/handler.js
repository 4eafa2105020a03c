// Event handler attributes, `onabort` and the like:
// https://html.spec.whatwg.org/multipage/webappapis.html#event-handler-attributes
'use strict';

const { validateThisInternalField } = require('internal/validators');
const { kEvents, kHandlers, kNewListener, kRemoveListener } = require('internal/event_target');

/** Defines `on${name}` on `prototype`: the handler of the event `event`. */
function defineEventHandler(prototype, name, event = name) {
  const property = `on${name}`;
  const accessors = {
    get() {
      validateThisInternalField(this, kEvents, 'EventTarget');
      return this[kHandlers]?.get(event)?.handler ?? null;
    },
    set(value) {
      validateThisInternalField(this, kEvents, 'EventTarget');
      const handlers = this[kHandlers] ??= new Map();
      const listener = handlers.get(event);
      if (listener !== undefined) {
        replace(this, event, listener, value);
      } else {
        handlers.set(event, makeListener(value));
        this.addEventListener(event, handlers.get(event));
      }
    },
  };
  Object.defineProperty(accessors.get, 'name', { value: `get ${property}` });
  Object.defineProperty(accessors.set, 'name', { value: `set ${property}` });
  Object.defineProperty(prototype, property, { ...accessors, enumerable: true, configurable: true });
}

/** Handlers are called in the order in which they were first set, so the listener stays in its place. */
function makeListener(handler) {
  function eventHandler(event) {
    if (typeof eventHandler.handler === 'function') return eventHandler.handler.call(this, event);
  }
  eventHandler.handler = handler;
  return eventHandler;
}

/** A handler that is no function stays registered, but does not count as a listener. */
function replace(target, event, listener, value) {
  let list = target[kEvents]?.get(event);
  if (typeof listener.handler === 'function' && list !== undefined) {
    list.size--;
    target[kRemoveListener](list.size, event, listener.handler, false);
  }
  listener.handler = value;
  if (typeof value !== 'function') return;
  list = target[kEvents]?.get(event);
  if (list !== undefined) {
    list.size++;
    target[kNewListener](list.size, event, value, false, false, false, false);
  } else {
    // Somebody removed it with removeEventListener().
    target.addEventListener(event, listener);
  }
}

module.exports = { defineEventHandler };
