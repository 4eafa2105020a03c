// `cp`: copies files, links and whole folders. One algorithm for the waiting and the inline function; see steps.js.
'use strict';

const { codes } = require('internal/errors');
const { isPromise } = require('internal/util/types');
const { dirname, isAbsolute, join, parse, resolve, sep } = require('path');
const { getStatsFromBinding } = require('internal/fs/stats');
const { isUint8Array } = require('internal/util/types');
const binding = internalBinding('fs');
const { errno: { EEXIST, EINVAL, EISDIR, ENOTDIR } } = internalBinding('constants').os;

/** Copies `src` to `dest` with validated options; `inline` for the function that does not wait. */
function* copying(src, dest, options, inline = false) {
  const copy = new Copy(options, inline);
  src = asText(src);
  dest = asText(dest);
  const { srcStat, destStat, skipped } = yield* copy.checkPaths(src, dest, true);
  if (skipped) return;
  yield* copy.checkParents(src, srcStat, dest);
  const parent = dirname(dest);
  if (!(yield (face) => binding.exists(parent, face))) {
    yield (face) => binding.mkdirAll(parent, 0o777, face);
  }
  yield* copy.one(destStat, src, dest, true);
}

// The inline function names a source folder with a slash at its end.
const asFolder = (path) => (path.endsWith('/') ? path : `${path}/`);

// Paths are joined and compared as text.
const asText = (path) => (isUint8Array(path) ? `${path}` : path);

class Copy {
  constructor(options, inline) {
    this.options = options;
    this.inline = inline;
  }

  /** Throws one of the errors that say why nothing can be copied: `errno` and `name` are the system's for it. */
  fail(Code, message, path, errno, name, inlineMessage = undefined) {
    if (this.inline && inlineMessage !== undefined) {
      const error = new Error(inlineMessage);
      ({ code: error.code } = new Code({ code: name, message, path, syscall: 'cp', errno }));
      throw error;
    }
    throw new Code({ message, path, syscall: 'cp', errno, code: name });
  }

  * stat(path) {
    const target = new BigInt64Array(18);
    const operation = this.options.dereference ? binding.stat : binding.lstat;
    yield (face) => operation(path, true, face, target);
    return getStatsFromBinding(target);
  }

  /** The same for what may not be there: undefined then. */
  * statIfAny(path) {
    const target = new BigInt64Array(18);
    const operation = this.options.dereference ? binding.stat : binding.lstat;
    try {
      yield (face) => operation(path, true, face, target);
    } catch (error) {
      if (error.code === 'ENOENT') return undefined;
      throw error;
    }
    return getStatsFromBinding(target);
  }

  /** Looks at both ends: { srcStat, destStat, skipped }. `top` is the pair that the program named. */
  * checkPaths(src, dest, top = false) {
    if (this.options.filter && !(yield () => this.filter(src, dest))) return { skipped: true };
    const srcStat = yield* this.stat(src);
    const destStat = yield* this.statIfAny(dest);
    const isDir = srcStat.isDirectory();
    const said = (text) => (top ? text : undefined);
    if (destStat) {
      if (areIdentical(srcStat, destStat)) {
        this.fail(codes.ERR_FS_CP_EINVAL, 'src and dest cannot be the same', dest, EINVAL, 'EINVAL',
                  said(`src and dest cannot be the same ${dest}`));
      }
      if (isDir && !destStat.isDirectory()) {
        this.fail(codes.ERR_FS_CP_DIR_TO_NON_DIR, `cannot overwrite non-directory ${dest} with directory ${src}`,
                  dest, EISDIR, 'EISDIR', said(`Cannot overwrite non-directory ${dest} with directory ${src}`));
      }
      if (!isDir && destStat.isDirectory()) {
        this.fail(codes.ERR_FS_CP_NON_DIR_TO_DIR, `cannot overwrite directory ${dest} with non-directory ${src}`,
                  dest, ENOTDIR, 'ENOTDIR', said(`Cannot overwrite directory ${dest} with non-directory ${src}`));
      }
    }
    if (isDir && isSrcSubdir(src, dest)) this.failSubdirectory(src, dest, dest, said);
    return { srcStat, destStat, skipped: false };
  }

  failSubdirectory(src, dest, path, said = () => undefined) {
    this.fail(codes.ERR_FS_CP_EINVAL, `cannot copy ${src} to a subdirectory of self ${dest}`, path, EINVAL, 'EINVAL',
              said(`Cannot copy ${asFolder(src)} to a subdirectory of self ${dest}`));
  }

  filter(src, dest) {
    const copied = this.options.filter(src, dest);
    if (this.inline && isPromise(copied)) {
      throw new codes.ERR_INVALID_RETURN_VALUE('boolean', 'filter', copied);
    }
    return copied;
  }

  /** A folder cannot be copied into itself, also when links lead there. */
  * checkParents(src, srcStat, dest) {
    const srcParent = resolve(dirname(src));
    for (let parent = resolve(dirname(dest)); parent !== srcParent && parent !== parse(parent).root;
      parent = dirname(parent)) {
      const target = new BigInt64Array(18);
      try {
        const here = parent;
        yield (face) => binding.stat(here, true, face, target);
      } catch (error) {
        if (error.code === 'ENOENT') return;
        throw error;
      }
      if (areIdentical(srcStat, getStatsFromBinding(target))) {
        this.failSubdirectory(src, dest, dest, (text) => text);
      }
    }
  }

