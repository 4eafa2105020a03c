// What was serialised comes back.
const v8 = require('v8');
const again = (value) => v8.deserialize(v8.serialize(value));
const shared = { x: 1 };
const value = {
  numbers: [1, -0, 1.5, NaN, 2 ** 40], big: -(2n ** 70n), text: 'a€é\u{1F600}', date: new Date(0), expression: /a+/giu,
  map: new Map([[shared, 'shared'], ['k', new Set([shared])]]), same: [shared, shared], boxed: [Object(1), Object('a'), Object(false)],
  bytes: new Uint8Array([1, 2, 3]), buffer: Buffer.from('abc'), doubles: new Float64Array([0.5]),
  nested: { deep: [{ er: null, undef: undefined }] },
};
value.self = value;
const copy = again(value);
console.log(copy);
console.log(copy.self === copy, copy.same[0] === copy.same[1], [...copy.map.keys()][0] === copy.same[0]);
const holes = again([1, , 3]);
console.log(holes, 1 in holes);
const error = again(Object.assign(new RangeError('far', { cause: new TypeError('near') }), { extra: 1 }));
console.log(error instanceof RangeError, error.message, error.cause instanceof TypeError, error.extra, error.stack.split('\n')[0]);
console.log(again(new Uint8Array(new ArrayBuffer(8, { maxByteLength: 16 }))).length);
const odd = v8.serialize(['x', new Float32Array([1, 2])]);
console.log(v8.deserialize(odd)[1]);
