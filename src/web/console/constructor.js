// internal/console/constructor: the Console class.
'use strict';

const channels = require('internal/console/channels');
const {
  State, formatFor, getInspectOptions, kState, makeErrorHandler, writeLine,
} = require('internal/console/output');

const groupIndentationDefault = 2;
const groupIndentationMax = 1000;

// Not a class: it is called without `new` too. The streams may come by position: stdout, stderr, ignoreErrors.
function Console(options) {
  if (new.target === undefined) return Reflect.construct(Console, arguments);
  if (!options || typeof options.write === 'function') {
    options = { stdout: options, stderr: arguments[1], ignoreErrors: arguments[2] };
  }
  const {
    stdout,
    stderr = stdout,
    ignoreErrors = true,
    colorMode = 'auto',
    inspectOptions,
    groupIndentation = groupIndentationDefault,
  } = options;
  validateStream(stdout, 'stdout');
  validateStream(stderr, 'stderr');
  const { validateInteger, validateOneOf } = require('internal/validators');
  validateOneOf(colorMode, 'colorMode', ['auto', true, false]);
  validateInteger(groupIndentation, 'groupIndentation', 0, groupIndentationMax);
  const optionsByStream = toOptionsByStream(options, stdout, stderr);

  // Bound as the instance has them, so that a subclass may override them.
  for (const name of Object.keys(Console.prototype)) this[name] = bindMethod(this[name], this, name);
  defineHidden(this, '_stdout', stdout);
  defineHidden(this, '_stderr', stderr);
  initialize(this, ignoreErrors, new State(colorMode, optionsByStream, groupIndentation, false));
}

function validateStream(stream, name) {
  if (stream && typeof stream.write === 'function') return;
  const { codes: { ERR_CONSOLE_WRITABLE_STREAM } } = require('internal/errors');
  throw new ERR_CONSOLE_WRITABLE_STREAM(name);
}

// Options of inspect may be given for each stream, in a map.
function toOptionsByStream({ colorMode, inspectOptions }, stdout, stderr) {
  if (inspectOptions === undefined) return undefined;
  require('internal/validators').validateObject(inspectOptions, 'options.inspectOptions');
  const byStream = require('internal/util/types').isMap(inspectOptions) ?
    inspectOptions : new Map([[stdout, inspectOptions], [stderr, inspectOptions]]);
  for (const { colors } of byStream.values()) {
    if (colors !== undefined && colorMode !== undefined) {
      const { codes: { ERR_INCOMPATIBLE_OPTION_PAIR } } = require('internal/errors');
      throw new ERR_INCOMPATIBLE_OPTION_PAIR('options.inspectOptions.color', 'colorMode');
    }
  }
  return byStream;
}

// What all consoles have besides their streams and methods.
function initialize(console, ignoreErrors, state) {
  defineHidden(console, '_stdoutErrorHandler', makeErrorHandler(console, true));
  defineHidden(console, '_stderrErrorHandler', makeErrorHandler(console, false));
  defineHidden(console, '_ignoreErrors', Boolean(ignoreErrors));
  defineHidden(console, '_times', new Map());
  defineHidden(console, kState, state);
  Object.defineProperty(console, Symbol.toStringTag, {
    __proto__: null, writable: false, enumerable: false, configurable: true, value: 'console',
  });
}

function defineHidden(object, key, value) {
  Object.defineProperty(object, key, {
    __proto__: null, writable: true, enumerable: false, configurable: true, value,
  });
}

function bindMethod(method, console, name) {
  return Object.defineProperty(method.bind(console), 'name', { __proto__: null, value: name });
}

// The global console is none of the class's instances, and yet `console instanceof console.Console`.
Object.defineProperty(Console, Symbol.hasInstance, {
  __proto__: null,
  value(instance) {
    return instance[kState] !== undefined;
  },
});

const methods = {
  log(...args) {
    if (channels.log?.hasSubscribers) channels.log.publish(args);
    writeLine(this, true, formatFor(this, true, args));
  },

  info(...args) {
    if (channels.info?.hasSubscribers) channels.info.publish(args);
    writeLine(this, true, formatFor(this, true, args));
  },

  debug(...args) {
    if (channels.debug?.hasSubscribers) channels.debug.publish(args);
    writeLine(this, true, formatFor(this, true, args));
  },

  warn(...args) {
    if (channels.warn?.hasSubscribers) channels.warn.publish(args);
    writeLine(this, false, formatFor(this, false, args));
  },

  error(...args) {
    if (channels.error?.hasSubscribers) channels.error.publish(args);
    writeLine(this, false, formatFor(this, false, args));
  },

  dir(object, options) {
    const { inspect } = require('internal/util/inspect');
    writeLine(this, true, inspect(object, {
      customInspect: false,
      ...getInspectOptions(this, this._stdout),
      ...options,
    }));
  },

  time(label = 'default') {
    label = `${label}`;
    if (this._times.has(label)) {
      process.emitWarning(`Label '${label}' already exists for console.time()`);
      return;
    }
    this._times.set(label, process.hrtime());
  },

  timeEnd(label = 'default') {
    label = `${label}`;
    logTime(this, label, 'console.timeEnd()', []);
    this._times.delete(label);
  },

  timeLog(label = 'default', ...data) {
    logTime(this, `${label}`, 'console.timeLog()', data);
  },

  trace(...args) {
    const trace = { name: 'Trace', message: formatFor(this, false, args) };
    Error.captureStackTrace(trace, methods.trace);
    this.error(trace.stack);
  },

  assert(expression, ...args) {
    if (expression) return;
    if (typeof args[0] === 'string') args[0] = `Assertion failed: ${args[0]}`;
    else args.unshift('Assertion failed');
    this.warn(...args);
  },

  clear() {
    if (!this._stdout.isTTY || process.env.TERM === 'dumb') return;
    this._stdout.write('\u001b[1;1H'); // the cursor to the upper left corner
    this._stdout.write('\u001b[0J'); // everything behind it erased
  },

  count(label = 'default') {
    label = `${label}`;
    const { counts } = this[kState];
    const count = (counts.get(label) ?? 0) + 1;
    counts.set(label, count);
    this.log(`${label}: ${count}`);
  },

  countReset(label = 'default') {
    const { counts } = this[kState];
    if (!counts.has(label)) {
      process.emitWarning(`Count for '${label}' does not exist`);
      return;
    }
    counts.delete(`${label}`);
  },

  group(...data) {
    if (data.length > 0) this.log(...data);
    const state = this[kState];
    state.indentation += state.groupIndentation;
  },

  groupEnd() {
    const state = this[kState];
    state.indentation = state.indentation.slice(state.groupIndentation.length);
  },

  table(tabularData, properties) {
    if (properties !== undefined) require('internal/validators').validateArray(properties, 'properties');
    if (tabularData === null || typeof tabularData !== 'object') {
      this.log(tabularData);
      return;
    }
    const { tabulate } = require('internal/console/table');
    this.log(tabulate(tabularData, properties, getInspectOptions(this, this._stdout)));
  },
};

function logTime(console, label, method, data) {
  const start = console._times.get(label);
  if (start === undefined) {
    process.emitWarning(`No such label '${label}' for ${method}`);
    return;
  }
  const [seconds, nanoseconds] = process.hrtime(start);
  const { formatTime } = require('internal/util/debuglog');
  console.log('%s: %s', label, formatTime(seconds * 1000 + nanoseconds / 1e6), ...data);
}

Object.assign(Console.prototype, methods, { dirxml: methods.log, groupCollapsed: methods.group });

module.exports = { Console, bindMethod, groupIndentationDefault, initialize };
