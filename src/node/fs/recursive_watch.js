// Watching a folder and everything below it: one native watcher for each folder, as the system has none for trees.
'use strict';

const EventEmitter = require('events');
const { codes: { ERR_INVALID_ARG_VALUE } } = require('internal/errors');
const { validateAbortSignal, validateBoolean, validateIgnoreOption } = require('internal/validators');
const { basename, join, resolve } = require('path');
const { createIgnoreMatcher } = require('internal/fs/ignore');
const { kFSWatchStart } = require('internal/fs/watchers');
const fs = require('fs');
const { Buffer } = require('buffer');
const { FSEvent } = internalBinding('fs_event_wrap');

class FSWatcher extends EventEmitter {
  #options;
  #ignored;
  #root;
  #closed = false;
  // By the path below the root, '' for the root itself.
  #folders = new Map();
  #referenced = true;

  constructor(options = {}) {
    super();
    const { persistent, recursive, signal, encoding, ignore } = options;
    if (recursive != null) validateBoolean(recursive, 'options.recursive');
    if (persistent != null) validateBoolean(persistent, 'options.persistent');
    if (signal != null) validateAbortSignal(signal, 'options.signal');
    if (encoding != null && typeof encoding !== 'string') {
      throw new ERR_INVALID_ARG_VALUE('options.encoding', encoding);
    }
    validateIgnoreOption(ignore, 'options.ignore');
    this.#options = { persistent: persistent ?? true, encoding };
    this.#ignored = createIgnoreMatcher(ignore);
    this.#referenced = this.#options.persistent;
  }

  [kFSWatchStart](path) {
    this.#root = resolve(`${path}`);
    const stats = fs.statSync(this.#root, { throwIfNoEntry: false });
    if (stats === undefined) return;
    if (stats.isDirectory()) {
      this.#watchFolder('', false);
    } else {
      this.#start('', () => this.#tell('change', basename(this.#root)));
    }
  }

  #start(below, onchange) {
    const handle = new FSEvent();
    handle.onchange = (status, eventType, name) => {
      if (!this.#closed) onchange(eventType, name);
    };
    const status = handle.start(join(this.#root, below), this.#referenced, false);
    if (status !== 0) return false;
    this.#folders.set(below, handle);
    return true;
  }

  /** Watches a folder and those in it; with `tell`, says of everything in it that it is new. */
  #watchFolder(below, tell) {
    if (this.#closed || this.#folders.has(below)) return;
    // First the watcher, then the list: what is made in between is told of twice rather than never.
    if (!this.#start(below, (eventType, name) => this.#changed(below, eventType, name))) return;
    let entries;
    try {
      entries = fs.readdirSync(join(this.#root, below), { withFileTypes: true });
    } catch (error) {
      // It is gone again.
      if (error.code !== 'ENOENT' && error.code !== 'ENOTDIR') this.emit('error', error);
      return;
    }
    for (const entry of entries) {
      const path = join(below, entry.name);
      if (this.#ignored?.(path)) continue;
      if (tell) this.#tell('rename', path);
      if (entry.isDirectory()) this.#watchFolder(path, tell);
    }
  }

  #changed(folder, eventType, name) {
    const path = join(folder, name);
    // The system tells of a folder's own end under its own name, its parent tells of it too.
    const own = eventType === 'rename' && name === basename(join(this.#root, folder));
    if (own && !fs.existsSync(join(this.#root, folder))) {
      this.#forget(folder);
      return;
    }
    if (this.#ignored?.(path)) return;
    this.#tell(eventType, path);
    if (eventType !== 'rename' || this.#closed) return;
    const stats = fs.lstatSync(join(this.#root, path), { throwIfNoEntry: false });
    if (stats === undefined) this.#forget(path);
    else if (stats.isDirectory()) this.#watchFolder(path, true);
  }

  #tell(eventType, path) {
    const { encoding } = this.#options;
    if (encoding && encoding !== 'utf8' && encoding !== 'utf-8') {
      path = Buffer.from(path);
      if (encoding !== 'buffer') path = path.toString(encoding);
    }
    this.emit('change', eventType, path);
  }

  /** Watches a folder that is gone, and those below it, no more. */
  #forget(path) {
    for (const [folder, handle] of this.#folders) {
      if (folder === path || folder.startsWith(`${path}/`)) {
        handle.close();
        this.#folders.delete(folder);
      }
    }
  }

  close() {
    if (this.#closed) return;
    this.#closed = true;
    for (const handle of this.#folders.values()) handle.close();
    this.#folders.clear();
    process.nextTick(() => this.emit('close'));
  }

  ref() {
    this.#referenced = true;
    for (const handle of this.#folders.values()) handle.ref();
    return this;
  }

  unref() {
    this.#referenced = false;
    for (const handle of this.#folders.values()) handle.unref();
    return this;
  }
}

module.exports = { FSWatcher, kFSWatchStart };
