// The pattern syntax of URLPattern (WHATWG URL Pattern, sections 1.1 and 2): from text to tokens, to parts, and from
// parts to a regular expression and to text again.
'use strict';

const nameStart = /[\p{ID_Start}$_]/u;
const namePart = /[\p{ID_Continue}$\u200c\u200d]/u;

function syntaxError(message) {
  return new TypeError(message);
}

/**
 * Tokens { type, index, value } of a pattern, the last one of type 'end'. Lenient tokenizing, for finding the parts
 * of a URL, makes 'invalid-char' tokens of what would be an error.
 */
function tokenize(input, lenient) {
  const tokens = [];
  let index = 0;
  const add = (type, next, from = index, to = next) => {
    tokens.push({ type, index, value: input.slice(from, to) });
    index = next;
  };
  const fail = (next, message) => {
    if (!lenient) throw syntaxError(message);
    add('invalid-char', next, index, next);
  };

  while (index < input.length) {
    const character = String.fromCodePoint(input.codePointAt(index));
    const next = index + character.length;
    switch (character) {
      case '*': add('asterisk', next); break;
      case '+':
      case '?': add('other-modifier', next); break;
      case '{': add('open', next); break;
      case '}': add('close', next); break;
      case '\\': {
        if (next === input.length) {
          fail(next, 'a pattern ends in a backslash');
          break;
        }
        const escaped = String.fromCodePoint(input.codePointAt(next));
        add('escaped-char', next + escaped.length, next);
        break;
      }
      case ':': {
        let end = next;
        for (const part of input.slice(next)) {
          if (!(end === next ? nameStart : namePart).test(part)) break;
          end += part.length;
        }
        if (end === next) fail(next, 'a name is missing after a colon');
        else add('name', end, next);
        break;
      }
      case '(': {
        const end = regexpEnd(input, next);
        if (end === -1) fail(next, 'a regular expression in a pattern is malformed');
        else add('regexp', end + 1, next, end);
        break;
      }
      default: add('char', next);
    }
  }
  add('end', index);
  return tokens;
}

// Where the parenthesis after `start` closes, or -1. Groups inside must be marked with '?', and all of it ASCII.
function regexpEnd(input, start) {
  let depth = 1;
  for (let i = start; i < input.length; i++) {
    const character = input[i];
    if (character > '\x7f' || (i === start && character === '?')) return -1;
    if (character === '\\') {
      i++;
      if (i === input.length || input[i] > '\x7f') return -1;
    } else if (character === ')') {
      if (--depth === 0) return i === start ? -1 : i;
    } else if (character === '(') {
      depth++;
      if (input[i + 1] !== '?') return -1;
    }
  }
  return -1;
}

function escapeRegexp(text) {
  return text.replace(/[.+*?^${}()[\]|/\\]/g, '\\$&');
}

function escapePattern(text) {
  return text.replace(/[+*?:{}()\\]/g, '\\$&');
}

function segmentWildcard(options) {
  return `[^${escapeRegexp(options.delimiter)}]+?`;
}

/**
 * Parts of a pattern: { type, value, modifier, name, prefix, suffix }, the type one of 'fixed', 'regexp', 'segment'
 * and 'full'. `options` are what separates segments and what may be taken along by a group before it; `encode` makes
 * literal text what it will be in a URL, or throws.
 */
function parsePattern(input, options, encode) {
  return new PatternParser(tokenize(input, false), options, encode).parse();
}

class PatternParser {
  constructor(tokens, options, encode) {
    this.tokens = tokens;
    this.options = options;
    this.encode = encode;
    this.parts = [];
    this.fixed = ''; // literal text not yet made a part
    this.index = 0;
    this.nextNumber = 0;
  }

  parse() {
    while (this.index < this.tokens.length) {
      const character = this.take('char');
      const name = this.take('name');
      const matcher = this.takeMatcher(name);
      if (name !== undefined || matcher !== undefined) {
        let prefix = character?.value ?? '';
        if (prefix !== '' && prefix !== this.options.prefix) {
          this.fixed += prefix;
          prefix = '';
        }
        this.flush();
        this.add(prefix, name, matcher, '', this.takeModifier());
        continue;
      }
      const literal = character ?? this.take('escaped-char');
      if (literal !== undefined) {
        this.fixed += literal.value;
        continue;
      }
      if (this.take('open') !== undefined) {
        const prefix = this.takeText();
        const groupName = this.take('name');
        const groupMatcher = this.takeMatcher(groupName);
        const suffix = this.takeText();
        this.require('close');
        this.add(prefix, groupName, groupMatcher, suffix, this.takeModifier());
        continue;
      }
      this.flush();
      this.require('end');
    }
    return this.parts;
  }

  take(type) {
    const token = this.tokens[this.index];
    if (token?.type !== type) return undefined;
    this.index++;
    return token;
  }

  require(type) {
    if (this.take(type) === undefined) throw syntaxError(`unexpected ${this.tokens[this.index].type} in a pattern`);
  }

