// CommonJS: the `Module` class, with the hooks that packages patch (`_load`, `_resolveFilename`, `_extensions`,
// `prototype._compile`, `wrap` …).
'use strict';

const path = require('path');
const { compileCommonJS, evaluate, readText, stat: nativeStat } = internalBinding('modules');
const { codes: { ERR_INVALID_ARG_VALUE, ERR_UNKNOWN_BUILTIN_MODULE } } = require('internal/errors');
const { validateString } = require('internal/validators');
const { getOptionValue } = require('internal/options');
const { deprecate } = require('internal/util');
const {
  builtinModules, cjsConditions, isBuiltin, kResolve, kScheme, loadBuiltin, makeRequire, preservesSymlinks, sourceMaps,
  tracing, typeScriptFormat,
} = require('internal/modules/helpers');
const { hasLoadHooks, hasResolveHooks, loadBuiltinWithHooks, loadFile, resolveForUser, resolveRequest } =
  require('internal/modules/cjs/hooks');
const { findPath, finish, nodeModulePaths, withStatCache } = require('internal/modules/cjs/find');
const packages = require('internal/modules/package_json_reader');

// Loaded with the first cycle.
let circular;

function exportsInCycle(module) {
  circular ??= require('internal/modules/cjs/circular');
  return circular.exportsInCycle(module);
}

const relativeCache = { __proto__: null };
let wrapper = ['(function (exports, require, module, __filename, __dirname) { ', '\n});'];
let patched = false;
let globalPaths = [];
let isPreloading = false;
let stat = nativeStat;

function Module(id = '', parent) {
  this.id = id;
  this.path = path.dirname(id);
  setOwn(this, 'exports', {});
  updateChildren(parent, this, false);
  Object.defineProperty(this, parentKey, { __proto__: null, value: parent, writable: true, configurable: true });
  this.filename = null;
  this.loaded = false;
  this.children = [];
}

// An own property, also where a program has put an accessor of that name on Object.prototype.
function setOwn(object, name, value) {
  if (name in object) {
    Object.defineProperty(object, name, {
      __proto__: null, value, writable: true, enumerable: true, configurable: true,
    });
  } else {
    object[name] = value;
  }
}

const parentKey = Symbol('kModuleParent');
// What Node shows of a loaded module beside its named properties.
const kIsMainSymbol = Symbol('kIsMainSymbol');
const kIsCachedByESMLoader = Symbol('kIsCachedByESMLoader');
const kURL = Symbol('kURL');
const kFormat = Symbol('kFormat');
const kIsExecuting = Symbol('kIsExecuting');

// A getter, as in Node: a module is shown as a plain object.
Object.defineProperty(Module.prototype, 'constructor', {
  __proto__: null, get() { return Module; }, enumerable: false, configurable: false,
});

Object.defineProperty(Module.prototype, 'isPreloading', {
  __proto__: null, get() { return isPreloading; }, enumerable: false, configurable: false,
});

const parentAccessor = {
  get() { return this[parentKey]; },
  set(value) {
    Object.defineProperty(this, parentKey, { __proto__: null, value, writable: true, configurable: true });
  },
};
if (getOptionValue('--pending-deprecation')) {
  const message = 'module.parent is deprecated due to accuracy issues. Please use require.main to find program entry ' +
    'point instead.';
  for (const half of ['get', 'set']) parentAccessor[half] = deprecate(parentAccessor[half], message, 'DEP0144');
}
Object.defineProperty(Module.prototype, 'parent', { __proto__: null, ...parentAccessor });

