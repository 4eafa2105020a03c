'use strict';
const { registerHooks } = require('node:module');
const clean = (text) => `${text}`.replaceAll(`file://${__dirname}`, 'ROOT');
const outer = registerHooks({
  resolve(specifier, context, nextResolve) {
    if (specifier.startsWith('virtual:')) return { url: specifier, format: 'module', shortCircuit: true };
    const result = nextResolve(specifier, context);
    console.log('resolve', clean(specifier), clean(context.parentURL), context.conditions.join(), clean(result.url));
    return result;
  },
  load(url, context, nextLoad) {
    if (url === 'virtual:a') return { format: 'module', source: 'export default "virtual"', shortCircuit: true };
    const result = nextLoad(url, context);
    console.log('load', clean(url), context.format, result.format, typeof result.source);
    if (url.endsWith('noext')) return { ...result, source: 'module.exports = "replaced"' };
    return result;
  },
});
const inner = registerHooks({
  load(url, context, nextLoad) {
    console.log('last registered', clean(url));
    return nextLoad(url, context);
  },
});
console.log(require('./fixtures/cjs/noext'), require('./fixtures/esm/data.json'), typeof require('node:os'));
(async () => {
  console.log((await import('virtual:a')).default);
  console.log((await import('./fixtures/esm/order.mjs')));
  inner.deregister();
  for (const bad of [{ resolve: () => 1 }, { resolve: () => ({ url: 'x:y' }) }, { load: () => ({ shortCircuit: true, format: 'module' }) }]) {
    const hook = registerHooks(bad);
    await import('./fixtures/esm/live.mjs?hooked').catch((error) => console.log(error.code, error.message));
    hook.deregister();
  }
  outer.deregister();
  console.log((await import('./fixtures/esm/live.mjs')).count);
})();
