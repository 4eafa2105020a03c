// Where compiled code comes from: its name, its place, what answers its `import()`, and the cached data that goes with it.
'use strict';

const {
  codes: {
    ERR_INVALID_ARG_TYPE, ERR_VM_DYNAMIC_IMPORT_CALLBACK_MISSING, ERR_VM_DYNAMIC_IMPORT_CALLBACK_MISSING_FLAG,
    ERR_VM_MODULE_NOT_MODULE,
  },
} = require('internal/errors');
const { isArrayBufferView, isModuleNamespaceObject } = require('internal/util/types');
const { validateBoolean, validateFunction, validateInt32, validateString } = require('internal/validators');
const { getOptionValue } = require('internal/options');
const { emitExperimentalWarning } = require('internal/util');
const { constants } = require('internal/vm/context');

/** The options that every kind of compiled text has, checked. */
function readOrigin(options, filename) {
  const { lineOffset = 0, columnOffset = 0, cachedData, produceCachedData = false, importModuleDynamically } = options;
  validateString(options.filename ?? filename, 'options.filename');
  if (options.filename === null) validateString(null, 'options.filename');
  validateInt32(lineOffset, 'options.lineOffset');
  validateInt32(columnOffset, 'options.columnOffset');
  validateCachedData(cachedData);
  validateBoolean(produceCachedData, 'options.produceCachedData');
  return {
    filename: options.filename ?? filename, lineOffset, columnOffset, cachedData, produceCachedData, importModuleDynamically,
  };
}

function validateCachedData(cachedData) {
  if (cachedData !== undefined && !isArrayBufferView(cachedData)) {
    throw new ERR_INVALID_ARG_TYPE('options.cachedData', ['Buffer', 'TypedArray', 'DataView'], cachedData);
  }
}

function validateImporter(importer, name) {
  if (importer === constants.USE_MAIN_CONTEXT_DEFAULT_LOADER) {
    emitExperimentalWarning('vm.USE_MAIN_CONTEXT_DEFAULT_LOADER');
  } else if (importer !== undefined) {
    validateFunction(importer, name);
  }
}

/** A symbol that stands for one compiled text; `import()` in it is answered as `importer` says. */
function makeSymbol(filename, importer, referrer) {
  const symbol = Symbol(filename);
  const { setImporter } = require('internal/modules/esm/dynamic');
  setImporter(symbol, makeImporter(filename, importer, referrer));
  return symbol;
}

function makeImporter(filename, importer, referrer) {
  if (importer === undefined) {
    return () => { throw new ERR_VM_DYNAMIC_IMPORT_CALLBACK_MISSING(); };
  }
  if (importer === constants.USE_MAIN_CONTEXT_DEFAULT_LOADER) {
    return (specifier, attributes) => {
      const loader = require('internal/modules/esm/loader');
      return loader.importModule(specifier, baseOf(filename, loader), attributes);
    };
  }
  if (!getOptionValue('--experimental-vm-modules')) {
    return () => { throw new ERR_VM_DYNAMIC_IMPORT_CALLBACK_MISSING_FLAG(); };
  }
  return async (specifier, attributes) => {
    const module = await importer(specifier, referrer(), attributes, 'evaluation');
    if (isModuleNamespaceObject(module)) return module;
    const { isModule } = require('internal/vm/module');
    if (!isModule(module)) throw new ERR_VM_MODULE_NOT_MODULE();
    if (module.status === 'errored') throw module.error;
    return module.namespace;
  };
}

function baseOf(filename, { cwdURL }) {
  const { isAbsolute } = require('path');
  if (isAbsolute(filename)) return require('internal/url').pathToFileURL(filename).href;
  return URL.canParse(filename) ? filename : cwdURL();
}

/** Text that starts in its column: blanks stand for what would be before it. */
function inColumn(code, columnOffset) {
  return columnOffset > 0 ? ' '.repeat(columnOffset) + code : code;
}

// ---- Cached data: the engine's bytecode must not be read from where a program can change it, so that the data only say
// of which source they are, by its length, as V8's do

function makeCachedData(code) {
  const { Buffer } = require('buffer');
  const data = Buffer.alloc(8);
  data.writeUInt32LE(0x726e6f64, 0);
  data.writeUInt32LE(code.length, 4);
  return data;
}

/** Gives `target` the properties that tell of cached data. */
function tellOfCachedData(target, code, { cachedData, produceCachedData }) {
  if (cachedData !== undefined) {
    const { Buffer } = require('buffer');
    const given = Buffer.from(cachedData.buffer, cachedData.byteOffset, cachedData.byteLength);
    target.cachedDataRejected = !given.equals(makeCachedData(code));
  }
  if (produceCachedData) {
    target.cachedDataProduced = true;
    target.cachedData = makeCachedData(code);
  }
}

/** The value of the last magic comment that names a source map; undefined without one. */
function sourceMapURLOf(code) {
  let found;
  for (const match of code.matchAll(/^[ \t]*\/\/[#@] sourceMappingURL=([^\s'"]+)[ \t]*$/gm)) found = match[1];
  return found;
}

module.exports = {
  inColumn, makeCachedData, makeImporter, makeSymbol, readOrigin, sourceMapURLOf, tellOfCachedData, validateCachedData,
  validateImporter,
};
