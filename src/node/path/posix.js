// Paths by POSIX's rules: one separator, one root.
'use strict';

const { validateString } = require('internal/validators');
const { climb, extensionOf, format, resolveSegments, withoutSuffix } = require('internal/path/segments');

// Whether a path is its own normal form, as nearly all are. A segment that begins with a dot is looked at closely.
function isNormal(path) {
  return !path.includes('//') && !path.includes('/.') && path[0] !== '.';
}

function resolve(...paths) {
  let path = '';
  for (let i = paths.length - 1; i >= 0 && path[0] !== '/'; i--) {
    const part = paths[i];
    if (typeof part !== 'string') validateString(part, `paths[${i}]`);
    if (part.length > 0) path = path === '' ? part : `${part}/${path}`;
  }
  if (path[0] !== '/') path = path === '' ? process.cwd() : `${process.cwd()}/${path}`;
  const absolute = path[0] === '/';
  if (absolute && isNormal(path)) return path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path;
  const tail = resolveSegments(path.split('/'), !absolute).join('/');
  return absolute ? `/${tail}` : tail || '.';
}

function normalize(path) {
  if (typeof path !== 'string') validateString(path, 'path');
  if (path.length === 0) return '.';
  if (isNormal(path)) return path;
  const absolute = path[0] === '/';
  let tail = resolveSegments(path.split('/'), !absolute).join('/');
  if (tail.length === 0) {
    if (absolute) return '/';
    return path.endsWith('/') ? './' : '.';
  }
  if (path.endsWith('/')) tail += '/';
  return absolute ? `/${tail}` : tail;
}

function isAbsolute(path) {
  if (typeof path !== 'string') validateString(path, 'path');
  return path[0] === '/';
}

function join(...paths) {
  let joined = '';
  for (let i = 0; i < paths.length; i++) {
    const part = paths[i];
    if (typeof part !== 'string') validateString(part, 'path');
    if (part.length > 0) joined = joined === '' ? part : `${joined}/${part}`;
  }
  return joined === '' ? '.' : normalize(joined);
}

function relative(from, to) {
  validateString(from, 'from');
  validateString(to, 'to');
  if (from === to) return '';
  from = resolve(from);
  to = resolve(to);
  if (from === to) return '';

  const fromSegments = from === '/' ? [] : from.slice(1).split('/');
  const toSegments = to === '/' ? [] : to.slice(1).split('/');
  let common = 0;
  while (common < fromSegments.length && fromSegments[common] === toSegments[common]) common++;
  return climb(fromSegments, toSegments, common, '/');
}

function toNamespacedPath(path) {
  return path;
}

// Where the last segment ends: before any trailing slashes.
function segmentEnd(path) {
  let end = path.length;
  while (end > 0 && path[end - 1] === '/') end--;
  return end;
}

function dirname(path) {
  if (typeof path !== 'string') validateString(path, 'path');
  if (path.length === 0) return '.';
  const end = segmentEnd(path);
  const slash = end === 0 ? -1 : path.lastIndexOf('/', end - 1);
  if (slash <= 0) return path[0] === '/' ? '/' : '.';
  return slash === 1 && path[0] === '/' ? '//' : path.slice(0, slash);
}

function basename(path, suffix) {
  if (suffix !== undefined) validateString(suffix, 'suffix');
  if (typeof path !== 'string') validateString(path, 'path');
  const end = segmentEnd(path);
  const start = end === 0 ? 0 : path.lastIndexOf('/', end - 1) + 1;
  return withoutSuffix(path, start, end, suffix);
}

function extname(path) {
  if (typeof path !== 'string') validateString(path, 'path');
  const end = segmentEnd(path);
  if (end === 0) return '';
  const dot = path.lastIndexOf('.', end - 1);
  const start = path.lastIndexOf('/', end - 1) + 1;
  // A dot that begins the segment begins no extension, and '..' has none.
  return dot <= start || (dot === start + 1 && end === start + 2 && path[start] === '.') ? '' : path.slice(dot, end);
}

function parse(path) {
  if (typeof path !== 'string') validateString(path, 'path');
  const root = path[0] === '/' ? '/' : '';
  const end = segmentEnd(path);
  if (end === 0) return { root, dir: root, base: '', ext: '', name: '' };
  const start = path.lastIndexOf('/', end - 1) + 1;
  const base = path.slice(start, end);
  // Node takes '/..' for a file named '.' with the extension '.'.
  const ext = base === '..' && start === 1 ? '.' : extensionOf(base);
  return {
    root,
    dir: start > 1 ? path.slice(0, start - 1) : root,
    base,
    ext,
    name: ext === '' ? base : base.slice(0, -ext.length),
  };
}

function matchesGlob(path, pattern) {
  return require('internal/path/glob').matchGlobPattern(path, pattern, false);
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
  format: format.bind(null, '/'),
  parse,
  matchesGlob,
  sep: '/',
  delimiter: ':',
  win32: null,
  posix: null,
};
