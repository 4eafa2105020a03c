// Every function of POSIX paths over paths that are awkward.
const { posix } = require('path');
const paths = ['', '.', '/', '//', 'a', '/a', 'a/', '/a/b.c', './a/../b', '../../x', '/../a', 'a//b///c/', '.bashrc', 'a.b.', '..', '...', '/..', 'x/.y.z', 'C:\\a'];
for (const name of ['normalize', 'dirname', 'basename', 'extname', 'isAbsolute', 'toNamespacedPath']) {
  console.log(name, paths.map((path) => posix[name](path)));
}
for (const path of paths) console.log(JSON.stringify(path), posix.parse(path), posix.format(posix.parse(path)));
console.log(posix.join('a', '', '..', '/b', 'c/'), posix.join(), posix.join('', ''), posix.resolve('/a', '../b', './c/'), posix.resolve('/a', '/b', '..'));
console.log([['/a/b/c', '/a/d'], ['/a', '/a'], ['/', '/a/b'], ['/a/b', '/'], ['/ab', '/a'], ['/a/b', '/a/b/c/d']].map((pair) => posix.relative(...pair)));
console.log(posix.basename('a.html', '.html'), posix.basename('.html', '.html'), posix.basename('/x/aaa/', 'a'), posix.basename('aaa', 'aaa'));
console.log(posix.format({ dir: '/d', base: 'b' }), posix.format({ root: '/', name: 'n', ext: 'e' }), posix.format({ dir: '/', root: '/', base: 'q' }));
console.log(posix.sep, posix.delimiter, posix === posix.posix, require('path/posix') === posix);
