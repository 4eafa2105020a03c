// internal/util/debuglog: util.debuglog, which speaks when NODE_DEBUG names its section; and how the console's
// timers show a time.
'use strict';

// Set when a section is asked for the first time.
let isNamed;
const loggers = { __proto__: null };

// `value` is NODE_DEBUG's: names with commas between them, "*" for anything, in either case.
function initializeDebugEnv(value) {
  if (!value) {
    isNamed = () => false;
    return;
  }
  const pattern = value.replace(/[|\\{}()[\]^$+?.]/g, '\\$&').replaceAll('*', '.*').replaceAll(',', '$|^');
  const names = new RegExp(`^${pattern}$`, 'i');
  isNamed = (section) => names.test(section);
}

// A function that formats and writes its arguments to the error stream, or does nothing. `callback` is given
// what really writes, or does not, at the first call: hot code may keep that.
function debuglog(section, callback) {
  let enabled;
  const isEnabled = () => {
    if (enabled === undefined) {
      if (isNamed === undefined) initializeDebugEnv(process.env.NODE_DEBUG);
      section = section.toUpperCase();
      enabled = isNamed(section);
    }
    return enabled;
  };
  let write = (...args) => {
    const speaks = isEnabled();
    write = getLogger(section, speaks);
    if (typeof callback === 'function') {
      defineEnabled(write, isEnabled);
      callback(write);
    }
    write(...args);
  };
  const logger = (...args) => {
    if (enabled !== false) write(...args);
  };
  return defineEnabled(logger, isEnabled);
}

function defineEnabled(logger, get) {
  return Object.defineProperty(logger, 'enabled', { __proto__: null, get, configurable: true, enumerable: true });
}

function getLogger(section, enabled) {
  return loggers[section] ??= enabled ? makeLogger(section) : () => {};
}

function makeLogger(section) {
  const { pid } = process;
  if (section === 'HTTP' || section === 'HTTP2') {
    process.emitWarning(
      `Setting the NODE_DEBUG environment variable to '${section.toLowerCase()}' can expose sensitive data ` +
      '(such as passwords, tokens and authentication headers) in the resulting log.');
  }
  return function debug(...args) {
    const { format, formatWithOptions, inspect } = require('internal/util/inspect');
    const colors = require('internal/util/colors').shouldColorize(process.stderr);
    const message = formatWithOptions({ colors }, ...args);
    process.stderr.write(format('%s %s: %s\n', section, inspect(pid, { colors }), message));
  };
}

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;

// Milliseconds, in the largest unit that they fill.
function formatTime(ms) {
  if (ms < second) return `${Number(ms.toFixed(3))}ms`;
  if (ms < minute) return `${(ms / second).toFixed(3)}s`;
  const hours = Math.floor(ms / hour);
  const minutes = Math.floor((ms % hour) / minute);
  const [seconds, fraction] = ((ms % minute) / second).toFixed(3).split('.');
  const tail = `${pad(seconds)}.${fraction}`;
  return hours === 0 ? `${minutes}:${tail} (m:ss.mmm)` : `${hours}:${pad(minutes)}:${tail} (h:mm:ss.mmm)`;
}

function pad(number) {
  return `${number}`.padStart(2, '0');
}

module.exports = { debuglog, formatTime, initializeDebugEnv };
