// CommonJS: the `Module` class, with the hooks that packages patch (`_load`, `_resolveFilename`, `_extensions`,
// `prototype._compile`, `wrap` …).
'use strict';

const path = require('path');
const { compileCommonJS, evaluate, readText } = internalBinding('modules');
const { codes: { ERR_INVALID_ARG_VALUE, ERR_UNKNOWN_BUILTIN_MODULE } } = require('internal/errors');
const { validateString } = require('internal/validators');
const { getOptionValue } = require('internal/options');
const { publicIds, isBuiltin, kScheme, loadBuiltin, makeRequire } = require('internal/modules/helpers');
const { findPath, finish, nodeModulePaths, toRealPath, withStatCache } = require('internal/modules/cjs/find');
const { exportsInCycle, finished } = require('internal/modules/cjs/circular');
const packages = require('internal/modules/package_json_reader');
const { resolveImports } = require('internal/modules/package_targets');

const kConditions = new Set(['node', 'require', 'module-sync', 'node-addons']);
const kSite = Symbol.for('rnode.syntaxErrorSite');

const relativeCache = { __proto__: null };
let wrapper = ['(function (exports, require, module, __filename, __dirname) { ', '\n});'];
let patched = false;
let globalPaths = [];

function Module(id = '', parent) {
  this.id = id;
  this.path = path.dirname(id);
  this.exports = {};
  updateChildren(parent, this, false);
  Object.defineProperty(this, parentKey, { __proto__: null, value: parent, writable: true, configurable: true });
  this.filename = null;
  this.loaded = false;
  this.children = [];
}

const parentKey = Symbol('kModuleParent');

Object.defineProperty(Module.prototype, 'parent', {
  __proto__: null,
  get() { return this[parentKey]; },
  set(value) {
    Object.defineProperty(this, parentKey, { __proto__: null, value, writable: true, configurable: true });
  },
});

Module._cache = { __proto__: null };
Module._pathCache = { __proto__: null };
Module._extensions = { __proto__: null };
Module.globalPaths = globalPaths;
Module.builtinModules = Object.freeze([...publicIds]);
Module.isBuiltin = isBuiltin;
Module._nodeModulePaths = nodeModulePaths;
Module.Module = Module;

Module.wrap = function(script) {
  return Module.wrapper[0] + script + Module.wrapper[1];
};

Object.defineProperty(Module, 'wrapper', {
  __proto__: null,
  get() {
    patched = true;
    return wrapper;
  },
  set(value) {
    patched = true;
    wrapper = value;
  },
});

const originalWrap = Module.wrap;

function updateChildren(parent, child, scan) {
  const children = parent?.children;
  if (children && !(scan && children.includes(child))) children.push(child);
}

// ---- Finding

Module._findPath = function(request, paths, isMain = false) {
  if (!path.isAbsolute(request) && (!paths || paths.length === 0)) return false;
  const key = `${request}\x00${paths ? paths.join('\x00') : ''}`;
  const known = Module._pathCache[key];
  if (known) return known;
  const found = findPath(request, paths ?? [], {
    extensions: () => Object.keys(Module._extensions),
    conditions: conditions(),
    preserve: getOptionValue(isMain ? '--preserve-symlinks-main' : '--preserve-symlinks'),
  });
  if (found) Module._pathCache[key] = found;
  return found;
};

let userConditions;
function conditions() {
  if (userConditions === undefined) {
    const extra = getOptionValue('--conditions') ?? [];
    userConditions = extra.length === 0 ? kConditions : new Set([...kConditions, ...extra]);
  }
  return userConditions;
}

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

// Which file, or built-in id, a request of `parent` means.
Module._resolveFilename = function(request, parent, isMain, options) {
  if (isBuiltin(request)) return request;
  const paths = lookupPaths(request, parent, options);
  if (request[0] === '#' && parent?.filename !== undefined && parent?.filename !== null) {
    const config = packages.nearest(parent.filename);
    if (config?.imports !== undefined) {
      const resolved = resolveImports(request, config, conditions(), parent.filename,
                                      (bare) => Module._resolveFilename(bare, parent, false));
      return isBuiltin(resolved) ? resolved : finish(resolved, path.dirname(config.pjsonPath));
    }
  }
  const self = resolveSelf(parent, request);
  if (self) return self;
  const filename = Module._findPath(request, paths, isMain);
  if (filename) return filename;
  throw notFound(request, parent);
};

