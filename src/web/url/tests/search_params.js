// URLSearchParams alone.
const params = new URLSearchParams('?a=1&b=2&a=3&c=%F0%9F%98%80+x&d&=e&&%zz=%ff');
console.log([...params], params.size, `${params}`, params.get('a'), params.getAll('a'), params.get('none'), params.has('b'), params.has('b', 'x'));
params.append('f', 'x y&z=é');
params.set('a', 'only');
params.delete('b');
params.delete('d', 'other');
params.sort();
console.log(params.toString(), [...params.keys()], [...params.values()].length);
params.forEach(function(value, name, all) { if (name === 'f') console.log(value, name, all === params, this.tag); }, { tag: 't' });
for (const init of [[['a', 'b'], ['c', 'd']], { x: 1, y: null }, new Map([['k', 'v']]), new URLSearchParams('z=1'), 'q', undefined, null, 5, [new Set(['m', 'n'])]]) {
  console.log(new URLSearchParams(init).toString());
}
for (const init of [[['a']], [1], [null], { [Symbol.iterator]: 1 }]) {
  try {
    new URLSearchParams(init);
  } catch (error) {
    console.log(error.name, error.code, error.message);
  }
}
console.log(new URLSearchParams({ '*-._~!\'()': '\ud800' }).toString(), new URLSearchParams(params) !== params, params[Symbol.iterator] === params.entries);
