import meta from './fixtures/esm/meta.mjs';
const root = new URL('.', import.meta.url);
const clean = (text) => text.replaceAll(root.href, 'ROOT/').replaceAll(root.pathname, 'ROOT/');
console.log(Object.keys(meta), Object.getPrototypeOf(meta), meta.main, import.meta.main);
console.log(clean(meta.url), clean(meta.filename), clean(meta.dirname), typeof meta.resolve);
for (const specifier of ['./x.mjs', '../y.js', 'node:os', 'os', 'dual', './folder', 'data:text/javascript,1']) {
  console.log(clean(meta.resolve(specifier)));
}
try {
  meta.resolve('not-there');
} catch (error) {
  console.log(error.code, clean(error.message));
}
const other = await import('./fixtures/esm/meta.mjs?query=1');
console.log(clean(other.default.url), other.default === meta);
