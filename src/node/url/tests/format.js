// Objects and URLs into text.
const url = require('url');
console.log(url.format({ protocol: 'http', host: 'a:80', pathname: 'b#?c', search: 'd#', hash: 'e' }), url.format({ hostname: '::1', port: 3, auth: 'u:p@' }));
console.log(url.format({ protocol: 'mailto:', pathname: 'a@b' }), url.format({ slashes: true, pathname: '/x' }), url.format({ query: { a: 1, b: ['x', 'y'] } }));
const full = new URL('http://u:p@日本.jp:8080/a?b#c');
for (const options of [undefined, { auth: false }, { fragment: false, search: false }, { unicode: true }, { auth: null, unicode: 1 }]) console.log(url.format(full, options));
for (const attempt of [() => url.format(5), () => url.format(null), () => url.format(full, true)]) {
  try {
    console.log(attempt());
  } catch (error) {
    console.log(error.name, error.code, error.message);
  }
}