// The statics stand in Node's order; some are defined further down, where their place in it is taken here.
hiddenStatic('_stat', () => stat, (value) => { stat = value; }, true);
Module._cache = { __proto__: null };
Module._pathCache = { __proto__: null };
Module._extensions = { __proto__: null };
Module.globalPaths = globalPaths;
hiddenStatic('wrap', () => wrap, (value) => {
  patched = true;
  wrap = value;
}, false);
hiddenStatic('wrapper', () => {
  patched = true;
  return wrapper;
}, (value) => {
  patched = true;
  wrapper = value;
}, false);
function debug(...args) {
  require('internal/util/debuglog').debuglog('module')(...args);
}
Module._debug = deprecate(debug, 'Module._debug is deprecated.', 'DEP0077');
Module.isBuiltin = isBuiltin;
hiddenStatic('_readPackage', () => readPackage, (value) => { readPackage = value; }, true);
for (const name of ['_findPath', '_nodeModulePaths', '_resolveLookupPaths', '_load', '_resolveFilename',
                    'createRequire', '_initPaths', '_preloadModules', 'syncBuiltinESMExports']) {
  Module[name] = undefined;
}
Module._nodeModulePaths = nodeModulePaths;
Module.Module = Module;
Module.registerHooks = function registerHooks(hooks) {
  return require('internal/modules/customization_hooks').registerHooks(hooks);
};
// A list of strings that most programs never look at.
Object.defineProperty(Module, 'builtinModules', {
  __proto__: null,
  get() { return Module.builtinModules = builtinModules(); },
  set(value) {
    Object.defineProperty(Module, 'builtinModules', { __proto__: null, value, writable: true });
  },
  enumerable: true,
  configurable: true,
});

function hiddenStatic(name, get, set, configurable) {
  Object.defineProperty(Module, name, { __proto__: null, get, set, enumerable: false, configurable });
}

function wrap(script) {
  return wrapper[0] + script + wrapper[1];
}

function readPackage(folder) {
  return packages.read(path.resolve(folder, 'package.json'));
}

function updateChildren(parent, child, scan) {
  const children = parent?.children;
  if (children && !(scan && children.includes(child))) children.push(child);
}

// ---- Finding

Module._findPath = function(request, paths, isMain = false, conditions = undefined) {
  if (!path.isAbsolute(request) && (!paths || paths.length === 0)) return false;
  let key = `${request}\x00${paths ? paths.join('\x00') : ''}`;
  if (conditions !== undefined) key += `\x00\x00${[...conditions].join('\x00')}`;
  const known = Module._pathCache[key];
  if (known) return known;
  const found = findPath(request, paths ?? [], {
    extensions: () => Object.keys(Module._extensions),
    conditions: conditions ?? cjsConditions(),
    preserve: preservesSymlinks(isMain ? '--preserve-symlinks-main' : '--preserve-symlinks'),
  });
  if (found) Module._pathCache[key] = found;
  return found;
};

Module._resolveLookupPaths = function(request, parent) {
  if (isBuiltin(request)) return null;
  const first = request.charAt(0);
  const second = request.charAt(1);
  if (first !== '.' || (request.length > 1 && second !== '.' && second !== '/')) {
    const paths = parent?.paths?.length ? [...parent.paths, ...globalPaths] : globalPaths;
    return paths.length > 0 ? paths : null;
  }
  if (!parent?.id || !parent.filename) return ['.'];
  return [path.dirname(parent.filename)];
};

// What hooks leave of the conditions of package.json, in the options of the next function.
const kConditions = Symbol('kConditions');

// Which file, or built-in id, a request of `parent` means.
Module._resolveFilename = function(request, parent, isMain, options) {
  if (isBuiltin(request)) return request;
  const paths = lookupPaths(request, parent, options);
  const conditions = options?.[kConditions];
  if (request[0] === '#' && parent?.filename !== undefined && parent?.filename !== null) {
    const config = packages.nearest(parent.filename);
    if (config?.imports !== undefined) {
      const { resolveImports } = require('internal/modules/package_targets');
      const resolved = resolveImports(request, config, conditions ?? cjsConditions(), parent.filename,
                                      (bare) => Module._resolveFilename(bare, parent, false));
      return isBuiltin(resolved) ? resolved : finish(resolved, path.dirname(config.pjsonPath));
    }
  }
  const self = resolveSelf(parent, request, conditions ?? cjsConditions());
  if (self) return self;
  const filename = Module._findPath(request, paths, isMain, conditions);
  if (filename) return filename;
  throw notFound(request, parent);
};

