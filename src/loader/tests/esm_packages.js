import { createRequire } from 'node:module';
const base = new URL('./fixtures/esm/x.mjs', import.meta.url);
const root = new URL('.', import.meta.url).pathname;
const clean = (text) => `${text}`.replaceAll(root, 'ROOT/');
const require = createRequire(base);
const importFrom = async (specifier) => (await import(`./fixtures/esm/${specifier}`));
console.log(require('dual'), require('main-only'), require('dual/features/plain.js'), require('dual/custom'));
console.log(require('dual/array'), require('@scope/pkg').scoped);
for (const name of ['dual/none', 'dual/internal/x', 'dual/missing', 'dual/lib/entry.cjs', 'badtarget/bad',
                    'badtarget/deep', 'badtarget/none', 'nothing', 'main-only/none']) {
  try {
    require(name);
  } catch (error) {
    console.log(name, error.code, clean(error.message).split('\n')[0]);
  }
}
console.log(await importFrom('packages.mjs'));
