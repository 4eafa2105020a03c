// ES modules: which record an import means, loading whole graphs, evaluating them.
//
// The engine resolves the imports of a module while it compiles it, and asks `onImport` for each. What cannot be had is
// answered by a module that carries the error; the graph is surveyed before it is evaluated, and the error thrown then.
'use strict';

const {
  compile, evaluate: evaluateModule, failed, failure, hasAwait, importMeta, namespace, status, survey,
} = internalBinding('esm');
const { getPromiseDetails } = internalBinding('util');
const {
  codes: {
    ERR_INPUT_TYPE_NOT_ALLOWED, ERR_REQUIRE_ASYNC_MODULE, ERR_REQUIRE_CYCLE_MODULE,
    ERR_VM_DYNAMIC_IMPORT_CALLBACK_MISSING,
  },
} = require('internal/errors');
const { getOptionValue } = require('internal/options');
const { pathToFileURL, fileURLToPath } = require('internal/url');
const { hookLists, sourceMaps, tracing } = require('internal/modules/helpers');
const { resolve } = require('internal/modules/esm/resolve');
const { load } = require('internal/modules/esm/load');
const { validateKeys, validateType } = require('internal/modules/esm/assert');

// Bits of a survey, and states of a module and of a promise, as the natives number them.
const kIncomplete = 1;
const kEvaluating = 2;
const kAwaits = 4;
const kFailed = 8;
const kStatusEvaluating = 3;
const kRejected = 2;

const kFacade = 'node:internal/require_module_default_facade';

// By URL, with the attribute `type` before it where one was given.
const records = new Map();

// What is being loaded: { failure, created, required }.
let session = null;
// The record whose source is being compiled.
let current = null;

/** One module: what it is, and what it asked for. */
class ModuleRecord {
  constructor(url, key, isMain) {
    this.url = url;
    this.key = key;
    this.format = undefined;
    // The engine's module: known from its first import on.
    this.module = undefined;
    // { specifier, record } in the order of the source.
    this.requests = [];
    // Kept until the module is linked, for messages; for longer where it may be needed to show a stalled `await`.
    this.source = undefined;
    this.linked = false;
    this.promise = undefined;
    this.isMain = isMain;
    // A facade's only import leads here, and a probe's imports nowhere.
    this.target = undefined;
    this.isProbe = false;
  }
}

/** The engine's question: which module is meant? */
function onImport(base, specifier, attributes, parent) {
  const importer = current;
  if (importer.isProbe) return failed(undefined);
  if (importer.target !== undefined) return importer.target.module;
  importer.module ??= parent;
  if (session.failure === null) {
    try {
      const record = request(specifier, importer.url, attributes);
      importer.requests.push({ specifier, record });
      return record.module;
    } catch (error) {
      session.failure = { error };
    }
  }
  return failed(session.failure.error);
}

/** The engine's `import()`: `referrer` is the file name of the script, or the symbol that names it. */
function onImportCall(referrer, specifier, attributes, resolve, reject, global) {
  if (typeof referrer === 'symbol' || global !== globalThis) {
    const answer = require('internal/modules/esm/dynamic').importFor(referrer, global, specifier, attributes);
    if (answer !== undefined) return answer.then(resolve, reject);
  }
  const base = typeof referrer === 'symbol' ? referrer.description : `${referrer}`;
  if (tracing.import?.hasSubscribers) return traceImport(specifier, baseURL(base), attributes).then(resolve, reject);
  let record;
  try {
    record = loadGraph(() => request(specifier, baseURL(base), attributes), false);
  } catch (error) {
    if (isForever(error)) return undefined;
    throw error;
  }
  evaluate(record).then(() => resolve(namespace(record.module)), reject);
}

function traceImport(specifier, parentURL, attributes) {
  const event = { __proto__: null, parentURL, url: specifier };
  return tracing.import.tracePromise(importModule, event, undefined, specifier, parentURL, attributes);
}

