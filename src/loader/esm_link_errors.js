// When an import does not find its export: Node's words, and the place in the source.
'use strict';

const { findImport } = internalBinding('esm');

const kSite = Symbol.for('rnode.syntaxErrorSite');
const kMissing = /^Could not find export '([^]*)' in module '([^]*)'$/;
const kAmbiguous = /^export '([^]*)' in module '([^]*)' is ambiguous$/;
const kCircular = /^circular (?:reference when looking for export|import: binding) '([^]*)'(?: is not resolvable)? in module '([^]*)'$/;
// The engine cuts names off at this length.
const kShownLength = 63;

/** The error that Node throws where the engine threw `error` as it linked the graph of `root`. */
function explain(error, root) {
  if (!(error instanceof SyntaxError)) return error;
  for (const [pattern, describe] of [[kMissing, missing], [kAmbiguous, ambiguous], [kCircular, circular]]) {
    const match = pattern.exec(error.message);
    if (match === null) continue;
    const place = search(root, match[1], match[2], new Set());
    if (place === undefined) return error;
    return locate(new SyntaxError(describe(place)), place);
  }
  return error;
}

function missing({ specifier, name, record, statement }) {
  if (record.format !== 'commonjs') {
    return `The requested module '${specifier}' does not provide an export named '${name}'`;
  }
  const braces = statement.includes('\n') ? null : /\{[^{}]*\}/.exec(statement);
  const example = braces === null ? '' : `const ${braces[0].replace(/\s+as\s+/g, ': ')} = pkg;\n`;
  return `Named export '${name}' not found. The requested module '${specifier}' is a CommonJS module, which may not ` +
    'support all module.exports as named exports.\nCommonJS modules can always be imported via the default export, ' +
    `for example using:\n\nimport pkg from '${specifier}';\n${example}`;
}

function ambiguous({ specifier, name }) {
  return `The requested module '${specifier}' contains conflicting star exports for name '${name}'`;
}

function circular({ specifier, name }) {
  return `Detected cycle while resolving name '${name}' in '${specifier}'`;
}

function isShownAs(text, shown) {
  return text === shown || (shown.length >= kShownLength - 3 && text.startsWith(shown));
}

// Goes through the graph in the order in which it is linked: what is imported before what imports it.
function search(importer, name, url, seen) {
  if (seen.has(importer)) return undefined;
  seen.add(importer);
  for (const { record } of importer.requests) {
    const found = search(record, name, url, seen);
    if (found !== undefined) return found;
  }
  if (importer.source === undefined) return undefined;
  for (const { specifier, record } of importer.requests) {
    if (!isShownAs(record.url, url)) continue;
    const range = findImport(importer.source, specifier, name);
    if (range === undefined) continue;
    const { 0: at, 2: start, 3: length } = range;
    return { importer, specifier, record, name, at, statement: importer.source.slice(start, start + length) };
  }
  return undefined;
}

function locate(error, { importer, at }) {
  const before = importer.source.slice(0, at);
  const line = before.split('\n').length;
  const column = at - before.lastIndexOf('\n');
  Object.defineProperty(error, kSite, {
    __proto__: null, value: { file: importer.url, line, column }, configurable: true,
  });
  return error;
}

module.exports = { explain };
