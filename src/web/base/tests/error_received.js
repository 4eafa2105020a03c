// What "Received ..." says of every kind of value.
const { EventEmitter } = require('events');
class Thing {}
function named() {}
const values = [
  undefined, null, true, false, 0, -0, 1.5, NaN, Infinity, -Infinity, 10n, -3n, 'text', '', "it's",
  'a "quoted" and \'quoted\' one', 'x'.repeat(28), 'x'.repeat(29), Symbol('s'), Symbol(), {}, [], new Thing(),
  Object.create(null), new Date(0), /x/, new Map(), { constructor: undefined }, { constructor: { name: 'Odd' } },
  { constructor: {} }, new Error('e'), Promise.resolve(), new Uint8Array(2),
];
for (const value of values) {
  try {
    new EventEmitter().on('x', value);
  } catch (error) {
    console.log(error.message);
  }
}
for (const value of [named, class {}, () => {}, async () => {}]) {
  try {
    EventEmitter.captureRejections = value;
  } catch (error) {
    console.log(error.message);
  }
}
