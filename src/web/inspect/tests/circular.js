// Objects that contain themselves.
'use strict';
const { inspect } = require('util');

const a = { name: 'a' };
a.self = a;
console.log(a, [a], { a });
const b = { a };
a.b = b;
console.log(a, b, inspect(a, { compact: true }), inspect(a, { compact: false }), inspect(a, { colors: true }));
const list = [1, 2];
list.push(list, [list]);
console.log(list, inspect(list, { compact: true }));
const map = new Map();
map.set('map', map).set(map, 'key').set('list', [map]);
console.log(map);
const set = new Set();
set.add(set).add([set]);
console.log(set);
const two = { x: {}, y: {} };
two.x.y = two.y;
two.y.x = two.x;
two.x.top = two;
console.log(two, inspect(two, { depth: 10 }));
function f() {}
f.f = f;
class C { static self = C; }
console.log(f, C);
const date = new Date(0);
date.date = date;
const regexp = /x/;
regexp.regexp = regexp;
const shared = { s: 1 };
console.log(date, regexp, [shared, shared]);
const error = new Error('boom');
error.stack = 'Error: boom\n    at here';
error.error = error;
error.cause = error;
console.log(error);
const promise = Promise.resolve().then(() => promise);
const typed = new Uint8Array(2);
typed.typed = typed;
console.log(typed);
const deep = {};
let inner = deep;
for (let i = 0; i < 6; i++) inner = inner[`l${i}`] = {};
inner.top = deep;
console.log(inspect(deep, { depth: 10 }), deep);
promise.catch(() => {});
