// What wrong arguments say.
const fs = require('fs');
const show = (name, ...args) => {
  try {
    console.log(name, 'fine', fs[name](...args));
  } catch (error) {
    console.log(`${name}: ${error.name} ${error.code} ${error.message}`);
  }
};
const nothing = () => {};
for (const path of [undefined, null, 1, {}, true, 'a\0b', Buffer.from('a\0b'), new URL('http://host/x'),
                    new URL('file:///a%00b'), new URL('file://host/x')]) {
  show('readFileSync', path);
}
show('openSync', 'x', 'bad');
show('openSync', 'x', {});
show('openSync', 'x', 'r', 'zz');
show('openSync', 'x', 'r', {});
show('open', 'x');
show('open', 'x', 'r');
for (const fd of [1.5, '1', -1, NaN, undefined, 2 ** 31]) show('closeSync', fd);
show('close', 1, 2);
const four = Buffer.alloc(4);
for (const args of [[{}], [four, 5], [four, 1, 5], [four, 1, -1], [four, 1.5], [four, 0, 1, 'x'], [four, 0, 1, -2],
                    [four, 0, 1, -2n], [four, 0, 1, 2n ** 64n], [four, 0, 1, 1.5], [Buffer.alloc(0), 0, 1]]) {
  show('readSync', 99, ...args);
}
for (const args of [[{}], [four, 5], [four, 1, 5], [four, 1, -1], [four, -1], [four, 1.5], [1], ['abc', 0, 'bad']]) {
  if (args[2] !== 'bad') show('writeSync', 99, ...args);
}
show('write', 99, 'a');
show('write', 99, {}, nothing);
show('read', 99, nothing, 3);
show('read', 99, { buffer: null }, nothing);
show('writevSync', 99, 1);
show('readvSync', 99, [1]);
show('readFileSync', 'x', 'bad');
show('readFileSync', 'x', 1);
show('readFile', 'x');
show('readFile', 'x', { signal: 1 }, nothing);
show('readFileSync', 'x', { buffer: 1 });
show('writeFileSync', 'x', {});
show('writeFileSync', 'x', 1);
show('writeFileSync', 'x', '', { flush: 1 });
show('writeFileSync', 'x', '', { mode: 'x' });
show('mkdirSync', 'x', { recursive: 1 });
show('mkdirSync', 'x', 'zz');
show('mkdirSync', 'x', { mode: 'zz' });
show('mkdtempSync', 1);
show('mkdtempSync', 'x', { encoding: 'bad' });
for (const options of [1, { recursive: 1 }, { force: 1 }, { retryDelay: -1 }, { maxRetries: 'a' }]) {
  show('rmSync', 'x', options);
}
show('readdirSync', 'x', { recursive: 1 });
show('accessSync', 'x', 100);
show('accessSync', 'x', 'a');
show('copyFileSync', 'x', 'y', 9);
show('copyFileSync', 'x');
show('copyFileSync', 1);
show('ftruncateSync', 1, 'a');
show('truncate', 'x', '', nothing);
show('chmodSync', 'x', '9');
show('chmodSync', 'x');
show('chownSync', 'x', 'a', 1);
show('chownSync', 'x', -2, 1);
show('chownSync', 'x', 1, 2 ** 32);
show('utimesSync', 'x', 'a', 1);
show('utimesSync', 'x', 1, {});
show('symlinkSync', 'x', 'y', 'bad');
show('symlinkSync', 'x');
show('symlinkSync', 1, 'y');
show('linkSync', 1, 'y');
show('renameSync', 'x');
show('fstatSync', 'a');
show('stat', 'x');
show('exists', 'x');
for (const options of [{ recursive: 1 }, { signal: 1 }, { encoding: 'bad' }, { ignore: 1 }, { ignore: [''] }]) {
  show('watch', '.', options);
}
show('watch', 1);
show('watchFile', 'x');
show('watchFile', 'x', { interval: 'a' }, nothing);
show('opendirSync', '/', { bufferSize: 0 });
show('opendir', '/');
for (const options of [{ start: 'a' }, { start: 3, end: 1 }, { end: 'a' }, { fd: 'a' }, { fs: {} }, 1,
                       { encoding: 'bad' }, { fs: { open() {} } }]) {
  show('createReadStream', 'x', options);
}
for (const options of [{ start: 'a' }, { flush: 1 }, { fs: {} }, { fs: { open() {}, write() {}, close: 1 } }]) {
  show('createWriteStream', 'x', options);
}
for (const options of [1, { filter: 1 }, { mode: 9 }, { verbatimSymlinks: true, dereference: true }]) {
  show('cpSync', 'x', 'y', options);
}
show('globSync', 1);
show('globSync', '*', { exclude: 1 });
show('realpathSync', 'x', 'bad');
