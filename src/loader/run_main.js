// Runs the program that the command line names.
'use strict';

const path = require('path');
const { Module } = require('internal/modules/cjs/loader');
const { compileCommonJS, evaluate, readText } = internalBinding('modules');
const { hookLists, textSources, typeScriptFormat } = require('internal/modules/helpers');
const { getOptionValue } = require('internal/options');
const { isMainThread } = internalBinding('worker');

/** Runs the program's file; what is loaded before it may have put a function of its own in the place of this. */
function runMain(file) {
  const main = path.resolve(file);
  process.argv[1] = main;
  start();
  return (Module.runMain ?? runFile)(main);
}

/** Runs a file, found as `require` of an absolute path finds it. */
function runFile(file) {
  const main = path.resolve(file);
  if (hookLists.thread !== undefined) return runMainModule(main, undefined);
  const resolved = Module._findPath(main, null, true);
  if (resolved && isModule(resolved)) return runMainModule(resolved, undefined);
  return afterImports((esm) => {
    if (hookLists.thread === undefined) return Module._load(main, null, true);
    return esm.importMain(require('internal/url').pathToFileURL(main).href, undefined);
  });
}

/** Loads a file for its exports, for a subcommand that calls them. */
function loadFile(file) {
  const main = path.resolve(file);
  start();
  // It is not the main module: an ES module would be loaded later, by the loop.
  return Module._load(main, null, false);
}

function isModule(filename) {
  if (filename.endsWith('.mjs')) return true;
  const typed = typeScriptFormat(filename);
  if (typed === 'module-typescript') return true;
  if (typed === 'commonjs-typescript' || filename.endsWith('.cjs')) return false;
  return require('internal/modules/package_json_reader').typeOf(filename) === 'module';
}

/** Runs the program's file as an ES module. `source` is undefined where it is to be read. */
function runMainModule(filename, source) {
  process.mainModule = undefined;
  const { pathToFileURL } = require('internal/url');
  const { runEntry } = require('internal/modules/esm/entry');
  runEntry(async (esm) => {
    const { default: program } = await esm.importMain(pathToFileURL(filename).href, source);
    // Several runtimes serve what looks like this.
    if (isMainThread && typeof program?.fetch === 'function') {
      await require('internal/serve/main').serveDefault(program);
    }
  });
}

/** Runs what a URL leads to as an ES module. */
function runURL(url) {
  start();
  const { runEntry } = require('internal/modules/esm/entry');
  runEntry((esm) => esm.importMain(url, undefined));
}

// Runs CommonJS at once, or when what --import asks for has been imported.
function afterImports(body) {
  if (!(getOptionValue('--import')?.length > 0)) return body();
  require('internal/modules/esm/entry').runEntry(body);
  return undefined;
}

/** Runs a text (`-e`, standard input) as a script named `name`; prints its completion value if asked to. */
function runText(text, name, print) {
  start();
  let type = getOptionValue('--input-type');
  if (type?.endsWith('-typescript')) {
    text = require('internal/modules/typescript').stripText(text, name);
    type = type.slice(0, -'-typescript'.length);
  }
  if (type === 'module') return runTextModule(text);
  if (type === undefined) text = asJavaScript(text, name);
  textSources.texts.set(name, text);
  return afterImports(() => runScript(text, name, print, type));
}

// A text that is no JavaScript may be TypeScript. What is neither runs into its error as JavaScript, which is shown
// with what is wrong with it as TypeScript.
function asJavaScript(text, name) {
  if (!getOptionValue('--strip-types') || !isEarly(text)) return text;
  if (require('internal/modules/esm/loader').parsesAsModule(text)) return text;
  try {
    return require('internal/modules/typescript').stripText(text, name);
  } catch ({ message }) {
    textSources.notes.set(name, message);
    return text;
  }
}

function runTextModule(text) {
  const { runEntry } = require('internal/modules/esm/entry');
  runEntry((esm) => esm.importText(`${esm.cwdURL()}[eval1]`, text));
}

function runScript(text, name, print, type) {
  const module = new Module(name);
  const folder = currentFolder();
  module.filename = path.join(folder, name);
  module.paths = Module._nodeModulePaths(folder);
  const { makeRequire } = require('internal/modules/helpers');
  const hidden = (key, value) => Object.defineProperty(globalThis, key, {
    __proto__: null, value, writable: true, configurable: true, enumerable: false,
  });
  hidden('require', makeRequire(module, Module));
  hidden('module', module);
  hidden('exports', module.exports);
  hidden('__filename', name);
  hidden('__dirname', '.');
  defineBuiltinGlobals();
  // Asked beforehand: a caught and thrown error would no longer tell where it was thrown.
  if (type !== 'commonjs' && !print && isTextModule(text)) return runTextModule(text);
  const value = evaluate(text, name);
  if (print) console.log(value);
}

// A text may use built-in modules by their names, unless it declares those itself.
function defineBuiltinGlobals() {
  const { builtinModules, loadBuiltin } = require('internal/modules/helpers');
  for (const id of builtinModules()) {
    if (!/^[a-z]\w*$/.test(id) || Object.hasOwn(globalThis, id)) continue;
    const define = (value) => Object.defineProperty(globalThis, id, {
      __proto__: null, value, writable: true, configurable: true, enumerable: false,
    });
    Object.defineProperty(globalThis, id, {
      __proto__: null,
      configurable: true,
      enumerable: false,
      get() {
        const exports = loadBuiltin(id);
        define(exports);
        return exports;
      },
      set: define,
    });
  }
}

// The folder may be gone; a text needs none.
function currentFolder() {
  try {
    return process.cwd();
  } catch {
    return path.dirname(process.execPath);
  }
}

function isTextModule(text) {
  return /\b(?:import|export|await)\b/.test(text) && isEarly(text) &&
    require('internal/modules/esm/loader').parsesAsModule(text);
}

// Whether a text has an error of syntax, rather than throws a SyntaxError when it runs.
function isEarly(text) {
  try {
    compileCommonJS(text, '[eval]');
    return false;
  } catch {
    return true;
  }
}

/** Compiles a file without running it (`--check`). */
function checkFile(file) {
  Module._initPaths();
  const resolved = Module._findPath(path.resolve(file), null, true) || path.resolve(file);
  const text = readText(resolved);
  const error = isModule(resolved) ?
    require('internal/modules/esm/loader').probe(text, resolved) : checkScript(resolved, text);
  if (error !== undefined) throw error;
}

function checkScript(filename, text) {
  try {
    compileCommonJS(text, filename);
    return undefined;
  } catch (error) {
    const isTypeless = filename.endsWith('.js') &&
      require('internal/modules/package_json_reader').typeOf(filename) === 'none';
    return isTypeless && isTextModule(text) ? undefined : error;
  }
}

// What happens before the program, whichever kind it is: --require asks for modules.
function start() {
  Module._initPaths();
  if (getOptionValue('--enable-source-maps')) {
    const { setSourceMapsSupport } = require('internal/source_map/source_map_cache');
    setSourceMapsSupport(true, { nodeModules: true, generatedCode: true });
  }
  if (getOptionValue('--experimental-loader')?.length > 0) {
    require('internal/modules/esm/hooks_thread').registerFromOptions();
  }
  const requests = getOptionValue('--require');
  if (requests?.length > 0) Module._preloadModules(requests);
}

module.exports = { checkFile, loadFile, runFile, runMain, runMainModule, runText, runURL };
