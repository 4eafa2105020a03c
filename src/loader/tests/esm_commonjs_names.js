import * as names from './fixtures/esm/names.cjs';
import * as reexport from './fixtures/esm/reexport.cjs';
import * as babel from './fixtures/esm/babel.cjs';
import pkg, { a, c } from './fixtures/node_modules/cjs-pkg/index.js';
console.log(names);
console.log(Object.keys(reexport), reexport.one);
console.log(Object.keys(babel), babel.getter);
console.log(pkg, a, c);
