// What happens to an exception that nothing caught: `uncaughtException` and its relatives, or Node's report on standard
// error and the exit code.
'use strict';

const { setUncaughtExceptionHandler } = internalBinding('errors');
const { errorPosition, shardName, sourceLine, writeSync } = internalBinding('process_fatal');
const { isNativeError } = internalBinding('types');
const { isMainThread } = internalBinding('worker');
const { fatalExceptionStackEnhancers } = require('internal/errors');
const { sourceMaps, textSources, typeScriptFormat } = require('internal/modules/helpers');
const { getOptionValue } = require('internal/options');
const tracking = require('internal/async_tracking');

const kStderr = 2;
const kExitUncaught = 1;
const kExitNoHandler = 6;
const kExitHandlerThrew = 7;

let capture = null;
// What `node:domain` does with an error; whether it has dealt with it.
let domainHandler = null;

// The errors whose stack begins with the line that threw them.
const decorated = new WeakSet();

// Who is told of the error that ends the program; may say which exit code a handler that threw is worth.
let lastResort = (error, fromPromise) => writeSync(kStderr, report(error, fromPromise));

// The runtime's hook: undefined when a handler took the error, else the exit code; by then the report is written.
function onUncaught(error, fromPromise) {
  const aborts = isMainThread && getOptionValue('--abort-on-uncaught-exception');
  // What was thrown aborts whoever listens; only a capture callback comes before that.
  if (aborts && !fromPromise && capture === null) abort(error, fromPromise);
  const handler = process._fatalException;
  if (typeof handler !== 'function') {
    writeSync(kStderr, report(error, fromPromise));
    return kExitNoHandler;
  }
  let handled;
  try {
    handled = handler.call(process, error, fromPromise);
  } catch (thrown) {
    return lastResort(thrown, false) ?? kExitHandlerThrew;
  }
  if (handled) {
    tracking.tracker?.unwind();
    return undefined;
  }
  if (aborts) abort(error, fromPromise);
  try {
    if (!process._exiting) {
      process._exiting = true;
      process.exitCode = kExitUncaught;
      process.emit('exit', kExitUncaught);
    }
  } catch {
    // The program dies of the first error, which is the one to tell of.
  }
  lastResort(error, fromPromise);
  return +process.exitCode || (process.exitCode === undefined ? kExitUncaught : 0);
}

function abort(error, fromPromise) {
  writeSync(kStderr, report(error, fromPromise));
  internalBinding('process_methods').abort();
}

// Whether the program took the error.
function offer(error, type) {
  process.emit('uncaughtExceptionMonitor', error, type);
  if (capture !== null) {
    capture(error);
    return true;
  }
  if (domainHandler !== null && domainHandler(error)) return true;
  return process.emit('uncaughtException', error, type);
}

// Where it was thrown with the source line, what was thrown, and which program says so.
function report(error, fromPromise) {
  const shard = shardName();
  const end = `\nNode.js ${process.version}${shard === undefined ? '' : `, ${shard}`}\n`;
  const where = arrow(error, fromPromise);
  if (isNativeError(error)) return `${where}${where && '\n'}${describeError(error)}\n${end}`;
  const isObject = (typeof error === 'object' && error !== null) || typeof error === 'function';
  const hint = isObject || getOptionValue('--trace-uncaught') ? '' :
    `(Use \`${process.argv0.replace(/^.*\//, '') || 'node'} --trace-uncaught ...\` to show where the exception was thrown)\n`;
  const shown = isObject ? describeObject(error) : describePrimitive(error);
  return `${where ? `\n${where}` : 'Uncaught:\n'}${shown}\n${thrownAt(error)}${hint}${end}`;
}

// Only the innermost frame is known of what is no error.
function thrownAt(error) {
  const position = getOptionValue('--trace-uncaught') ? errorPosition(error, true) : undefined;
  return position === undefined ? '' : `Thrown at:\n    at ${position.join(':')}\n\n`;
}

