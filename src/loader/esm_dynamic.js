// `import()` in scripts that were compiled under a symbol: who answers it.
'use strict';

// By the symbol that names the script; kept as long as the script is.
const importers = new WeakMap();

// By the global object of a context: for code of it that belongs to no script.
const importersOfGlobals = new WeakMap();

/** `importer(specifier, attributes)` answers with the namespace, or a promise of it. */
function setImporter(symbol, importer) {
  importers.set(symbol, importer);
}

function setImporterOfGlobal(global, importer) {
  importersOfGlobals.set(global, importer);
}

/** A promise of the namespace; undefined where neither the script nor the context has an importer of its own. */
function importFor(referrer, global, specifier, attributes) {
  const importer = typeof referrer === 'symbol' ? importers.get(referrer) : importersOfGlobals.get(global);
  if (importer === undefined) return undefined;
  return new Promise((resolve) => { resolve(importer(specifier, attributes ?? { __proto__: null })); });
}

module.exports = { importFor, setImporter, setImporterOfGlobal };
