// `module.registerHooks`: functions of the program that decide what specifiers mean and what modules contain, for
// `require` and `import` alike.
'use strict';

const {
  codes: { ERR_INVALID_ARG_VALUE, ERR_INVALID_RETURN_PROPERTY_VALUE, ERR_INVALID_RETURN_VALUE },
} = require('internal/errors');
const { validateFunction } = require('internal/validators');

const { hookLists: { resolve: resolveHooks, load: loadHooks } } = require('internal/modules/helpers');

let lastId = 0;
const kModuleHooksIdKey = Symbol('kModuleHooksIdKey');

class ModuleHooks {
  constructor(resolve, load) {
    this.resolve = resolve;
    this.load = load;
    this[kModuleHooksIdKey] = Symbol(`module-hook-${lastId++}`);
  }

  deregister() {
    remove(resolveHooks, this);
    remove(loadHooks, this);
  }
}

function remove(list, hook) {
  const index = list.indexOf(hook);
  if (index !== -1) list.splice(index, 1);
}

/** Adds hooks until they are deregistered. */
function registerHooks(hooks) {
  const { resolve, load } = hooks;
  if (resolve !== undefined) validateFunction(resolve, 'hooks.resolve');
  if (load !== undefined) validateFunction(load, 'hooks.load');
  const added = new ModuleHooks(resolve, load);
  if (resolve !== undefined) resolveHooks.push(added);
  if (load !== undefined) loadHooks.push(added);
  return added;
}

class ModuleResolveContext {
  constructor({ parentURL, importAttributes, conditions, ...added }) {
    this.parentURL = parentURL;
    this.importAttributes = importAttributes;
    this.conditions = conditions;
    Object.assign(this, added);
  }
}

class ModuleLoadContext {
  constructor({ format, importAttributes, conditions, ...added }) {
    this.format = format;
    this.importAttributes = importAttributes;
    this.conditions = conditions;
    Object.assign(this, added);
  }
}

// Runs a chain from its last hook to what is done without hooks.
function runChain(hooks, name, subject, context, last, check) {
  // What one hook changes of the context, all after it get.
  function step(index, before) {
    return (given = subject, changes = undefined) => {
      const next = { __proto__: null, ...before, ...changes };
      if (index < 0) return last(given, next);
      const own = name === 'resolve' ? new ModuleResolveContext(next) : new ModuleLoadContext(next);
      let called = false;
      const inner = step(index - 1, next);
      const nextHook = name === 'resolve' ?
        (specifier, nextContext) => { called = true; return inner(specifier, nextContext); } :
        (url, nextContext) => { called = true; return inner(url, nextContext); };
      const result = hooks[index][name](given, own, nextHook);
      check(result, called);
      return result;
    };
  }
  return step(hooks.length - 1, context)(subject, undefined);
}

function checkShortCircuit(result, called, name, expected) {
  if (!called && result?.shortCircuit !== true) {
    throw new ERR_INVALID_RETURN_PROPERTY_VALUE('true', name, 'shortCircuit', result?.shortCircuit);
  }
  if (result === null || typeof result !== 'object') throw new ERR_INVALID_RETURN_VALUE(expected, name, result);
}

/** { url, format, importAttributes } of a specifier; `last` resolves it without hooks. */
function runResolve(specifier, context, last) {
  return runChain(resolveHooks.slice(), 'resolve', specifier, context, last, (result, called) => {
    checkShortCircuit(result, called, 'resolve', 'an object');
    if (typeof result.url !== 'string') {
      throw new ERR_INVALID_RETURN_PROPERTY_VALUE('a URL string', 'resolve', 'url', result.url);
    }
  });
}

/** { format, source } of a URL; `last` loads it without hooks. */
function runLoad(url, context, last) {
  return runChain(loadHooks.slice(), 'load', url, context, last, (result, called) => {
    checkShortCircuit(result, called, 'load', 'an object');
    const { source, format } = result;
    const isSource = typeof source === 'string' || ArrayBuffer.isView(source) ||
      require('internal/util/types').isAnyArrayBuffer(source);
    const mayLack = source === null || source === undefined;
    if (!isSource && !(mayLack && (format === 'builtin' || format === 'commonjs'))) {
      const expected = 'a string, an ArrayBuffer, or a TypedArray';
      throw new ERR_INVALID_RETURN_PROPERTY_VALUE(expected, 'load', 'source', source);
    }
  });
}

/** The set of conditions that hooks leave; those that hold anyway where they leave none. */
function conditionSet(conditions, otherwise) {
  if (conditions === undefined) return otherwise;
  if (!Array.isArray(conditions)) throw new ERR_INVALID_ARG_VALUE('conditions', conditions, 'expected an array');
  return new Set(conditions);
}

/** A hook's source as text; null stays null. */
function sourceText(source) {
  if (typeof source === 'string' || source === null || source === undefined) return source;
  const { Buffer } = require('buffer');
  const bytes = ArrayBuffer.isView(source) ?
    Buffer.from(source.buffer, source.byteOffset, source.byteLength) : Buffer.from(source);
  const text = bytes.toString();
  return text.charCodeAt(0) === 0xFEFF ? text.slice(1) : text;
}

module.exports = {
  conditionSet,
  hasLoadHooks: () => loadHooks.length > 0,
  hasResolveHooks: () => resolveHooks.length > 0,
  registerHooks, runLoad, runResolve, sourceText,
};
