// MIMEType and MIMEParams.
'use strict';
const { MIMEType, MIMEParams, inspect } = require('util');

const attempt = (f) => {
  try {
    return f();
  } catch (error) {
    return `${error.name} ${error.code} ${error.message}`;
  }
};
for (const text of ['text/plain', ' TEXT/Html ', 'text/plain;charset=utf-8', 'text/plain; charset = utf-8',
  'text/plain;a="b;c";d=e', 'text/plain;a="\\"\\\\"', 'text/plain;a="unclosed', 'text/plain;a="x\\',
  'text/plain;;;a=b', 'text/plain;=b',
  'text/plain;a=', 'text/plain;a', 'text/plain;a=b;A=c', 'text/plain;a=b c', 'text/plain;a="b" x;c=d', '', 'text',
  '/plain', 'text/', 'te xt/plain', 'text/pl ain', 'text/plain/x', 'é/x', 'text/plain;é=1', 'text/plain;a=é',
  'text/plain;a=日',
  'text/plain ;a=b', 'text/plain; a="";b=c', '\ttext/plain\n;\ra=b\t', 5, null]) {
  console.log(JSON.stringify(text), attempt(() => {
    const type = new MIMEType(text);
    return JSON.stringify([`${type}`, type.type, type.subtype, type.essence, `${type.params}`, [...type.params]]);
  }), attempt(() => String(MIMEType.parse(text))));
}
const type = new MIMEType('text/plain;a=1');
type.type = 'Image';
type.subtype = 'PNG';
console.log(String(type), JSON.stringify(type), attempt(() => { type.type = ''; }),
  attempt(() => { type.type = 'a b'; }), attempt(() => { type.subtype = '/'; }));
const { params } = type;
params.set('B', 'x y');
params.set('c', '');
console.log(params.get('b'), params.get('none'), params.has('A'), params.has('z'), `${params}`, [...params.keys()],
  [...params.values()], [...params.entries()]);
params.delete('A');
console.log(String(type), attempt(() => params.set('', 'x')), attempt(() => params.set('a b', 'x')),
  attempt(() => params.set('a', '\n')), JSON.stringify(params));
const own = new MIMEParams();
own.set('k', 'v');
console.log(String(own), Object.getOwnPropertyNames(MIMEType.prototype).join(),
  Object.getOwnPropertyNames(MIMEParams.prototype).join(), attempt(() => new MIMEType('text/plain', 5)),
  inspect(new MIMEType('a/b')), inspect(own));
