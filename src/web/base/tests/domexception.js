// DOMException: construction, legacy codes, brand checks, inheritance.
for (const args of [[], ['message'], ['message', 'AbortError'], [1, 2], ['m', { name: 'TimeoutError' }],
                    ['m', { name: 'DataCloneError', cause: 'c' }], ['m', { cause: undefined }], ['m', null], ['m', '']]) {
  const error = new DOMException(...args);
  console.log([error.message, error.name, error.code, 'cause' in error, error.cause]);
}
for (const name of Object.keys(DOMException)) {
  console.log(name, DOMException[name], DOMException.prototype[name]);
}
for (const name of ['IndexSizeError', 'DOMStringSizeError', 'ValidationError', 'URLMismatchError', 'Nonsense']) {
  console.log(name, new DOMException('', name).code);
}

const error = new DOMException('it broke', 'NetworkError');
console.log(error instanceof Error, error instanceof DOMException, Object.prototype.toString.call(error));
console.log(Object.getPrototypeOf(DOMException) === Function.prototype);
console.log(Object.getPrototypeOf(DOMException.prototype) === Error.prototype);
console.log(error.stack.split('\n')[0]);
console.log(Object.keys(error), Object.hasOwn(error, 'message'), Object.hasOwn(error, 'name'));
console.log(String(error));

class Sub extends DOMException {
  constructor() { super('sub', 'SyntaxError'); }
}
console.log(new Sub() instanceof Sub, new Sub().code, new Sub().name);

for (const key of ['name', 'message', 'code']) {
  const { get, enumerable } = Object.getOwnPropertyDescriptor(DOMException.prototype, key);
  try {
    get.call({});
  } catch (thrown) {
    console.log(key, enumerable, get.name, thrown.name, thrown.code, thrown.message);
  }
}
try {
  DOMException();
} catch (thrown) {
  console.log(thrown.name);
}
