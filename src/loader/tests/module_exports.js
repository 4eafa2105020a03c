'use strict';
const module_ = require('node:module');
console.log(Object.getOwnPropertyNames(module_));
console.log(module_.Module === module_, module_.constants, typeof module_.builtinModules, Object.isFrozen(module_.builtinModules));
console.log(module_.isBuiltin('os'), module_.isBuiltin('node:os'), module_.isBuiltin('node:nothing'), module_.isBuiltin(1));
console.log(module_._nodeModulePaths('/a/node_modules/b/c'), module_._nodeModulePaths('/'));
console.log(module_.getSourceMapsSupport(), module_.findSourceMap(__filename));
for (const bad of ['x', 1, undefined, 'http://x']) {
  try {
    module_.createRequire(bad);
  } catch (error) {
    console.log(error.code, error.message);
  }
}
const require_ = module_.createRequire(`${__dirname}/fixtures/esm/`);
console.log(require_('./plain.js'), require_.main === undefined, require_.name);
console.log(module_.createRequire(require('node:url').pathToFileURL(__filename))('./fixtures/cjs/noext'));
