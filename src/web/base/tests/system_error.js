// The names and texts of system errors, and the error that is made of one.
const util = require('util');
const map = util.getSystemErrorMap();
console.log(map.size);
for (const [errno, [name, text]] of map) console.log(errno, name, text);
console.log(util.getSystemErrorName(-2), util.getSystemErrorName(-123456));
console.log(util.getSystemErrorMessage(-13));
console.log(util.getSystemErrorMap() !== map);
for (const errno of [0, 1, '2', null, -1.5]) {
  try {
    util.getSystemErrorName(errno);
  } catch (error) {
    console.log(error.code, error.message);
  }
}
const error = util._errnoException(-98, 'listen', 'extra');
console.log(error.message, error.code, error.errno, error.syscall, error.name, error.constructor === Error);
console.log(util._exceptionWithHostPort(-111, 'connect', '127.0.0.1', 80, 'local:1').message);
