import data from './fixtures/esm/data.json' with { type: 'json' };
const root = new URL('.', import.meta.url);
const clean = (text) => text.replaceAll(root.href, 'ROOT/').replaceAll(root.pathname, 'ROOT/').split('\n')[0];
console.log(data, data === (await import('./fixtures/esm/data.json', { with: { type: 'json' } })).default);
console.log(await import('data:application/json,{"x":1}', { with: { type: 'json' } }));
const tries = [['data.json'], ['data.json', { type: 'css' }], ['live.mjs', { type: 'json' }],
               ['live.mjs', { other: 'x' }], ['live.mjs', { type: 'bytes' }]];
for (const [file, attributes] of tries) {
  await import(`./fixtures/esm/${file}`, { with: attributes }).catch((error) => {
    console.log(error.name, error.code, clean(error.message));
  });
}
const error = await import('./fixtures/esm/broken.json', { with: { type: 'json' } }).catch((error) => error);
console.log(error.name, clean(error.message).startsWith('ROOT/fixtures/esm/broken.json: '));
