// The `ignore` option of watchers: what is not to be told of.
'use strict';

const { basename } = require('path');

/** A function that says of a name whether it is ignored; null when nothing is. */
function createIgnoreMatcher(ignore) {
  if (ignore == null) return null;
  const matchers = (Array.isArray(ignore) ? ignore : [ignore]).map((matcher) => {
    if (typeof matcher === 'function') return matcher;
    if (typeof matcher !== 'string') return (name) => matcher.exec(name) !== null;
    const { matchGlobPattern } = require('internal/path/glob');
    // A pattern without folders is one of any folder's names.
    if (!matcher.includes('/')) return (name) => matchGlobPattern(basename(name), matcher);
    return (name) => matchGlobPattern(name, matcher);
  });
  return (name) => matchers.some((matches) => matches(name));
}

module.exports = { createIgnoreMatcher };
