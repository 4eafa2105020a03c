// Source maps of what the program loads, while it wants them (`--enable-source-maps`, `process.setSourceMapsEnabled`,
// `module.setSourceMapsSupport`): stacks then show where code came from.
'use strict';

const path = require('path');
const { readTextIfAny, setPrepareStackTrace, sourceMapURL } = internalBinding('modules');
const { defaultPrepareStackTrace, stackHeader } = require('internal/errors');
const { validateBoolean, validateObject } = require('internal/validators');
const { sourceMaps } = require('internal/modules/helpers');
const { SourceMap } = require('internal/source_map/source_map');
const { fileURLToPath, pathToFileURL } = require('internal/url');

let support = Object.freeze({ __proto__: null, enabled: false, nodeModules: false, generatedCode: false });

// By path or URL: { map } of an ES module, or a weak reference to the CommonJS module whose map it is.
const entries = new Map();
const entriesOfModules = new WeakMap();

// Kept: nothing else may hold a module that `require.cache` has lost, when what it threw is still on its way.
let lastModule;

const kUnderNodeModules = /[/\\]node_modules[/\\]/;

function getSourceMapsSupport() {
  return support;
}

/** Switches source maps on or off for what is loaded from now on. */
function setSourceMapsSupport(enabled, options = { __proto__: null }) {
  validateBoolean(enabled, 'enabled');
  validateObject(options, 'options');
  const { nodeModules = false, generatedCode = false } = options;
  validateBoolean(nodeModules, 'options.nodeModules');
  validateBoolean(generatedCode, 'options.generatedCode');
  support = Object.freeze({ __proto__: null, enabled, nodeModules, generatedCode });
  sourceMaps.remember = enabled ? remember : undefined;
  sourceMaps.find = enabled ? findSourceMap : undefined;
  setPrepareStackTrace(enabled ? prepareStackTrace : undefined);
}

/** Takes note of the source map that a loaded text names. `module` is the CommonJS module that it is. */
function remember(name, text, module) {
  if (!support.nodeModules && kUnderNodeModules.test(name)) return;
  const url = sourceMapURL(text);
  if (url === undefined) return;
  const entry = { name, url, text, map: undefined };
  const key = keyOf(name);
  if (module === undefined) {
    entries.set(key, entry);
  } else {
    entries.set(key, new WeakRef(module));
    entriesOfModules.set(module, entry);
    lastModule = module;
  }
}

function keyOf(name) {
  return name.startsWith('file:') ? fileURLToPath(name) : name;
}

/** The source map of a loaded file, by its path or URL; undefined without one. */
function findSourceMap(name) {
  if (typeof name !== 'string' || name === '') return undefined;
  const key = keyOf(name);
  let entry = entries.get(key);
  if (entry instanceof WeakRef) {
    const module = entry.deref();
    entry = module === undefined ? undefined : entriesOfModules.get(module);
    if (entry === undefined) entries.delete(key);
  }
  if (entry === undefined) return undefined;
  if (entry.map === undefined) {
    entry.map = read(entry) ?? null;
    entry.text = undefined;
  }
  return entry.map ?? undefined;
}

// The map that an entry names; undefined if there is none, or what is there is none.
function read({ name, url, text }) {
  const base = name.startsWith('/') ? pathToFileURL(name).href : name;
  try {
    const data = /^data:application\/json[^,]*?(;base64)?,([^]*)$/.exec(url);
    if (data !== null) {
      const decoded = data[1] === undefined ? decodeURIComponent(data[2]) :
        require('buffer').Buffer.from(data[2], 'base64').toString();
      return parse(decoded, base, text);
    }
    const mapURL = new URL(url, base).href;
    const file = readTextIfAny(fileURLToPath(mapURL));
    return file === undefined ? undefined : parse(file, mapURL, text);
  } catch {
    // A map that cannot be had leaves positions as they are.
    return undefined;
  }
}

function parse(json, base, text) {
  const payload = JSON.parse(json);
  if (Array.isArray(payload.sources)) {
    const root = payload.sourceRoot ? `${payload.sourceRoot.replace(/\/$/, '')}/` : '';
    payload.sources = payload.sources.map((source) => URL.parse(`${root}${source}`, base)?.href ?? source);
    payload.sourceRoot = '';
  }
  return new SourceMap(payload, { lineLengths: text.split(/\n|\u2028|\u2029/).map((line) => line.length) });
}

// ---- Stacks

function prepareStackTrace(error, trace) {
  const lines = trace.map((site, index) => describe(site, trace[index + 1]));
  if (lines.length === 0) return defaultPrepareStackTrace(error, trace);
  return `${stackHeader(error)}\n    at ${lines.join('\n    at ')}`;
}

function describe(site, caller) {
  const text = `${site}`;
  const file = site.getFileName();
  const map = findSourceMap(file);
  const entry = map?.findEntry(site.getLineNumber() - 1, site.getColumnNumber() - 1);
  if (entry?.originalSource === undefined || entry.originalLine === undefined) return text;
  const place = `${pathOf(entry.originalSource)}:${entry.originalLine + 1}:${entry.originalColumn + 1}`;
  const shown = text.endsWith(')') ? text.slice(0, text.lastIndexOf(' (')) : '<anonymous>';
  const name = nameOf(map, site, caller);
  if (name === undefined) return `${shown} (${place})`;
  return `${shown.replace(site.getFunctionName() ?? '<anonymous>', () => name)} (${place})`;
}

// What a function is called in the original: the name at the place that calls it tells.
function nameOf(map, site, caller) {
  if (caller === undefined || caller.getFileName() !== site.getFileName()) return undefined;
  return map.findEntry(caller.getLineNumber() - 1, caller.getColumnNumber() - 1).name;
}

function pathOf(source) {
  return source.startsWith('file:') ? fileURLToPath(source) : source;
}

/** { file, line, column, text } in the original of a place in a loaded file; undefined where that is not known. */
function originalPlace(file, line, column) {
  const map = findSourceMap(file);
  const entry = map?.findEntry(line - 1, column - 1);
  if (entry?.originalSource === undefined || entry.originalLine === undefined) return undefined;
  const { sources, sourcesContent } = map.payload;
  const name = pathOf(entry.originalSource);
  const source = sourcesContent?.[sources.indexOf(entry.originalSource)] ??
    (path.isAbsolute(name) ? readTextIfAny(name) : undefined);
  const text = source?.split(/\r?\n/)[entry.originalLine];
  if (text === undefined) return undefined;
  return { file: name, line: entry.originalLine + 1, column: entry.originalColumn + 1, text };
}

module.exports = { findSourceMap, getSourceMapsSupport, originalPlace, setSourceMapsSupport };
