// `fs.glob`: the paths below a folder that match patterns. A pattern is a list of parts, one for each name of a path;
// the walk keeps, for each folder, the place in the list that the folder stands at.
'use strict';

const { codes: { ERR_INVALID_ARG_TYPE } } = require('internal/errors');
const { validateBoolean, validateObject, validateString, validateStringArray } = require('internal/validators');
const { basename, dirname, isAbsolute, join, resolve } = require('path');
const { compileGlob, globstar, matchGlobPattern } = require('internal/path/glob');
const { Dirent, DirentFromStats } = require('internal/fs/dirent');
const { getStatsFromBinding } = require('internal/fs/stats');
const binding = internalBinding('fs');

const { kUsePromises } = binding;
const { UV_DIRENT_DIR, UV_DIRENT_LINK } = internalBinding('constants').fs;

class Glob {
  #root;
  #patterns;
  #isExcluded = () => false;
  #exclude;
  #withFileTypes;
  #followSymlinks = false;
  // What has been found, and where the walk has been: "path, alternative, place".
  #found = new Set();
  #seen = new Set();
  #listings = new Map();

  constructor(pattern, options = {}) {
    validateObject(options, 'options');
    const { exclude, cwd, followSymlinks, withFileTypes } = options;
    this.#root = (cwd instanceof Object ? require('internal/url').toPathIfFileURL(cwd) : cwd) ?? '.';
    validateString(this.#root, 'options.cwd');
    this.#withFileTypes = Boolean(withFileTypes);
    if (followSymlinks != null) {
      validateBoolean(followSymlinks, 'options.followSymlinks');
      this.#followSymlinks = followSymlinks;
    }
    if (exclude != null) this.#setExclude(exclude);
    if (typeof pattern === 'object') validateStringArray(pattern, 'patterns');
    else validateString(pattern, 'patterns');
    this.#patterns = [pattern].flat().flatMap((one) => compileGlob(one));
  }

  #setExclude(exclude) {
    if (typeof exclude === 'function') {
      this.#exclude = exclude;
      return;
    }
    if (!Array.isArray(exclude)) {
      throw new ERR_INVALID_ARG_TYPE('options.exclude', ['function', 'string[]'], exclude);
    }
    validateStringArray(exclude, 'options.exclude');
    const patterns = exclude.map((one) => resolve(this.#root, one));
    // A folder is seen with a slash at its end too.
    this.#isExcluded = (path) => {
      const full = resolve(this.#root, path) + (path.endsWith('/') ? '/' : '');
      return patterns.some((one) => matchGlobPattern(full, one));
    };
  }

  globSync() {
    const matches = [];
    drive(this.#search(), (match) => matches.push(match));
    return matches;
  }

  async* glob() {
    const search = this.#search();
    let next = search.next();
    while (!next.done) {
      if (typeof next.value !== 'function') {
        yield next.value;
        next = search.next();
        continue;
      }
      let value;
      try {
        value = await next.value(kUsePromises);
      } catch (error) {
        next = search.throw(error);
        continue;
      }
      next = search.next(value);
    }
  }

  /** Yields steps (see steps.js), and between them the matches. */
  * #search() {
    for (const parts of this.#patterns) {
      if (parts.length === 1 && (parts[0] === '' || parts[0] === '.')) continue;
      const walk = { parts, key: this.#patterns.indexOf(parts), fromDot: parts[0] === '.' };
      if (parts[0] === '') yield* this.#at('/', 1, walk, false, new Set());
      else yield* this.#at('.', 0, walk, false, new Set());
    }
  }

  /** `path` matches the parts before `index`. `linked` when a `**` ended in a link here, `passed` when it ended here. */
  * #at(path, index, walk, linked, trail, passed = false) {
    const key = `${walk.key}:${index}:${passed}:${path}`;
    if (this.#seen.has(key)) return;
    this.#seen.add(key);
    const { parts } = walk;
    const part = parts[index];
    const last = index === parts.length - 1;
    if (part === globstar) return yield* this.#anyFolders(path, index, walk, linked, trail);
    if (typeof part === 'string') {
      if (part === '' && last) {
        if (yield* this.#isFolder(path)) yield* this.#match(path);
        return;
      }
      if (part === '..' && !(yield* this.#isFolder(path))) return;
      const child = join(path, part);
      if (last) {
        if (yield* this.#exists(child)) yield* this.#match(child);
      } else if (yield* this.#isFolder(child, passed)) {
        yield* this.#descend(child, index + 1, walk, false, trail);
      }
      return;
    }
    for (const { name, type } of yield* this.#list(path)) {
      if (!part.test(name)) continue;
      const child = join(path, name);
      if (last) yield* this.#match(child);
      else if (yield* this.#isWalkable(child, type)) yield* this.#descend(child, index + 1, walk, false, trail);
    }
  }

  /** A `**`: no folder, or any. Links to folders are not walked, but may be its last one. */
  * #anyFolders(path, index, walk, linked, trail) {
    const { parts } = walk;
    const last = index === parts.length - 1;
    const next = parts[index + 1];
    // The folder itself is no match of a pattern that only passes it.
    if (last && (path !== '.' || walk.fromDot || index === 0)) yield* this.#match(path);
    if (!last) yield* this.#at(path, index + 1, walk, linked, trail, !walk.fromDot);
    if (linked) return;
    for (const entry of yield* this.#list(path)) {
      const { name, type } = entry;
      // Hidden names are matched by what asks for them alone; the part after this one was tried with them above.
      if (name[0] === '.') continue;
      if (this.#exclude?.(this.#withFileTypes ? new Dirent(name, type, resolve(this.#root, path)) : name)) continue;
      const child = join(path, name);
      if (yield* this.#isWalkable(child, type)) {
        yield* this.#descend(child, index, walk, false, trail);
      } else if (last) {
        yield* this.#match(child);
      } else if (type === UV_DIRENT_LINK && (walk.fromDot || matches(next, name))) {
        if (yield* this.#isFolder(child)) yield* this.#descend(child, index + 1, walk, true, trail);
      }
    }
  }

  /** Goes on in a folder, unless it is excluded or the walk came through it. */
  * #descend(path, index, walk, linked, trail) {
    if (this.#isExcluded(path) || this.#isExcluded(`${path}/`)) return;
    if (this.#exclude) {
      const subject = this.#withFileTypes ? yield* this.#dirent(path) : path;
      if (subject && this.#exclude(subject)) return;
    }
    if (this.#followSymlinks) {
      const full = resolve(this.#root, path);
      const real = yield (face) => binding.realpath(full, false, face);
      if (trail.has(real)) return;
      trail = new Set(trail).add(real);
    }
    yield* this.#at(path, index, walk, linked, trail);
  }

  * #match(path) {
    if (this.#found.has(path) || this.#isExcluded(path)) return;
    if (this.#isExcluded(`${path}/`) && (yield* this.#isFolder(path, true))) return;
    this.#found.add(path);
    if (!this.#withFileTypes) {
      yield path;
      return;
    }
    const dirent = yield* this.#dirent(path);
    if (dirent) yield dirent;
  }

  * #dirent(path) {
    const where = isAbsolute(path) ? path : join(this.#root, path);
    const stats = yield* this.#stat(path, binding.lstat);
    return stats && new DirentFromStats(basename(where), stats, dirname(where));
  }

  * #stat(path, operation) {
    const target = new Float64Array(14);
    const full = resolve(this.#root, path);
    const found = yield (face) => operation(full, false, face, target);
    return found && getStatsFromBinding(target);
  }

  * #exists(path) {
    return (yield* this.#stat(path, binding.lstat)) !== undefined;
  }

  /** Whether it is a folder, or a link to one; what comes right after a `**` is no link. */
  * #isFolder(path, noLink = false) {
    const operation = noLink && !this.#followSymlinks ? binding.lstat : binding.stat;
    return Boolean((yield* this.#stat(path, operation))?.isDirectory());
  }

  * #isWalkable(path, type) {
    if (type === UV_DIRENT_DIR) return true;
    return this.#followSymlinks && type === UV_DIRENT_LINK && (yield* this.#isFolder(path));
  }

  /** What is in a folder; nothing in what is no folder or cannot be read. */
  * #list(path) {
    const full = resolve(this.#root, path);
    let entries = this.#listings.get(full);
    if (entries === undefined) {
      try {
        const [names, types] = yield (face) => binding.readdir(full, true, false, face);
        entries = names.map((name, i) => ({ name, type: types[i] }));
      } catch {
        entries = [];
      }
      this.#listings.set(full, entries);
    }
    return entries;
  }
}

function matches(part, name) {
  return typeof part === 'string' ? part === name : part !== globstar && part.test(name);
}

/** Runs the steps inline. */
function drive(search, onMatch) {
  let next = search.next();
  while (!next.done) {
    if (typeof next.value !== 'function') {
      onMatch(next.value);
      next = search.next();
      continue;
    }
    let value;
    try {
      value = next.value(undefined);
    } catch (error) {
      next = search.throw(error);
      continue;
    }
    next = search.next(value);
  }
}

module.exports = { Glob, matchGlobPattern };
