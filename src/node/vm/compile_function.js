// `vm.compileFunction`.
'use strict';

const { compileFunction: compileNative, compileScript } = internalBinding('contextify');
const { codes: { ERR_INVALID_ARG_TYPE } } = require('internal/errors');
const { validateArray, validateObject, validateString, validateStringArray } = require('internal/validators');
const { kValidateObjectAllowObjects } = require('internal/validators');
const { decorateErrorStack } = require('internal/process/fatal');
const { contextOf, isContext } = require('internal/vm/context');
const { inColumn, makeSymbol, readOrigin, sourceMapURLOf, tellOfCachedData, validateImporter } =
  require('internal/vm/origin');

function compileFunction(code, params, options = { __proto__: null }) {
  validateString(code, 'code');
  validateObject(options, 'options');
  if (params !== undefined) validateStringArray(params, 'params');
  const origin = readOrigin(options, '');
  const { parsingContext, contextExtensions = [], importModuleDynamically } = options;
  let context;
  if (parsingContext !== undefined) {
    if (parsingContext === null || typeof parsingContext !== 'object' || !isContext(parsingContext)) {
      throw new ERR_INVALID_ARG_TYPE('options.parsingContext', 'Context', parsingContext);
    }
    context = contextOf(parsingContext);
  }
  validateArray(contextExtensions, 'options.contextExtensions');
  contextExtensions.forEach((extension, i) => {
    validateObject(extension, `options.contextExtensions[${i}]`, kValidateObjectAllowObjects);
  });
  validateImporter(importModuleDynamically, 'options.importModuleDynamically');

  const { filename, lineOffset, columnOffset } = origin;
  const body = `function (${(params ?? []).join(',')}) {\n${inColumn(code, columnOffset)}\n}`;
  let made;
  const symbol = makeSymbol(filename, importModuleDynamically, () => made);
  // The line of the parameters comes before the first of the code.
  const compile = (native, source) => native(context, source, filename, lineOffset, symbol);
  try {
    made = compile(compileNative, `(${body})`);
    ensureWhole(body, params, compile);
  } catch (error) {
    throw decorateErrorStack(error, filename, (line) => code.split(/\r\n|[\n\r\u2028\u2029]/)[line - 1 - lineOffset]);
  }
  if (contextExtensions.length > 0) made = within(contextExtensions, body, compile);
  tellOfCachedData(made, code, origin);
  made.sourceMapURL = sourceMapURLOf(code);
  return made;
}

// Code that ends the function and begins another is well formed in one kind of bracket only.
function ensureWhole(body, params, compile) {
  if (!/\}[^]*[)\]]/.test(body.slice(0, -1))) return;
  try {
    compile(compileScript, `[${body}]`);
  } catch {
    throw new SyntaxError("Unexpected token '}'");
  }
}

function within(extensions, body, compile) {
  const names = extensions.map((_, i) => `$${i}`);
  const scopes = names.map((name) => `with (${name}) `).join('');
  return compile(compileNative, `(function (${names.join(',')}) { ${scopes}return ${body} })`)(...extensions);
}

module.exports = { compileFunction };
