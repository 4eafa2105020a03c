// Escaping text, and what cannot be escaped.
const querystring = require('querystring');
console.log(querystring.escape("a b+c!'()*~é😀%"), querystring.escape(5), querystring.escape({}), querystring.escape(['a', 'b']));
console.log(querystring.unescape('%41%zz+%ff'), querystring.unescapeBuffer('a%20%ff%zz+', true), querystring.unescapeBuffer('+').toString());
try {
  querystring.escape('\ud800');
} catch (error) {
  console.log(error.name, error.code, error.message);
}
