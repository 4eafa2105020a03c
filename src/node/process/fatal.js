// What happens to an exception that nothing caught: `uncaughtException` and its relatives, or Node's report on standard
// error and the exit code.
'use strict';

const { setUncaughtExceptionHandler } = internalBinding('errors');
const { writeSync, sourceLine } = internalBinding('process_fatal');
const { isErrorLike } = require('internal/errors');

const kStderr = 2;
const kFrame = /^ {4}at (?:.*? \()?(?:file:\/\/)?(.+?):(\d+):(\d+)\)?$/m;

// Where a syntax error stands, set by the loader: { file, line, column }.
const kSite = Symbol.for('rnode.syntaxErrorSite');

let capture = null;

// The runtime's hook: undefined when a handler took the error, else the exit code; by then the report is written.
function onUncaught(error, fromPromise) {
  const type = fromPromise ? 'unhandledRejection' : 'uncaughtException';
  process.emit('uncaughtExceptionMonitor', error, type);
  if (capture !== null) {
    capture(error);
    return undefined;
  }
  if (process.emit('uncaughtException', error, type)) return undefined;
  writeSync(kStderr, report(error));
  if (!process._exiting) {
    process._exiting = true;
    process.exitCode = 1;
    process.emit('exit', 1);
  }
  return process.exitCode ?? 1;
}

// Where it was thrown with the source line, what was thrown, and which program says so.
function report(error) {
  const end = `\nNode.js ${process.version}\n`;
  const isError = isErrorLike(error);
  const where = isError ? location(error) : '';
  if (!isError) {
    const hint = `(Use \`${process.argv0 || 'node'} --trace-uncaught ...\` to show where the exception was thrown)\n`;
    const text = typeof error === 'string' ? error : inspect(error);
    return `Uncaught:\n${text}\n${typeof error === 'object' && error !== null ? '' : hint}${end}`;
  }
  return `${where}${inspect(error)}\n${end}`;
}

function inspect(value) {
  try {
    const colors = require('internal/util/colors').shouldColorize(process.stderr);
    return require('internal/util/inspect').inspect(value, { colors, customInspect: isErrorLike(value) });
  } catch {
    // A value that cannot be shown must not hide that the program died of it.
    return value instanceof Error ? `${value}\n${value.stack}` : Object.prototype.toString.call(value);
  }
}

function location(error) {
  if (error[kSite]) return arrow(error[kSite]);
  const match = typeof error.stack === 'string' ? kFrame.exec(error.stack) : null;
  if (match === null) return '';
  return arrow({ file: match[1], line: Number(match[2]), column: Number(match[3]) });
}

function arrow({ file, line, column }) {
  const text = sourceLine(file, line);
  if (text === undefined) return '';
  // V8 points at the statement that threw, the stack at the error that was made in it.
  const before = text.lastIndexOf('throw ', column - 1);
  const statement = /^throw new [\w.$]*$/.test(text.slice(before, text.indexOf('(', column - 1)).trim());
  const at = before >= 0 && statement ? before : column - 1;
  const blank = text.slice(0, at).replace(/[^\t]/g, ' ');
  return `${file}:${line}\n${text}\n${blank}^\n\n`;
}

module.exports = {
  setup() {
    setUncaughtExceptionHandler(onUncaught);
  },
  setCapture(fn) {
    capture = fn;
  },
  hasCapture: () => capture !== null,
};
