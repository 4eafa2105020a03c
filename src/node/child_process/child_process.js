// `node:child_process`: programs as processes, with pipes to them, to their end or while this program goes on.
'use strict';

const { AbortError, codes: { ERR_CHILD_PROCESS_IPC_REQUIRED } } = require('internal/errors');
const { validateAbortSignal, validateArray, validateObject } = require('internal/validators');
const { getValidatedPath } = require('internal/fs/utils');
const { ChildProcess } = require('internal/child_process');
const { stdioStringToArray } = require('internal/child_process/stdio');
const { openParentChannel } = require('internal/child_process/channel');
const {
  normalizeSpawnArguments, rejectNulls, sanitizeKillSignal, validateTimeout,
} = require('internal/child_process/options');
const { exec, execFile } = require('internal/child_process/exec');
const { execFileSync, execSync, spawnSync } = require('internal/child_process/sync');

function spawn(file, args, options) {
  options = normalizeSpawnArguments(file, args, options);
  validateTimeout(options.timeout);
  validateAbortSignal(options.signal, 'options.signal');
  const killSignal = sanitizeKillSignal(options.killSignal);
  const child = new ChildProcess();
  child.spawn(options);
  if (options.timeout > 0) killAfter(child, options.timeout, killSignal);
  if (options.signal) killOnAbort(child, options.signal, killSignal);
  return child;
}

function killAfter(child, timeout, killSignal) {
  const timer = setTimeout(() => {
    try {
      child.kill(killSignal);
    } catch (error) {
      child.emit('error', error);
    }
  }, timeout);
  child.once('exit', () => clearTimeout(timer));
}

function killOnAbort(child, signal, killSignal) {
  function onAbort() {
    try {
      if (child.kill(killSignal)) child.emit('error', new AbortError(undefined, { cause: signal.reason }));
    } catch (error) {
      child.emit('error', error);
    }
  }
  if (signal.aborted) {
    process.nextTick(onAbort);
  } else {
    const listening = require('internal/events/abort_listener').addAbortListener(signal, onAbort);
    child.once('exit', listening[Symbol.dispose]);
  }
}

function fork(modulePath, args = [], options) {
  modulePath = getValidatedPath(modulePath, 'modulePath');
  if (args == null) {
    args = [];
  } else if (typeof args === 'object' && !Array.isArray(args)) {
    options = args;
    args = [];
  } else {
    validateArray(args, 'args');
  }
  if (options != null) validateObject(options, 'options');
  options = { __proto__: null, ...options, shell: false };
  options.execPath ||= process.execPath;
  rejectNulls(options.execPath, 'options.execPath');
  let execArgv = options.execArgv || process.execArgv;
  execArgv.forEach((arg, i) => rejectNulls(arg, `options.execArgv[${i}]`));
  if (execArgv === process.execArgv && process._eval != null) {
    // The program that is given on our command line is not the child's.
    const at = execArgv.lastIndexOf(process._eval);
    if (at > 0) execArgv = execArgv.toSpliced(at - 1, 2);
  }
  if (typeof options.stdio === 'string') {
    options.stdio = stdioStringToArray(options.stdio, 'ipc');
  } else if (!Array.isArray(options.stdio)) {
    options.stdio = stdioStringToArray(options.silent ? 'pipe' : 'inherit', 'ipc');
  } else if (!options.stdio.includes('ipc')) {
    throw new ERR_CHILD_PROCESS_IPC_REQUIRED('options.stdio');
  }
  return spawn(options.execPath, [...execArgv, modulePath, ...args], options);
}

/** Called in a forked child: `fd` is the channel to its parent. */
function _forkChild(fd, serializationMode) {
  openParentChannel(fd, serializationMode);
}

module.exports = {
  _forkChild,
  ChildProcess,
  exec,
  execFile,
  execFileSync,
  execSync,
  fork,
  spawn,
  spawnSync,
};
