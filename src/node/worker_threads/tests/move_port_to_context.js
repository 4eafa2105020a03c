'use strict';
// A port in another context: its class, its errors, its events and what it receives are that context's.
const { MessageChannel, moveMessagePortToContext } = require('worker_threads');
const vm = require('vm');

const attempt = (body) => {
  try {
    return body();
  } catch (error) {
    return [error.name, error.code, error.message];
  }
};
// In no certain order.
const ends = [];
process.on('exit', () => console.log(ends.sort()));
const context = vm.createContext({ console, ends });
const { port1, port2 } = new MessageChannel();

console.log(attempt(() => moveMessagePortToContext()));
console.log(attempt(() => moveMessagePortToContext({}, context)));
console.log(attempt(() => moveMessagePortToContext(port1)));
console.log(attempt(() => moveMessagePortToContext(port1, {})));
const closed = new MessageChannel();
closed.port1.close();
console.log(attempt(() => moveMessagePortToContext(closed.port1, context)));

const port = moveMessagePortToContext(port1, context);
context.port = port;
console.log(port.constructor.name, port instanceof Object, Object.getOwnPropertyNames(port), port.hasRef());
console.log(vm.runInContext('port instanceof Object', context));
const caught = (code) => vm.runInContext(
  `try { ${code} } catch (e) { [e.constructor.name, e.name, e.code, e.message, e instanceof Error].join() }`, context);
console.log(caught('port.postMessage(() => {})'));
console.log(caught('port.postMessage()'));
console.log(caught('port.postMessage(1, 1)'));
console.log(caught('port.postMessage(1, [port])'));
console.log(caught('new port.constructor()'));

vm.runInContext(`
  port.onmessage = function({ data, ports, target, type }) {
    console.log(type, data instanceof Object, target === port, this === port, ports instanceof Array, ports.length);
    console.log(data.list instanceof Array, data.map instanceof Map, data.error instanceof RangeError,
      data.bytes instanceof Uint8Array, data.date instanceof Date, data.text);
    if (!data.port) return;
    console.log(data.port === ports[0], data.port instanceof Object, data.port.constructor === port.constructor);
    data.port.postMessage({ from: 'the second' });
    data.port.close();
    port.postMessage({ from: 'the first' });
    port.close(() => ends.push('close was called back'));
  };
  port.onmessageerror = ({ data }) => console.log('messageerror', data instanceof Error, data.code);
  port.start();
`, context);

const second = new MessageChannel();
second.port2.on('message', (message) => ends.push(message.from));
second.port2.on('close', () => ends.push('the second has closed'));
port2.on('message', (message) => ends.push(`${message.from}, ${message instanceof Object}`));
port2.on('close', () => ends.push('the first has closed'));
const parts = () => ({
  list: [1], map: new Map([[1, 2]]), error: new RangeError('x'), bytes: new Uint8Array(2), date: new Date(0), text: 'text',
});
port2.postMessage(parts());
port2.postMessage({ ...parts(), port: second.port1 }, [second.port1]);
