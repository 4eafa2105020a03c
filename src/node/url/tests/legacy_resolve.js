// Relative URLs by the old rules.
process.removeAllListeners('warning');
process.on('warning', () => {});
const url = require('url');
for (const [from, to] of [['/one/two/three', 'four'], ['http://a.com/b/c', '/d'], ['http://a.com/b', 'http://x/y'], ['http://a.com/b/c/d', '../../../e'], ['http://a', '?q'],
                          ['http://u:p@a/b', '//c/d'], ['mailto:a@b', 'c@d'], ['http://a/b?c#d', '#e'], ['file:///a/b', '../c'], ['http://a/b', 'https:c'], ['a/b', '../../c'],
                          ['http://a/b', 'javascript:x'], ['foo:a/b', '../../..'], ['http://a/b/', '.'], ['http://a/b', ''], ['', 'x']]) {
  console.log(from, to, url.resolve(from, to));
}
console.log(url.resolveObject('http://a/b', 'c?d=e'));
