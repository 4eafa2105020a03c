// Headers: combining, order, cookies, iteration, and what is refused.
'use strict';

function attempt(make) {
  try {
    console.log(make());
  } catch (error) {
    console.log(`${error.name}: ${error.message}`);
  }
}

const headers = new Headers([['X-Two', '2'], ['x-one', ' 1\t']]);
headers.append('x-two', 'more');
headers.append('Set-Cookie', 'a=1');
headers.append('set-cookie', 'b=2');
headers.append('Cookie', 'c');
headers.append('cookie', 'd');
console.log(headers);
console.log([...headers]);
console.log(headers.getSetCookie(), headers.get('X-TWO'), headers.get('absent'), headers.has('x-one'));
headers.set('x-two', 'only');
headers.delete('set-cookie');
console.log([...headers.keys()], [...headers.values()]);
headers.forEach(function(value, name, object) { console.log(name, value, object === headers, this.here); }, { here: 1 });
console.log(new Headers(headers), new Headers({ a: 1, B: 'c' }));
console.log(Object.prototype.toString.call(headers), Object.prototype.toString.call(headers.entries()));
console.log(Object.getOwnPropertyNames(Headers.prototype).join());

for (const init of [1, 'abc', null, [['a']], [1], { 'a b': 'c' }, { a: 'c\u0100' }, { a: 'c\nd' }, { [Symbol('a')]: 1 },
                    { a: Symbol('x') }]) {
  attempt(() => new Headers(init));
}
attempt(() => headers.append('a'));
attempt(() => headers.get());
attempt(() => headers.get('a b'));
attempt(() => headers.forEach(1));
attempt(() => Headers.prototype.get.call({}, 'a'));

// The pairs are looked at anew at each step.
const live = new Headers({ a: '1', b: '2' });
const seen = [];
for (const [name] of live) {
  seen.push(name);
  if (name === 'a') live.append('c', '3');
}
console.log(seen);
