// A URL as options of a request, and domains in both writings.
const { urlToHttpOptions, domainToASCII, domainToUnicode } = require('url');
console.log(urlToHttpOptions(Object.assign(new URL('http://us%65r:p%40@[::1]:81/a?b#c'), { extra: 1 })));
console.log(urlToHttpOptions(new URL('data:x')).path, domainToASCII('español.com'), domainToUnicode('xn--espaol-zwa.com'), domainToASCII('xn--iñvalid.com') === '');
try {
  urlToHttpOptions('x');
} catch (error) {
  console.log(error.code, error.message);
}
