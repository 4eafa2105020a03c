// The forms that wait: `spawnSync`, `execFileSync`, `execSync`.
'use strict';

const { Buffer } = require('buffer');
const { spawn } = internalBinding('spawn_sync');
const { os: { signals } } = internalBinding('constants');
const { ErrnoException, codes: { ERR_INVALID_ARG_TYPE }, genericNodeError } = require('internal/errors');
const { getValidStdio, nativeStdio } = require('internal/child_process/stdio');
const {
  kMaxBuffer, normalizeExecArgs, normalizeExecFileArgs, normalizeSpawnArguments, sanitizeKillSignal, validateMaxBuffer,
  validateTimeout,
} = require('internal/child_process/options');

let names;

/** The name of a signal; empty for one without. */
function signalName(number) {
  if (names === undefined) {
    names = new Map();
    // The first name of a number is the one that is shown.
    for (const name of Object.keys(signals)) if (!names.has(signals[name])) names.set(signals[name], name);
  }
  return names.get(number) ?? '';
}

function spawnSync(file, args, options) {
  options = { __proto__: null, maxBuffer: kMaxBuffer, ...normalizeSpawnArguments(file, args, options) };
  validateTimeout(options.timeout);
  validateMaxBuffer(options.maxBuffer);
  options.killSignal = sanitizeKillSignal(options.killSignal);
  options.stdio = getValidStdio(options.stdio || 'pipe', true).stdio;
  if (options.input) options.stdio[0] = { ...options.stdio[0], input: options.input };
  options.stdio = options.stdio.map((entry, i) => {
    const { input } = entry;
    if (input == null) return entry;
    if (ArrayBuffer.isView(input)) return entry;
    if (typeof input === 'string') return { ...entry, input: Buffer.from(input, options.encoding) };
    throw new ERR_INVALID_ARG_TYPE(`options.stdio[${i}]`, ['Buffer', 'TypedArray', 'DataView', 'string'], input);
  });
  return run(options);
}

function run(options) {
  const { error, status, signal, output, pid } = spawn({ __proto__: null, ...options, stdio: nativeStdio(options.stdio) });
  const { encoding } = options;
  if (output && encoding && encoding !== 'buffer') {
    for (let i = 0; i < output.length; i++) if (output[i]) output[i] = output[i].toString(encoding);
  }
  const result = error === undefined ? {} : { error: failure(error, options) };
  result.status = status;
  result.signal = signal === null ? null : signalName(signal);
  result.output = output;
  result.pid = pid;
  result.stdout = output?.[1];
  result.stderr = output?.[2];
  return result;
}

function failure(status, { file, args }) {
  const error = new ErrnoException(status, `spawnSync ${file}`);
  error.path = file;
  error.spawnargs = args.slice(1);
  return error;
}

// What the sync forms throw; undefined when all went well.
function errorOf(result, command) {
  if (result.error) return Object.assign(result.error, result);
  if (result.status === 0) return undefined;
  let message = `Command failed: ${command}`;
  if (result.stderr?.length > 0) message += `\n${result.stderr.toString()}`;
  return genericNodeError(message, result);
}

function output(result, command, showErrors) {
  if (showErrors && result.stderr) process.stderr.write(result.stderr);
  const error = errorOf(result, command);
  if (error) throw error;
  return result.stdout;
}

function execFileSync(file, args, options) {
  ({ file, args, options } = normalizeExecFileArgs(file, args, options));
  const result = spawnSync(file, args, options);
  return output(result, [options.argv0 || file, ...args].join(' '), !options.stdio);
}

function execSync(command, options) {
  const normalized = normalizeExecArgs(command, options, null);
  const result = spawnSync(normalized.file, normalized.options);
  return output(result, command, !normalized.options.stdio);
}

module.exports = { execFileSync, execSync, signalName, spawnSync };
