// From a loaded source to a module of the engine, one way for each format.
'use strict';

const path = require('path');
const { commonJSExports, setExport, synthetic } = internalBinding('esm');
const { readText } = internalBinding('modules');
const { codes: { ERR_UNKNOWN_BUILTIN_MODULE, ERR_UNKNOWN_MODULE_FORMAT } } = require('internal/errors');
const { fileURLToPath } = require('internal/url');
const { hookLists, isBuiltin, loadBuiltin, setBuiltinSync, typeScriptFormat } = require('internal/modules/helpers');

/** Gives `record` its module. `loaded` is { format, source }; without a format the syntax decides. */
function translate(record, loaded, compileSource) {
  if (loaded.format?.endsWith('typescript')) loaded = withoutTypes(record, loaded);
  const { format, source } = loaded;
  switch (format) {
    case undefined:
    case null:
      return translateBySyntax(record, loaded, compileSource);
    case 'module':
      record.format = 'module';
      return compileSource(record, source);
    case 'commonjs':
      return translateCommonJS(record, loaded);
    case 'json':
      return translateJSON(record, source);
    case 'builtin':
      return translateBuiltin(record);
    default:
      throw new ERR_UNKNOWN_MODULE_FORMAT(format, record.url);
  }
}

function withoutTypes(record, { format, source, isHooked }) {
  const { stripModuleTypes } = require('internal/modules/typescript');
  const filename = record.url.startsWith('file:') ? fileURLToPath(record.url) : record.url;
  const kind = format === 'typescript' ? undefined : format.slice(0, -'-typescript'.length);
  return { format: kind, source: stripModuleTypes(source, filename, record.url), isHooked };
}

function translateBySyntax(record, loaded, compileSource) {
  const filename = fileURLToPath(record.url);
  const { isModuleSyntax } = require('internal/modules/cjs/syntax');
  if (!isModuleSyntax(loaded.source, filename)) return translateCommonJS(record, loaded);
  require('internal/modules/esm/get_format').warnTypeless(filename);
  record.format = 'module';
  return compileSource(record, loaded.source);
}

// ---- CommonJS

// By file name: the names that its text exports.
const namesByFile = new Map();

function translateCommonJS(record, loaded) {
  record.format = 'commonjs';
  const { Module } = require('internal/modules/cjs/loader');
  const filename = record.url.startsWith('file:') ? fileURLToPath(record.url) : record.url;
  const names = new Set(exportedNames(filename, loaded.source, Module));
  names.add('default');
  names.add('module.exports');
  record.module = synthetic(record.url, [...names], (module) => {
    const exports = loaded.isHooked ? runText(Module, filename, loaded.source, record) : run(Module, filename, record);
    for (const name of names) {
      if (name === 'default' || name === 'module.exports') continue;
      if (exports === null || exports === undefined || !Object.hasOwn(Object(exports), name)) continue;
      let value;
      try {
        value = exports[name];
      } catch {
        // A getter that throws leaves its export undefined, as in Node.
      }
      setExport(module, name, value);
    }
    setExport(module, 'default', exports);
    setExport(module, 'module.exports', exports);
  });
}

// Through the functions that programs patch.
function run(Module, filename, record) {
  const { loadedExports } = require('internal/modules/cjs/loader');
  const cached = Module._cache[filename];
  if (cached?.loaded) return loadedExports(cached);
  if (hookLists.resolve.length === 0) return Module._load(filename, undefined, record.isMain);
  // They have been asked.
  const before = hookLists.resolved;
  hookLists.resolved = filename;
  try {
    return Module._load(filename, undefined, record.isMain);
  } finally {
    hookLists.resolved = before;
  }
}

function runText(Module, filename, source, record) {
  const cached = Module._cache[filename];
  if (cached !== undefined) return cached.exports;
  const module = new Module(filename);
  module.filename = filename;
  module.paths = Module._nodeModulePaths(path.dirname(filename));
  if (record.isMain) {
    process.mainModule = module;
    module.id = '.';
  }
  Module._cache[filename] = module;
  try {
    module._compile(source, filename, 'commonjs');
  } catch (error) {
    delete Module._cache[filename];
    throw error;
  }
  module.loaded = true;
  return module.exports;
}

function exportedNames(filename, source, Module) {
  const known = namesByFile.get(filename);
  if (known !== undefined) return known;
  const names = new Set();
  // Before the files that it re-exports, which may re-export it.
  namesByFile.set(filename, names);
  const { 0: own, 1: reexports } = commonJSExports(source);
  for (const name of own) names.add(name);
  for (const specifier of reexports) {
    const found = reexported(specifier, filename, Module);
    if (found === undefined) continue;
    for (const name of exportedNames(found, textOf(found), Module)) names.add(name);
  }
  return names;
}

function textOf(filename) {
  const text = readText(filename);
  if (typeScriptFormat(filename) === undefined) return text;
  return require('internal/modules/typescript').stripModuleTypes(text, filename, filename);
}

// The CommonJS file that a re-export leads to, if it is one.
function reexported(specifier, filename, Module) {
  const parent = { id: filename, filename, paths: Module._nodeModulePaths(path.dirname(filename)) };
  let found;
  try {
    found = Module._resolveFilename(specifier, parent, false);
  } catch {
    // It throws when it runs, if it does.
    return undefined;
  }
  if (isBuiltin(found)) return undefined;
  const extension = path.extname(found);
  return extension === '.js' || extension === '.cjs' || !Module._extensions[extension] ? found : undefined;
}

// ---- JSON

function translateJSON(record, source) {
  record.format = 'json';
  const { Module } = require('internal/modules/cjs/loader');
  const name = record.url.startsWith('file:') ? fileURLToPath(record.url) : record.url;
  let value;
  if (!Module._cache[name]?.loaded) {
    try {
      value = JSON.parse(source);
    } catch (error) {
      error.message = `${name}: ${error.message}`;
      throw error;
    }
  }
  record.module = synthetic(record.url, ['default'], (module) => {
    // What `require` gave to others by now is the same value for all.
    const cached = Module._cache[name];
    setExport(module, 'default', cached?.loaded ? cached.exports : value);
  });
}

// ---- Built-in modules

// { module, exports, names } of every built-in module that was imported.
const builtins = [];

function translateBuiltin(record) {
  record.format = 'builtin';
  if (!isBuiltin(record.url)) throw new ERR_UNKNOWN_BUILTIN_MODULE(record.url);
  const exports = loadBuiltin(record.url);
  const names = Object.keys(exports).filter((name) => name !== 'default');
  record.module = synthetic(record.url, [...names, 'default'], (module) => {
    const entry = { module, exports, names };
    builtins.push(entry);
    setExport(module, 'default', exports);
    setBuiltinExports(entry);
  });
}

function setBuiltinExports({ module, exports, names }) {
  for (const name of names) {
    let value;
    try {
      value = exports[name];
    } catch {
      // A getter that throws leaves its export undefined, as in Node.
    }
    setExport(module, name, value);
  }
}

// Makes imported names of built-in modules what the properties are now.
setBuiltinSync(() => builtins.forEach(setBuiltinExports));

module.exports = { translate };
