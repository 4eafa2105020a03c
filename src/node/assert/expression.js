// The source of a call, found by its frame in a stack. One line of it is read: as much as an error should show.
'use strict';

const { readFileSync } = require('fs');
const { getCallerSource } = internalBinding('util');

// "    at f (place:line:column)", "    at place:line:column".
const place = /^ *at (?:async )?(?:.* \()?(.+):(\d+):(\d+)\)?$/;

// Where an expression that divides may end; after anything else a slash begins a regular expression.
const token = new RegExp([
  '(?<space>\\s+|//.*|/\\*.*?(?:\\*/|$))',
  '(?<name>[\\p{ID_Start}$_#][\\p{ID_Continue}$\\u200c\\u200d]*)',
  '(?<number>\\.?\\d(?:[eE][+-]|[\\w.])*)',
  '(?<string>"(?:[^"\\\\]|\\\\.)*(?:"|$)|\'(?:[^\'\\\\]|\\\\.)*(?:\'|$))',
  '(?<template>`(?:[^`\\\\]|\\\\.)*(?:`|$))',
  '(?<mark>\\?\\.(?!\\d)|.)',
].join('|'), 'suy');
const regularExpression = /\/(?:[^\\/[]|\\.|\[(?:[^\\\]]|\\.)*\])+\/\w*/y;

const keywords = new Set((
  'break case catch continue debugger default do else finally for function if return switch throw try var const ' +
  'while with new this super class extends export import null true false in instanceof typeof void delete').split(' '));
const access = new Set(['.', '?.', '[', ']']);

// `frame` is that of what called `fn`, which runs. The engine has the source of functions and of what was given to
// `eval`; that of a script or module is read.
function getCallSource(fn, frame) {
  const match = place.exec(frame);
  if (match === null) return undefined;
  const kept = getCallerSource(fn);
  if (kept !== undefined) return getExpression(kept[0] + kept[1], kept[0].length);
  const line = readLine(match[1], Number(match[2]));
  return line === undefined ? undefined : getExpression(line, Number(match[3]) - 1);
}

function readLine(name, line) {
  let source;
  if (name === '[eval]' || name.endsWith('/[eval1]')) {
    source = require('internal/options').getOptionValue('--eval');
  } else {
    try {
      const path = name.startsWith('file:') ? require('internal/url').fileURLToPath(name) : name;
      source = readFileSync(path, 'utf8');
    } catch {
      return undefined; // made at run time, or gone by now
    }
  }
  return source.split('\n')[line - 1]?.replace(/\r$/, '');
}

// The call at the column, with the objects whose member is called before it, up to the parenthesis that closes
// it or to the end of the line. Undefined if it has statements in it.
function getExpression(code, column) {
  let start; // of the chain of members that the call is on
  let last;
  let depth = 0;
  for (const { kind, text, index } of tokenize(code)) {
    if (index < column) {
      if (text === ';') {
        start = undefined;
        continue;
      }
      if (kind === 'mark' && access.has(text)) {
        if (last?.kind === 'name') start ??= last.index;
      } else if (kind !== 'name' && kind !== 'string' && kind !== 'number') {
        start = undefined;
      }
      last = { kind, index };
    } else if (kind === 'mark') {
      if (text === ';') return undefined;
      if (text === '(') depth++;
      if (text === ')' && --depth === 0) return code.slice(start ?? column, index + 1);
    }
  }
  return code.slice(start ?? column);
}

function* tokenize(code) {
  let divides = false; // whether a slash here would divide
  let position = 0;
  while (position < code.length) {
    regularExpression.lastIndex = token.lastIndex = position;
    const isExpression = code[position] === '/' && code[position + 1] !== '/' && code[position + 1] !== '*' && !divides;
    const literal = isExpression ? regularExpression.exec(code) : null;
    const { 0: text, groups } = literal ?? token.exec(code);
    const index = position;
    position += text.length;
    if (groups?.space !== undefined) continue;
    let kind = 'literal';
    if (groups?.name !== undefined) kind = keywords.has(text) ? 'keyword' : 'name';
    else if (groups?.number !== undefined) kind = 'number';
    else if (groups?.string !== undefined) kind = 'string';
    else if (groups?.mark !== undefined) kind = 'mark';
    divides = kind === 'mark' ? text === ')' || text === ']' || text === '}' : kind !== 'keyword';
    yield { kind, text, index };
  }
}

module.exports = { getCallSource };
