// Glob patterns on a tree.
const fs = require('fs');
const scratch = fs.mkdtempSync(require('os').tmpdir() + '/fs-');
process.chdir(scratch);
process.on('exit', () => fs.rmSync(scratch, { recursive: true }));
for (const path of ['b/c/2', 'b/1', 'a/0', 'a/y/q/4', 'a/z/3', 'f', '.h/x', 'a/.i']) {
  fs.mkdirSync(require('path').dirname(path), { recursive: true });
  fs.writeFileSync(path, '');
}
fs.symlinkSync('../b', 'a/lb');
fs.symlinkSync('f', 'lf');
const sorted = (list) => list.map((item) => item.name ? `${item.parentPath}:${item.name}:${item.isDirectory()}` : item).sort();
for (const pattern of ['**', '*', 'a/*', 'a/**', '**/z', '**/', './*', 'a/../b/*', '{a,b}/*', 'a', 'nope', 'f/', 'a/', 'a/**/q',
                       ['a/*', 'b/*', '*'], '', '.', 'a/.', 'a/lb/*', '**/lb/**', 'a/*/q/4', '*/', 'lf', '**/2/', 'a/y/..',
                       '**/..', '*/..', '**/*', './**/lb/*', 'a/**/lb/*', '*/lb/*', 'a/l*/*', 'a/**/', './**', '**/**',
                       '[ab]/*', '.*', '**/.*', '.h/*', '!(a)/*', '+(a|b)/?']) {
  console.log(JSON.stringify(pattern), JSON.stringify(sorted(fs.globSync(pattern))));
}
console.log(sorted(fs.globSync('**', { exclude: (path) => path === 'a' })), sorted(fs.globSync('**', { exclude: ['a/**', 'f'] })));
console.log(sorted(fs.globSync('a/**', { followSymlinks: true })), sorted(fs.globSync('*', { cwd: 'b', withFileTypes: true })));
fs.glob('*/*', { cwd: require('url').pathToFileURL('.') }, async (error, found) => {
  console.log(error, sorted(found));
  console.log(sorted(await Array.fromAsync(fs.promises.glob('**/[0-9]'))));
});
