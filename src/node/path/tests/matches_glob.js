// Which paths a glob pattern matches.
const { posix, win32 } = require('path');
const cases = [
  ['a.js', '*.js'], ['.a.js', '*.js'], ['a/b.js', '*.js'], ['a/b/c.js', '**/*.js'], ['c.js', '**/*.js'], ['a/.b/c', 'a/**/c'], ['a/b', 'a/**'], ['a', 'a/**'],
  ['ab', 'a?'], ['a', 'a?'], ['b1', '[a-c][0-9]'], ['d1', '[!a-c]1'], ['x', '[]x]'], ['foo.ts', '*.{js,ts}'], ['f3', 'f{1..3}'], ['f03', 'f{01..10}'],
  ['ab', '+(a|b)'], ['', '*(a)'], ['c', '!(a|b)'], ['a.c', '!(*.b)'], ['a/../b', 'b'], ['a/b/', 'a/b'], ['a', './a'], ['é', '?'], ['{a', '{a'], ['[a', '[a'],
];
for (const [path, pattern] of cases) console.log(path, pattern, posix.matchesGlob(path, pattern), win32.matchesGlob(path, pattern));
console.log(win32.matchesGlob('a\\b\\c', 'a/**/c'), posix.matchesGlob('a\\b', 'a\\b'));
