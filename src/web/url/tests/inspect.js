// How URLs and parameters print.
const util = require('util');
const url = new URL('https://u:p@h:1/p?a=b#c');
console.log(url, { url }, util.inspect({ url }, { depth: 0 }), util.inspect(url, { showHidden: true }));
console.log(new URLSearchParams(), new URLSearchParams('a=1&b=2'), new URLSearchParams('a=1&b=2').keys(), new URLSearchParams('a=1').entries());
console.log(new URLSearchParams(`a=${'x'.repeat(50)}&b=${'y'.repeat(50)}`), new URLSearchParams('a=1&b=2').entries());
class Mine extends URL {}
console.log(util.inspect(new Mine('http://a')).split('\n')[0], Object.prototype.toString.call(url), Object.keys(url));
