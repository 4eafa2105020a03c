// URLPattern: what matches, and the groups.
const cases = [
  [{ pathname: '/books/:id(\\d+)/*' }, 'http://a/books/12/x/y'], [{ pathname: '/:a/:b?' }, 'http://a/one'], ['https://*.example.com/foo?', 'https://x.example.com/fo'],
  ['/a/:b', 'http://h/a/c', 'http://h'], [{ hostname: '{:sub.}?example.com' }, 'http://example.com'], [{ search: 'q=:q', hash: '*' }, 'http://a/?q=1#z'], [{ pathname: '/A' }, 'http://a/a'],
];
for (const [init, url, base] of cases) {
  const pattern = base === undefined ? new URLPattern(init) : new URLPattern(init, base);
  const result = pattern.exec(url);
  console.log(pattern.test(url), pattern.protocol, pattern.hostname, pattern.port, pattern.pathname, pattern.search, pattern.hash, pattern.hasRegExpGroups);
  console.log(result && [result.hostname, result.pathname, result.search].map(({ groups }) => Object.entries(groups).sort()), result?.hash.input);
}
console.log(new URLPattern({ pathname: '/A' }, { ignoreCase: true }).test('http://a/a'), new URLPattern({ pathname: '/x' }).test({ pathname: '/x' }));
for (const attempt of [() => new URLPattern('foo'), () => new URLPattern({ pathname: '/(' }), () => new URLPattern({ pathname: '/:a/:a' }), () => new URLPattern(1), () => new URLPattern({}, 'http://a'),
                       () => new URLPattern().exec(1), () => new URLPattern().test('', 1), () => URLPattern(), () => new URLPattern().exec({}, 'http://a'), () => URLPattern.prototype.port]) {
  try {
    attempt();
  } catch (error) {
    console.log(error.name, error.code, error.message);
  }
}
