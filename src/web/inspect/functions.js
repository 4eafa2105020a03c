// How functions and classes are shown: [Function: name], [class A extends B], [AsyncGeneratorFunction: f].
'use strict';

const { formatValue } = require('internal/util/inspect/value');
const { isAsyncFunction, isGeneratorFunction } = require('internal/util/types');

const functionToString = Function.prototype.toString;
// What may stand between `class` and its body, once comments are gone.
const classHead = /^(\s+[^(]*?)\s*{/;
const comments = /\/\/.*?\n|\/\*(?:.|\n)*?\*\//g;

function describe(ctx, value, name, tag) {
  return isClass(value) ? describeClass(value, name, tag) : describeFunction(ctx, value, name, tag);
}

// A class is told by its source. `class` may also begin the name of a method.
function isClass(value) {
  const source = functionToString.call(value);
  if (!source.startsWith('class') || !source.endsWith('}')) return false;
  const body = source.indexOf('{', 5);
  if (body === -1) return false;
  return !source.slice(5, body).includes('(') || classHead.test(source.slice(5, -1).replace(comments, ''));
}

function describeClass(value, name, tag) {
  const ownName = Object.hasOwn(value, 'name') && value.name;
  let base = `class ${ownName || '(anonymous)'}`;
  if (name !== 'Function' && name !== null) base += ` [${name}]`;
  if (tag !== '' && tag !== name) base += ` [${tag}]`;
  if (name === null) {
    base += ' extends [null prototype]';
  } else {
    const superName = Object.getPrototypeOf(value).name;
    if (superName) base += ` extends ${superName}`;
  }
  return `[${base}]`;
}

function describeFunction(ctx, value, name, tag) {
  const type = `${isAsyncFunction(value) ? 'Async' : ''}${isGeneratorFunction(value) ? 'Generator' : ''}Function`;
  let base = `[${type}`;
  if (name === null) base += ' (null prototype)';
  const ownName = value.name;
  if (ownName === '') {
    base += ' (anonymous)';
  } else {
    base += `: ${typeof ownName === 'string' ? ownName : formatValue(ctx, ownName)}`;
  }
  base += ']';
  if (name !== type && name !== null) base += ` ${name}`;
  if (tag !== '' && tag !== name) base += ` [${tag}]`;
  return base;
}

module.exports = { describe };
