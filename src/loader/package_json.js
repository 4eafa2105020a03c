// package.json files, each read and parsed once.
'use strict';

const { readTextIfAny } = internalBinding('modules');
const { codes: { ERR_INVALID_PACKAGE_CONFIG } } = require('internal/errors');

const cache = new Map();

/**
 * The package.json at exactly this path: { exists, pjsonPath, name, main, type, exports, imports }. `type` is 'module',
 * 'commonjs' or 'none'.
 */
function read(pjsonPath, base = undefined, specifier = undefined) {
  let config = cache.get(pjsonPath);
  if (config !== undefined) return config;
  const text = readTextIfAny(pjsonPath);
  config = { exists: false, pjsonPath, name: undefined, main: undefined, type: 'none', exports: undefined,
             imports: undefined };
  if (text !== undefined) fill(config, text, base, specifier);
  cache.set(pjsonPath, config);
  return config;
}

function fill(config, text, base, specifier) {
  let parsed;
  try {
    parsed = JSON.parse(text);
  } catch (error) {
    const from = base === undefined ? undefined : `"${specifier}" from ${base}`;
    throw new ERR_INVALID_PACKAGE_CONFIG(config.pjsonPath, from, error.message);
  }
  config.exists = true;
  if (parsed === null || typeof parsed !== 'object') return;
  // Without what a program may have put on Object.prototype.
  Object.setPrototypeOf(parsed, null);
  const { name, main, type, exports, imports } = parsed;
  if (typeof name === 'string') config.name = name;
  if (typeof main === 'string') config.main = main;
  if (type === 'module' || type === 'commonjs') config.type = type;
  if (exports !== null) config.exports = exports;
  if (imports !== null && typeof imports === 'object') config.imports = imports;
}

/** The nearest package.json at or above the folder of a file; undefined without one. */
function nearest(file) {
  for (let slash = file.lastIndexOf('/'); slash !== -1; slash = file.lastIndexOf('/', slash - 1)) {
    const folder = file.slice(0, slash);
    if (folder.endsWith('/node_modules')) return undefined;
    const config = read(`${folder}/package.json`);
    if (config.exists) return config;
    if (slash === 0) break;
  }
  return undefined;
}

/** The `type` that governs a file. */
function typeOf(file) {
  return nearest(file)?.type ?? 'none';
}

module.exports = { read, nearest, typeOf };
