// What built-in scripts ask about the system: signals, error numbers, file descriptors, addresses.
'use strict';

const { codes } = require('internal/errors');
const uv = () => require('internal/errors/uv');
const signals = () => internalBinding('constants').os.signals;

let signalNames;

/** The number of a signal given by number or by name in any case. */
function convertToValidSignal(signal) {
  signalNames ??= new Map(Object.entries(signals()).map(([name, number]) => [number, name]));
  if (typeof signal === 'number' && signalNames.has(signal)) return signal;
  const number = typeof signal === 'string' ? signals()[signal.toUpperCase()] : undefined;
  if (number) return number;
  throw new codes.ERR_UNKNOWN_SIGNAL(signal);
}

/** POSIX: a process that a signal ended has the exit code 128 + its number. */
function convertProcessSignalToExitCode(signal) {
  require('internal/validators').validateOneOf(signal, 'signalCode', Object.keys(signals()));
  return 128 + signals()[signal];
}

/** The errors of libuv: Map of number -> [name, text], a copy for programs. */
const getSystemErrorMap = () => new Map(uv().errmap());
const getSystemErrorName = (errno) => uv().getErrorName(errno);
const getSystemErrorMessage = (errno) => uv().getErrorMessage(errno);

/** Blocks the thread. */
function sleep(milliseconds) {
  require('internal/validators').validateUint32(milliseconds, 'msec');
  internalBinding('util').sleep(milliseconds);
}

const handleTypes = ['TCP', 'TTY', 'UDP', 'FILE', 'PIPE', 'UNKNOWN'];

/** What a file descriptor is. */
function guessHandleType(fd) {
  return handleTypes[internalBinding('util').guessHandleType(fd)];
}

let cwd;
let cwdUrl;

/** The working directory as a URL, or that of the root when it is gone. */
function getCWDURL() {
  const { pathToFileURL } = require('internal/url');
  let current;
  try {
    current = process.cwd();
  } catch {
    // The directory may have been removed.
    return cwdUrl ??= pathToFileURL('/');
  }
  if (current !== cwd) {
    cwdUrl = pathToFileURL(`${current}/`);
    cwd = current;
  }
  return cwdUrl;
}

/** `address/length` from a netmask; null when a one follows a zero in it. */
function getCIDR(address, netmask, family) {
  const v6 = family === 'IPv6';
  const width = v6 ? 16 : 8;
  let length = 0;
  let ended = false;
  for (const group of netmask.split(v6 ? ':' : '.')) {
    if (group === '' || (ended && group === '0')) continue;
    const bits = parseInt(group, v6 ? 16 : 10).toString(2);
    if (ended || bits.includes('01')) return null;
    const ones = bits.lastIndexOf('1') + 1;
    length += ones;
    ended = ones !== width;
  }
  return `${address}/${length}`;
}

module.exports = {
  convertProcessSignalToExitCode,
  convertToValidSignal,
  getCIDR,
  getCWDURL,
  getSystemErrorMap,
  getSystemErrorMessage,
  getSystemErrorName,
  guessHandleType,
  sleep,
};
