// The timer functions: globals and `node:timers`.
'use strict';

const { Timeout, Immediate, clear, clearImmediate, insert, timersById } = require('internal/timers');
const { getLibuvNow } = internalBinding('timers');
const { validateFunction } = require('internal/validators');
const { promisify: { custom: customPromisify } } = require('internal/util');

function start(callback, after, args, repeat) {
  const timer = new Timeout(callback, after, args, repeat, true);
  insert(timer, timer._idleTimeout, getLibuvNow());
  return timer;
}

// Most calls have no arguments for the callback, and a rest parameter would make an array each time.
function setTimeout(callback, after, arg) {
  validateFunction(callback, 'callback');
  const count = arguments.length;
  if (count <= 2) return start(callback, after, undefined, false);
  return start(callback, after, count === 3 ? [arg] : Array.prototype.slice.call(arguments, 2), false);
}

function setInterval(callback, repeat, ...args) {
  validateFunction(callback, 'callback');
  return start(callback, repeat, args.length > 0 ? args : undefined, true);
}

function setImmediate(callback, arg) {
  validateFunction(callback, 'callback');
  const count = arguments.length;
  if (count <= 1) return new Immediate(callback, undefined);
  return new Immediate(callback, count === 2 ? [arg] : Array.prototype.slice.call(arguments, 1));
}

// Takes a timer, its number, or that number as a string; anything else is ignored.
function clearTimeout(timer) {
  if (timer?._onTimeout) {
    clear(timer);
    return;
  }
  if (typeof timer === 'number' || typeof timer === 'string') {
    const found = timersById.get(typeof timer === 'string' ? Number(timer) : timer);
    if (found !== undefined) clear(found);
  }
}

function clearInterval(timer) {
  clearTimeout(timer);
}

for (const [name, fn] of [['setTimeout', setTimeout], ['setImmediate', setImmediate], ['setInterval', setInterval]]) {
  Object.defineProperty(fn, customPromisify, {
    __proto__: null,
    enumerable: true,
    get: () => require('timers/promises')[name],
  });
}

module.exports = {
  setTimeout,
  clearTimeout,
  setImmediate,
  clearImmediate,
  setInterval,
  clearInterval,
};

Object.defineProperty(module.exports, 'promises', {
  __proto__: null,
  configurable: true,
  enumerable: true,
  get: () => require('timers/promises'),
});
