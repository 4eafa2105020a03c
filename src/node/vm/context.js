// Contextified objects: which context belongs to an object, and how one is made.
'use strict';

const { makeContext, globalOf } = internalBinding('contextify');
const { codes: { ERR_INVALID_ARG_TYPE } } = require('internal/errors');
const { getOptionValue } = require('internal/options');
const { validateBoolean, validateObject, validateOneOf, validateString, kValidateObjectAllowObjects } =
  require('internal/validators');

const constants = Object.freeze({
  __proto__: null,
  USE_MAIN_CONTEXT_DEFAULT_LOADER: Symbol('vm_dynamic_import_main_context_default'),
  DONT_CONTEXTIFY: Symbol('vm_context_no_contextify'),
});

class Same {
  constructor(object) { return object; }
}

// A private field on the program's object: invisible, gone with it, and no entry in a table that would keep both alive.
class Contextified extends Same {
  #context;

  constructor(object, context) {
    super(object);
    this.#context = context;
  }

  static contextOf(object) {
    return #context in object ? object.#context : undefined;
  }
}

let count = 0;

/** `object` with a context behind it; see `vm.createContext`. */
function createContext(object = {}, options = { __proto__: null }) {
  const isBare = object === constants.DONT_CONTEXTIFY;
  if (!isBare && isContext(object)) return object;
  validateObject(options, 'options');
  const { name = `VM Context ${++count}`, origin, codeGeneration, microtaskMode, importModuleDynamically } = options;
  validateString(name, 'options.name');
  if (origin !== undefined) validateString(origin, 'options.origin');
  if (codeGeneration !== undefined) validateObject(codeGeneration, 'options.codeGeneration');
  const { strings = true, wasm = true } = codeGeneration ?? { __proto__: null };
  validateBoolean(strings, 'options.codeGeneration.strings');
  validateBoolean(wasm, 'options.codeGeneration.wasm');
  validateOneOf(microtaskMode, 'options.microtaskMode', ['afterEvaluate', undefined]);
  require('internal/vm/origin').validateImporter(importModuleDynamically, 'options.importModuleDynamically');
  const gc = require('internal/gc').exposed();
  const context = makeContext(isBare ? undefined : object, microtaskMode === 'afterEvaluate', gc);
  const contextified = isBare ? globalOf(context) : object;
  if (importModuleDynamically !== undefined) setImporterOf(context, contextified, importModuleDynamically);
  new Contextified(contextified, context);
  require('internal/vm/measure_memory').contextMade();
  if (!strings) forbidCodeFromStrings(context);
  if (getOptionValue('--disable-proto') !== undefined) {
    const { compileFunction } = internalBinding('contextify');
    require('internal/bootstrap').restrictProto(compileFunction(context, 'Object', 'node:vm', 1, undefined));
  }
  return contextified;
}

// Answers `import()` in code of the context that belongs to no script.
function setImporterOf(context, contextified, importer) {
  const { makeImporter } = require('internal/vm/origin');
  const { setImporterOfGlobal } = require('internal/modules/esm/dynamic');
  setImporterOfGlobal(globalOf(context), makeImporter('', importer, () => contextified));
}

// As V8 words it where code from strings is switched off.
function forbidCodeFromStrings(context) {
  const { compileFunction } = internalBinding('contextify');
  compileFunction(context, `(() => {
    const refuse = () => { throw new EvalError('Code generation from strings disallowed for this context'); };
    const given = [Function, async function() {}.constructor, function*() {}.constructor, async function*() {}.constructor];
    for (const Original of given) {
      const Refusing = { [Original.name]: function(...args) { refuse(); } }[Original.name];
      Object.defineProperty(Refusing, 'prototype', { value: Original.prototype });
      Object.defineProperty(Original.prototype, 'constructor', { value: Refusing, writable: true, configurable: true });
      if (Original === Function) {
        Object.defineProperty(globalThis, 'Function', { value: Refusing, writable: true, configurable: true });
      }
    }
    const refusingEval = { eval(code) { return typeof code === 'string' ? refuse() : code; } }.eval;
    Object.defineProperty(globalThis, 'eval', { value: refusingEval, writable: true, configurable: true });
  })()`, 'node:vm', 1, undefined);
}

function isContext(object) {
  validateObject(object, 'object', kValidateObjectAllowObjects);
  return Contextified.contextOf(object) !== undefined;
}

/** The context of a contextified object, or the error for what is none. */
function contextOf(object, name = 'contextifiedObject') {
  if (!isContext(object)) throw new ERR_INVALID_ARG_TYPE(name, 'vm.Context', object);
  return Contextified.contextOf(object);
}

module.exports = { constants, contextOf, createContext, isContext };
