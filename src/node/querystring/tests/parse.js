// Query strings into objects.
const querystring = require('querystring');
for (const arguments_ of [['a=1&b=2&a=3'], ['a=1;b:2', ';', ':'], ['a&=&&b=='], ['a+b=c%20d+e'], ['%zz=%41%'], ['__proto__=1'], [''], [5],
                          ['a=1&b=2&c=3', null, null, { maxKeys: 2 }], ['a==1&&b==2', '&&', '=='], ['a=%E4%BD%A0&b=%ff'],
                          ['a=x', '&', '=', { decodeURIComponent: (text) => `<${text}>` }], ['a=%', '&', '=', { decodeURIComponent() { throw 1; } }]]) {
  console.log(querystring.parse(...arguments_));
}
console.log(Object.keys(querystring.parse('x=1&'.repeat(1500).replace(/x/g, () => `k${Math.random()}`))).length, querystring.decode === querystring.parse);
