// The global `WebAssembly` (https://webassembly.github.io/spec/js-api/), with V8's messages.
'use strict';

const binding = internalBinding('wasm');
const { isObject, requireNew, toBytes } = require('internal/wasm/arguments');
const { Global, Memory, Table, furnish, mark, marked, prototypeOf } = require('internal/wasm/objects');

/** An error class like the engine's own: it can be called without `new`. */
function errorClass(name) {
  const constructor = {
    [name]: function(message, options) {
      const error = Reflect.construct(Error, message === undefined ? [] : [message, options], new.target ?? constructor);
      Error.captureStackTrace(error, new.target ?? constructor);
      return error;
    },
  }[name];
  Object.setPrototypeOf(constructor, Error);
  Object.setPrototypeOf(constructor.prototype, Error.prototype);
  for (const [key, value] of [['name', name], ['message', '']]) {
    Object.defineProperty(constructor.prototype, key, { value, writable: true, configurable: true });
  }
  Object.defineProperty(constructor, 'prototype', { writable: false });
  Object.defineProperty(constructor, 'length', { value: 1, configurable: true });
  return constructor;
}

const CompileError = errorClass('CompileError');
const LinkError = errorClass('LinkError');
const RuntimeError = errorClass('RuntimeError');

function compileModule(bytes, prototype, context) {
  const module = binding.compile(bytes, prototype);
  if (typeof module === 'string') throw new CompileError(`${context}: ${module}`);
  return module;
}

function checkModule(value, context) {
  if (!binding.isModule(value)) throw new TypeError(`${context}: Argument 0 must be a WebAssembly.Module`);
}

function Module(bytes) {
  const context = 'WebAssembly.Module()';
  requireNew(new.target, 'Module');
  return compileModule(toBytes(bytes, context), prototypeOf(new.target, Module), context);
}

furnish(Module, 'Module');

const moduleStatics = {
  imports(module) {
    checkModule(module, 'WebAssembly.Module.imports()');
    const parts = binding.moduleImports(module);
    const list = [];
    for (let i = 0; i < parts.length; i += 3) list.push({ module: parts[i], name: parts[i + 1], kind: parts[i + 2] });
    return list;
  },
  exports(module) {
    checkModule(module, 'WebAssembly.Module.exports()');
    const parts = binding.moduleExports(module);
    const list = [];
    for (let i = 0; i < parts.length; i += 2) list.push({ name: parts[i], kind: parts[i + 1] });
    return list;
  },
  customSections(module, name) {
    const context = 'WebAssembly.Module.customSections()';
    checkModule(module, context);
    if (name === undefined) throw new TypeError(`${context}: Argument 1 is required`);
    return binding.customSections(module, `${name}`);
  },
};
for (const name of Object.keys(moduleStatics)) {
  Object.defineProperty(Module, name, { value: moduleStatics[name], writable: true, enumerable: true, configurable: true });
}

function checkImports(imports, context) {
  if (imports !== undefined && !isObject(imports)) throw new TypeError(`${context}: Argument 1 must be an object`);
}

/** A new instance; `context` names the function that the program called. */
function link(module, imports, prototype, context) {
  const parts = binding.moduleImports(module);
  if (parts.length > 0 && imports === undefined) {
    throw new TypeError(`${context}: Imports argument must be present and must be an object`);
  }
  const values = [];
  for (let i = 0; i < parts.length; i += 3) {
    const from = imports[parts[i]];
    if (!isObject(from)) {
      throw new TypeError(`${context}: Import #${i / 3} "${parts[i]}": module is not an object or function`);
    }
    values.push(from[parts[i + 1]]);
  }
  const instance = binding.instantiate(prototype, module, values, context);
  Object.freeze(binding.instanceExports(instance));
  return instance;
}

function Instance(module) {
  const context = 'WebAssembly.Instance()';
  requireNew(new.target, 'Instance');
  checkModule(module, context);
  const imports = arguments[1];
  checkImports(imports, context);
  return link(module, imports, prototypeOf(new.target, Instance), context);
}

furnish(Instance, 'Instance', {
  get exports() {
    const exports = binding.instanceExports(this);
    if (exports === undefined) {
      throw new TypeError('WebAssembly.Instance.exports(): Receiver is not a WebAssembly.Instance');
    }
    return exports;
  },
});

/**
 * A promise of a module. The bytes are compiled at once, as they may change later; that the module is there is told in a
 * later turn, as it is where threads compile it.
 */
function compileLater(bytes, context) {
  return new Promise((resolve, reject) => {
    const module = binding.compile(bytes, Module.prototype);
    const settle = typeof module === 'string' ?
      () => reject(new CompileError(`${context}: ${module}`)) :
      () => resolve(module);
    require('timers').setImmediate(settle);
  });
}

async function instantiateLater(bytes, imports, context) {
  const module = await compileLater(bytes, context);
  return { module, instance: link(module, imports, Instance.prototype, context) };
}

/** The results of an imported function that has several. */
function list(results) {
  if (typeof results?.[Symbol.iterator] !== 'function') {
    const shown = results === undefined ? 'undefined' : `${results === null ? 'object' : typeof results} ${String(results)}`;
    throw new TypeError(`${shown} is not iterable (cannot read property Symbol(Symbol.iterator))`);
  }
  return [...results];
}

/** A promise of what `make` returns or throws. */
const promised = (make) => new Promise((resolve) => { resolve(make()); });

const functions = {
  compile(bytes) {
    const context = 'WebAssembly.compile()';
    return promised(() => compileLater(toBytes(bytes, context), context));
  },
  validate(bytes) {
    return binding.validate(toBytes(bytes, 'WebAssembly.validate()'));
  },
  instantiate(source) {
    const context = 'WebAssembly.instantiate()';
    const imports = arguments[1];
    return promised(() => {
      const isModule = binding.isModule(source);
      const bytes = isModule ? undefined : toBytes(source, context, 'a buffer source or a WebAssembly.Module object');
      checkImports(imports, context);
      return isModule ? link(source, imports, Instance.prototype, context) : instantiateLater(bytes, imports, context);
    });
  },
  compileStreaming(source) {
    const context = 'WebAssembly.compileStreaming()';
    const { bytesOf } = require('internal/wasm/streaming');
    return bytesOf(source).then((bytes) => compileLater(new Uint8Array(bytes), context));
  },
  instantiateStreaming(source) {
    const context = 'WebAssembly.instantiateStreaming()';
    const imports = arguments[1];
    const { bytesOf } = require('internal/wasm/streaming');
    return promised(() => {
      checkImports(imports, context);
      return bytesOf(source).then((bytes) => instantiateLater(new Uint8Array(bytes), imports, context));
    });
  },
};

const WebAssembly = {};
for (const name of ['compile', 'validate', 'instantiate']) WebAssembly[name] = functions[name];
const classes = { Module, Instance, Table, Memory, Global, CompileError, LinkError, RuntimeError };
for (const name of Object.keys(classes)) {
  Object.defineProperty(WebAssembly, name, { value: classes[name], writable: true, configurable: true });
}
for (const name of ['compileStreaming', 'instantiateStreaming']) WebAssembly[name] = functions[name];
Object.defineProperty(WebAssembly, Symbol.toStringTag, { value: 'WebAssembly', configurable: true });

binding.setHooks({
  modulePrototype: Module.prototype,
  memoryPrototype: Memory.prototype,
  tablePrototype: Table.prototype,
  globalPrototype: Global.prototype,
  LinkError,
  RuntimeError,
  mark,
  marked,
  list,
});

module.exports = { WebAssembly };
