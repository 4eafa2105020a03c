// Messages go to the other end in order; the ends close together.
'use strict';
const { port1, port2 } = new MessageChannel();
console.log(port1.hasRef(), port2.hasRef());
port2.on('message', (message) => {
  console.log('message', message.port === undefined ? message : Object.keys(message));
  if (message === 'last') port2.close();
});
port2.on('close', () => console.log('close', 2));
port1.on('close', () => console.log('close', 1));
console.log(port1.hasRef(), port2.hasRef());
const buffer = new ArrayBuffer(10000);
const moved = new MessageChannel();
moved.port2.postMessage('waits for its port to arrive');
port1.postMessage({ map: new Map([[1, { set: new Set([1]) }]]), sparse: [1, , 3], big: -(2n ** 70n) });
port1.postMessage({ buffer }, [buffer]);
console.log(buffer.byteLength);
port2.once('message', () => console.log('the first only'));
port1.postMessage({ port: moved.port1 }, { transfer: [moved.port1] });
port2.on('message', ({ port }) => {
  if (port === undefined) return;
  port.onmessage = ({ data, target, ports }) => {
    console.log(data, target === port, ports);
    port.close(() => port1.postMessage('last'));
  };
});
