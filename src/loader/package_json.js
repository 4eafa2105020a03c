// package.json files, each read and parsed once.
'use strict';

const { readTextIfAny } = internalBinding('modules');
const { codes: { ERR_INVALID_PACKAGE_CONFIG } } = require('internal/errors');

const cache = new Map();

/**
 * The package.json at exactly this path: { exists, pjsonPath, name, main, type, exports, imports }. `type` is 'module',
 * 'commonjs' or 'none'.
 */
function read(pjsonPath, { base, specifier } = {}) {
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
  if (typeof parsed.name === 'string') config.name = parsed.name;
  if (typeof parsed.main === 'string') config.main = parsed.main;
  if (parsed.type === 'module' || parsed.type === 'commonjs') config.type = parsed.type;
  if (parsed.exports !== null) config.exports = parsed.exports;
  if (parsed.imports !== null && typeof parsed.imports === 'object') config.imports = parsed.imports;
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
