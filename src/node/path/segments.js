// What both kinds of paths have in common once a root has been taken off.
'use strict';

const { validateObject } = require('internal/validators');

/**
 * Segments without empty ones and '.', each '..' having taken the segment before it. A '..' with nothing before it
 * stays if `aboveRoot` allows, and is dropped if not.
 */
function resolveSegments(segments, aboveRoot) {
  const kept = [];
  for (let i = 0; i < segments.length; i++) {
    const segment = segments[i];
    if (segment === '' || segment === '.') continue;
    if (segment !== '..') kept.push(segment);
    else if (kept.length > 0 && kept[kept.length - 1] !== '..') kept.pop();
    else if (aboveRoot) kept.push('..');
  }
  return kept;
}

/** A segment from its last dot on; nothing where the dot begins the name. */
function extensionOf(base) {
  const dot = base.lastIndexOf('.');
  return dot <= 0 || base === '..' ? '' : base.slice(dot);
}

/**
 * The last segment, `start` to `end` in `path`, with `suffix` taken off where it is not all there is. A suffix of
 * which the segment is itself an end keeps trailing slashes, which is Node's doing.
 */
function withoutSuffix(path, start, end, suffix) {
  const base = path.slice(start, end);
  if (suffix === undefined || suffix.length === 0 || suffix.length > path.length) return base;
  if (suffix === path) return '';
  if (base.length < suffix.length && suffix.endsWith(base)) return path.slice(start);
  return base !== suffix && base.endsWith(suffix) ? base.slice(0, -suffix.length) : base;
}

/** `to` as seen from `from`, given how many segments the two have in common. */
function climb(from, to, common, separator) {
  const steps = [];
  for (let i = common; i < from.length; i++) steps.push('..');
  for (let i = common; i < to.length; i++) steps.push(to[i]);
  return steps.join(separator);
}

function format(separator, pathObject) {
  validateObject(pathObject, 'pathObject');
  const { root, ext } = pathObject;
  const dir = pathObject.dir || root;
  const base = pathObject.base || `${pathObject.name || ''}${ext ? `${ext[0] === '.' ? '' : '.'}${ext}` : ''}`;
  if (!dir) return base;
  return dir === root ? `${dir}${base}` : `${dir}${separator}${base}`;
}

module.exports = { climb, extensionOf, format, resolveSegments, withoutSuffix };
