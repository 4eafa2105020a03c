// When an import does not find its export: Node's words, and the place in the source.
'use strict';

const { findImport } = internalBinding('esm');

const kMissing = /^The requested module '([^]*)' does not provide an export named '([^]*)'$/;
// These two name the module by its URL, and the engine cuts names off at this length.
const kShownLength = 63;
const kAmbiguous = /^export '([^]*)' in module '([^]*)' is ambiguous$/;
const kCircular =
  /^circular (?:reference when looking for export|import: binding) '([^]*)'(?: is not resolvable)? in module '([^]*)'$/;

/** The error that Node throws where the engine threw `error` as it linked the graph of `root`. */
function explain(error, root) {
  if (!(error instanceof SyntaxError)) return error;
  const { message } = error;
  let match = kMissing.exec(message);
  if (match !== null) {
    const { 1: specifier, 2: name } = match;
    return located(search(root, name, (request) => request.specifier === specifier, new Set()), missing, error);
  }
  match = kAmbiguous.exec(message) ?? kCircular.exec(message);
  if (match === null) return error;
  const { 1: name, 2: url } = match;
  const place = search(root, name, (request) => isShownAs(request.record.url, url), new Set());
  return located(place, kAmbiguous.test(message) ? ambiguous : circular, error);
}

function located(place, describe, error) {
  return place === undefined ? error : locate(new SyntaxError(describe(place)), place);
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
function search(importer, name, isMeant, seen) {
  if (seen.has(importer)) return undefined;
  seen.add(importer);
  for (const { record } of importer.requests) {
    const found = search(record, name, isMeant, seen);
    if (found !== undefined) return found;
  }
  if (importer.source === undefined || importer.linked) return undefined;
  for (const request of importer.requests) {
    const range = isMeant(request) ? findImport(importer.source, request.specifier, name) : undefined;
    if (range === undefined) continue;
    const { 0: at, 2: start, 3: length } = range;
    const statement = importer.source.slice(start, start + length);
    return { importer, specifier: request.specifier, record: request.record, name, at, statement };
  }
  return undefined;
}

// The place stands before the stack itself, as in Node.
function locate(error, { importer, name, at }) {
  const { source } = importer;
  const start = source.lastIndexOf('\n', at - 1) + 1;
  const end = source.indexOf('\n', at);
  const line = source.slice(0, at).split('\n').length;
  const blank = source.slice(start, at).replace(/[^\t]/g, ' ');
  const shown = source.slice(start, end === -1 ? undefined : end);
  const carets = '^'.repeat(source.startsWith(name, at) ? name.length : 1);
  error.stack = `${importer.url}:${line}\n${shown}\n${blank}${carets}\n${error.stack}`;
  return error;
}

module.exports = { explain };
