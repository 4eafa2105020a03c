// Glob patterns: braces, `*`, `?`, classes, `**` over directories, and the extended forms ?() *() +() @() !().
// Nothing but a dot matches a segment's leading dot. A backslash separates, and escapes nothing.
'use strict';

const { validateString } = require('internal/validators');
const { expandBraces } = require('internal/path/braces');

const globstar = Symbol('**');

// Compiled patterns, as programs match many paths with few of them.
const compiled = new Map();
const compiledMax = 256;

/** Whether the whole of `path` matches `pattern`. */
function matchGlobPattern(path, pattern, windows = process.platform === 'win32') {
  validateString(path, 'path');
  validateString(pattern, 'pattern');
  if (pattern === '') return path === '';
  const segments = simplify(split(windows ? path.replaceAll('\\', '/') : path, windows), windows);
  return compileGlob(pattern, windows).some((parts) => matchFrom(segments, 0, parts, 0));
}

/**
 * The alternatives that a pattern's braces give, each a list of parts: a string to be equal to, a RegExp for one
 * segment, or `globstar` for any number of them.
 */
function compileGlob(pattern, windows) {
  const key = `${windows ? 'w' : 'p'}${pattern}`;
  let alternatives = compiled.get(key);
  if (alternatives === undefined) {
    alternatives = expandBraces(pattern.replaceAll('\\', '/'))
      .map((one) => simplify(split(one, windows), windows).map(compilePart));
    if (compiled.size === compiledMax) compiled.clear();
    compiled.set(key, alternatives);
  }
  return alternatives;
}

function split(path, windows) {
  const parts = path.split(/\/+/);
  // A network share is told from a path that begins at the root.
  if (windows && /^\/\/[^/]/.test(path)) parts.unshift('');
  return parts;
}

// Drops what makes no difference between the ends: '.' and '', repeated '**', and a name that '..' takes back.
function simplify(parts, windows) {
  const kept = [];
  for (let i = 0; i < parts.length; i++) {
    const part = parts[i];
    const previous = kept[kept.length - 1];
    const inside = i > 0 && i < parts.length - 1 && !(i === 1 && part === '' && parts[0] === '');
    if (inside && (part === '.' || part === '')) continue;
    if (part === '**' && previous === '**') continue;
    if (part === '..' && previous && previous !== '.' && previous !== '..' && previous !== '**' &&
        !(windows && /^[a-z]:$/i.test(previous))) {
      kept.pop();
    } else {
      kept.push(part);
    }
  }
  if (kept.length === 2 && kept[0] === '.' && (kept[1] === '.' || kept[1] === '')) kept.pop();
  return kept.length === 0 ? [''] : kept;
}

function matchFrom(segments, at, parts, part) {
  for (; part < parts.length; part++, at++) {
    // A pattern is not matched by what only begins like it.
    if (at === segments.length) return false;
    const expected = parts[part];
    if (expected === globstar) return matchGlobstar(segments, at, parts, part + 1);
    if (typeof expected === 'string' ? segments[at] !== expected : !expected.test(segments[at])) return false;
  }
  return at === segments.length || (at === segments.length - 1 && segments[at] === '');
}

// `**` takes no hidden directory, and takes none at all where the rest matches at once.
function matchGlobstar(segments, at, parts, part) {
  for (; ; at++) {
    if (part < parts.length && matchFrom(segments, at, parts, part)) return true;
    if (at === segments.length) return part === parts.length;
    if (segments[at].startsWith('.')) return false;
  }
}

