// `exec` and `execFile`: a child's output as a whole, when it has ended.
'use strict';

const { Buffer } = require('buffer');
const { codes: { ERR_CHILD_PROCESS_STDIO_MAXBUFFER }, genericNodeError } = require('internal/errors');
const { getErrorName } = require('internal/errors/uv');
const { promisify } = require('internal/util');
const {
  kMaxBuffer, normalizeExecArgs, normalizeExecFileArgs, sanitizeKillSignal, validateMaxBuffer, validateTimeout,
} = require('internal/child_process/options');

function exec(command, options, callback) {
  const normalized = normalizeExecArgs(command, options, callback);
  // Through the module, where programs put their own.
  return require('child_process').execFile(normalized.file, normalized.options, normalized.callback);
}

function execFile(file, args, options, callback) {
  ({ file, args, options, callback } = normalizeExecFileArgs(file, args, options, callback));
  options = {
    __proto__: null,
    encoding: 'utf8',
    timeout: 0,
    maxBuffer: kMaxBuffer,
    killSignal: 'SIGTERM',
    cwd: null,
    env: null,
    shell: false,
    ...options,
  };
  validateTimeout(options.timeout);
  validateMaxBuffer(options.maxBuffer);
  options.killSignal = sanitizeKillSignal(options.killSignal);
  const { argv0, cwd, env, gid, shell, signal, uid, windowsHide, windowsVerbatimArguments } = options;
  const child = require('child_process').spawn(file, args, {
    argv0, cwd, env, gid, shell, signal, uid, windowsHide: Boolean(windowsHide),
    windowsVerbatimArguments: Boolean(windowsVerbatimArguments),
  });
  collect(child, { file, args, options, callback });
  return child;
}

function collect(child, { file, args, options, callback }) {
  const encoding = options.encoding !== 'buffer' && Buffer.isEncoding(options.encoding) ? options.encoding : null;
  let killed = false;
  let exited = false;
  let failure = null;
  let timer = null;
  const stdout = gather(child.stdout, 'stdout');
  const stderr = gather(child.stderr, 'stderr');
  if (options.timeout > 0) timer = setTimeout(kill, options.timeout);
  child.on('close', finish);
  child.on('error', (error) => {
    failure = error;
    destroyStreams();
    finish();
  });

  function gather(stream, name) {
    const chunks = [];
    let length = 0;
    if (!stream) return chunks;
    if (encoding) stream.setEncoding(encoding);
    stream.on('data', (chunk) => {
      if (options.maxBuffer === Infinity) {
        chunks.push(chunk);
        return;
      }
      const { readableEncoding } = stream;
      const added = readableEncoding ? Buffer.byteLength(chunk, readableEncoding) : chunk.length;
      length += added;
      if (length <= options.maxBuffer) {
        chunks.push(chunk);
        return;
      }
      chunks.push(chunk.slice(0, options.maxBuffer - (length - added)));
      failure = new ERR_CHILD_PROCESS_STDIO_MAXBUFFER(name);
      kill();
    });
    return chunks;
  }

  function whole(chunks, stream) {
    return encoding || stream?.readableEncoding ? chunks.join('') : Buffer.concat(chunks);
  }

  function destroyStreams() {
    child.stdout?.destroy();
    child.stderr?.destroy();
  }

  function kill() {
    timer = null;
    destroyStreams();
    killed = true;
    try {
      child.kill(options.killSignal);
    } catch (error) {
      failure ??= error;
      finish();
    }
  }

  function finish(code = 0, signal) {
    if (exited) return;
    exited = true;
    if (timer !== null) clearTimeout(timer);
    if (!callback) return;
    const output = whole(stdout, child.stdout);
    const errors = whole(stderr, child.stderr);
    if (failure === null && code === 0 && signal === null) {
      callback(null, output, errors);
      return;
    }
    const command = args?.length ? `${file} ${args.join(' ')}` : file;
    failure ??= genericNodeError(`Command failed: ${command}\n${errors}`, {
      code: code < 0 ? getErrorName(code) : code,
      killed: child.killed || killed,
      signal,
    });
    failure.cmd = command;
    callback(failure, output, errors);
  }
}

function promised(original) {
  const fn = (...args) => {
    const { promise, resolve, reject } = Promise.withResolvers();
    promise.child = original(...args, (error, stdout, stderr) => {
      if (error === null) {
        resolve({ stdout, stderr });
      } else {
        error.stdout = stdout;
        error.stderr = stderr;
        reject(error);
      }
    });
    return promise;
  };
  return Object.defineProperty(fn, 'name', { __proto__: null, value: original.name, configurable: true });
}

for (const original of [exec, execFile]) {
  Object.defineProperty(original, promisify.custom, { __proto__: null, enumerable: false, value: promised(original) });
}

module.exports = { exec, execFile };