  * one(destStat, src, dest, top = false) {
    const srcStat = yield* this.stat(src);
    const mode = Number(srcStat.mode);
    const said = (text) => (top ? text : undefined);
    if (srcStat.isDirectory()) {
      if (this.options.recursive) return yield* this.folder(mode, destStat, src, dest);
      this.fail(codes.ERR_FS_EISDIR, `${src} is a directory (not copied)`, src, EISDIR, 'EISDIR',
                said(`Recursive option not enabled, cannot copy a directory: ${asFolder(src)}`));
    }
    if (srcStat.isFile() || srcStat.isCharacterDevice() || srcStat.isBlockDevice()) {
      return yield* this.file(mode, destStat, src, dest);
    }
    if (srcStat.isSymbolicLink()) return yield* this.symlink(destStat, src, dest);
    let Code = codes.ERR_FS_CP_UNKNOWN;
    let what = 'an unknown file type';
    if (srcStat.isSocket()) {
      Code = codes.ERR_FS_CP_SOCKET;
      what = 'a socket file';
    } else if (srcStat.isFIFO()) {
      Code = codes.ERR_FS_CP_FIFO_PIPE;
      what = 'a FIFO pipe';
    }
    this.fail(Code, `cannot copy ${what}: ${dest}`, dest, EINVAL, 'EINVAL', said(`Cannot copy ${what}: ${dest}`));
  }

  * file(mode, destStat, src, dest) {
    if (destStat) {
      if (!this.options.force) {
        if (this.options.errorOnExist) {
          this.fail(codes.ERR_FS_CP_EEXIST, `${dest} already exists`, dest, EEXIST, 'EEXIST');
        }
        return;
      }
      yield (face) => binding.unlink(dest, face);
    }
    yield (face) => binding.copyFile(src, dest, this.options.mode, face);
    if (this.options.preserveTimestamps) {
      // Times can be set on what can be written to.
      if ((mode & 0o200) === 0) yield (face) => binding.chmod(dest, mode | 0o200, face);
      // The copy itself may have changed when the source was last read.
      const target = new Float64Array(14);
      yield (face) => binding.stat(src, true, face, target);
      const { atimeMs, mtimeMs } = getStatsFromBinding(target);
      yield (face) => binding.utimes(dest, atimeMs / 1000, mtimeMs / 1000, face);
    }
    yield (face) => binding.chmod(dest, mode & 0o7777, face);
  }

  * folder(mode, destStat, src, dest) {
    if (!destStat) {
      yield (face) => binding.mkdir(dest, 0o777, face);
    } else if (this.options.errorOnExist && !this.options.force && !this.inline) {
      this.fail(codes.ERR_FS_CP_EEXIST, `${dest} already exists`, dest, EEXIST, 'EEXIST');
    }
    const names = yield (face) => binding.readdir(src, false, false, face);
    for (const name of names) {
      const srcItem = join(src, name);
      const destItem = join(dest, name);
      const { destStat: itemStat, skipped } = yield* this.checkPaths(srcItem, destItem);
      if (!skipped) yield* this.one(itemStat, srcItem, destItem);
    }
    if (!destStat) yield (face) => binding.chmod(dest, mode & 0o7777, face);
  }

  * symlink(destStat, src, dest) {
    let target = yield (face) => binding.readlink(src, false, face);
    if (!this.options.verbatimSymlinks && !isAbsolute(target)) target = resolve(dirname(src), target);
    if (!destStat) return yield (face) => binding.symlink(target, dest, face);
    let there;
    try {
      there = yield (face) => binding.readlink(dest, false, face);
    } catch (error) {
      // It is no link; the system's own error says that something is in the way.
      if (error.code === 'EINVAL') return yield (face) => binding.symlink(target, dest, face);
      throw error;
    }
    if (!isAbsolute(there)) there = resolve(dirname(dest), there);
    const numbers = new BigInt64Array(18);
    const found = yield (face) => binding.stat(src, false, face, numbers);
    if (found && getStatsFromBinding(numbers).isDirectory()) {
      if (isSrcSubdir(target, there)) this.failSubdirectory(target, there, dest);
      // Without the link that is there, the source would lead nowhere.
      if (isSrcSubdir(there, target)) {
        this.fail(codes.ERR_FS_CP_SYMLINK_TO_SUBDIRECTORY, `cannot overwrite ${there} with ${target}`, dest, EINVAL,
                  'EINVAL');
      }
    }
    yield (face) => binding.unlink(dest, face);
    yield (face) => binding.symlink(target, dest, face);
  }
}

function areIdentical(one, other) {
  return other.ino && other.dev && other.ino === one.ino && other.dev === one.dev;
}

/** Whether `dest` lies below `src`, going by the names. */
function isSrcSubdir(src, dest) {
  const names = (path) => resolve(path).split(sep).filter(Boolean);
  const destNames = names(dest);
  return names(src).every((name, i) => destNames[i] === name);
}

module.exports = { areIdentical, copying, isSrcSubdir };
