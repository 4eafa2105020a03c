// What cannot be sent, and what is no port.
'use strict';
const { port1, port2 } = new MessageChannel();
const other = new MessageChannel();
port2.postMessage(0, [other.port1]);
const attempts = {
  function: () => port1.postMessage(() => {}),
  symbol: () => port1.postMessage(Symbol('s')),
  'a port not listed': () => port1.postMessage(other.port2),
  'its own port': () => port1.postMessage(0, [port1]),
  'a port that has left': () => port1.postMessage(0, [other.port1]),
  'a primitive': () => port1.postMessage(0, [1]),
  'a list that is none': () => port1.postMessage(0, 1),
  'an option that is none': () => port1.postMessage(0, { transfer: 1 }),
  'twice the same': () => {
    const buffer = new ArrayBuffer(8);
    port1.postMessage(0, [buffer, buffer]);
  },
  'a detached buffer': () => {
    const buffer = new ArrayBuffer(8);
    buffer.transfer();
    port1.postMessage(buffer);
  },
  nothing: () => port1.postMessage(),
  'a getter that throws': () => port1.postMessage({ get a() { throw new RangeError('getter'); } }),
  'no new': () => MessageChannel(),
  'a port of one\'s own': () => new MessagePort(),
};
for (const [name, attempt] of Object.entries(attempts)) {
  try {
    attempt();
    console.log(name, 'passes');
  } catch (error) {
    console.log(`${name}: ${error.name} ${error.code} ${error.message}`);
  }
}
