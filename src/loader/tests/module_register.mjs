// `module.register`: hooks on a thread of their own.
import { createRequire, register } from 'node:module';
import { receiveMessageOnPort, MessageChannel } from 'node:worker_threads';

const base = new URL('./fixtures/hooks/', import.meta.url);
const { port1, port2 } = new MessageChannel();

console.log(register('./logger.mjs', base, { data: { port: port2, name: 'log' }, transferList: [port2] }));
console.log(receiveMessageOnPort(port1));
register('./rewrite.mjs', { parentURL: base });

const { one, two } = await import('virtual:one');
console.log(one, two);
console.log(import.meta.resolve('./fixtures/hooks/two.cjs') === new URL('two.cjs', base).href);
console.log((await import('./fixtures/esm/data.json', { with: { type: 'json' } })).default);
for (const specifier of ['./fixtures/hooks/two.cjs?broken', './nowhere.mjs']) {
  await import(specifier).catch(({ name, code, message }) => console.log(name, code, message.replace(/'\/.*\//, "'").split(' imported')[0]));
}
// CommonJS without ES modules in it goes its own way.
console.log(createRequire(import.meta.url)('./fixtures/cjs/child.cjs') !== undefined);

for (const [specifier, parent] of [['./nowhere.mjs', base], ['./logger.mjs', undefined]]) {
  try {
    register(specifier, parent);
  } catch ({ name, code }) {
    console.log(name, code);
  }
}
register('./incomplete.mjs', base);
await import('./fixtures/esm/meta.mjs').catch(({ code, message }) => console.log(code, message));

for (let message; (message = receiveMessageOnPort(port1)) !== undefined;) console.log(message.message);
port1.close();
