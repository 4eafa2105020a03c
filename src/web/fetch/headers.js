// Headers (Fetch, "Headers class"), and the header list behind it.
'use strict';

const { customInspectSymbol } = require('internal/util');
const { checkArguments, defineInterface, definePairs, illegalInvocation, toByteString } =
  require('internal/fetch/webidl');

const tokenPattern = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;

const isToken = (text) => tokenPattern.test(text);

/** RFC 9110 as `fetch` has it: no NUL, CR or LF, no surrounding whitespace. */
const isValue = (text) => !/[\0\r\n]/.test(text) && !/^[\t ]|[\t ]$/.test(text);

const normalize = (text) => text.replace(/^[\t\r\n ]+|[\t\r\n ]+$/g, '');

/** Names with their values, combined; cookies that are set stay apart. */
class HeadersList {
  // Lower-case name -> { name, value }.
  map = new Map();
  cookies = null;
  sorted = null;

  static from(other) {
    const list = new HeadersList();
    for (const [key, { name, value }] of other.map) list.map.set(key, { name, value });
    if (other.cookies !== null) list.cookies = [...other.cookies];
    return list;
  }

  append(name, value) {
    this.sorted = null;
    const key = name.toLowerCase();
    const known = this.map.get(key);
    if (known === undefined) this.map.set(key, { name, value });
    else known.value += (key === 'cookie' ? '; ' : ', ') + value;
    if (key === 'set-cookie') (this.cookies ??= []).push(value);
  }

  set(name, value) {
    this.sorted = null;
    const key = name.toLowerCase();
    if (key === 'set-cookie') this.cookies = [value];
    this.map.set(key, { name, value });
  }

  delete(name) {
    this.sorted = null;
    const key = name.toLowerCase();
    if (key === 'set-cookie') this.cookies = null;
    this.map.delete(key);
  }

  get(name) {
    return this.map.get(name.toLowerCase())?.value ?? null;
  }

  has(name) {
    return this.map.has(name.toLowerCase());
  }

  /** [lower-case name, value] in order of the names. */
  entries() {
    if (this.sorted !== null) return this.sorted;
    const pairs = [];
    for (const key of [...this.map.keys()].sort()) {
      if (key === 'set-cookie') for (const cookie of this.cookies) pairs.push([key, cookie]);
      else pairs.push([key, this.map.get(key).value]);
    }
    return this.sorted = pairs;
  }
}

let checked;
let listOf;
let headersOf;

class Headers {
  #list = new HeadersList();
  #immutable = false;

  static {
    listOf = (headers) => headers.#list;

    checked = (headers) => {
      if (typeof headers !== 'object' || headers === null || !(#list in headers)) throw illegalInvocation();
      return headers.#list;
    };

    /** Headers over a list that exists; those of a response from the network cannot be changed. */
    headersOf = (list, immutable) => {
      const headers = new Headers();
      headers.#list = list;
      headers.#immutable = immutable;
      return headers;
    };
  }

  constructor(init = undefined) {
    if (init !== undefined) fill(this, init);
  }

  append(name, value) {
    const list = checked(this);
    checkArguments(arguments, 2, 'Headers.append');
    name = toByteString(name, 'Headers.append', 'name');
    value = normalize(toByteString(value, 'Headers.append', 'value'));
    this.#guard('Headers.append', name, value);
    list.append(name, value);
  }

  delete(name) {
    const list = checked(this);
    checkArguments(arguments, 1, 'Headers.delete');
    name = toByteString(name, 'Headers.delete', 'name');
    this.#guard('Headers.delete', name, '');
    list.delete(name);
  }

  get(name) {
    const list = checked(this);
    checkArguments(arguments, 1, 'Headers.get');
    name = toByteString(name, 'Headers.get', 'name');
    if (!isToken(name)) throw invalidName('Headers.get', name);
    return list.get(name);
  }

  has(name) {
    const list = checked(this);
    checkArguments(arguments, 1, 'Headers.has');
    name = toByteString(name, 'Headers.has', 'name');
    if (!isToken(name)) throw invalidName('Headers.has', name);
    return list.has(name);
  }

  set(name, value) {
    const list = checked(this);
    checkArguments(arguments, 2, 'Headers.set');
    name = toByteString(name, 'Headers.set', 'name');
    value = normalize(toByteString(value, 'Headers.set', 'value'));
    this.#guard('Headers.set', name, value);
    list.set(name, value);
  }

  getSetCookie() {
    const { cookies } = checked(this);
    return cookies === null ? [] : [...cookies];
  }

  [customInspectSymbol](depth, options, inspect) {
    const inner = { ...options, depth: options.depth == null ? 2 : options.depth };
    const object = {};
    for (const { name, value } of this.#list.map.values()) object[name] = value;
    return `Headers ${inspect(object, inner)}`;
  }

  #guard(context, name, value) {
    if (!isToken(name)) throw invalidName(context, name);
    if (!isValue(value)) throw new TypeError(`${context}: "${value}" is an invalid header value.`);
    if (this.#immutable) throw new TypeError('immutable');
  }
}

function invalidName(context, name) {
  return new TypeError(`${context}: "${name}" is an invalid header name.`);
}

/** Appends what `HeadersInit` may be: pairs, or a record. */
function fill(headers, init) {
  const context = 'Headers constructor';
  if (typeof init !== 'object' && typeof init !== 'function' || init === null) {
    throw new TypeError(`${context}: Argument 1 could not be converted to one of: ` +
      'sequence<sequence<ByteString>>, record<ByteString, ByteString>.');
  }
  if (init instanceof Headers && init[Symbol.iterator] === Headers.prototype.entries) {
    const { map, cookies } = listOf(init);
    const list = listOf(headers);
    for (const [key, { name, value }] of map) if (key !== 'set-cookie') list.append(name, value);
    for (const cookie of cookies ?? []) list.append('set-cookie', cookie);
    return;
  }
  if (typeof init[Symbol.iterator] === 'function') {
    let index = 0;
    const pairs = [];
    for (const item of init) {
      if (item === null || typeof item !== 'object' || typeof item[Symbol.iterator] !== 'function') {
        throw new TypeError(`${context}: init[${index}] (${require('internal/util/inspect').inspect(item)}) ` +
          'is not iterable.');
      }
      const pair = [...item].map((part, at) => toByteString(part, context, `init[${index}][${at}]`));
      pairs.push(pair);
      index++;
    }
    for (const pair of pairs) {
      if (pair.length !== 2) {
        throw new TypeError(`${context}: expected name/value pair to be length 2, found ${pair.length}.`);
      }
      headers.append(pair[0], pair[1]);
    }
    return;
  }
  const pairs = [];
  for (const key of Reflect.ownKeys(init)) {
    if (!Object.getOwnPropertyDescriptor(init, key)?.enumerable) continue;
    if (typeof key === 'symbol') {
      throw new TypeError(
        `${context}: Key ${String(key)} in init is a symbol, which cannot be converted to a ByteString.`);
    }
    pairs.push([toByteString(key, context, 'key'), toByteString(init[key], context, `init["${key}"]`)]);
  }
  for (const [name, value] of pairs) headers.append(name, value);
}

definePairs(Headers, 'Headers', (headers) => checked(headers).entries());
defineInterface(Headers, 'Headers');
Object.defineProperty(Headers.prototype, customInspectSymbol, { __proto__: null, enumerable: false });

module.exports = { Headers, HeadersList, fill, headersOf, isToken, isValue, listOf, normalize };
