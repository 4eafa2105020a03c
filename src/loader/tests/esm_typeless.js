// A file without a type is what its syntax says.
import * as plain from './fixtures/esm/plain.js';
import * as typeless from './fixtures/esm/typeless.js';
console.log(plain, typeless);
console.log(typeof require, typeof module, this);
