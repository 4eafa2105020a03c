// Numbers in "Received ..." of an error of range.
const { EventEmitter, setMaxListeners } = require('events');
for (const value of [-1, -1.5, NaN, -Infinity, -4294967296, -4294967297, -12345678901234, -1e21]) {
  try {
    EventEmitter.defaultMaxListeners = value;
  } catch (error) {
    console.log(error.code, error.message);
  }
}
for (const value of [-1, 2 ** 32, 2 ** 40 + 1, 1.5, Infinity, NaN]) {
  try {
    AbortSignal.timeout(value);
  } catch (error) {
    console.log(error.code, error.message);
  }
}
for (const value of ['1', 1n, null, {}]) {
  try {
    setMaxListeners(value);
  } catch (error) {
    console.log(error.code, error.message);
  }
}
