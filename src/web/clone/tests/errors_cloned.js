// Errors: their name if it is a standard one, message, stack and cause.
const original = Object.assign(new TypeError('text', { cause: { deep: new RangeError('inner') } }), { extra: 1, code: 'X' });
const copy = structuredClone(original);
console.log(copy.name, copy.message, copy.stack === original.stack, copy.cause.deep instanceof RangeError, Object.keys(copy), copy instanceof TypeError, copy.constructor === TypeError);
class Custom extends Error {
  get name() { return 'Custom'; }
}
console.log(structuredClone(new Custom('c')).name, structuredClone(new AggregateError([1], 'a')).constructor.name, 'message' in Object.getOwnPropertyDescriptors(structuredClone(new Error())));
const renamed = new Error('r');
renamed.name = 'SyntaxError';
console.log(structuredClone(renamed) instanceof SyntaxError, structuredClone(new DOMException('d', 'AbortError')).name, structuredClone(new DOMException('d', 'AbortError')).code);
