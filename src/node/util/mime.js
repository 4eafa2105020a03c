// util.MIMEType and util.MIMEParams (mimesniff.spec.whatwg.org, "Understanding MIME types").
'use strict';

const { codes: { ERR_ILLEGAL_CONSTRUCTOR, ERR_INVALID_MIME_SYNTAX } } = require('internal/errors');

const notInToken = /[^!#$%&'*+\-.^_`|~A-Za-z0-9]/;
const notInQuotedString = /[^\t\u0020-~\u0080-\u00ff]/;
const notWhiteSpace = /[^\r\n\t ]|$/;
const trailingWhiteSpace = /[\r\n\t ]*$/;
const quotable = /["\\]/g;
const escaped = /\\([^])/g;

// MIMEType.parse gives no error but null.
const noThrow = Symbol('noThrow');

class MIMEType {
  #type;
  #subtype;
  #parameters;

  constructor(string, mode = null) {
    string = `${string}`;
    if (mode != null && mode !== noThrow) throw new ERR_ILLEGAL_CONSTRUCTOR();
    const parsed = parseEssence(string, mode === noThrow);
    if (parsed === null) return;
    this.#type = parsed.type;
    this.#subtype = parsed.subtype;
    this.#parameters = parametersOf(string.slice(parsed.end));
  }

  static parse(string) {
    const type = new MIMEType(string, noThrow);
    return type.#type ? type : null;
  }

  get type() {
    return this.#type;
  }

  set type(value) {
    this.#type = toToken(value, 'type');
  }

  get subtype() {
    return this.#subtype;
  }

  set subtype(value) {
    this.#subtype = toToken(value, 'subtype');
  }

  get essence() {
    return `${this.#type}/${this.#subtype}`;
  }

  get params() {
    return this.#parameters;
  }

  toString() {
    const parameters = paramsToString.call(this.#parameters);
    return parameters === '' ? this.essence : `${this.#type}/${this.#subtype};${parameters}`;
  }
}

let parametersOf;

class MIMEParams {
  #entries = new Map();
  #unparsed = null; // the text, until something of it is asked for

  static {
    parametersOf = (text) => {
      const parameters = new MIMEParams();
      parameters.#unparsed = text;
      return parameters;
    };
  }

  #parsed() {
    if (this.#unparsed !== null) {
      const text = this.#unparsed;
      this.#unparsed = null;
      parseParameters(text, this.#entries);
    }
    return this.#entries;
  }

  delete(name) {
    this.#parsed().delete(toLowerAscii(`${name}`));
  }

  get(name) {
    return this.#parsed().get(toLowerAscii(`${name}`)) ?? null;
  }

  has(name) {
    return this.#parsed().has(toLowerAscii(`${name}`));
  }

  set(name, value) {
    const entries = this.#parsed();
    name = toToken(name, 'parameter name');
    value = `${value}`;
    const invalid = value.search(notInQuotedString);
    if (invalid !== -1) throw new ERR_INVALID_MIME_SYNTAX('parameter value', value, invalid);
    entries.set(name, value);
  }

  *entries() {
    yield* this.#parsed().entries();
  }

  *keys() {
    yield* this.#parsed().keys();
  }

  *values() {
    yield* this.#parsed().values();
  }

  toString() {
    const pairs = [];
    for (const [name, value] of this.#parsed()) pairs.push(`${name}=${serialize(value)}`);
    return pairs.join(';');
  }
}

const paramsToString = MIMEParams.prototype.toString;

define(MIMEParams.prototype, Symbol.iterator, MIMEParams.prototype.entries);
define(MIMEParams.prototype, 'toJSON', paramsToString);
define(MIMEType.prototype, 'toJSON', MIMEType.prototype.toString);

function define(prototype, key, value) {
  Object.defineProperty(prototype, key, { __proto__: null, configurable: true, value, writable: true });
}

function toToken(value, production) {
  value = `${value}`;
  const invalid = value.search(notInToken);
  if (value === '' || invalid !== -1) throw new ERR_INVALID_MIME_SYNTAX(production, value, invalid);
  return toLowerAscii(value);
}

function toLowerAscii(text) {
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}

function trimEnd(text) {
  return text.slice(0, text.search(trailingWhiteSpace));
}

// Type and subtype, and where the parameters begin.
function parseEssence(text, returnsNull) {
  const fail = (production, invalid) => {
    if (returnsNull) return null;
    throw new ERR_INVALID_MIME_SYNTAX(production, text, invalid);
  };
  const start = text.search(notWhiteSpace);
  const slash = text.indexOf('/', start);
  const type = text.slice(start, slash === -1 ? undefined : slash);
  const invalidInType = type.search(notInToken);
  if (slash === -1 || type === '' || invalidInType !== -1) return fail('type', invalidInType);

  const semicolon = text.indexOf(';', slash + 1);
  const end = semicolon === -1 ? text.length : semicolon;
  const subtype = trimEnd(text.slice(slash + 1, end));
  const invalidInSubtype = subtype.search(notInToken);
  if (subtype === '' || invalidInSubtype !== -1) return fail('subtype', invalidInSubtype);
  return { type: toLowerAscii(type), subtype: toLowerAscii(subtype), end: end + 1 };
}

// The first of several parameters of one name counts; those that are malformed do not.
function parseParameters(text, entries) {
  const end = text.search(trailingWhiteSpace);
  let position = 0;
  while (position < end) {
    position += text.slice(position).search(notWhiteSpace);
    const nameEnd = position + text.slice(position).search(/[;=]|$/);
    const name = toLowerAscii(text.slice(position, nameEnd));
    position = nameEnd + 1;
    if (nameEnd < end && text[nameEnd] === ';') continue; // has no value
    if (position >= end) break;
    let value;
    if (text[position] === '"') {
      const quoted = readQuotedString(text, position + 1);
      value = quoted.value;
      position = quoted.end;
    } else {
      const semicolon = text.indexOf(';', position);
      const valueEnd = semicolon === -1 ? text.length : semicolon;
      value = trimEnd(text.slice(position, valueEnd));
      position = valueEnd;
      if (value === '') continue;
    }
    if (name !== '' && !notInToken.test(name) && !notInQuotedString.test(value) && !entries.has(name)) {
      entries.set(name, value);
    }
    position++;
  }
}

// Up to the quote that closes it, or to the end of the text. A backslash at the very end stands for itself.
function readQuotedString(text, start) {
  let end = start;
  while (end < text.length && text[end] !== '"') end += text[end] === '\\' ? 2 : 1;
  const inside = text.slice(start, end);
  return { value: inside.replace(escaped, '$1'), end: end < text.length ? end + 1 : text.length };
}

function serialize(value) {
  if (value !== '' && !notInToken.test(value)) return value;
  return `"${value.replace(quotable, '\\$&')}"`;
}

module.exports = { MIMEParams, MIMEType };
