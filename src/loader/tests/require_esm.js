'use strict';
const clean = (text) => text.replaceAll(__dirname, 'ROOT');
console.log(require('./fixtures/esm/live.mjs'), require('./fixtures/esm/with_default.mjs'));
console.log(require('./fixtures/esm/own_exports.mjs'), require('./fixtures/esm/interop.mjs'));
console.log(require('./fixtures/esm/typeless.js'));
console.log(require('./fixtures/esm/with_default.mjs') === require('./fixtures/esm/with_default.mjs'));
for (const file of ['awaits.mjs', 'imports_awaits.mjs', 'throws.mjs', 'broken.mjs', 'missing_name.mjs',
                    'imports_missing.mjs']) {
  try {
    require(`./fixtures/esm/${file}`);
  } catch (error) {
    console.log(file, error.name, error.code, clean(error.message));
  }
}
import('./fixtures/esm/required_in_cycle.mjs').then(() => import('./fixtures/esm/with_default.mjs')).then((module) => {
  console.log(module.default, module === require('./fixtures/esm/with_default.mjs'));
});
