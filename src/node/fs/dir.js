// Dir: an open folder, read entry by entry.
'use strict';

const {
  codes: { ERR_DIR_CLOSED, ERR_DIR_CONCURRENT_OPERATION, ERR_INVALID_THIS, ERR_MISSING_ARGS },
} = require('internal/errors');
const { validateFunction, validateUint32 } = require('internal/validators');
const { join } = require('path');
const { getOptions, getValidatedPath, isUtf8 } = require('internal/fs/options');
const { Dirent } = require('internal/fs/dirent');
const binding = internalBinding('fs');

const { kUsePromises } = binding;

class Dir {
  #handle;
  #path;
  #options;
  // Entries that were read ahead, last one first.
  #ahead = [];
  // Folders that a recursive walk has still to read.
  #folders = [];
  // The folder that is read, and its handle.
  #current;
  #closed = false;
  // Operations that wait for the one under way; null when there is none.
  #queue = null;

  constructor(handle, path, options) {
    if (handle == null) throw new ERR_MISSING_ARGS('handle');
    this.#handle = handle;
    this.#path = path;
    this.#current = { handle, path };
    this.#options = { bufferSize: 32, ...getOptions(options, { encoding: 'utf8' }) };
    validateUint32(this.#options.bufferSize, 'options.bufferSize', true);
  }

  get path() {
    if (!(#path in this)) throw new ERR_INVALID_THIS('Dir');
    return this.#path;
  }

  read(callback) {
    if (callback === undefined) {
      return new Promise((resolve, reject) => {
        this.#read((error, entry) => (error ? reject(error) : resolve(entry)));
      });
    }
    validateFunction(callback, 'callback');
    this.#read(callback);
  }

  #read(callback) {
    if (this.#closed) {
      process.nextTick(callback, new ERR_DIR_CLOSED());
      return;
    }
    if (this.#queue !== null) {
      this.#queue.push(() => this.#read(callback));
      return;
    }
    const entry = this.#ahead.pop();
    if (entry !== undefined) {
      process.nextTick(callback, null, entry);
      return;
    }
    this.#perform((done) => this.#readMore(done), callback);
  }

  /** Runs an operation alone; those asked for meanwhile come after it. */
  #perform(operation, callback) {
    this.#queue = [];
    operation((error, value) => {
      // The callback itself still counts as under way.
      process.nextTick(() => {
        const waiting = this.#queue;
        this.#queue = null;
        for (const next of waiting) next();
      });
      callback(error, value);
    });
  }

  async #more() {
    for (;;) {
      const { encoding, bufferSize } = this.#options;
      const result = await binding.dirRead(this.#current.handle, bufferSize, !isUtf8(encoding), kUsePromises);
      if (result !== undefined) return this.#keep(result);
      if (this.#current.handle !== this.#handle) await binding.dirClose(this.#current.handle, kUsePromises);
      const path = this.#folders.shift();
      if (path === undefined) {
        this.#current.handle = this.#handle;
        return null;
      }
      this.#current = { handle: await binding.opendir(path, kUsePromises), path };
    }
  }

  #readMore(done) {
    this.#more().then((entry) => process.nextTick(done, null, entry), (error) => process.nextTick(done, error));
  }

  /** Keeps the entries of a read; the first of them. */
  #keep([names, types]) {
    const { encoding, recursive } = this.#options;
    const { path } = this.#current;
    const entries = names.map((name, i) => {
      if (typeof name !== 'string' && encoding !== 'buffer') name = name.toString(encoding);
      const entry = new Dirent(name, types[i], path);
      if (recursive && entry.isDirectory()) this.#folders.push(join(path, `${name}`));
      return entry;
    });
    this.#ahead = entries.reverse();
    return this.#ahead.pop();
  }

  readSync() {
    if (this.#closed) throw new ERR_DIR_CLOSED();
    if (this.#queue !== null) throw new ERR_DIR_CONCURRENT_OPERATION();
    const entry = this.#ahead.pop();
    if (entry !== undefined) return entry;
    for (;;) {
      const { encoding, bufferSize } = this.#options;
      const result = binding.dirRead(this.#current.handle, bufferSize, !isUtf8(encoding));
      if (result !== undefined) return this.#keep(result);
      if (this.#current.handle !== this.#handle) binding.dirClose(this.#current.handle);
      const path = this.#folders.shift();
      if (path === undefined) {
        this.#current.handle = this.#handle;
        return null;
      }
      this.#current = { handle: binding.opendir(path), path };
    }
  }

  close(callback) {
    if (callback === undefined) {
      return new Promise((resolve, reject) => {
        this.#close((error) => (error ? reject(error) : resolve()));
      });
    }
    validateFunction(callback, 'callback');
    this.#close(callback);
  }

  #close(callback) {
    if (this.#closed) {
      process.nextTick(callback, new ERR_DIR_CLOSED());
      return;
    }
    if (this.#queue !== null) {
      this.#queue.push(() => this.#close(callback));
      return;
    }
    this.#closed = true;
    if (this.#current.handle !== this.#handle) binding.dirClose(this.#current.handle);
    binding.dirClose(this.#handle, callback);
  }

  closeSync() {
    if (this.#closed) throw new ERR_DIR_CLOSED();
    if (this.#queue !== null) throw new ERR_DIR_CONCURRENT_OPERATION();
    this.#closed = true;
    if (this.#current.handle !== this.#handle) binding.dirClose(this.#current.handle);
    binding.dirClose(this.#handle);
  }

  async* entries() {
    try {
      for (;;) {
        const entry = await this.read();
        if (entry === null) break;
        yield entry;
      }
    } finally {
      await this.close();
    }
  }

  [Symbol.dispose]() {
    if (!this.#closed) this.closeSync();
  }

  async [Symbol.asyncDispose]() {
    if (!this.#closed) await this.close();
  }
}

Object.defineProperties(Dir.prototype, {
  path: { __proto__: null, enumerable: true },
  [Symbol.asyncIterator]: {
    __proto__: null,
    enumerable: false,
    writable: true,
    configurable: true,
    value: Dir.prototype.entries,
  },
});

function dirOptions(options) {
  options = getOptions(options, { encoding: 'utf8' });
  if (options.bufferSize !== undefined) validateUint32(options.bufferSize, 'options.bufferSize', true);
  return options;
}

function opendir(path, options, callback) {
  path = getValidatedPath(path);
  options = dirOptions(options);
  binding.opendir(path, (error, handle) => {
    if (error) callback(error);
    else callback(null, new Dir(handle, path, options));
  });
}

function opendirSync(path, options) {
  path = getValidatedPath(path);
  options = dirOptions(options);
  return new Dir(binding.opendir(path), path, options);
}

async function opendirPromise(path, options) {
  path = getValidatedPath(path);
  options = dirOptions(options);
  return new Dir(await binding.opendir(path, kUsePromises), path, options);
}

module.exports = { Dir, opendir, opendirPromise, opendirSync };
