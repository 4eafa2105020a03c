// The names of node:fs and node:fs/promises, and how many arguments each function has.
const fs = require('fs');
const lengths = (object) => Object.keys(object)
  .map((name) => (typeof object[name] === 'function' ? `${name}:${object[name].length}` : `${name} ${typeof object[name]}`));
console.log(lengths(fs).join('\n'));
console.log(lengths(require('fs/promises')).join('\n'));
console.log(require('fs/promises') === fs.promises, fs.promises.constants === fs.constants);
console.log(fs.FileReadStream === fs.ReadStream, fs.FileWriteStream === fs.WriteStream, Object.isFrozen(fs.constants));