function lookupPaths(request, parent, options) {
  if (options === null || typeof options !== 'object' || !('paths' in options) || options.paths === undefined) {
    return Module._resolveLookupPaths(request, parent);
  }
  if (!Array.isArray(options.paths)) throw new ERR_INVALID_ARG_VALUE('options.paths', options.paths);
  options.paths.forEach((folder, i) => validateString(folder, `paths[${i}]`));
  if (request.startsWith('./') || request.startsWith('../') || request === '.' || request === '..') {
    return options.paths;
  }
  const paths = [];
  const fake = new Module('', null);
  for (const folder of options.paths) {
    fake.paths = nodeModulePaths(folder);
    for (const candidate of Module._resolveLookupPaths(request, fake) ?? []) {
      if (!paths.includes(candidate)) paths.push(candidate);
    }
  }
  return paths;
}

// A package that requires itself by its own name, through its `exports`.
function resolveSelf(parent, request, conditions) {
  // What is loaded first stands in the current folder, if that is still there: see _preloadModules.
  const isPreload = parent?.id === 'internal/preload' && parent.paths !== undefined;
  const filename = parent?.filename ?? (isPreload ? path.resolve('preload') : undefined);
  if (!filename) return false;
  const config = packages.nearest(filename);
  if (!config || config.exports === undefined || config.name === undefined) return false;
  let subpath;
  if (request === config.name) subpath = '.';
  else if (request.startsWith(`${config.name}/`)) subpath = `.${request.slice(config.name.length)}`;
  else return false;
  const { resolveExports } = require('internal/modules/package_targets');
  const root = path.dirname(config.pjsonPath);
  return finish(resolveExports(root, config, subpath, conditions, filename), root);
}

function notFound(request, parent) {
  const requireStack = [];
  for (let cursor = parent; cursor; cursor = cursor[parentKey]) requireStack.push(cursor.filename || cursor.id);
  let message = `Cannot find module '${request}'`;
  if (requireStack.length > 0) message += `\nRequire stack:\n- ${requireStack.join('\n- ')}`;
  const error = new Error(message);
  error.code = 'MODULE_NOT_FOUND';
  error.requireStack = requireStack;
  return error;
}

// ---- Loading

Module._load = function(request, parent, isMain) {
  let relativeKey;
  if (parent) {
    relativeKey = `${parent.path}\x00${request}`;
    const filename = relativeCache[relativeKey];
    if (filename !== undefined) {
      const cached = Module._cache[filename];
      if (cached !== undefined) {
        updateChildren(parent, cached, true);
        return cached.loaded ? cached.exports : exportsInCycle(cached);
      }
      delete relativeCache[relativeKey];
    }
  }
  if (request.startsWith(kScheme) && !hasResolveHooks()) {
    if (!isBuiltin(request)) throw new ERR_UNKNOWN_BUILTIN_MODULE(request);
    return hasLoadHooks() ? loadBuiltinWithHooks(request, request, Module) : loadBuiltin(request);
  }
  const { filename, url, format } =
    resolveRequest(request, parent, parent?.[kURL], (next, conditions) => (
      Module._resolveFilename(next, parent, isMain, withConditions(undefined, conditions))));
  const cached = Module._cache[filename];
  if (cached !== undefined) {
    updateChildren(parent, cached, true);
    return cached.loaded ? cached.exports : exportsInCycle(cached);
  }
  if (isBuiltin(filename)) {
    return hasLoadHooks() ? loadBuiltinWithHooks(filename, url, Module) : loadBuiltin(filename);
  }

  const module = new Module(filename, parent);
  module[kIsMainSymbol] = Boolean(isMain);
  module[kIsCachedByESMLoader] = false;
  module[kURL] = url;
  module[kFormat] = format;
  if (isMain) {
    process.mainModule = module;
    module.id = '.';
  }
  Module._cache[filename] = module;
  if (relativeKey !== undefined) relativeCache[relativeKey] = filename;
  if (isMain) {
    // Nobody tries again; and what it throws is told of with the line that threw, which `finally` would hide.
    module.load(filename);
    circular?.finished(module);
    return module.exports;
  }
  let threw = true;
  try {
    module.load(filename);
    threw = false;
  } finally {
    if (threw) {
      delete Module._cache[filename];
      if (relativeKey !== undefined) {
        delete relativeCache[relativeKey];
        const children = parent?.children;
        const index = Array.isArray(children) ? children.indexOf(module) : -1;
        if (index !== -1) children.splice(index, 1);
      }
    } else {
      circular?.finished(module);
    }
  }
  return module.exports;
};

