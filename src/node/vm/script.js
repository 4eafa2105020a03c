// `vm.Script`, and the running of scripts.
'use strict';

const { compileScript, runScript } = internalBinding('contextify');
const { validateBoolean, validateObject, validateString, validateUint32 } = require('internal/validators');
const { decorateErrorStack } = require('internal/process/fatal');
const { contextOf, createContext } = require('internal/vm/context');
const { inColumn, makeCachedData, makeSymbol, readOrigin, sourceMapURLOf, tellOfCachedData, validateImporter } =
  require('internal/vm/origin');

class Script {
  #code;
  #origin;
  #symbol;
  // The compiled script of the context that it ran in last, which a script is bound to here.
  #context;
  #compiled;

  constructor(code, options = { __proto__: null }) {
    code = `${code}`;
    if (typeof options === 'string') options = { filename: options };
    else validateObject(options, 'options');
    const origin = readOrigin(options, 'evalmachine.<anonymous>');
    const { importModuleDynamically } = origin;
    validateImporter(importModuleDynamically, 'options.importModuleDynamically');
    this.#code = code;
    this.#origin = origin;
    this.#symbol = makeSymbol(origin.filename, importModuleDynamically, () => this);
    this.#compiled = this.#compile(undefined);
    // Node's order of properties.
    if (origin.cachedData !== undefined) this.cachedDataRejected = undefined;
    if (origin.produceCachedData) this.cachedDataProduced = undefined;
    tellOfCachedData(this, code, origin);
    this.sourceMapURL = sourceMapURLOf(code);
  }

  #compile(context) {
    const { filename, lineOffset, columnOffset } = this.#origin;
    try {
      return compileScript(context, inColumn(this.#code, columnOffset), filename, lineOffset + 1, this.#symbol);
    } catch (error) {
      throw this.#decorated(error);
    }
  }

  #decorated(error) {
    const { filename, lineOffset, columnOffset } = this.#origin;
    const lineOf = (line) => this.#code.split(/\r\n|[\n\r\u2028\u2029]/)[line - 1 - lineOffset];
    return decorateErrorStack(error, filename, lineOf, lineOffset + 1, columnOffset);
  }

  #run(context, options) {
    const { timeout, breakOnSigint, displayErrors } = readRunOptions(options);
    if (context !== this.#context) {
      this.#compiled = this.#compile(context);
      this.#context = context;
    }
    try {
      return runScript(context, this.#compiled, timeout, breakOnSigint);
    } catch (error) {
      throw displayErrors ? this.#decorated(error) : error;
    }
  }

  runInThisContext(options) {
    return this.#run(undefined, options);
  }

  runInContext(contextifiedObject, options) {
    return this.#run(contextOf(contextifiedObject), options);
  }

  runInNewContext(contextObject, options) {
    if (typeof this?.runInContext !== 'function') throw new TypeError('this.runInContext is not a function');
    return this.runInContext(createContext(contextObject, contextOptions(options)), options);
  }

  static {
    // Where Node has it: on the native class behind this one.
    Object.setPrototypeOf(this.prototype, {
      createCachedData() { return makeCachedData(this.#code); },
    });
  }
}

const kNoLimit = -1;

function readRunOptions(options = { __proto__: null }) {
  validateObject(options, 'options');
  const { timeout, breakOnSigint = false, displayErrors = true } = options;
  if (timeout !== undefined) validateUint32(timeout, 'options.timeout', true);
  validateBoolean(displayErrors, 'options.displayErrors');
  validateBoolean(breakOnSigint, 'options.breakOnSigint');
  return { timeout: timeout ?? kNoLimit, breakOnSigint, displayErrors };
}

/** The options of the context among those of `runInNewContext`. */
function contextOptions(options) {
  if (!options) return {};
  validateObject(options, 'options');
  const { contextName: name, contextOrigin: origin, contextCodeGeneration: codeGeneration, microtaskMode } = options;
  if (name !== undefined) validateString(name, 'options.contextName');
  if (origin !== undefined) validateString(origin, 'options.contextOrigin');
  if (codeGeneration !== undefined) {
    validateObject(codeGeneration, 'options.contextCodeGeneration');
    const { strings, wasm } = codeGeneration;
    if (strings !== undefined) validateBoolean(strings, 'options.contextCodeGeneration.strings');
    if (wasm !== undefined) validateBoolean(wasm, 'options.contextCodeGeneration.wasm');
  }
  return { name, origin, codeGeneration, microtaskMode };
}

module.exports = { Script, contextOptions };
