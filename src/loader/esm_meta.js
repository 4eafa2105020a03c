// `import.meta`: made for each module before it runs.
'use strict';

const path = require('path');
const { codes: { ERR_INVALID_ARG_TYPE } } = require('internal/errors');
const { getOptionValue } = require('internal/options');
const { fileURLToPath, isURL } = require('internal/url');
const { hookLists } = require('internal/modules/helpers');

/** Fills a module's `import.meta`. The names come in the order of the alphabet, as in Node. */
function initialize(meta, record, resolveFor) {
  const { url } = record;
  if (url.startsWith('file:')) {
    // The URL of a file that `-e` stands for has no query; that of a file may.
    const filename = fileURLToPath(url);
    meta.dirname = path.dirname(filename);
    meta.filename = filename;
  }
  meta.main = record.isMain;
  // On the thread of hooks, which resolve asynchronously, there is nothing that could answer.
  if (!hookLists.isThread) {
    meta.resolve = function resolve(specifier, parentURL) {
      return resolveFor(givenParent(parentURL) ?? record.url, `${specifier}`);
    };
  }
  meta.url = url;
}

// Another parent may be given where that is asked for on the command line.
function givenParent(parentURL) {
  if (parentURL === undefined || !getOptionValue('--experimental-import-meta-resolve')) return undefined;
  if (typeof parentURL !== 'string' && !isURL(parentURL)) {
    throw new ERR_INVALID_ARG_TYPE('parentURL', ['string', 'URL'], parentURL);
  }
  return `${parentURL}`;
}

module.exports = { initialize };