/** The URL that imports of a script are relative to, by its file name. */
function baseURL(base) {
  if (base.startsWith('/')) return pathToFileURL(base).href;
  if (/^(?:file|data|node):/.test(base)) return base;
  const evaluated = base.startsWith('eval at ') ? /\(([^()]*):\d+:\d+\)/.exec(base) : null;
  if (evaluated !== null) return baseURL(evaluated[1]);
  if (/^\[\w+\]$/.test(base)) return `${cwdURL()}${base}`;
  // Nothing says where the code came from: `eval` called by the engine, or a script of node:vm.
  throw new ERR_VM_DYNAMIC_IMPORT_CALLBACK_MISSING();
}

function cwdURL() {
  return pathToFileURL(`${process.cwd()}/`).href;
}

// ---- Loading

// Runs `body`, which yields a record, and makes sure that everything it imports is there.
function loadGraph(body, required) {
  const outer = session;
  const outerCurrent = current;
  session = { failure: null, created: [], required };
  current = null;
  try {
    const record = body();
    if (survey(record.module) & kFailed) throw failure(record.module);
    return record;
  } catch (error) {
    // What failed may be tried again.
    for (const record of session.created) {
      if (record.module === undefined || survey(record.module) & kFailed) records.delete(record.key);
    }
    throw error;
  } finally {
    session = outer;
    current = outerCurrent;
  }
}

const kNoAttributes = Object.freeze({ __proto__: null });

function request(specifier, parentURL, attributes = kNoAttributes) {
  const { url, format, importAttributes } = resolve(specifier, parentURL, attributes);
  return fetch(url, format, importAttributes ?? attributes, false);
}

function fetch(url, format, attributes, isMain) {
  const key = attributes.type === undefined ? url : `${attributes.type} ${url}`;
  const known = records.get(key);
  if (known !== undefined) {
    checkCycle(known);
    return known;
  }
  validateKeys(url, attributes);
  const loaded = load(url, format, attributes);
  validateType(url, loaded.format, attributes);
  return make(new ModuleRecord(url, key, isMain), loaded);
}

function make(record, loaded) {
  const { translate } = require('internal/modules/esm/translators');
  records.set(record.key, record);
  session.created.push(record);
  try {
    translate(record, loaded, compileSource);
    checkCycle(record);
  } catch (error) {
    records.delete(record.key);
    throw error;
  }
  return record;
}

// A graph that `require` loads cannot run a CommonJS module that is running already.
function checkCycle(record) {
  if (!session.required || record.format !== 'commonjs') return;
  const { Module } = require('internal/modules/cjs/loader');
  const filename = fileURLToPath(record.url);
  const module = Module._cache[filename];
  if (module === undefined || module.loaded) return;
  const from = current === null ? '' : ` (from ${fileURLToPath(current.url)})`;
  const name = current === null ? filename : relativeTo(current.url, filename);
  throw new ERR_REQUIRE_CYCLE_MODULE(`Cannot import CommonJS Module ${name} in a cycle.${from}`);
}

function relativeTo(url, filename) {
  const path = require('path');
  const relative = path.relative(path.dirname(fileURLToPath(url)), filename);
  return relative.startsWith('.') ? relative : `./${relative}`;
}

/** Compiles JavaScript as the module of a record; its imports are found meanwhile. */
function compileSource(record, source) {
  sourceMaps.remember?.(record.url, source);
  const outer = current;
  current = record;
  try {
    record.module = compile(source, record.url);
  } finally {
    current = outer;
  }
  record.source = source;
  require('internal/modules/esm/initialize_import_meta').initialize(importMeta(record.module), record, resolveFor);
}

function resolveFor(parentURL, specifier) {
  try {
    return resolve(specifier, parentURL, kNoAttributes).url;
  } catch (error) {
    const missing = error?.code === 'ERR_MODULE_NOT_FOUND' || error?.code === 'ERR_UNSUPPORTED_DIR_IMPORT';
    if (missing && error.url) return error.url;
    throw error;
  }
}

