// What an error with a code looks like: names, own properties, the first line of its stack.
const { EventEmitter } = require('events');

function provoke(fn) {
  try {
    fn();
  } catch (error) {
    return error;
  }
}

const error = provoke(function caller() { new EventEmitter().on('x', 1); });
console.log(error.name, error.code, error.constructor === TypeError, error instanceof TypeError);
console.log(String(error));
console.log(error.toString());
console.log(Object.prototype.toString.call(error));
console.log(error.stack.split('\n')[0]);
console.log(Object.keys(error), Object.getOwnPropertyNames(error).sort());
console.log(Object.hasOwn(error, 'name'), Object.getOwnPropertyDescriptor(error, 'code'));
console.log({ ...Object.getOwnPropertyDescriptor(error, 'message'), value: undefined });

error.name = 'Renamed';
console.log(error.toString());
error.message = 'other';
console.log(error.toString());
error.code = 'OTHER';
console.log(error.toString(), error.code);

const range = provoke(() => { EventEmitter.defaultMaxListeners = -1; });
console.log(range.name, range.code, range.constructor === RangeError);
console.log(range.stack.split('\n')[0]);
console.log(JSON.stringify(range));