function compilePart(part) {
  if (part === '**') return globstar;
  if (!/[*?[(]/.test(part)) return part;
  const { source, magic } = translate(part, 0, '', true);
  return magic ? new RegExp(`^${source}$`, 'u') : part;
}

// At the start of a segment, what could match any character must not match a dot; and after dots that a pattern
// begins with, it must not make '.' or '..' of them.
const noDot = '(?!\\.)';
const noDotsOnly = '(?!\\.\\.?$)';

/**
 * The source of a regular expression for `part` from `from` up to one of the characters in `until`, or its end.
 * @returns {{ source: string, magic: boolean, end: number }}
 */
function translate(part, from, until, atStart) {
  let source = '';
  let magic = false;
  let guard = '';
  // A negation takes nothing away from the start, so what follows one is at the start still.
  let groupAtStart = atStart;
  // After a bracket that is never closed, parentheses are only characters.
  let groups = true;
  let i = from;
  while (i < part.length && !until.includes(part[i])) {
    const character = part[i];
    const group = groups && part[i + 1] === '(' && '?*+@!'.includes(character) ?
      translateGroup(part, i, until, groupAtStart) : undefined;
    if (group !== undefined) {
      source += group.source;
      magic = true;
      i = group.end;
      groupAtStart &&= character === '!';
      continue;
    }
    groupAtStart = false;
    const before = source;
    let any = true;
    if (character === '*') {
      while (part[i + 1] === '*' && part[i + 2] !== '(') i++;
      // A lone star matches something.
      source += part.length === i + 1 && source === '' ? '[^/]+?' : '[^/]*?';
      i++;
    } else if (character === '?') {
      source += '[^/]';
      i++;
    } else if (character === '[') {
      const set = translateClass(part, i);
      source += set.source;
      any = set.magic;
      groups &&= set.closed;
      i = set.end;
    } else {
      source += escape(character);
      any = false;
      i++;
    }
    if (any) {
      magic = true;
      if (atStart && before === '') guard = noDot;
      else if (atStart && (before === '\\.' || before === '\\.\\.')) guard = noDotsOnly;
    }
  }
  return { source: guard + source, magic, end: i };
}

function escape(text) {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}

// An extended form such as +(a|b); undefined where its parenthesis is never closed.
function translateGroup(part, start, until, atStart) {
  const alternatives = [];
  let i = start + 2;
  for (;;) {
    const one = translate(part, i, '|)', atStart);
    if (one.end === part.length) return undefined;
    alternatives.push(one.source);
    i = one.end + 1;
    if (part[one.end] === ')') break;
  }
  const body = `(?:${alternatives.join('|')})`;
  switch (part[start]) {
    case '@': return { source: body, end: i };
    case '!': {
      // Not these, seen together with what follows.
      const rest = translate(part, i, until, false).source;
      return { source: `(?:(?!${body}${rest}${until === '' ? '$' : ''})${atStart ? noDot : ''}[^/]*?)`, end: i };
    }
    default: return { source: `${body}${part[start]}`, end: i };
  }
}

const namedClasses = {
  '__proto__': null,
  '[:alnum:]': '\\p{L}\\p{Nl}\\p{Nd}',
  '[:alpha:]': '\\p{L}\\p{Nl}',
  '[:ascii:]': '\\x00-\\x7f',
  '[:blank:]': '\\p{Zs}\\t',
  '[:cntrl:]': '\\p{Cc}',
  '[:digit:]': '\\p{Nd}',
  '[:graph:]': null, // everything but separators and controls
  '[:lower:]': '\\p{Ll}',
  '[:print:]': null,
  '[:punct:]': '\\p{P}',
  '[:space:]': '\\p{Z}\\t\\r\\n\\v\\f',
  '[:upper:]': '\\p{Lu}',
  '[:word:]': '\\p{L}\\p{Nl}\\p{Nd}\\p{Pc}',
  '[:xdigit:]': 'A-Fa-f0-9',
};
const excludedClasses = { '__proto__': null, '[:graph:]': '\\p{Z}\\p{C}', '[:print:]': '\\p{C}' };

// A set of characters; a bracket that is never closed is itself.
function translateClass(part, start) {
  let i = start + 1;
  const negated = part[i] === '!' || part[i] === '^';
  if (negated) i++;
  const members = [];
  const sources = [];
  const excluded = [];
  for (let first = true; ; first = false) {
    if (i >= part.length) return { source: '\\[', magic: false, closed: false, end: start + 1 };
    if (part[i] === ']' && !first) break;
    const name = /^\[:[a-z]+:\]/.exec(part.slice(i))?.[0];
    if (name !== undefined && name in namedClasses) {
      if (namedClasses[name] === null) excluded.push(excludedClasses[name]);
      else sources.push(namedClasses[name]);
      i += name.length;
      continue;
    }
    const low = part[i++];
    if (part[i] === '-' && part[i + 1] !== undefined && part[i + 1] !== ']') {
      const high = part[i + 1];
      i += 2;
      // A range that runs backwards has nothing in it.
      if (low > high) continue;
      sources.push(low === high ? escapeMember(low) : `${escapeMember(low)}-${escapeMember(high)}`);
    } else {
      members.push(low);
      sources.push(escapeMember(low));
    }
  }
  const end = i + 1;
  if (sources.length === 0 && excluded.length === 0) return { source: '(?!)', magic: true, closed: true, end };
  // [x] is x, without any magic.
  if (members.length === 1 && sources.length === 1 && !negated) {
    return { source: escape(members[0]), magic: false, closed: true, end };
  }
  const inside = sources.length === 0 ? '' : `[${sources.join('')}]`;
  const outside = excluded.map((set) => `[^${set}]`).join('|');
  const any = [inside, outside].filter(Boolean).join('|');
  return { source: negated ? `(?!${any})[^/]` : `(?:${any})`, magic: true, closed: true, end };
}

function escapeMember(character) {
  return character.replace(/[\\\][/^-]/, '\\$&');
}

module.exports = { compileGlob, globstar, matchGlobPattern };
