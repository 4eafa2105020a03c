// `node:url`.
'use strict';

const { defineLazyProperties } = require('internal/util');
const { validateString } = require('internal/validators');
const {
  URL, URLSearchParams, domainToASCII, domainToUnicode, fileURLToPath, pathToFileURL, urlToHttpOptions,
} = require('internal/url');
const { Url, urlFormat, urlParse, urlResolve, urlResolveObject } = require('internal/url/legacy');

module.exports = {
  Url,
  parse: urlParse,
  resolve: urlResolve,
  resolveObject: urlResolveObject,
  format: urlFormat,
  URL,
  URLSearchParams,
  domainToASCII,
  domainToUnicode,
  pathToFileURL(path, options) {
    validateString(path, 'path');
    return pathToFileURL(path, options);
  },
  fileURLToPath,
  fileURLToPathBuffer(path, options) {
    return require('internal/url/file_buffer').fileURLToPathBuffer(path, options);
  },
  urlToHttpOptions,
};
defineLazyProperties(module.exports, 'internal/url/pattern', ['URLPattern']);
