// import() from CommonJS, from evaluated code, of everything.
'use strict';
const clean = (text) => text.replaceAll(__dirname, 'ROOT');
(async () => {
  console.log((await import('./fixtures/esm/live.mjs')).count);
  console.log((await eval("import('./fixtures/esm/plain.js')")).plain);
  console.log((await new Function('return import("./fixtures/esm/typeless.js")')()).typeless);
  console.log(Object.keys(await import('node:os')).length > 10, (await import('./fixtures/cjs/noext')).default);
  const all = await Promise.all([import('./fixtures/esm/live.mjs'), import('./fixtures/esm/live.mjs')]);
  console.log(all[0] === all[1]);
  const errors = [];
  for (let i = 0; i < 2; i++) errors.push(await import('./fixtures/esm/throws.mjs').catch((error) => error));
  console.log(errors[0] === errors[1], errors[0].name, clean(errors[0].stack.split('\n')[1].trim()));
  await import(Symbol('x')).catch((error) => console.log(error.name, error.message));
  await import({ toString() { throw new Error('from toString'); } }).catch((error) => console.log(error.message));
})();
