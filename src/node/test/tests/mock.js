// Mocks: what they record, their implementations, and putting back.
const { mock } = require('node:test');

const add = mock.fn((a, b) => a + b);
console.log(add(1, 2), add.mock.callCount(), add.mock.calls[0].arguments, add.mock.calls[0].result);
add.mock.mockImplementation(() => 'other');
add.mock.mockImplementationOnce(() => { throw new Error('once'); });
try { add(); } catch (error) { console.log(error.message, add.mock.calls[1].error === error); }
console.log(add(), add.name, add.length);
add.mock.restore();
console.log(add(3, 4));
add.mock.resetCalls();
console.log(add.mock.callCount());

const object = { value: 5, method() { return this.value; }, get accessor() { return 'real'; }, set accessor(v) { this.value = v; } };
const method = mock.method(object, 'method', function() { return this.value * 2; });
console.log(object.method(), method.mock.calls[0].this === object);
mock.getter(object, 'accessor', () => 'mocked');
console.log(object.accessor);
mock.restoreAll();
console.log(object.method(), object.accessor);
const limited = mock.method(object, 'method', () => 'mocked', { times: 2 });
console.log(object.method(), object.method(), object.method(), limited.mock.callCount());
const Class = mock.fn(class { constructor(x) { this.x = x; } });
console.log(new Class(1).x, Class.mock.calls[0].target !== undefined, Class.mock.calls[0].this.x);
for (const run of [() => mock.fn(1), () => mock.method(object, 'value'), () => mock.method(object, 1), () => mock.fn(() => {}, { times: 0 }),
  () => mock.getter(object, 'accessor', { getter: false }), () => mock.method(object, 'method', { getter: true, setter: true })]) {
  try { run(); } catch (error) { console.log(error.code, error.message); }
}
