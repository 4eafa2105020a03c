// internal/console/global: the console that is a global. Its methods are bound to it, and its streams are those
// of the process, opened with the first text for them.
'use strict';

const { Console, bindMethod, groupIndentationDefault, initialize } = require('internal/console/constructor');
const { State, kState } = require('internal/console/output');
const { kUnopened } = require('internal/util');

// A namespace object: its prototype is an empty object of its own (console.spec.whatwg.org, 1).
const console = { __proto__: {} };

for (const name of Object.keys(Console.prototype)) {
  const method = Console.prototype[name];
  console[name] = bindMethod(method, console, name);
}
initialize(console, true, new State('auto', undefined, groupIndentationDefault, true));
console.Console = Console;
defineInert();
const opened = {
  stdout: defineStream('_stdout', () => process.stdout),
  stderr: defineStream('_stderr', () => process.stderr),
};
console[kState].unopened = unopened;

module.exports = console;

// Whoever replaces a stream here replaces it for this console.
function defineStream(name, open) {
  let stream;
  Object.defineProperty(console, name, {
    __proto__: null,
    enumerable: false,
    configurable: true,
    get() {
      return stream ||= open();
    },
    set(value) {
      stream = value;
    },
  });
  return () => stream !== undefined;
}

// The process's own accessor knows how to write as long as there is no stream.
function unopened(toStdout) {
  const name = toStdout ? 'stdout' : 'stderr';
  if (opened[name]()) return undefined;
  return Object.getOwnPropertyDescriptor(process, name)?.get?.[kUnopened]?.();
}

// The methods that speak to an inspector. None can be attached, so that nothing is told.
function defineInert() {
  console.profile = function profile() {};
  console.profileEnd = function profileEnd() {};
  console.timeStamp = function timeStamp() {};
  console.context = function context() {
    const names = [
      'dir', 'dirXml', 'table', 'groupEnd', 'clear', 'count', 'countReset', 'profile', 'profileEnd', 'debug',
      'error', 'info', 'log', 'warn', 'trace', 'group', 'groupCollapsed', 'assert', 'time', 'timeLog', 'timeEnd',
      'timeStamp',
    ];
    return Object.fromEntries(names.map((name) => [name, { [name]() {} }[name]]));
  };
  console.createTask = function createTask(name) {
    if (typeof name !== 'string' || name === '') throw new Error('First argument must be a non-empty string.');
    return {
      run(callback) {
        if (typeof callback !== 'function') throw new Error('First argument must be a function.');
        return callback();
      },
    };
  };
}