function withConditions(options, conditions) {
  return conditions === undefined ? options : { ...options, [kConditions]: conditions };
}

Module[kResolve] = function(request, parent, options) {
  return resolveForUser(request, parent, parent[kURL], (next, conditions) => (
    Module._resolveFilename(next, parent, false, withConditions(options, conditions))));
};

Module.prototype.load = function(filename) {
  this.filename ??= filename;
  this.paths ??= nodeModulePaths(path.dirname(filename));
  Module._extensions[findExtension(filename)](this, filename);
  this.loaded = true;
  snapshots.set(this, this.exports);
};

// What modules exported when they had loaded: that is what `import` gives, whatever is assigned later.
const snapshots = new WeakMap();

/** The exports of a module as they were when it had loaded. */
function loadedExports(module) {
  return snapshots.has(module) ? snapshots.get(module) : module.exports;
}

// The longest registered extension of the file's name: `.a.b` before `.b`.
function findExtension(filename) {
  const name = path.basename(filename);
  for (let dot = name.indexOf('.', 1); dot !== -1; dot = name.indexOf('.', dot + 1)) {
    const extension = name.slice(dot);
    if (Module._extensions[extension]) return extension;
  }
  return '.js';
}

Module.prototype.require = function(id) {
  validateString(id, 'id');
  if (id === '') throw new ERR_INVALID_ARG_VALUE('id', id, 'must be a non-empty string');
  return withStatCache(() => {
    const channel = tracing.require;
    if (channel === undefined || !channel.hasSubscribers) return Module._load(id, this, false);
    const event = { __proto__: null, parentFilename: this?.filename, id };
    return channel.traceSync(Module._load, event, Module, id, this, false);
  });
};

Module.prototype._compile = function(content, filename, format) {
  let name = filename;
  if (format?.endsWith('typescript')) {
    if (format === 'module-typescript') syntax().checkRequireESM(this, filename, this[parentKey]);
    // As in Node, stacks show such a file by its URL.
    name = require('internal/url').pathToFileURL(filename).href;
    content = require('internal/modules/typescript').stripModuleTypes(content, filename, name);
    format = plainFormats[format];
  }
  if (format === 'module') {
    loadESM(this, filename, content);
    return undefined;
  }
  sourceMaps.remember?.(name, content, this);
  const compiled = compile(content, filename, format, name);
  if (compiled === undefined) {
    loadESM(this, filename, content);
    return undefined;
  }
  const ownRequire = makeRequire(this, Module);
  this[kIsExecuting] = true;
  const result = compiled.call(this.exports, this.exports, ownRequire, this, filename, path.dirname(filename));
  this[kIsExecuting] = false;
  return result;
};

const plainFormats = {
  '__proto__': null, 'module-typescript': 'module', 'commonjs-typescript': 'commonjs', 'typescript': undefined,
};

// The module's function; undefined when the source turns out to be an ES module.
// `name` is what stacks call it.
function compile(content, filename, format, name) {
  if (patched) return evaluate(wrap(content), name);
  try {
    return compileCommonJS(content, name);
  } catch (error) {
    const { looksLikeModule, warnWrongFormat } = syntax();
    if (!looksLikeModule(error, content)) throw error;
    if (format === undefined) return undefined;
    warnWrongFormat(error, filename);
    throw error;
  }
}

