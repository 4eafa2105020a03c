'use strict';
const clean = (text) => `${text}`.replaceAll(__dirname, 'ROOT');
const attempt = (request) => {
  try {
    console.log(require(request));
  } catch (error) {
    console.log(error.name, error.code, clean(error.message), error.requireStack?.map(clean));
  }
};
for (const request of ['./nowhere', 'nowhere', 'node:nowhere', '', 1, null, undefined, './fixtures/cjs', './fixtures/cjs/']) {
  attempt(request);
}
attempt('./fixtures/cjs/throws.cjs');
console.log(Object.keys(require.cache).length);
try {
  require('./fixtures/cjs/bad.json');
} catch (error) {
  console.log(error.name, clean(error.message).startsWith('ROOT/fixtures/cjs/bad.json: '));
}
try {
  require.resolve('./nowhere', { paths: [`${__dirname}/fixtures`] });
} catch (error) {
  console.log(error.code);
}
console.log(clean(require.resolve('./cjs/noext', { paths: [`${__dirname}/fixtures`] })));
