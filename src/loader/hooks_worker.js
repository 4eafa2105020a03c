// The thread of `module.register`'s hooks: loads them, and runs their chains when the program's thread asks.
'use strict';

const {
  codes: {
    ERR_INVALID_ARG_TYPE,
    ERR_INVALID_ARG_VALUE,
    ERR_INVALID_RETURN_PROPERTY_VALUE,
    ERR_INVALID_RETURN_VALUE,
    ERR_LOADER_CHAIN_INCOMPLETE,
    ERR_UNKNOWN_MODULE_FORMAT,
  },
} = require('internal/errors');
const { isAnyArrayBuffer } = require('internal/util/types');
const { validateObject, validateString } = require('internal/validators');

const chains = {
  resolve: [{ fn: defaultResolve, url: 'node:internal/modules/esm/resolve' }],
  load: [{ fn: defaultLoad, url: 'node:internal/modules/esm/load' }],
};
const nextNames = { resolve: 'nextResolve', load: 'nextLoad' };

let hasWarned = false;

// ---- What hooks fall back on

async function defaultResolve(specifier, { conditions, parentURL }) {
  const { resolveWithFormat } = require('internal/modules/esm/resolve');
  const base = parentURL ?? require('internal/modules/esm/loader').cwdURL();
  const found = resolveWithFormat(specifier, base, new Set(conditions));
  found.format ??= null;
  return found;
}

async function defaultLoad(url, { format }) {
  const { loadAsHooksSeeIt } = require('internal/modules/esm/load');
  const loaded = loadAsHooksSeeIt(url, format);
  // Without a source the program's thread loads it as `require` does.
  if (loaded.format === 'commonjs') loaded.source = format === 'commonjs' ? undefined : null;
  return { __proto__: null, format: loaded.format, responseURL: url, source: loaded.source };
}

// ---- Chains

const checks = {
  resolve(identifier, specifier) {
    validateString(specifier, `${identifier} specifier`);
  },
  load(identifier, url) {
    if (typeof url !== 'string') throw new ERR_INVALID_ARG_TYPE(`${identifier} url`, 'a URL string', url);
    if (!URL.canParse(url)) throw new ERR_INVALID_ARG_VALUE(`${identifier} url`, url, 'should be a URL string');
  },
};

// The name that import attributes once had, for hooks that still ask for it.
function withAssertions(context) {
  const alias = (set) => {
    process.emitWarning('Use `importAttributes` instead of `importAssertions`', 'ExperimentalWarning');
    return set();
  };
  return Object.defineProperty(context, 'importAssertions', {
    __proto__: null,
    get: () => alias(() => context.importAttributes),
    set: (value) => alias(() => { context.importAttributes = value; }),
    configurable: true,
  });
}

// The last hook that was added is asked first; each calls the next one, or says that it has ended the chain.
async function runChain(name, subject, context) {
  const chain = chains[name];
  const state = { isFinished: false, isShort: false, identifier: '' };
  const step = (index) => {
    const { fn, url } = chain[index];
    const identifier = `${url} '${name}'`;
    const next = { async [nextNames[name]](given, changes) {
      if (index < chain.length - 1) check(chain[index + 1].url, given, changes);
      state.identifier = identifier;
      if (changes) Object.assign(context, changes);
      if (index === 0) state.isFinished = true;
      const output = await fn(given, context, index === 0 ? undefined : step(index - 1));
      if (typeof output !== 'object' || output === null) {
        throw new ERR_INVALID_RETURN_VALUE('an object', `${identifier} hook's ${nextNames[name]}()`, output);
      }
      if (output.shortCircuit === true) state.isShort = true;
      return output;
    } };
    return next[nextNames[name]];
  };
  const check = (caller, given, changes) => {
    const identifier = `${caller} '${name}' hook's ${nextNames[name]}()`;
    checks[name](identifier, given);
    if (changes) validateObject(changes, `${identifier} context`);
  };
  const output = await step(chain.length - 1)(subject, undefined);
  if (!state.isFinished && !state.isShort) throw new ERR_LOADER_CHAIN_INCOMPLETE(state.identifier);
  return { output, identifier: state.identifier };
}

