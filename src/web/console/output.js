// How a console's text gets into its streams: its state, formatting, indentation, and errors of the streams.
'use strict';

const { formatWithOptions } = require('internal/util/inspect');

// The state of a console: nothing but these scripts looks at it. Also what tells a console from other objects.
const kState = Symbol('kState');

const withColors = { colors: true };
const withoutColors = {};

let colors;

class State {
  constructor(colorMode, inspectOptions, groupIndentation, hasProcessStreams) {
    this.colorMode = colorMode;
    this.inspectOptions = inspectOptions; // Map from stream to options, or undefined
    this.indentation = ''; // of the groups that are open
    this.groupIndentation = ' '.repeat(groupIndentation);
    this.counts = new Map();
    this.hasProcessStreams = hasProcessStreams;
    this.unopened = undefined; // see the function of that name
  }
}

function formatFor(console, toStdout, args) {
  if (args.length === 1 && typeof args[0] === 'string') return args[0];
  const stream = unopened(console, toStdout) ?? (toStdout ? console._stdout : console._stderr);
  return formatWithOptions(getInspectOptions(console, stream), ...args);
}

// What stands for a stream of the process that nobody has opened yet, if text can be written without it: `write(text)`
// says whether it could, `isTTY` that it has no colours. Opening a stream loads all that streams need.
function unopened(console, toStdout) {
  return console[kState].unopened?.(toStdout);
}

function getInspectOptions(console, stream) {
  const state = console[kState];
  let hasColors = state.colorMode;
  if (hasColors === 'auto') {
    colors ??= require('internal/util/colors');
    hasColors = colors.shouldColorize(stream);
  }
  const options = state.inspectOptions?.get(stream);
  if (options === undefined) return hasColors ? withColors : withoutColors;
  if (options.colors === undefined) options.colors = hasColors;
  return options;
}

function writeLine(console, toStdout, text) {
  const { hasProcessStreams, indentation } = console[kState];
  if (indentation !== '') text = indentation + text.replaceAll('\n', `\n${indentation}`);
  text += '\n';
  if (unopened(console, toStdout)?.write(text)) return;
  const stream = toStdout ? console._stdout : console._stderr;
  if (console._ignoreErrors === false) return stream.write(text);

  const onWritten = toStdout ? console._stdoutErrorHandler : console._stderrErrorHandler;
  // The streams of the process report errors to the callback first. Others may emit them while they write.
  const guards = !hasProcessStreams && stream.listenerCount('error') === 0;
  try {
    if (guards) stream.once('error', noop);
    stream.write(text, onWritten);
  } catch (error) {
    // Other errors have nowhere to go.
    if (require('internal/errors').isStackOverflowError(error)) throw error;
  } finally {
    if (!hasProcessStreams) stream.removeListener('error', noop);
  }
}

// The callback of a write. It runs before an error of the stream is emitted, and keeps that from being uncaught.
function makeErrorHandler(console, toStdout) {
  return (error) => {
    if (error === null || error === undefined) return;
    const stream = toStdout ? console._stdout : console._stderr;
    if (!stream._writableState.errorEmitted && stream.listenerCount('error') === 0) stream.once('error', noop);
  };
}

function noop() {}

module.exports = { State, formatFor, getInspectOptions, kState, makeErrorHandler, writeLine };
