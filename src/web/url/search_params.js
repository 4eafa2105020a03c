// URLSearchParams: a list of names and values, on its own or as one face of a URL's query.
'use strict';

const { parseQuery, serializeQuery } = internalBinding('url');
const {
  codes: { ERR_ARG_NOT_ITERABLE, ERR_INVALID_THIS, ERR_INVALID_TUPLE, ERR_MISSING_ARGS },
} = require('internal/errors');
const { customInspectSymbol, kEnumerableProperty, removeColors } = require('internal/util');
const { validateFunction } = require('internal/validators');
const { markPrototype } = require('internal/worker/transfer_marks');

let listOf; // the flat list behind a URLSearchParams: [name, value, name, value …]
let createFor; // makes one that is the face of a URL's query, which is told of modifications by a mark
let replace; // gives one the parameters of another query

function toUSVString(value) {
  if (typeof value === 'string') return value.toWellFormed();
  if (typeof value === 'symbol') throw new TypeError('Cannot convert a Symbol value to a string');
  return `${value}`.toWellFormed();
}

function isObject(value) {
  return value !== null && (typeof value === 'object' || typeof value === 'function');
}

class URLSearchParams {
  #list;
  #mark; // { modified }, shared with the URL: knowing the URL itself would be a cycle. Undefined for one on its own

