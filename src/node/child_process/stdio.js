// The `stdio` option: what becomes of each descriptor of a child.
'use strict';

const { Pipe } = internalBinding('net');
const { Channel } = internalBinding('ipc');
const {
  codes: { ERR_INVALID_ARG_VALUE, ERR_INVALID_SYNC_FORK_INPUT, ERR_IPC_ONE_PIPE, ERR_IPC_SYNC_FORK },
} = require('internal/errors');

function stdioStringToArray(stdio, channel) {
  const options = [];
  switch (stdio) {
    case 'ignore':
    case 'overlapped':
    case 'pipe': options.push(stdio, stdio, stdio); break;
    case 'inherit': options.push(0, 1, 2); break;
    default:
      throw new ERR_INVALID_ARG_VALUE('stdio', stdio);
  }
  if (channel) options.push(channel);
  return options;
}

/**
 * `{ stdio, ipc, ipcFd }`: a list of `{ type }` entries, one a descriptor, and which of them is the channel. Pipes get
 * their handles at once, unless the child is waited for.
 */
function getValidStdio(stdio, sync, serialization) {
  if (typeof stdio === 'string') stdio = stdioStringToArray(stdio);
  else if (!Array.isArray(stdio)) throw new ERR_INVALID_ARG_VALUE('stdio', stdio);
  // The program's own list says afterwards how many there were.
  while (stdio.length < 3) stdio.push(undefined);
  const result = { stdio: [], ipc: undefined, ipcFd: undefined };
  for (let i = 0; i < stdio.length; i++) {
    const kind = stdio[i] ?? (i < 3 ? 'pipe' : 'ignore');
    if (kind === 'ipc') {
      if (sync) throw new ERR_IPC_SYNC_FORK();
      if (result.ipc !== undefined) throw new ERR_IPC_ONE_PIPE();
      result.ipc = new Channel(serialization === 'advanced');
      result.ipcFd = i;
      result.stdio.push({ type: 'pipe', handle: result.ipc, ipc: true });
    } else {
      result.stdio.push(entryOf(kind, i, sync));
    }
  }
  return result;
}

function entryOf(kind, i, sync) {
  if (kind === 'ignore') return { type: 'ignore' };
  if (kind === 'pipe' || kind === 'overlapped' || (typeof kind === 'number' && kind < 0)) {
    const entry = { type: kind === 'overlapped' ? 'overlapped' : 'pipe', readable: i === 0, writable: i !== 0 };
    if (!sync) entry.handle = new Pipe();
    return entry;
  }
  if (kind === 'inherit') return { type: 'inherit', fd: i };
  if (typeof kind === 'number') return { type: 'fd', fd: kind };
  if (typeof kind === 'object' && typeof kind.fd === 'number') return { type: 'fd', fd: kind.fd };
  const handle = handleOf(kind) || handleOf(kind.handle) || handleOf(kind._handle);
  if (handle) return { type: 'wrap', handle, _stdio: kind };
  if (typeof kind === 'string' || ArrayBuffer.isView(kind)) {
    throw new ERR_INVALID_SYNC_FORK_INPUT(require('internal/util/inspect').inspect(kind));
  }
  throw new ERR_INVALID_ARG_VALUE('stdio', kind);
}

// A native handle has a descriptor and can be closed.
function handleOf(value) {
  const is = typeof value === 'object' && value !== null && typeof value.fd === 'number' && value.fd >= 0 &&
    typeof value.close === 'function';
  return is ? value : undefined;
}

/** The list as the native side takes it: ignored ones, descriptors and pipes. */
function nativeStdio(stdio) {
  return stdio.map((entry) => {
    switch (entry.type) {
      case 'inherit': return { type: 'fd', fd: entry.fd };
      case 'wrap': return { type: 'fd', fd: entry.handle.fd };
      default: return entry;
    }
  });
}

module.exports = { getValidStdio, nativeStdio, stdioStringToArray };