// For sources that are no CommonJS.
const syntax = () => require('internal/modules/cjs/syntax');

function loadESM(module, filename, content) {
  if (module.id === '.' && process.mainModule === module) {
    require('internal/modules/esm/get_format').warnTypeless(filename);
    return require('internal/modules/run_main').runMainModule(filename, content);
  }
  syntax().checkRequireESM(module, filename, module[parentKey]);
  module.exports = require('internal/modules/esm/loader').requireESM(filename, content, module[parentKey]);
}

Module._extensions['.js'] = function(module, filename) {
  const { format, source } = loadFile(filename, module[kURL], module[kFormat] ?? formatOf(filename));
  module[kFormat] = format ?? 'commonjs';
  if (format === 'json') {
    module.exports = parseJSON(source, filename);
    return;
  }
  module._compile(source, filename, format);
};

function formatOf(filename) {
  if (filename.endsWith('.mjs')) return 'module';
  if (filename.endsWith('.cjs')) return 'commonjs';
  const typed = typeScriptFormat(filename);
  if (typed === undefined && !filename.endsWith('.js')) return undefined;
  if (typed !== undefined && typed !== 'typescript') return typed;
  const type = packages.typeOf(filename);
  if (type !== 'none') return typed === undefined ? type : `${type}-typescript`;
  if (typed !== undefined) return typed;
  // Hooks are told what the syntax says.
  return hasLoadHooks() && !syntax().isModuleSyntax(readText(filename), filename) ? 'commonjs' : undefined;
}

Module._extensions['.json'] = function(module, filename) {
  const { source } = loadFile(filename, module[kURL], module[kFormat] ?? 'json');
  module[kFormat] = 'json';
  module.exports = parseJSON(source, filename);
};

function parseJSON(text, filename) {
  try {
    return JSON.parse(text);
  } catch (error) {
    error.message = `${filename}: ${error.message}`;
    throw error;
  }
}

Module._extensions['.node'] = function(module, filename) {
  return process.dlopen(module, path.toNamespacedPath(filename));
};

// ---- Starting

Module._initPaths = function() {
  const home = process.env.HOME;
  const prefix = path.resolve(process.execPath, '..', '..');
  const paths = [path.resolve(prefix, 'lib', 'node')];
  if (home) paths.unshift(path.resolve(home, '.node_modules'), path.resolve(home, '.node_libraries'));
  const { NODE_PATH } = process.env;
  if (NODE_PATH) paths.unshift(...NODE_PATH.split(':').filter(Boolean));
  globalPaths = paths;
  Module.globalPaths = [...paths];
};

Module._preloadModules = function(requests) {
  isPreloading = true;
  const parent = new Module('internal/preload', null);
  try {
    parent.paths = nodeModulePaths(process.cwd());
  } catch (error) {
    // A folder that is gone has no modules.
    if (error.code !== 'ENOENT') throw error;
  }
  for (const request of requests) {
    if (request) parent.require(request);
  }
  isPreloading = false;
};

Module.createRequire = function createRequire(filename) {
  let file = filename;
  if (filename instanceof URL || (typeof filename === 'string' && !path.isAbsolute(filename))) {
    try {
      file = require('internal/url').fileURLToPath(filename);
    } catch {
      throw new ERR_INVALID_ARG_VALUE('filename', filename,
                                      'must be a file URL object, file URL string, or absolute path string');
    }
  } else if (typeof filename !== 'string') {
    throw new ERR_INVALID_ARG_VALUE('filename', filename,
                                    'must be a file URL object, file URL string, or absolute path string');
  }
  const proxy = file.endsWith('/') ? path.join(file, 'noop.js') : file;
  const module = new Module(proxy);
  module.filename = proxy;
  module.paths = nodeModulePaths(module.path);
  if (filename !== file) module[kURL] = `${filename}`;
  return makeRequire(module, Module);
};

module.exports = { loadedExports, Module };
