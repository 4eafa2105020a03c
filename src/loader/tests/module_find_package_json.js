'use strict';
const { findPackageJSON } = require('node:module');
const clean = (text) => `${text}`.replaceAll(__dirname, 'ROOT');
const base = `${__dirname}/fixtures/typed/dep.js`;
for (const specifier of ['dual', '@scope/pkg', './dep.js', '..', base]) {
  console.log(specifier === base ? 'base' : specifier, clean(findPackageJSON(specifier, base)).replace(/^(?!ROOT).*/, 'elsewhere'));
}
for (const args of [[], ['nothing', base], ['./nothing.js', base]]) {
  try {
    findPackageJSON(...args);
  } catch (error) {
    console.log(error.code, clean(error.message));
  }
}
