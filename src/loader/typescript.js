// TypeScript: programs run with white space in place of their types, so that lines and columns stay.
'use strict';

const { readText } = internalBinding('modules');
const { strip } = internalBinding('typescript');
const {
  codes: {
    ERR_INVALID_TYPESCRIPT_SYNTAX,
    ERR_METHOD_NOT_IMPLEMENTED,
    ERR_UNSUPPORTED_NODE_MODULES_TYPE_STRIPPING,
    ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX,
  },
} = require('internal/errors');
const { emitExperimentalWarning, isUnderNodeModules } = require('internal/util');
const { validateBoolean, validateObject, validateOneOf, validateString } = require('internal/validators');

/** `module.stripTypeScriptTypes`. */
function stripTypeScriptTypes(code, options = { __proto__: null }) {
  emitExperimentalWarning('stripTypeScriptTypes');
  validateString(code, 'code');
  validateObject(options, 'options');
  const { mode = 'strip', sourceMap = false, sourceUrl = '' } = options;
  validateOneOf(mode, 'options.mode', ['strip', 'transform']);
  if (mode === 'transform') {
    validateBoolean(sourceMap, 'options.sourceMap');
    validateString(sourceUrl, 'options.sourceUrl');
    const error = new ERR_METHOD_NOT_IMPLEMENTED("module.stripTypeScriptTypes() with mode 'transform'");
    error.message += "; use mode 'strip', or compile the program with the TypeScript compiler";
    throw error;
  }
  validateOneOf(sourceMap, 'options.sourceMap', [false, undefined]);
  validateString(sourceUrl, 'options.sourceUrl');
  const stripped = stripText(code, sourceUrl);
  return sourceUrl === '' ? stripped : `${stripped}\n\n//# sourceURL=${sourceUrl}`;
}

/** A module's source without its types. `name` is what errors call it. */
function stripModuleTypes(source, filename, name) {
  if (isUnderNodeModules(filename)) throw new ERR_UNSUPPORTED_NODE_MODULES_TYPE_STRIPPING(filename);
  return stripText(source, name);
}

/** A text without its types; throws with the lines that are wrong before the error's stack. */
function stripText(source, name) {
  const result = strip(source, name);
  if (typeof result === 'string') return result;
  const { message, frame, unsupported } = result;
  const error = new (unsupported ? ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX : ERR_INVALID_TYPESCRIPT_SYNTAX)(message);
  error.stack = `${frame}\n${error.stack}`;
  throw error;
}

/** What of a file runs; its own text where that has errors. */
function sourceOfFile(filename) {
  const text = readText(filename);
  const result = strip(text, filename);
  return typeof result === 'string' ? result : text;
}

module.exports = { sourceOfFile, stripModuleTypes, stripText, stripTypeScriptTypes };