/** Whether a source is a module by its syntax; nothing that it imports is looked for. */
function parsesAsModule(source) {
  return probe(source) === undefined;
}

/** The error that compiling a source as a module gives; undefined when there is none. */
function probe(source, name = 'probe:') {
  const outer = current;
  current = new ModuleRecord('probe:', 'probe:', false);
  current.isProbe = true;
  try {
    compile(source, name);
    return undefined;
  } catch (error) {
    return error;
  } finally {
    current = outer;
  }
}

// ---- Evaluating

/** Starts the evaluation of a record and what it imports, if it was not started; returns its promise. */
function evaluate(record) {
  if (record.promise !== undefined) return record.promise;
  const flags = survey(record.module);
  if (flags & kFailed) throw failure(record.module);
  if (flags & (kEvaluating | kIncomplete)) throw cycleError(record.url, undefined);
  try {
    record.promise = evaluateModule(record.module);
  } catch (error) {
    throw require('internal/modules/esm/link_errors').explain(error, record);
  }
  forgetSources(record);
  // First of all who wait, so that they see the whole message.
  record.promise.then(undefined, (error) => explainMissingGlobal(error, record.url));
  return record.promise;
}

const kCommonJSGlobal = /^(require|module|exports|__filename|__dirname) is not defined$/;

// Says of CommonJS's variables why they are not there.
function explainMissingGlobal(error, url) {
  if (!(error instanceof ReferenceError)) return;
  const { message, stack } = error;
  const match = kCommonJSGlobal.exec(message);
  if (match === null) return;
  let more = ' in ES module scope';
  if (match[1] === 'require') more += ', you can use import instead';
  more += becauseOfPackage(url);
  error.message = message + more;
  error.stack = stack.replace(message, () => message + more);
}

function forgetSources(record) {
  if (record.linked) return;
  record.linked = true;
  if (record.module !== undefined && !hasAwait(record.module)) record.source = undefined;
  for (const request of record.requests) forgetSources(request.record);
}

function cycleError(url, parentFilename) {
  const filename = url.startsWith('file:') ? fileURLToPath(url) : url;
  return new ERR_REQUIRE_CYCLE_MODULE(
    `Cannot require() ES Module ${filename} in a cycle.${parentFilename ? ` (from ${parentFilename})` : ''} ` +
    'A cycle involving require(esm) is not allowed to maintain invariants mandated by the ECMAScript specification. ' +
    'Try making at least part of the dependency in the graph lazily loaded.');
}

function becauseOfPackage(url) {
  const filename = url.startsWith('file:') ? fileURLToPath(url) : '';
  if (!filename.endsWith('.js')) return '';
  const config = require('internal/modules/package_json_reader').nearest(filename);
  if (config?.type !== 'module') return '';
  return "\nThis file is being treated as an ES module because it has a '.js' file extension and " +
    `'${config.pjsonPath}' contains "type": "module". ` +
    "To treat it as a CommonJS script, rename it to use the '.cjs' file extension.";
}

/** What `require` of an ES module returns. `source` is undefined where it is to be read. */
function requireESM(filename, source, parent) {
  const url = pathToFileURL(filename).href;
  let record = records.get(url);
  if (record === undefined) {
    record = loadGraph(() => {
      if (hookLists.thread !== undefined) return request(url, parent?.filename && baseURL(parent.filename));
      return make(new ModuleRecord(url, url, false), { format: 'module', source });
    }, true);
  } else if (record.module === undefined || status(record.module) === kStatusEvaluating) {
    throw cycleError(url, parent?.filename);
  }
  return exportsForRequire(record, filename, parent);
}

function exportsForRequire(record, filename, parent) {
  const { url } = record;
  const flags = survey(record.module);
  if (flags & kAwaits) throw new ERR_REQUIRE_ASYNC_MODULE(filename, parent, undefined);
  if (flags & (kEvaluating | kIncomplete)) throw cycleError(url, parent?.filename);
  const promise = evaluate(record);
  const { 0: state, 1: result } = getPromiseDetails(promise);
  if (state === kRejected) {
    explainMissingGlobal(result, url);
    throw result;
  }
  return requiredExports(record);
}