function checkProperty(isRight, expected, identifier, name, value) {
  if (!isRight) throw new ERR_INVALID_RETURN_PROPERTY_VALUE(expected, identifier, name, value);
}

async function resolve(specifier, context) {
  const { output, identifier } = await runChain('resolve', specifier, withAssertions(context));
  const { url, format, importAttributes } = output;
  checkProperty(typeof url === 'string' && URL.canParse(url), 'a URL string', identifier, 'url', url);
  const hasAttributes = importAttributes !== undefined && importAttributes !== null;
  checkProperty(!hasAttributes || typeof importAttributes === 'object', 'an object', identifier, 'importAttributes',
                importAttributes);
  const hasFormat = format !== undefined && format !== null;
  checkProperty(!hasFormat || typeof format === 'string', 'a string', identifier, 'format', format);
  return { url, format, importAttributes };
}

async function load(url, context) {
  const { output, identifier } = await runChain('load', url, withAssertions(context));
  const { format, source, responseURL = url } = output;
  const isURL = typeof responseURL === 'string' && URL.parse(responseURL)?.href === responseURL;
  checkProperty(isURL, 'undefined or a fully resolved URL string', identifier, 'responseURL', responseURL);
  if (format === undefined || format === null) throw new ERR_UNKNOWN_MODULE_FORMAT(format, url);
  checkProperty(typeof format === 'string', 'a string', identifier, 'format', format);
  const isSource = source === undefined || source === null || typeof source === 'string' ||
    ArrayBuffer.isView(source) || isAnyArrayBuffer(source);
  checkProperty(isSource, 'a string, an ArrayBuffer, or a TypedArray', identifier, 'source', source);
  return { format, source, responseURL };
}

// Imports hooks through those that are there already.
async function importHooks(specifier, parentURL) {
  const esm = require('internal/modules/esm/loader');
  if (chains.resolve.length + chains.load.length === 2) return esm.importModule(specifier, parentURL);
  const { esmConditions } = require('internal/modules/helpers');
  const importAttributes = {};
  const { url, format } = await resolve(specifier, { conditions: [...esmConditions()], importAttributes, parentURL });
  return esm.importLoaded(url, await load(url, { format, importAttributes }));
}

async function register(specifier, parentURL, data) {
  const exports = await importHooks(specifier, parentURL);
  const { initialize, globalPreload } = exports;
  if (globalPreload && !initialize && !hasWarned) {
    hasWarned = true;
    process.emitWarning('`globalPreload` has been removed; use `initialize` instead.', 'UnsupportedWarning');
  }
  for (const name of ['resolve', 'load']) {
    if (exports[name]) chains[name].push({ fn: exports[name], url: specifier });
  }
  await initialize?.(data);
}

// ---- The other thread's questions

const methods = { load, register, resolve };

/** Answers what arrives at `port`; `lock` wakes who waits for it. */
function start({ port, lock }) {
  const counter = new Int32Array(lock);
  let isAsked = false;

  function answer(status, value) {
    if (!isAsked) return;
    isAsked = false;
    port.postMessage({ status, value });
    Atomics.add(counter, 0, 1);
    Atomics.notify(counter, 0);
    port.ref();
  }

  async function onMessage({ method, args }) {
    isAsked = true;
    // A thread that waits for nothing else will not answer.
    port.unref();
    try {
      answer('value', await methods[method](...args));
    } catch (error) {
      answerError(answer, error);
    }
  }

  require('internal/modules/helpers').hookLists.isThread = true;
  process.on('beforeExit', () => answer('unsettled'));
  process.on('exit', (code) => answer('exit', code));
  require('internal/process/fatal').setLastResort((error) => answerError(answer, error));
  port.on('message', onMessage);
}

function answerError(answer, error) {
  const isObject = typeof error === 'object' || typeof error === 'function';
  if (!isObject && typeof error !== 'symbol') return answer('thrown', error);
  return answer('error', require('internal/error_serdes').serializeError(error));
}

module.exports = { start };
