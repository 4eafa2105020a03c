// Brace expansion as shells do it: a{b,c}d is abd and acd, {1..3} counts.
'use strict';

// What a pattern may expand to; beyond it the rest is dropped rather than the memory used up.
const resultsMax = 100_000;

/** Every pattern that `pattern` stands for, in order. A brace without a comma or a range is itself. */
function expandBraces(pattern) {
  // An empty pair is a shell's way of writing '{}' in names.
  return pattern.startsWith('{}') ? expand(pattern.slice(2)).map((rest) => `{}${rest}`) : expand(pattern);
}

function expand(pattern) {
  let from = 0;
  for (;;) {
    const brace = findBrace(pattern, from);
    if (brace === undefined) return [pattern];
    const { start, end } = brace;
    // '${' begins something that shells keep as it is.
    const alternatives = pattern[start - 1] === '$' ? undefined : alternativesOf(pattern.slice(start + 1, end));
    if (alternatives === undefined) {
      from = start + 1;
      continue;
    }
    const head = pattern.slice(0, start);
    const rests = expand(pattern.slice(end + 1));
    const results = [];
    for (const alternative of alternatives) {
      for (const rest of rests) {
        if (results.length === resultsMax) return results;
        results.push(`${head}${alternative}${rest}`);
      }
    }
    return results;
  }
}

// The first '{' at or after `from` that has a '}'.
function findBrace(pattern, from) {
  for (let start = pattern.indexOf('{', from); start !== -1; start = pattern.indexOf('{', start + 1)) {
    let depth = 0;
    for (let end = start; end < pattern.length; end++) {
      if (pattern[end] === '{') depth++;
      else if (pattern[end] === '}' && --depth === 0) return { start, end };
    }
  }
  return undefined;
}

function alternativesOf(body) {
  const range = rangeOf(body);
  if (range !== undefined) return range;
  const parts = splitCommas(body);
  if (parts.length > 1) return parts.flatMap(expand);
  // {{a,b}} keeps the outer pair.
  const inner = expand(body);
  return inner.length > 1 ? inner.map((part) => `{${part}}`) : undefined;
}

function splitCommas(body) {
  const parts = [];
  let depth = 0;
  let start = 0;
  for (let i = 0; i < body.length; i++) {
    if (body[i] === '{') depth++;
    else if (body[i] === '}') depth--;
    else if (body[i] === ',' && depth === 0) {
      parts.push(body.slice(start, i));
      start = i + 1;
    }
  }
  parts.push(body.slice(start));
  return parts;
}

const numberRange = /^(-?\d+)\.\.(-?\d+)(?:\.\.(-?\d+))?$/;
const letterRange = /^([a-zA-Z])\.\.([a-zA-Z])(?:\.\.(-?\d+))?$/;

// {1..9}, {a..e}, each with a step if given; leading zeros say how wide every number is.
function rangeOf(body) {
  const match = numberRange.exec(body) ?? letterRange.exec(body);
  if (match === null) return undefined;
  const letters = letterRange.test(body);
  const first = letters ? match[1].charCodeAt(0) : Number(match[1]);
  const last = letters ? match[2].charCodeAt(0) : Number(match[2]);
  const step = Math.max(Math.abs(Number(match[3] ?? 1)), 1);
  const padded = !letters && (/^-?0\d/.test(match[1]) || /^-?0\d/.test(match[2]));
  const width = padded ? Math.max(match[1].length, match[2].length) : 0;

  const results = [];
  const direction = last < first ? -1 : 1;
  for (let value = first; direction * (last - value) >= 0 && results.length < resultsMax; value += direction * step) {
    results.push(letters ? letterOf(value) : padNumber(value, width));
  }
  return results;
}

// A range from 'Z' to 'a' passes the backslash, which stands for nothing.
function letterOf(code) {
  return code === 0x5c ? '' : String.fromCharCode(code);
}

function padNumber(value, width) {
  const digits = String(Math.abs(value));
  return value < 0 ? `-${digits.padStart(width - 1, '0')}` : digits.padStart(width, '0');
}

module.exports = { expandBraces };
