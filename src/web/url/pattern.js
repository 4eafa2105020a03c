// URLPattern (WHATWG URL Pattern).
'use strict';

const { kEnumerableProperty } = require('internal/util');
const { URL } = require('internal/url');
const { compileComponents, defaultPorts } = require('internal/url/pattern_component');
const { parseConstructorString, processInit } = require('internal/url/pattern_init');

const componentNames = ['protocol', 'username', 'password', 'hostname', 'port', 'pathname', 'search', 'hash'];

function isObject(value) {
  return value !== null && (typeof value === 'object' || typeof value === 'function');
}

function coded(code, message) {
  const error = new TypeError(message);
  error.code = code;
  return error;
}

class Pattern {
  #components;

  constructor(input, base, options) {
    try {
      const init = typeof input === 'string' ? initOfString(input, base) : initOfObject(input, base);
      const processed = processInit(init, false);
      for (const name of componentNames) processed[name] ??= '*';
      if (defaultPorts[processed.protocol] === processed.port) processed.port = '';
      this.#components = compileComponents(processed, Boolean(options?.ignoreCase));
    } catch {
      throw coded('ERR_INVALID_URL_PATTERN', 'Failed to construct URLPattern');
    }
  }

  static componentsOf(pattern) {
    if (!isObject(pattern) || !(#components in pattern)) throw new TypeError('Illegal invocation');
    return pattern.#components;
  }
}

const { componentsOf } = Pattern;

function initOfString(input, base) {
  const init = parseConstructorString(input);
  if (base !== undefined) init.baseURL = base;
  else if (init.protocol === undefined) throw new TypeError('a pattern without a protocol needs a base URL');
  return init;
}

function initOfObject(input, base) {
  if (base !== undefined) throw new TypeError('a base URL goes with a string only');
  return input;
}

// Only strings count; anything else is as if it were not there.
function readInit(object) {
  const init = {};
  for (const name of [...componentNames, 'baseURL']) {
    const value = object[name];
    init[name] = typeof value === 'string' ? value : undefined;
  }
  return init;
}

// Callable without `new` as far as its own error, which a class is not.
function URLPattern() {
  if (new.target === undefined) {
    throw coded('ERR_CONSTRUCT_CALL_REQUIRED', 'Cannot call constructor without `new`');
  }
  // No named parameters: the constructor's length is 0.
  const [input, second, third] = arguments;
  if (input !== undefined && typeof input !== 'string' && typeof input !== 'object') {
    throw coded('ERR_INVALID_ARG_TYPE', 'Input must be an object or a string');
  }
  if (second !== undefined && typeof second !== 'string' && typeof second !== 'object') {
    throw coded('ERR_INVALID_ARG_TYPE', 'second argument must be a string or object');
  }
  const base = typeof second === 'string' ? second : undefined;
  const options = base === undefined ? third ?? second : third;
  if (options !== undefined && typeof options !== 'object') {
    throw coded('ERR_INVALID_ARG_TYPE', 'options must be an object');
  }
  const ignoreCase = options?.ignoreCase;
  const init = typeof input === 'string' ? input : readInit(input ?? {});
  return Reflect.construct(Pattern, [init, base, { ignoreCase }], new.target);
}

/** The values of the components to be matched and the inputs to report; null for what is no URL. */
function readInput(input, base) {
  const values = {};
  for (const name of componentNames) values[name] = '';
  if (typeof input !== 'string') {
    const init = readInit(input);
    try {
      return { values: processInit(init, true, values), inputs: [init] };
    } catch {
      return null;
    }
  }
  const url = URL.parse(input, base);
  if (url === null) return null;
  for (const name of componentNames) values[name] = url[name];
  values.protocol = values.protocol.slice(0, -1);
  values.search = values.search.slice(1);
  values.hash = values.hash.slice(1);
  return { values, inputs: base === undefined ? [input] : [input, base] };
}

function checkArguments(input, base) {
  if (input !== undefined && typeof input !== 'string' && !isObject(input)) {
    throw coded('ERR_INVALID_ARG_TYPE', 'URLPattern input needs to be a string or an object');
  }
  if (base !== undefined && typeof base !== 'string') throw coded('ERR_INVALID_ARG_TYPE', 'baseURL must be a string');
}

function match(components, input, base) {
  const read = readInput(input, base);
  if (read === null) return null;
  const result = { __proto__: null };
  for (const name of ['hash', 'hostname', 'inputs', 'password', 'pathname', 'port', 'protocol', 'search', 'username']) {
    result[name] = name === 'inputs' ? read.inputs : components[name].exec(read.values[name]);
    if (result[name] === null) return null;
  }
  return result;
}

Object.assign(URLPattern.prototype, {
  exec() {
    const components = componentsOf(this);
    const [input, base] = arguments;
    checkArguments(input, base);
    if (base !== undefined && typeof input !== 'string') {
      throw coded('ERR_OPERATION_FAILED', 'Failed to exec URLPattern');
    }
    return match(components, input ?? {}, base);
  },
  test() {
    const components = componentsOf(this);
    const [input, base] = arguments;
    checkArguments(input, base);
    if (base !== undefined && typeof input !== 'string') {
      throw coded('ERR_OPERATION_FAILED', 'Failed to test URLPattern');
    }
    return match(components, input ?? {}, base) !== null;
  },
});
for (const name of componentNames) {
  Object.defineProperty(URLPattern.prototype, name, {
    ...kEnumerableProperty, configurable: true, get() { return componentsOf(this)[name].pattern; },
  });
}
Object.defineProperty(URLPattern.prototype, 'hasRegExpGroups', {
  ...kEnumerableProperty,
  configurable: true,
  get() {
    const components = componentsOf(this);
    return componentNames.some((name) => components[name].hasRegExpGroups);
  },
});

module.exports = { URLPattern };
