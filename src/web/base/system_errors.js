// The errors of failed system calls, in the forms that Node gives them.
'use strict';

const { codes, kIsNodeError, getMessage } = require('internal/errors');
const { errmap, getErrorName, UV_EAI_NODATA, UV_EAI_NONAME } = require('internal/errors/uv');

const unmapped = ['UNKNOWN', 'unknown error'];

/** [name, message] of a libuv error number (`-errno`), undefined for numbers it does not know. */
function uvErrmapGet(errno) {
  return errmap().get(errno);
}

// Programs see the plain Error, not these classes, as the constructor of the instances.
class SystemCallError extends Error {
  get ['constructor']() { return Error; }
}

/** `CODE: text, syscall 'path' -> 'dest'`, with every property of the context on the error. */
class UVException extends SystemCallError {
  constructor(context) {
    const { 0: code, 1: text } = uvErrmapGet(context.errno) || unmapped;
    const path = context.path ? context.path.toString() : undefined;
    const dest = context.dest ? context.dest.toString() : undefined;
    let message = `${code}: ${context.message || text}, ${context.syscall}`;
    if (path !== undefined) message += ` '${path}'`;
    if (dest !== undefined) message += ` -> '${dest}'`;
    super(message);
    for (const key of Object.keys(context)) {
      if (key !== 'message' && key !== 'path' && key !== 'dest') this[key] = context[key];
    }
    this.code = code;
    if (path) this.path = path;
    if (dest) this.dest = dest;
  }
}

/** `syscall CODE: text address:port` */
class UVExceptionWithHostPort extends SystemCallError {
  constructor(errno, syscall, address, port) {
    const { 0: code, 1: text } = uvErrmapGet(errno) || unmapped;
    super(`${syscall} ${code}: ${text}${place(address, port)}`);
    this.code = code;
    this.errno = errno;
    this.syscall = syscall;
    this.address = address;
    if (port) this.port = port;
  }
}

/** `syscall CODE original` */
class ErrnoException extends SystemCallError {
  constructor(errno, syscall, original) {
    const code = checkedName(errno);
    super(original ? `${syscall} ${code} ${original}` : `${syscall} ${code}`);
    this.errno = errno;
    this.code = code;
    this.syscall = syscall;
  }
}

/** `syscall CODE address:port - Local (additional)` */
class ExceptionWithHostPort extends SystemCallError {
  constructor(errno, syscall, address, port, additional) {
    const code = checkedName(errno);
    const local = additional ? ` - Local (${additional})` : '';
    super(`${syscall} ${code}${place(address, port)}${local}`);
    this.errno = errno;
    this.code = code;
    this.syscall = syscall;
    this.address = address;
    if (port) this.port = port;
  }
}

/** `syscall CODE hostname`; `code` is a libuv error number or a c-ares name. */
class DNSException extends SystemCallError {
  constructor(code, syscall, hostname) {
    const errno = typeof code === 'number' ? code : undefined;
    // ENOTFOUND is no POSIX error; Node has always called these two so.
    if (code === UV_EAI_NODATA || code === UV_EAI_NONAME) code = 'ENOTFOUND';
    else if (errno !== undefined) code = getErrorName(errno);
    super(`${syscall} ${code}${hostname ? ` ${hostname}` : ''}`);
    this.errno = errno;
    this.code = code;
    this.syscall = syscall;
    if (hostname) this.hostname = hostname;
  }
}

for (const Class of [UVException, UVExceptionWithHostPort, ErrnoException, ExceptionWithHostPort, DNSException]) {
  delete Class.prototype.constructor;
}

/**
 * An error of a code that tells of a failed system call. `context`: {code, message, syscall, errno,
 * path?, dest?}; it stays reachable as `info`, and the error's properties read and write it.
 */
class SystemError extends Error {
  constructor(key, context) {
    const failure = `${context.syscall} returned ${context.code} (${context.message})`;
    let message = `${getMessage(key, [])}: ${failure}`;
    if (context.path !== undefined) message += ` ${context.path}`;
    if (context.dest !== undefined) message += ` => ${context.dest}`;
    super(message);
    this.code = key;

    const hidden = (value, writable) => ({ value, enumerable: false, configurable: true, writable });
    const linked = (name) => ({
      get() { return context[name]; },
      set: (value) => { context[name] = value; },
      enumerable: true,
      configurable: true,
    });
    const linkedPath = (name) => ({
      get() { return context[name] != null ? context[name].toString() : context[name]; },
      set: (value) => { context[name] = value ? globalThis.Buffer.from(value.toString()) : undefined; },
      enumerable: true,
      configurable: true,
    });
    Object.defineProperties(this, {
      [kIsNodeError]: hidden(true, false),
      name: hidden('SystemError', true),
      info: { value: context, enumerable: true, configurable: true, writable: false },
      errno: linked('errno'),
      syscall: linked('syscall'),
    });
    if (context.path !== undefined) Object.defineProperty(this, 'path', linkedPath('path'));
    if (context.dest !== undefined) Object.defineProperty(this, 'dest', linkedPath('dest'));
  }

  toString() {
    return `${this.name} [${this.code}]: ${this.message}`;
  }

  [Symbol.for('nodejs.util.inspect.custom')](depth, options) {
    const { inspect } = require('internal/util/inspect');
    return inspect(this, { ...options, getters: true, customInspect: false });
  }
}

/** As in errors.js: the stack's first line is written under a prototype that has the long name. */
function makeSystemErrorWithCode(key) {
  const hidden = (value) => ({ value, enumerable: false, configurable: true, writable: true });
  class NodeError extends SystemError {
    constructor(context) {
      super(key, context);
      Object.setPrototypeOf(this, prototype);
    }
  }
  Object.defineProperty(NodeError.prototype, 'name', hidden(`SystemError [${key}]`));
  const prototype = Object.create(NodeError.prototype, { name: hidden('Error') });
  return NodeError;
}

const place = (address, port) => (port && port > 0 ? ` ${address}:${port}` : address ? ` ${address}` : '');

/** The name of an error number that a program may have given. */
function checkedName(errno) {
  if (typeof errno !== 'number') throw new codes.ERR_INVALID_ARG_TYPE('err', 'number', errno);
  if (errno >= 0 || !Number.isSafeInteger(errno)) {
    throw new codes.ERR_OUT_OF_RANGE('err', 'a negative integer', errno);
  }
  return getErrorName(errno);
}

module.exports = {
  DNSException,
  ErrnoException,
  ExceptionWithHostPort,
  SystemError,
  UVException,
  UVExceptionWithHostPort,
  makeSystemErrorWithCode,
  uvErrmapGet,
};