  static {
    listOf = (params) => params.#list;
    createFor = (mark, query) => {
      const params = new URLSearchParams();
      params.#list = parseQuery(query);
      params.#mark = mark;
      return params;
    };
    replace = (params, query) => { params.#list = parseQuery(query); };
  }

  // The default keeps URLSearchParams.length at 0.
  constructor(init = undefined) {
    if (init === undefined) {
      this.#list = [];
      return;
    }
    if (!isObject(init)) {
      const query = toUSVString(init);
      this.#list = parseQuery(query[0] === '?' ? query.slice(1) : query);
      return;
    }
    const iterate = init[Symbol.iterator];
    if (iterate === URLSearchParams.prototype[Symbol.iterator] && #list in init) {
      this.#list = init.#list.slice();
    } else if (iterate !== null && iterate !== undefined) {
      if (typeof iterate !== 'function') throw new ERR_ARG_NOT_ITERABLE('Query pairs');
      this.#list = listFromPairs(init);
    } else {
      this.#list = listFromRecord(init);
    }
  }

  static isParams(value) {
    return typeof value === 'object' && value !== null && #list in value;
  }

  get size() {
    if (!isParams(this)) throw new ERR_INVALID_THIS('URLSearchParams');
    return this.#list.length / 2;
  }

  append(name, value) {
    if (!isParams(this)) throw new ERR_INVALID_THIS('URLSearchParams');
    if (arguments.length < 2) throw new ERR_MISSING_ARGS('name', 'value');
    this.#list.push(toUSVString(name), toUSVString(value));
    if (this.#mark !== undefined) this.#mark.modified = true;
  }

  delete(name, value = undefined) {
    if (!isParams(this)) throw new ERR_INVALID_THIS('URLSearchParams');
    if (arguments.length < 1) throw new ERR_MISSING_ARGS('name');
    name = toUSVString(name);
    if (value !== undefined) value = toUSVString(value);
    this.#keep((i, list) => list[i] !== name || (value !== undefined && list[i + 1] !== value));
    if (this.#mark !== undefined) this.#mark.modified = true;
  }

  // Keeps the pairs that the predicate, given a name's index, is true for.
  #keep(predicate) {
    const list = this.#list;
    let used = 0;
    for (let i = 0; i < list.length; i += 2) {
      if (!predicate(i, list)) continue;
      list[used] = list[i];
      list[used + 1] = list[i + 1];
      used += 2;
    }
    list.length = used;
  }

  get(name) {
    if (!isParams(this)) throw new ERR_INVALID_THIS('URLSearchParams');
    if (arguments.length < 1) throw new ERR_MISSING_ARGS('name');
    name = toUSVString(name);
    const list = this.#list;
    for (let i = 0; i < list.length; i += 2) if (list[i] === name) return list[i + 1];
    return null;
  }

  getAll(name) {
    if (!isParams(this)) throw new ERR_INVALID_THIS('URLSearchParams');
    if (arguments.length < 1) throw new ERR_MISSING_ARGS('name');
    name = toUSVString(name);
    const list = this.#list;
    const values = [];
    for (let i = 0; i < list.length; i += 2) if (list[i] === name) values.push(list[i + 1]);
    return values;
  }

  has(name, value = undefined) {
    if (!isParams(this)) throw new ERR_INVALID_THIS('URLSearchParams');
    if (arguments.length < 1) throw new ERR_MISSING_ARGS('name');
    name = toUSVString(name);
    if (value !== undefined) value = toUSVString(value);
    const list = this.#list;
    for (let i = 0; i < list.length; i += 2) {
      if (list[i] === name && (value === undefined || list[i + 1] === value)) return true;
    }
    return false;
  }

  // The first pair of that name gets the value, the others go.
  set(name, value) {
    if (!isParams(this)) throw new ERR_INVALID_THIS('URLSearchParams');
    if (arguments.length < 2) throw new ERR_MISSING_ARGS('name', 'value');
    name = toUSVString(name);
    value = toUSVString(value);
    let found = false;
    this.#keep((i, list) => {
      if (list[i] !== name) return true;
      if (found) return false;
      found = true;
      list[i + 1] = value;
      return true;
    });
    if (!found) this.#list.push(name, value);
    if (this.#mark !== undefined) this.#mark.modified = true;
  }

  // By name in UTF-16 code units; pairs of one name keep their order.
  sort() {
    if (!isParams(this)) throw new ERR_INVALID_THIS('URLSearchParams');
    const list = this.#list;
    const pairs = [];
    for (let i = 0; i < list.length; i += 2) pairs.push([list[i], list[i + 1]]);
    pairs.sort(({ 0: a }, { 0: b }) => (a < b ? -1 : a > b ? 1 : 0));
    for (let i = 0; i < pairs.length; i++) {
      list[2 * i] = pairs[i][0];
      list[2 * i + 1] = pairs[i][1];
    }
    if (this.#mark !== undefined) this.#mark.modified = true;
  }

  entries() {
    if (!isParams(this)) throw new ERR_INVALID_THIS('URLSearchParams');
    return new URLSearchParamsIterator(this, 'entries');
  }

  forEach(callback, thisArg = undefined) {
    if (!isParams(this)) throw new ERR_INVALID_THIS('URLSearchParams');
    validateFunction(callback, 'callback');
    // The callback may replace the list, by way of the URL's `search`.
    for (let i = 0; i < this.#list.length; i += 2) {
      callback.call(thisArg, this.#list[i + 1], this.#list[i], this);
    }
  }

  keys() {
    if (!isParams(this)) throw new ERR_INVALID_THIS('URLSearchParams');
    return new URLSearchParamsIterator(this, 'keys');
  }

  values() {
    if (!isParams(this)) throw new ERR_INVALID_THIS('URLSearchParams');
    return new URLSearchParamsIterator(this, 'values');
  }

  toString() {
    if (!isParams(this)) throw new ERR_INVALID_THIS('URLSearchParams');
    return serializeQuery(this.#list);
  }

  [customInspectSymbol](recurseTimes, ctx) {
    if (!isParams(this)) throw new ERR_INVALID_THIS('URLSearchParams');
    if (typeof recurseTimes === 'number' && recurseTimes < 0) return ctx.stylize('[Object]', 'special');

    const inspect = innerInspect(recurseTimes, ctx);
    const list = this.#list;
    const pairs = [];
    for (let i = 0; i < list.length; i += 2) pairs.push(`${inspect(list[i])} => ${inspect(list[i + 1])}`);
    const { name } = this.constructor;
    if (pairs.length === 0) return `${name} {}`;
    const line = pairs.join(', ');
    return removeColors(line).length > ctx.breakLength ?
      `${name} {\n  ${pairs.join(',\n  ')} }` : `${name} { ${line} }`;
  }
}

const { isParams } = URLSearchParams;
delete URLSearchParams.isParams;

function innerInspect(recurseTimes, ctx) {
  const { inspect } = require('internal/util/inspect');
  const options = { ...ctx };
  if (recurseTimes !== null) options.depth = recurseTimes - 1;
  return (value) => inspect(value, options);
}

function invalidPair() {
  return new ERR_INVALID_TUPLE('Each query pair', '[name, value]');
}

function listFromPairs(pairs) {
  const list = [];
  for (const pair of pairs) {
    if (!isObject(pair) || typeof pair[Symbol.iterator] !== 'function') throw invalidPair();
    const members = Array.isArray(pair) ? pair : Array.from(pair);
    if (members.length !== 2) throw invalidPair();
    list.push(toUSVString(members[0]), toUSVString(members[1]));
  }
  return list;
}

function listFromRecord(record) {
  // Keys that differ may become the same well-formed string; the last one's value counts.
  const values = new Map();
  for (const key of Reflect.ownKeys(record)) {
    if (!Reflect.getOwnPropertyDescriptor(record, key)?.enumerable) continue;
    values.set(toUSVString(key), toUSVString(record[key]));
  }
  return [...values].flat();
}

class URLSearchParamsIterator {
  #params;
  #kind;
  #index = 0;

  constructor(params, kind) {
    this.#params = params;
    this.#kind = kind;
  }

  next() {
    if (typeof this !== 'object' || this === null || !(#params in this)) {
      throw new ERR_INVALID_THIS('URLSearchParamsIterator');
    }
    const list = listOf(this.#params);
    if (this.#index >= list.length) return { value: undefined, done: true };
    const value = this.#at(list, this.#index);
    this.#index += 2;
    return { value, done: false };
  }

  #at(list, index) {
    if (this.#kind === 'keys') return list[index];
    return this.#kind === 'values' ? list[index + 1] : [list[index], list[index + 1]];
  }

  [customInspectSymbol](recurseTimes, ctx) {
    if (typeof this !== 'object' || this === null || !(#params in this)) {
      throw new ERR_INVALID_THIS('URLSearchParamsIterator');
    }
    if (typeof recurseTimes === 'number' && recurseTimes < 0) return ctx.stylize('[Object]', 'special');

    const inspect = innerInspect(recurseTimes, ctx);
    const list = listOf(this.#params);
    const rest = [];
    for (let i = this.#index; i < list.length; i += 2) rest.push(this.#at(list, i));
    const printed = rest.map(inspect);
    const body = inspect(rest).includes('\n') ? `\n  ${printed.join(',\n  ')}` : ` ${printed.join(', ')}`;
    return `${this[Symbol.toStringTag]} {${body} }`;
  }
}

delete URLSearchParamsIterator.prototype.constructor;
const IteratorPrototype = Object.getPrototypeOf(Object.getPrototypeOf([][Symbol.iterator]()));
Object.setPrototypeOf(URLSearchParamsIterator.prototype, IteratorPrototype);
Object.defineProperties(URLSearchParamsIterator.prototype, {
  [Symbol.toStringTag]: { __proto__: null, configurable: true, value: 'URLSearchParams Iterator' },
  next: kEnumerableProperty,
});

markPrototype(URLSearchParams.prototype, false, false);
Object.defineProperties(URLSearchParams.prototype, {
  append: kEnumerableProperty,
  delete: kEnumerableProperty,
  get: kEnumerableProperty,
  getAll: kEnumerableProperty,
  has: kEnumerableProperty,
  set: kEnumerableProperty,
  size: kEnumerableProperty,
  sort: kEnumerableProperty,
  entries: kEnumerableProperty,
  forEach: kEnumerableProperty,
  keys: kEnumerableProperty,
  values: kEnumerableProperty,
  toString: kEnumerableProperty,
  [Symbol.toStringTag]: { __proto__: null, configurable: true, value: 'URLSearchParams' },
  [Symbol.iterator]: {
    __proto__: null, configurable: true, writable: true, value: URLSearchParams.prototype.entries,
  },
});

module.exports = { URLSearchParams, createFor, replace };
