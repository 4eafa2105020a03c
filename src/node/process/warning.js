// `process.emitWarning`, and how a warning is printed.
'use strict';

const { codes: { ERR_INVALID_ARG_TYPE } } = require('internal/errors');
const { getOptionValue } = require('internal/options');
const { writeSync } = internalBinding('process_fatal');

let hintGiven = false;

function emitWarning(warning, type, code, ctor) {
  if (process.noDeprecation && type === 'DeprecationWarning') return;
  let detail;
  if (type !== null && typeof type === 'object' && !Array.isArray(type)) {
    ctor = type.ctor;
    code = type.code;
    if (typeof type.detail === 'string') detail = type.detail;
    type = type.type || 'Warning';
  } else if (typeof type === 'function') {
    ctor = type;
    code = '';
    type = 'Warning';
  }
  if (type !== undefined) checkString(type, 'type');
  if (typeof code === 'function') {
    ctor = code;
    code = undefined;
  } else if (code !== undefined) {
    checkString(code, 'code');
  }
  if (typeof warning === 'string') {
    warning = createWarning(warning, type, code, ctor, detail);
  } else if (!(warning instanceof Error)) {
    throw new ERR_INVALID_ARG_TYPE('warning', ['Error', 'string'], warning);
  }
  if (warning.name === 'DeprecationWarning') {
    if (process.noDeprecation) return;
    if (process.throwDeprecation) return process.nextTick(() => { throw warning; });
  }
  process.nextTick(doEmit, warning);
}

function checkString(value, name) {
  if (typeof value !== 'string') throw new ERR_INVALID_ARG_TYPE(name, 'string', value);
}

function createWarning(message, type = 'Warning', code, ctor, detail) {
  const warning = new Error(message);
  warning.name = `${type}`;
  if (code !== undefined) warning.code = code;
  if (detail !== undefined) warning.detail = detail;
  Error.captureStackTrace(warning, ctor || process.emitWarning);
  return warning;
}

function doEmit(warning) {
  process.emit('warning', warning);
}

// The default listener of `warning`: one line on standard error, as Node words it.
function onWarning(warning) {
  if (!(warning instanceof Error) || isDisabled(warning)) return;
  const isDeprecation = warning.name === 'DeprecationWarning';
  if (isDeprecation && process.noDeprecation) return;
  const trace = process.traceProcessWarnings || (isDeprecation && process.traceDeprecation);
  let text = `(${process.release.name}:${process.pid}) `;
  if (warning.code) text += `[${warning.code}] `;
  if (trace && warning.stack) {
    text += `${warning.stack}`;
  } else {
    text += typeof warning.toString === 'function' ? `${warning.toString()}` : Error.prototype.toString.call(warning);
  }
  if (typeof warning.detail === 'string') text += `\n${warning.detail}`;
  if (!trace && !hintGiven) {
    const flag = isDeprecation ? '--trace-deprecation' : '--trace-warnings';
    text += `\n(Use \`${process.argv0 || 'node'} ${flag} ...\` to show where the warning was created)`;
    hintGiven = true;
  }
  const file = getOptionValue('--redirect-warnings');
  if (file) return writeToFile(file, text);
  const { stderr } = process;
  if (stderr._writableState === undefined) return writeSync(2, `${text}\n`);
  stderr.write(`${text}\n`);
}

// By its code or its type.
function isDisabled(warning) {
  const disabled = getOptionValue('--disable-warning');
  return disabled !== undefined && disabled.length > 0 &&
    (disabled.includes(warning.code) || disabled.includes(warning.name));
}

let fileFd;

// What cannot be written to goes to standard error instead.
function writeToFile(file, text) {
  const fs = require('fs');
  try {
    fileFd ??= fs.openSync(file, 'a');
    fs.writeSync(fileFd, `${text}\n`);
  } catch {
    writeSync(2, `${text}\n`);
  }
}

module.exports = { emitWarning, onWarning };
