const root = new URL('./fixtures/esm/', import.meta.url).href;
for (const file of ['missing_name.mjs', 'missing_cjs.mjs', 'missing_reexport.mjs', 'ambiguous.mjs']) {
  const error = await import(root + file).catch((error) => error);
  console.log(error.name, error.message);
  console.log(error.stack.replaceAll(root, '').split('\n    at')[0]);
}
const star = await import(`${root}star.mjs`);
console.log(star);
