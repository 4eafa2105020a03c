// `import()` in scripts that were compiled under a symbol: who answers it.
'use strict';

// By the symbol that names the script; kept as long as the script is.
const importers = new WeakMap();

/** `importer(specifier, attributes)` answers with the namespace, or a promise of it. */
function setImporter(symbol, importer) {
  importers.set(symbol, importer);
}

/** A promise of the namespace; undefined where the script has no importer of its own. */
function importFor(symbol, specifier, attributes) {
  const importer = importers.get(symbol);
  if (importer === undefined) return undefined;
  return new Promise((resolve) => { resolve(importer(specifier, attributes ?? { __proto__: null })); });
}

module.exports = { importFor, setImporter };
