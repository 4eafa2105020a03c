// Objects into query strings.
const querystring = require('querystring');
console.log(querystring.stringify({ a: 1, b: [2, 'x y', true], c: [], d: null, e: undefined, f: 5n, g: NaN, h: 1e30, 'k k': 'é&=' }));
console.log(querystring.stringify({ a: 'b', c: 'd' }, ';', ':'), querystring.stringify('x') === '', querystring.stringify(null) === '');
console.log(querystring.stringify({ a: 'ä' }, null, null, { encodeURIComponent: (text) => `[${text}]` }));
