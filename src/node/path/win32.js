// Paths by Windows's rules: two separators, drives, network shares, device names.
'use strict';

const { validateString } = require('internal/validators');
const { climb, extensionOf, format, resolveSegments, withoutSuffix } = require('internal/path/segments');

const separators = /[\\/]+/;
// \\server\share; its last part alone is what makes it a root.
const sharePattern = /^[\\/]{2}([^\\/]+)[\\/]+([^\\/]+)/;
const drivePattern = /^[a-z]:/i;
const reservedPattern = /^(?:CON|PRN|AUX|NUL|(?:COM|LPT)[1-9\xb9\xb2\xb3])$/i;

function isSeparator(character) {
  return character === '\\' || character === '/';
}

// Names that mean a device in every directory, with anything after a colon.
function isReserved(path, colon) {
  return colon === -1 ? reservedPattern.test(path.slice(0, -1)) : reservedPattern.test(path.slice(0, colon));
}

/** What a path begins with: its device, where the rest starts, and whether that counts from the device's root. */
function rootOf(path) {
  if (isSeparator(path[0])) {
    const share = sharePattern.exec(path);
    if (share !== null) {
      // \\.\ and \\?\ name devices rather than servers.
      if (share[1] === '.' || share[1] === '?') return { device: `\\\\${share[1]}`, end: 4, absolute: true, share };
      return { device: `\\\\${share[1]}\\${share[2]}`, end: share[0].length, absolute: true, share };
    }
    return { device: '', end: path.length > 1 && isSeparator(path[1]) ? 0 : 1, absolute: true, share: null };
  }
  if (drivePattern.test(path)) {
    const absolute = isSeparator(path[2]);
    return { device: path.slice(0, 2), end: absolute ? 3 : 2, absolute, share: null };
  }
  return { device: '', end: 0, absolute: false, share: null };
}

function normalizeTail(tail, aboveRoot) {
  return resolveSegments(tail.split(separators), aboveRoot).join('\\');
}

// A drive has a current directory of its own, which the shell leaves in the environment.
function currentDirectory(device) {
  if (device === '') return process.cwd();
  const path = process.env[`=${device}`] || process.cwd();
  return path.slice(0, 2).toLowerCase() !== device.toLowerCase() && path[2] === '\\' ? `${device}\\` : path;
}

function resolve(...paths) {
  let device = '';
  let tail = '';
  let absolute = false;
  for (let i = paths.length - 1; i >= -1; i--) {
    let path;
    if (i >= 0) {
      path = paths[i];
      validateString(path, `paths[${i}]`);
      if (path.length === 0) continue;
    } else {
      path = currentDirectory(device);
      const alone = paths.length === 0 || (paths.length === 1 && (paths[0] === '' || paths[0] === '.'));
      if (device === '' && alone && (paths.length === 0 || isSeparator(path[0]))) {
        return process.platform === 'win32' ? path : path.replaceAll('/', '\\');
      }
    }

    const root = rootOf(path);
    if (root.device !== '') {
      if (device === '') device = root.device;
      else if (device.toLowerCase() !== root.device.toLowerCase()) continue;
    }
    if (!absolute) {
      tail = `${path.slice(root.end)}\\${tail}`;
      absolute = root.absolute;
    }
    if (absolute && device !== '') break;
  }
  tail = normalizeTail(tail, !absolute);
  return absolute ? `${device}\\${tail}` : `${device}${tail}` || '.';
}

function normalize(path) {
  validateString(path, 'path');
  if (path.length === 0) return '.';
  if (path.length === 1) return path === '/' ? '\\' : path;

  const root = rootOf(path);
  let { device, end } = root;
  const { absolute, share } = root;
  const colon = path.indexOf(':');
  if (share !== null) {
    if (end === 4) {
      // \\?\COM1: and its like are devices in full.
      const name = path.slice(4, colon + 1);
      if (isReserved(name, name.length - 1)) {
        device = `\\\\?\\${name}`;
        end = 4 + name.length;
      }
    } else if (end === path.length) {
      return `${device}\\`;
    }
  } else if (!absolute && device === '' && colon > 0 && isReserved(path, colon)) {
    device = path.slice(0, colon + 1);
    end = colon + 1;
  }

  let tail = normalizeTail(path.slice(end), !absolute);
  if (tail.length === 0 && !absolute) tail = '.';
  if (tail.length > 0 && isSeparator(path[path.length - 1])) tail += '\\';
  // What was a relative path must not come out as something with a drive (CVE-2024-36139).
  if (!absolute && device === '' && colon !== -1 && (drivePattern.test(tail) || /:(?:[\\/]|$)/.test(path))) {
    return `.\\${tail}`;
  }
  if (isReserved(path, colon)) return `.\\${device}${tail}`;
  return absolute ? `${device}\\${tail}` : `${device}${tail}`;
}

function isAbsolute(path) {
  validateString(path, 'path');
  return isSeparator(path[0]) || (drivePattern.test(path) && isSeparator(path[2]));
}

