// `vm.Module`, `vm.SourceTextModule` and `vm.SyntheticModule`.
'use strict';

const {
  compile, evaluate, hasAwait, awaitsSomewhere, importMeta, instantiate, namespace, runOwnJobs, setExport, state, synthetic,
} = internalBinding('module_wrap');
const {
  codes: { ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE, ERR_VM_MODULE_CANNOT_CREATE_CACHED_DATA, ERR_VM_MODULE_STATUS },
} = require('internal/errors');
const {
  validateArray, validateBoolean, validateFunction, validateInt32, validateObject, validateString, validateThisInternalField,
  validateUint32,
} = require('internal/validators');
const { customInspectSymbol, emitExperimentalWarning } = require('internal/util');
const { decorateErrorStack } = require('internal/process/fatal');
const { contextOf } = require('internal/vm/context');
const { inColumn, makeCachedData, makeSymbol, tellOfCachedData, validateCachedData, validateImporter } =
  require('internal/vm/origin');
const { instantiateGraph, linkRequests, linkWith } = require('internal/vm/linking');

const kNoLimit = -1;
// The engine's numbers of states.
const kLinked = 2;
const kEvaluating = 3;

/** What a module is inside: shared with `linking`. */
const kWrap = Symbol('kWrap');

const moduleCounts = new WeakMap();
const mainContext = {};

class Module {
  constructor(options) {
    emitExperimentalWarning('VM Modules');
    if (new.target === Module) throw new TypeError('Module is not a constructor');
    const { context, identifier } = options;
    if (context !== undefined) {
      validateObject(context, 'context');
      contextOf(context, 'options.context');
    }
    if (identifier !== undefined) validateString(identifier, 'options.identifier');
    const scope = context ?? mainContext;
    const count = moduleCounts.get(scope) ?? 0;
    if (identifier === undefined) moduleCounts.set(scope, count + 1);
    Object.defineProperty(this, kWrap, {
      __proto__: null,
      value: {
        identifier: identifier ?? `vm:module(${count})`,
        context,
        native: undefined,
        contextHandle: context === undefined ? undefined : contextOf(context),
        // [{ specifier, attributes, phase }]
        requests: [],
        // The modules that answer the requests, once they are known.
        linked: undefined,
        isLinking: false,
        error: undefined,
        hasError: false,
        // Fills `import.meta`, once, before anything that could read it runs.
        initialize: undefined,
        promise: undefined,
      },
    });
  }

  get identifier() {
    validateThisInternalField(this, kWrap, 'Module');
    return this[kWrap].identifier;
  }

  get context() {
    validateThisInternalField(this, kWrap, 'Module');
    return this[kWrap].context;
  }

  get namespace() {
    validateThisInternalField(this, kWrap, 'Module');
    const wrap = this[kWrap];
    if (statusOf(wrap) === 'unlinked' || statusOf(wrap) === 'linking') {
      throw new ERR_VM_MODULE_STATUS('must not be unlinked or linking');
    }
    return namespace(wrap.contextHandle, wrap.native);
  }

  get status() {
    validateThisInternalField(this, kWrap, 'Module');
    return statusOf(this[kWrap]);
  }

  get error() {
    validateThisInternalField(this, kWrap, 'Module');
    if (statusOf(this[kWrap]) !== 'errored') throw new ERR_VM_MODULE_STATUS('must be errored');
    return errorOf(this[kWrap]);
  }

  async link(linker) {
    validateThisInternalField(this, kWrap, 'Module');
    validateFunction(linker, 'linker');
    return linkWith(this, linker);
  }

  // The engine's own promise, which may be settled already.
  evaluate(options = { __proto__: null }) {
    try {
      return evaluateModule(this, options);
    } catch (error) {
      return Promise.reject(error);
    }
  }

  [customInspectSymbol](depth, options) {
    validateThisInternalField(this, kWrap, 'Module');
    const name = this.constructor?.name || 'Module';
    if (typeof depth === 'number' && depth < 0) return `[${name}]`;
    const shown = { __proto__: Object.getPrototypeOf(this) };
    for (const key of ['status', 'identifier', 'context']) {
      Object.defineProperty(shown, key, { __proto__: null, value: this[key], enumerable: true });
    }
    return require('internal/util/inspect').inspect(shown, { ...options, customInspect: false });
  }
}

function evaluateModule(module, options) {
  validateThisInternalField(module, kWrap, 'Module');
  validateObject(options, 'options');
  const { timeout, breakOnSigint = false } = options;
  if (timeout !== undefined) validateUint32(timeout, 'options.timeout', true);
  validateBoolean(breakOnSigint, 'options.breakOnSigint');
  const wrap = module[kWrap];
  const status = statusOf(wrap);
  if (status !== 'linked' && status !== 'evaluated' && status !== 'errored') {
    throw new ERR_VM_MODULE_STATUS('must be one of linked, evaluated, or errored');
  }
  if (wrap.hasError) throw wrap.error;
  if (wrap.promise !== undefined) {
    runOwnJobs(wrap.contextHandle);
    return wrap.promise;
  }
  if (status === 'linked') initializeMetas(module);
  wrap.promise = evaluate(wrap.contextHandle, wrap.native, timeout ?? kNoLimit, breakOnSigint);
  return wrap.promise;
}

function initializeMetas(module, seen = new Set()) {
  if (seen.has(module)) return;
  seen.add(module);
  const wrap = module[kWrap];
  for (const linked of wrap.linked) initializeMetas(linked, seen);
  const { initialize } = wrap;
  wrap.initialize = undefined;
  initialize?.();
}

function statusOf(wrap) {
  if (wrap.hasError) return 'errored';
  const [number, ...error] = state(wrap.native);
  if (error.length > 0) return 'errored';
  if (number > kEvaluating) return 'evaluated';
  if (number === kEvaluating) return 'evaluating';
  if (number === kLinked) return 'linked';
  return wrap.isLinking ? 'linking' : 'unlinked';
}