/** What `require` gives of a text that hooks have for a module that is no file. */
function requireText(url, source) {
  const key = `require ${url}`;
  const record = loadGraph(() => make(new ModuleRecord(url, key, false), { format: 'module', source }), true);
  records.delete(key);
  return exportsForRequire(record, url, undefined);
}

// Node's documentation, "Loading ECMAScript modules using require()": a default export gets an `__esModule` beside it.
function requiredExports(record) {
  const exports = namespace(record.module);
  if (Object.hasOwn(exports, 'module.exports')) return exports['module.exports'];
  if (!Object.hasOwn(exports, 'default') || Object.hasOwn(exports, '__esModule')) return exports;
  record.facade ??= makeFacade(record);
  return namespace(record.facade.module);
}

function makeFacade(target) {
  const facade = new ModuleRecord(kFacade, kFacade, false);
  facade.target = target;
  const outer = current;
  current = facade;
  try {
    facade.module = compile(
      "export * from 'original'; export { default } from 'original'; export const __esModule = true;", kFacade);
  } finally {
    current = outer;
  }
  evaluate(facade);
  return facade;
}

/** `import(specifier)` for built-in scripts: a promise of the namespace. */
async function importModule(specifier, parentURL, attributes = kNoAttributes) {
  const record = await loadOrWait(() => request(specifier, parentURL, attributes));
  await evaluate(record);
  return namespace(record.module);
}

// Where a hook's promise never settles, neither does what waits for it.
function loadOrWait(body) {
  try {
    return loadGraph(body, false);
  } catch (error) {
    if (isForever(error)) return new Promise(() => {});
    throw error;
  }
}

function isForever(error) {
  return hookLists.thread !== undefined && require('internal/modules/esm/hooks_thread').isNeverSettled(error);
}

/** Imports what hooks have loaded already. */
async function importLoaded(url, loaded) {
  const { plain } = require('internal/modules/esm/load');
  const known = records.get(url);
  const record = known ?? loadGraph(() => make(new ModuleRecord(url, url, false), plain(url, loaded)), false);
  await evaluate(record);
  return namespace(record.module);
}

/** Imports the program's own file. `source` is undefined where it is to be read. */
async function importMain(url, source) {
  if (getOptionValue('--input-type')) throw new ERR_INPUT_TYPE_NOT_ALLOWED();
  const record = await loadOrWait(() => {
    if (hookLists.thread !== undefined) {
      const found = resolve(url, undefined, kNoAttributes);
      return fetch(found.url, found.format, found.importAttributes ?? kNoAttributes, true);
    }
    if (source === undefined) return fetch(url, undefined, kNoAttributes, true);
    return make(new ModuleRecord(url, url, true), { format: 'module', source });
  });
  await evaluate(record);
  return namespace(record.module);
}

/** Runs a text as a module of this URL. */
async function importText(url, source) {
  await evaluate(await loadOrWait(() => make(new ModuleRecord(url, url, false), { format: 'module', source })));
}

/** Where modules wait for an `await` that will never end: `[{ url, source }]`. */
function stalledModules() {
  const kStatusEvaluatingAsync = 4;
  const stalled = [];
  for (const record of records.values()) {
    if (record.module === undefined || record.source === undefined) continue;
    if (status(record.module) !== kStatusEvaluatingAsync || !hasAwait(record.module)) continue;
    const waitsForOther = record.requests.some(({ record: other }) => (
      other !== record && other.module !== undefined && status(other.module) === kStatusEvaluatingAsync));
    if (!waitsForOther) stalled.push({ url: record.url, source: record.source });
  }
  return stalled;
}

module.exports = {
  cwdURL, importLoaded, importMain, importModule, importText, onImport, onImportCall, parsesAsModule, probe, requireESM,
  requireText, stalledModules,
};