function join(...paths) {
  const parts = [];
  for (const part of paths) {
    validateString(part, 'path');
    if (part.length > 0) parts.push(part);
  }
  if (parts.length === 0) return '.';

  let joined = parts.join('\\');
  // Two separators at the start would make a network share of it, unless that is how the first part begins.
  if (!/^[\\/]{2}[^\\/]/.test(parts[0])) joined = joined.replace(/^[\\/]{2,}/, '\\');
  const reserved = joined.split('\\').some((part) => part.includes(':') && isReserved(part, part.indexOf(':')));
  return reserved ? joined.replaceAll('/', '\\') : normalize(joined);
}

function relative(from, to) {
  validateString(from, 'from');
  validateString(to, 'to');
  if (from === to) return '';
  from = resolve(from);
  to = resolve(to);
  if (from.toLowerCase() === to.toLowerCase()) return '';

  // Lower case may be longer; Node then compares with the separators in front.
  const bare = from.length === from.toLowerCase().length && to.length === to.toLowerCase().length;
  const fromSegments = segmentsOf(from, bare);
  const toSegments = segmentsOf(to, bare);
  let common = 0;
  while (common < fromSegments.length && common < toSegments.length &&
         fromSegments[common].toLowerCase() === toSegments[common].toLowerCase()) common++;
  if (common === 0 && fromSegments.length > 0 && toSegments.length > 0) return to;
  const path = climb(fromSegments, toSegments, common, '\\');
  return bare && common === fromSegments.length && common > 0 && to.endsWith('\\') ? `${path}\\` : path;
}

function segmentsOf(path, bare) {
  if (bare) {
    path = path.replace(/^\\+|\\+$/g, '');
    return path === '' ? [] : path.split('\\');
  }
  const segments = path.split('\\');
  if (segments[segments.length - 1] === '') segments.pop();
  return segments;
}

function toNamespacedPath(path) {
  if (typeof path !== 'string' || path.length === 0) return path;
  const resolved = resolve(path);
  if (resolved.length <= 2) return path;
  if (/^\\\\[^?.]/.test(resolved)) return `\\\\?\\UNC\\${resolved.slice(2)}`;
  return /^[a-z]:\\/i.test(resolved) ? `\\\\?\\${resolved}` : resolved;
}

// Where the last segment is, the first `from` characters being out of its reach.
function lastSegment(path, from) {
  let end = path.length;
  while (end > from && isSeparator(path[end - 1])) end--;
  if (end === from) return { start: from, end: from };
  const slash = Math.max(path.lastIndexOf('/', end - 1), path.lastIndexOf('\\', end - 1));
  return { start: Math.max(slash + 1, from), end };
}

// How much of a path `dirname` and `parse` take for its root: a share's root has the separator after it.
function rootLength(path) {
  if (isSeparator(path[0])) {
    const share = sharePattern.exec(path);
    if (share === null) return 1;
    return share[0].length === path.length ? path.length : share[0].length + 1;
  }
  if (!drivePattern.test(path)) return 0;
  return isSeparator(path[2]) ? 3 : 2;
}

function dirname(path) {
  validateString(path, 'path');
  if (path.length === 0) return '.';
  const root = rootLength(path);
  const { start } = lastSegment(path, root);
  if (start > root) return path.slice(0, start - 1);
  return root === 0 ? '.' : path.slice(0, root);
}

function basename(path, suffix) {
  if (suffix !== undefined) validateString(suffix, 'suffix');
  validateString(path, 'path');
  const { start, end } = lastSegment(path, drivePattern.test(path) ? 2 : 0);
  return withoutSuffix(path, start, end, suffix);
}

function extname(path) {
  validateString(path, 'path');
  const { start, end } = lastSegment(path, drivePattern.test(path) ? 2 : 0);
  return extensionOf(path.slice(start, end));
}

function parse(path) {
  validateString(path, 'path');
  const length = rootLength(path);
  const root = path.slice(0, length);
  const { start, end } = lastSegment(path, length);
  const base = path.slice(start, end);
  const ext = extensionOf(base);
  return {
    root,
    dir: start > length ? path.slice(0, start - 1) : root,
    base,
    ext,
    name: ext === '' ? base : base.slice(0, -ext.length),
  };
}

function matchesGlob(path, pattern) {
  return require('internal/path/glob').matchGlobPattern(path, pattern, true);
}

module.exports = {
  resolve,
  normalize,
  isAbsolute,
  join,
  relative,
  toNamespacedPath,
  dirname,
  basename,
  extname,
  format: format.bind(null, '\\'),
  parse,
  matchesGlob,
  sep: '\\',
  delimiter: ';',
  win32: null,
  posix: null,
};
module.exports.win32 = module.exports;
module.exports.posix = require('internal/path/posix');
// The old name; programs still call it.
module.exports._makeLong = toNamespacedPath;