  takeMatcher(name) {
    return this.take('regexp') ?? (name === undefined ? this.take('asterisk') : undefined);
  }

  takeModifier() {
    return (this.take('other-modifier') ?? this.take('asterisk'))?.value ?? '';
  }

  takeText() {
    let text = '';
    for (;;) {
      const token = this.take('char') ?? this.take('escaped-char');
      if (token === undefined) return text;
      text += token.value;
    }
  }

  flush() {
    if (this.fixed === '') return;
    const value = this.encode(this.fixed);
    this.fixed = '';
    this.parts.push({ type: 'fixed', value, modifier: '', name: '', prefix: '', suffix: '' });
  }

  add(prefix, nameToken, matcher, suffix, modifier) {
    if (nameToken === undefined && matcher === undefined && modifier === '') {
      this.fixed += prefix;
      return;
    }
    this.flush();
    if (nameToken === undefined && matcher === undefined) {
      if (prefix === '') return;
      this.parts.push({ type: 'fixed', value: this.encode(prefix), modifier, name: '', prefix: '', suffix: '' });
      return;
    }

    let value = matcher?.type === 'asterisk' ? '.*' : matcher?.value ?? segmentWildcard(this.options);
    let type = 'regexp';
    if (value === segmentWildcard(this.options)) type = 'segment';
    else if (value === '.*') type = 'full';
    if (type !== 'regexp') value = '';

    const name = nameToken === undefined ? `${this.nextNumber++}` : nameToken.value;
    if (this.parts.some((part) => part.name === name)) throw syntaxError(`the name ${name} is twice in a pattern`);
    this.parts.push({ type, value, modifier, name, prefix: this.encode(prefix), suffix: this.encode(suffix) });
  }
}

function matcherSource(part, options) {
  if (part.type === 'segment') return segmentWildcard(options);
  return part.type === 'full' ? '.*' : part.value;
}

/** A regular expression's source for the parts, and the names of its groups in order. */
function generateRegexp(parts, options) {
  let source = '^';
  const names = [];
  for (const part of parts) {
    const { modifier } = part;
    if (part.type === 'fixed') {
      const text = escapeRegexp(part.value);
      source += modifier === '' ? text : `(?:${text})${modifier}`;
      continue;
    }
    names.push(part.name);
    const matcher = matcherSource(part, options);
    const once = modifier === '' || modifier === '?';
    if (part.prefix === '' && part.suffix === '') {
      source += once ? `(${matcher})${modifier}` : `((?:${matcher})${modifier})`;
      continue;
    }
    const prefix = escapeRegexp(part.prefix);
    const suffix = escapeRegexp(part.suffix);
    if (once) {
      source += `(?:${prefix}(${matcher})${suffix})${modifier}`;
    } else {
      // What is between two repetitions belongs to the group, what is around them does not.
      const optional = modifier === '*' ? '?' : '';
      source += `(?:${prefix}((?:${matcher})(?:${suffix}${prefix}(?:${matcher}))*)${suffix})${optional}`;
    }
  }
  return { source: `${source}$`, names };
}

const digit = /^[0-9]/;

/** The parts as a pattern, in its shortest form that means the same. */
function generatePattern(parts, options) {
  let text = '';
  parts.forEach((part, i) => {
    const previous = parts[i - 1];
    const next = parts[i + 1];
    const { type, value, modifier, name, prefix, suffix } = part;
    if (type === 'fixed') {
      text += modifier === '' ? escapePattern(value) : `{${escapePattern(value)}}${modifier}`;
      return;
    }
    const named = !digit.test(name);
    let grouped = suffix !== '' || (prefix !== '' && prefix !== options.prefix);
    if (!grouped && named && type === 'segment' && modifier === '' && next?.prefix === '' && next.suffix === '') {
      // What follows would be read as more of the name.
      grouped = next.type === 'fixed' ? namePart.test(firstCharacter(next.value)) : digit.test(next.name);
    }
    if (!grouped && prefix === '' && previous?.type === 'fixed' && options.prefix !== '') {
      grouped = previous.value.endsWith(options.prefix);
    }

    if (grouped) text += '{';
    text += escapePattern(prefix);
    if (named) text += `:${name}`;
    if (type === 'regexp') {
      text += `(${value})`;
    } else if (type === 'segment' && !named) {
      text += `(${segmentWildcard(options)})`;
    } else if (type === 'full') {
      const bare = !named && (previous === undefined || previous.type === 'fixed' || previous.modifier !== '' ||
        grouped || prefix !== '');
      text += bare ? '*' : '(.*)';
    }
    if (type === 'segment' && named && suffix !== '' && namePart.test(firstCharacter(suffix))) text += '\\';
    text += escapePattern(suffix);
    if (grouped) text += '}';
    text += modifier;
  });
  return text;
}

function firstCharacter(text) {
  return String.fromCodePoint(text.codePointAt(0));
}

module.exports = { escapePattern, generatePattern, generateRegexp, parsePattern, tokenize };
