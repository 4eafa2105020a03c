// util.parseEnv: the variables that the text of a .env file sets.
'use strict';

const { validateString } = require('internal/validators');

const quotes = '"\'`';

function parseEnv(content) {
  validateString(content, 'content');
  const found = new Map();
  let rest = trim(content.replaceAll('\r', ''));
  while (rest !== '') {
    if (rest[0] === '#' || rest[0] === '\n') {
      rest = afterLine(rest);
      continue;
    }
    const line = rest.indexOf('\n');
    const equals = rest.indexOf('=');
    if (equals === -1) break;
    // A line that sets nothing.
    if (line !== -1 && line < equals) {
      rest = trim(rest.slice(line + 1));
      continue;
    }
    let key = trim(rest.slice(0, equals));
    rest = rest.slice(equals + 1);
    // Node looks at an absent value before it looks at the key, so that an `export` stays part of that.
    if (rest === '' || rest[0] === '\n') {
      found.set(key, '');
      rest = rest.slice(1);
      continue;
    }
    if (key === '') {
      rest = trim(rest);
      continue;
    }
    if (key.startsWith('export ')) key = trim(key.slice('export '.length));
    rest = trim(rest);
    const [value, remainder] = readValue(rest);
    found.set(key, value);
    rest = trim(remainder);
  }
  const variables = {};
  for (const key of [...found.keys()].sort()) variables[key] = found.get(key);
  return variables;
}

// The value at the start of the text, and the text below the line that it ends on.
function readValue(text) {
  const quote = text[0];
  const isQuoted = text !== '' && quotes.includes(quote);
  const end = isQuoted ? text.indexOf(quote, 1) : -1;
  if (end !== -1) {
    const value = text.slice(1, end);
    return [quote === '"' ? value.replaceAll('\\n', '\n') : value, afterLine(text.slice(end + 1))];
  }
  const newline = text.indexOf('\n');
  let value = newline === -1 ? text : text.slice(0, newline);
  // A quote that is never closed is part of the value, and so is what would be a comment after it.
  if (!isQuoted) {
    const comment = value.indexOf('#');
    value = trim(comment === -1 ? value : value.slice(0, comment));
  }
  return [value, afterLine(text)];
}

function afterLine(text) {
  const newline = text.indexOf('\n');
  return newline === -1 ? '' : text.slice(newline + 1);
}

// Spaces, tabs and line feeds only: other white space belongs to the value.
function trim(text) {
  let start = 0;
  let end = text.length;
  while (start < end && isBlank(text[start])) start++;
  while (end > start && isBlank(text[end - 1])) end--;
  return text.slice(start, end);
}

function isBlank(character) {
  return character === ' ' || character === '\t' || character === '\n';
}

module.exports = { parseEnv };
