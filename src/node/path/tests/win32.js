// Windows paths: drives, shares, device names.
const { win32 } = require('path');
const paths = ['', 'C:', 'C:\\', 'c:a', 'C:/a/../b\\', '\\\\srv\\share', '\\\\srv\\share\\x\\..\\y', '//srv/share/x', '\\a', '/', 'a\\b.txt', '\\\\?\\C:\\x', '\\\\.\\COM1',
               'CON', 'NUL:', './C:x', 'a:b\\..\\c', '..\\..\\x', 'C:..\\a', '\\\\a'];
for (const name of ['normalize', 'dirname', 'basename', 'extname', 'isAbsolute']) console.log(name, paths.map((path) => win32[name](path)));
for (const path of paths) console.log(JSON.stringify(path), win32.parse(path), win32.format(win32.parse(path)));
console.log(win32.join('C:\\a', '..', 'b'), win32.join('//srv', 'share'), win32.join('\\', '\\a'), win32.join('a', 'NUL:'));
console.log(win32.resolve('C:\\a', '..\\b'), win32.resolve('C:\\a', 'D:\\b', '\\c'), win32.resolve('C:\\a', '\\\\s\\h', 'x'));
console.log([['C:\\a\\b', 'C:\\A\\c'], ['C:\\a', 'D:\\a'], ['C:\\', 'C:\\x'], ['\\\\s\\h\\a', '\\\\s\\h\\b']].map((pair) => win32.relative(...pair)));
console.log(win32.toNamespacedPath('C:\\a'), win32.toNamespacedPath('\\\\s\\h\\x'), win32.toNamespacedPath(''), win32.sep, win32.delimiter);
