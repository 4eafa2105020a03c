// What packages patch: _load, _resolveFilename, _extensions, _compile, wrap.
'use strict';
const Module = require('node:module');
const load = Module._load;
Module._load = function(request, parent, isMain) {
  console.log('load', request, parent === module, isMain);
  if (request === 'made-up') return 'made up';
  return Reflect.apply(load, this, arguments);
};
console.log(require('made-up'));
const resolve = Module._resolveFilename;
Module._resolveFilename = function(request, ...rest) {
  return Reflect.apply(resolve, this, [request === 'alias' ? './fixtures/cjs/noext' : request, ...rest]);
};
console.log(require('alias'));
Module._extensions['.xyz'] = (module, filename) => { module.exports = `xyz of ${filename.split('/').pop()}`; };
console.log(require('./fixtures/esm/odd.xyz'), require('./fixtures/esm/odd'));
const wrap = Module.wrap;
Module.wrap = (script) => wrap(`var injected = 7; exports.injected = injected; ${script}`);
console.log(require('./fixtures/esm/plain.js'));
Module.wrap = wrap;
const compile = Module.prototype._compile;
Module.prototype._compile = function(content, filename, ...rest) {
  return Reflect.apply(compile, this, [`${content}; exports.patched = true;`, filename, ...rest]);
};
console.log(require('./fixtures/esm/folder'));
console.log(Module.wrap('x'), Module.wrapper);