function describeError(error) {
  try {
    fatalExceptionStackEnhancers.beforeInspector(error);
    return fatalExceptionStackEnhancers.afterInspector(error);
  } catch {
    // What cannot be shown must not hide that the program died of it.
    return Error.prototype.toString.call(error);
  }
}

function describeObject(object) {
  try {
    return require('internal/util/inspect').inspect(object);
  } catch {
    return Object.prototype.toString.call(object);
  }
}

// As V8 converts it, which gives nothing for a symbol.
function describePrimitive(value) {
  return typeof value === 'symbol' ? '' : String(value);
}

// `file:line`, the line, and a caret below the place; empty when the source is not at hand.
function arrow(error, fromPromise) {
  if (isNativeError(error) && decorated.has(error)) return '';
  const site = placeOf(error, fromPromise);
  if (site === undefined) return '';
  return arrowAt(site);
}

function arrowAt(site) {
  const { file, line, column } = site;
  const text = site.text ?? lineOfSource(file, line);
  if (text === undefined) return '';
  const blank = text.slice(0, column - 1).replace(/[^\t]/g, ' ');
  // Only a text that does not compile has a note.
  const note = textSources.notes.get(file);
  const length = site.length ?? (note === undefined ? 1 : wordLength({ ...site, text }));
  return `${file}:${line}\n${text}\n${blank}${'^'.repeat(length)}\n${note === undefined ? '' : `${note}\n`}`;
}

// The line as it runs: without types, where a file has them.
function lineOfSource(file, line) {
  const path = file.startsWith('file://') ? decodeURIComponent(file.slice('file://'.length)) : file;
  let source = textSources.texts.get(file);
  if (source === undefined) {
    const text = sourceLine(path, line);
    if (text === undefined || typeScriptFormat(path) === undefined) return text;
    source = require('internal/modules/typescript').sourceOfFile(path);
  }
  return source.split('\n')[line - 1];
}

function placeOf(error, fromPromise) {
  // What rejected a promise is not thrown out of anything: it is shown where it was made.
  const position = errorPosition(error, !fromPromise);
  if (position === undefined) return undefined;
  const { 0: file, 1: line, 2: column } = position;
  const original = sourceMaps.find === undefined ? undefined :
    require('internal/source_map/source_map_cache').originalPlace(file, line, column);
  return original ?? { file, line, column };
}

// A syntax error is about a word, or about one character.
function wordLength({ column, text }) {
  return /^[\w$]*/.exec(text.slice(column - 1))[0].length || 1;
}

/**
 * Puts the line that threw `error` before its stack. `lineOf(number)` gives the lines of the file that is called
 * `filename`, whose first may begin in a column; those of other files are read.
 */
function decorateErrorStack(error, filename, lineOf, firstLine = 1, columnOffset = 0) {
  if (!isNativeError(error) || decorated.has(error)) return error;
  const position = errorPosition(error, true);
  const { stack } = error;
  if (position === undefined || typeof stack !== 'string') return error;
  const { 0: file, 1: line, 2: column } = position;
  const text = file === filename ? lineOf(line) : sourceLine(file, line);
  if (text === undefined) return error;
  const start = file === filename && line === firstLine ? column - columnOffset : column;
  const length = error.name === 'SyntaxError' ? wordLength({ column: start, text }) : 1;
  error.stack = `${arrowAt({ file, line, column: start, text, length })}\n${stack}`;
  decorated.add(error);
  return error;
}

module.exports = {
  decorateErrorStack,
  setup() {
    setUncaughtExceptionHandler(onUncaught);
  },
  setLastResort(fn) {
    lastResort = fn;
  },
  setCapture(fn) {
    capture = fn;
  },
  setDomainHandler(fn) {
    domainHandler = fn;
  },
  hasCapture: () => capture !== null,
  offer: (error, fromPromise) => offer(error, fromPromise ? 'unhandledRejection' : 'uncaughtException'),
};
