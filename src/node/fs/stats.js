// Stats, BigIntStats and StatFs: what operations wrote into an array of numbers, as Node's objects.
'use strict';

const { deprecate } = require('internal/util');
const {
  S_IFBLK, S_IFCHR, S_IFDIR, S_IFIFO, S_IFLNK, S_IFMT, S_IFREG, S_IFSOCK,
} = internalBinding('constants').fs;

// An operation fills one of these just before its callback runs, so that one of each is enough.
const statValues = new Float64Array(14);
const bigintStatValues = new BigInt64Array(18);
const statFsValues = new Float64Array(8);
const bigintStatFsValues = new BigUint64Array(8);

function StatsBase() {}

const isType = (stats, type) => {
  const { mode } = stats;
  return typeof mode === 'bigint' ? (Number(mode) & S_IFMT) === type : (mode & S_IFMT) === type;
};

Object.assign(StatsBase.prototype, {
  isDirectory() { return isType(this, S_IFDIR); },
  isFile() { return isType(this, S_IFREG); },
  isBlockDevice() { return isType(this, S_IFBLK); },
  isCharacterDevice() { return isType(this, S_IFCHR); },
  isSymbolicLink() { return isType(this, S_IFLNK); },
  isFIFO() { return isType(this, S_IFIFO); },
  isSocket() { return isType(this, S_IFSOCK); },
});

// The dates are made when they are asked for.
const dates = {};
for (const name of ['atime', 'mtime', 'ctime', 'birthtime']) {
  const ms = `${name}Ms`;
  dates[name] = {
    __proto__: null,
    enumerable: true,
    configurable: true,
    get() {
      const date = new Date(Math.round(Number(this[ms])));
      define(this, name, date);
      return date;
    },
    set(value) { define(this, name, value); },
  };
}

function define(stats, name, value) {
  Object.defineProperty(stats, name, { __proto__: null, value, enumerable: true, configurable: true, writable: true });
}

function Stats(dev, mode, nlink, uid, gid, rdev, blksize, ino, size, blocks, atimeMs, mtimeMs, ctimeMs, birthtimeMs) {
  this.dev = dev;
  this.mode = mode;
  this.nlink = nlink;
  this.uid = uid;
  this.gid = gid;
  this.rdev = rdev;
  this.blksize = blksize;
  this.ino = ino;
  this.size = size;
  this.blocks = blocks;
  this.atimeMs = atimeMs;
  this.mtimeMs = mtimeMs;
  this.ctimeMs = ctimeMs;
  this.birthtimeMs = birthtimeMs;
}

Object.setPrototypeOf(Stats.prototype, StatsBase.prototype);
Object.setPrototypeOf(Stats, StatsBase);
Object.defineProperties(Stats.prototype, dates);
// Older programs call it.
Stats.prototype._checkModeProperty = function(property) { return isType(this, property); };

function BigIntStats(v) {
  this.dev = v[0];
  this.mode = v[1];
  this.nlink = v[2];
  this.uid = v[3];
  this.gid = v[4];
  this.rdev = v[5];
  this.blksize = v[6];
  this.ino = v[7];
  this.size = v[8];
  this.blocks = v[9];
  const ms = (at) => v[at] * 1000n + v[at + 1] / 1_000_000n;
  this.atimeMs = ms(10);
  this.mtimeMs = ms(12);
  this.ctimeMs = ms(14);
  this.birthtimeMs = ms(16);
  const ns = (at) => v[at] * 1_000_000_000n + v[at + 1];
  this.atimeNs = ns(10);
  this.mtimeNs = ns(12);
  this.ctimeNs = ns(14);
  this.birthtimeNs = ns(16);
}

Object.setPrototypeOf(BigIntStats.prototype, StatsBase.prototype);
Object.setPrototypeOf(BigIntStats, StatsBase);
Object.defineProperties(BigIntStats.prototype, dates);

/** The array that an operation is to fill. */
const statsTarget = (bigint) => (bigint ? bigintStatValues : statValues);

function getStatsFromBinding(v) {
  if (v.length === bigintStatValues.length) return new BigIntStats(v);
  return new Stats(v[0], v[1], v[2], v[3], v[4], v[5], v[6], v[7], v[8], v[9], v[10], v[11], v[12], v[13]);
}

class StatFs {
  constructor(type, bsize, frsize, blocks, bfree, bavail, files, ffree) {
    this.type = type;
    this.bsize = bsize;
    this.frsize = frsize;
    this.blocks = blocks;
    this.bfree = bfree;
    this.bavail = bavail;
    this.files = files;
    this.ffree = ffree;
  }
}

const statFsTarget = (bigint) => (bigint ? bigintStatFsValues : statFsValues);

function getStatFsFromBinding(values) {
  return new StatFs(...values);
}

module.exports = {
  BigIntStats,
  DeprecatedStats: deprecate(Stats, 'fs.Stats constructor is deprecated.', 'DEP0180'),
  Stats,
  getStatFsFromBinding,
  getStatsFromBinding,
  statFsTarget,
  statsTarget,
};
