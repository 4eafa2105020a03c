// What is done with a source that `require` finds to be no CommonJS.
'use strict';

const { compileCommonJS } = internalBinding('modules');
const { getOptionValue } = require('internal/options');
const packages = require('internal/modules/package_json_reader');

/** Whether a source is an ES module by its syntax: it does not compile as CommonJS, and does as a module. */
function isModuleSyntax(content, filename) {
  try {
    compileCommonJS(content, filename);
    return false;
  } catch (error) {
    return looksLikeModule(error, content);
  }
}

function looksLikeModule(error, content) {
  if (!(error instanceof SyntaxError) || !/\b(?:import|export|await)\b/.test(content)) return false;
  return require('internal/modules/esm/loader').parsesAsModule(content);
}

// A module's syntax in a file that is said to be CommonJS.
function warnWrongFormat({ message }, filename) {
  if (message !== 'Cannot use import statement outside a module' && message !== "Unexpected token 'export'") return;
  const warning = new Error(`Failed to load the ES module: ${filename}. Make sure to set "type": "module" in the ` +
                            'nearest package.json file or use the .mjs extension.');
  warning.name = 'Warning';
  // At once: the error that follows may end the program.
  process.emit('warning', warning);
}

/** Throws where `require` of the ES modules is switched off. */
function checkRequireESM(module, filename, parent) {
  if (module.id === '.' && process.mainModule === module) return;
  if (getOptionValue('--experimental-require-module') && getOptionValue('--require-module')) return;
  const { codes: { ERR_REQUIRE_ESM } } = require('internal/errors');
  const config = filename.endsWith('.js') ? packages.nearest(filename) : undefined;
  throw new ERR_REQUIRE_ESM(filename, filename.endsWith('.js') && config?.type === 'module', parent?.filename,
                            config?.type === 'module' ? config.pjsonPath : undefined);
}

module.exports = { checkRequireESM, isModuleSyntax, looksLikeModule, warnWrongFormat };
