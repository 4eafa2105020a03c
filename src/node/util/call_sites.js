// util.getCallSites: where the functions on the stack are, as plain objects.
'use strict';

const { getOptionValue } = require('internal/options');
const { validateBoolean, validateInteger, validateObject } = require('internal/validators');

const binding = internalBinding('util');

const frameCountDefault = 10;
const frameCountMax = 200;

// The options may come alone.
function getCallSites(frameCount = frameCountDefault, options) {
  if (options === undefined && typeof frameCount === 'object') {
    options = frameCount;
    frameCount = frameCountDefault;
    validateOptions(options);
  } else if (options !== undefined) {
    validateOptions(options);
  }
  validateInteger(frameCount, 'frameCount', 1, frameCountMax);
  const sites = binding.getCallSites(frameCount); // leaves this function out
  const isMapped = options?.sourceMap ?? getOptionValue('--enable-source-maps');
  return isMapped ? sites.map(mapToSource) : sites;
}

function validateOptions(options) {
  validateObject(options, 'options');
  if (options.sourceMap !== undefined) validateBoolean(options.sourceMap, 'options.sourceMap');
}

// The place in the source that the script was made from, if a source map tells.
function mapToSource(site) {
  const sourceMap = require('internal/source_map/source_map_cache').findSourceMap(site.scriptName);
  const entry = sourceMap?.findEntry(site.lineNumber - 1, site.columnNumber - 1);
  if (!entry?.originalSource) return site;
  return {
    __proto__: null,
    functionName: entry.name || site.functionName,
    scriptName: entry.originalSource,
    lineNumber: entry.originalLine + 1,
    column: entry.originalColumn + 1,
    columnNumber: entry.originalColumn + 1,
  };
}

module.exports = { getCallSites };