function lookupPaths(request, parent, options) {
  if (options === null || typeof options !== 'object' || !('paths' in options) || options.paths === undefined) {
    return Module._resolveLookupPaths(request, parent);
  }
  if (!Array.isArray(options.paths)) throw new ERR_INVALID_ARG_VALUE('options.paths', options.paths);
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
function resolveSelf(parent, request) {
  if (!parent?.filename) return false;
  const config = packages.nearest(parent.filename);
  if (!config || config.exports === undefined || config.name === undefined) return false;
  let subpath;
  if (request === config.name) subpath = '.';
  else if (request.startsWith(`${config.name}/`)) subpath = `.${request.slice(config.name.length)}`;
  else return false;
  const { resolveExports } = require('internal/modules/package_targets');
  const root = path.dirname(config.pjsonPath);
  return finish(resolveExports(root, config, subpath, conditions(), parent.filename), root);
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
  if (request.startsWith(kScheme)) {
    if (!isBuiltin(request)) throw new ERR_UNKNOWN_BUILTIN_MODULE(request);
    return loadBuiltin(request);
  }
  const filename = Module._resolveFilename(request, parent, isMain);
  const cached = Module._cache[filename];
  if (cached !== undefined) {
    updateChildren(parent, cached, true);
    return cached.loaded ? cached.exports : exportsInCycle(cached);
  }
  if (isBuiltin(filename)) return loadBuiltin(filename);

  const module = new Module(filename, parent);
  if (isMain) {
    process.mainModule = module;
    module.id = '.';
  }
  Module._cache[filename] = module;
  if (relativeKey !== undefined) relativeCache[relativeKey] = filename;
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
      finished(module);
    }
  }
  return module.exports;
};

Module.prototype.load = function(filename) {
  this.filename ??= filename;
  this.paths ??= nodeModulePaths(path.dirname(filename));
  Module._extensions[findExtension(filename)](this, filename);
  this.loaded = true;
};

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
  return withStatCache(() => Module._load(id, this, false));
};

Module.prototype._compile = function(content, filename, format) {
  if (format === 'module') {
    loadESM(this, filename, content);
    return undefined;
  }
  const compiled = compile(content, filename, this, format);
  if (compiled === undefined) return undefined;
  const require = makeRequire(this, Module);
  return compiled.call(this.exports, this.exports, require, this, filename, path.dirname(filename));
};

// The module's function; undefined when the source turned out to be an ES module and was run as one.
function compile(content, filename, module, format) {
  if (patched || Module.wrap !== originalWrap) return evaluate(Module.wrap(content), filename);
  try {
    return compileCommonJS(content, filename);
  } catch (error) {
    if (format === undefined && isEsmSyntaxError(error, content)) {
      loadESM(module, filename, content);
      return undefined;
    }
    markSite(error, filename);
    throw error;
  }
}

// Whether what CommonJS could not parse parses as a module.
function isEsmSyntaxError(error, content) {
  if (!(error instanceof SyntaxError) || !/\b(?:import|export|await)\b/.test(content)) return false;
  return require('internal/modules/esm/loader').parsesAsModule(content);
}

// Tells the report of an uncaught error where the syntax error stands.
function markSite(error, filename) {
  const match = typeof error?.stack === 'string' ? /:(\d+):(\d+)\)?$/m.exec(error.stack) : null;
  if (match !== null && error[kSite] === undefined) {
    Object.defineProperty(error, kSite, {
      __proto__: null, value: { file: filename, line: Number(match[1]), column: Number(match[2]) }, configurable: true,
    });
  }
}

function loadESM(module, filename, content) {
  module.exports = require('internal/modules/esm/loader').requireESM(filename, content);
}

Module._extensions['.js'] = function(module, filename) {
  const content = readText(filename);
  let format;
  if (filename.endsWith('.mjs')) format = 'module';
  else if (filename.endsWith('.cjs')) format = 'commonjs';
  else if (filename.endsWith('.js')) {
    const type = packages.typeOf(filename);
    if (type !== 'none') format = type;
  }
  module._compile(content, filename, format);
};

Module._extensions['.json'] = function(module, filename) {
  const content = readText(filename);
  try {
    module.exports = JSON.parse(content);
  } catch (error) {
    error.message = `${filename}: ${error.message}`;
    throw error;
  }
};

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
  const parent = new Module('internal/preload', null);
  parent.paths = nodeModulePaths(process.cwd());
  for (const request of requests) {
    if (request) parent.require(request);
  }
};

Module.createRequire = function(filename) {
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
  return makeRequire(module, Module);
};

Module._toRealPath = toRealPath;

module.exports = { Module, markSite };
