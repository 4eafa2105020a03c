// `import.meta`: made for each module before it runs.
'use strict';

const path = require('path');
const { fileURLToPath } = require('internal/url');
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
    meta.resolve = function resolve(specifier) {
      return resolveFor(record, `${specifier}`);
    };
  }
  meta.url = url;
}

module.exports = { initialize };
