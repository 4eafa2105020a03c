import { fileURLToPath } from 'node:url';
const root = new URL('.', import.meta.url).href;
const clean = (text) => `${text}`.replaceAll(root, 'ROOT/').replaceAll(fileURLToPath(root), 'ROOT/');
const specifiers = [
  './nowhere.mjs', './fixtures/esm/imports_missing.mjs', './fixtures/esm/folder', './fixtures/esm/folder/',
  './fixtures/esm/typeless', 'not-there', 'not-there/sub', '@scope', '.hidden', 'a\\b', '', '#nothing', 'node:nothing',
  'http://localhost/x.js', 'other:x', './a%2fb.mjs', './fixtures/esm/odd.xyz', 'file://host/x.mjs',
  'data:text/plain,x', 'data:text/javascript,import "./x"', './fixtures/esm/broken.mjs',
  './fixtures/esm/imports_broken.mjs',
];
for (const specifier of specifiers) {
  const error = await import(specifier).catch((error) => error);
  console.log(`${specifier}: ${error.name} ${error.code}\n  ${clean(error.message)}`, clean(error.url ?? ''));
}
