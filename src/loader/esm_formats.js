// What a file is, by its extension and the package that it belongs to.
'use strict';

const path = require('path');
const { codes: { ERR_UNKNOWN_FILE_EXTENSION } } = require('internal/errors');
const { fileURLToPath } = require('internal/url');
const { typeScriptFormat } = require('internal/modules/helpers');
const packages = require('internal/modules/package_json_reader');

const kFormats = { '__proto__': null, '.mjs': 'module', '.cjs': 'commonjs', '.json': 'json' };
const kMimeTypes = {
  '__proto__': null, 'text/javascript': 'module', 'application/javascript': 'module', 'application/json': 'json',
};

/** The format of a file's URL: 'module', 'commonjs', 'json', or undefined where its syntax decides. */
function formatOfFile(url) {
  const filename = fileURLToPath(url);
  const extension = path.extname(filename);
  const known = kFormats[extension];
  if (known !== undefined) return known;
  const typed = typeScriptFormat(filename);
  if (typed !== undefined && typed !== 'typescript') return typed;
  if (extension !== '.js' && extension !== '' && typed === undefined) {
    throw new ERR_UNKNOWN_FILE_EXTENSION(extension, filename);
  }
  const type = packages.typeOf(filename);
  if (type === 'none') return typed;
  return typed === undefined ? type : `${type}-typescript`;
}

/** The format of a `data:` URL's media type; null for one that is no module. */
function formatOfMimeType(type) {
  return kMimeTypes[type] ?? null;
}

const warned = new Set();

/** Warns, once a file, that a package should say what its files are. */
function warnTypeless(filename) {
  const config = packages.nearest(filename);
  if (config === undefined || warned.has(filename) || /[/\\]node_modules[/\\]/.test(filename)) return;
  warned.add(filename);
  const { pathToFileURL } = require('internal/url');
  process.emitWarning(
    `Module type of ${pathToFileURL(filename).href} is not specified and it doesn't parse as CommonJS.\n` +
    'Reparsing as ES module because module syntax was detected. This incurs a performance overhead.\n' +
    `To eliminate this warning, add "type": "module" to ${config.pjsonPath}.`,
    { code: 'MODULE_TYPELESS_PACKAGE_JSON' });
}

module.exports = { formatOfFile, formatOfMimeType, warnTypeless };