function errorOf(wrap) {
  return wrap.hasError ? wrap.error : state(wrap.native)[1];
}

class SourceTextModule extends Module {
  #source;
  #dependencySpecifiers;

  constructor(source, options = { __proto__: null }) {
    validateString(source, 'source');
    validateObject(options, 'options');
    const { lineOffset = 0, columnOffset = 0, initializeImportMeta, importModuleDynamically, cachedData } = options;
    validateInt32(lineOffset, 'options.lineOffset');
    validateInt32(columnOffset, 'options.columnOffset');
    if (initializeImportMeta !== undefined) validateFunction(initializeImportMeta, 'options.initializeImportMeta');
    validateImporter(importModuleDynamically, 'options.importModuleDynamically');
    validateCachedData(cachedData);
    super(options);
    this.#source = source;
    if (cachedData !== undefined) this.#checkCachedData(cachedData);
    const wrap = this[kWrap];
    const symbol = makeSymbol(wrap.identifier, importModuleDynamically, () => this);
    let list;
    try {
      [wrap.native, list] = compile(
        wrap.contextHandle, inColumn(source, columnOffset), wrap.identifier, lineOffset + 1, symbol);
    } catch (error) {
      throw decorateErrorStack(error, wrap.identifier, (line) => source.split('\n')[line - 1 - lineOffset]);
    }
    for (let i = 0; i < list.length; i += 2) {
      const attributes = Object.freeze({ __proto__: null, ...list[i + 1] });
      wrap.requests.push(Object.freeze({ __proto__: null, specifier: list[i], attributes, phase: 'evaluation' }));
    }
    Object.freeze(wrap.requests);
    if (initializeImportMeta !== undefined) {
      wrap.initialize = () => initializeImportMeta(importMeta(wrap.contextHandle, wrap.native), this);
    }
  }

  #checkCachedData(cachedData) {
    const told = {};
    tellOfCachedData(told, this.#source, { cachedData, produceCachedData: false });
    if (!told.cachedDataRejected) return;
    const { codes: { ERR_VM_MODULE_CACHED_DATA_REJECTED } } = require('internal/errors');
    throw new ERR_VM_MODULE_CACHED_DATA_REJECTED();
  }

  linkRequests(modules) {
    validateThisInternalField(this, kWrap, 'SourceTextModule');
    if (this.status !== 'unlinked') throw new ERR_VM_MODULE_STATUS('must be unlinked');
    validateArray(modules, 'modules');
    linkRequests(this, modules);
  }

  instantiate() {
    validateThisInternalField(this, kWrap, 'SourceTextModule');
    if (this.status !== 'unlinked') throw new ERR_VM_MODULE_STATUS('must be unlinked');
    instantiateGraph(this);
  }

  get dependencySpecifiers() {
    validateThisInternalField(this, kWrap, 'SourceTextModule');
    this.#dependencySpecifiers ??= Object.freeze(this[kWrap].requests.map(({ specifier }) => specifier));
    return this.#dependencySpecifiers;
  }

  get moduleRequests() {
    validateThisInternalField(this, kWrap, 'SourceTextModule');
    return this[kWrap].requests;
  }

  get status() {
    validateThisInternalField(this, kWrap, 'SourceTextModule');
    return super.status;
  }

  get error() {
    validateThisInternalField(this, kWrap, 'SourceTextModule');
    return super.error;
  }

  hasAsyncGraph() {
    validateThisInternalField(this, kWrap, 'SourceTextModule');
    if (this.status === 'unlinked' || this.status === 'linking') throw new ERR_VM_MODULE_STATUS('must be instantiated');
    return awaitsSomewhere(this[kWrap].native);
  }

  hasTopLevelAwait() {
    validateThisInternalField(this, kWrap, 'SourceTextModule');
    return hasAwait(this[kWrap].native);
  }

  createCachedData() {
    const { status } = this;
    if (status === 'evaluating' || status === 'evaluated' || status === 'errored') {
      throw new ERR_VM_MODULE_CANNOT_CREATE_CACHED_DATA();
    }
    return makeCachedData(this.#source);
  }
}

class SyntheticModule extends Module {
  constructor(exportNames, evaluateCallback, options = { __proto__: null }) {
    if (!Array.isArray(exportNames) || exportNames.some((name) => typeof name !== 'string')) {
      throw new ERR_INVALID_ARG_TYPE('exportNames', 'Array of unique strings', exportNames);
    }
    exportNames.forEach((name, i) => {
      if (exportNames.indexOf(name, i + 1) === -1) return;
      throw new ERR_INVALID_ARG_VALUE(`exportNames.${name}`, name, 'is duplicated');
    });
    validateFunction(evaluateCallback, 'evaluateCallback');
    validateObject(options, 'options');
    super(options);
    const wrap = this[kWrap];
    const run = () => { evaluateCallback.call(this); };
    wrap.native = synthetic(wrap.contextHandle, wrap.identifier, exportNames, run);
    wrap.linked = [];
    instantiate(wrap.contextHandle, wrap.native);
  }

  /** Nothing: it imports nothing. */
  link() {
    validateThisInternalField(this, kWrap, 'SyntheticModule');
    return Promise.resolve();
  }

  setExport(name, value) {
    validateThisInternalField(this, kWrap, 'SyntheticModule');
    validateString(name, 'name');
    if (!setExport(this[kWrap].native, name, value)) throw new ReferenceError(`Export '${name}' is not defined in module`);
  }
}

function isModule(value) {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, kWrap);
}

module.exports = { Module, SourceTextModule, SyntheticModule, isModule, kWrap, statusOf };
